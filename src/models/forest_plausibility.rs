//! Whether a figure lies where published figures of the same thing lie.

use crate::parameters::Parameter;

/// A band of published figures.
///
/// Limits: a figure outside it is not wrong, and one inside it not right: the warning says what to compare with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlausibilityBand<'a> {
    row: &'a Parameter,
}

impl<'a> From<&'a Parameter> for PlausibilityBand<'a> {
    fn from(row: &'a Parameter) -> Self {
        Self { row }
    }
}

impl PlausibilityBand<'_> {
    /// What to tell the user about a value, in the unit of the band; nothing if it lies within.
    #[must_use]
    pub fn check(&self, value: f64) -> Option<String> {
        let Parameter { low, high, unit, source, note, .. } = self.row;
        let (low, high) = (low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY));
        if (low..=high).contains(&value) {
            return None;
        }
        let (side, end) = if value < low { ("below", low) } else { ("above", high) };
        Some(format!(
            "{value} {unit} is {side} {end} {unit}, the end of the band from {low} to {high} ({source}: {note})"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::PlausibilityTable;

    #[test]
    fn the_tree_carbon_of_ningbo_is_some_eleven_million_tonnes() {
        let table = PlausibilityTable::built_in().expect("valid");
        let band = PlausibilityBand::from(table.get(["ningbo", "tree_carbon_stock"]).expect("a row"));
        assert_eq!(band.check(11.4e6), None);
        let warning = band.check(40e6).expect("t CO2 taken for t C");
        assert!(warning.starts_with("40000000 t C is above 11973662 t C") && warning.contains("2016"), "{warning}");
        assert!(band.check(1.0).expect("too little").contains("below"));
        assert!(band.check(f64::NAN).is_some());
    }
}
