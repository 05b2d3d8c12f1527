//! Pictures of the painted maps and of zones by their figures.

mod charts;
mod parameter_words;
mod pools;

pub(super) use charts::{is_planar, parameter_in_words};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::file::{ChartEntry, MapEntry};
use super::legend::{LegendEntry, legend};
use super::maps::MadeMap;
use super::output::PartialOutput;
use super::plan::PlannedZoneSet;
use super::run::Observer;
use super::{Plan, RasterPlan};
use crate::accounts::{AccountRow, Quantity};
use crate::error::Result;
use crate::export::gis::MapContent as PaintedContent;
use crate::land::{LandClass, Sector};
use crate::raster::{Crs, Preview};
use crate::report::{
    Drawing, Fonts, MapContent, MapPicture, Palette, Paper, PictureFormat, ShownClass, Steps, found_years, is_projected,
};
use crate::terms::{Language, filled, word};
use crate::vector::ZoneSet;

/// Pictures to print, as files `report/maps/NAME.png`, `.svg` and `.pdf`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PicturesEntry {
    /// The formats of pictures of maps; without any there are only charts.
    #[serde(default)]
    pub formats: Vec<PictureFormat>,
    /// The language of everything but names; by default that of `[outputs]`.
    pub language: Option<Language>,
    /// The dots of an inch.
    #[serde(default = "dpi")]
    #[schemars(range(min = 36, max = 600))]
    pub dpi: u32,
    /// The paper of maps.
    #[serde(default)]
    pub paper: Paper,
    /// A font file with all characters that are needed; by default the system is asked.
    pub font: Option<PathBuf>,
    /// A CSV table `id,red,green,blue` of colours that go before those of the class schemes.
    pub palette: Option<PathBuf>,
    /// The number under which the maps were approved for publication (审图号), printed below them.
    pub approval_number: Option<String>,
    /// The day on which the maps were drawn, `YYYY-MM-DD`, printed below them; never taken from a clock.
    pub drawn: Option<String>,
}

fn dpi() -> u32 {
    150
}

impl PicturesEntry {
    /// What holds for charts where nothing is said.
    pub(super) fn of_charts() -> Self {
        Self {
            formats: Vec::new(),
            language: None,
            dpi: dpi(),
            paper: Paper::default(),
            font: None,
            palette: None,
            approval_number: None,
            drawn: None,
        }
    }

    /// The files that it names.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.font.iter().chain(&self.palette)
    }
}

/// Pictures and charts, with all that they need beside the account.
#[derive(Debug)]
pub struct PlannedPictures {
    /// As written.
    pub entry: PicturesEntry,
    /// The language of everything but names.
    pub language: Language,
    /// The charts.
    pub charts: Vec<ChartEntry>,
    /// The title of the account.
    pub account: String,
    /// What texts are set in.
    pub fonts: Fonts,
    /// Colours that go before those of schemes.
    pub palette: Palette,
}

/// How much is left around zones, as a share of their extent.
const AROUND: f64 = 0.03;

impl PlannedPictures {
    /// Draws every map that was asked for.
    pub(super) fn write(
        &self,
        plan: &Plan,
        rows: &[AccountRow],
        painted: &[MadeMap],
        output: &PartialOutput,
        observer: &dyn Observer,
    ) -> Result<Vec<Drawing>> {
        let mut drawn = Vec::new();
        if let (Some(rasters), false) = (&plan.rasters, self.entry.formats.is_empty()) {
            observer.stage("draw maps", rasters.grid.pixels() * painted.len() as u64);
            let shared = shared_steps(painted, output.path())?;
            for map in painted {
                observer.check()?;
                drawn.push(self.painted(plan, rasters, rows, map, &shared, output)?);
                observer.advance(rasters.grid.pixels());
            }
        }
        if !self.entry.formats.is_empty() {
            for (set, shapes) in plan.zone_sets.iter().filter_map(|set| Some((set, set.shapes.as_ref()?))) {
                for quantity in [Quantity::CoverRate, Quantity::CarbonStock] {
                    observer.check()?;
                    drawn.extend(self.zones(plan, rows, (set, shapes), quantity, output)?);
                }
            }
        }
        Ok(drawn)
    }

    fn painted(
        &self,
        plan: &Plan,
        rasters: &RasterPlan,
        rows: &[AccountRow],
        map: &MadeMap,
        shared: &BTreeMap<String, Steps>,
        output: &PartialOutput,
    ) -> Result<Drawing> {
        let layers: Vec<_> = rasters.class_layers().collect();
        let grid = &rasters.grid;
        let path = output.path().join("maps").join(&map.painted.file);
        let content = match &map.painted.content {
            PaintedContent::Classes(classes) => {
                let missing = if map.map == MapEntry::CoastHistory { "not_accounted" } else { "no_data" };
                MapContent::Classes { path, classes: self.shown(map, classes), missing }
            }
            PaintedContent::Values { unit, .. } => MapContent::Values {
                path,
                unit: if map.map.is_uncertainty() { "uncertainty" } else { unit },
                steps: shared[&map.map.name()].clone(),
                missing: if map.map.is_uncertainty() { "no_known_error" } else { "not_accounted" },
            },
        };
        let mut sources: Vec<String> =
            map.layers.iter().map(|index| file_name(&layers[*index].source.file().path)).collect();
        if !map.is_of_classes() {
            sources.extend(densities(rows, map));
        }
        let boundaries = plan.zone_sets.iter().filter(|set| set.shapes.is_some());
        let picture = MapPicture {
            language: self.language,
            paper: self.entry.paper,
            dpi: self.entry.dpi,
            title: self.title_of(map),
            account: self.account.clone(),
            crs: &grid.crs,
            extent: [grid.west, grid.south(), grid.east(), grid.north],
            content,
            zone_sets: boundaries.clone().filter_map(|set| set.shapes.as_ref()).collect(),
            notes: self.notes(&sources, boundaries, &map.years(), &grid.crs),
        };
        self.put(&picture, &sources, map.painted.file.trim_end_matches(".tif"), output)
    }

    /// The classes of a map as its legend has them.
    fn shown(&self, map: &MadeMap, classes: &[LandClass]) -> Vec<ShownClass> {
        let entries = legend(map, classes, &self.palette).into_iter();
        let shown = entries.map(|LegendEntry { codes, name, color }| {
            let label = name.of_language(self.language).to_owned();
            ShownClass { codes, label, color }
        });
        shown.collect()
    }

    /// A map of the zones of a set by a figure, if they have one.
    fn zones(
        &self,
        plan: &Plan,
        rows: &[AccountRow],
        (set, shapes): (&PlannedZoneSet, &ZoneSet),
        quantity: Quantity,
        output: &PartialOutput,
    ) -> Result<Option<Drawing>> {
        let Some((year, figures)) = latest(rows, &set.name, quantity) else { return Ok(None) };
        let values: Vec<Option<f64>> = set.ids.iter().map(|id| figures.get(id.as_str()).map(|row| row.value)).collect();
        let Some(first) = set.ids.iter().find_map(|id| figures.get(id.as_str())) else { return Ok(None) };
        let crs = plan.rasters.as_ref().map_or(&shapes.crs, |rasters| &rasters.grid.crs);
        let [west, south, east, north] = shapes.extent_in(crs, f64::INFINITY)?;
        let (more_x, more_y) = ((east - west) * AROUND, (north - south) * AROUND);
        let official = set.official.as_ref().filter(|_| quantity == Quantity::CoverRate);
        let sources: BTreeSet<String> = figures
            .values()
            .map(|row| row.sources.clone())
            .chain(official.map(|official| official.source.clone()))
            .collect();
        let sources: Vec<String> = sources.into_iter().filter(|source| !source.is_empty()).collect();
        let kind = quantity.name();
        let picture = MapPicture {
            language: self.language,
            paper: self.entry.paper,
            dpi: self.entry.dpi,
            title: self.title_of_zones(first, year),
            account: self.account.clone(),
            crs,
            extent: [west - more_x, south - more_y, east + more_x, north + more_y],
            content: MapContent::Zones { set: shapes, values, unit: &first.unit },
            zone_sets: vec![shapes],
            notes: self.notes(&sources, std::iter::once(set), &[year], crs),
        };
        self.put(&picture, &sources, &format!("{kind}_{}_{year}", set.name), output).map(Some)
    }

    fn title_of(&self, map: &MadeMap) -> String {
        match map.map {
            MapEntry::ClassLayers | MapEntry::CarbonDensityByPool => {
                map.painted.title.of_language(self.language).to_owned()
            }
            other => self.title(&other.name(), &map.years()),
        }
    }

    fn title_of_zones(&self, row: &AccountRow, year: i32) -> String {
        let what = match row.quantity {
            Quantity::CoverRate => word(self.language, "gis.category", &row.category),
            _ => word(self.language, "sector", row.sector.name()),
        };
        let zones = word(self.language, "zone_set", &row.zone_set);
        let places = [("years", &*year.to_string()), ("zones", zones), ("what", what)];
        filled(self.language, "map", &row.quantity.name(), &places)
    }

    fn title(&self, kind: &str, years: &[i32]) -> String {
        filled(self.language, "map", kind, &[("years", &span(years))])
    }

    fn notes<'a>(
        &self,
        sources: &[String],
        boundaries: impl Iterator<Item = &'a PlannedZoneSet>,
        years: &[i32],
        crs: &Crs,
    ) -> Vec<String> {
        let language = self.language;
        let told = |name: &str, place: &str, value: &str| filled(language, "map", name, &[(place, value)]);
        let comma = match language {
            Language::Chinese => "、",
            Language::English => ", ",
        };
        let stop = stop(language);
        let files: Vec<String> = boundaries.filter_map(|set| set.files.first()).map(|path| file_name(path)).collect();
        let mut last = Vec::new();
        if !years.is_empty() {
            last.push(told("year_of_data", "years", &span(years)));
        }
        if !files.is_empty() {
            last.push(told("boundaries", "file", &files.join(comma)));
        }
        last.push(told("coordinates", "crs", crs.label()));
        last.push(told("made_by", "version", env!("CARGO_PKG_VERSION")));
        last.extend(self.entry.drawn.as_ref().map(|day| told("drawn", "day", day)));
        last.extend(self.entry.approval_number.as_ref().map(|number| told("approval_number", "number", number)));
        let mut notes = Vec::new();
        if !sources.is_empty() {
            notes.push(told("sources", "sources", &sources.join(stop)));
        }
        notes.push(last.join(stop));
        notes
    }

    fn put(&self, picture: &MapPicture<'_>, sources: &[String], name: &str, output: &PartialOutput) -> Result<Drawing> {
        let drawing = picture.draw().map_err(|error| output.in_place(error))?;
        for format in &self.entry.formats {
            let bytes = drawing.render(*format, self.entry.dpi, &self.fonts)?;
            output.write(&format!("report/maps/{name}.{}", format.extension()), &bytes)?;
        }
        Ok(drawing.of_sources(sources.join(stop(self.language))))
    }
}

/// What stands between notes.
fn stop(language: Language) -> &'static str {
    match language {
        Language::Chinese => "；",
        Language::English => "; ",
    }
}

/// The classes of values, the same for all dates of a kind of map.
fn shared_steps(painted: &[MadeMap], output: &Path) -> Result<BTreeMap<String, Steps>> {
    let mut ranges: BTreeMap<String, (bool, [f64; 2])> = BTreeMap::new();
    for map in painted.iter().filter(|map| !map.is_of_classes()) {
        let none = (map.map.is_change(), [f64::INFINITY, f64::NEG_INFINITY]);
        let (_, range) = ranges.entry(map.map.name()).or_insert(none);
        if let Some([low, high]) = Preview::open(&output.join("maps").join(&map.painted.file))?.range()? {
            *range = [range[0].min(low), range[1].max(high)];
        }
    }
    let steps = |(change, range): (bool, [f64; 2])| {
        let range = if range[0] <= range[1] { range } else { [0.0, 0.0] };
        if change { Steps::around_zero(range) } else { Steps::over(range) }
    };
    Ok(ranges.into_iter().map(|(name, range)| (name, steps(range))).collect())
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn span(years: &[i32]) -> String {
    years.iter().map(i32::to_string).collect::<Vec<_>>().join("–")
}

/// The sources of the densities behind a map.
fn densities(rows: &[AccountRow], map: &MadeMap) -> Option<String> {
    let (is_coast, years) = (map.map.is_of_coast(), map.years());
    let mut stocks = rows.iter().filter(|row| row.quantity == Quantity::CarbonStock && row.pool == "*");
    let found = stocks.find(|row| {
        let is_total = if is_coast {
            row.sector == Sector::Coast && row.category == "coast"
        } else {
            row.method.starts_with("carbon_density") && row.category == "*"
        };
        is_total && row.year.is_some_and(|year| years.contains(&year))
    });
    found.map(|row| row.sources.clone()).filter(|sources| !sources.is_empty())
}

/// The figures of a zone set in the last year that was found, by zone; of several sectors and definitions, the first.
fn latest<'a>(
    rows: &'a [AccountRow],
    set: &str,
    quantity: Quantity,
) -> Option<(i32, BTreeMap<&'a str, &'a AccountRow>)> {
    let found = found_years(rows);
    let of_set = || {
        rows.iter().filter(move |row| {
            row.zone_set == set
                && row.quantity == quantity
                && row.year_to.is_none()
                && !is_projected(row, found)
                && (row.pool.is_empty() || row.pool == "*")
                && (quantity != Quantity::CarbonStock || is_whole(row))
        })
    };
    let first = of_set().next()?;
    let same = || of_set().filter(|row| (row.sector, &row.category) == (first.sector, &first.category));
    let year = same().filter_map(|row| row.year).max()?;
    let mut figures = BTreeMap::new();
    for row in same().filter(|row| row.year == Some(year)) {
        figures.entry(row.zone.as_str()).or_insert(row);
    }
    Some((year, figures))
}

/// Whether a row stands for all categories of its sector.
fn is_whole(row: &AccountRow) -> bool {
    row.category == "*" || row.category == row.sector.name()
}
