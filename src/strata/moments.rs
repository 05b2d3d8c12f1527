//! The moments of a continuous layer.

use serde::{Deserialize, Serialize};

use crate::raster::{Pixel, RowAreas};

/// The moments of a continuous layer over a stratum; pixels where the layer has no data are left out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    /// The area where the layer has data, m².
    pub area: f64,
    /// Σ area · x.
    pub sum: f64,
    /// Σ area · x².
    pub sum_of_squares: f64,
    /// The smallest x; NaN without data.
    pub minimum: f64,
    /// The largest x; NaN without data.
    pub maximum: f64,
}

impl Default for Moments {
    fn default() -> Self {
        Self { area: 0.0, sum: 0.0, sum_of_squares: 0.0, minimum: f64::NAN, maximum: f64::NAN }
    }
}

impl Moments {
    /// Adds the moments of other pixels, of which a share `weight` counts.
    #[inline]
    pub(super) fn add(&mut self, other: &Self, weight: f64) {
        self.area += weight * other.area;
        self.sum += weight * other.sum;
        self.sum_of_squares += weight * other.sum_of_squares;
        // `min` and `max` pass over NaN.
        self.minimum = self.minimum.min(other.minimum);
        self.maximum = self.maximum.max(other.maximum);
    }
}

/// Pixels compared at once: equal neighbours, as in open water or inside a stand, are summed as one.
const EQUAL: usize = 8;

/// The moments of the pixels of a row from `column` on, or the first value that is neither nodata nor finite, with its offset.
///
/// Otherwise one plain loop: sums in several lanes side by side were measured to be slower on pieces of any length.
#[inline]
pub(super) fn moments_of<T: Pixel>(
    values: &[T],
    areas: &RowAreas,
    column: usize,
    nodata: Option<f64>,
) -> std::result::Result<Moments, (f64, usize)> {
    let mut sums = RunningSums::new(nodata);
    let (chunks, rest) = values.as_chunks::<EQUAL>();
    let mut number = 0;
    while number < chunks.len() {
        let first = chunks[number][0];
        let equal = |chunk: &&[T; EQUAL]| T::are_equal(chunk) && !chunk[0].differs(first);
        let end = number + chunks[number..].iter().take_while(equal).count();
        let at = column + number * EQUAL;
        if end > number {
            let area = areas.sum(at, column + end * EQUAL);
            sums.add(first.number(), area).map_err(|value| (value, number * EQUAL))?;
            number = end;
            continue;
        }
        for (offset, (value, area)) in chunks[number].iter().zip(areas.eight(at)).enumerate() {
            sums.add(value.number(), area).map_err(|value| (value, number * EQUAL + offset))?;
        }
        number += 1;
    }
    let done = chunks.len() * EQUAL;
    for (offset, value) in rest.iter().enumerate() {
        let area = areas.cell(column + done + offset);
        sums.add(value.number(), area).map_err(|value| (value, done + offset))?;
    }
    Ok(sums.moments())
}

/// Sums on their way, held in registers.
#[derive(Clone, Copy)]
struct RunningSums {
    nodata: f64,
    nan_is_nodata: bool,
    area: f64,
    sum: f64,
    sum_of_squares: f64,
    minimum: f64,
    maximum: f64,
}

impl RunningSums {
    #[inline]
    fn new(nodata: Option<f64>) -> Self {
        Self {
            nodata: nodata.unwrap_or(f64::NAN),
            nan_is_nodata: nodata.is_some_and(f64::is_nan),
            area: 0.0,
            sum: 0.0,
            sum_of_squares: 0.0,
            minimum: f64::INFINITY,
            maximum: f64::NEG_INFINITY,
        }
    }

    /// Adds a value, or gives it back if it is neither nodata nor finite.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the sums only stay in registers when this is part of the loop")]
    fn add(&mut self, x: f64, area: f64) -> std::result::Result<(), f64> {
        if x == self.nodata {
            return Ok(());
        }
        // Also true of NaN.
        if !(x.abs() <= f64::MAX) {
            return if self.nan_is_nodata && x.is_nan() { Ok(()) } else { Err(x) };
        }
        let weighted = area * x;
        self.area += area;
        self.sum += weighted;
        self.sum_of_squares += weighted * x;
        self.minimum = if x < self.minimum { x } else { self.minimum };
        self.maximum = if x > self.maximum { x } else { self.maximum };
        Ok(())
    }

    #[inline]
    fn moments(self) -> Moments {
        let Self { area, sum, sum_of_squares, minimum, maximum, .. } = self;
        if minimum > maximum {
            return Moments { area, sum, sum_of_squares, ..Moments::default() };
        }
        Moments { area, sum, sum_of_squares, minimum, maximum }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_leave_out_nodata() {
        let values: Vec<f32> = (0..21).map(|i| if i % 3 == 0 { -9999.0 } else { i as f32 }).collect();
        let moments = moments_of(&values, &RowAreas::constant(2.0), 0, Some(-9999.0)).expect("finite");
        let valid: Vec<f64> = (0..21).filter(|i| i % 3 != 0).map(f64::from).collect();
        assert_eq!(moments.area, 2.0 * 14.0);
        assert_eq!(moments.sum, 2.0 * valid.iter().sum::<f64>());
        assert_eq!(moments.sum_of_squares, 2.0 * valid.iter().map(|x| x * x).sum::<f64>());
        assert_eq!((moments.minimum, moments.maximum), (1.0, 20.0));
    }

    #[test]
    fn nodata_may_be_nan() {
        let moments = moments_of(&[f32::NAN, 3.0], &RowAreas::constant(1.0), 0, Some(f64::NAN)).expect("finite");
        assert_eq!((moments.area, moments.sum), (1.0, 3.0));
    }

    #[test]
    fn an_infinite_or_undeclared_nan_value_is_named_with_its_place() {
        let mut values = vec![1.0_f64; 30];
        values[17] = f64::NEG_INFINITY;
        assert_eq!(moments_of(&values, &RowAreas::constant(1.0), 0, Some(-1.0)), Err((f64::NEG_INFINITY, 17)));
        values[17] = 1.0;
        values[29] = f64::NAN;
        assert_eq!(moments_of(&values, &RowAreas::constant(1.0), 0, None).expect_err("NaN").1, 29);
    }

    #[test]
    fn nothing_but_nodata_has_no_range() {
        let moments = moments_of(&[0_u8; 9], &RowAreas::constant(1.0), 0, Some(0.0)).expect("finite");
        assert_eq!(moments.area, 0.0);
        assert!(moments.minimum.is_nan() && moments.maximum.is_nan());
    }
}
