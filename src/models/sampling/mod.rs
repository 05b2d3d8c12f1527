//! Design-based estimation from samples: one estimator per file, all giving an [`Estimate`].
//!
//! | estimator | for |
//! |---|---|
//! | [`simple_random_mean`], [`simple_random_total`] | plots drawn with equal chance |
//! | [`area_by_points`] | area by counting systematic plots or points |
//! | [`stratified_mean`] | plots drawn per stratum |
//! | [`post_stratified_mean`] | plots put into strata of known size after they were drawn |
//! | [`double_sampling_mean`] | strata whose size is itself estimated, from a larger first sample |
//! | [`ratio`] | one estimate over another from the same plots |
//! | [`difference_mean`], [`regression_mean`] | plots with an auxiliary that is known everywhere |
//! | [`MapAccuracy`] | areas of a map corrected by a reference sample |

mod confidence;
mod confusion_matrix;
mod double_sampling;
mod estimate;
mod map_accuracy;
mod moments;
mod post_stratified;
mod ratio;
mod regression;
mod simple_random;
mod stratified;
mod systematic;

pub use confidence::critical_value;
pub use confusion_matrix::ConfusionMatrix;
pub use double_sampling::{FirstPhaseStratum, double_sampling_mean};
pub use estimate::{Estimate, Interval};
pub use map_accuracy::MapAccuracy;
pub use moments::{Moments, covariance};
pub use post_stratified::{PostStratum, post_stratified_mean};
pub use ratio::ratio;
pub use regression::{difference_mean, regression_mean, relative_efficiency};
pub use simple_random::{simple_random_mean, simple_random_total};
pub use stratified::{SampledStratum, stratified_mean};
pub use systematic::area_by_points;
