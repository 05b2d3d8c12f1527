//! Numbers outside the ranges that the pipeline declares plausible. No range was found in a publication, so there is no default.

use crate::inventory::finding::Report;
use crate::inventory::{Check, Limits, SubCompartment};

pub(super) fn check(records: &[SubCompartment], limits: &Limits, report: &mut Report) {
    for stand in records {
        let numbers = [
            ("a diameter", stand.diameter, limits.diameter_cm, "cm"),
            ("a height", stand.height, limits.height_m, "m"),
            ("an age", stand.age, limits.age_a, "a"),
            ("a volume", stand.volume_per_hectare.map(|volume| volume.0), limits.volume_m3_per_ha, "m³/ha"),
            ("a number of stems", stand.stems_per_hectare, limits.stems_per_ha, "per ha"),
        ];
        for (what, value, range, unit) in numbers {
            if let (Some(value), Some([least, most])) = (value, range)
                && !(least..=most).contains(&value)
            {
                let text = || format!("{what} of {value} {unit}, expected {least} to {most}");
                report.add(Check::ImplausibleValue, stand, text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{facts, findings, stand};
    use super::*;

    #[test]
    fn only_declared_ranges_are_looked_at() {
        let records = [SubCompartment { height: Some(250.0), diameter: Some(900.0), ..stand(1) }];
        assert!(findings(|report| check(&records, &Limits::default(), report)).is_empty());
        let limits = Limits { height_m: Some([0.0, 60.0]), ..Limits::default() };
        let found = findings(|report| check(&records, &limits, report));
        let expected = "feature 1 (`330203-1`): a height of 250 m, expected 0 to 60";
        assert_eq!(facts(&found), [(Check::ImplausibleValue, vec![1], expected)]);
    }
}
