//! The codes of the forest survey as the sample scene uses them: 地类 in four digits, 林种, 起源.

use super::stands::StandKind;

/// Diameter and age of a stand relative to a middle-aged one, young to over-mature.
pub(super) const SIZE_BY_AGE_GROUP: [f64; 5] = [0.55, 1.0, 1.3, 1.55, 1.85];

/// 地类: of forest by what grows, of other land by its land class in the scheme `tanhui`.
pub(super) fn land_type(land_class: Option<u8>, kind: StandKind, mixed: bool) -> &'static str {
    match (land_class, kind) {
        (None, StandKind::Arbor(_)) if mixed => "1112",
        (None, StandKind::Arbor(_)) => "1111",
        (None, StandKind::Bamboo) => "1130",
        (None, StandKind::SpecialShrub) => "1310",
        (Some(4), _) => "1320",
        (Some(5), _) => "1410",
        (Some(10..=12), _) => "2100",
        (Some(20), _) => "2200",
        (Some(40..=42 | 60), _) => "2300",
        (Some(30), _) => "2500",
        (Some(_), _) => "2400",
    }
}

/// 林种: protection forest on the heights, timber and scenery below.
pub(super) fn purpose(elevation: f64, chance: f64) -> &'static str {
    match (elevation > 260.0, chance) {
        (true, 0.0..0.6) => "111",
        (true, 0.6..0.85) | (false, 0.0..0.25) => "112",
        (false, 0.25..0.37) => "125",
        _ => "233",
    }
}

/// 起源: fir, cryptomeria and cypress are planted, the rest mostly natural.
pub(super) fn origin(species: i32, chance: f64) -> &'static str {
    match (matches!(species, 310..=390), chance) {
        (true, _) | (false, 0.75..) => "21",
        (false, 0.0..0.35) => "11",
        (false, 0.35..0.55) => "12",
        (false, _) => "13",
    }
}

/// An age in whole years.
#[expect(clippy::cast_possible_truncation, reason = "ages are below a few hundred years")]
pub(super) fn whole_years(age: f64) -> i32 {
    age.round() as i32
}
