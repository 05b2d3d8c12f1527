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
        self.area += weight * other.area;
        self.sum += weight * other.sum;
        self.sum_of_squares += weight * other.sum_of_squares;
        // `min` and `max` pass over NaN.
        self.minimum = self.minimum.min(other.minimum);
        self.maximum = self.maximum.max(other.maximum);
    }
}

/// Pixels looked at together: those that are all equal, as in open water or inside a stand, are summed as one.
const CHUNK: usize = 8;

/// Sums kept side by side, so that one addition need not wait for the last.
const LANES: usize = 2;

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

    /// Whether all of some values are finite and none is nodata; it may say no where that is so.
    #[inline]
    fn is_absent_from(self, numbers: &[f64; CHUNK]) -> bool {
        // Sums and minima are made side by side, comparisons are not. Nothing times a value that is not finite is NaN.
        let (mut nothing, mut nearest) = ([0.0; LANES], [f64::INFINITY; LANES]);
        let mut look = |lane: usize, x: f64| {
            let distance = (x - self.value).abs();
            nothing[lane] += 0.0 * x;
            nearest[lane] = if distance < nearest[lane] { distance } else { nearest[lane] };
        };
        for numbers in numbers.as_chunks::<LANES>().0 {
            (0..LANES).for_each(|lane| look(lane, numbers[lane]));
        }
        nothing.iter().sum::<f64>() == 0.0 && nearest.iter().all(|nearest| *nearest > 0.0)
    }
}

/// The moments of pixels on their way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RunningMoments {
    /// The area without data.
    missing: f64,
    lanes: Lanes,
}

#[derive(Debug, Clone, Copy)]
struct Lanes {
    sum: [f64; LANES],
    sum_of_squares: [f64; LANES],
    minimum: [f64; LANES],
    maximum: [f64; LANES],
}

impl Default for Lanes {
    fn default() -> Self {
        Self {
            sum: [0.0; LANES],
            sum_of_squares: [0.0; LANES],
            minimum: [f64::INFINITY; LANES],
            maximum: [f64::NEG_INFINITY; LANES],
        }
    }
}

impl RunningMoments {
    /// The moments, of pixels that have `area` in all.
    pub(super) fn moments(&self, area: f64) -> Moments {
        let Lanes { sum, sum_of_squares, minimum, maximum } = &self.lanes;
        let minimum = minimum.iter().copied().fold(f64::INFINITY, f64::min);
        let maximum = maximum.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if minimum > maximum {
            return Moments::default();
        }
        Moments {
            area: area - self.missing,
            sum: sum.iter().sum(),
            sum_of_squares: sum_of_squares.iter().sum(),
            minimum,
            maximum,
        }
    }

    /// Adds pixels of a row from `column` of a strip on.
    #[inline]
    pub(super) fn add<T: Pixel>(
        &mut self,
        values: &[T],
        strip: &Strip,
        column: f64,
        nodata: Nodata,
    ) -> std::result::Result<(), NotFinite> {
        let (chunks, rest) = values.as_chunks::<CHUNK>();
        let Some(last) = values.last_chunk::<CHUNK>() else { return self.add_any(values, strip, column, nodata) };
        let equal = |chunk: &[T; CHUNK]| T::are_equal(chunk) && !chunk[0].differs(values[0]);
        let equals = CHUNK * chunks.iter().take_while(|chunk| equal(chunk)).count();
        let equals = if equals + rest.len() == values.len() && equal(last) { values.len() } else { equals };
        if equals > 0 {
            self.add_equal(values[0].number(), strip, column, equals as f64, nodata).map_err(|x| (x, 0))?;
        }
        if equals == values.len() {
            return Ok(());
        }
        let plain = self.lanes.add_plain(values, equals, strip, column, nodata);
        self.add_any(&values[plain..], strip, column + plain as f64, nodata).map_err(|(x, offset)| (x, plain + offset))
    }

    #[inline]
    fn add_equal(
        &mut self,
        x: f64,
        strip: &Strip,
        column: f64,
        width: f64,
        nodata: Nodata,
    ) -> std::result::Result<(), f64> {
        if nodata.is(x) {
            self.missing += strip.sum(column, column + width);
        } else if !x.is_finite() {
            return Err(x);
        } else if x == 0.0 {
            self.lanes.widen(0, x);
        } else {
            self.lanes.add(0, x, strip.sum(column, column + width));
        }
        Ok(())
    }

    /// Adds a few pixels, whatever they hold.
    #[inline(never)]
    fn add_any<T: Pixel>(
        &mut self,
        values: &[T],
        strip: &Strip,
        column: f64,
        nodata: Nodata,
    ) -> std::result::Result<(), NotFinite> {
        for (offset, value) in values.iter().enumerate() {
            let column = column + offset as f64;
            self.add_equal(value.number(), strip, column, 1.0, nodata).map_err(|x| (x, offset))?;
        }
        Ok(())
    }
}

impl Lanes {
    /// Adds finite values from an offset on, up to the first chunk that holds nodata or a value that is not finite, and says
    /// where that is. There is a whole chunk of values.
    #[inline]
    fn add_plain<T: Pixel>(&mut self, values: &[T], from: usize, strip: &Strip, column: f64, nodata: Nodata) -> usize {
        let mut lanes = *self;
        let mut at = from;
        for chunk in values[from..].as_chunks::<CHUNK>().0 {
            let numbers = chunk.map(Pixel::number);
            if !nodata.is_absent_from(&numbers) {
                *self = lanes;
                return at;
            }
            lanes.add_chunk(&numbers, &[1.0; CHUNK], strip, column + at as f64);
            at += CHUNK;
        }
        // The last chunk reaches back over values that were added, and must not count again.
        let (Some(last), first) = (values.last_chunk::<CHUNK>(), values.len() - CHUNK) else { return at };
        let numbers = last.map(Pixel::number);
        if at < values.len() && nodata.is_absent_from(&numbers) {
            let weights = std::array::from_fn(|offset| f64::from(u8::from(first + offset >= at)));
            lanes.add_chunk(&numbers, &weights, strip, column + first as f64);
            at = values.len();
        }
        *self = lanes;
        at
    }

    /// Adds the values of a chunk, each times its weight.
    #[inline]
    fn add_chunk(&mut self, numbers: &[f64; CHUNK], weights: &[f64; CHUNK], strip: &Strip, column: f64) {
        let mut columns: [f64; LANES] = std::array::from_fn(|lane| column + lane as f64);
        let pairs = numbers.as_chunks::<LANES>().0.iter().zip(weights.as_chunks::<LANES>().0);
        for (numbers, weights) in pairs {
            for lane in 0..LANES {
                self.add(lane, numbers[lane], weights[lane] * strip.cell(columns[lane]));
                columns[lane] += LANES as f64;
            }
        }
    }

    #[inline]
    fn add(&mut self, lane: usize, x: f64, area: f64) {
        self.sum[lane] += area * x;
        self.sum_of_squares[lane] += area * x * x;
        self.widen(lane, x);
    }

    #[inline]
    fn widen(&mut self, lane: usize, x: f64) {
        self.minimum[lane] = if x < self.minimum[lane] { x } else { self.minimum[lane] };
        self.maximum[lane] = if x > self.maximum[lane] { x } else { self.maximum[lane] };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments_of<T: Pixel>(values: &[T], cell: f64, nodata: Option<f64>) -> std::result::Result<Moments, NotFinite> {
        let mut running = RunningMoments::default();
        running.add(values, &Strip::constant(cell), 0.0, Nodata::new(nodata))?;
        Ok(running.moments(cell * values.len() as f64))
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
