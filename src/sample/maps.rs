//! The rasters of the sample scene.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ndarray::Array2;

use super::calibration::Calibration;
use super::land_cover::{SALT_MARSH, SEA_WATER, TIDAL_FLAT, Year, is_forest_class};
use super::mask::Owner;
use super::scene::Scene;
use super::stands::{self, Stand, StandCache};
use crate::error::{Error, Result};
use crate::land::ClassScheme;
use crate::raster::{BlockGrid, Grid, Layout, Pixel, RasterDescription, Window, write_raster};

/// The value of growing stock and salinity where there is none to know.
const NODATA: f32 = -9_999.0;

/// Writes all rasters and returns their paths.
pub(super) fn write(scene: &Scene, calibration: &Calibration, grid: &Grid, directory: &Path) -> Result<Vec<PathBuf>> {
    let painter = Painter { scene, calibration, grid, directory };
    let mut written = Vec::new();
    let mut land_classes = |year| painter.land_classes(&mut written, year);
    land_classes(Year::Y2015)?;
    let classes_2020 = land_classes(Year::Y2020)?;
    let classes_2022 = land_classes(Year::Y2022)?;

    let forest_types = stands::forest_types();
    let description = classes("forest type 2022".to_owned(), &forest_types);
    written.push(painter.paint("forest_type_2022.tif", &description, &classes_2022, |stands, pixel| {
        pixel.stand(scene, stands).map_or(0, |stand| scene.stand_table.code(stand.kind))
    })?);
    let age_groups = stands::age_groups();
    let description = classes("age group 2022".to_owned(), &age_groups);
    written.push(painter.paint("age_group_2022.tif", &description, &classes_2022, |stands, pixel| {
        pixel.stand(scene, stands).map_or(0, |stand| stand.age_group)
    })?);
    let description = quantity("growing stock 2020".to_owned(), "m3/ha");
    written.push(painter.paint("growing_stock_2020.tif", &description, &classes_2020, |stands, pixel| {
        let stand = pixel.stand(scene, stands);
        stand.map_or(0.0, |stand| tenths(painter.growing_stock(&stand, pixel) * stands::stock_2020_to_2022(&stand)))
    })?);
    let description = quantity("growing stock 2022".to_owned(), "m3/ha");
    written.push(painter.paint("growing_stock_2022.tif", &description, &classes_2022, |stands, pixel| {
        pixel.stand(scene, stands).map_or(0.0, |stand| tenths(painter.growing_stock(&stand, pixel)))
    })?);
    let description = quantity("salinity 2022".to_owned(), "ppt");
    written.push(painter.paint("salinity_2022.tif", &description, &classes_2022, |_, pixel| match pixel.class {
        SALT_MARSH | TIDAL_FLAT | SEA_WATER => tenths(scene.detail.salinity(pixel.x, pixel.y)),
        _ => NODATA,
    })?);
    Ok(written)
}

fn classes(band: String, scheme: &ClassScheme) -> RasterDescription<'_> {
    let nodata = scheme.class(0).is_none().then_some(0.0);
    let classes = Some(scheme.classes().collect());
    RasterDescription { band, nodata, classes, metadata: provenance(), ..Default::default() }
}

fn quantity(band: String, unit: &str) -> RasterDescription<'static> {
    RasterDescription {
        band,
        unit: unit.to_owned(),
        nodata: Some(f64::from(NODATA)),
        metadata: provenance(),
        ..Default::default()
    }
}

fn provenance() -> Vec<(String, String)> {
    vec![(
        "DESCRIPTION".to_owned(),
        "synthetic sample scene of tanhui: only the district outlines and the yearbook totals are real".to_owned(),
    )]
}

struct Painter<'a> {
    scene: &'a Scene,
    calibration: &'a Calibration,
    grid: &'a Grid,
    directory: &'a Path,
}

/// A pixel whose land class is known.
#[derive(Debug, Clone, Copy)]
struct PaintedPixel {
    class: u8,
    owner: Owner,
    x: f64,
    y: f64,
}

impl PaintedPixel {
    /// The stand, if the pixel is forest.
    fn stand(&self, scene: &Scene, stands: &mut StandCache) -> Option<Stand> {
        is_forest_class(self.class).then(|| scene.stand_of_forest(stands, self.x, self.y))
    }
}

/// The land classes of a year by block, as runs: the other rasters follow from them at a fraction of the time.
struct PaintedClasses(Vec<Mutex<Vec<(u8, u32)>>>);

impl PaintedClasses {
    fn new(blocks: &BlockGrid) -> Self {
        Self((0..blocks.count()).map(|_| Mutex::default()).collect())
    }

    fn record(&self, block: usize, classes: &Array2<u8>) {
        let mut runs: Vec<(u8, u32)> = Vec::new();
        for class in classes {
            match runs.last_mut() {
                Some((last, length)) if last == class => *length += 1,
                _ => runs.push((*class, 1)),
            }
        }
        runs.shrink_to_fit();
        *self.0[block].lock().expect("no thread panics while it records") = runs;
    }

    /// The classes of a block, row by row.
    fn of(&self, block: usize) -> Vec<u8> {
        let runs = self.0[block].lock().expect("no thread panics while it records");
        runs.iter().flat_map(|(class, length)| std::iter::repeat_n(*class, *length as usize)).collect()
    }
}

impl Painter<'_> {
    /// Writes the land classes of a year, and keeps them.
    fn land_classes(&self, written: &mut Vec<PathBuf>, year: Year) -> Result<PaintedClasses> {
        let scheme = ClassScheme::built_in("tanhui").ok_or_else(|| Error::internal("no scheme `tanhui`"))?;
        let name = year.name();
        let painted = PaintedClasses::new(&BlockGrid::new(self.grid));
        let path = self.directory.join(format!("land_class_{name}.tif"));
        let description = classes(format!("land class {name}"), &scheme);
        write_raster(&path, self.grid, Layout::Tiled, &description, |window| {
            let owners = self.scene.mask.owners(self.grid, &window);
            let mut stands = StandCache::new();
            let classes = Array2::from_shape_fn((window.rows, window.columns), |(row, column)| {
                let (x, y) = self.centre(&window, row, column);
                let place = (owners[row * window.columns + column], x, y);
                self.scene.land_class(self.calibration, &mut stands, place, year)
            });
            painted.record(self.block(&window), &classes);
            Ok(classes)
        })?;
        written.push(path);
        Ok(painted)
    }

    /// Writes a raster that follows from land classes.
    fn paint<T: Pixel>(
        &self,
        file: &str,
        description: &RasterDescription<'_>,
        classes: &PaintedClasses,
        value: impl Fn(&mut StandCache, &PaintedPixel) -> T + Sync,
    ) -> Result<PathBuf> {
        let path = self.directory.join(file);
        write_raster(&path, self.grid, Layout::Tiled, description, |window| {
            let owners = self.scene.mask.owners(self.grid, &window);
            let classes = classes.of(self.block(&window));
            let mut stands = StandCache::new();
            Ok(Array2::from_shape_fn((window.rows, window.columns), |(row, column)| {
                let (x, y) = self.centre(&window, row, column);
                let place = row * window.columns + column;
                value(&mut stands, &PaintedPixel { class: classes[place], owner: owners[place], x, y })
            }))
        })?;
        Ok(path)
    }

    fn centre(&self, window: &Window, row: usize, column: usize) -> (f64, f64) {
        self.grid.to_crs((window.column + column) as f64 + 0.5, (window.row + row) as f64 + 0.5)
    }

    fn block(&self, window: &Window) -> usize {
        let (across, _) = BlockGrid::new(self.grid).shape();
        window.row / BlockGrid::EDGE * across + window.column / BlockGrid::EDGE
    }

    /// Growing stock in 2022, m³/ha.
    fn growing_stock(&self, stand: &Stand, pixel: &PaintedPixel) -> f64 {
        self.scene.stock(stand, pixel.x, pixel.y) * self.calibration.factor(pixel.owner)
    }
}

/// Rounded to a tenth, as the number nearest to it.
#[expect(clippy::cast_possible_truncation, reason = "a tenth of a unit is far coarser than the type")]
fn tenths(value: f64) -> f32 {
    ((value * 10.0).round() / 10.0) as f32
}
