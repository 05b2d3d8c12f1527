//! Numbers that cannot be.

use crate::inventory::finding::Report;
use crate::inventory::{Check, SubCompartment};

pub(super) fn check(records: &[SubCompartment], report: &mut Report) {
    let mut looks_like_other_unit = None;
    for stand in records {
        match stand.recorded_area {
            Some(area) if area.0 > 0.0 => {}
            Some(area) => report.add(Check::ImpossibleValue, stand, || format!("an area of {} ha", area.0)),
            None => report.add(Check::ImpossibleValue, stand, || "no recorded area".to_owned()),
        }
        if let Some(closure) = stand.canopy_closure
            && !(0.0..=1.0).contains(&closure)
        {
            report.add(Check::ImpossibleValue, stand, || format!("a canopy closure of {closure}, expected 0 to 1"));
            if closure > 1.0 {
                looks_like_other_unit.get_or_insert(if closure <= 10.0 { "tenths" } else { "percent" });
            }
        }
        let numbers = [
            ("an effective area", stand.effective_area.map(|area| area.0)),
            ("a diameter", stand.diameter),
            ("a height", stand.height),
            ("an age", stand.age),
            ("a volume per hectare", stand.volume_per_hectare.map(|volume| volume.0)),
            ("a volume", stand.recorded_volume.map(|volume| volume.0)),
            ("a number of stems per hectare", stand.stems_per_hectare),
        ];
        for (what, value) in numbers {
            if let Some(value) = value.filter(|value| *value < 0.0) {
                report.add(Check::ImpossibleValue, stand, || format!("{what} of {value}"));
            }
        }
    }
    if let Some(unit) = looks_like_other_unit {
        report.hint(Check::ImpossibleValue, || format!("the canopy closure seems to be in {unit}: bring it to 0 to 1"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{facts, findings, stand};
    use super::*;
    use crate::units::{CubicMetres, Hectares};

    #[test]
    fn a_closure_of_7_is_impossible_and_seems_to_be_tenths() {
        let records = [stand(1), SubCompartment { canopy_closure: Some(7.0), ..stand(2) }];
        let found = findings(|report| check(&records, report));
        let expected = "feature 2 (`330203-2`): a canopy closure of 7, expected 0 to 1";
        assert_eq!(facts(&found), [(Check::ImpossibleValue, vec![2], expected)]);
        assert!(found[0].hint.as_deref().is_some_and(|hint| hint.contains("tenths")));
    }

    #[test]
    fn negative_numbers_and_areas_of_nothing_are_impossible() {
        let records = [
            SubCompartment { recorded_area: Some(Hectares(0.0)), ..stand(1) },
            SubCompartment { recorded_area: None, ..stand(2) },
            SubCompartment { height: Some(-3.0), ..stand(3) },
            SubCompartment { recorded_volume: Some(CubicMetres(-0.1)), ..stand(4) },
            SubCompartment { canopy_closure: Some(-0.1), ..stand(5) },
        ];
        let found = findings(|report| check(&records, report));
        assert_eq!(
            facts(&found),
            [(Check::ImpossibleValue, vec![1, 2, 3, 4, 5], "feature 1 (`330203-1`): an area of 0 ha")]
        );
    }

    #[test]
    fn zero_closure_and_age_are_possible() {
        let records = [SubCompartment { canopy_closure: Some(0.0), age: Some(0.0), ..stand(1) }];
        assert!(findings(|report| check(&records, report)).is_empty());
    }
}
