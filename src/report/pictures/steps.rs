//! Classes of a quantity in even steps, with colours that grow darker.

use super::super::summary::grouped;
use crate::terms::{Language, word};

/// The most steps on one side of zero, or from the lowest value to the highest.
const MOST: f64 = 6.0;
const MOST_AROUND_ZERO: f64 = 3.0;

type Color = [u8; 3];

/// From light to dark, so that neither hue nor a good printer is needed to tell them apart.
const RISING: [Color; 7] =
    [[255, 247, 188], [217, 236, 150], [161, 211, 122], [94, 178, 97], [38, 134, 76], [12, 96, 62], [0, 56, 46]];
/// Losses from light to dark, no change, gains from light to dark.
const LOSSES: [Color; 3] = [[235, 190, 120], [191, 110, 38], [110, 50, 5]];
const UNCHANGED: Color = [255, 250, 214];
const GAINS: [Color; 3] = [[140, 205, 200], [40, 140, 140], [0, 70, 85]];

/// The classes of a quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    step: f64,
    /// The number of the first class, in steps from zero.
    first: f64,
    /// How many there are; with those around zero, one more.
    count: usize,
    /// Whether no change is a class of its own between losses and gains.
    around_zero: bool,
}

impl Steps {
    /// Even steps that hold all values of a range.
    #[must_use]
    pub fn over([low, high]: [f64; 2]) -> Self {
        let mut step = nice((high - low) / MOST);
        // The lowest and the highest class may be cut, which makes one more.
        while (high / step).ceil() - (low / step).floor() > RISING.len() as f64 {
            step = nice(step * 1.01);
        }
        let first = (low / step).floor();
        let count = count((high / step).ceil() - first);
        Self { step, first, count, around_zero: false }
    }

    /// Even steps of losses and gains, with no change between them.
    #[must_use]
    pub fn around_zero([low, high]: [f64; 2]) -> Self {
        let step = nice(low.abs().max(high.abs()) / MOST_AROUND_ZERO);
        let first = (low.min(0.0) / step).floor();
        let most = (high.max(0.0) / step).ceil();
        Self { step, first, count: count(most - first + 1.0), around_zero: true }
    }

    /// The number of classes.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The class of a value.
    pub(super) fn class(&self, value: f64) -> usize {
        let losses = -self.first;
        let index = match (self.around_zero, value / self.step) {
            (false, steps) => steps.floor() - self.first,
            (true, steps) if steps.abs() < 1e-6 => losses,
            (true, steps) if steps < 0.0 => steps.floor() - self.first,
            (true, steps) => losses + steps.ceil(),
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number of classes")]
        let index = index.max(0.0) as usize;
        index.min(self.count - 1)
    }

    /// The limits of a class in words.
    pub(super) fn label(&self, class: usize, language: Language) -> String {
        let mut from = self.first + class as f64;
        if self.around_zero {
            if from == 0.0 {
                return word(language, "map", "unchanged").to_owned();
            }
            from -= f64::from(u8::from(from > 0.0));
        }
        let digits = [0, 1, 2, 3].into_iter().find(|digits| {
            let shifted = self.step * 10_f64.powi(*digits);
            (shifted - shifted.round()).abs() < 1e-9 * shifted
        });
        let digits = usize::try_from(digits.unwrap_or(4)).unwrap_or_default();
        let show = |steps: f64| grouped(steps * self.step, digits);
        let between = match language {
            Language::Chinese => "～",
            Language::English => " to ",
        };
        format!("{}{between}{}", show(from), show(from + 1.0))
    }

    /// The colour of a class.
    pub(super) fn color(&self, class: usize) -> Color {
        if !self.around_zero {
            let spread = if self.count < 2 { 0.5 } else { class as f64 / (self.count - 1) as f64 };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index of colours")]
            return RISING[(spread * (RISING.len() - 1) as f64).round() as usize];
        }
        #[expect(clippy::cast_possible_truncation, reason = "a small number of classes")]
        let from = self.first as i64 + class.cast_signed() as i64;
        let index = usize::try_from(from.unsigned_abs()).unwrap_or(0);
        match from {
            0 => UNCHANGED,
            ..0 => LOSSES[index.min(LOSSES.len()) - 1],
            1.. => GAINS[index.min(GAINS.len()) - 1],
        }
    }
}

fn count(count: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a dozen")]
    let count = count.max(1.0) as usize;
    count
}

/// The next number of 1, 2, 2.5 or 5 times a power of ten.
pub(in crate::report) fn nice(step: f64) -> f64 {
    if !(step.is_finite() && step > 0.0) {
        return 1.0;
    }
    let power = 10_f64.powf(step.log10().floor());
    let found = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|factor| factor * power >= step * (1.0 - 1e-9));
    found.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fall_into_even_classes_that_the_range_fills() {
        let steps = Steps::over([0.0, 127.47]);
        assert_eq!((steps.count(), steps.class(0.0), steps.class(48.4), steps.class(127.47)), (6, 0, 1, 5));
        assert_eq!(steps.label(5, Language::English), "125 to 150");
        let narrow = Steps::over([14.6, 68.2]);
        assert_eq!((narrow.label(0, Language::Chinese), narrow.count()), ("10～20".to_owned(), 6));
        assert_eq!(Steps::over([3.0, 3.0]).count(), 1);
    }

    #[test]
    fn no_change_has_a_class_and_a_colour_of_its_own() {
        let steps = Steps::around_zero([-79.1, 127.5]);
        assert_eq!((steps.count(), steps.class(0.0), steps.class(-0.1), steps.class(0.1)), (6, 2, 1, 3));
        assert_eq!(steps.label(0, Language::English), "−100 to −50");
        assert_eq!([steps.label(2, Language::Chinese), steps.label(5, Language::English)], ["无变化", "100 to 150"]);
        assert_eq!([steps.color(1), steps.color(2), steps.color(3)], [LOSSES[0], UNCHANGED, GAINS[0]]);
        assert_eq!(steps.class(127.5), 5);
    }
}
