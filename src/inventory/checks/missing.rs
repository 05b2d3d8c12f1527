//! Stands that lack what their carbon is computed from.

use crate::inventory::finding::Report;
use crate::inventory::{Check, SubCompartment};
use crate::land::forest::ForestLand;

pub(super) fn check(records: &[SubCompartment], report: &mut Report) {
    for stand in records {
        let Some(role) = stand.land.meaning else { continue };
        if role.has_stand() && stand.species.code.is_none() {
            report.add(Check::MissingValue, stand, || "no species".to_owned());
        }
        if role == ForestLand::Arbor && stand.volume().is_none() {
            report.add(Check::MissingValue, stand, || "no growing stock".to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{code, facts, findings, stand};
    use super::*;
    use crate::inventory::Coding;

    #[test]
    fn bamboo_needs_no_stock_and_farmland_no_species() {
        let bare = |feature| SubCompartment {
            species: Coding::default(),
            volume_per_hectare: None,
            recorded_volume: None,
            ..stand(feature)
        };
        let records = [
            bare(1),
            SubCompartment { land: code("1130", ForestLand::Bamboo), species: stand(2).species, ..bare(2) },
            SubCompartment { land: code("2100", ForestLand::NonForest), ..bare(3) },
        ];
        let found = findings(|report| check(&records, report));
        assert_eq!(facts(&found), [(Check::MissingValue, vec![1], "feature 1 (`330203-1`): no species")]);
        assert_eq!(found[0].examples[1], "feature 1 (`330203-1`): no growing stock");
    }
}
