//! The moments of a continuous layer.

use serde::{Deserialize, Serialize};

use crate::raster::{Pixel, Strip};

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
        if other.minimum.is_nan() {
            return;
        }
        self.area += weight * other.area;
        self.sum += weight * other.sum;
        self.sum_of_squares += weight * other.sum_of_squares;
        // A comparison with the NaN of nothing fails, and gives way to the first pixels.
        self.minimum = if self.minimum < other.minimum { self.minimum } else { other.minimum };
        self.maximum = if self.maximum > other.maximum { self.maximum } else { other.maximum };
    }
}

/// Pixels added together.
const CHUNK: usize = 8;

/// Sums kept side by side, so that one addition need not wait for the last.
const LANES: usize = 2;

/// Weights of a chunk that reaches back over pixels which were added: from index `n` on, those that let its last `n` count.
const LAST: [f64; 2 * CHUNK] = {
    let mut weights = [0.0; 2 * CHUNK];
    let mut index = CHUNK;
    while index < 2 * CHUNK {
        weights[index] = 1.0;
        index += 1;
    }
    weights
};

/// Why pixels cannot be summed: the first value that is neither nodata nor finite, and how many pixels lie before it.
pub(super) type NotFinite = (f64, usize);

/// The value that means no data.
#[derive(Debug, Clone, Copy)]
pub(super) struct Nodata {
    value: f64,
    is_nan: bool,
}

impl Nodata {
    pub(super) fn new(nodata: Option<f64>) -> Self {
        Self { value: nodata.unwrap_or(f64::NAN), is_nan: nodata.is_some_and(f64::is_nan) }
    }

    fn is(self, x: f64) -> bool {
        x == self.value || (self.is_nan && x.is_nan())
    }
}

/// A value that is the same all over some ground.
#[derive(Debug, Clone, Copy)]
pub(super) enum Flat {
    /// No data.
    Missing,
    Is(f64),
}

impl Flat {
    /// An error is a value that is neither nodata nor finite.
    #[inline]
    pub(super) fn new(x: f64, nodata: Nodata) -> std::result::Result<Self, f64> {
        match x {
            x if nodata.is(x) => Ok(Self::Missing),
            x if x.is_finite() => Ok(Self::Is(x)),
            x => Err(x),
        }
    }
}

/// The moments of pixels on their way.
#[derive(Debug, Clone, Copy)]
pub(super) struct RunningMoments {
    /// The area without data.
    missing: f64,
    sum: [f64; LANES],
    sum_of_squares: [f64; LANES],
    minimum: f64,
    maximum: f64,
}

impl Default for RunningMoments {
    fn default() -> Self {
        Self {
            missing: 0.0,
            sum: [0.0; LANES],
            sum_of_squares: [0.0; LANES],
            minimum: f64::INFINITY,
            maximum: f64::NEG_INFINITY,
        }
    }
}

impl RunningMoments {
    /// The moments, of pixels that have `area` in all.
    pub(super) fn moments(&self, area: f64) -> Moments {
        let Self { missing, minimum, maximum, .. } = *self;
        if minimum > maximum {
            return Moments::default();
        }
        Moments {
            area: area - missing,
            sum: self.sum.iter().sum(),
            sum_of_squares: self.sum_of_squares.iter().sum(),
            minimum,
            maximum,
        }
    }

    /// Adds pixels of a row, from `column` of a strip on.
    #[inline]
    pub(super) fn add<T: Pixel>(
        &mut self,
        values: &[T],
        strip: &Strip,
        column: f64,
        nodata: Nodata,
    ) -> std::result::Result<(), NotFinite> {
        match values.last_chunk().and_then(|last| self.with_plain(values, last, strip, column, nodata)) {
            Some(with) => *self = with,
            None => self.add_each(values, strip, column, nodata)?,
        }
        Ok(())
    }

    /// With the pixels of a row, a chunk or more; none if there may be nodata or a value that is not finite among them.
    #[inline]
    fn with_plain<T: Pixel>(
        mut self,
        values: &[T],
        last: &[T; CHUNK],
        strip: &Strip,
        column: f64,
        nodata: Nodata,
    ) -> Option<Self> {
        let (chunks, rest) = values.as_chunks::<CHUNK>();
        let mut first = column;
        let (mut low, mut high) = (*last, *last);
        for chunk in chunks {
            self.add_chunk(chunk, &[1.0; CHUNK], strip, first);
            first += CHUNK as f64;
            for (low, x) in low.iter_mut().zip(chunk) {
                *low = if *low < *x { *low } else { *x };
            }
            for (high, x) in high.iter_mut().zip(chunk) {
                *high = if *high > *x { *high } else { *x };
            }
        }
        if let Some(weights) = LAST[rest.len()..].first_chunk()
            && !rest.is_empty()
        {
            self.add_chunk(last, weights, strip, column + (values.len() - CHUNK) as f64);
        }
        let lowest = extreme(low, |low, x| if low < x { low } else { x }).number();
        let highest = extreme(high, |high, x| if high > x { high } else { x }).number();
        self.minimum = self.minimum.min(lowest);
        self.maximum = self.maximum.max(highest);
        // A value that is not finite leaves its trace in the sum.
        let is_plain = self.sum.iter().sum::<f64>().is_finite() && !(lowest <= nodata.value && nodata.value <= highest);
        is_plain.then_some(self)
    }

    /// Adds the values of a chunk that begins in a column, each times its weight.
    #[inline]
    fn add_chunk<T: Pixel>(&mut self, values: &[T; CHUNK], weights: &[f64; CHUNK], strip: &Strip, column: f64) {
        let mut sums = [0.0; CHUNK];
        let mut squares = [0.0; CHUNK];
        for pixel in 0..CHUNK {
            let x = values[pixel].number();
            let weighted = weights[pixel] * strip.cell(column + pixel as f64) * x;
            sums[pixel] = weighted;
            squares[pixel] = weighted * x;
        }
        for (total, values) in [(&mut self.sum, halves(sums)), (&mut self.sum_of_squares, halves(squares))] {
            for (total, value) in total.iter_mut().zip(values) {
                *total += value;
            }
        }
    }

    /// Adds pixels one by one, whatever they hold.
    #[inline(never)]
    fn add_each<T: Pixel>(
        &mut self,
        values: &[T],
        strip: &Strip,
        column: f64,
        nodata: Nodata,
    ) -> std::result::Result<(), NotFinite> {
        for (offset, value) in values.iter().enumerate() {
            let value = Flat::new(value.number(), nodata).map_err(|x| (x, offset))?;
            self.add_flat(value, strip.cell(column + offset as f64));
        }
        Ok(())
    }

    /// Adds ground that has one value.
    #[inline]
    pub(super) fn add_flat(&mut self, value: Flat, area: f64) {
        match value {
            Flat::Missing => self.missing += area,
            Flat::Is(x) => {
                self.sum[0] += area * x;
                self.sum_of_squares[0] += area * x * x;
                self.minimum = if x < self.minimum { x } else { self.minimum };
                self.maximum = if x > self.maximum { x } else { self.maximum };
            }
        }
    }
}

/// A chunk's halves added, and their halves.
#[inline]
fn halves(chunk: [f64; CHUNK]) -> [f64; LANES] {
    let quarter: [f64; CHUNK / 2] = std::array::from_fn(|lane| chunk[lane] + chunk[lane + CHUNK / 2]);
    std::array::from_fn(|lane| quarter[lane] + quarter[lane + LANES])
}

/// The one of the values of a chunk that `pick` prefers to all others.
#[inline]
fn extreme<T: Pixel>(mut best: [T; CHUNK], pick: impl Fn(T, T) -> T) -> T {
    let mut lanes = CHUNK;
    while lanes > 1 {
        lanes /= 2;
        for lane in 0..lanes {
            best[lane] = pick(best[lane], best[lane + lanes]);
        }
    }
    best[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments_of<T: Pixel>(values: &[T], cell: f64, nodata: Option<f64>) -> std::result::Result<Moments, NotFinite> {
        let mut running = RunningMoments::default();
        let area = cell * values.len() as f64;
        running.add(values, &Strip::constant(cell), 0.0, Nodata::new(nodata))?;
        Ok(running.moments(area))
    }

    #[test]
    fn moments_leave_out_nodata() {
        let values: Vec<f32> = (0..21).map(|i| if i % 3 == 0 { -9999.0 } else { i as f32 }).collect();
        let moments = moments_of(&values, 2.0, Some(-9999.0)).expect("finite");
        let valid: Vec<f64> = (0..21).filter(|i| i % 3 != 0).map(f64::from).collect();
        assert_eq!(moments.area, 2.0 * 14.0);
        assert_eq!(moments.sum, 2.0 * valid.iter().sum::<f64>());
        assert_eq!(moments.sum_of_squares, 2.0 * valid.iter().map(|x| x * x).sum::<f64>());
        assert_eq!((moments.minimum, moments.maximum), (1.0, 20.0));
    }

    #[test]
    fn runs_of_equal_values_and_of_nodata_count_by_their_area() {
        let values: Vec<f32> = [[0.0; 8], [0.0; 8], [-1.0; 8], [7.0; 8]].concat();
        let moments = moments_of(&values, 0.5, Some(-1.0)).expect("finite");
        assert_eq!((moments.area, moments.sum, moments.sum_of_squares), (12.0, 28.0, 196.0));
        assert_eq!((moments.minimum, moments.maximum), (0.0, 7.0));
    }

    #[test]
    fn nodata_may_be_nan() {
        let moments = moments_of(&[f32::NAN, 3.0], 1.0, Some(f64::NAN)).expect("finite");
        assert_eq!((moments.area, moments.sum), (1.0, 3.0));
    }

    #[test]
    fn an_infinite_or_undeclared_nan_value_is_named_with_its_place() {
        let mut values = vec![1.0_f64; 30];
        values[17] = f64::NEG_INFINITY;
        assert_eq!(moments_of(&values, 1.0, Some(-1.0)), Err((f64::NEG_INFINITY, 17)));
        values[17] = 1.0;
        values[29] = f64::NAN;
        assert_eq!(moments_of(&values, 1.0, None).expect_err("NaN").1, 29);
        assert_eq!(moments_of(&[f64::INFINITY; 16], 1.0, None).expect_err("infinite").1, 0);
    }

    #[test]
    fn nothing_but_nodata_has_no_range() {
        let moments = moments_of(&[0_u8; 9], 1.0, Some(0.0)).expect("finite");
        assert_eq!(moments.area, 0.0);
        assert!(moments.minimum.is_nan() && moments.maximum.is_nan());
    }
}
