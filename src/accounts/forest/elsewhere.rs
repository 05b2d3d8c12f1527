//! Forest whose carbon another section accounts.

use super::{ForestTable, ForestZones};
use crate::accounts::{AccountRow, Quantity};
use crate::land::forest::ForestLand;
use crate::units::Hectares;

impl ForestTable {
    /// The same forest without the stands on some land.
    #[must_use]
    pub fn without(&self, land: ForestLand) -> Self {
        let kept: Vec<usize> =
            (0..self.stands.len()).filter(|number| self.stands[*number].land != Some(land)).collect();
        let sets = self.sets.iter().map(|set| ForestZones {
            members: kept.iter().map(|number| set.members[*number]).collect(),
            ..set.clone()
        });
        Self {
            sets: sets.collect(),
            stands: kept.iter().map(|number| self.stands[*number].clone()).collect(),
            source: self.source.clone(),
            errors: self.errors.clone(),
            ..*self
        }
    }
}

/// Rows of the area that is forest here and whose carbon `sector` accounts, ha: by the order of claims, nothing is counted twice.
#[must_use]
pub fn elsewhere_rows(table: &ForestTable, land: ForestLand, sector: &str) -> Vec<AccountRow> {
    let areas = table.sum(|stand, add| {
        if stand.land == Some(land) {
            add((), stand.area.0);
        }
    });
    areas
        .into_iter()
        .map(|((set, zone, ()), area)| AccountRow {
            category: format!("no carbon here: {}, accounted by {sector}", land.name()),
            method: format!("{}: sum of areas", table.source),
            ..table.row(set, zone, Quantity::Area, Hectares::UNIT, area)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::forest::table::tests::{stand, table, value};

    #[test]
    fn mangrove_is_forest_by_area_and_its_carbon_is_the_coast_s() {
        let forest =
            table(vec![stand(ForestLand::Arbor, "oak", 10.0, 80.0), stand(ForestLand::Mangrove, "oak", 4.0, 30.0)]);
        let rest = forest.without(ForestLand::Mangrove);
        assert_eq!((rest.stands.len(), rest.sets[0].members.len(), rest.sets.len()), (1, 1, forest.sets.len()));
        let rows = elsewhere_rows(&forest, ForestLand::Mangrove, "coast");
        assert_eq!(value(&rows, "*", Quantity::Area, "no carbon here: mangrove, accounted by coast", ""), 4.0);
        assert!(elsewhere_rows(&rest, ForestLand::Mangrove, "coast").is_empty());
    }
}
