//! The only `unsafe` code: calls that `gdal-sys` has and the safe crate has not.
#![expect(unsafe_code, reason = "gdal 0.19 has no safe call for these")]

use std::ffi::{CStr, CString};
use std::ptr::{null, null_mut};

use gdal::Dataset;
use gdal::raster::RasterBand;
use gdal::vector::Feature;
use gdal_sys::{CPLErr, GDALRATFieldType, GDALRATFieldUsage, GDALResampleAlg};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::take_messages;
use crate::error::{Error, Result};

/// How pixels of another grid become pixels of the plan's grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resampling {
    /// The pixel that holds the target pixel's centre.
    Nearest,
    /// The class that covers most of the target pixel.
    Mode,
    /// Linear between the four nearest pixels.
    Bilinear,
    /// The mean over the target pixel, weighted by overlap.
    Average,
    /// The sum over the target pixel, weighted by overlap: only for quantities per pixel.
    Sum,
}

impl Resampling {
    fn algorithm(self) -> GDALResampleAlg::Type {
        match self {
            Self::Nearest => GDALResampleAlg::GRA_NearestNeighbour,
            Self::Mode => GDALResampleAlg::GRA_Mode,
            Self::Bilinear => GDALResampleAlg::GRA_Bilinear,
            Self::Average => GDALResampleAlg::GRA_Average,
            Self::Sum => GDALResampleAlg::GRA_Sum,
        }
    }
}

/// Lets a write beyond a file-size limit fail, as on a full disk, instead of ending the process in the middle of it.
#[cfg(unix)]
pub(super) fn ignore_file_size_signal() {
    // SAFETY: ignoring a signal runs no code of ours when it comes.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

/// The files that make up a dataset.
pub(crate) fn file_list(dataset: &Dataset) -> Vec<String> {
    let mut files = Vec::new();
    // SAFETY: the handle is alive; the list ends with a null pointer, is ours and is freed once.
    unsafe {
        let list = gdal_sys::GDALGetFileList(dataset.c_dataset());
        let mut entry = list;
        while !entry.is_null() && !(*entry).is_null() {
            files.push(CStr::from_ptr(*entry).to_string_lossy().into_owned());
            entry = entry.add(1);
        }
        gdal_sys::CSLDestroy(list);
    }
    files
}

/// Whether a feature has a value in a field: neither null nor, as GeoJSON allows, left out.
pub(crate) fn has_value(feature: &Feature<'_>, field: usize) -> bool {
    let Ok(field) = i32::try_from(field) else { return false };
    // SAFETY: the feature is alive during the call; an index out of range is answered with 0.
    field < unsafe { gdal_sys::OGR_F_GetFieldCount(feature.c_feature()) }
        && unsafe { gdal_sys::OGR_F_IsFieldSetAndNotNull(feature.c_feature(), field) } != 0
}

/// Records the unit of a band's values.
pub(crate) fn set_unit(band: &mut RasterBand<'_>, unit: &str) -> Result<()> {
    let unit = CString::new(unit).map_err(Error::internal)?;
    // SAFETY: the band and the string are alive during the call, which copies the string.
    succeed(unsafe { gdal_sys::GDALSetRasterUnitType(band.c_rasterband(), unit.as_ptr()) }, "set the unit of a band")
}

/// Records the names of classes 0, 1, 2 …
pub(crate) fn set_category_names(band: &mut RasterBand<'_>, names: &[String]) -> Result<()> {
    let names: Vec<CString> = names
        .iter()
        .map(|name| CString::new(name.as_str()))
        .collect::<std::result::Result<_, _>>()
        .map_err(Error::internal)?;
    let mut pointers: Vec<*mut std::ffi::c_char> = names.iter().map(|name| name.as_ptr().cast_mut()).collect();
    pointers.push(null_mut());
    // SAFETY: the list ends with a null pointer and outlives the call, which copies it.
    let result = unsafe { gdal_sys::GDALSetRasterCategoryNames(band.c_rasterband(), pointers.as_mut_ptr()) };
    succeed(result, "set the class names of a band")
}

/// What a column of a raster attribute table is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ColumnUse {
    Value,
    Count,
    Name,
    Red,
    Green,
    Blue,
    Other,
}

/// The cells of a column of a raster attribute table.
#[derive(Debug, Clone)]
pub(crate) enum ColumnCells {
    Integers(Vec<i32>),
    Numbers(Vec<f64>),
    Texts(Vec<String>),
}

impl ColumnCells {
    fn count(&self) -> usize {
        match self {
            Self::Integers(cells) => cells.len(),
            Self::Numbers(cells) => cells.len(),
            Self::Texts(cells) => cells.len(),
        }
    }
}

/// Gives a band a table of what its values mean, column by column.
pub(crate) fn set_attribute_table(
    band: &mut RasterBand<'_>,
    columns: &[(&CStr, ColumnUse, ColumnCells)],
) -> Result<()> {
    // SAFETY: the table is ours until it is destroyed, once, below; the band copies it, and strings outlive their calls.
    unsafe {
        let table = gdal_sys::GDALCreateRasterAttributeTable();
        let filled = fill(table, columns);
        let result = match &filled {
            Ok(()) => gdal_sys::GDALSetDefaultRAT(band.c_rasterband(), table),
            Err(_) => CPLErr::CE_None,
        };
        gdal_sys::GDALDestroyRasterAttributeTable(table);
        filled.and_then(|()| succeed(result, "set the attribute table of a band"))
    }
}

/// Adds the columns to a table that is alive.
unsafe fn fill(table: gdal_sys::GDALRasterAttributeTableH, columns: &[(&CStr, ColumnUse, ColumnCells)]) -> Result<()> {
    for (column, (name, purpose, cells)) in (0..).zip(columns) {
        let purpose = match purpose {
            ColumnUse::Value => GDALRATFieldUsage::GFU_MinMax,
            ColumnUse::Count => GDALRATFieldUsage::GFU_PixelCount,
            ColumnUse::Name => GDALRATFieldUsage::GFU_Name,
            ColumnUse::Red => GDALRATFieldUsage::GFU_Red,
            ColumnUse::Green => GDALRATFieldUsage::GFU_Green,
            ColumnUse::Blue => GDALRATFieldUsage::GFU_Blue,
            ColumnUse::Other => GDALRATFieldUsage::GFU_Generic,
        };
        let kind = match cells {
            ColumnCells::Integers(_) => GDALRATFieldType::GFT_Integer,
            ColumnCells::Numbers(_) => GDALRATFieldType::GFT_Real,
            ColumnCells::Texts(_) => GDALRATFieldType::GFT_String,
        };
        let rows = i32::try_from(cells.count()).map_err(Error::internal)?;
        // SAFETY: the caller keeps the table alive; rows and columns exist before cells are set, and cells are copied.
        unsafe {
            let created = gdal_sys::GDALRATCreateColumn(table, name.as_ptr(), kind, purpose);
            succeed(created, "add a column to an attribute table")?;
            gdal_sys::GDALRATSetRowCount(table, rows);
            match cells {
                ColumnCells::Integers(cells) => {
                    (0..).zip(cells).for_each(|(row, cell)| gdal_sys::GDALRATSetValueAsInt(table, row, column, *cell));
                }
                ColumnCells::Numbers(cells) => {
                    (0..)
                        .zip(cells)
                        .for_each(|(row, cell)| gdal_sys::GDALRATSetValueAsDouble(table, row, column, *cell));
                }
                ColumnCells::Texts(cells) => {
                    for (row, cell) in (0..).zip(cells) {
                        let cell = CString::new(cell.as_str()).map_err(Error::internal)?;
                        gdal_sys::GDALRATSetValueAsString(table, row, column, cell.as_ptr());
                    }
                }
            }
        }
    }
    Ok(())
}

/// Memory for warping a picture, a quarter of what GDAL takes otherwise: it is cut into pieces, which a picture can bear.
const PICTURE_BYTES: f64 = 16e6;

/// What is warped, and how.
pub(crate) struct Warp<'a> {
    pub(crate) source: &'a Dataset,
    pub(crate) band: usize,
    /// Replaces the CRS that the source declares.
    pub(crate) wkt: &'a str,
    /// Replaces the nodata value that the source declares, and fills the target first.
    pub(crate) nodata: f64,
    pub(crate) resampling: Resampling,
    /// Pixels of the target per pixel of the source, across and down. GDAL otherwise guesses it from the shape of each
    /// block, so that pixels would depend on where blocks are cut.
    pub(crate) scale: Option<(f64, f64)>,
    /// How far off, in pixels of the source, a position may be: 0 computes every one; more is for pictures, where those along a row
    /// are interpolated.
    pub(crate) tolerance: f64,
}

impl Warp<'_> {
    /// Warps into band 1 of `target`.
    ///
    /// `GDALReprojectImage` would do but for one thing: it prefers the nodata value that the file declares.
    pub(crate) fn onto(&self, target: &Dataset) -> Result<()> {
        let wkt = CString::new(self.wkt).map_err(Error::internal)?;
        let band = i32::try_from(self.band).map_err(Error::internal)?;
        let (columns, rows) = target.raster_size();
        let columns = i32::try_from(columns).map_err(Error::internal)?;
        let rows = i32::try_from(rows).map_err(Error::internal)?;
        let scale = self.scale.map(|(across, down)| [(c"XSCALE", across), (c"YSCALE", down)]);
        // SAFETY: both datasets and the transformer outlive the operation; the option arrays are allocated by GDAL's
        // allocator because `GDALDestroyWarpOptions` frees them; strings are copied by the calls they are given to.
        let result = unsafe {
            let transformer = gdal_sys::GDALCreateGenImgProjTransformer(
                self.source.c_dataset(),
                wkt.as_ptr(),
                target.c_dataset(),
                null(),
                0,
                0.0,
                0,
            );
            if transformer.is_null() {
                return succeed(CPLErr::CE_Failure, "relate a layer to the grid of the plan");
            }
            let interpolated = (self.tolerance > 0.0).then(|| {
                gdal_sys::GDALCreateApproxTransformer(
                    Some(gdal_sys::GDALGenImgProjTransform),
                    transformer,
                    self.tolerance,
                )
            });
            let options = gdal_sys::GDALCreateWarpOptions();
            (*options).hSrcDS = self.source.c_dataset();
            (*options).hDstDS = target.c_dataset();
            (*options).eResampleAlg = self.resampling.algorithm();
            (*options).pfnTransformer = Some(match interpolated {
                Some(_) => gdal_sys::GDALApproxTransform,
                None => gdal_sys::GDALGenImgProjTransform,
            });
            (*options).pTransformerArg = interpolated.unwrap_or(transformer);
            if interpolated.is_some() {
                (*options).dfWarpMemoryLimit = PICTURE_BYTES;
            }
            (*options).nBandCount = 1;
            (*options).panSrcBands = one(band);
            (*options).panDstBands = one(1);
            (*options).padfSrcNoDataReal = one(self.nodata);
            (*options).padfDstNoDataReal = one(self.nodata);
            let mut list = gdal_sys::CSLSetNameValue(null_mut(), c"INIT_DEST".as_ptr(), c"NO_DATA".as_ptr());
            for (name, value) in scale.into_iter().flatten() {
                let value = CString::new(value.to_string()).expect("digits");
                list = gdal_sys::CSLSetNameValue(list, name.as_ptr(), value.as_ptr());
            }
            (*options).papszWarpOptions = list;
            let operation = gdal_sys::GDALCreateWarpOperation(options);
            let result = if operation.is_null() {
                CPLErr::CE_Failure
            } else {
                gdal_sys::GDALChunkAndWarpImage(operation, 0, 0, columns, rows)
            };
            if !operation.is_null() {
                gdal_sys::GDALDestroyWarpOperation(operation);
            }
            gdal_sys::GDALDestroyWarpOptions(options);
            if let Some(interpolated) = interpolated {
                gdal_sys::GDALDestroyApproxTransformer(interpolated);
            }
            gdal_sys::GDALDestroyGenImgProjTransformer(transformer);
            result
        };
        succeed(result, "warp a block to the grid of the plan")
    }
}

/// A one-element array that GDAL may free.
unsafe fn one<T>(value: T) -> *mut T {
    // SAFETY: `CPLMalloc` aborts rather than return null, and its memory is aligned for any scalar.
    unsafe {
        let pointer = gdal_sys::CPLMalloc(size_of::<T>()).cast::<T>();
        pointer.write(value);
        pointer
    }
}

fn succeed(result: CPLErr::Type, doing: &str) -> Result<()> {
    if result == CPLErr::CE_None {
        return Ok(());
    }
    Err(Error::data(format!("GDAL cannot {doing}")).cause(take_messages().join("; ")))
}
