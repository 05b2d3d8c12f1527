use std::fs::File;

use super::layout::Format;
use super::tiles::Compression;
use super::*;
use crate::raster::Crs;

const ROWS: usize = 1_100;
const COLUMNS: usize = 701;

fn grid() -> Grid {
    let crs = Crs::from_definition("EPSG:4549").expect("a known CRS");
    Grid {
        crs,
        west: 600_000.0,
        north: 3_340_000.0,
        pixel_width: 30.0,
        pixel_height: 30.0,
        rows: ROWS,
        columns: COLUMNS,
    }
}

/// Writes a raster with one overview in a format and compression, and reads it back through GDAL.
fn written_and_read<T: Pixel>(codec: Codec, format: Format) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("raster.tif");
    let grid = grid();
    let tiles = Tiles::new(codec, tempfile::tempfile().expect("a file"));
    let description = RasterDescription { nodata: Some(7.0), ..RasterDescription::default() };
    let blocks = BlockGrid::new(&grid);
    let block = |window: Window| {
        Array2::from_shape_fn((window.rows, window.columns), |(row, column)| {
            T::from_number(((window.row + row) * 31 % 113 + (window.column + column) * 17 % 97) as f64)
        })
    };
    let kept = (0..blocks.count()).map(|index| tiles.add(&block(blocks.window(index)))).collect::<std::io::Result<_>>();
    let image = Image { blocks, tiles: kept.expect("a writable disk") };
    let half = BlockGrid::of(ROWS / 2, COLUMNS / 2);
    let overview = overviews::make::<T>(&tiles, &image, half, Method::Average, description.nodata);
    let images = [image, overview.expect("a writable disk")];
    let template = template::tags::<T>(&path, &grid, &description, None).expect("tags");
    let file = File::create(&path).expect("a writable disk");
    layout::write_as(format, file, &images, &tiles, &template).expect("a writable disk");
    verify::<T>(&path, &images).unwrap_or_else(|error| panic!("{codec:?}: {error}"));

    let bytes = std::fs::read(&path).expect("readable");
    assert_eq!(bytes[2], if format == Format::Big { 43 } else { 42 });
    let dataset = gdal_runtime::open_raster(&path).expect("a raster");
    assert_eq!(dataset.geo_transform().expect("a georeference"), grid.geo_transform());
    assert_eq!(dataset.rasterband(1).expect("a band").no_data_value(), Some(7.0));
    drop(dataset);

    let mut damaged = bytes;
    let (start, length) = (damaged.len() / 2, damaged.len() / 8);
    damaged[start..start + length].fill(0);
    std::fs::write(&path, damaged).expect("a writable disk");
    verify::<T>(&path, &images).expect_err("a damaged tile");
}

#[test]
fn gdal_reads_every_format_and_compression() {
    gdal_runtime::start();
    for format in [Format::Classic, Format::Big] {
        for compression in [Compression::Zstd, Compression::Deflate] {
            written_and_read::<u8>(Codec { compression, differences: false }, format);
            written_and_read::<i16>(Codec { compression, differences: true }, format);
            written_and_read::<i32>(Codec { compression, differences: true }, format);
            written_and_read::<f32>(Codec { compression, differences: false }, format);
        }
    }
}
