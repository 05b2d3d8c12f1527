//! Figures as people read them: large ones in 万公顷, 万立方米 and 万吨, or in millions.

use super::summary::grouped;
use crate::terms::{Language, word};

/// A unit to show figures of some size in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measure {
    pub(super) unit: String,
    pub(super) factor: f64,
    pub(super) digits: usize,
}

impl Measure {
    /// For figures in `unit` whose largest is `largest`.
    pub(super) fn of(language: Language, unit: &str, largest: f64) -> Self {
        let power = match language {
            Language::Chinese if largest.abs() >= 1e4 => 4,
            Language::English if largest.abs() >= 1e6 => 6,
            _ => 0,
        };
        let power = if matches!(unit, "ha" | "m³" | "t C" | "t CO2" | "t") { power } else { 0 };
        let factor = 10_f64.powi(-power);
        let key = if power == 0 { unit.to_owned() } else { format!("10^{power} {unit}") };
        let known = word(language, "unit", &key);
        let unit = if known == key && power > 0 {
            format!("10{} {unit}", "⁰¹²³⁴⁵⁶".chars().nth(power.unsigned_abs() as usize).unwrap_or('⁶'))
        } else {
            known.to_owned()
        };
        let shown = largest.abs() * factor;
        let digits = match shown {
            _ if unit == "%" => 2,
            shown if shown >= 10_000.0 => 0,
            shown if shown >= 100.0 => 1,
            shown if shown >= 1.0 => 2,
            _ => 3,
        };
        Self { unit, factor, digits }
    }

    /// The figure without its unit.
    pub(super) fn show(&self, value: f64) -> String {
        grouped(value * self.factor, self.digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_figures_are_in_ten_thousands_in_chinese_and_in_millions_in_english() {
        let told = |language, unit, value| {
            let measure = Measure::of(language, unit, value);
            format!("{} {}", measure.show(value), measure.unit)
        };
        assert_eq!(told(Language::Chinese, "m³", 25_207_200.0), "2,520.7 万立方米");
        assert_eq!(told(Language::Chinese, "ha", 437_933.6), "43.79 万公顷");
        assert_eq!(told(Language::Chinese, "t C", 49_154_637.0), "4,915.5 万吨碳");
        assert_eq!(told(Language::English, "t C", 49_154_637.0), "49.15 Mt C");
        assert_eq!(told(Language::English, "ha", 437_933.6), "437,934 ha");
        assert_eq!(told(Language::Chinese, "%", 44.664), "44.66 %");
    }
}
