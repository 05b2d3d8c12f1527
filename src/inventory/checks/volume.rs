//! The recorded volume against volume per area times area.

use super::unit::{is_about, median};
use crate::error::Result;
use crate::inventory::finding::Report;
use crate::inventory::{Check, ForestDefinition, InventoryRequest, SubCompartment, VolumeUnit};

pub(super) fn check(records: &[SubCompartment], request: &InventoryRequest, report: &mut Report) -> Result<()> {
    let both = || {
        records.iter().filter_map(|stand| {
            let computed = stand.computed_volume().filter(|volume| volume.0 > 0.0)?.0;
            let recorded = stand.recorded_volume.filter(|volume| volume.0 > 0.0)?.0;
            Some((stand, recorded, computed))
        })
    };
    let (declared, other) = match request.volume_unit {
        VolumeUnit::PerHa => (VolumeUnit::PerHa, VolumeUnit::PerMu),
        VolumeUnit::PerMu => (VolumeUnit::PerMu, VolumeUnit::PerHa),
    };
    if let Some(ratio) = median(both().map(|(_, recorded, computed)| recorded / computed).collect())
        && is_about(ratio, other.per_hectare() / declared.per_hectare())
        && !report.is_off(Check::VolumeUnit)
    {
        report.add_all(Check::VolumeUnit, both().map(|(stand, ..)| stand), || {
            format!(
                "read as {}, recorded volumes are {ratio:.4} times volume per area times area, as if that were {}",
                declared.name(),
                other.name()
            )
        });
        report.hint(Check::VolumeUnit, || format!("is it `volume_unit = \"{}\"`?", other.name()));
        return Ok(());
    }
    let definition = ForestDefinition::built_in();
    let tolerance =
        request.limits.volume_tolerance.map_or_else(|| Ok(definition.get("volume_per_hectare")?.value), Ok)?;
    for (stand, recorded, computed) in both() {
        let difference = recorded / computed - 1.0;
        if difference.abs() > tolerance {
            report.add(Check::VolumeMismatch, stand, || {
                format!("{recorded:.1} m³ recorded, {computed:.1} m³ by area ({:+.1} %)", 100.0 * difference)
            });
        }
    }
    report
        .hint(Check::VolumeMismatch, || format!("the tolerance is {} %, `limits.volume_tolerance`", 100.0 * tolerance));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{facts, findings, request, stand};
    use super::*;
    use crate::units::CubicMetres;

    fn found(records: &[SubCompartment]) -> Vec<crate::inventory::Finding> {
        findings(|report| check(records, &request(), report).expect("tolerances are there"))
    }

    #[test]
    fn a_volume_that_its_parts_do_not_give_is_counted() {
        let records = [stand(1), SubCompartment { recorded_volume: Some(CubicMetres(480.0)), ..stand(2) }, stand(3)];
        let found = found(&records);
        let expected = "feature 2 (`330203-2`): 480.0 m³ recorded, 320.0 m³ by area (+50.0 %)";
        assert_eq!(facts(&found), [(Check::VolumeMismatch, vec![2], expected)]);
    }

    #[test]
    fn volumes_per_mu_that_are_declared_per_hectare_are_one_finding() {
        let records: Vec<_> =
            (1..4).map(|n| SubCompartment { recorded_volume: Some(CubicMetres(15.0 * 320.0)), ..stand(n) }).collect();
        assert_eq!(found(&records)[0].check, Check::VolumeUnit);
    }
}
