//! Where the map lies: its extent and all zones among meridians and parallels. There is no coastline that could be shown.

use super::super::drawing::{Anchor, Label, Svg};
use super::frame::Frame;
use super::graticule::{Graticule, Side};
use super::page::line_of;
use super::zones::DrawnZones;
use crate::error::Result;
use crate::terms::{Language, word};
use crate::vector::ZoneSet;

/// How many times wider than map and zones the overview is.
const WIDER: f64 = 2.4;

/// Draws the overview of a map into a square of the canvas.
pub(super) fn inset(
    svg: &mut Svg,
    language: Language,
    map: &Frame,
    zones: Option<&ZoneSet>,
    (x, y): (f64, f64),
    edge: f64,
) -> Result<()> {
    let (width, height) = map.size();
    let ((west, north), (east, south)) = (map.to_ground((0.0, 0.0)), map.to_ground((width, height)));
    let own = [west, south, east, north];
    let of_zones = zones.map(|zones| zones.extent_in(map.crs(), map.grid().pixel_width)).transpose()?;
    let all = of_zones.filter(|extent| extent.iter().all(|limit| limit.is_finite())).map_or(own, |extent| {
        [own[0].min(extent[0]), own[1].min(extent[1]), own[2].max(extent[2]), own[3].max(extent[3])]
    });
    let middle = [f64::midpoint(all[0], all[2]), f64::midpoint(all[1], all[3])];
    let half = [(all[2] - all[0]) * WIDER / 2.0, (all[3] - all[1]) * WIDER / 2.0];
    let mut wide = [middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]];
    if map.crs().is_geographic() {
        wide = [wide[0].max(-180.0), wide[1].max(-90.0), wide[2].min(180.0), wide[3].min(90.0)];
    }
    svg.text((x, y + 3.2), Label::of(3.4).bold(), word(language, "map", "overview"));
    let within = [x, y + 5.0, edge, edge];
    let frame = Frame::fill(map.crs(), wide, within);
    svg.rectangle(within, "fill=\"#fbfbf8\"");
    let graticule = Graticule::of(&frame, 4.0);
    let zones = zones.map(|zones| DrawnZones::new(zones, &frame)).transpose()?;
    svg.clipped("overview", within, |svg| {
        for line in &graticule.lines {
            svg.path(&line_of(line), "fill=\"none\" stroke=\"#b9c4cc\" stroke-width=\"0.15\"");
        }
        for path in zones.iter().flat_map(DrawnZones::paths) {
            svg.path(&path, "fill=\"#c9c9c0\" stroke=\"#77776f\" stroke-width=\"0.12\" fill-rule=\"evenodd\"");
        }
        let (corner, opposite) = (frame.to_page((west, north)), frame.to_page((east, south)));
        let extent = [corner.0, corner.1, opposite.0 - corner.0, opposite.1 - corner.1];
        svg.rectangle(extent, "fill=\"none\" stroke=\"#c0392b\" stroke-width=\"0.5\"");
    });
    svg.rectangle(within, "fill=\"none\" stroke=\"#444444\" stroke-width=\"0.25\"");
    // Inside its edge, where the panel needs no margin for them.
    let label = Label { color: "#5a6a75", halo: true, ..Label::of(2.1) };
    for tick in &graticule.ticks {
        match tick.side {
            Side::South if (x + 5.0..x + edge - 5.0).contains(&tick.at.0) => {
                svg.text((tick.at.0, tick.at.1 - 0.9), label.at(Anchor::Middle), &tick.label);
            }
            Side::West if (y + 9.0..y + edge).contains(&tick.at.1) => {
                svg.text((tick.at.0 + 0.7, tick.at.1 + 0.7), label, &tick.label);
            }
            _ => {}
        }
    }
    svg.line((x, y + edge + 8.4), (x + 5.0, y + edge + 8.4), "stroke=\"#c0392b\" stroke-width=\"0.5\"");
    svg.text((x + 6.5, y + edge + 9.3), Label { color: "#444444", ..Label::of(2.6) }, word(language, "map", "extent"));
    Ok(())
}
