//! Meridians and parallels, and their labels at the edge of a frame.

use super::frame::Frame;
use crate::raster::Transformer;

/// How far lines may be apart, in minutes of arc.
const STEPS: [f64; 16] =
    [1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0, 900.0, 1_200.0, 1_800.0, 3_600.0];
/// The pieces of a line.
const PIECES: u32 = 48;

/// The side of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    North,
    South,
    West,
    East,
}

/// Where a line leaves the frame.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub(super) side: Side,
    pub(super) at: (f64, f64),
    pub(super) label: String,
}

/// The lines of a frame, on the canvas, and where they leave it.
#[derive(Debug, Default)]
pub(super) struct Graticule {
    pub(super) lines: Vec<Vec<(f64, f64)>>,
    pub(super) ticks: Vec<Tick>,
}

impl Graticule {
    /// About `most` lines each way; none where the system cannot tell longitudes.
    pub(super) fn of(frame: &Frame, most: f64) -> Self {
        let geographic = frame.crs().geographic().ok();
        let ways = geographic.and_then(|geographic| {
            Some((frame.crs().transformer_to(&geographic).ok()?, geographic.transformer_to(frame.crs()).ok()?))
        });
        ways.and_then(|(to, from)| Self::between(frame, most, &to, &from)).unwrap_or_default()
    }

    fn between(frame: &Frame, most: f64, to: &Transformer, from: &Transformer) -> Option<Self> {
        let (width, height) = frame.size();
        let share = |step: u32| f64::from(step) / 16.0;
        let edge = (0..=16).flat_map(|step| {
            let t = share(step);
            [(t * width, 0.0), (t * width, height), (0.0, t * height), (width, t * height)]
        });
        let (mut x, mut y): (Vec<f64>, Vec<f64>) = edge.map(|point| frame.to_ground(point)).unzip();
        to.transform(&mut x, &mut y).ok()?;
        let ([west, east], [south, north]) = (range(&x)?, range(&y)?);
        let widest = (east - west).max(north - south) * 60.0;
        let step = STEPS.into_iter().find(|step| widest / step <= most)? / 60.0;
        let mut graticule = Self::default();
        for longitude in multiples(west, east, step) {
            let line = |t: f64| (longitude, south + t * (north - south));
            let label = degrees(longitude, ["W", "E"]);
            graticule.add(frame, from, line, &label, &[Side::North, Side::South]);
        }
        for latitude in multiples(south, north, step) {
            let line = |t: f64| (west + t * (east - west), latitude);
            let label = degrees(latitude, ["S", "N"]);
            graticule.add(frame, from, line, &label, &[Side::West, Side::East]);
        }
        Some(graticule)
    }

    fn add(
        &mut self,
        frame: &Frame,
        from: &Transformer,
        line: impl Fn(f64) -> (f64, f64),
        label: &str,
        sides: &[Side],
    ) {
        let (mut x, mut y): (Vec<f64>, Vec<f64>) =
            (0..=PIECES).map(|piece| line((f64::from(piece) / f64::from(PIECES)) * 1.04 - 0.02)).unzip();
        if from.transform(&mut x, &mut y).is_err() {
            return;
        }
        let points: Vec<(f64, f64)> = x.into_iter().zip(y).map(|point| frame.to_page(point)).collect();
        if points.iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
            return;
        }
        for &side in sides {
            if let Some(at) = crossing(frame, &points, side) {
                self.ticks.push(Tick { side, at, label: label.to_owned() });
            }
        }
        self.lines.push(points);
    }
}

fn range(values: &[f64]) -> Option<[f64; 2]> {
    let (low, high) =
        values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
    (low.is_finite() && high.is_finite() && high > low).then_some([low, high])
}

fn multiples(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (low / step).ceil();
    std::iter::successors(Some(first), |index| Some(index + 1.0))
        .map(move |index| index * step)
        .take_while(move |value| *value <= high)
}

/// Where a line crosses a side of the frame.
fn crossing(frame: &Frame, points: &[(f64, f64)], side: Side) -> Option<(f64, f64)> {
    let [x, y, width, height] = frame.rectangle();
    // The distance from the side's line, whose sign changes where it is crossed.
    let beyond = |point: (f64, f64)| match side {
        Side::North => point.1 - y,
        Side::South => point.1 - (y + height),
        Side::West => point.0 - x,
        Side::East => point.0 - (x + width),
    };
    points.windows(2).find_map(|pair| {
        let (from, to) = (beyond(pair[0]), beyond(pair[1]));
        if from == to || (from > 0.0) == (to > 0.0) {
            return None;
        }
        let t = from / (from - to);
        let at = (pair[0].0 + t * (pair[1].0 - pair[0].0), pair[0].1 + t * (pair[1].1 - pair[0].1));
        let inside = match side {
            Side::North | Side::South => (x..=x + width).contains(&at.0),
            Side::West | Side::East => (y..=y + height).contains(&at.1),
        };
        inside.then_some(at)
    })
}

/// Degrees and minutes, such as `121°30′E`.
pub(super) fn degrees(value: f64, [negative, positive]: [&str; 2]) -> String {
    let minutes = (value.abs() * 60.0).round();
    let (whole, rest) = ((minutes / 60.0).floor(), minutes % 60.0);
    let letter = match value {
        _ if minutes == 0.0 => "",
        value if value < 0.0 => negative,
        _ => positive,
    };
    if rest == 0.0 { format!("{whole}°{letter}") } else { format!("{whole}°{rest:02}′{letter}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Crs;

    #[test]
    fn lines_are_at_whole_minutes_and_are_labelled_where_they_leave() {
        let crs = Crs::from_definition("EPSG:4549").expect("known");
        let frame = Frame::fit(&crs, [577_000.0, 3_187_000.0, 729_000.0, 3_374_000.0], [0.0, 0.0, 200.0, 160.0]);
        let graticule = Graticule::of(&frame, 5.0);
        let south: Vec<&str> =
            graticule.ticks.iter().filter(|tick| tick.side == Side::South).map(|tick| tick.label.as_str()).collect();
        assert_eq!(south, ["121°E", "121°30′E", "122°E"]);
        // The meridian of 121° E at the south edge, in the grid's own numbers.
        let (mut x, mut y) = ([121.0], [28.79]);
        crs.geographic().expect("known").transform_to(&crs, &mut x, &mut y).expect("inside");
        let tick = graticule.ticks.iter().find(|tick| tick.side == Side::South).expect("a tick");
        assert!((tick.at.0 - frame.to_page((x[0], y[0])).0).abs() < 0.1);
    }

    #[test]
    fn angles_are_told_by_sign_and_minute() {
        assert_eq!(degrees(-0.5, ["W", "E"]), "0°30′W");
        assert_eq!(degrees(30.083_333, ["S", "N"]), "30°05′N");
        assert_eq!(degrees(0.0, ["S", "N"]), "0°");
    }
}
