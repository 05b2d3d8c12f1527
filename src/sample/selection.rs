//! Choosing which sub-compartments are forest so that their areas add up to a target.

use super::sub_compartments::SubCompartment;

/// How many on either side of the limit of suitability may be exchanged.
const EXCHANGED: usize = 160;

/// For each sub-compartment whether it is forest: the most suitable up to the target, then the one exchange across the
/// limit that comes nearest to it.
pub(super) fn select(compartments: &[SubCompartment], target: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..compartments.len()).collect();
    order.sort_by(|one, two| compartments[*two].suitability.total_cmp(&compartments[*one].suitability));
    let area = |index: Option<&usize>| index.map_or(0.0, |index| compartments[*index].hectares);
    let mut sum = 0.0;
    let mut taken = 0;
    while taken < order.len() && sum + compartments[order[taken]].hectares <= target {
        sum += compartments[order[taken]].hectares;
        taken += 1;
    }
    let mut forest = vec![false; compartments.len()];
    for index in &order[..taken] {
        forest[*index] = true;
    }
    let inside = &order[taken.saturating_sub(EXCHANGED)..taken];
    let outside = &order[taken..(taken + EXCHANGED).min(order.len())];
    // Nothing, either one alone, or one for one.
    let removed = std::iter::once(None).chain(inside.iter().map(Some));
    let best = removed
        .flat_map(|removed| std::iter::once(None).chain(outside.iter().map(Some)).map(move |added| (removed, added)))
        .min_by(|one, two| {
            let error = |(removed, added): &(Option<&usize>, Option<&usize>)| {
                (sum - area(*removed) + area(*added) - target).abs()
            };
            error(one).total_cmp(&error(two))
        });
    if let Some((removed, added)) = best {
        for (index, is_forest) in
            removed.map(|index| (index, false)).into_iter().chain(added.map(|index| (index, true)))
        {
            forest[*index] = is_forest;
        }
    }
    forest
}
