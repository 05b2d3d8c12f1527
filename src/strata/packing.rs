//! The codes of all categorical layers in one number: each takes the bits of its type.

use super::Pass;
use crate::error::{Error, Result};
use crate::raster::{Block, Pixel, PixelType, Window, is_nodata, with_pixels};

/// The code of nodata in keys of floating-point class layers, whose nodata value need not be a whole number.
const NODATA_CODE: i32 = i32::MIN;

/// The bits that every categorical layer takes in a key.
pub(super) struct Packing {
    bits: Vec<u32>,
}

impl Packing {
    pub(super) fn new(pass: &Pass<'_>) -> Result<Self> {
        let bits: Vec<u32> = pass.classes.iter().map(|(_, source)| source.file().pixel_type.code_bits()).collect();
        if bits.iter().sum::<u32>() > u64::BITS {
            return Err(Error::internal("class layers that do not fit a key passed the checks"));
        }
        Ok(Self { bits })
    }

    pub(super) fn total(&self) -> u32 {
        self.bits.iter().sum()
    }

    /// The key of a pixel: row and column of the window.
    #[inline]
    pub(super) fn key(
        &self,
        pass: &Pass<'_>,
        classes: &[Block],
        window: Window,
        row: usize,
        column: usize,
    ) -> Result<u64> {
        let at = row * window.columns + column;
        let mut key = 0_u64;
        for (index, (block, bits)) in classes.iter().zip(&self.bits).enumerate() {
            let code = match block {
                Block::U8(pixels) => u64::from(pixels.as_slice().expect("blocks are in standard layout")[at]),
                Block::U16(pixels) => u64::from(pixels[(row, column)]),
                Block::I16(pixels) => u64::from(pixels[(row, column)].cast_unsigned()),
                Block::I32(pixels) => u64::from(pixels[(row, column)].cast_unsigned()),
                Block::F32(_) | Block::F64(_) => {
                    let value = with_pixels!(block, pixels => pixels[(row, column)].number());
                    u64::from(whole_code(pass, index, value, window.row + row, window.column + column)?.cast_unsigned())
                }
            };
            // A shift by all 64 bits is only ever of zero.
            key = key.wrapping_shl(*bits) | code;
        }
        Ok(key)
    }

    /// The codes of a packed key; a layer's nodata value becomes none.
    pub(super) fn unpack(&self, pass: &Pass<'_>, mut packed: u64) -> Vec<Option<i32>> {
        let mut codes: Vec<Option<i32>> = self
            .bits
            .iter()
            .zip(&pass.classes)
            .rev()
            .map(|(bits, (_, source))| {
                let low = packed & ((1_u64 << bits) - 1);
                packed = packed.checked_shr(*bits).unwrap_or_default();
                #[expect(clippy::cast_possible_truncation, reason = "masked to the bits of the type")]
                let code = match source.file().pixel_type {
                    PixelType::I16 => i32::from((low as u16).cast_signed()),
                    PixelType::U8 | PixelType::U16 => low as i32,
                    PixelType::I32 | PixelType::F32 | PixelType::F64 => (low as u32).cast_signed(),
                };
                let nodata = match source.file().pixel_type {
                    PixelType::F32 | PixelType::F64 => code == NODATA_CODE,
                    _ => source.nodata().is_some_and(|nodata| nodata == f64::from(code)),
                };
                (!nodata).then_some(code)
            })
            .collect();
        codes.reverse();
        codes
    }
}

/// The code that a floating-point class layer holds, which must be a whole number or nodata.
fn whole_code(pass: &Pass<'_>, index: usize, value: f64, row: usize, column: usize) -> Result<i32> {
    let (dimension, source) = &pass.classes[index];
    if is_nodata(value, source.nodata()) {
        return Ok(NODATA_CODE);
    }
    #[expect(clippy::cast_possible_truncation, reason = "compared with the value itself")]
    let code = value as i32;
    if code != NODATA_CODE && f64::from(code) == value {
        return Ok(code);
    }
    Err(Error::data(format!(
        "class layer `{}` holds {value} at row {row}, column {column} of the grid, expected whole numbers",
        dimension.layer
    ))
    .hint("set `kind = \"quantity\"` if the layer is no class layer"))
}
