//! A synthetic scene of Ningbo at any resolution: real district outlines and yearbook totals, everything else made up.
//!
//! Pixels come from hashed coordinates in metres, so each is computed alone and a finer resolution shows the same scene.
//! It is for trying the program and for its tests: it says nothing about any real place.

mod area;
mod calibration;
mod detail;
mod land_cover;
mod lattice;
mod maps;
mod mask;
mod noise;
mod outlines;
mod parallel;
mod rivers;
mod scene;
mod selection;
mod shoreline;
mod stands;
mod sub_compartments;
mod survey_codes;
mod tables;
mod tessellation;
mod townships;
mod zones;

use std::path::{Path, PathBuf};

use calibration::Calibration;
use scene::{STEP, Scene};

use crate::error::{Error, Kind, Result};
use crate::raster::Grid;

/// What to write.
#[derive(Debug, Clone)]
pub struct SampleOptions {
    /// Where: created; refused when it exists and is not empty.
    pub directory: PathBuf,
    /// The edge of a pixel, m: a divisor of 1,000.
    pub resolution: f64,
    /// About how many sub-compartments.
    pub sub_compartments: usize,
    /// Crops the rasters to west, south, east and north, m in EPSG:4549, widened to whole kilometres. Vectors stay whole, and
    /// pixels are those of the whole scene.
    pub extent: Option<[f64; 4]>,
}

impl SampleOptions {
    /// The number of sub-compartments unless another is asked for.
    pub const SUB_COMPARTMENTS: usize = 4_000;
}

/// How well a county meets the yearbook.
#[derive(Debug, Clone)]
pub struct CountyFit {
    /// The name.
    pub name: String,
    /// Forest area on the map and in the yearbook, ha.
    pub forest_hectares: [f64; 2],
    /// Growing stock on the map and in the yearbook, m³.
    pub stock_cubic_metres: [f64; 2],
}

/// What was written.
#[derive(Debug, Clone)]
pub struct SampleSummary {
    /// The files, in the order of writing.
    pub files: Vec<PathBuf>,
    /// The grid of the rasters.
    pub grid: Grid,
    /// The fit of the rasters, by county.
    pub counties: Vec<CountyFit>,
    /// The number of sub-compartments.
    pub sub_compartments: usize,
}

/// Writes the sample scene.
///
/// # Errors
/// A resolution that does not divide 1,000 m, an extent outside the scene, a directory that is not empty, and anything that
/// goes wrong in writing.
pub fn write_sample(options: &SampleOptions) -> Result<SampleSummary> {
    check_resolution(options.resolution)?;
    let mut scene = Scene::new()?;
    let whole = scene.grid(options.resolution);
    let grid = cropped(&whole, options.extent)?;
    prepare_directory(&options.directory)?;
    scene.fit_regionally();
    let (calibration, fitted) = Calibration::fit(&scene, &whole);
    let mut files = maps::write(&scene, &calibration, &grid, &options.directory)?;
    files.extend(zones::write(&scene, &options.directory)?);
    let (paths, sub_compartments) = sub_compartments::write(&scene, options.sub_compartments, &options.directory)?;
    files.extend(paths);
    let counties = scene
        .districts
        .iter()
        .zip(fitted)
        .map(|(district, fitted)| CountyFit {
            name: district.name.clone(),
            forest_hectares: [fitted.forest / 10_000.0, district.yearbook.forest_ha],
            stock_cubic_metres: [fitted.stock, district.yearbook.forest_stock_wan_m3 * 10_000.0],
        })
        .collect();
    Ok(SampleSummary { files, grid, counties, sub_compartments })
}

fn check_resolution(resolution: f64) -> Result<()> {
    let pixels = STEP / resolution;
    if (1.0..=STEP).contains(&resolution) && (pixels - pixels.round()).abs() < 1e-9 {
        return Ok(());
    }
    Err(Error::new(Kind::Usage, format!("the sample scene has no resolution of {resolution} m"))
        .hint("choose a divisor of 1,000 m that is at least 1 m, such as 10, 20, 25, 50, 100, 200, 250 or 500"))
}

fn cropped(whole: &Grid, extent: Option<[f64; 4]>) -> Result<Grid> {
    let Some([west, south, east, north]) = extent else { return Ok(whole.clone()) };
    let west = ((west / STEP).floor() * STEP).max(whole.west);
    let south = ((south / STEP).floor() * STEP).max(whole.south());
    let east = ((east / STEP).ceil() * STEP).min(whole.east());
    let north = ((north / STEP).ceil() * STEP).min(whole.north);
    if !(west < east && south < north) {
        return Err(Error::new(Kind::Usage, "the extent lies outside the sample scene").hint(format!(
            "the scene is from {} to {} m east and from {} to {} m north in {}",
            whole.west,
            whole.east(),
            whole.south(),
            whole.north,
            whole.crs.label()
        )));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive: just checked")]
    let count = |length: f64| (length / whole.pixel_width).round() as usize;
    Ok(Grid { west, north, rows: count(north - south), columns: count(east - west), ..whole.clone() })
}

/// Creates the directory; one with anything in it is refused, so that a scene is never a mixture.
fn prepare_directory(directory: &Path) -> Result<()> {
    let cannot = |error: std::io::Error| {
        Error::new(Kind::CannotCreate, format!("cannot create `{}`", directory.display())).cause(error)
    };
    std::fs::create_dir_all(directory).map_err(cannot)?;
    if std::fs::read_dir(directory).map_err(cannot)?.next().is_some() {
        return Err(Error::new(Kind::CannotCreate, format!("directory `{}` is not empty", directory.display()))
            .hint("name a new directory, or empty this one first"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_500_metres_every_county_meets_the_yearbook_within_half_a_percent() {
        // A coarse lattice of fields keeps the test quick without optimisation.
        let mut scene = Scene::with_spacing(1_000.0).expect("the tables are valid");
        scene.fit_regionally();
        let (_, fitted) = Calibration::fit(&scene, &scene.grid(500.0));
        for (district, fitted) in scene.districts.iter().zip(fitted) {
            let forest = fitted.forest / 10_000.0 / district.yearbook.forest_ha;
            let stock = fitted.stock / 10_000.0 / district.yearbook.forest_stock_wan_m3;
            assert!((forest - 1.0).abs() < 0.005, "{}: forest area is {forest} of the yearbook's", district.name);
            assert!((stock - 1.0).abs() < 0.005, "{}: growing stock is {stock} of the yearbook's", district.name);
        }
    }

    #[test]
    fn a_resolution_that_does_not_divide_a_kilometre_is_refused() {
        assert!(check_resolution(10.0).is_ok());
        assert!(check_resolution(30.0).is_err());
        assert!(check_resolution(0.0).is_err());
        assert!(check_resolution(f64::NAN).is_err());
    }

    #[test]
    fn a_directory_with_anything_in_it_is_refused() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        assert!(prepare_directory(directory.path()).is_ok());
        std::fs::write(directory.path().join("something"), "").expect("writable");
        let message = prepare_directory(directory.path()).expect_err("not empty").to_string();
        assert!(message.contains("is not empty"), "{message}");
    }
}
