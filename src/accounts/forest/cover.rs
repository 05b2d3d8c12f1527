//! Forest cover rate on one of several bases. Every row names its basis, its numerator, its denominator and their years.

use std::collections::BTreeMap;

use super::ForestTable;
use crate::accounts::ledger::ZoneKey;
use crate::accounts::{AccountRow, Figure, Quantity};
use crate::land::forest::{CoverAddition, CoverBasis};
use crate::parameters::Evidence;
use crate::units::Hectares;

/// Areas that a basis adds from another survey, of all zones of a set together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CoverAdditions {
    /// The areas.
    pub areas: BTreeMap<CoverAddition, Hectares>,
    /// Who published them, where.
    pub source: String,
}

/// Rows of the numerator by class, ha, and of the cover rate, percent, wherever the official land area is known.
///
/// What a basis adds from other surveys is known for all zones together only; where it is not given, the rate leaves it out
/// and its method says so.
#[must_use]
pub fn forest_cover_rows(table: &ForestTable, basis: CoverBasis, additions: &CoverAdditions) -> Vec<AccountRow> {
    let numerator = basis.numerator();
    let by_role = table.sum(|stand, add| {
        if let Some(land) = stand.land.filter(|land| numerator.contains(land)) {
            add(land, stand.area.0);
        }
    });
    let mut totals: BTreeMap<(usize, ZoneKey), Figure> = BTreeMap::new();
    let mut rows = Vec::new();
    let unverified = basis.is_unverified().then_some(Evidence::Unverified);
    let row = |set, zone, quantity, unit, value, category: String| {
        let row = table.row(set, zone, quantity, unit, value);
        AccountRow { category, evidence: row.evidence.max(unverified), ..row }
    };
    for ((set, zone, land), area) in by_role {
        let area = table.errors.of_row(area.into(), Hectares::UNIT);
        totals.entry((set, zone)).or_default().add(&area);
        rows.push(AccountRow {
            method: format!("{}: numerator of basis {}", table.source, basis.name()),
            ..row(set, zone, Quantity::Area, Hectares::UNIT, area, format!("cover {}, {}", basis.name(), land.name()))
        });
    }
    for ((set, zone), mut area) in totals {
        let mut left_out = Vec::new();
        for addition in basis.additions() {
            match additions.areas.get(&addition).filter(|_| zone == ZoneKey::All) {
                Some(added) => {
                    area.add(&added.0.into());
                    let row = AccountRow {
                        method: format!("numerator of basis {}, from another survey", basis.name()),
                        sources: additions.source.clone(),
                        ..row(
                            set,
                            zone,
                            Quantity::Area,
                            Hectares::UNIT,
                            Figure::default(),
                            format!("cover {}, {}", basis.name(), addition.name()),
                        )
                    };
                    // The errors of this table are not those of another survey.
                    rows.push(row.with(added.0.into()));
                }
                None => left_out.push(addition.name()),
            }
        }
        let names: Vec<&str> = numerator.iter().map(|land| land.name()).collect();
        let mut definition = format!("basis {}: ({})", basis.name(), names.join(" + "));
        if !left_out.is_empty() {
            definition = format!("{definition}, without {}, of which nothing is known here", left_out.join(" and "));
        }
        rows.push(AccountRow {
            method: format!("{}: {definition}", table.source),
            ..row(set, zone, Quantity::Area, Hectares::UNIT, area.clone(), format!("cover {}", basis.name()))
        });
        if let (Some(land), Some(official)) = (table.official_area(set, zone), &table.sets[set].official) {
            let method = format!(
                "{}: {definition} of {} / official land area {} ha of {}",
                table.source,
                table.year.map_or("unknown year".to_owned(), |year| year.to_string()),
                land.0,
                official.year
            );
            rows.push(AccountRow {
                method,
                sources: official.source.clone(),
                ..row(
                    set,
                    zone,
                    Quantity::CoverRate,
                    "%",
                    area.times(100.0 / land.0),
                    format!("cover {}", basis.name()),
                )
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::forest::table::tests::{stand, table, value};
    use crate::land::forest::ForestLand;

    fn forest() -> ForestTable {
        table(vec![
            stand(ForestLand::Arbor, "oak", 300.0, 60.0),
            stand(ForestLand::Bamboo, "moso", 100.0, 0.0),
            stand(ForestLand::SpecialShrub, "", 20.0, 0.0),
            stand(ForestLand::OtherShrub, "", 40.0, 0.0),
            stand(ForestLand::NonForest, "", 500.0, 0.0),
        ])
    }

    #[test]
    fn each_basis_has_its_own_numerator() {
        let additions = CoverAdditions {
            areas: [
                (CoverAddition::FourSideTreesConverted, Hectares(16.0)),
                (CoverAddition::FourSideTreesCover, Hectares(12.0)),
                (CoverAddition::FarmlandShelterbelts, Hectares(2.0)),
            ]
            .into(),
            source: "a survey".to_owned(),
        };
        let rate = |basis: CoverBasis| {
            let rows = forest_cover_rows(&forest(), basis, &additions);
            value(&rows, "*", Quantity::CoverRate, &format!("cover {}", basis.name()), "")
        };
        for (basis, area) in [(CoverBasis::Nfi, 420.0), (CoverBasis::Regulation, 434.0), (CoverBasis::Greening, 476.0)]
        {
            assert!((rate(basis) - area / 2_000.0 * 100.0).abs() < 1e-12, "{basis:?}");
        }
    }

    #[test]
    fn a_rate_names_what_it_leaves_out_its_denominator_and_the_years() {
        let rows = forest_cover_rows(&forest(), CoverBasis::Regulation, &CoverAdditions::default());
        let rate = rows.iter().find(|row| row.quantity == Quantity::CoverRate && row.zone == "*").expect("a rate");
        assert!(rate.method.contains("without farmland_shelterbelts and four_side_trees_cover"), "{}", rate.method);
        assert!(rate.method.contains("2000 ha of 2022") && rate.sources == "a yearbook", "{}", rate.method);
    }

    #[test]
    fn splitting_a_polygon_changes_no_rate() {
        let whole = forest();
        let mut split = forest();
        for number in 0..2 {
            let half = Hectares(split.stands[number].area.0 / 2.0);
            split.stands[number].area = half;
            split.stands.push(split.stands[number].clone());
            let member = split.sets[0].members[number];
            split.sets[0].members.push(member);
        }
        let rates = |table: &ForestTable| -> Vec<(String, f64)> {
            forest_cover_rows(table, CoverBasis::Nfi, &CoverAdditions::default())
                .into_iter()
                .filter(|row| row.quantity == Quantity::CoverRate)
                .map(|row| (row.zone, row.value))
                .collect()
        };
        assert_eq!(rates(&whole), rates(&split));
    }
}
