//! Whether a harvest was weighed wet or dry.

use crate::error::Result;
use crate::models::checked::{not_negative, share};
use crate::units::{TonnesDryMatter, TonnesWet};

/// A harvest as it was weighed: nori is mostly sold dry and oysters are sold wet, and yearbooks seldom say which.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HarvestMass {
    /// Fresh, with its water.
    Wet(TonnesWet),
    /// Dried.
    Dry(TonnesDryMatter),
}

impl HarvestMass {
    /// The dry matter, from the dry matter per wet mass.
    pub(super) fn dry(self, dry_share: f64) -> Result<f64> {
        match self {
            Self::Wet(mass) => {
                Ok(not_negative("harvest", mass.0, TonnesWet::UNIT)? * share("dry matter of wet mass", dry_share)?)
            }
            Self::Dry(mass) => not_negative("harvest", mass.0, TonnesDryMatter::UNIT),
        }
    }
}
