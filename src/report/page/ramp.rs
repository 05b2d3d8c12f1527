//! Colours of values, told apart by people with any kind of colour vision: ColorBrewer's `YlGnBu` and `BrBG`.

use serde::{Serialize, Serializer};

/// From nothing to much.
const SEQUENTIAL: [u32; 8] =
    [0xff_ff_d9, 0xed_f8_b1, 0xc7_e9_b4, 0x7f_cd_bb, 0x41_b6_c4, 0x1d_91_c0, 0x22_5e_a8, 0x25_34_94];
/// From loss to gain.
const DIVERGING: [u32; 11] = [
    0x54_30_05, 0x8c_51_0a, 0xbf_81_2d, 0xdf_c2_7d, 0xf6_e8_c3, 0xf5_f5_f5, 0xc7_ea_e5, 0x80_cd_c1, 0x35_97_8f,
    0x01_66_5e, 0x00_3c_30,
];

/// The steps that a ramp has in a picture.
const STEPS: u8 = 254;

/// Colours between two values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Ramp {
    low: f64,
    high: f64,
    #[serde(serialize_with = "as_text")]
    colours: &'static [u32],
}

impl Ramp {
    /// A ramp from zero, or around it where there are losses, that covers a share of the values.
    pub(super) fn of(values: impl Iterator<Item = f64>, covered: f64) -> Self {
        let mut sizes = Vec::new();
        let mut has_losses = false;
        for value in values {
            has_losses |= value < 0.0;
            if value != 0.0 {
                sizes.push(value.abs());
            }
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
        let place = ((sizes.len() as f64 * covered) as usize).min(sizes.len().saturating_sub(1));
        let high = match sizes.as_mut_slice() {
            [] => 1.0,
            sizes => two_digits_up(*sizes.select_nth_unstable_by(place, f64::total_cmp).1),
        };
        let low = if has_losses { -high } else { 0.0 };
        Self { low, high, colours: if has_losses { &DIVERGING } else { &SEQUENTIAL } }
    }

    /// The step of a value; those beyond the ramp have its ends.
    pub(super) fn index(&self, value: f64) -> u8 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 254")]
        let step = (share * f64::from(STEPS)).round() as u8;
        step
    }

    /// The colour of every step.
    pub(super) fn palette(&self) -> Vec<[u8; 3]> {
        let pieces = (self.colours.len() - 1) as f64;
        (0..=STEPS)
            .map(|step| {
                let place = f64::from(step) / f64::from(STEPS) * pieces;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a place among the colours"
                )]
                let first = (place as usize).min(self.colours.len() - 2);
                let (from, to) = (rgb(self.colours[first]), rgb(self.colours[first + 1]));
                std::array::from_fn(|channel| {
                    let (from, to) = (f64::from(from[channel]), f64::from(to[channel]));
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0–255")]
                    let mixed = (from + (to - from) * (place - first as f64)).round() as u8;
                    mixed
                })
            })
            .collect()
    }
}

fn rgb(colour: u32) -> [u8; 3] {
    let [_, red, green, blue] = colour.to_be_bytes();
    [red, green, blue]
}

/// The next number of two digits.
fn two_digits_up(value: f64) -> f64 {
    let unit = 10_f64.powf(value.log10().floor() - 1.0);
    let rounded = (value / unit - 1e-9).ceil() * unit;
    // A power below one leaves stray digits.
    format!("{rounded:.6e}").parse().unwrap_or(rounded)
}

fn as_text<S: Serializer>(colours: &&[u32], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(colours.iter().map(|colour| format!("#{colour:06x}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_begins_at_zero_or_lies_around_it() {
        let density = Ramp::of([0.0, 12.0, 83.4, 83.5].into_iter(), 1.0);
        assert_eq!((density.low, density.high), (0.0, 84.0));
        assert_eq!((density.index(0.0), density.index(84.0), density.index(1e9)), (0, STEPS, STEPS));
        let change = Ramp::of([-0.031, 0.02].into_iter(), 1.0);
        assert_eq!((change.low, change.high), (-0.031, 0.031));
        assert_eq!(change.palette()[usize::from(change.index(0.0))], [0xf5, 0xf5, 0xf5]);
    }

    #[test]
    fn a_map_without_values_still_has_a_ramp() {
        let ramp = Ramp::of(std::iter::empty(), 0.98);
        assert_eq!((ramp.low, ramp.high, ramp.palette().len()), (0.0, 1.0, 255));
    }
}
