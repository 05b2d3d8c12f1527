//! Change as gains minus losses: IPCC 2006 Guidelines, vol. 4, ch. 2.

use super::Provenance;
use super::activity::Activity;
use super::figures::{ALL, Account, LIVING_BIOMASS, Sums, YearlySum};
use super::gases::{FireGases, Gases, SoilNitrogen, WarmingPotentials};
use crate::accounts::AccountRow;
use crate::error::Result;
use crate::parameters::Parameter;

/// The name in rows.
pub(super) const METHOD: &str = "gain_loss, IPCC 2006 vol. 4";

/// Activity data with the factors that all of them share.
#[derive(Debug, Clone, PartialEq)]
pub struct GainLoss {
    /// What happened.
    pub activities: Vec<Activity>,
    /// Where the activity data come from.
    pub provenance: Provenance,
    /// The carbon in dry matter.
    pub carbon_fraction: Parameter,
    /// How long land is in transition, years.
    pub transition_years: Parameter,
    /// The nitrogen of soils.
    pub soil: SoilNitrogen,
    /// What fires give off; needed if there are fires.
    pub fire: Option<FireGases>,
    /// What gases count as; none leaves them as they are.
    pub warming_potentials: Option<WarmingPotentials>,
}

impl GainLoss {
    /// The yearly change by kind and species group, of gains, of losses, and of each zone as a whole: by pool and over pools.
    pub(super) fn sums(&self, account: &Account<'_>) -> Result<(Sums, Gases)> {
        let (mut sums, mut gases) = (Sums::default(), Gases::default());
        for activity in &self.activities {
            let Activity { zone, species_group, kind } = activity;
            let place = |error: crate::Error| {
                error.note(format!("`{}` of species group `{species_group}` in zone `{}`", kind.name(), zone.id))
            };
            let Self { carbon_fraction, transition_years, provenance, .. } = self;
            let changes =
                kind.pool_changes(account.period, carbon_fraction, transition_years, provenance).map_err(place)?;
            for change in &changes {
                let fraction =
                    (change.pool == LIVING_BIOMASS).then(|| format!("carbon fraction {}", carbon_fraction.value));
                let figure = YearlySum {
                    yearly: change.yearly.clone(),
                    how: fraction.into_iter().chain([change.how.to_owned()]).collect(),
                    provenance: change.provenance.clone(),
                };
                let side = if figure.yearly.value() < 0.0 { "losses" } else { "gains" };
                for category in [format!("{}: {species_group}", kind.name()).as_str(), side, ALL] {
                    sums.add(zone, category, change.pool, &figure);
                }
                sums.add(zone, ALL, ALL, &figure);
                gases.add_soil(activity, change, &self.soil).map_err(place)?;
            }
            if let Some(fire) = &self.fire {
                gases.add_fire(activity, fire, provenance).map_err(place)?;
            }
        }
        Ok((sums, gases))
    }

    pub(super) fn rows(&self, account: &Account<'_>) -> Result<Vec<AccountRow>> {
        let (sums, gases) = self.sums(account)?;
        let mut rows = sums.carbon_rows(account);
        rows.extend(gases.rows(account, self.warming_potentials.as_ref()));
        Ok(rows)
    }
}
