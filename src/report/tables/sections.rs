//! The tables of the annual report, section by section: those of the workbook for the last year, or for whole zone sets.

use std::collections::BTreeSet;

use super::catalogue::TABLES;
use super::description::{Description, Dimension, Extent};
use super::fill::{OUTSIDE, Style, fill, first_sources};
use super::label::Names;
use super::listing::list;
use super::lists::LISTS;
use super::table::Table;
use super::{add_zone_sets, zone_sets};
use crate::accounts::AccountRow;

/// The zones of a set with more than this are in the tables, but not in the report.
const MOST_ZONES: usize = 40;

/// A section: the key of its title, and its tables by id.
type Section = (&'static str, &'static [(&'static str, Layout)]);

/// How a table of the workbook is laid out in the report.
#[derive(Clone, Copy)]
enum Layout {
    /// As it is, all years.
    All,
    /// The zones of the last year.
    Latest,
    /// Whole zone sets, by some rows and across others.
    Whole(&'static [Dimension], Option<Dimension>),
}

const BY_CLASS: Layout = Layout::Whole(&[Dimension::Year, Dimension::Class], None);

const SECTIONS: &[Section] = &[
    (
        "report.section_forest",
        &[
            ("forest", Layout::Latest),
            (
                "species_age",
                Layout::Whole(&[Dimension::Year, Dimension::Part("species")], Some(Dimension::Part("age_group"))),
            ),
            ("origin", Layout::Latest),
            ("forest_category", Layout::Latest),
            ("bamboo", Layout::Latest),
            ("shrub", Layout::Latest),
            ("forest_carbon_pools", Layout::Latest),
            ("published", Layout::Latest),
        ],
    ),
    (
        "report.section_sectors",
        &[
            ("land_area", Layout::Whole(&[Dimension::Class], Some(Dimension::Year))),
            ("sectors", Layout::Latest),
            ("land_carbon_pools", Layout::Latest),
            ("wetland", Layout::Whole(&[Dimension::Year, Dimension::Class], None)),
            ("coast", BY_CLASS),
            ("coast_management", BY_CLASS),
            ("mariculture", BY_CLASS),
            ("cropland", BY_CLASS),
        ],
    ),
    (
        "report.section_change",
        &[
            ("land_carbon_change", Layout::Whole(&[Dimension::Year], Some(Dimension::Pool))),
            ("not_compared", Layout::All),
            ("coast_change", BY_CLASS),
            ("cropland_soils", Layout::Whole(&[Dimension::Year, Dimension::Class], Some(Dimension::Pool))),
            ("transitions", Layout::Whole(&[Dimension::Year, Dimension::Before], Some(Dimension::After))),
            ("forest_change", Layout::All),
            ("cover_rate_change", Layout::All),
        ],
    ),
    (
        "report.section_uncertainty",
        &[("uncertainty", Layout::All), ("source_difference", Layout::All), ("findings", Layout::All)],
    ),
];

/// The tables of every section that has some.
pub(in crate::report) fn report_sections(
    rows: &[AccountRow],
    names: &Names,
    style: Style,
) -> Vec<(&'static str, Vec<Table>)> {
    let sets: Vec<(&str, Vec<&AccountRow>)> =
        zone_sets(rows).into_iter().map(|set| (set, first_sources(rows, set))).collect();
    let all: Vec<&AccountRow> = sets.iter().flat_map(|(_, rows)| rows.iter().copied()).collect();
    let tables_of = |(id, layout): &(&str, Layout)| -> Vec<Table> {
        let listed = LISTS.iter().filter(|list| list.id == *id).filter_map(|listed| list(listed, &all, names));
        let described = TABLES.iter().filter(|table| table.id == *id).map(|table| layout.of(table));
        let of_wholes = matches!(layout, Layout::Whole(..));
        let shown = || sets.iter().filter(move |(_, rows)| of_wholes || is_short(rows));
        let filled =
            described.flat_map(|table| shown().filter_map(move |(set, rows)| fill(&table, set, rows, names, style)));
        filled.chain(listed).collect()
    };
    SECTIONS
        .iter()
        .map(|(title, tables)| {
            let mut tables: Vec<Table> = tables.iter().flat_map(tables_of).collect();
            add_zone_sets(&mut tables);
            (*title, tables)
        })
        .filter(|(_, tables)| !tables.is_empty())
        .collect()
}

/// Whether a report has room for a line per zone.
fn is_short(rows: &[&AccountRow]) -> bool {
    let zones: BTreeSet<&str> = rows.iter().map(|row| row.zone.as_str()).collect();
    zones.iter().filter(|zone| !["*", OUTSIDE].contains(zone)).count() <= MOST_ZONES
}

impl Layout {
    fn of(self, table: &Description) -> Description {
        match self {
            Self::All => *table,
            Self::Latest => Description { extent: Extent::Latest, ..*table },
            Self::Whole(rows, across) => Description { extent: Extent::Whole, rows, across, ..*table },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_that_a_section_names_is_in_the_catalogue() {
        for (id, _) in SECTIONS.iter().flat_map(|(_, tables)| tables.iter()) {
            assert!(TABLES.iter().any(|table| table.id == *id) || LISTS.iter().any(|list| list.id == *id), "{id}");
        }
    }
}
