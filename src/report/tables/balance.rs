//! Totals across a table whose rows were shared out one by one: single units are moved within rows until the columns, too, are
//! rounded as closely as the rows allow.
//!
//! L. H. Cox, Controlled rounding, INFOR 20 (1982), 423–432: a table of two dimensions can be rounded so that every cell and
//! every total is rounded down or up. Rows are given here, so a column may now and then be a little further off.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::rounding::Place;

/// Moves units between `leaves` of a row; every one stays its `cells` value rounded down or up, and every row keeps its total.
pub(super) fn balance(cells: &BTreeMap<Place, f64>, shares: &mut BTreeMap<Place, i64>, leaves: &BTreeSet<Place>) {
    let Some(first) = leaves.first() else { return };
    let varies = |dimension: &usize| leaves.iter().any(|leaf| leaf[*dimension] != first[*dimension]);
    let mut varying = (0..first.len()).rev().filter(varies);
    let (Some(across), Some(down)) = (varying.next(), varying.next()) else { return };
    let mut blocks: BTreeMap<Place, Vec<&Place>> = BTreeMap::new();
    for leaf in leaves {
        let mut block = leaf.clone();
        (block[across], block[down]) = (None, None);
        blocks.entry(block).or_default().push(leaf);
    }
    for leaves in blocks.into_values() {
        let mut block = Block::default();
        for leaf in leaves {
            let mut total = leaf.clone();
            total[across] = None;
            let row = block.rows.entry(total).or_default();
            row.insert(leaf[across], (leaf, shares[leaf], cells[leaf]));
        }
        // Only rows that add up can give from one cell to another.
        block.rows.retain(|total, row| shares.get(total) == Some(&row.values().map(|(_, share, _)| share).sum()));
        while block.improve() {}
        for (leaf, share, _) in block.rows.into_values().flat_map(BTreeMap::into_values) {
            shares.insert(leaf.clone(), share);
        }
    }
}

/// A column, by its coordinate.
type Column = Option<usize>;

/// The rows of a table by the places of their totals: for every column the place, its rounded share and its value.
#[derive(Default)]
struct Block<'a> {
    rows: BTreeMap<Place, BTreeMap<Column, (&'a Place, i64, f64)>>,
}

impl Block<'_> {
    /// Moves a unit from a column that is too large to one that is too small; false if there is none to move.
    fn improve(&mut self) -> bool {
        let mut off: BTreeMap<Column, f64> = BTreeMap::new();
        for (column, (_, share, value)) in self.rows.values().flatten() {
            *off.entry(*column).or_default() += *share as f64 - value;
        }
        let mut columns: Vec<(Column, f64)> = off.iter().map(|(column, off)| (*column, *off)).collect();
        columns.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        for (from, excess) in columns {
            let steps = self.steps(from);
            let lowest = steps.keys().min_by(|one, other| off[*one].total_cmp(&off[*other])).copied();
            // Anything less would only change places.
            let Some(mut to) = lowest.filter(|to| excess - off[to] > 1.0 + 1e-6) else { continue };
            while to != from {
                let (before, row) = steps[&to].clone();
                let row = self.rows.get_mut(&row).expect("a row of the block");
                row.get_mut(&before).expect("a cell of the row").1 -= 1;
                row.get_mut(&to).expect("a cell of the row").1 += 1;
                to = before;
            }
            return true;
        }
        false
    }

    /// The columns that a unit of a column can reach, each with the column before it and the row in which it goes from there.
    fn steps(&self, from: Column) -> BTreeMap<Column, (Column, Place)> {
        let mut steps: BTreeMap<Column, (Column, Place)> = BTreeMap::new();
        let mut queue = VecDeque::from([from]);
        while let Some(column) = queue.pop_front() {
            for (total, row) in &self.rows {
                let gives = row.get(&column).is_some_and(|(_, share, value)| *share as f64 > *value);
                for (to, _) in row.iter().filter(|(_, (_, share, value))| gives && (*share as f64) < *value) {
                    if *to != from && !steps.contains_key(to) {
                        steps.insert(*to, (column, total.clone()));
                        queue.push_back(*to);
                    }
                }
            }
        }
        steps
    }
}
