//! Whether an account closes.

use crate::error::{Error, Result};

/// How far a row may be from closing, as a share of its largest term: what rounding of sums can do.
const TOLERANCE: f64 = 1e-9;

/// A row of stocks and what changed them, all in one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosingRow {
    /// What the row is about: zone, class, pool.
    pub name: String,
    /// At the start.
    pub opening: f64,
    /// Gained.
    pub gains: f64,
    /// Lost.
    pub losses: f64,
    /// Come from other rows less gone to other rows.
    pub reclassification: f64,
    /// At the end.
    pub closing: f64,
}

/// opening + gains − losses + reclassification = closing, to 10⁻⁹ of the largest term, in every row
///
/// Source: System of Environmental-Economic Accounting, asset accounts: opening and closing stocks with additions, reductions and
/// reclassifications between them.
///
/// # Errors
/// The first row that does not close, with the gap; a term that is not a number closes nothing.
pub fn check_closure(rows: &[ClosingRow]) -> Result<()> {
    for row in rows {
        let terms = [row.opening, row.gains, row.losses, row.reclassification, row.closing];
        let largest = terms.iter().fold(0.0_f64, |largest, term| largest.max(term.abs()));
        let gap = row.opening + row.gains - row.losses + row.reclassification - row.closing;
        if !(gap.abs() <= TOLERANCE * largest) {
            return Err(Error::data(format!("the account of {} does not close: {gap} is left over", row.name))
                .note(format!(
                    "opening {} + gains {} − losses {} + reclassification {} against closing {}",
                    row.opening, row.gains, row.losses, row.reclassification, row.closing
                ))
                .hint("a change was left out or counted twice"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, closing: f64) -> ClosingRow {
        ClosingRow {
            name: name.to_owned(),
            opening: 1000.0,
            gains: 50.0,
            losses: 20.0,
            reclassification: -5.0,
            closing,
        }
    }

    #[test]
    fn the_first_row_that_does_not_close_is_named() {
        // 1000 + 50 − 20 − 5 = 1025.
        assert!(check_closure(&[row("Cixi, salt marsh", 1025.0), row("Ninghai, salt marsh", 1025.0 + 1e-7)]).is_ok());
        let rows = [row("Cixi, salt marsh", 1025.0), row("Ninghai, salt marsh", 1030.0), row("Xiangshan", 0.0)];
        let message = check_closure(&rows).expect_err("a gap").to_string();
        insta::assert_snapshot!(message, @"
        the account of Ninghai, salt marsh does not close: -5 is left over
          opening 1000 + gains 50 − losses 20 + reclassification -5 against closing 1030

        hint: a change was left out or counted twice
        ");
        assert!(check_closure(&[row("Cixi", f64::NAN)]).is_err());
    }
}
