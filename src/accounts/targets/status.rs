//! The traffic light of a target, by a rule that is printed with it.

use serde::Serialize;

/// Where a target stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The value it starts from is at the target already.
    Reached,
    /// On its way.
    Green,
    /// In doubt.
    Amber,
    /// Not on its way.
    Red,
    /// There is no projection.
    Unknown,
}

impl Status {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
            Self::Unknown => "unknown",
        }
    }
}

/// When the light is green or amber.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Thresholds {
    /// The least probability for green, percent.
    pub green_probability_percent: f64,
    /// The least probability for amber, percent.
    pub amber_probability_percent: f64,
    /// The least share of the gap that the projection closes for green, percent.
    pub green_gap_percent: f64,
    /// The least share of the gap that the projection closes for amber, percent.
    pub amber_gap_percent: f64,
}

impl Thresholds {
    /// The light and the rule that gave it: by probability where it is known, else by the share of the gap that is closed.
    pub(super) fn status(self, gap: f64, closed: Option<f64>, probability: Option<f64>) -> (Status, String) {
        if gap <= 0.0 {
            return (Status::Reached, "the value it starts from is at the target".to_owned());
        }
        let light = |value: f64, green: f64, amber: f64| match value {
            value if value >= green => Status::Green,
            value if value >= amber => Status::Amber,
            _ => Status::Red,
        };
        match (probability, closed) {
            (Some(probability), _) => {
                let (green, amber) = (self.green_probability_percent, self.amber_probability_percent);
                let rule = format!("green at a probability of {green} % or more, amber at {amber} % or more, else red");
                (light(probability * 100.0, green, amber), rule)
            }
            (None, Some(closed)) => {
                let (green, amber) = (self.green_gap_percent, self.amber_gap_percent);
                let rule = format!("green if the projection closes {green} % of the gap, amber if {amber} %, else red");
                (light(closed / gap * 100.0, green, amber), rule)
            }
            (None, None) => (Status::Unknown, "without a projection there is no light".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THRESHOLDS: Thresholds = Thresholds {
        green_probability_percent: 66.0,
        amber_probability_percent: 33.0,
        green_gap_percent: 100.0,
        amber_gap_percent: 80.0,
    };

    #[test]
    fn a_probability_goes_before_the_share_of_the_gap() {
        for (probability, closed, expected) in [
            (Some(0.66), None, Status::Green),
            (Some(0.65), Some(2.0), Status::Amber),
            (Some(0.1), Some(2.0), Status::Red),
            (None, Some(1.0), Status::Green),
            (None, Some(0.8), Status::Amber),
            (None, Some(0.79), Status::Red),
            (None, None, Status::Unknown),
        ] {
            assert_eq!(THRESHOLDS.status(1.0, closed, probability).0, expected);
        }
        assert_eq!(THRESHOLDS.status(0.0, None, None).0, Status::Reached);
    }
}
