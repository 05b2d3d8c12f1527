//! An axis of values: its range, its marks, and where a value lies.

use super::super::pictures::nice;
use super::super::summary::grouped;

/// The marks that are wanted.
const MARKS: f64 = 6.0;

/// Values between two ends of the canvas.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    values: [f64; 2],
    ends: [f64; 2],
    step: f64,
}

impl Axis {
    /// A range widened to whole steps.
    pub(super) fn of([low, high]: [f64; 2], ends: [f64; 2]) -> Self {
        let step = nice((high - low) / MARKS);
        let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        let high = if high > low { high } else { low + step };
        Self { values: [low, high], ends, step }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        let share = (value - self.values[0]) / (self.values[1] - self.values[0]);
        self.ends[0] + share * (self.ends[1] - self.ends[0])
    }

    pub(super) fn low(&self) -> f64 {
        self.values[0]
    }

    /// The marks and their labels.
    pub(super) fn marks(&self) -> impl Iterator<Item = (f64, String)> {
        let digits = [0, 1, 2, 3, 4].into_iter().find(|digits| {
            let shifted = self.step * 10_f64.powi(*digits);
            (shifted - shifted.round()).abs() < 1e-9 * shifted
        });
        let digits = usize::try_from(digits.unwrap_or(5)).unwrap_or_default();
        let first = (self.values[0] / self.step).round();
        let count = ((self.values[1] - self.values[0]) / self.step).round();
        std::iter::successors(Some(0.0), |index| Some(index + 1.0)).take_while(move |index| *index <= count).map(
            move |index| {
                let value = (first + index) * self.step;
                (self.at(value), grouped(value, digits))
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_widened_to_whole_steps() {
        let axis = Axis::of([-3.2, 117.0], [100.0, 0.0]);
        let marks: Vec<String> = axis.marks().map(|(_, label)| label).collect();
        assert_eq!(marks, ["−25", "0", "25", "50", "75", "100", "125"]);
        assert!((axis.at(-25.0) - 100.0).abs() < 1e-9 && axis.at(125.0).abs() < 1e-9);
        assert_eq!(Axis::of([5.0, 5.0], [0.0, 1.0]).marks().count(), 2);
    }
}
