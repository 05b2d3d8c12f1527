//! Whether figures lie where they can lie.

use super::PlausibilityBand;
use crate::error::{Error, Result};
use crate::parameters::coast::BoundsTable;

/// Checks a figure against the bands of a scope: a figure outside the `warning` band gives a text with its source, one outside
/// the `error` band is refused. A quantity without a band passes.
///
/// Limits: most bands are judgements around published figures; a figure inside them is not thereby right.
///
/// # Errors
/// A figure outside the `error` band, or a band of unverified figures that is not allowed.
pub fn check_bounds(bounds: &BoundsTable, scope: &str, quantity: &str, value: f64) -> Result<Option<String>> {
    let outside = |level| -> Result<Option<String>> {
        let band = bounds.find([scope, quantity, level])?;
        Ok(band.and_then(|row| PlausibilityBand::from(row).check(value)))
    };
    if let Some(text) = outside("error")? {
        return Err(Error::data(format!("{quantity} of {scope} cannot be: {text}"))
            .hint("look for t CO2 taken for t C, a depth, or a unit of area"));
    }
    Ok(outside("warning")?.map(|text| format!("{quantity} of {scope}: {text}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_of_the_ipcc_is_worth_a_warning_at_hangzhou_bay() {
        let bounds = BoundsTable::built_in().expect("valid");
        let check = |value| check_bounds(&bounds, "ningbo", "salt_marsh_soil_0_100cm", value);
        assert_eq!(check(57.7).expect("fine"), None);
        let warning = check(226.0).expect("no error").expect("a warning");
        assert!(warning.contains("above 110 t C/ha") && warning.contains("Yuan 2020"), "{warning}");
        let message = check(940.0).expect_err("t CO2 taken for t C").to_string();
        assert!(message.contains("cannot be: 940 t C/ha is above 400"), "{message}");
    }

    #[test]
    fn accumulation_above_four_is_worth_a_warning_and_above_ten_an_error() {
        let bounds = BoundsTable::built_in().expect("valid");
        let check = |value| check_bounds(&bounds, "ningbo", "soil_accumulation", value);
        assert!(check(0.91).expect("fine").is_none() && check(4.44).expect("a warning").is_some());
        assert!(check(115.0).is_err() && check(-0.1).is_err());
        assert_eq!(check_bounds(&bounds, "ningbo", "nothing", 1.0).expect("no band"), None);
    }
}
