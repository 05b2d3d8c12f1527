//! Codes that their table does not know, or knows from nobody's reading.

use crate::inventory::finding::Report;
use crate::inventory::{Attribute, Check, Coding, SubCompartment};
use crate::land::forest::ForestLand;

pub(super) fn check(records: &[SubCompartment], report: &mut Report) {
    for stand in records {
        match (&stand.land.code, stand.land.meaning) {
            (None, _) => report.add_alike(Check::UnknownLandClass, stand, || "no land class".to_owned()),
            (Some(_), None) => unknown(stand, &stand.land, Attribute::LandClass, Check::UnknownLandClass, report),
            (Some(code), Some(role)) if role.is_ambiguous() => {
                report.add_alike(Check::AmbiguousLand, stand, || format!("land class `{code}` is {}", role.name()));
            }
            _ => {}
        }
        // What a species code says matters where a stand grows.
        if stand.land.meaning.is_none_or(ForestLand::may_have_stock) {
            unknown(stand, &stand.species, Attribute::Species, Check::UnknownSpecies, report);
        }
        unknown(stand, &stand.age_group, Attribute::AgeGroup, Check::UnknownAgeGroup, report);
        unknown(stand, &stand.origin, Attribute::Origin, Check::UnknownOrigin, report);
        unknown(stand, &stand.purpose, Attribute::Purpose, Check::UnknownPurpose, report);
        unverified(stand, &stand.land, Attribute::LandClass, report);
        unverified(stand, &stand.species, Attribute::Species, report);
        unverified(stand, &stand.age_group, Attribute::AgeGroup, report);
        unverified(stand, &stand.origin, Attribute::Origin, report);
        unverified(stand, &stand.purpose, Attribute::Purpose, report);
    }
    report.hint(Check::UnknownSpecies, || "give a table of the survey's own codes with `species_codes`".to_owned());
    report.hint(Check::UnverifiedCode, || {
        "check the codes in the survey's documents, then give tables of your own or set `allow_unverified = true`"
            .to_owned()
    });
}

fn unknown<T>(stand: &SubCompartment, coding: &Coding<T>, what: Attribute, check: Check, report: &mut Report) {
    if let (true, Some(code)) = (coding.is_unknown(), &coding.code) {
        report.add_alike(check, stand, || format!("{} `{code}`", what.words()));
    }
}

fn unverified<T>(stand: &SubCompartment, coding: &Coding<T>, what: Attribute, report: &mut Report) {
    if let (true, Some(code)) = (coding.is_unverified, &coding.code) {
        report.add_alike(Check::UnverifiedCode, stand, || format!("{} `{code}`", what.words()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{code, facts, findings, stand, unknown as unknown_code};
    use super::*;

    #[test]
    fn codes_that_no_table_knows_are_found_by_kind() {
        let records = [
            SubCompartment { land: unknown_code("9999"), ..stand(1) },
            SubCompartment { land: Coding::default(), ..stand(2) },
            SubCompartment { species: unknown_code("999"), ..stand(3) },
            SubCompartment { age_group: unknown_code("0"), ..stand(4) },
            SubCompartment { origin: unknown_code("3"), purpose: unknown_code("999"), ..stand(5) },
            SubCompartment { land: code("0305", ForestLand::Shrub), species: unknown_code("999"), ..stand(6) },
        ];
        let found = findings(|report| check(&records, report));
        let expected = [
            (Check::UnknownLandClass, vec![1, 2], "feature 1 (`330203-1`): land class `9999`"),
            (Check::UnknownSpecies, vec![3], "feature 3 (`330203-3`): species `999`"),
            (Check::UnknownAgeGroup, vec![4], "feature 4 (`330203-4`): age group `0`"),
            (Check::UnknownOrigin, vec![5], "feature 5 (`330203-5`): origin `3`"),
            (Check::UnknownPurpose, vec![5], "feature 5 (`330203-5`): purpose `999`"),
            (Check::AmbiguousLand, vec![6], "feature 6 (`330203-6`): land class `0305` is shrub"),
        ];
        assert_eq!(facts(&found), expected);
    }

    #[test]
    fn a_code_that_nobody_has_seen_is_found() {
        let land = Coding { is_unverified: true, ..code("1130", ForestLand::Bamboo) };
        let found = findings(|report| check(&[SubCompartment { land: land.clone(), ..stand(1) }], report));
        assert_eq!(facts(&found), [(Check::UnverifiedCode, vec![1], "feature 1 (`330203-1`): land class `1130`")]);
    }
}
