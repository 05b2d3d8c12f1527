//! The codes of all categorical layers in one number: each takes the bits of its type.

use ndarray::Array2;

use super::Pass;
use crate::error::{Error, Result};
use crate::raster::{Block, PixelType, Window, is_nodata};

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

    /// Fills `keys` with the key of every run of a window.
    pub(super) fn keys(
        &self,
        pass: &Pass<'_>,
        classes: &[Block],
        window: Window,
        run_ends: &[u32],
        keys: &mut Vec<u64>,
    ) -> Result<()> {
        keys.clear();
        keys.resize(run_ends.len(), 0);
        for (index, (block, &bits)) in classes.iter().zip(&self.bits).enumerate() {
            let float = |value: f64, pixel: usize| {
                let (row, column) = (window.row + pixel / window.columns, window.column + pixel % window.columns);
                Ok(u64::from(whole_code(pass, index, value, row, column)?.cast_unsigned()))
            };
            let runs = Runs { ends: run_ends, bits };
            match block {
                Block::U8(pixels) => runs.append(pixels, keys, |code, _| Ok(u64::from(code))),
                Block::U16(pixels) => runs.append(pixels, keys, |code, _| Ok(u64::from(code))),
                Block::I16(pixels) => runs.append(pixels, keys, |code, _| Ok(u64::from(code.cast_unsigned()))),
                Block::I32(pixels) => runs.append(pixels, keys, |code, _| Ok(u64::from(code.cast_unsigned()))),
                Block::F32(pixels) => runs.append(pixels, keys, |value, pixel| float(value.into(), pixel)),
                Block::F64(pixels) => runs.append(pixels, keys, float),
            }?;
        }
        Ok(())
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

/// Runs of equal codes in the rows of a window.
struct Runs<'a> {
    ends: &'a [u32],
    /// The bits that the layer at hand takes.
    bits: u32,
}

impl Runs<'_> {
    /// Appends the code of a layer's first pixel of every run to the run's key.
    fn append<T: Copy>(
        &self,
        pixels: &Array2<T>,
        keys: &mut [u64],
        code: impl Fn(T, usize) -> Result<u64>,
    ) -> Result<()> {
        let pixels = pixels.as_slice().expect("blocks are in standard layout");
        let mut start = 0;
        for (key, end) in keys.iter_mut().zip(self.ends) {
            // A shift by all 64 bits is only ever of zero.
            *key = key.wrapping_shl(self.bits) | code(pixels[start], start)?;
            start = *end as usize;
        }
        Ok(())
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
