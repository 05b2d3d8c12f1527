//! Windows of a grid, and blocks: a window with its pixels, in the file's own type.

use gdal::raster::{GdalDataType, GdalType};
use ndarray::Array2;
use wide::{u8x16, u16x8, u32x4, u64x2};

use super::Grid;

/// A rectangle of pixels of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// The first row.
    pub row: usize,
    /// The first column.
    pub column: usize,
    /// The number of rows.
    pub rows: usize,
    /// The number of columns.
    pub columns: usize,
}

impl Window {
    /// The number of pixels.
    #[must_use]
    pub fn pixels(&self) -> usize {
        self.rows * self.columns
    }
}

/// The logical blocks of a grid. They belong to the plan: neither the tiling of files nor threads nor shards change them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockGrid {
    rows: usize,
    columns: usize,
}

impl BlockGrid {
    /// The edge of a block, in pixels.
    pub const EDGE: usize = 512;

    /// The blocks of a grid.
    #[must_use]
    pub fn new(grid: &Grid) -> Self {
        Self::of(grid.rows, grid.columns)
    }

    /// The blocks of so many rows and columns.
    pub(super) fn of(rows: usize, columns: usize) -> Self {
        Self { rows, columns }
    }

    /// Rows and columns of pixels.
    pub(super) fn pixels(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// Blocks across and down.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.columns.div_ceil(Self::EDGE), self.rows.div_ceil(Self::EDGE))
    }

    /// The number of blocks.
    #[must_use]
    pub fn count(&self) -> usize {
        let (across, down) = self.shape();
        across * down
    }

    /// Which block a window is.
    pub(super) fn index(&self, window: Window) -> usize {
        let (across, _) = self.shape();
        window.row / Self::EDGE * across + window.column / Self::EDGE
    }

    /// The window of a block, counted along rows of blocks from the north-west.
    #[must_use]
    pub fn window(&self, index: usize) -> Window {
        let (across, _) = self.shape();
        let (row, column) = (index / across * Self::EDGE, index % across * Self::EDGE);
        Window { row, column, rows: Self::EDGE.min(self.rows - row), columns: Self::EDGE.min(self.columns - column) }
    }
}

/// The types pixels are stored in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PixelType {
    /// Unsigned, 8 bits.
    U8,
    /// Unsigned, 16 bits.
    U16,
    /// Signed, 16 bits.
    I16,
    /// Signed, 32 bits.
    I32,
    /// Floating point, 32 bits.
    F32,
    /// Floating point, 64 bits.
    F64,
}

impl PixelType {
    /// The type of a GDAL band; unsigned 32-bit and complex types are not read.
    pub(crate) fn of(band: GdalDataType) -> Option<Self> {
        Some(match band {
            GdalDataType::UInt8 => Self::U8,
            GdalDataType::UInt16 => Self::U16,
            GdalDataType::Int16 => Self::I16,
            GdalDataType::Int32 => Self::I32,
            GdalDataType::Float32 => Self::F32,
            GdalDataType::Float64 => Self::F64,
            _ => return None,
        })
    }

    /// A number as pixels of this type hold it, floating point rounded; none if they cannot.
    #[must_use]
    pub fn held(self, number: f64) -> Option<f64> {
        let whole =
            |least: f64, most: f64| (number.fract() == 0.0 && (least..=most).contains(&number)).then_some(number);
        match self {
            Self::U8 => whole(u8::MIN.into(), u8::MAX.into()),
            Self::U16 => whole(u16::MIN.into(), u16::MAX.into()),
            Self::I16 => whole(i16::MIN.into(), i16::MAX.into()),
            Self::I32 => whole(i32::MIN.into(), i32::MAX.into()),
            // The least of 64 bits is often declared for pixels of 32, and means their least.
            Self::F32 if number.is_finite() =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "rounding is meant")]
                Some(f64::from((number as f32).clamp(f32::MIN, f32::MAX)))
            }
            Self::F32 | Self::F64 => Some(number),
        }
    }

    /// The bits that a class code of this type takes in the key of a stratum.
    #[must_use]
    pub fn code_bits(self) -> u32 {
        match self {
            Self::U8 => 8,
            Self::U16 | Self::I16 => 16,
            Self::I32 | Self::F32 | Self::F64 => 32,
        }
    }

    /// Bytes per pixel.
    #[must_use]
    pub fn bytes(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

impl std::fmt::Display for PixelType {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::U8 => "unsigned 8-bit integers",
            Self::U16 => "unsigned 16-bit integers",
            Self::I16 => "signed 16-bit integers",
            Self::I32 => "signed 32-bit integers",
            Self::F32 => "32-bit floating point",
            Self::F64 => "64-bit floating point",
        })
    }
}

/// What [`Pixel::equal_pairs`] finds if all pairs are equal.
pub const ALL_EQUAL: u32 = 0xffff;

/// A type that pixels are stored in.
pub trait Pixel: GdalType + Copy + Default + PartialOrd + Send + Sync + 'static {
    /// The value as a number.
    fn number(self) -> f64;
    /// The nearest value of this type.
    fn from_number(number: f64) -> Self;
    /// Whether the values have different bits; NaN is the same as itself.
    fn differs(self, other: Self) -> bool;
    /// Which of sixteen pairs of values are the same to the bit: a bit for each, from the lowest on.
    fn equal_pairs(one: &[Self; 16], other: &[Self; 16]) -> u32;
    /// The values one after the other, little-endian.
    fn to_bytes(pixels: &[Self]) -> Vec<u8>;
    /// The inverse of [`Self::to_bytes`].
    fn from_bytes(bytes: &[u8]) -> Vec<Self>;
    /// Replaces every value but the first by its difference from the one before, which wraps around.
    fn differences(row: &mut [Self]);
    /// The inverse of [`Self::differences`].
    fn sums(row: &mut [Self]);
}

macro_rules! pixels {
    ($($t:ty, $bits:ty, $vector:ty, $to_bits:expr, $from_bits:expr;)*) => {$(
        impl Pixel for $t {
            #[inline]
            fn number(self) -> f64 {
                f64::from(self)
            }
            // Rust's casts saturate, which is meant.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "only some of the types lose anything")]
            fn from_number(number: f64) -> Self {
                number as $t
            }
            #[inline]
            fn differs(self, other: Self) -> bool {
                $to_bits(self) != $to_bits(other)
            }
            #[inline]
            fn equal_pairs(one: &[Self; 16], other: &[Self; 16]) -> u32 {
                const LANES: usize = size_of::<$vector>() / size_of::<$bits>();
                let vector = |pixels: &[Self; 16], first: usize| -> $vector {
                    std::array::from_fn::<$bits, LANES, _>(|lane| $to_bits(pixels[first + lane])).into()
                };
                let equal = |first: usize| vector(one, first).simd_eq(vector(other, first)).to_bitmask();
                (0..16).step_by(LANES).fold(0, |bits, first| bits | equal(first) << first)
            }
            fn to_bytes(pixels: &[Self]) -> Vec<u8> {
                let mut bytes = vec![0; size_of_val(pixels)];
                for (bytes, pixel) in bytes.as_chunks_mut().0.iter_mut().zip(pixels) {
                    *bytes = pixel.to_le_bytes();
                }
                bytes
            }
            fn from_bytes(bytes: &[u8]) -> Vec<Self> {
                bytes.as_chunks().0.iter().map(|bytes| Self::from_le_bytes(*bytes)).collect()
            }
            fn differences(row: &mut [Self]) {
                for index in (1..row.len()).rev() {
                    let difference: $bits = $to_bits(row[index]).wrapping_sub($to_bits(row[index - 1]));
                    row[index] = $from_bits(difference);
                }
            }
            fn sums(row: &mut [Self]) {
                for index in 1..row.len() {
                    let sum: $bits = $to_bits(row[index]).wrapping_add($to_bits(row[index - 1]));
                    row[index] = $from_bits(sum);
                }
            }
        }
    )*};
}
pixels! {
    u8, u8, u8x16, std::convert::identity, std::convert::identity;
    u16, u16, u16x8, std::convert::identity, std::convert::identity;
    i16, u16, u16x8, i16::cast_unsigned, u16::cast_signed;
    i32, u32, u32x4, i32::cast_unsigned, u32::cast_signed;
    f32, u32, u32x4, f32::to_bits, f32::from_bits;
    f64, u64, u64x2, f64::to_bits, f64::from_bits;
}

/// How many values, from the first on, have its bits.
#[must_use]
#[inline]
pub fn equal_run<T: Pixel>(pixels: &[T]) -> usize {
    let Some(first) = pixels.first() else { return 0 };
    let (chunks, rest) = pixels.as_chunks();
    for (place, chunk) in (0..).step_by(16).zip(chunks) {
        let equal = T::equal_pairs(chunk, &[*first; 16]);
        if equal != ALL_EQUAL {
            return place + equal.trailing_ones() as usize;
        }
    }
    pixels.len() - rest.len() + rest.iter().take_while(|pixel| !pixel.differs(*first)).count()
}

/// The pixels of a window, indexed `[(row, column)]`, in the file's own type.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Unsigned, 8 bits.
    U8(Array2<u8>),
    /// Unsigned, 16 bits.
    U16(Array2<u16>),
    /// Signed, 16 bits.
    I16(Array2<i16>),
    /// Signed, 32 bits.
    I32(Array2<i32>),
    /// Floating point, 32 bits.
    F32(Array2<f32>),
    /// Floating point, 64 bits.
    F64(Array2<f64>),
}

/// Runs one generic expression on whichever type a block holds.
macro_rules! with_pixels {
    ($block:expr, $pixels:ident => $body:expr) => {
        match $block {
            $crate::raster::Block::U8($pixels) => $body,
            $crate::raster::Block::U16($pixels) => $body,
            $crate::raster::Block::I16($pixels) => $body,
            $crate::raster::Block::I32($pixels) => $body,
            $crate::raster::Block::F32($pixels) => $body,
            $crate::raster::Block::F64($pixels) => $body,
        }
    };
}
pub(crate) use with_pixels;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_hold_only_numbers_of_their_type() {
        assert_eq!(PixelType::U8.held(255.0), Some(255.0));
        assert_eq!(PixelType::U8.held(-9_999.0), None);
        assert_eq!(PixelType::I16.held(0.5), None);
        assert_eq!(PixelType::F32.held(-0.1), Some(f64::from(-0.1_f32)));
        assert_eq!(PixelType::F32.held(f64::MIN), Some(f64::from(f32::MIN)));
        assert!(PixelType::F32.held(f64::NAN).is_some_and(f64::is_nan));
    }

    #[test]
    fn pairs_of_every_type_are_compared_each_with_its_bit() {
        fn check<T: Pixel>() {
            let one: [T; 16] = std::array::from_fn(|pair| T::from_number(pair as f64));
            for different in 0_u32..1 << 16 {
                let other = std::array::from_fn(|pair| {
                    if different >> pair & 1 == 1 { T::from_number((pair + 100) as f64) } else { one[pair] }
                });
                assert_eq!(T::equal_pairs(&one, &other), ALL_EQUAL ^ different);
            }
        }
        check::<u8>();
        check::<u16>();
        check::<i16>();
        check::<i32>();
        check::<f32>();
        check::<f64>();
    }

    #[test]
    fn a_run_of_equal_pixels_ends_at_the_first_with_other_bits() {
        let pixels: Vec<f32> = (0..60).map(|pixel| if pixel < 3 || pixel == 40 { f32::NAN } else { 7.0 }).collect();
        for start in 0..=60 {
            for end in start..=60 {
                let run = &pixels[start..end];
                let expected = run.iter().take_while(|pixel| pixel.to_bits() == run[0].to_bits()).count();
                assert_eq!(equal_run(run), expected, "{start}..{end}");
            }
        }
    }

    #[test]
    fn blocks_tile_the_grid() {
        let blocks = BlockGrid { rows: 1_030, columns: 700 };
        let total: usize = (0..blocks.count()).map(|index| blocks.window(index).pixels()).sum();
        assert_eq!(total, 1_030 * 700);
        assert_eq!(blocks.window(5), Window { row: 1_024, column: 512, rows: 6, columns: 188 });
    }
}
