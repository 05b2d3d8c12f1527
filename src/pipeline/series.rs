//! The section of observed values.

use super::plan::SeriesPlan;
use crate::accounts::{AccountRow, series_rows};

/// The rows of all series.
pub(super) fn rows(series: &[SeriesPlan]) -> Vec<AccountRow> {
    series.iter().flat_map(|series| series_rows(&series.name, &series.observations)).collect()
}
