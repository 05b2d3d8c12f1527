//! What a GeoTIFF says about itself, as GDAL writes it: the tags of a file of one pixel, kept in memory.

use std::ffi::CStr;
use std::path::{Path, PathBuf};

use gdal::raster::{ColorEntry, ColorTable, GdalDataType, PaletteInterpretation, RasterBand, RasterCreationOptions};
use gdal::vsi::get_vsi_mem_file_bytes_owned;
use gdal::{Dataset, DriverManager, Metadata};

use super::layout::Tag;
use super::statistics::Statistics;
use super::{ClassShare, RasterDescription, cannot_write};
use crate::error::{Error, Result};
use crate::gdal_runtime::{self, ColumnCells, ColumnUse};
use crate::land::LandClass;
use crate::raster::{Grid, Pixel};

/// The tags of a raster, whatever its size. Where classes have names, GDAL keeps them in a file beside, which is written.
pub(super) fn tags<T: Pixel>(
    path: &Path,
    grid: &Grid,
    description: &RasterDescription<'_>,
    statistics: Option<&Statistics>,
) -> Result<Vec<Tag>> {
    let memory = format!("/vsimem/{}", path.display());
    let dataset = create::<T>(&memory, grid, description)?;
    if let Some(statistics) = statistics {
        statistics.record(&mut dataset.rasterband(1).map_err(Error::internal)?);
    }
    dataset.close().map_err(Error::internal)?;
    let names = format!("{memory}.aux.xml");
    if let Ok(text) = get_vsi_mem_file_bytes_owned(&names) {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".aux.xml");
        let beside = PathBuf::from(beside);
        std::fs::write(&beside, text).map_err(|error| cannot_write(&beside, error))?;
    }
    let bytes = get_vsi_mem_file_bytes_owned(&memory).map_err(Error::internal)?;
    parse(&bytes).ok_or_else(|| Error::internal("GDAL wrote another TIFF than it was asked for"))
}

fn create<T: Pixel>(path: &str, grid: &Grid, description: &RasterDescription<'_>) -> Result<Dataset> {
    let driver = DriverManager::get_driver_by_name("GTiff").map_err(Error::internal)?;
    let options = RasterCreationOptions::from_iter(["ENDIANNESS=LITTLE", "BIGTIFF=NO"]);
    let mut dataset =
        driver.create_with_band_type_with_options::<T, _>(path, 1, 1, 1, &options).map_err(Error::internal)?;
    dataset.set_geo_transform(&grid.geo_transform()).map_err(Error::internal)?;
    dataset.set_spatial_ref(&grid.crs.spatial_ref()?).map_err(Error::internal)?;
    dataset.set_metadata_item("AREA_OR_POINT", "Area", "").map_err(Error::internal)?;
    for (key, value) in &description.metadata {
        dataset.set_metadata_item(key, value, "").map_err(Error::internal)?;
    }
    let mut band = dataset.rasterband(1).map_err(Error::internal)?;
    band.set_no_data_value(description.nodata).map_err(Error::internal)?;
    band.set_description(&description.band).map_err(Error::internal)?;
    if !description.unit.is_empty() {
        gdal_runtime::set_unit(&mut band, &description.unit)?;
    }
    if let Some(scale) = description.scale {
        band.set_scale(scale).map_err(Error::internal)?;
        band.set_offset(0.0).map_err(Error::internal)?;
    }
    if let Some(classes) = &description.classes {
        describe_classes(&mut band, classes, T::datatype())?;
    }
    if !description.shares.is_empty() {
        gdal_runtime::set_attribute_table(&mut band, &attribute_table(description.shares))?;
    }
    Ok(dataset)
}

/// The columns that GIS programs look for, and what a class is called in accounts and in both languages.
fn attribute_table(shares: &[ClassShare]) -> [(&'static CStr, ColumnUse, ColumnCells); 10] {
    let integers =
        |of: fn(&LandClass) -> i32| ColumnCells::Integers(shares.iter().map(|share| of(&share.class)).collect());
    let texts = |of: fn(&LandClass) -> &str| {
        ColumnCells::Texts(shares.iter().map(|share| of(&share.class).replace('\0', "\u{FFFD}")).collect())
    };
    [
        (c"Value", ColumnUse::Value, integers(|class| class.code)),
        (c"Count", ColumnUse::Count, ColumnCells::Numbers(shares.iter().map(|share| share.pixels as f64).collect())),
        (c"class_id", ColumnUse::Other, texts(|class| &class.id)),
        (c"name", ColumnUse::Name, texts(|class| &class.name)),
        (c"name_zh", ColumnUse::Other, texts(|class| &class.name_zh)),
        (c"sector", ColumnUse::Other, texts(|class| class.sector.name())),
        (c"Red", ColumnUse::Red, integers(|class| class.red.into())),
        (c"Green", ColumnUse::Green, integers(|class| class.green.into())),
        (c"Blue", ColumnUse::Blue, integers(|class| class.blue.into())),
        (c"area_ha", ColumnUse::Other, ColumnCells::Numbers(shares.iter().map(|share| share.area.0).collect())),
    ]
}

/// Colours and the classes' names, where the codes fit a colour table, which only unsigned pixels of 8 and 16 bits have.
fn describe_classes(band: &mut RasterBand<'_>, classes: &[&LandClass], pixels: GdalDataType) -> Result<()> {
    let most = if pixels == GdalDataType::UInt16 { u16::MAX } else { u8::MAX.into() };
    let mut colours = ColorTable::new(PaletteInterpretation::Rgba);
    let mut names = Vec::new();
    for class in classes {
        let Some(code) = u16::try_from(class.code).ok().filter(|code| *code <= most) else { return Ok(()) };
        colours.set_color_entry(code, &ColorEntry::rgba(class.red.into(), class.green.into(), class.blue.into(), 255));
        names.resize(names.len().max(usize::from(code) + 1), String::new());
        format!("{} {}", class.name, class.name_zh).trim_end().clone_into(&mut names[usize::from(code)]);
    }
    band.set_color_table(&colours);
    gdal_runtime::set_category_names(band, &names)
}

/// The tags of the first directory of a little-endian classic TIFF; none if it is something else.
fn parse(bytes: &[u8]) -> Option<Vec<Tag>> {
    if !bytes.starts_with(b"II\x2a\0") {
        return None;
    }
    let two = |at: usize| Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
    let four = |at: usize| Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?) as usize);
    let directory = four(4)?;
    (0..usize::from(two(directory)?))
        .map(|entry| {
            let at = directory + 2 + entry * 12;
            let (code, kind, count) = (two(at)?, two(at + 2)?, four(at + 4)?);
            let length = count * Tag::width(kind)?;
            let first = if length <= 4 { at + 8 } else { four(at + 8)? };
            Some(Tag { code, kind, value: bytes.get(first..first + length)?.to_vec() })
        })
        .collect()
}
