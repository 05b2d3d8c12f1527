//! A layer of a continuous quantity cut into classes.

use ndarray::Array2;

use super::LayerSource;
use crate::error::Result;
use crate::raster::{Block, Pixel, PixelType, Window, is_nodata, with_pixels};

/// The class of pixels without data.
const NODATA: u8 = u8::MAX;

/// Where a class ends and the next begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// The value.
    pub value: f64,
    /// Whether the value itself belongs to the class above.
    pub belongs_above: bool,
}

/// Limits in ascending order, which part all values into one class more than there are limits, counted from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut(Vec<Limit>);

impl Cut {
    /// The most limits.
    pub const MOST: usize = NODATA as usize - 1;

    /// A cut at some limits, in any order; of more than [`Cut::MOST`] the highest are left out.
    #[must_use]
    pub fn new(mut limits: Vec<Limit>) -> Self {
        // A value that belongs to neither side is a class of its own, between a limit below it and one above.
        limits
            .sort_by(|one, other| one.value.total_cmp(&other.value).then(other.belongs_above.cmp(&one.belongs_above)));
        limits.dedup();
        limits.truncate(Self::MOST);
        Self(limits)
    }

    /// The limits, in ascending order.
    #[must_use]
    pub fn limits(&self) -> &[Limit] {
        &self.0
    }

    /// The class of a value.
    fn class(&self, value: f64) -> u8 {
        let below = |limit: &Limit| if limit.belongs_above { limit.value <= value } else { limit.value < value };
        u8::try_from(self.0.partition_point(below)).unwrap_or(NODATA)
    }
}

/// The values of a layer that is cut.
#[derive(Debug)]
pub(super) struct CutValues {
    source: LayerSource,
    cut: Cut,
}

impl CutValues {
    pub(super) fn read(&self, window: Window) -> Result<Block> {
        let nodata = self.source.nodata();
        // What is neither data nor nodata is an error where the values themselves are summed.
        let class = |value: f64| {
            if is_nodata(value, nodata) || !value.is_finite() { NODATA } else { self.cut.class(value) }
        };
        let block = self.source.read(window)?;
        Ok(Block::U8(with_pixels!(&block, pixels => pixels.map(|pixel| class(pixel.number())) as Array2<u8>)))
    }
}

impl LayerSource {
    /// The classes that the layer is cut into, as a layer of its own.
    #[must_use]
    pub fn cut(&self, name: &str, cut: Cut) -> Self {
        let file = self.file.clone();
        let values = Self::new(&self.name, file.clone(), &self.grid, self.resampling, self.nodata);
        let mut classes = Self::new(name, file, &self.grid, self.resampling, Some(NODATA.into()));
        classes.file.pixel_type = PixelType::U8;
        classes.file.packing = None;
        classes.cut = Some(Box::new(CutValues { source: values, cut }));
        classes
    }

    /// Where the layer is cut, if it is.
    #[must_use]
    pub fn limits(&self) -> Option<&[Limit]> {
        self.cut.as_ref().map(|values| values.cut.limits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(limits: &[(f64, bool)]) -> Cut {
        Cut::new(limits.iter().map(|&(value, belongs_above)| Limit { value, belongs_above }).collect())
    }

    #[test]
    fn a_limit_belongs_to_the_side_that_it_is_said_to() {
        let classes = |cut: &Cut, values: &[f64]| values.iter().map(|value| cut.class(*value)).collect::<Vec<_>>();
        assert_eq!(classes(&cut(&[(18.0, true)]), &[0.0, 17.999, 18.0, 40.0]), [0, 0, 1, 1]);
        // Given in any order: 18 belongs below, 20 above.
        let two = cut(&[(20.0, true), (18.0, false), (20.0, true)]);
        assert_eq!(two.limits().len(), 2);
        assert_eq!(classes(&two, &[-1.0, 18.0, 18.1, 20.0, 1e9]), [0, 0, 1, 2, 2]);
        // `S < 18` and `18 < S` leave 18 to neither.
        let three = cut(&[(18.0, false), (18.0, true)]);
        assert_eq!(classes(&three, &[17.9, 18.0, 18.1]), [0, 1, 2]);
        assert_eq!(classes(&cut(&[]), &[5.0]), [0]);
    }
}
