//! How sure it is that a source says what a row says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// From the strongest to the weakest: an account row carries the weakest among the parameters it used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Read in the publication itself.
    Published,
    /// Read in someone's transcription or code.
    Secondary,
    /// Computed from other rows.
    Derived,
    /// Not seen in a text: refused unless the pipeline allows it.
    Unverified,
}

impl Evidence {
    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Secondary => "secondary",
            Self::Derived => "derived",
            Self::Unverified => "unverified",
        }
    }
}
