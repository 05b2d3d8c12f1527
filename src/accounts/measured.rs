//! What was measured, with the error that its survey or map has.

use super::Figure;
use crate::parameters::{Evidence, Factor, Parameter};

/// The error of everything that one source measured, as a parameter of value 1 that figures are multiplied with.
///
/// Surveys and maps come without an error in their files. The precision that a survey states (抽样精度) is given to it by the name of
/// this parameter, and all that the survey measured shares it: counties and the whole are off by the same share. Without one, it is
/// 1 in every draw.
pub(super) fn of_source(name: String, source: String) -> Factor {
    let parameter = Parameter {
        name,
        value: 1.0,
        unit: "1".to_owned(),
        source,
        evidence: Evidence::Derived,
        note: "what was measured, taken as it was recorded; `[[uncertainty.assumed]]` gives its error".to_owned(),
        ..Parameter::default()
    };
    Factor::from(&parameter)
}

/// An estimate whose 95 % interval reaches `half` to both sides, as an amount times a parameter of value 1 that is drawn.
///
/// It is drawn as normal with the interval's width, also where the interval is Student's.
pub(super) fn estimate(name: String, source: &str, what: &str, value: f64, unit: &'static str, half: f64) -> Figure {
    if value == 0.0 || half == 0.0 {
        return value.into();
    }
    let relative = half / value.abs();
    let parameter = Parameter {
        name,
        value: 1.0,
        unit: "1".to_owned(),
        low: Some(1.0 - relative),
        high: Some(1.0 + relative),
        distribution: "normal".to_owned(),
        source: source.to_owned(),
        evidence: Evidence::Derived,
        note: "the sampling error of an estimate".to_owned(),
        ..Parameter::default()
    };
    Figure::of(what, value, unit, &Factor::from(&parameter))
}
