//! Whether figures are in another unit than declared: then nearly all of them are off by the same factor.

/// How near to a factor the median ratio must be.
const NEAR: f64 = 0.2;

/// The median of ratios; none of none.
pub(super) fn median(mut ratios: Vec<f64>) -> Option<f64> {
    if ratios.is_empty() {
        return None;
    }
    let middle = ratios.len() / 2;
    let (_, median, _) = ratios.select_nth_unstable_by(middle, f64::total_cmp);
    Some(*median)
}

/// Whether a ratio is about `factor`, not one.
pub(super) fn is_about(ratio: f64, factor: f64) -> bool {
    (ratio / factor - 1.0).abs() <= NEAR
}
