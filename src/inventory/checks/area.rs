//! The recorded area against that of the polygon.

use super::unit::{is_about, median};
use crate::error::Result;
use crate::inventory::finding::Report;
use crate::inventory::{AreaUnit, Check, ForestDefinition, InventoryRequest, SubCompartment};
use crate::units::SQUARE_METRES_PER_HECTARE;

pub(super) fn check(records: &[SubCompartment], request: &InventoryRequest, report: &mut Report) -> Result<()> {
    let both = || {
        records.iter().filter_map(|stand| {
            let recorded = stand.recorded_area.filter(|area| area.0 > 0.0)?.0;
            (stand.geodesic_area.0 > 0.0).then_some((stand, recorded, stand.geodesic_area.0))
        })
    };
    if let Some(ratio) = median(both().map(|(_, recorded, polygon)| recorded / polygon).collect())
        && let Some(unit) = other_unit(ratio, request.area_unit)
        && !report.is_off(Check::AreaUnit)
    {
        report.add_all(Check::AreaUnit, both().map(|(stand, ..)| stand), || {
            format!(
                "read as {}, areas are {ratio:.4} times those of the polygons, as if recorded in {unit}",
                request.area_unit.name()
            )
        });
        report.hint(Check::AreaUnit, || {
            format!("declare the unit that the survey's documents name, such as `area_unit = \"{unit}\"`")
        });
        // Every single area is off by then.
        return Ok(());
    }
    let definition = ForestDefinition::built_in();
    let tolerance = request.limits.area_tolerance.map_or_else(|| Ok(definition.get("area")?.value), Ok)?;
    for (stand, recorded, polygon) in both() {
        let difference = recorded / polygon - 1.0;
        if difference.abs() > tolerance {
            report.add(Check::AreaMismatch, stand, || {
                format!("{recorded:.4} ha recorded, {polygon:.4} ha in the polygon ({:+.1} %)", 100.0 * difference)
            });
        }
    }
    report.hint(Check::AreaMismatch, || format!("the tolerance is {} %, `limits.area_tolerance`", 100.0 * tolerance));
    Ok(())
}

/// The unit that would bring the areas to those of the polygons.
fn other_unit(ratio: f64, declared: AreaUnit) -> Option<&'static str> {
    let per_hectare = ratio * declared.per_hectare();
    let units = [("ha", 1.0), ("mu", AreaUnit::Mu.per_hectare()), ("m2", SQUARE_METRES_PER_HECTARE), ("km2", 0.01)];
    let (unit, _) = units.into_iter().find(|(_, factor)| is_about(per_hectare, *factor))?;
    (unit != declared.name()).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{facts, findings, request, stand};
    use super::*;
    use crate::units::Hectares;

    fn found(records: &[SubCompartment], request: &InventoryRequest) -> Vec<crate::inventory::Finding> {
        findings(|report| check(records, request, report).expect("tolerances are there"))
    }

    #[test]
    fn an_area_far_from_its_polygon_is_counted() {
        let records = [stand(1), SubCompartment { geodesic_area: Hectares(5.0), ..stand(2) }, stand(3)];
        let found = found(&records, &request());
        let expected = "feature 2 (`330203-2`): 4.0000 ha recorded, 5.0000 ha in the polygon (-20.0 %)";
        assert_eq!(facts(&found), [(Check::AreaMismatch, vec![2], expected)]);
    }

    #[test]
    fn the_tolerance_can_be_set() {
        let records = [stand(1), SubCompartment { geodesic_area: Hectares(3.9), ..stand(2) }];
        assert!(found(&records, &request()).is_empty());
        let mut strict = request();
        strict.limits.area_tolerance = Some(0.01);
        assert_eq!(found(&records, &strict)[0].features, [2]);
    }

    #[test]
    fn areas_in_mu_that_are_declared_as_hectares_are_one_finding() {
        let records: Vec<_> =
            (1..6).map(|n| SubCompartment { recorded_area: Some(Hectares(15.0 * 4.0)), ..stand(n) }).collect();
        let found = found(&records, &request());
        let expected = "read as ha, areas are 15.0000 times those of the polygons, as if recorded in mu";
        assert_eq!(facts(&found), [(Check::AreaUnit, vec![1, 2, 3, 4, 5], expected)]);
    }

    #[test]
    fn areas_in_hectares_that_are_declared_as_mu_are_one_finding() {
        let records = [SubCompartment { recorded_area: Some(Hectares(4.0 / 15.0)), ..stand(1) }];
        let declared = InventoryRequest { area_unit: AreaUnit::Mu, ..request() };
        assert_eq!(found(&records, &declared)[0].check, Check::AreaUnit);
    }
}
