//! The lists, which are numbered after the tables: one line per account row that they select.

use super::catalogue::is_headline;
use super::description::{Dimension, List};
use crate::accounts::{AccountRow, Quantity};
use crate::land::Sector;
use Dimension::{Class, Definition, Evidence, Method, Pool, Unit, Year, Zone, ZoneSet};

/// In the order in which they are numbered.
pub(super) const LISTS: &[List] = &[
    // Published figures of different definitions must not stand in one column as if they were one figure.
    List {
        id: "published",
        stubs: &[Zone, Dimension::Quantity, Class, Year, Definition, Unit],
        select: |row| row.method.starts_with("observed"),
        has_limits: true,
        is_latest: false,
    },
    List {
        id: "forest_change",
        stubs: &[ZoneSet, Zone, Class, Pool, Dimension::Quantity, Year, Unit],
        select: |row| row.zone == "*" && row.sector == Sector::Forest && is_flow(row),
        has_limits: true,
        is_latest: false,
    },
    List {
        id: "not_compared",
        stubs: &[ZoneSet, Zone, Class, Year, Unit],
        select: |row| row.zone == "*" && row.quantity == Quantity::StockNotCompared,
        has_limits: false,
        is_latest: false,
    },
    List {
        id: "cover_rate_change",
        stubs: &[ZoneSet, Zone, Class, Year, Unit],
        select: |row| row.quantity == Quantity::CoverRateChange,
        has_limits: false,
        is_latest: false,
    },
    List {
        id: "targets",
        stubs: &[ZoneSet, Zone, Class, Dimension::Quantity, Year, Unit],
        select: |row| is_of_target(row.quantity),
        has_limits: true,
        is_latest: false,
    },
    List {
        id: "source_difference",
        stubs: &[ZoneSet, Zone, Class, Pool, Year, Method, Unit],
        select: |row| {
            row.zone == "*" && row.quantity == Quantity::SourceDifference && !row.category.contains(", species:")
        },
        has_limits: false,
        is_latest: false,
    },
    List {
        id: "findings",
        stubs: &[ZoneSet, Zone, Class, Year, Unit],
        select: |row| row.zone == "*" && row.quantity == Quantity::AreaFound,
        has_limits: false,
        is_latest: false,
    },
    List {
        id: "uncertainty",
        stubs: &[ZoneSet, Zone, Dimension::Sector, Dimension::Quantity, Class, Pool, Year, Unit, Evidence],
        select: |row| {
            row.zone == "*" && (row.limits().is_some() && ["*", ""].contains(&row.pool.as_str()) || is_headline(row))
        },
        has_limits: true,
        is_latest: true,
    },
];

/// Yearly changes and gases of a section that accounts a period.
fn is_flow(row: &AccountRow) -> bool {
    matches!(
        row.quantity,
        Quantity::StockChange
            | Quantity::Removals
            | Quantity::EmissionsCh4
            | Quantity::EmissionsN2o
            | Quantity::EmissionsCo2
    )
}

pub(super) fn is_of_target(quantity: Quantity) -> bool {
    matches!(
        quantity,
        Quantity::Target
            | Quantity::TargetGap
            | Quantity::NeededRate
            | Quantity::AchievedRate
            | Quantity::Projection
            | Quantity::TargetProbability
            | Quantity::YearsToTarget
    )
}
