//! The section of targets and of comparisons of cover rates. It comes last: it looks at the rows of all others.

use super::Plan;
use crate::accounts::{
    AccountRow, CoverRateComparison, CoverRateExplanation, Target, TargetOutcome, evaluate_targets,
    explain_cover_rates, target_rows,
};
use crate::error::{Error, Result};

/// What is found about targets and cover rates: the content of `targets.json`.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Tracking {
    /// One per target.
    pub targets: Vec<TargetOutcome>,
    /// One per comparison.
    pub cover_rate_changes: Vec<CoverRateExplanation>,
}

impl Tracking {
    /// The account rows.
    #[must_use]
    pub fn rows(&self) -> Vec<AccountRow> {
        let targets = self.targets.iter().flat_map(target_rows);
        targets.chain(self.cover_rate_changes.iter().flat_map(|change| change.rows().to_vec())).collect()
    }

    /// Whether nothing was asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty() && self.cover_rate_changes.is_empty()
    }

    /// The text of `targets.json`.
    ///
    /// # Errors
    /// None that input can cause.
    pub fn json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self).map_err(Error::internal)? + "\n")
    }
}

/// A table of the pipeline, a name in it, and what is wrong with it.
type Problem = (&'static str, String, Error);

/// Evaluates everything against the rows of the other sections.
pub(super) fn track(
    targets: &[Target],
    comparisons: &[CoverRateComparison],
    rows: &[AccountRow],
) -> std::result::Result<Tracking, Vec<Problem>> {
    let mut problems: Vec<Problem> = Vec::new();
    let targets = evaluate_targets(targets, rows).unwrap_or_else(|found| {
        problems.extend(found.into_iter().map(|(name, error)| ("targets", name, error)));
        Vec::new()
    });
    let mut cover_rate_changes = Vec::new();
    for comparison in comparisons {
        match explain_cover_rates(comparison, rows) {
            Ok(explanation) => cover_rate_changes.push(explanation),
            Err(error) => problems.push(("cover_rate_changes", comparison.name.clone(), error)),
        }
    }
    if problems.is_empty() { Ok(Tracking { targets, cover_rate_changes }) } else { Err(problems) }
}

/// The same, with problems that say where they are in the pipeline.
///
/// # Errors
/// Targets or comparisons that cannot be evaluated.
pub(super) fn tracked(plan: &Plan, rows: &[AccountRow]) -> Result<Tracking> {
    track(&plan.targets, &plan.cover_rate_changes, rows).or_else(|problems| {
        let told = |(section, name, error): Problem| plan.document.locate(&[section, &name], error);
        Error::all(problems.into_iter().map(told).collect()).map(|()| Tracking::default())
    })
}
