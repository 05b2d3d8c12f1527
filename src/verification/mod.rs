//! The verification pack: published worked examples and reference figures, computed on the user's own machine.
//!
//! Expected figures are constants, read in a publication or worked out by hand from its equation: none can come from the
//! function that is checked. Coefficients come from the tables in the binary where the example uses them, so that a wrong row
//! fails as well.

mod bands;
mod case;
mod coast;
mod coast_gases;
mod cropland;
mod forest_change;
mod forest_pools;
mod geometry;
mod growth;
mod history;
mod map_accuracy;
mod sampling;
mod sea;
mod stand;
mod targets;
mod text;
mod tree;
mod value;

pub use case::{Case, Outcome, Tolerance};
pub use text::{failure, json, table};

/// Every case, by what it is about.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    let families: [&[Case]; 16] = [
        tree::CASES,
        stand::CASES,
        forest_pools::CASES,
        forest_change::CASES,
        growth::CASES,
        targets::CASES,
        value::CASES,
        sampling::CASES,
        map_accuracy::CASES,
        coast::CASES,
        coast_gases::CASES,
        history::CASES,
        sea::CASES,
        cropland::CASES,
        bands::CASES,
        geometry::CASES,
    ];
    families.into_iter().flatten()
}
