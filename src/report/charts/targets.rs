//! The chart of targets, SVG: what was observed, what is needed, what is projected.

use std::collections::BTreeMap;

use plotters::prelude::*;

use super::super::drawing::{Drawing, FAMILY, printable, shortened};
use super::super::measure::Measure;
use super::super::summary::grouped;
use super::ACCOUNT;
use crate::accounts::{Point, TargetOutcome};
use crate::error::{Error, Result};
use crate::terms::{Language, filled, word};

/// The size of one target's panel, pixels.
const PANEL: (u32, u32) = (900, 360);

/// The most columns of a name, of a title and of a whole caption.
const MOST_NAME: usize = 28;
const MOST_TITLE: usize = 60;
const MOST_CAPTION: usize = 100;

const OBSERVED: RGBColor = RGBColor(0, 68, 136);
const NEEDED: RGBColor = RGBColor(187, 85, 102);
const PROJECTED: RGBColor = RGBColor(17, 119, 51);

/// One panel per target; `titles` says what targets are called, by name, and one without is called by what
/// it wants. Texts name a font family only, so no font is needed to make it.
///
/// # Errors
/// None that input can cause.
pub fn target_chart(targets: &[TargetOutcome], titles: &BTreeMap<&str, &str>, language: Language) -> Result<Drawing> {
    let mut svg = String::new();
    // More than two, one below the other, would be too small on a page.
    let columns = if targets.len() > 2 { 2 } else { 1 };
    let rows = targets.len().div_ceil(columns);
    let count = |panels: usize| u32::try_from(panels.max(1)).map_err(Error::internal);
    let size = (PANEL.0 * count(columns)?, PANEL.1 * count(rows)?);
    {
        let root = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        root.fill(&WHITE).map_err(Error::internal)?;
        for (target, area) in targets.iter().zip(root.split_evenly((rows, columns))) {
            panel(target, titles, &area, language).map_err(Error::internal)?;
        }
        root.present().map_err(Error::internal)?;
    }
    let millimetres = |units: u32| f64::from(units) / 96.0 * 25.4;
    let drawing = Drawing::new(svg, (millimetres(size.0), millimetres(size.1)));
    Ok(drawing.about(word(language, "chart", "targets"), "").of_sources(ACCOUNT.to_owned()))
}

/// The digits after the point that labels need, which are 1, 2 or 5 of some power of ten apart, and at least `step`.
fn digits_apart(step: f64) -> usize {
    (0..6).find(|digits| step * 10_f64.powi(*digits) > 0.5).unwrap_or(6).unsigned_abs() as usize
}

type DrawingResult = std::result::Result<(), Box<dyn std::error::Error>>;

fn panel(
    target: &TargetOutcome,
    titles: &BTreeMap<&str, &str>,
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    language: Language,
) -> DrawingResult {
    let told = |name: &str, places: &[(&str, &str)]| printable(&filled(language, "chart", name, places));
    let scale = Measure::of(language, &target.unit, target.target.value.max(target.start.value));
    let at = |point: &Point| (point.year, point.value * scale.factor);
    let (start, goal) = (at(&target.start), at(&target.target));
    let observed: Vec<(i32, f64)> = target.observed.iter().map(at).collect();
    let projection = target.projection.as_ref();
    let path: Vec<(i32, f64)> =
        projection.map(|projection| projection.path.iter().map(at).collect()).unwrap_or_default();
    let interval =
        projection.and_then(|projection| projection.interval).map(|limits| limits.map(|limit| limit * scale.factor));
    let points = || observed.iter().chain(&path).chain([&start, &goal]);
    let values = || points().map(|(_, value)| *value).chain(interval.into_iter().flatten());
    let (low, high) =
        values().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    // Room above for the legend.
    let span = if high > low { high - low } else { high.abs().max(1.0) };
    let (first, last) =
        points().fold((i32::MAX, i32::MIN), |(first, last), (year, _)| (first.min(*year), last.max(*year)));
    let top = high + 0.45 * span;
    let digits = digits_apart(1.55 * span / 6.0);
    let mut chart = ChartBuilder::on(area)
        .caption(printable(&caption(target, titles, &scale, language)), (FAMILY, 17))
        .margin(14)
        .margin_right(40)
        .x_label_area_size(28)
        .y_label_area_size(84)
        .build_cartesian_2d(first - 1..last + 1, low - 0.1 * span..top)?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .bold_line_style(RGBColor(225, 225, 225))
        .x_labels(usize::try_from(last - first + 3).unwrap_or(10).min(14))
        .y_labels(6)
        .y_label_formatter(&|value| grouped(*value, digits))
        .y_desc(printable(&scale.unit))
        .label_style((FAMILY, 13))
        .axis_desc_style((FAMILY, 14))
        .draw()?;
    chart
        .draw_series([Rectangle::new([(first - 1, goal.1), (last + 1, top)], NEEDED.mix(0.08).filled())])?
        .label(told("target_band", &[]))
        .legend(|(x, y)| Rectangle::new([(x + 3, y - 6), (x + 19, y + 6)], NEEDED.mix(0.2).filled()));
    let line = |color: RGBColor| move |(x, y)| PathElement::new([(x, y), (x + 22, y)], color.stroke_width(2));
    let per_year = Measure { digits: 3, ..scale.clone() }.show(target.needed.per_year);
    let points = word(language, "unit", target.unit_of_change());
    let unit = if target.unit == "%" { points } else { &scale.unit };
    let needed = told("needed", &[("value", &per_year), ("unit", unit)]);
    chart.draw_series(DashedLineSeries::new([start, goal], 6, 4, NEEDED.stroke_width(2)))?.label(needed).legend(|at| {
        let dash = |from, to| PathElement::new([(from, 0), (to, 0)], NEEDED.stroke_width(2));
        EmptyElement::at(at) + dash(0, 5) + dash(8, 13) + dash(16, 21)
    });
    if !path.is_empty() {
        chart
            .draw_series(LineSeries::new(path.iter().copied(), PROJECTED.stroke_width(2)))?
            .label(told("projected", &[]))
            .legend(line(PROJECTED));
    }
    if let (Some([low, high]), Some((year, _))) = (interval, path.last()) {
        // What is known of the start widens to what may be in the target's year.
        let band = [start, (*year, low), (*year, high)];
        chart
            .draw_series([Polygon::new(band, PROJECTED.mix(0.18))])?
            .label(told("projected_interval", &[]))
            .legend(|(x, y)| Rectangle::new([(x + 3, y - 6), (x + 19, y + 6)], PROJECTED.mix(0.18).filled()));
        chart.draw_series([PathElement::new([(*year, low), (*year, high)], PROJECTED.stroke_width(2))])?;
    }
    if !observed.is_empty() {
        chart.draw_series(LineSeries::new(observed.iter().copied(), OBSERVED.stroke_width(2)))?;
        chart
            .draw_series(observed.iter().map(|point| Circle::new(*point, 4, OBSERVED.filled())))?
            .label(told("observed", &[]))
            .legend(|(x, y)| Circle::new((x + 11, y), 4, OBSERVED.filled()));
    }
    if target.start_is != "observed" {
        let name = titles.get(target.start_is.as_str()).copied().unwrap_or(&target.start_is);
        chart
            .draw_series([TriangleMarker::new(start, 6, PROJECTED.filled())])?
            .label(told("start_is", &[("name", &shortened(name, MOST_TITLE))]))
            .legend(|(x, y)| TriangleMarker::new((x + 11, y), 6, PROJECTED.filled()));
    }
    chart
        .draw_series([TriangleMarker::new(goal, 7, NEEDED.filled())])?
        .label(told("target_year", &[("year", &goal.0.to_string())]))
        .legend(|(x, y)| TriangleMarker::new((x + 11, y), 6, NEEDED.filled()));
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .label_font((FAMILY, 13))
        .background_style(WHITE.mix(0.85))
        .border_style(RGBColor(200, 200, 200))
        .draw()?;
    Ok(())
}

fn caption(target: &TargetOutcome, titles: &BTreeMap<&str, &str>, scale: &Measure, language: Language) -> String {
    // The whole of a set without a name of its own.
    let zone = match target.zone.zone_name.as_str() {
        "all zones" => word(language, "word", "all_zones"),
        name => name,
    };
    let (zone, status) = (shortened(zone, MOST_NAME), word(language, "status", target.status.name()));
    if let Some(title) = titles.get(target.name.as_str()) {
        let places = [("title", &*shortened(title, MOST_TITLE)), ("zone", &zone), ("status", status)];
        return shortened(&filled(language, "chart", "target_title", &places), MOST_CAPTION);
    }
    let what = match language {
        Language::Chinese => {
            let (of, what) =
                (word(language, "category", &target.category), word(language, "quantity", &target.quantity));
            if what.starts_with(of) { what.to_owned() } else { format!("{of}{what}") }
        }
        Language::English => format!("{} of {}", target.category, target.quantity.replace('_', " ")),
    };
    let places = [
        ("name", &*shortened(&target.name, MOST_NAME)),
        ("what", &what),
        ("zone", &zone),
        ("value", &Measure { digits: 2, ..scale.clone() }.show(target.target.value)),
        ("unit", &scale.unit),
        ("year", &target.target.year.to_string()),
        ("status", status),
    ];
    shortened(&filled(language, "chart", "target_caption", &places), MOST_CAPTION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{FoundZone, Projection, ProjectionBasis, Status};
    use crate::land::Sector;
    use crate::models::yearly_rate;
    use crate::parameters::Evidence;

    fn outcome(name: &str) -> TargetOutcome {
        let point = |year, value| Point { year, value };
        TargetOutcome {
            name: name.to_owned(),
            title: String::new(),
            quantity: "growing_stock".to_owned(),
            category: "forest".to_owned(),
            zone: FoundZone { zone_set: "x".to_owned(), zone: "*".to_owned(), zone_name: "宁波市".to_owned() },
            sector: Sector::Forest,
            unit: "m³".to_owned(),
            target: point(2025, 27e6),
            target_source: String::new(),
            basis: String::new(),
            denominator: None,
            observed: vec![point(2020, 24.1e6), point(2022, 25.2e6)],
            start: point(2022, 25.2e6),
            start_is: "observed".to_owned(),
            gap: 1.8e6,
            gap_ha: None,
            needed: yearly_rate(25.2e6, 27e6, 3),
            needed_ha_per_year: None,
            achieved: None,
            projection: Some(Projection {
                basis: ProjectionBasis::Assumptions,
                value: 26.7e6,
                interval: Some([26e6, 27.4e6]),
                path: vec![point(2022, 25.2e6), point(2025, 26.7e6)],
                years_to_target: Some(4),
                horizon: 200,
            }),
            assumptions: Vec::new(),
            probability: Some(0.2),
            sensitivity: Vec::new(),
            status: Status::Red,
            status_rule: String::new(),
            contributions: Vec::new(),
            contribution_unit: "m³".to_owned(),
            alternatives: Vec::new(),
            notes: Vec::new(),
            evidence: Evidence::Derived,
            sources: String::new(),
        }
    }

    #[test]
    fn a_hostile_name_stays_text() {
        let svg =
            target_chart(&[outcome("</text><script>alert(1)</script>&\"\u{1}")], &BTreeMap::new(), Language::English)
                .expect("a chart");
        let svg = svg.svg();
        assert!(!svg.contains("<script") && !svg.contains('\u{1}'));
        assert!(svg.contains("&lt;script&gt;"));
    }

    #[test]
    fn every_target_has_its_panel_and_no_figure_is_a_range_of_nothing() {
        let mut flat = outcome("flat");
        flat.observed = vec![flat.target];
        flat.start = flat.target;
        flat.projection = None;
        let drawing =
            target_chart(&[outcome("first"), flat.clone()], &BTreeMap::new(), Language::English).expect("a chart");
        let svg = drawing.svg();
        assert!(svg.contains("first: forest of growing stock, 宁波市: 27.00 Mm³ in 2025 (Not on its way)"));
        assert!(svg.contains("height=\"720\"") && !svg.contains("NaN"));
        let chinese = target_chart(&[flat], &BTreeMap::from([("flat", "持平")]), Language::Chinese).expect("a chart");
        assert!(chinese.svg().contains("持平：宁波市（滞后）"));
    }
}
