//! The recorded age group against that of the age, by species and origin.

use crate::inventory::finding::Report;
use crate::inventory::{AgeLimits, Check, SubCompartment};

pub(super) fn check(records: &[SubCompartment], report: &mut Report) {
    let limits = AgeLimits::built_in();
    for stand in records {
        let (Some(species), Some(origin), Some(age), Some(recorded)) =
            (&stand.species.meaning, stand.origin.meaning, stand.age, stand.age_group.meaning)
        else {
            continue;
        };
        if let Some(expected) = limits.age_group(species, origin, age)
            && expected != recorded
        {
            report.add(Check::AgeAgainstGroup, stand, || {
                let (recorded, expected) = (recorded.name(), expected.name());
                format!("{} of {age} a recorded as {recorded}, at that age {expected}", species.id())
            });
        }
    }
    report.hint(Check::AgeAgainstGroup, || {
        "the limits are those of LY/T 2908-2017 from memory: check `parameters/forest_codes/age_limits.csv`".to_owned()
    });
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{code, facts, findings, stand};
    use super::*;
    use crate::land::forest::{AgeGroup, Origin, SpeciesGroup};

    #[test]
    fn a_fir_of_18_years_is_not_young() {
        let fir = |feature, group| SubCompartment {
            origin: code("21", Origin::Planted),
            age_group: code("1", group),
            ..stand(feature)
        };
        let oak = SubCompartment { species: code("410", SpeciesGroup::new("oak")), ..fir(3, AgeGroup::OverMature) };
        let records = [fir(1, AgeGroup::MiddleAged), fir(2, AgeGroup::Young), oak];
        let found = findings(|report| check(&records, report));
        let expected = "feature 2 (`330203-2`): chinese_fir of 18 a recorded as young, at that age middle_aged";
        assert_eq!(facts(&found), [(Check::AgeAgainstGroup, vec![2], expected)]);
    }
}
