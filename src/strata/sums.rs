//! Sums that merge to the same bits in any order: counts are integers, everything else is fixed point.
//!
//! Inside a block sums run in pixel order in f64; a block's sum is then rounded once to 2⁻⁴⁰ and added as `i128`, which is
//! associative. The range, ±8.7e25 at 1e-12, holds the Earth's area in m² times values up to 1e11.

use rustc_hash::FxHashMap;

use super::Moments;
use crate::error::{Error, Result};

/// A sum in units of 2⁻⁴⁰.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct FixedSum(i128);

impl FixedSum {
    const UNITS: f64 = (1_u64 << 40) as f64;

    pub(super) fn add(&mut self, block_sum: f64) -> Result<()> {
        let units = (block_sum * Self::UNITS).round();
        if !(units.abs() < 1e38) {
            return Err(too_large(block_sum));
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked above")]
        let units = units as i128;
        self.0 = self.0.checked_add(units).ok_or_else(|| too_large(block_sum))?;
        Ok(())
    }

    fn merge(&mut self, other: Self) -> Result<()> {
        self.0 = self.0.checked_add(other.0).ok_or_else(|| too_large(other.value()))?;
        Ok(())
    }

    pub(super) fn value(self) -> f64 {
        self.0 as f64 / Self::UNITS
    }
}

fn too_large(sum: f64) -> Error {
    Error::data(format!("a sum over the raster is too large to hold: a block gives {sum:e}"))
        .hint("look for values far outside the layer's range: an undeclared nodata value is the usual cause")
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct FixedMoments {
    area: FixedSum,
    sum: FixedSum,
    sum_of_squares: FixedSum,
    range: Option<(f64, f64)>,
}

impl FixedMoments {
    pub(super) fn add(&mut self, block: &Moments) -> Result<()> {
        self.area.add(block.area)?;
        self.sum.add(block.sum)?;
        self.sum_of_squares.add(block.sum_of_squares)?;
        if block.minimum <= block.maximum {
            self.widen((block.minimum, block.maximum));
        }
        Ok(())
    }

    fn widen(&mut self, other: (f64, f64)) {
        self.range = Some(self.range.map_or(other, |range| (range.0.min(other.0), range.1.max(other.1))));
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        self.area.merge(other.area)?;
        self.sum.merge(other.sum)?;
        self.sum_of_squares.merge(other.sum_of_squares)?;
        if let Some(range) = other.range {
            self.widen(range);
        }
        Ok(())
    }

    pub(super) fn moments(&self) -> Moments {
        let (minimum, maximum) = self.range.unwrap_or((f64::NAN, f64::NAN));
        Moments {
            area: self.area.value(),
            sum: self.sum.value(),
            sum_of_squares: self.sum_of_squares.value(),
            minimum,
            maximum,
        }
    }
}

/// What a stratum is known by during the pass: zone set, zone, and the codes packed into one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PackedKey {
    pub(super) zone_set: u32,
    pub(super) zone: u32,
    pub(super) codes: u64,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct StratumSums {
    pub(super) pixels: u64,
    pub(super) coverage: FixedSum,
    pub(super) area: FixedSum,
    pub(super) quantities: Vec<FixedMoments>,
}

impl StratumSums {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.pixels += other.pixels;
        self.coverage.merge(other.coverage)?;
        self.area.merge(other.area)?;
        if self.quantities.is_empty() {
            self.quantities.clone_from(&other.quantities);
            return Ok(());
        }
        self.quantities.iter_mut().zip(&other.quantities).try_for_each(|(one, two)| one.merge(two))
    }
}

/// The strata of some of the blocks of a plan. Partial results merge exactly, in any order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartialStrata {
    pub(super) sums: FxHashMap<PackedKey, StratumSums>,
}

impl PartialStrata {
    /// Adds the strata of other blocks.
    ///
    /// # Errors
    /// A sum that grows beyond what can be held.
    pub fn merge(mut self, other: Self) -> Result<Self> {
        if self.sums.len() < other.sums.len() {
            return other.merge(self);
        }
        #[expect(clippy::iter_over_hash_type, reason = "merging is exact in any order")]
        for (key, sums) in other.sums {
            self.sums.entry(key).or_default().merge(&sums)?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_point_sums_do_not_depend_on_order() {
        let values = [1e9, 1.0 / 3.0, -1e9, 1e-7, 123_456.789];
        let mut forward = FixedSum::default();
        let mut backward = FixedSum::default();
        for value in values {
            forward.add(value).expect("small");
        }
        for value in values.iter().rev() {
            backward.add(*value).expect("small");
        }
        assert_eq!(forward, backward);
        assert!((forward.value() - (1.0 / 3.0 + 1e-7 + 123_456.789)).abs() < 1e-9);
    }

    #[test]
    fn a_sum_beyond_the_range_is_an_error() {
        let mut sum = FixedSum::default();
        assert!(sum.add(1e30).is_err());
        assert!(sum.add(f64::NAN).is_err());
        assert!(sum.add(f64::INFINITY).is_err());
    }
}
