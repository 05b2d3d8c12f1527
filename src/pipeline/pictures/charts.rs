//! Charts of the account: its rows, brought into the order in which they are drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::PlannedPictures;
use super::parameter_words::key_in_words;
use super::pools::carbon_pools;
use crate::accounts::{AccountRow, Quantity, TargetOutcome};
use crate::error::{Error, Result};
use crate::land::ClassScheme;
use crate::pipeline::file::ChartEntry;
use crate::pipeline::output::PartialOutput;
use crate::pipeline::sensitivity::Drivers;
use crate::pipeline::{Plan, PlannedLayer, RasterPlan, Tracking};
use crate::report::{
    Drawing, PictureFormat, TornadoBar, TransitionMatrix, Waterfall, target_chart, tornado_chart, transition_chart,
    waterfall_chart,
};
use crate::terms::{Language, filled, word};
use crate::units::TonnesC;

/// The most zones that a chart names; the rest are one.
pub(super) const MOST: usize = 24;

impl PlannedPictures {
    /// Draws the charts, as SVG and as pixels.
    pub(in crate::pipeline) fn write_charts(
        &self,
        plan: &Plan,
        rows: &[AccountRow],
        tracking: &Tracking,
        drivers: &[Drivers],
        output: &PartialOutput,
        warnings: &mut Vec<String>,
    ) -> Result<Vec<Drawing>> {
        let mut drawn = Vec::new();
        let mut taken = BTreeSet::new();
        for chart in self.charts.iter().collect::<BTreeSet<_>>() {
            let drawings = self.chart(*chart, plan, rows, tracking, drivers)?;
            if drawings.is_empty() {
                warnings.push(format!("the account has no figures for the chart `{}`: it is not drawn", chart.name()));
            }
            for (name, drawing) in drawings {
                let numbered = (2..).map(|number| format!("{name}_{number}"));
                let mut free = std::iter::once(name.clone()).chain(numbered);
                let name = free.find(|name| taken.insert(name.to_lowercase())).unwrap_or(name);
                for format in [PictureFormat::Svg, PictureFormat::Png] {
                    let bytes = drawing.render(format, self.entry.dpi, &self.fonts)?;
                    output.write(&format!("report/charts/{name}.{}", format.extension()), &bytes)?;
                }
                drawn.push(drawing);
            }
        }
        Ok(drawn)
    }

    /// The drawings of a chart, of which there may be one per zone set.
    fn chart(
        &self,
        chart: ChartEntry,
        plan: &Plan,
        rows: &[AccountRow],
        tracking: &Tracking,
        drivers: &[Drivers],
    ) -> Result<Vec<(String, Drawing)>> {
        let language = self.language;
        let file = plan.document.pipeline()?;
        let sets = || plan.zone_sets.iter().map(|set| set.name.as_str());
        Ok(match chart {
            ChartEntry::Targets => {
                let titles = file.target_titles(language);
                vec![("targets".to_owned(), target_chart(&tracking.targets, &titles, language)?)]
            }
            ChartEntry::Sensitivity => {
                let titles = file.target_titles(language);
                let drawn = tracking.targets.iter().filter_map(|target| {
                    let title = titles.get(target.name.as_str()).copied().unwrap_or(&target.name);
                    sensitivity(target, title, language)
                });
                let drawn: Vec<_> = drawn.collect();
                if drawn.is_empty() {
                    let problem = Error::data("no projection of a target has an assumption with limits")
                        .hint("give assumptions `low` and `high`, or drop the chart `sensitivity`");
                    return Err(plan.document.locate(&["outputs", "charts"], problem));
                }
                drawn
            }
            ChartEntry::Uncertainty => {
                let names = class_names(plan.rasters.iter().flat_map(RasterPlan::class_layers), language);
                of_all_zones(rows, drivers).map(|found| interval(found, &names, language)).collect()
            }
            ChartEntry::StockChange => sets().filter_map(|set| stock_change(rows, set, language)).collect(),
            ChartEntry::CarbonPools => sets().flat_map(|set| carbon_pools(rows, set, language)).collect(),
            ChartEntry::LandTransitions => {
                let layers = plan.rasters.iter().flat_map(RasterPlan::class_layers);
                let names = class_names(layers, language);
                sets().flat_map(|set| transitions(rows, set, &names, language)).collect()
            }
        })
    }
}

fn sensitivity(target: &TargetOutcome, title: &str, language: Language) -> Option<(String, Drawing)> {
    let base = target.projection.as_ref()?.value;
    let name = |assumption: &str| {
        let (kind, group) = assumption.split_once(" of ").unwrap_or((assumption, ""));
        let kind = if kind == "observed value" {
            word(language, "chart", "observed")
        } else {
            word(language, "assumption", kind)
        };
        if group.is_empty() { kind.to_owned() } else { format!("{kind} ({group})") }
    };
    let bars: Vec<TornadoBar> = target
        .sensitivity
        .iter()
        .map(|one| TornadoBar { name: name(&one.assumption), low: one.projections[0], high: one.projections[1], base })
        .collect();
    if bars.is_empty() {
        return None;
    }
    let year = target.target.year.to_string();
    let title = filled(language, "chart", "tornado", &[("name", title), ("year", &year)]);
    // Names of targets are free: a file is known by what no file system minds.
    let safe: String = target.name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    Some((format!("sensitivity_{safe}"), tornado_chart(&title, &target.unit, &bars, language)))
}

/// The headline figures of all zones together with what their intervals come from.
fn of_all_zones<'a>(
    rows: &'a [AccountRow],
    drivers: &'a [Drivers],
) -> impl Iterator<Item = (&'a AccountRow, &'a Drivers)> {
    let found = drivers.iter().map(|drivers| (&rows[drivers.row], drivers));
    found.filter(|(row, drivers)| row.zone == "*" && !drivers.parameters.is_empty())
}

/// The key of a parameter in words, with the names of the plan's classes.
pub(in crate::pipeline) fn parameter_in_words(plan: &Plan, name: &str, language: Language) -> String {
    key_in_words(name, &class_names(plan.rasters.iter().flat_map(RasterPlan::class_layers), language), language)
}

/// The tornado of a figure's interval.
fn interval(
    (row, drivers): (&AccountRow, &Drivers),
    classes: &[(String, String)],
    language: Language,
) -> (String, Drawing) {
    let bars: Vec<TornadoBar> = drivers
        .parameters
        .iter()
        .map(|driver| {
            let name = key_in_words(&driver.name, classes, language);
            TornadoBar { name, low: driver.limits[0], high: driver.limits[1], base: row.value }
        })
        .collect();
    let quantity = row.quantity.name();
    let sector = word(language, "sector", row.sector.name());
    let years: Vec<String> = [row.year, row.year_to].into_iter().flatten().map(|year| year.to_string()).collect();
    let figure = word(language, "quantity", &quantity);
    let words = [
        ("sector", sector),
        ("figure", figure),
        ("zones", word(language, "zone_set", &row.zone_set)),
        ("years", &years.join("–")),
        ("measure", if is_planar(row) { word(language, "chart", "planar") } else { "" }),
    ];
    let title = filled(language, "chart", "uncertainty", &words);
    let planar = if is_planar(row) { "_planar" } else { "" };
    let gas = row.unit.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let file = format!("uncertainty_{}_{}_{quantity}_{gas}{planar}", row.zone_set, row.sector.name());
    (file.replace(|c: char| !c.is_alphanumeric(), "_"), tornado_chart(&title, &row.unit, &bars, language))
}

/// The rows of the plan's own measure of area: those of a second one come after them.
pub(super) fn first_measure<'a>(
    rows: impl Iterator<Item = &'a AccountRow>,
) -> BTreeMap<(&'a str, &'a str, &'a str), &'a AccountRow> {
    let mut first = BTreeMap::new();
    for row in rows {
        first.entry((row.zone.as_str(), row.category.as_str(), row.pool.as_str())).or_insert(row);
    }
    first
}

fn stock_change(rows: &[AccountRow], set: &str, language: Language) -> Option<(String, Drawing)> {
    let of = |quantity| {
        rows.iter().filter(move |row| {
            row.zone_set == set
                && row.quantity == quantity
                && row.unit == TonnesC::UNIT
                && row.method.starts_with("carbon_density")
        })
    };
    let longest = of(Quantity::StockChange)
        .max_by_key(|row| (row.year_to.unwrap_or(0) - row.year.unwrap_or(0), -row.year.unwrap_or(0)))?;
    let (from, to) = (longest.year?, longest.year_to?);
    let period = |row: &&AccountRow| (row.year, row.year_to) == (Some(from), Some(to));
    let whole = |year| {
        first_measure(of(Quantity::CarbonStock).filter(|row| row.year == Some(year))).get(&("*", "*", "*")).copied()
    };
    let (first, last) = (whole(from)?, whole(to)?);
    let not_compared = first_measure(of(Quantity::StockNotCompared).filter(period));
    let left_out = |which| not_compared.get(&("*", which, "*")).map_or(0.0, |row| row.value);
    let changes = first_measure(of(Quantity::StockChange).filter(period));
    let zones = changes.iter().filter(|((zone, category, pool), _)| is_zone(zone) && *category == "*" && *pool == "*");
    let mut zones: Vec<(String, f64)> = zones.map(|(_, row)| (row.zone_name.clone(), row.value)).collect();
    // Of zones that overlap, the sum is more than the whole.
    let all = changes.get(&("*", "*", "*"))?;
    let rest = all.value - zones.iter().map(|(_, change)| change).sum::<f64>();
    if rest.abs() > 1e-6 * first.value.abs() {
        zones = vec![(zone_name(all, language), all.value)];
    }
    zones.sort_by(|one, two| two.1.abs().total_cmp(&one.1.abs()));
    let others: f64 = zones.iter().skip(MOST).map(|(_, change)| change).sum();
    let is_more = zones.len() > MOST;
    zones.truncate(MOST);
    if is_more {
        zones.push((word(language, "chart", "others").to_owned(), others));
    }
    let told = |name: &str| word(language, "chart", name).to_owned();
    let mut steps = vec![(told("not_compared_first"), -left_out("at the first date"))];
    steps.extend(zones);
    steps.push((told("not_compared_last"), left_out("at the last date")));
    steps.retain(|(_, change)| *change != 0.0);
    let stock = |year: i32| filled(language, "chart", "stock_of", &[("year", &year.to_string())]);
    let zones = word(language, "zone_set", set).to_owned();
    let zone = zone_name(first, language);
    let places = [("from", from.to_string()), ("to", to.to_string()), ("zone", zone), ("zones", zones)];
    let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let chart = Waterfall {
        title: filled(language, "chart", "waterfall", &places),
        unit: first.unit.clone(),
        first: (stock(from), first.value),
        changes: steps,
        last: (stock(to), last.value),
    };
    Some((format!("stock_change_{set}_{from}_{to}"), waterfall_chart(&chart, language)))
}

/// The whole of a set has no name of its own.
fn zone_name(row: &AccountRow, language: Language) -> String {
    if row.zone == "*" { word(language, "word", "all_zones").to_owned() } else { row.zone_name.clone() }
}

/// Whether a row is of a zone of a set, neither of all of them nor of what is in none.
pub(super) fn is_zone(zone: &str) -> bool {
    !["*", "(outside)"].contains(&zone)
}

/// Whether a row is by the second measure of area.
pub(in crate::pipeline) fn is_planar(row: &AccountRow) -> bool {
    row.method.contains("planar")
}

/// The classes of all layers, in the order of their codes, with their names.
fn class_names<'a>(layers: impl Iterator<Item = &'a PlannedLayer>, language: Language) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = Vec::new();
    for class in layers.filter_map(PlannedLayer::scheme).flat_map(ClassScheme::classes) {
        if !names.iter().any(|(id, _)| *id == class.id) {
            let chinese = language == Language::Chinese && !class.name_zh.is_empty();
            names.push((class.id.clone(), if chinese { class.name_zh.clone() } else { class.name.clone() }));
        }
    }
    names
}

/// The matrix of every period of a set.
fn transitions(
    rows: &[AccountRow],
    set: &str,
    names: &[(String, String)],
    language: Language,
) -> Vec<(String, Drawing)> {
    let of_set = || {
        let of_whole = move |row: &&AccountRow| {
            row.zone_set == set
                && row.zone == "*"
                && row.quantity == Quantity::AreaTransition
                && row.method.starts_with("land_area")
        };
        rows.iter().filter(of_whole)
    };
    let periods: BTreeSet<(i32, i32)> = of_set().filter_map(|row| row.year.zip(row.year_to)).collect();
    let draw = |(from, to)| {
        let found = first_measure(of_set().filter(|row| (row.year, row.year_to) == (Some(from), Some(to))));
        let pairs: Vec<(&str, &str, f64)> = found
            .values()
            .filter_map(|row| row.category.split_once(" > ").map(|(before, after)| (before, after, row.value)))
            .collect();
        let occurring: BTreeSet<&str> = pairs.iter().flat_map(|(before, after, _)| [*before, *after]).collect();
        let known = names.iter().filter(|(id, _)| occurring.contains(id.as_str()));
        let mut classes: Vec<(&str, &str)> = known.map(|(id, name)| (id.as_str(), name.as_str())).collect();
        // Codes that no scheme has, and no data.
        for id in &occurring {
            if !classes.iter().any(|(known, _)| known == id) {
                classes.push((id, if *id == "nodata" { word(language, "map", "no_data") } else { id }));
            }
        }
        let place = |id: &str| classes.iter().position(|(known, _)| *known == id);
        let mut areas = vec![vec![0.0; classes.len()]; classes.len()];
        for (before, after, area) in &pairs {
            if let (Some(row), Some(column)) = (place(before), place(after)) {
                areas[row][column] += area;
            }
        }
        let (first, last) = (from.to_string(), to.to_string());
        let (zone, zones) = (word(language, "word", "all_zones"), word(language, "zone_set", set));
        let places = [("from", &*first), ("to", &last), ("zone", zone), ("zones", zones)];
        let matrix = TransitionMatrix {
            title: filled(language, "chart", "transitions", &places),
            unit: found.values().next().map(|row| row.unit.clone()).unwrap_or_default(),
            classes: classes.iter().map(|(_, name)| (*name).to_owned()).collect(),
            areas,
        };
        (format!("land_transitions_{set}_{from}_{to}"), transition_chart(&matrix, language))
    };
    periods.into_iter().map(draw).collect()
}
