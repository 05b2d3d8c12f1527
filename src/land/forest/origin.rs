//! The origin of a stand.

use serde::{Deserialize, Serialize};

/// How a stand came to be (起源).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Of itself, with help or from stumps (天然).
    Natural,
    /// Planted or sown (人工).
    Planted,
}

impl Origin {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Natural => "natural",
            Self::Planted => "planted",
        }
    }
}
