//! Rounding so that the parts of a table still add up to its totals: the largest remainder method.

use std::collections::{BTreeMap, BTreeSet};

use super::balance::balance;

/// Where a cell stands: one coordinate per dimension; none is the total over it.
pub(super) type Place = Vec<Option<usize>>;

/// Parts add up to a total if they differ by less than this share of it.
const TOLERANCE: f64 = 1e-9;

/// The whole numbers nearest to the parts that add up to `total`: every part is rounded down or up, and those with the largest
/// remainders are rounded up; of equal ones the first.
#[must_use]
fn apportion(total: i64, parts: &[f64]) -> Vec<i64> {
    let mut shares: Vec<i64> = parts.iter().map(|part| whole(part.floor())).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let remainder = |index: &usize| parts[*index] - parts[*index].floor();
    order.sort_by(|a, b| remainder(b).total_cmp(&remainder(a)).then(a.cmp(b)));
    let missing = total - shares.iter().sum::<i64>();
    let count = i64::try_from(parts.len()).expect("a table has few parts").max(1);
    // A total rounded before may be off by more than one per part: what is common to all is spread evenly.
    for (rank, index) in order.into_iter().enumerate() {
        let rank = i64::try_from(rank).expect("a table has few parts");
        shares[index] += missing.div_euclid(count) + i64::from(rank < missing.rem_euclid(count));
    }
    shares
}

#[expect(clippy::cast_possible_truncation, reason = "values of accounts stay below 2^53, and casts saturate")]
fn whole(value: f64) -> i64 {
    value as i64
}

/// Rounds the cells of a table to whole numbers. Where exact parts add up to their total, rounded ones do: along the dimensions in
/// their order a total is shared out to its parts, and every other total is the sum of the rounded cells that it sums, which are
/// balanced so that it is near its own value. A cell
/// whose parts do not add up to it, such as one with a part that is not known, is rounded by itself.
#[must_use]
pub(super) fn add_up(cells: &BTreeMap<Place, f64>) -> BTreeMap<Place, i64> {
    let mut table = Rounded { cells, shares: BTreeMap::new(), leaves: BTreeSet::new() };
    if let Some(dimensions) = cells.keys().next().map(Vec::len) {
        table.descend(&vec![None; dimensions], 0);
    }
    balance(cells, &mut table.shares, &table.leaves);
    table.sum_margins();
    table.shares
}

struct Rounded<'a> {
    cells: &'a BTreeMap<Place, f64>,
    shares: BTreeMap<Place, i64>,
    leaves: BTreeSet<Place>,
}

impl Rounded<'_> {
    /// Shares a cell out to its parts along the dimensions from `dimension` on.
    fn descend(&mut self, place: &[Option<usize>], dimension: usize) {
        let Some(exact) = self.cells.get(place).copied() else {
            if dimension < place.len() {
                self.descend_blocks(place, dimension);
            }
            return;
        };
        let share = *self.shares.entry(place.to_vec()).or_insert_with(|| whole(exact.round()));
        if dimension == place.len() {
            self.leaves.insert(place.to_vec());
            return;
        }
        let parts = self.parts(place, dimension);
        let values: Vec<f64> = parts.iter().map(|part| self.cells[part]).collect();
        if !parts.is_empty() && is_sum(&values, exact) {
            for (part, share) in parts.iter().zip(apportion(share, &values)) {
                self.shares.insert(part.clone(), share);
            }
        } else {
            self.descend(place, dimension + 1);
        }
        for part in &parts {
            self.descend(part, dimension + 1);
        }
    }

    /// Below a place that is no cell, such as the total over years: every coordinate by itself.
    fn descend_blocks(&mut self, place: &[Option<usize>], dimension: usize) {
        let is_below = |cell: &&Place| cell[..dimension] == place[..dimension];
        let mut coordinates: BTreeSet<Option<usize>> =
            self.cells.keys().filter(is_below).map(|cell| cell[dimension]).collect();
        // Totals over the dimension are sums of what is found here.
        if coordinates.len() > 1 {
            coordinates.remove(&None);
        }
        for coordinate in coordinates {
            let mut block = place.to_vec();
            block[dimension] = coordinate;
            self.descend(&block, dimension + 1);
        }
    }

    /// The cells that differ from a place in one coordinate, which is no total.
    fn parts(&self, place: &[Option<usize>], dimension: usize) -> Vec<Place> {
        let with = |coordinate: usize| {
            let mut part = place.to_vec();
            part[dimension] = Some(coordinate);
            part
        };
        self.cells
            .range(with(0)..=with(usize::MAX))
            .map(|(part, _)| part)
            .filter(|part| part.iter().enumerate().all(|(index, of)| index == dimension || *of == place[index]))
            .cloned()
            .collect()
    }

    /// Rounds the cells that were not shared out to: the sum of the leaves that they sum, if they do.
    fn sum_margins(&mut self) {
        let mut sums: BTreeMap<Place, (f64, i64)> = BTreeMap::new();
        for leaf in &self.leaves {
            let given: Vec<usize> = (0..leaf.len()).filter(|index| leaf[*index].is_some()).collect();
            for hidden in 1_usize..1 << given.len() {
                let mut place = leaf.clone();
                for (bit, index) in given.iter().enumerate() {
                    if hidden >> bit & 1 == 1 {
                        place[*index] = None;
                    }
                }
                let sum = sums.entry(place).or_default();
                sum.0 += self.cells[leaf];
                sum.1 += self.shares[leaf];
            }
        }
        for (place, exact) in self.cells {
            let sum = sums.get(place).filter(|(parts, _)| is_sum(&[*parts], *exact)).map(|(_, share)| *share);
            self.shares.entry(place.clone()).or_insert_with(|| sum.unwrap_or_else(|| whole(exact.round())));
        }
    }
}

fn is_sum(parts: &[f64], total: f64) -> bool {
    let sum: f64 = parts.iter().sum();
    let size: f64 = parts.iter().map(|part| part.abs()).sum::<f64>().max(total.abs());
    (sum - total).abs() <= TOLERANCE * size.max(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_third_each_makes_one() {
        assert_eq!(apportion(100, &[100.0 / 3.0; 3]), [34, 33, 33]);
        assert_eq!(apportion(-1, &[-0.4, -0.6]), [0, -1]);
        assert_eq!(apportion(7, &[1.0, 2.0]), [3, 4], "what is missing is spread");
    }

    #[test]
    fn blocks_without_a_total_are_shared_out_by_themselves() {
        let thirds = |year: usize| (0..3).map(move |part| (vec![Some(year), Some(part)], 1.0 / 3.0));
        let cells: BTreeMap<Place, f64> =
            (0..2).flat_map(|year| thirds(year).chain([(vec![Some(year), None], 1.0)])).collect();
        let rounded = add_up(&cells);
        for year in 0..2 {
            let parts: i64 = (0..3).map(|part| rounded[&vec![Some(year), Some(part)]]).sum();
            assert_eq!((parts, rounded[&vec![Some(year), None]]), (1, 1));
        }
    }

    #[test]
    fn a_total_with_an_unknown_part_is_rounded_by_itself() {
        let cells = BTreeMap::from([(vec![None], 10.4), (vec![Some(0)], 3.3), (vec![Some(1)], 3.3)]);
        assert_eq!(add_up(&cells), BTreeMap::from([(vec![None], 10), (vec![Some(0)], 3), (vec![Some(1)], 3)]));
    }

    #[test]
    fn columns_are_rounded_like_rows() {
        // Every row gives its missing unit to the first column, which would be 10 too large.
        let mut cells: BTreeMap<Place, f64> = BTreeMap::from([(vec![None, None], 200.0)]);
        for row in 0..20 {
            for (column, value) in [4.51, 5.49].into_iter().enumerate() {
                cells.insert(vec![Some(row), Some(column)], value);
                *cells.entry(vec![None, Some(column)]).or_default() += value;
            }
            cells.insert(vec![Some(row), None], 10.0);
        }
        let rounded = add_up(&cells);
        for column in 0..2 {
            let total = vec![None, Some(column)];
            assert!((rounded[&total] as f64 - cells[&total]).abs() <= 1.0, "{rounded:?}");
        }
        assert!((0..20).all(|row| rounded[&vec![Some(row), None]] == 10));
    }

    /// All cells of a table of three dimensions, with every total.
    fn with_totals(leaves: &[((usize, usize, usize), f64)]) -> BTreeMap<Place, f64> {
        let mut cells: BTreeMap<Place, f64> = BTreeMap::new();
        for ((a, b, c), value) in leaves {
            for hidden in 0..8 {
                let keep = |bit: usize, at: usize| (hidden >> bit & 1 == 0).then_some(at);
                *cells.entry(vec![keep(0, *a), keep(1, *b), keep(2, *c)]).or_default() += value;
            }
        }
        cells
    }

    proptest! {
        #[test]
        fn parts_add_up_and_are_rounded_down_or_up(parts in prop::collection::vec(-1e6_f64..1e6, 1..40)) {
            let total = whole(parts.iter().sum::<f64>().round());
            let shares = apportion(total, &parts);
            prop_assert_eq!(shares.iter().sum::<i64>(), total);
            for (share, part) in shares.iter().zip(&parts) {
                prop_assert!((*share as f64 - part).abs() <= 1.0, "{} for {}", share, part);
            }
        }

        #[test]
        fn every_total_of_a_table_is_the_sum_of_its_parts(
            leaves in prop::collection::btree_map((0_usize..4, 0_usize..5, 0_usize..3), -1e5_f64..1e5, 1..60)
        ) {
            let leaves: Vec<_> = leaves.into_iter().collect();
            let cells = with_totals(&leaves);
            let rounded = add_up(&cells);
            prop_assert_eq!(rounded.len(), cells.len());
            for place in cells.keys() {
                for dimension in (0..3).filter(|dimension| place[*dimension].is_none()) {
                    let is_part = |other: &&Place| {
                        (0..3).all(|index| if index == dimension { other[index].is_some() } else { other[index] == place[index] })
                    };
                    let sum: i64 = rounded.keys().filter(is_part).map(|part| rounded[part]).sum();
                    prop_assert_eq!(sum, rounded[place], "{:?} along {}", place, dimension);
                }
            }
            for (leaf, value) in cells.iter().filter(|(place, _)| place.iter().all(Option::is_some)) {
                prop_assert!((rounded[leaf] as f64 - value).abs() <= 2.0, "{:?}: {} for {}", leaf, rounded[leaf], value);
            }
            let all = vec![None; 3];
            prop_assert!((rounded[&all] as f64 - cells[&all]).abs() <= 0.5 + 1e-6);
        }
    }
}
