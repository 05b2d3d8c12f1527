//! Which errors of a density places have in common.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::parameters::{Factor, Parameter};
use crate::strata::Stratum;

/// What shares one error of a density.
///
/// The interval of a sum depends on it more than on anything else: errors that are the same everywhere add up, independent ones
/// cancel. A published mean is off by the same amount wherever it is used, so the class is the default; errors of single pixels
/// are right only where the spread is that between places and the mean is known exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SharedErrors {
    /// All ground of a class has the same error; classes and pools are independent.
    #[default]
    Class,
    /// Every pixel has its own.
    Pixel,
}

/// Ground whose error is its own: a zone, codes, and how many pixels they have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Patch {
    zone: u32,
    codes: Vec<Option<i32>>,
    pixels: u64,
}

impl SharedErrors {
    /// The ground of a stratum, where it has errors of its own.
    pub(super) fn patch(self, stratum: &Stratum) -> Option<Patch> {
        let own = || Patch { zone: stratum.zone, codes: stratum.codes.clone(), pixels: stratum.pixels };
        (self == Self::Pixel).then(own)
    }
}

/// The density of a row on some ground of a zone set: the row's own, or the mean over pixels that have errors of their own.
pub(super) fn density(row: &Parameter, set: usize, patch: Option<&Patch>) -> Factor {
    match patch {
        None => Factor::from(row),
        Some(Patch { zone, codes, pixels }) => {
            Factor::from(&row.mean_of(*pixels, &format!("zone {zone} of set {set} with codes {codes:?}")))
        }
    }
}
