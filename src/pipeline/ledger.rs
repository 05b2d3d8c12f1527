//! The ledger: the sector of every hectare of the map, and how far the tables of other sections differ from it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::accounts::{AccountRow, Counterpart, Ledger, Quantity, SectorMap, TabledArea};
use crate::error::Result;
use crate::land::{Precedence, Sector};
use crate::units::Hectares;

/// One ledger over all sections: every hectare of the map belongs to one sector.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerEntry {
    /// The class layers, in the order of their years; every class of their scheme needs a sector that claims it.
    #[schemars(length(min = 1))]
    pub layers: Vec<String>,
}

/// The ledger as planned.
#[derive(Debug)]
pub struct PlannedLedger {
    /// The places of the class layers in the strata.
    pub dimensions: Vec<usize>,
}

impl PlannedLedger {
    /// Rows of area by sector, of classes that several sectors claim, and of what tables have more than the map.
    pub(super) fn rows(&self, ledger: &Ledger<'_>, tabled: &[TabledArea]) -> Result<Vec<AccountRow>> {
        let precedence = Precedence::built_in()?;
        let map = SectorMap::new(ledger, &self.dimensions, &precedence)?;
        let mut rows = map.rows();
        rows.extend(map.differences(tabled));
        Ok(rows)
    }
}

/// The forest land of sub-compartments, from the rows of their account.
pub(super) fn surveyed_forest(rows: &[AccountRow]) -> Vec<TabledArea> {
    // Mangrove is the coast's; what is no forest land is no sector's.
    let is_forest = |category: &str| {
        category.strip_prefix("land:").is_some_and(|land| !["unknown", "non_forest", "mangrove"].contains(&land))
    };
    let areas = rows.iter().filter_map(|row| {
        let inventory = row.method.strip_prefix("inventory `")?.split('`').next()?;
        let is_area = row.quantity == Quantity::Area && is_forest(&row.category);
        (is_area && !["*", "(outside)"].contains(&row.zone.as_str())).then(|| TabledArea {
            what: format!("forest land of `{inventory}`"),
            zone_set: row.zone_set.clone(),
            zone: row.zone.clone(),
            year: row.year.unwrap_or_default(),
            area: Hectares(row.value),
            counterpart: Counterpart::Sector(Sector::Forest),
            sources: row.sources.clone(),
        })
    });
    areas.collect()
}
