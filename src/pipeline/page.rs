//! The web page of a run: what of the plan and of its results it shows.

use std::path::Path;

use super::file::{OutputEntries, TargetEntry};
use super::legend::{LegendEntry, legend};
use super::maps::MadeMap;
use super::plan::RasterPlan;
use super::{Plan, PlannedLayer, Tracking};
use crate::accounts::AccountRow;
use crate::error::Result;
use crate::export::gis::{MapContent, Words};
use crate::report::{Page, PageClass, PageContent, PageMap, Palette};
use crate::terms::Language;

/// The text of `report/page.html`, with the maps that were painted below `output`; none if it is not asked for.
pub(super) fn page(
    plan: &Plan,
    rows: &[AccountRow],
    tracking: &Tracking,
    painted: &[MadeMap],
    output: &Path,
) -> Result<Option<String>> {
    let file = plan.document.pipeline()?;
    let OutputEntries { language, page: true, .. } = file.outputs else { return Ok(None) };
    let rasters = plan.rasters.as_ref();
    let own_colors = plan.pictures.as_ref().map(|pictures| pictures.palette.clone()).unwrap_or_default();
    let page = Page {
        name: &plan.name,
        titles: LANGUAGES.map(|language| file.title_in(language)),
        language,
        rows,
        zone_sets: plan.zone_sets.iter().filter_map(|set| Some((set.name.as_str(), set.shapes.as_ref()?))).collect(),
        schemes: rasters.into_iter().flat_map(RasterPlan::class_layers).filter_map(PlannedLayer::scheme).collect(),
        palette: &own_colors,
        maps: painted.iter().map(|map| shown(map, &own_colors, output)).collect(),
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

/// A painted map as the page shows it.
fn shown<'a>(map: &'a MadeMap, palette: &Palette, output: &Path) -> PageMap<'a> {
    let class = |LegendEntry { codes, name, color }| PageClass { codes, names: names(name), color };
    let content = match &map.painted.content {
        MapContent::Classes(classes) => {
            PageContent::Classes(legend(map, classes, palette).into_iter().map(class).collect())
        }
        MapContent::Values { unit, .. } => PageContent::Values { unit },
    };
    PageMap {
        path: output.join("maps").join(&map.painted.file),
        titles: names(map.painted.title.clone()),
        kind: map.map.name(),
        content,
    }
}

fn names(Words { english, chinese }: Words) -> [String; 2] {
    [english, chinese]
}
