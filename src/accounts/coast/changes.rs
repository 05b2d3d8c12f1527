//! What became of the area of the coast between dates, closed.

use std::collections::BTreeMap;

use super::{Section, Sums, with_outside};
use crate::accounts::carbon::periods;
use crate::accounts::ledger::ZoneKey;
use crate::accounts::{AccountRow, Quantity};
use crate::error::Result;
use crate::land::Sector;
use crate::models::{ClosingRow, check_closure};
use crate::units::Hectares;

/// What is at the end of a period where a class was at its start, or the other way round.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    /// One class after another.
    Classes(String, String),
    /// A class at the start, and no class at the end.
    NoneAfter(String),
    /// A class at the end, and no class at the start.
    NoneBefore(String),
}

impl Section<'_> {
    /// Rows of the matrix of area between neighbouring dates and between the first and the last, ha: of everything that is of the
    /// coast before or after, on ground with a class at both dates. Ground of the coast at one date that has none at the other is
    /// an area that is not compared: with it, the matrix leads from the area of a class at one date to that at the other.
    ///
    /// # Errors
    /// A zone and class whose area does not close.
    pub(super) fn change_rows(&self) -> Result<Vec<AccountRow>> {
        let mut rows = Vec::new();
        for (from, to) in periods(self.account.dimensions) {
            let changes = self.changes(from, to);
            self.check_area(from, to, &changes)?;
            rows.extend(with_outside(changes).into_iter().map(|((set, zone, change), area)| {
                let (quantity, category, method) = match change {
                    Change::Classes(before, after) => {
                        (Quantity::AreaTransition, format!("{before} > {after}"), "area with a class at both dates")
                    }
                    Change::NoneAfter(class) => {
                        (Quantity::Area, format!("not compared, no data at the last date: {class}"), "not compared")
                    }
                    Change::NoneBefore(class) => {
                        (Quantity::Area, format!("not compared, no data at the first date: {class}"), "not compared")
                    }
                };
                AccountRow {
                    year: self.ledger.strata.dimensions[from].year,
                    year_to: self.ledger.strata.dimensions[to].year,
                    sector: Sector::Coast,
                    category,
                    method: format!("coast, {method}, {}", self.ledger.measure.name()),
                    ..self.ledger.row(set, zone, quantity, Hectares::UNIT, area)
                }
            }));
        }
        Ok(rows)
    }

    fn changes(&self, from: usize, to: usize) -> Sums<Change> {
        let is_coast = |class: &String| self.account.classes.get(class).is_some();
        self.ledger.sum(|stratum| {
            let [before, after] = [from, to].map(|dimension| {
                let code = stratum.codes[dimension]?;
                self.ledger.schemes[dimension].class(code).map(|class| class.id.clone())
            });
            let change = match (before, after) {
                (Some(before), Some(after)) if is_coast(&before) || is_coast(&after) => Change::Classes(before, after),
                (Some(before), None) if is_coast(&before) => Change::NoneAfter(before),
                (None, Some(after)) if is_coast(&after) => Change::NoneBefore(after),
                _ => return None,
            };
            Some((change, self.ledger.measure.area(stratum).0))
        })
    }

    /// The areas of the dates, taken by themselves, against what the matrix says.
    fn check_area(&self, from: usize, to: usize, changes: &Sums<Change>) -> Result<()> {
        let years = [from, to].map(|dimension| self.ledger.strata.dimensions[dimension].year.unwrap_or_default());
        let mut closing: BTreeMap<(usize, ZoneKey, &str), ClosingRow> = BTreeMap::new();
        let [before, after] = [from, to].map(|dimension| self.class_areas(dimension));
        let dates = before.iter().map(|(key, area)| (key, Part::Opening, area));
        let dates = dates.chain(after.iter().map(|(key, area)| (key, Part::Closing, area)));
        let dates = dates.map(|((set, zone, class), part, area)| (*set, *zone, class.as_str(), part, *area));
        let moved = changes.iter().flat_map(|((set, zone, change), area)| {
            let parts = match change {
                Change::Classes(before, after) if before == after => vec![],
                Change::Classes(before, after) => vec![(before, Part::Loss), (after, Part::Gain)],
                Change::NoneAfter(before) => vec![(before, Part::Unknown(-1.0))],
                Change::NoneBefore(after) => vec![(after, Part::Unknown(1.0))],
            };
            parts.into_iter().map(|(class, part)| (*set, *zone, class.as_str(), part, *area))
        });
        for (set, zone, class, part, area) in dates.chain(moved) {
            if self.account.classes.get(class).is_none() {
                continue;
            }
            let row = closing.entry((set, zone, class)).or_insert_with(|| {
                let row = self.ledger.row(set, zone, Quantity::Area, Hectares::UNIT, 0.0);
                let [first, last] = years;
                ClosingRow {
                    name: format!("the area of {class} in zone {} of {}, {first}–{last}", row.zone, row.zone_set),
                    opening: 0.0,
                    gains: 0.0,
                    losses: 0.0,
                    reclassification: 0.0,
                    closing: 0.0,
                }
            });
            match part {
                Part::Opening => row.opening += area,
                Part::Gain => row.gains += area,
                Part::Loss => row.losses += area,
                Part::Unknown(sign) => row.reclassification += sign * area,
                Part::Closing => row.closing += area,
            }
        }
        check_closure(&closing.into_values().collect::<Vec<_>>())
    }
}

/// Which term of the balance of a class an area is.
enum Part {
    Opening,
    Gain,
    Loss,
    Unknown(f64),
    Closing,
}
