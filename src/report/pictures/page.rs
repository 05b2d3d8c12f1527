//! The page of a map: the map, and beside it legend, overview, scale, north and sources.
//!
//! Everything is laid out in the millimetres of A4; on A3 it is all larger by the same factor.

use std::fmt::Write as _;

use super::super::drawing::{Anchor, Drawing, Label, Svg, lines, shortened};
use super::Paper;
use super::content::MapContent;
use super::frame::Frame;
use super::furniture::{ScaleBar, north_arrow};
use super::graticule::{Graticule, Side};
use super::inset::inset;
use super::zones::DrawnZones;
use crate::error::Result;
use crate::raster::Crs;
use crate::terms::Language;
use crate::vector::ZoneSet;

/// The canvas, mm.
const CANVAS: (f64, f64) = (297.0, 210.0);
const MARGIN: f64 = 12.0;
/// The box that the map may fill: x, y, width, height.
const MAP: [f64; 4] = [17.0, 29.0, 196.0, 156.0];
/// What is left between the map and the panel.
const GAP: f64 = 11.0;
/// The width of what stands beside the map.
const PANEL: f64 = CANVAS.0 - MARGIN - MAP[0] - MAP[2] - GAP;
/// The edge of the overview.
const INSET: f64 = 44.0;
/// The lines below the map.
const NOTE_LINES: usize = 4;
/// The longest scale bar.
const BAR: f64 = 48.0;

/// A map to be drawn.
#[derive(Debug)]
pub struct MapPicture<'a> {
    /// The language of everything but names.
    pub language: Language,
    /// The paper.
    pub paper: Paper,
    /// The dots of an inch, which the pixels of rasters are thinned to.
    pub dpi: u32,
    /// What the map shows, and when.
    pub title: String,
    /// Whose account it is of.
    pub account: String,
    /// The system of the map.
    pub crs: &'a Crs,
    /// West, south, east and north of the map.
    pub extent: [f64; 4],
    /// What it shows.
    pub content: MapContent<'a>,
    /// The zones whose boundaries are drawn; the names are those of the set with the fewest.
    pub zone_sets: Vec<&'a ZoneSet>,
    /// Sources, dates and the like, below the map.
    pub notes: Vec<String>,
}

impl MapPicture<'_> {
    /// Draws the map.
    ///
    /// # Errors
    /// A raster that cannot be read, or zones that cannot be brought to the map's system.
    pub fn draw(&self) -> Result<Drawing> {
        let (language, paper) = (self.language, self.paper.size());
        let mut svg = Svg::default();
        svg.rectangle([0.0, 0.0, CANVAS.0, CANVAS.1], "fill=\"#ffffff\"");
        svg.rectangle(
            [6.0, 6.0, CANVAS.0 - 12.0, CANVAS.1 - 12.0],
            "fill=\"none\" stroke=\"#222222\" stroke-width=\"0.4\"",
        );
        let middle = CANVAS.0 / 2.0;
        svg.text((middle, 17.0), Label::of(7.0).bold().at(Anchor::Middle), &shortened(&self.title, 70));
        svg.text(
            (middle, 23.0),
            Label { color: "#555555", ..Label::of(3.4).at(Anchor::Middle) },
            &shortened(&self.account, 130),
        );

        // Map and panel stand in the middle of the page together.
        let [left, top, width, height] = MAP;
        let shift = (width - Frame::fit(self.crs, self.extent, MAP).size().0) / 2.0;
        let frame = Frame::fit(self.crs, self.extent, [left + shift, top, width - 2.0 * shift, height]);
        let mut sets: Vec<DrawnZones<'_>> = Vec::new();
        let mut ordered = self.zone_sets.clone();
        ordered.sort_by_key(|set| set.zones.len());
        for set in &ordered {
            sets.push(DrawnZones::new(set, &frame)?);
        }
        let dots = f64::from(self.dpi) * paper.0 / CANVAS.0 / 25.4;
        let graticule = Graticule::of(&frame, 5.0);
        let mut painted = Ok(Default::default());
        svg.clipped("map", frame.rectangle(), |svg| {
            painted = self.content.paint(svg, &frame, dots, language);
            for line in &graticule.lines {
                svg.path(
                    &line_of(line),
                    "fill=\"none\" stroke=\"#30475e\" stroke-opacity=\"0.35\" stroke-width=\"0.15\"",
                );
            }
            // The finest boundaries first, so that the coarsest lie above them.
            for (index, set) in sets.iter().enumerate().rev() {
                let width = if index == 0 { 0.45 } else { 0.18 };
                for path in set.paths() {
                    let rim = width + 0.5;
                    let style = "fill=\"none\" stroke-linejoin=\"round\"";
                    if index == 0 {
                        svg.path(
                            &path,
                            &format!("{style} stroke=\"#ffffff\" stroke-opacity=\"0.6\" stroke-width=\"{rim}\""),
                        );
                    }
                    svg.path(&path, &format!("{style} stroke=\"#222222\" stroke-width=\"{width}\""));
                }
            }
        });
        let (legend, below) = painted?;
        if let Some(set) = sets.first() {
            svg.group("id=\"names\"", |svg| set.names(svg, &frame, below.as_deref()));
        }
        svg.rectangle(frame.rectangle(), "fill=\"none\" stroke=\"#222222\" stroke-width=\"0.35\"");
        ticks(&mut svg, &graticule);

        let x = frame.corner().0 + frame.size().0 + GAP;
        let bottom = MAP[1] + MAP[3];
        let lower = bottom - INSET - 27.0;
        legend.draw(&mut svg, language, [x, MAP[1] - 2.0, PANEL, lower - MAP[1] - 1.0], !sets.is_empty());
        inset(&mut svg, language, &frame, ordered.first().copied(), (x, lower), INSET)?;
        north_arrow(&mut svg, &frame, language, (x + INSET + 9.0, lower + 17.0));
        let bar = ScaleBar::of(&frame, BAR)?;
        let denominator = bar.metres * 1_000.0 / (bar.length * paper.0 / CANVAS.0);
        bar.draw(&mut svg, language, (x + 1.0, bottom - 8.0), denominator);
        self.notes(&mut svg);
        let shown = (format!("{}mm", paper.0), format!("{}mm", paper.1));
        let tag = match language {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        };
        let drawing = Drawing::new(svg.finish(tag, CANVAS, (&shown.0, &shown.1)), paper);
        Ok(drawing.about(&self.title, legend.unit.as_deref().unwrap_or_default()))
    }

    /// At most four lines: the last note has what it needs, those before it share the rest.
    fn notes(&self, svg: &mut Svg) {
        let label = Label { color: "#444444", ..Label::of(2.5) };
        let wrapped = |note: &String, most| lines(note, label.size, CANVAS.0 - 2.0 * MARGIN, most);
        let Some((last, others)) = self.notes.split_last() else { return };
        let last = wrapped(last, NOTE_LINES / 2);
        let most = (NOTE_LINES - last.len()) / others.len().max(1);
        let others = others.iter().flat_map(|note| wrapped(note, most));
        for (index, line) in others.chain(last.clone()).enumerate() {
            svg.text((MARGIN, 192.0 + 3.3 * index as f64), label, &line);
        }
    }
}

/// Labels of meridians and parallels outside the frame.
fn ticks(svg: &mut Svg, graticule: &Graticule) {
    let label = Label { color: "#333333", ..Label::of(2.4).at(Anchor::Middle) };
    let mark = "stroke=\"#222222\" stroke-width=\"0.25\"";
    for tick in &graticule.ticks {
        let (x, y) = tick.at;
        let (end, place, turned) = match tick.side {
            Side::North => ((x, y - 0.9), (x, y - 1.5), 0.0),
            Side::South => ((x, y + 0.9), (x, y + 3.3), 0.0),
            Side::West => ((x - 0.9, y), (x - 1.5, y), -90.0),
            Side::East => ((x + 0.9, y), (x + 1.5, y), 90.0),
        };
        svg.line((x, y), end, mark);
        svg.text(place, Label { turned, ..label }, &tick.label);
    }
}

/// The SVG path through some points.
pub(super) fn line_of(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let command = if index == 0 { 'M' } else { 'L' };
        write!(path, "{command}{x:.2} {y:.2}").expect("writing to a string succeeds");
    }
    path
}
