//! Growing stock and canopy closure against the land class.

use crate::error::Result;
use crate::inventory::finding::Report;
use crate::inventory::{Check, ForestDefinition, SubCompartment};
use crate::land::forest::ForestLand;

pub(super) fn check(records: &[SubCompartment], report: &mut Report) -> Result<()> {
    let definition = ForestDefinition::built_in();
    let least_closure = definition.get("canopy_closure_min")?.value;
    for stand in records {
        let Some(role) = stand.land.meaning else { continue };
        if !role.may_have_stock()
            && let Some(volume) = stand.volume().filter(|volume| volume.0 > 0.0)
        {
            report.add(Check::StockOffForest, stand, || format!("{:.1} m³ on {}", volume.0, role.name()));
        }
        if role == ForestLand::Arbor
            && let Some(closure) = stand.canopy_closure.filter(|closure| (0.0..least_closure).contains(closure))
        {
            let text = || format!("a canopy closure of {closure}, at least {least_closure} makes a forest");
            report.add(Check::ClosureBelowForest, stand, text);
        }
    }
    report.hint(Check::StockOffForest, || {
        "scattered trees are recorded so and are not forest stock; otherwise correct land class or stock".to_owned()
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{code, facts, findings, stand};
    use super::*;

    #[test]
    fn stock_on_farmland_and_open_forest_are_found() {
        let records = [
            SubCompartment { land: code("2100", ForestLand::NonForest), ..stand(1) },
            SubCompartment { land: code("1200", ForestLand::Sparse), canopy_closure: Some(0.1), ..stand(2) },
            SubCompartment { canopy_closure: Some(0.15), ..stand(3) },
            SubCompartment { canopy_closure: Some(0.2), ..stand(4) },
        ];
        let found = findings(|report| check(&records, report).expect("the definition is complete"));
        let expected = [
            (Check::StockOffForest, vec![1], "feature 1 (`330203-1`): 320.0 m³ on non_forest"),
            (
                Check::ClosureBelowForest,
                vec![3],
                "feature 3 (`330203-3`): a canopy closure of 0.15, at least 0.2 makes a forest",
            ),
        ];
        assert_eq!(facts(&found), expected);
    }
}
