//! The grid: that of a layer, or a CRS and a resolution over the extent of zones, or given in full.

use std::collections::BTreeMap;

use super::Builder;
use super::zones::ZoneFile;
use crate::error::{Error, Result, nearest};
use crate::pipeline::file::{AreaMeasure, GridEntry};
use crate::raster::{CellAreas, Crs, Grid, RasterFile};

/// The most pixels a grid may have: the Earth's land at 10 m.
const MOST_PIXELS: f64 = 1.5e12;

impl Builder<'_> {
    pub(super) fn grid(
        &mut self,
        entry: &GridEntry,
        layers: &BTreeMap<String, RasterFile>,
        zone_sets: &BTreeMap<String, ZoneFile>,
    ) -> Option<(Grid, CellAreas)> {
        let own_crs = match &entry.crs {
            Some(definition) => Some(self.keep(&["grid", "crs"], Crs::from_definition(definition))?),
            None => None,
        };
        let grid = match (&entry.from_layer, &entry.from_zones) {
            (Some(_), Some(_)) => {
                Err(Error::data("the grid is taken both from a layer and from zones").hint("keep one of them"))
            }
            (Some(layer), None) => self.grid_of_layer(entry, layer, layers, own_crs.as_ref())?,
            (None, Some(set)) => self.grid_of_zones(entry, set, zone_sets, own_crs)?,
            (None, None) => grid_as_given(entry, own_crs),
        };
        let grid = self.keep(&["grid"], grid)?;
        if entry.area == AreaMeasure::Ellipsoidal && grid.crs.is_web_mercator() {
            let problem = Error::data("Web Mercator cannot give areas: at 30° north it shows them a third too large")
                .hint("give the grid another CRS, for instance `crs = \"EPSG:4549\"`");
            self.problem(&["grid"], &problem);
        }
        // Whether every cell has an area is not known before all are measured.
        let areas = self.keep(&["grid"], refuse_beyond_poles(&grid).and_then(|()| CellAreas::ellipsoidal(&grid)))?;
        Some((grid, areas))
    }

    /// None if the layer itself has a problem, which is then already kept.
    fn grid_of_layer(
        &mut self,
        entry: &GridEntry,
        name: &str,
        layers: &BTreeMap<String, RasterFile>,
        crs: Option<&Crs>,
    ) -> Option<Result<Grid>> {
        if !self.file.layers.contains_key(name) {
            let names: Vec<&str> = self.file.layers.keys().map(String::as_str).collect();
            self.problem(&["grid", "from_layer"], &unknown("layer", name, &names));
            return None;
        }
        if entry.resolution.is_some() || entry.origin.is_some() {
            return Some(Err(Error::data("a grid taken from a layer has the layer's resolution and origin")
                .hint("drop `resolution` and `origin`, or drop `from_layer`")));
        }
        let own = layers.get(name)?.grid();
        Some(own.and_then(|own| {
            if crs.is_some_and(|crs| !crs.is_same_as(&own.crs)) {
                return Err(Error::data(format!("layer `{name}` has the CRS `{}`, the grid another", own.crs.label()))
                    .hint("drop `crs`, or set `assume_crs` on the layer if its own is wrong"));
            }
            let grid = match entry.extent {
                Some(extent) => cropped(&own, extent)?,
                None => own,
            };
            refuse_too_many(grid.rows as f64, grid.columns as f64)?;
            Ok(grid)
        }))
    }

    fn grid_of_zones(
        &mut self,
        entry: &GridEntry,
        name: &str,
        zone_sets: &BTreeMap<String, ZoneFile>,
        crs: Option<Crs>,
    ) -> Option<Result<Grid>> {
        if !self.file.zones.contains_key(name) {
            let names: Vec<&str> = self.file.zones.keys().map(String::as_str).collect();
            self.problem(&["grid", "from_zones"], &unknown("zone set", name, &names));
            return None;
        }
        let zones = &zone_sets.get(name)?.zones;
        let Some(resolution) = entry.resolution else {
            return Some(Err(Error::data("a grid taken from zones needs a `resolution`")));
        };
        let crs = crs.unwrap_or_else(|| zones.crs.clone());
        let extent = match entry.extent {
            Some(extent) => Ok(extent),
            None => zones.extent_in(&crs, if resolution > 0.0 { resolution } else { f64::INFINITY }),
        };
        Some(extent.and_then(|extent| spanned(crs, resolution, extent, entry.origin.unwrap_or_default())))
    }
}

fn grid_as_given(entry: &GridEntry, crs: Option<Crs>) -> Result<Grid> {
    let (Some(crs), Some(resolution), Some(extent)) = (crs, entry.resolution, entry.extent) else {
        return Err(Error::data("the grid is incomplete").hint(
            "write `from_layer = \"…\"`, or `from_zones = \"…\"` with `resolution`, or `crs`, `resolution` and `extent`",
        ));
    };
    spanned(crs, resolution, extent, entry.origin.unwrap_or_default())
}

/// Says that a name is not known, with the nearest or all that are.
pub(super) fn unknown(what: &str, name: &str, known: &[&str]) -> Error {
    let there_is = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    let error = Error::data(format!("no {what} `{name}`: there is {there_is}"));
    match nearest(name, known.iter().copied()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}

/// The grid of `resolution` whose pixel corners pass through `origin` and that holds `extent`.
fn spanned(crs: Crs, resolution: f64, extent: [f64; 4], origin: [f64; 2]) -> Result<Grid> {
    let [west, south, east, north] = extent;
    if !(resolution > 0.0 && west < east && south < north) {
        return Err(Error::data(format!(
            "the extent [{west}, {south}, {east}, {north}] at resolution {resolution} holds no pixel"
        ))
        .hint("write `extent = [west, south, east, north]` and a positive `resolution`"));
    }
    // A corner within a millionth of a pixel of the extent is on it.
    let slack = 1e-6;
    let first = |at: f64, origin: f64| ((at - origin) / resolution + slack).floor();
    let last = |at: f64, origin: f64| ((at - origin) / resolution - slack).ceil();
    let (left, right) = (first(west, origin[0]), last(east, origin[0]));
    let (bottom, top) = (first(south, origin[1]), last(north, origin[1]));
    let (columns, rows) = (right - left, top - bottom);
    refuse_too_many(rows, columns)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and bounded above")]
    let (rows, columns) = (rows as usize, columns as usize);
    Ok(Grid {
        crs,
        west: origin[0] + left * resolution,
        north: origin[1] + top * resolution,
        pixel_width: resolution,
        pixel_height: resolution,
        rows,
        columns,
    })
}

/// Beyond the poles and past a whole turn, cells have no area or count the same ground twice.
fn refuse_beyond_poles(grid: &Grid) -> Result<()> {
    let slack = 1e-6 * grid.pixel_height;
    let around = grid.columns as f64 * grid.pixel_width;
    if !grid.crs.is_geographic()
        || (grid.north <= 90.0 + slack && grid.south() >= -90.0 - slack && around <= 360.0 + slack)
    {
        return Ok(());
    }
    Err(Error::data(format!(
        "the grid reaches from {}° to {}° north and over {around}° of longitude, which is more than the Earth",
        grid.south(),
        grid.north
    ))
    .note(format!("its CRS, `{}`, is geographic: coordinates are in degrees", grid.crs.label())))
}

fn refuse_too_many(rows: f64, columns: f64) -> Result<()> {
    if rows * columns <= MOST_PIXELS && rows.max(columns) < f64::from(u32::MAX / 2) {
        return Ok(());
    }
    Err(Error::data(format!(
        "the grid has {rows} × {columns} = {:.3e} pixels, at most {MOST_PIXELS:.1e} can be run",
        rows * columns
    ))
    .hint("check that `resolution` is in the units of the CRS: degrees for a geographic one, usually metres otherwise"))
}

/// The part of a grid that holds an extent, in whole pixels.
fn cropped(own: &Grid, [west, south, east, north]: [f64; 4]) -> Result<Grid> {
    let (left, top) = own.to_pixel(west, north);
    let (right, bottom) = own.to_pixel(east, south);
    let clip = |at: f64, cells: usize| at.clamp(0.0, cells as f64);
    let (left, right) = (clip((left + 1e-6).floor(), own.columns), clip((right - 1e-6).ceil(), own.columns));
    let (top, bottom) = (clip((top + 1e-6).floor(), own.rows), clip((bottom - 1e-6).ceil(), own.rows));
    if !(left < right && top < bottom) {
        return Err(Error::data(format!(
            "the extent [{west}, {south}, {east}, {north}] holds no pixel of the layer, which reaches over [{}, {}, {}, {}]",
            own.west,
            own.south(),
            own.east(),
            own.north
        )));
    }
    let (west, north) = own.to_crs(left, top);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clipped to the grid")]
    let (rows, columns) = ((bottom - top) as usize, (right - left) as usize);
    Ok(Grid { west, north, rows, columns, ..own.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crs() -> Crs {
        Crs::from_definition("EPSG:4549").expect("a known CRS")
    }

    #[test]
    fn an_extent_is_widened_to_whole_pixels_on_the_origin() {
        let grid = spanned(crs(), 100.0, [1_050.0, 2_000.0, 1_300.0, 2_450.0], [0.0, 0.0]).expect("a grid");
        assert_eq!((grid.west, grid.north, grid.rows, grid.columns), (1_000.0, 2_500.0, 5, 3));
    }

    #[test]
    fn a_grid_of_ten_to_the_thirteen_pixels_is_refused() {
        let error = spanned(crs(), 0.1, [0.0, 0.0, 1e6, 1e5], [0.0, 0.0]).expect_err("10^13 pixels");
        assert!(error.to_string().contains("1.000e13 pixels"), "{error}");
    }

    #[test]
    fn a_crop_keeps_the_pixels_of_the_layer() {
        let own = spanned(crs(), 30.0, [0.0, 0.0, 3_000.0, 3_000.0], [0.0, 0.0]).expect("a grid");
        let crop = cropped(&own, [100.0, 100.0, 200.0, 200.0]).expect("inside");
        assert_eq!((crop.west, crop.north, crop.rows, crop.columns), (90.0, 210.0, 4, 4));
    }
}
