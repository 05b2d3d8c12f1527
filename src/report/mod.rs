//! What people read: tables of the account for the terminal, and a summary for other programs.

mod summary;

pub use summary::{ZoneSummary, summarise, table};
