//! Layers: each file inspected, its scheme or unit known, its nodata value settled, its place on the grid decided.

use std::collections::BTreeMap;

use super::Builder;
use crate::error::{Error, Kind, Result, nearest};
use crate::gdal_runtime::refuse_special_file;
use crate::land::{ClassScheme, LandClass, Sector};
use crate::pipeline::file::{LayerEntry, LayerKind, SchemeEntry, SchemeTable};
use crate::pipeline::unit::Unit;
use crate::raster::{Alignment, Crs, Grid, LayerSource, RasterFile, Resampling, is_nodata};

/// A layer on the plan's grid.
#[derive(Debug)]
pub struct PlannedLayer {
    /// Where its pixels come from.
    pub source: LayerSource,
    /// The year it describes.
    pub year: Option<i32>,
    /// What its values are.
    pub kind: PlannedLayerKind,
}

/// What the values of a layer are.
#[derive(Debug)]
pub enum PlannedLayerKind {
    /// Codes of a scheme.
    Class(ClassScheme),
    /// A quantity in a unit.
    Quantity(Unit),
}

impl PlannedLayer {
    /// The scheme of a class layer.
    #[must_use]
    pub fn scheme(&self) -> Option<&ClassScheme> {
        match &self.kind {
            PlannedLayerKind::Class(scheme) => Some(scheme),
            PlannedLayerKind::Quantity(_) => None,
        }
    }
}

impl Builder<'_> {
    /// Opens every layer's file and reads what it says about itself.
    pub(super) fn inspect_layers(&mut self) -> BTreeMap<String, RasterFile> {
        let mut files = BTreeMap::new();
        for (name, entry) in &self.file.layers {
            if let Some(file) = self.inspect_layer(name, entry) {
                files.insert(name.clone(), file);
            }
        }
        files
    }

    fn inspect_layer(&mut self, name: &str, entry: &LayerEntry) -> Option<RasterFile> {
        let keys = |key| ["layers", name, key];
        let assumed = match &entry.assume_crs {
            Some(definition) => Some(self.keep(&keys("assume_crs"), Crs::from_definition(definition))?),
            None => None,
        };
        let inspected = RasterFile::inspect(&self.path(&entry.path), entry.band, assumed);
        let file = self.keep(&keys("path"), inspected)?;
        self.warnings.extend(file.warnings.iter().cloned());
        match &file.crs {
            Some(crs) if !crs.has_unknown_datum() => Some(file),
            found => {
                let found = match found {
                    Some(crs) => format!("the CRS `{}`, whose datum is unknown", crs.label()),
                    None => "no CRS".to_owned(),
                };
                let problem = Error::data(format!("layer `{name}` has {found}"))
                    .hint("name it with `assume_crs`, for instance `assume_crs = \"EPSG:4490\"`");
                self.problem(&keys("path"), &problem);
                None
            }
        }
    }

    /// Brings the layers to the grid: class layers first, each kind in the order of names.
    pub(super) fn plan_layers(&mut self, files: BTreeMap<String, RasterFile>, grid: &Grid) -> Vec<PlannedLayer> {
        let mut layers: Vec<PlannedLayer> = Vec::new();
        for (name, file) in files {
            let entry = &self.file.layers[&name];
            if let Some(layer) = self.plan_layer(&name, entry, file, grid) {
                layers.push(layer);
            }
        }
        layers.extend(self.cut_layers(&layers));
        layers.sort_by_key(|layer| layer.scheme().is_none());
        let classes = || layers.iter().filter(|layer| layer.scheme().is_some());
        let bits: u32 = classes().map(|layer| layer.source.file().pixel_type.code_bits()).sum();
        if bits > u64::BITS {
            let problem = Error::data(format!(
                "{} class layers take {bits} bits per pixel, {} is the most",
                classes().count(),
                u64::BITS
            ))
            .hint("store class layers as 8-bit integers");
            self.problem(&["layers"], &problem);
        }
        layers
    }

    fn plan_layer(&mut self, name: &str, entry: &LayerEntry, file: RasterFile, grid: &Grid) -> Option<PlannedLayer> {
        let before = self.problems.len();
        let kind = self.layer_kind(name, entry);
        if let (LayerKind::Class, Some((scale, offset))) = (entry.kind, file.packing) {
            let problem = Error::data(format!(
                "layer `{name}` is of classes, but its values are stored × {scale} + {offset}"
            ))
            .hint("set `kind = \"quantity\"`, or remove scale and offset: `gdal_translate -a_scale 1 -a_offset 0`");
            self.problem(&["layers", name, "kind"], &problem);
        }
        let nodata = self.layer_nodata(name, entry, &file);
        let resampling = self.layer_resampling(name, entry, &file, grid);
        self.check_overlap(name, &file, grid);
        if nodata.is_none() {
            self.check_cover(name, &file, grid);
        }
        self.check_missing_blocks(name, &file, nodata);
        if self.problems.len() > before {
            return None;
        }
        let source = LayerSource::new(name, file, grid, resampling?, nodata);
        Some(PlannedLayer { source, year: entry.year, kind: kind? })
    }

    fn layer_kind(&mut self, name: &str, entry: &LayerEntry) -> Option<PlannedLayerKind> {
        match (entry.kind, &entry.scheme, entry.unit) {
            (LayerKind::Class, Some(scheme), None) => {
                let scheme = self.scheme(scheme);
                self.keep(&["layers", name, "scheme"], scheme).map(PlannedLayerKind::Class)
            }
            (LayerKind::Quantity, None, Some(unit)) => Some(PlannedLayerKind::Quantity(unit)),
            (LayerKind::Class, None, _) => {
                let names = ClassScheme::built_in_names().collect::<Vec<_>>().join("`, `");
                let problem = Error::data(format!("layer `{name}` is of classes but names no scheme")).hint(format!(
                    "add `scheme`: `{names}`, or a table; the same code means different things in different schemes"
                ));
                self.problem(&["layers", name], &problem);
                None
            }
            (LayerKind::Class, Some(_), Some(_)) => {
                self.problem(
                    &["layers", name, "unit"],
                    &Error::data(format!("layer `{name}` is of classes, which have no unit")),
                );
                None
            }
            (LayerKind::Quantity, _, None) => {
                let problem = Error::data(format!("layer `{name}` is a quantity but names no unit"))
                    .hint("add `unit`, for instance `unit = \"m³/ha\"`");
                self.problem(&["layers", name], &problem);
                None
            }
            (LayerKind::Quantity, Some(_), Some(_)) => {
                self.problem(
                    &["layers", name, "scheme"],
                    &Error::data(format!("layer `{name}` is a quantity, which has no scheme")),
                );
                None
            }
        }
    }

    fn scheme(&self, entry: &SchemeEntry) -> Result<ClassScheme> {
        match entry {
            SchemeEntry::Name(name) => ClassScheme::built_in(name).ok_or_else(|| {
                let names: Vec<&str> = ClassScheme::built_in_names().collect();
                let error = Error::data(format!("no scheme `{name}`, expected {} or a table", names.join(", ")));
                match nearest(name, names) {
                    Some(near) => error.hint(format!("did you mean `{near}`?")),
                    None => error,
                }
            }),
            SchemeEntry::Table(table) => self.scheme_table(table),
        }
    }

    fn scheme_table(&self, table: &SchemeTable) -> Result<ClassScheme> {
        let path = self.path(&table.path);
        let text = read_table(&path)?;
        let broken = |cause: &dyn std::fmt::Display| {
            Error::data(format!("cannot read the scheme `{}`", path.display())).cause(cause)
        };
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| broken(&error))?.clone();
        let column = |name: &str| {
            header.iter().position(|found| found == name).ok_or_else(|| {
                broken(&format!("no column `{name}`: it has {}", header.iter().collect::<Vec<_>>().join(", ")))
            })
        };
        let code_column = column(&table.code)?;
        let id_column = table.id.as_deref().map(column).transpose()?;
        let name_column = table.name.as_deref().map(column).transpose()?;
        let mut classes = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| broken(&error))?;
            let code: i32 = record[code_column].parse().map_err(|_| {
                broken(&format!("`{}` in column `{}` is no whole number", &record[code_column], table.code))
            })?;
            let id = id_column.map_or_else(|| format!("class_{code}"), |column| record[column].to_owned());
            let name = name_column.map_or_else(|| id.clone(), |column| record[column].to_owned());
            // A table without colours gets greys, so that classes can still be told apart.
            let grey = u8::try_from(code.rem_euclid(8) * 24 + 40).unwrap_or(128);
            classes.push(LandClass {
                code,
                id,
                name,
                name_zh: String::new(),
                sector: Sector::Land,
                red: grey,
                green: grey,
                blue: grey,
            });
        }
        ClassScheme::new(&path.display().to_string(), classes)
    }

    fn layer_nodata(&mut self, name: &str, entry: &LayerEntry, file: &RasterFile) -> Option<f64> {
        let stated = entry.nodata.or(file.nodata);
        let held = stated.and_then(|nodata| file.pixel_type.held(nodata));
        if let (Some(nodata), None, false) = (stated, held, entry.no_nodata) {
            // Pixels that the file does not cover could not be told from data.
            let problem = Error::data(format!(
                "layer `{name}` has the nodata value {nodata}, which its pixels, {}, cannot hold",
                file.pixel_type
            ))
            .note(format!("declared {}", if entry.nodata.is_some() { "in the pipeline" } else { "in the file" }))
            .hint("add the `nodata` value that the pixels do hold, or `no_nodata = true` if every value is data");
            self.problem(&["layers", name], &problem);
            return None;
        }
        match (held, entry.no_nodata) {
            (Some(nodata), false) => Some(nodata),
            (Some(nodata), true) => {
                let problem =
                    Error::data(format!("layer `{name}` has the nodata value {nodata}, but `no_nodata = true`"));
                self.problem(&["layers", name, "no_nodata"], &problem);
                None
            }
            (None, true) => None,
            (None, false) => {
                let problem = Error::data(format!("layer `{name}` declares no nodata value"))
                    .note(format!("neither in `{}` nor in the pipeline", file.path.display()))
                    .hint("add `nodata = …`, or `no_nodata = true` if every value is data");
                self.problem(&["layers", name], &problem);
                None
            }
        }
    }

    fn layer_resampling(
        &mut self,
        name: &str,
        entry: &LayerEntry,
        file: &RasterFile,
        grid: &Grid,
    ) -> Option<Resampling> {
        let keys = ["layers", name, "resampling"];
        let is_class = entry.kind == LayerKind::Class;
        if let Some(resampling) = entry.resampling {
            let fits = match resampling {
                Resampling::Nearest => true,
                Resampling::Mode => is_class,
                Resampling::Bilinear | Resampling::Average => !is_class,
                Resampling::Sum => false,
            };
            if !fits {
                let problem = if resampling == Resampling::Sum {
                    Error::data(format!(
                        "layer `{name}` is a quantity per area or a class: it cannot be summed when resampled"
                    ))
                    .hint("use `average`")
                } else {
                    let expected = if is_class { "`nearest` or `mode`" } else { "`nearest`, `bilinear` or `average`" };
                    Error::data(format!("layer `{name}` cannot be resampled this way, expected {expected}"))
                };
                self.problem(&keys, &problem);
                return None;
            }
        }
        let why = match file.alignment(grid) {
            Alignment::Same { .. } => return Some(entry.resampling.unwrap_or(Resampling::Nearest)),
            Alignment::Shifted { east, south } => {
                format!("is shifted against the grid by {:.2} pixels east and {:.2} pixels south", -east, -south)
            }
            Alignment::Different => "lies on another grid than the plan's".to_owned(),
        };
        match (entry.resampling, is_class) {
            (Some(resampling), _) => Some(resampling),
            (None, true) if !why.contains("shifted") => {
                self.warnings.push(format!("layer `{name}` {why}: it is resampled by `nearest`"));
                Some(Resampling::Nearest)
            }
            (None, _) => {
                let choices = if is_class { "`nearest` or `mode`" } else { "`average`, `bilinear` or `nearest`" };
                let problem = Error::data(format!("layer `{name}` {why}"))
                    .note(format!("`{}`", file.path.display()))
                    .hint(format!(
                        "choose `resampling`: {choices}; or take the grid from this layer with `from_layer = \"{name}\"`; a shift \
                         of half a pixel usually means that one file was georeferenced by pixel centres"
                    ));
                self.problem(&["layers", name], &problem);
                None
            }
        }
    }

    fn check_overlap(&mut self, name: &str, file: &RasterFile, grid: &Grid) {
        let outline = file.outline(grid);
        let of_grid = file.outline_of_grid(grid);
        let meets = |outline: &Result<Vec<(f64, f64)>>, rows: usize, columns: usize| {
            outline.as_ref().is_ok_and(|outline| {
                let [west, north, east, south] = bounds(outline);
                east > 0.0 && west < columns as f64 && south > 0.0 && north < rows as f64
            })
        };
        if meets(&outline, grid.rows, grid.columns) || meets(&of_grid, file.shape.0, file.shape.1) {
            return;
        }
        if let Some(outline) = self.keep(&["layers", name, "path"], outline) {
            let [west, north, east, south] = bounds(&outline);
            let problem = Error::data(format!("layer `{name}` and the grid do not overlap"))
                .note(format!("in pixels of the grid, the layer reaches over columns {west:.0} to {east:.0}, rows {north:.0} to {south:.0}"))
                .hint("check the CRS of both; swapped axes and a wrong zone of the projection are the usual causes");
            self.problem(&["layers", name, "path"], &problem);
        }
    }

    /// A block that was never written is no data only if GDAL fills it with the nodata value.
    fn check_missing_blocks(&mut self, name: &str, file: &RasterFile, nodata: Option<f64>) {
        let fill = file.nodata.unwrap_or_default();
        if nodata.is_some_and(|nodata| is_nodata(fill, Some(nodata))) {
            return;
        }
        let keys = ["layers", name, "path"];
        if let Some(Some((row, column))) = self.keep(&keys, file.first_missing_block()) {
            let (rows, columns) = file.block_shape;
            let problem =
                Error::data(format!("layer `{name}` has blocks that were never written: they read as {fill}"))
                    .note(format!(
                        "the first begins at row {}, column {} of `{}`",
                        row * rows,
                        column * columns,
                        file.path.display()
                    ))
                    .hint(format!("set `nodata = {fill}` if they mean no data and no pixel holds {fill} otherwise"));
            self.problem(&keys, &problem);
        }
    }

    /// A layer without a nodata value has nothing to put where it does not reach.
    fn check_cover(&mut self, name: &str, file: &RasterFile, grid: &Grid) {
        let inside = match file.alignment(grid) {
            Alignment::Same { row, column } => {
                let fits = |first: i64, count: usize, of: usize| {
                    first >= 0 && first.saturating_add(count.cast_signed() as i64) <= of.cast_signed() as i64
                };
                fits(row, grid.rows, file.shape.0) && fits(column, grid.columns, file.shape.1)
            }
            Alignment::Shifted { .. } | Alignment::Different => false,
        };
        if !inside {
            let problem = Error::data(format!("layer `{name}` does not cover the whole grid and has no nodata value"))
                .hint("give it a `nodata` value that does not occur in the layer and that its pixels can hold");
            self.problem(&["layers", name], &problem);
        }
    }
}

/// West, north, east and south of some points.
fn bounds(points: &[(f64, f64)]) -> [f64; 4] {
    points.iter().fold([f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY], |b, (x, y)| {
        [b[0].min(*x), b[1].min(*y), b[2].max(*x), b[3].max(*y)]
    })
}

/// The text of a table; UTF-8, with or without a byte order mark.
pub(in crate::pipeline) fn read_table(path: &std::path::Path) -> Result<String> {
    refuse_special_file(path)?;
    let bytes = std::fs::read(path)
        .map_err(|error| Error::new(Kind::Missing, format!("cannot read `{}`", path.display())).cause(error))?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) if text.trim().is_empty() => Err(Error::data(format!("`{}` is empty", path.display()))),
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(Error::data(format!("`{}` is not UTF-8", path.display()))
            .note(format!("in line {}", bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count()))
            .hint("save the table as UTF-8; a spreadsheet calls it `CSV UTF-8`")),
    }
}
