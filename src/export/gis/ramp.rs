//! Colours of values that people with any colour vision can tell apart.

/// Red, green, blue.
pub(super) type Colour = [u8; 3];

/// Viridis, of matplotlib, at even steps: for amounts.
const VIRIDIS: [Colour; 9] = [
    [68, 1, 84],
    [71, 45, 123],
    [59, 82, 139],
    [44, 114, 142],
    [33, 145, 140],
    [40, 174, 128],
    [94, 201, 98],
    [173, 220, 48],
    [253, 231, 37],
];

/// Brown to blue-green, of ColorBrewer, at even steps: for losses and gains. Its middle is darker here, to be told from no data.
const BROWN_TO_GREEN: [Colour; 9] = [
    [140, 81, 10],
    [191, 129, 45],
    [223, 194, 125],
    [246, 232, 195],
    [228, 228, 228],
    [199, 234, 229],
    [128, 205, 193],
    [53, 151, 143],
    [1, 102, 94],
];

/// A ramp of colours over a range of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ramp {
    colours: [Colour; 9],
    low: f64,
    high: f64,
}

impl Ramp {
    /// From zero, or from the lowest value if that is negative.
    pub(super) fn of_amounts(low: f64, high: f64) -> Self {
        let low = low.min(0.0);
        Self { colours: VIRIDIS, low, high: if high > low { high } else { low + 1.0 } }
    }

    /// As far below zero as above, so that zero has the colour in the middle.
    pub(super) fn of_changes(low: f64, high: f64) -> Self {
        let furthest = low.abs().max(high.abs());
        let furthest = if furthest > 0.0 { furthest } else { 1.0 };
        Self { colours: BROWN_TO_GREEN, low: -furthest, high: furthest }
    }

    pub(super) fn low(&self) -> f64 {
        self.low
    }

    pub(super) fn high(&self) -> f64 {
        self.high
    }

    /// Values at even steps with their colours.
    pub(super) fn stops(&self) -> impl Iterator<Item = (f64, Colour)> {
        let last = (self.colours.len() - 1) as f64;
        (0..).zip(self.colours).map(move |(step, colour)| {
            let share = f64::from(step) / last;
            (self.low * (1.0 - share) + self.high * share, colour)
        })
    }

    /// The colour of a value.
    pub(super) fn colour(&self, value: f64) -> Colour {
        let last = self.colours.len() - 1;
        let place = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) * last as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped above")]
        let below = (place as usize).min(last - 1);
        let share = place - below as f64;
        std::array::from_fn(|part| {
            let [from, to] = [below, below + 1].map(|at| f64::from(self.colours[at][part]));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
            let between = (from + (to - from) * share).round() as u8;
            between
        })
    }
}

/// `#rrggbb`.
pub(super) fn hex([red, green, blue]: Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_change_has_the_neutral_colour() {
        let ramp = Ramp::of_changes(-40.0, 9.0);
        assert_eq!((ramp.low(), ramp.high()), (-40.0, 40.0));
        assert_eq!(ramp.colour(0.0), [228, 228, 228]);
        assert_eq!(ramp.stops().nth(4), Some((0.0, [228, 228, 228])));
    }

    #[test]
    fn a_single_value_has_a_ramp_of_its_own() {
        assert_eq!(Ramp::of_amounts(0.0, 0.0).high(), 1.0);
        assert_eq!(hex(Ramp::of_amounts(5.0, 10.0).colour(10.0)), "#fde725");
    }
}
