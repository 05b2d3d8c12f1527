//! Groups of tree species.

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;

/// The species that share a biomass model, by the identifier that parameter tables use, such as `masson_pine`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(from = "String")]
pub struct SpeciesGroup(Arc<str>);

impl SpeciesGroup {
    /// A group of an identifier.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(Arc::from(id))
    }

    /// The identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0
    }
}

impl From<String> for SpeciesGroup {
    fn from(id: String) -> Self {
        Self::new(&id)
    }
}

impl fmt::Display for SpeciesGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
