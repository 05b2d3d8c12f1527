//! The account rows as the page holds them: the text of `accounts.csv`, every word once.

use std::collections::HashMap;

use serde::Serialize;

use crate::accounts::{AccountRow, Quantity, write_accounts_csv};
use crate::error::{Error, Result};

/// Larger accounts have only their headlines on the page: about 100 bytes a row.
const MOST_ROWS: usize = 50_000;

/// Rows and words.
#[derive(Debug, Serialize)]
pub(super) struct EmbeddedAccount {
    columns: Vec<String>,
    words: Vec<String>,
    /// By row: for every column, which word.
    rows: Vec<Vec<usize>>,
    /// Which of these rows are headlines.
    headlines: Vec<usize>,
    /// How many rows `accounts.csv` has.
    all: usize,
}

impl EmbeddedAccount {
    /// All rows of the account, or its headlines if it has too many.
    pub(super) fn of(rows: &[AccountRow]) -> Result<Self> {
        let fits = rows.len() <= MOST_ROWS;
        let shown: Vec<AccountRow> = rows.iter().filter(|row| fits || is_headline(row)).cloned().collect();
        let text = write_accounts_csv(&shown)?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_slice());
        let mut words = Vec::new();
        let mut places = HashMap::new();
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(Error::internal)?;
            let place = |word: &str| {
                *places.entry(word.to_owned()).or_insert_with(|| {
                    words.push(word.to_owned());
                    words.len() - 1
                })
            };
            records.push(record.iter().map(place).collect::<Vec<_>>());
        }
        let header = if records.is_empty() { Vec::new() } else { records.remove(0) };
        let columns = header.into_iter().map(|place| words[place].clone()).collect();
        let headlines = (0..).zip(&shown).filter_map(|(index, row)| is_headline(row).then_some(index)).collect();
        Ok(Self { columns, words, rows: records, headlines, all: rows.len() })
    }
}

/// Whether a row is a figure of its zone as a whole: neither a class, a species or a pool, nor a comparison or a transition.
fn is_headline(row: &AccountRow) -> bool {
    let is_whole = ["*", row.sector.name()].contains(&row.category.as_str()) && ["*", ""].contains(&row.pool.as_str());
    match row.quantity {
        Quantity::Area => {
            let whole = ["zone", "sector", "forest", "nfi", "regulation", "greening"].contains(&row.category.as_str());
            whole || row.category.strip_prefix("cover ").is_some_and(|basis| !basis.contains(','))
        }
        Quantity::CoverRate | Quantity::CoverRateAdjusted => true,
        Quantity::GrowingStock | Quantity::GrowingStockPerHectare => is_whole || row.category == "forest",
        Quantity::CarbonStock
        | Quantity::CarbonStockPerHectare
        | Quantity::Biomass
        | Quantity::StockChange
        | Quantity::Removals
        | Quantity::Accumulation
        | Quantity::Emissions
        | Quantity::EmissionsCo2
        | Quantity::EmissionsCh4
        | Quantity::EmissionsN2o
        | Quantity::PresentValue
        | Quantity::Production
        | Quantity::HarvestedCarbon
        | Quantity::MaricultureSink
        | Quantity::PlantedArea => is_whole || row.category == "forest" && ["*", ""].contains(&row.pool.as_str()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::land::Sector;
    use crate::report::tables::row;

    #[test]
    fn a_large_account_has_its_headlines_only_and_says_how_many_rows_there_are() {
        let mut rows = vec![row(Sector::Land, Quantity::Area, "built", "", "ha", 1.0); MOST_ROWS - 1];
        rows.push(row(Sector::Forest, Quantity::CoverRate, "nfi", "", "%", 44.66));
        let whole = EmbeddedAccount::of(&rows).expect("an account");
        assert_eq!(
            (whole.rows.len(), whole.headlines.as_slice(), whole.all),
            (MOST_ROWS, &[MOST_ROWS - 1][..], MOST_ROWS)
        );
        rows.push(row(Sector::Land, Quantity::Area, "paddy", "", "ha", 2.0));
        let cut = EmbeddedAccount::of(&rows).expect("an account");
        assert_eq!((cut.rows.len(), cut.headlines.as_slice(), cut.all), (1, &[0][..], MOST_ROWS + 1));
        let value = cut.columns.iter().position(|column| column == "value").expect("a column of values");
        assert_eq!(cut.words[cut.rows[0][value]], "44.66");
    }
}
