//! Boundaries of zones and their names.

use std::fmt::Write as _;

use geo::{Area as _, BoundingRect as _, Contains as _, Coord, InteriorPoint as _, LineString, Point, Polygon};

use super::super::drawing::{Anchor, Label, Svg, shortened, text_width};
use super::frame::Frame;
use crate::error::Result;
use crate::vector::{PixelZone, ZoneSet};

/// Points closer to the last than this are left out, mm.
const NEAR: f64 = 0.08;
/// The points each way at which room for a name is looked for.
const LATTICE: u32 = 16;
/// The most columns of a name.
const MOST_NAME: usize = 20;

/// The zones of a set on the canvas, counted from the corner of the frame.
pub(super) struct DrawnZones<'a> {
    set: &'a ZoneSet,
    outlines: Vec<PixelZone>,
    corner: (f64, f64),
    size: (f64, f64),
}

impl<'a> DrawnZones<'a> {
    pub(super) fn new(set: &'a ZoneSet, frame: &Frame) -> Result<Self> {
        Ok(Self { set, outlines: set.on_grid(frame.grid())?, corner: frame.corner(), size: frame.size() })
    }

    /// The outline of each zone as an SVG path, which is empty where no part of the zone can be seen.
    pub(super) fn paths(&self) -> impl Iterator<Item = String> {
        self.outlines.iter().map(|zone| {
            let mut path = String::new();
            let seen = zone.iter().filter(|polygon| self.sees(&polygon.exterior));
            for ring in seen.flat_map(|polygon| std::iter::once(&polygon.exterior).chain(&polygon.holes)) {
                self.add_ring(&mut path, ring);
            }
            path
        })
    }

    fn sees(&self, ring: &[[f64; 2]]) -> bool {
        let (width, height) = self.size;
        let beside = |is: &dyn Fn(&[f64; 2]) -> bool| ring.iter().all(is);
        !(beside(&|[x, _]| *x < 0.0)
            || beside(&|[x, _]| *x > width)
            || beside(&|[_, y]| *y < 0.0)
            || beside(&|[_, y]| *y > height))
    }

    fn add_ring(&self, path: &mut String, ring: &[[f64; 2]]) {
        let mut last: Option<[f64; 2]> = None;
        for point in ring {
            if last.is_some_and(|[x, y]| (point[0] - x).hypot(point[1] - y) < NEAR) {
                continue;
            }
            let command = if last.is_none() { 'M' } else { 'L' };
            let (x, y) = (point[0] + self.corner.0, point[1] + self.corner.1);
            write!(path, "{command}{x:.2} {y:.2}").expect("writing to a string succeeds");
            last = Some(*point);
        }
        path.push('Z');
    }

    /// Writes the names, and a line below each, where they have place; large zones go first.
    pub(super) fn names(&self, svg: &mut Svg, frame: &Frame, below: Option<&[String]>) {
        let size = match self.outlines.len() {
            0..=15 => 3.1,
            16..=40 => 2.5,
            _ => 2.0,
        };
        let mut places: Vec<(f64, usize, (f64, f64))> = (0..self.outlines.len())
            .filter_map(|index| {
                let (area, (x, y)) = heart(&self.outlines[index])?;
                let at = (x + self.corner.0, y + self.corner.1);
                frame.holds(at).then_some((area, index, at))
            })
            .collect();
        places.sort_by(|one, two| two.0.total_cmp(&one.0));
        let mut taken: Vec<[f64; 4]> = Vec::new();
        for (_, index, (x, y)) in places {
            let name = shortened(&self.set.zones[index].name, MOST_NAME);
            let lines: Vec<&str> =
                std::iter::once(name.as_str()).chain(below.map(|below| below[index].as_str())).collect();
            let width = lines.iter().map(|line| text_width(line, size)).fold(0.0, f64::max);
            let height = size * 1.15 * lines.len() as f64;
            let moved = [0.0, -0.7, 0.7, -1.4, 1.4].map(|step| (x, y + step * height));
            let rectangle = |(x, y): (f64, f64)| [x - width / 2.0, y - height / 2.0, x + width / 2.0, y + height / 2.0];
            let free = |place: &(f64, f64)| {
                let [left, top, right, bottom] = rectangle(*place);
                let apart =
                    |other: &[f64; 4]| other[0] > right || other[2] < left || other[1] > bottom || other[3] < top;
                frame.holds((left, top)) && frame.holds((right, bottom)) && taken.iter().all(apart)
            };
            let Some(place) = moved.into_iter().find(free) else { continue };
            taken.push(rectangle(place));
            let top = place.1 - height / 2.0;
            for (line, text) in lines.iter().enumerate() {
                let baseline = top + size * (0.95 + 1.15 * line as f64);
                let label = Label { halo: true, ..Label::of(size).at(Anchor::Middle) };
                svg.text((place.0, baseline), label, text);
            }
        }
    }
}

/// The area of a zone and a point well inside its largest part.
fn heart(zone: &PixelZone) -> Option<(f64, (f64, f64))> {
    let polygons = zone.iter().map(|polygon| {
        let ring = |points: &Vec<[f64; 2]>| points.iter().map(|[x, y]| Coord { x: *x, y: *y }).collect::<LineString>();
        Polygon::new(ring(&polygon.exterior), polygon.holes.iter().map(ring).collect())
    });
    let largest = polygons.max_by(|one, two| one.unsigned_area().total_cmp(&two.unsigned_area()))?;
    Some((largest.unsigned_area(), roomiest(&largest)?))
}

/// The point of a lattice over a polygon that is furthest from its edge. A name is wide, so that room across counts half.
fn roomiest(polygon: &Polygon) -> Option<(f64, f64)> {
    let bounds = polygon.bounding_rect()?;
    let corners = || polygon.exterior().lines().chain(polygon.interiors().iter().flat_map(LineString::lines));
    let room = |point: &Point| {
        let apart = corners().map(|edge| {
            let (from, along) = (edge.start, edge.delta());
            let (x, y) = ((point.x() - from.x) / 2.0, point.y() - from.y);
            let (across, down) = (along.x / 2.0, along.y);
            let length = across * across + down * down;
            let t = if length > 0.0 { ((x * across + y * down) / length).clamp(0.0, 1.0) } else { 0.0 };
            (x - t * across).hypot(y - t * down)
        });
        apart.fold(f64::INFINITY, f64::min)
    };
    let at = |step: u32| (f64::from(step) + 0.5) / f64::from(LATTICE);
    let points = (0..LATTICE * LATTICE).map(|index| {
        let (column, row) = (at(index % LATTICE), at(index / LATTICE));
        Point::new(bounds.min().x + column * bounds.width(), bounds.min().y + row * bounds.height())
    });
    let inside = points.filter(|point| polygon.contains(point)).map(|point| (room(&point), point));
    let best = inside.max_by(|one, two| one.0.total_cmp(&two.0)).map(|(_, point)| point);
    best.or_else(|| polygon.interior_point()).map(|point| (point.x(), point.y()))
}
