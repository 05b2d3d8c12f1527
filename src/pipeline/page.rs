//! The web page of a run: what of the plan and of its results it shows.

use std::path::{Path, PathBuf};

use super::file::{MapEntry, OutputEntries, TargetEntry};
use super::plan::RasterPlan;
use super::{Plan, PlannedLayer, Tracking};
use crate::accounts::AccountRow;
use crate::error::{Error, Result};
use crate::land::ClassScheme;
use crate::report::{Page, PageMap};
use crate::terms::Language;
use crate::units::TonnesCPerHectare;

/// The text of `report/page.html`, with the maps that were painted below `output`; none if it is not asked for.
pub(super) fn page(plan: &Plan, rows: &[AccountRow], tracking: &Tracking, output: &Path) -> Result<Option<String>> {
    let file = plan.document.pipeline()?;
    let OutputEntries { language, page: true, .. } = file.outputs else { return Ok(None) };
    let rasters = plan.rasters.as_ref();
    let painted = rasters.map_or_else(|| Ok(Vec::new()), |rasters| painted(rasters, output))?;
    let page = Page {
        name: &plan.name,
        titles: LANGUAGES.map(|language| file.title_in(language)),
        language,
        rows,
        zone_sets: plan.zone_sets.iter().filter_map(|set| Some((set.name.as_str(), set.shapes.as_ref()?))).collect(),
        schemes: rasters.into_iter().flat_map(RasterPlan::class_layers).filter_map(PlannedLayer::scheme).collect(),
        maps: painted.iter().map(PaintedMap::on_page).collect(),
        targets: &tracking.targets,
        target_titles: file.targets.iter().map(|(name, target)| (name.as_str(), titles(target))).collect(),
    };
    page.html().map(Some)
}

/// In the order of the page's words.
const LANGUAGES: [Language; 2] = [Language::English, Language::Chinese];

fn titles(target: &TargetEntry) -> [&str; 2] {
    LANGUAGES.map(|language| target.title_in(language))
}

/// A map of the run. Its file is named by what it shows and its years.
struct PaintedMap<'a> {
    path: PathBuf,
    kind: String,
    years: Vec<i32>,
    unit: &'static str,
    scheme: Option<&'a ClassScheme>,
}

impl PaintedMap<'_> {
    fn on_page(&self) -> PageMap<'_> {
        let Self { path, kind, years, unit, scheme } = self;
        PageMap { path, kind, years, unit, scheme: *scheme }
    }
}

/// The maps that were painted, in the order of the pipeline and of their years.
fn painted<'a>(rasters: &'a RasterPlan, output: &Path) -> Result<Vec<PaintedMap<'a>>> {
    let directory = output.join("maps");
    let cannot_list = |error| Error::internal(format!("cannot list `{}`: {error}", directory.display()));
    let mut files = Vec::new();
    if !rasters.maps.is_empty() {
        for entry in directory.read_dir().map_err(cannot_list)? {
            files.push(entry.map_err(cannot_list)?.path());
        }
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension == "tif"));
    files.sort();
    let mut painted = Vec::new();
    // Histories are too many for a legend on a screen.
    for map in rasters.maps.iter().filter(|map| !map.is_history()) {
        let kind = map.name();
        for path in &files {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let Some(years) = stem.strip_prefix(&format!("{kind}_")) else { continue };
            let Ok(years) = years.split('_').map(str::parse).collect::<std::result::Result<Vec<i32>, _>>() else {
                continue;
            };
            let scheme = match map {
                MapEntry::LandClass => scheme_of(rasters, &years),
                _ => None,
            };
            let unit = match map {
                _ if scheme.is_some() => "",
                _ if map.is_uncertainty() => "%",
                _ => TonnesCPerHectare::UNIT,
            };
            painted.push(PaintedMap { path: path.clone(), kind: kind.clone(), years, unit, scheme });
        }
    }
    Ok(painted)
}

/// The scheme of the layer of `land_area` of a year.
fn scheme_of<'a>(rasters: &'a RasterPlan, years: &[i32]) -> Option<&'a ClassScheme> {
    let layers: Vec<&PlannedLayer> = rasters.class_layers().collect();
    let dimensions = rasters.methods.land_area.iter().flatten();
    let layer = dimensions.map(|index| layers[*index]).find(|layer| layer.year.as_slice() == years)?;
    layer.scheme()
}
