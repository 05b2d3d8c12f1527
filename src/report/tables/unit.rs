//! Units as tables show them.

use super::label::Label;
use crate::terms::Language;

/// A unit with the digits that a table shows, and what a value is multiplied by.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct ShownUnit {
    pub(in crate::report) label: Label,
    pub(in crate::report) digits: u8,
    pub(in crate::report) factor: f64,
}

impl ShownUnit {
    /// A unit of accounts as it is.
    pub(in crate::report) fn full(unit: &str) -> Self {
        let digits = match unit {
            "m³" | "CNY" | "culms" => 0,
            "t C" | "t CO2" | "t CO2e" | "t wet" | "t d.m." | "yr" | "t C/yr" | "t CO2/yr" | "m³/yr" | "ha/yr" => 1,
            "t N2O" => 3,
            _ => 2,
        };
        Self { label: unit_label(unit), digits, factor: 1.0 }
    }

    /// A unit as reports show it: large amounts in 万, in English in thousands.
    pub(in crate::report) fn summary(unit: &str, largest: f64, language: Language) -> Self {
        let is_amount =
            matches!(unit, "ha" | "m³" | "t C" | "t CO2" | "t CO2e" | "t wet" | "culms" | "m³/yr" | "t C/yr");
        if !is_amount || largest.abs() < 1e5 {
            return Self::full(unit);
        }
        let full = unit_label(unit);
        let (factor, digits) = if language == Language::Chinese { (1e-4, 2) } else { (1e-3, 1) };
        let en = match unit {
            "ha" => "kha".to_owned(),
            "m³" | "m³/yr" | "culms" => format!("thousand {}", full.en),
            _ => format!("k{}", full.en),
        };
        Self { label: Label { zh: format!("万{}", full.zh), en }, digits, factor }
    }
}

fn unit_label(unit: &str) -> Label {
    Label::of_term(&format!("unit.{unit}")).unwrap_or_else(|| Label::name(unit))
}
