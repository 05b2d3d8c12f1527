//! Scale bar and north arrow.

use super::super::drawing::{Anchor, Label, Svg};
use super::super::summary::grouped;
use super::frame::Frame;
use super::steps::nice;
use crate::error::Result;
use crate::terms::{Language, filled, word};

/// A length on the canvas and the metres of ground that it stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ScaleBar {
    pub(super) length: f64,
    pub(super) metres: f64,
}

impl ScaleBar {
    /// A round distance no longer than `most` of the canvas, true in the middle of the frame.
    pub(super) fn of(frame: &Frame, most: f64) -> Result<Self> {
        let longest = frame.metres(most)?;
        // The next round number is too long, the one before it fits.
        let mut metres = nice(longest);
        while metres > longest {
            metres = nice(metres / 2.6);
        }
        let mut length = most * metres / longest;
        // A long way over the ellipsoid is not as many times a short one as it is longer.
        for _ in 0..3 {
            length *= metres / frame.metres(length)?;
        }
        Ok(Self { length, metres })
    }

    /// Draws it with its west end at a place; `denominator` is that of the scale in print.
    pub(super) fn draw(&self, svg: &mut Svg, language: Language, (x, y): (f64, f64), denominator: f64) {
        let half = self.length / 2.0;
        svg.group(
            &format!("id=\"scale-bar\" data-metres=\"{}\" data-length=\"{:.6}\"", self.metres, self.length),
            |svg| {
                let edge = "stroke=\"#222222\" stroke-width=\"0.2\"";
                svg.rectangle([x, y, half, 1.6], &format!("fill=\"#222222\" {edge}"));
                svg.rectangle([x + half, y, half, 1.6], &format!("fill=\"#ffffff\" {edge}"));
            },
        );
        let (unit, factor) = if self.metres >= 1_000.0 { ("kilometres", 1e-3) } else { ("metres", 1.0) };
        let end = self.metres * factor;
        let show = |value: f64| grouped(value, if value.fract() == 0.0 { 0 } else { 2 });
        let label = Label::of(2.8).at(Anchor::Middle);
        svg.text((x, y - 1.0), label, "0");
        svg.text((x + half, y - 1.0), label, &show(end / 2.0));
        svg.text((x + self.length, y - 1.0), label, &format!("{} {}", show(end), word(language, "map", unit)));
        let digits = 10_f64.powf((denominator.log10().floor() - 2.0).max(0.0));
        let scale = grouped((denominator / digits).round() * digits, 0);
        let told = filled(language, "map", "scale", &[("scale", &scale)]);
        svg.text((x, y + 5.6), Label { color: "#444444", ..Label::of(2.8) }, &told);
    }
}

/// Draws an arrow to true north, as it is in the middle of the frame; nothing where that is not known.
pub(super) fn north_arrow(svg: &mut Svg, frame: &Frame, language: Language, (x, y): (f64, f64)) {
    let Some(angle) = north(frame) else { return };
    svg.group(&format!("id=\"north-arrow\" transform=\"rotate({angle:.2} {x} {y})\""), |svg| {
        let path = |points: [(f64, f64); 3]| {
            let [a, b, c] = points.map(|(across, up)| format!("{:.2} {:.2}", x + across, y - up));
            format!("M{a}L{b}L{c}Z")
        };
        let edge = "stroke=\"#222222\" stroke-width=\"0.2\" stroke-linejoin=\"round\"";
        svg.path(&path([(0.0, 7.0), (-3.2, -5.0), (0.0, -2.6)]), &format!("fill=\"#222222\" {edge}"));
        svg.path(&path([(0.0, 7.0), (3.2, -5.0), (0.0, -2.6)]), &format!("fill=\"#ffffff\" {edge}"));
        svg.text((x, y - 8.2), Label::of(4.0).bold().at(Anchor::Middle), word(language, "map", "north"));
    });
}

/// Degrees clockwise from the top of the page to true north.
fn north(frame: &Frame) -> Option<f64> {
    let geographic = frame.crs().geographic().ok()?;
    let (x, y) = frame.to_ground((frame.size().0 / 2.0, frame.size().1 / 2.0));
    let (mut x, mut y) = ([x, x], [y, y]);
    frame.crs().transform_to(&geographic, &mut x, &mut y).ok()?;
    y[1] += 0.01;
    geographic.transform_to(frame.crs(), &mut x, &mut y).ok()?;
    let (from, to) = (frame.to_page((x[0], y[0])), frame.to_page((x[1], y[1])));
    Some((to.0 - from.0).atan2(from.1 - to.1).to_degrees()).filter(|angle| angle.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Crs;

    #[test]
    fn the_scale_bar_is_as_long_as_the_ground_below_it() {
        for (crs, extent) in [
            ("EPSG:4549", [577_000.0, 3_187_000.0, 729_000.0, 3_374_000.0]),
            // 1.4° east of the meridian, where a grid metre is 0.03 % off, and a geographic grid, whose metres shrink northward.
            ("EPSG:4490", [120.5, 28.5, 122.5, 30.5]),
            ("EPSG:4490", [100.0, 20.0, 130.0, 50.0]),
            ("EPSG:6933", [11_000_000.0, 3_000_000.0, 11_900_000.0, 3_900_000.0]),
            ("EPSG:4549", [640_000.0, 3_330_000.0, 640_400.0, 3_330_300.0]),
        ] {
            let frame = Frame::fit(&Crs::from_definition(crs).expect("known"), extent, [14.0, 26.0, 205.0, 160.0]);
            let bar = ScaleBar::of(&frame, 50.0).expect("inside");
            assert!(bar.length > 19.0 && bar.length <= 50.5, "{bar:?}");
            // The geodesic between its ends, laid through the middle of the frame.
            let (x, y) = (frame.size().0 / 2.0, frame.size().1 / 2.0);
            let ends = [-0.5, 0.5].map(|half| frame.to_ground((x + half * bar.length, y)));
            let distance = frame.crs().distance(ends[0], ends[1]).expect("inside");
            assert!((distance / bar.metres - 1.0).abs() < 0.005, "{bar:?} {distance}");
        }
    }

    #[test]
    fn the_arrow_turns_by_the_convergence_of_meridians() {
        let crs = Crs::from_definition("EPSG:4549").expect("known");
        let frame = Frame::fit(&crs, [577_000.0, 3_187_000.0, 729_000.0, 3_374_000.0], [0.0, 0.0, 200.0, 160.0]);
        // (longitude − 120°) · sin(latitude) to the west of the page's top.
        let expected = -(121.5798_f64 - 120.0) * 29.6333_f64.to_radians().sin();
        assert!((north(&frame).expect("known") - expected).abs() < 0.01);
    }
}
