//! Minimum, maximum, mean and standard deviation of the valid pixels.

use gdal::Metadata;
use gdal::raster::RasterBand;
use ndarray::Array2;

use crate::raster::Pixel;

/// Sums kept side by side, so that one need not wait for another.
const LANES: usize = 8;

/// What the valid pixels of blocks add up to.
#[derive(Debug, Clone)]
pub(super) struct Statistics {
    count: f64,
    sum: f64,
    sum_of_squares: f64,
    low: f64,
    high: f64,
}

impl Default for Statistics {
    fn default() -> Self {
        Self { count: 0.0, sum: 0.0, sum_of_squares: 0.0, low: f64::INFINITY, high: f64::NEG_INFINITY }
    }
}

impl Statistics {
    pub(super) fn of<T: Pixel>(pixels: &Array2<T>, nodata: Option<f64>) -> Self {
        // No number equals NaN.
        let nodata = nodata.unwrap_or(f64::NAN);
        let mut lanes: [Self; LANES] = Default::default();
        let pixels = pixels.as_slice().expect("blocks are in standard layout");
        for pixels in pixels.chunks(LANES) {
            for (lane, pixel) in lanes.iter_mut().zip(pixels) {
                let value = pixel.number();
                let is_valid = value != nodata && !value.is_nan();
                let counted = if is_valid { value } else { 0.0 };
                lane.count += f64::from(u8::from(is_valid));
                lane.sum += counted;
                lane.sum_of_squares += counted * counted;
                lane.low = lane.low.min(if is_valid { value } else { f64::INFINITY });
                lane.high = lane.high.max(if is_valid { value } else { f64::NEG_INFINITY });
            }
        }
        let mut statistics = Self::default();
        for lane in &lanes {
            statistics.merge(lane);
        }
        statistics
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.sum_of_squares += other.sum_of_squares;
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }

    pub(super) fn record(&self, band: &mut RasterBand<'_>) {
        if self.count == 0.0 {
            return;
        }
        let mean = self.sum / self.count;
        let deviation = (self.sum_of_squares / self.count - mean * mean).max(0.0).sqrt();
        for (key, value) in [("MINIMUM", self.low), ("MAXIMUM", self.high), ("MEAN", mean), ("STDDEV", deviation)] {
            band.set_metadata_item(&format!("STATISTICS_{key}"), &value.to_string(), "")
                .expect("the key holds no NUL byte");
        }
    }
}
