//! Polygons that lie on each other: their land would be counted twice.

use super::CheckedLayer;
use crate::error::Result;
use crate::inventory::finding::{Report, label};
use crate::inventory::{Check, ForestDefinition, InventoryRequest};
use crate::units::{Hectares, SQUARE_METRES_PER_HECTARE};
use crate::vector;

/// The largest overlap or gap that is passed over: by default the least area of a forest, for no forest fits into less.
pub(super) fn sliver(request: &InventoryRequest) -> Result<Hectares> {
    let declared = request.limits.sliver_ha.map(Hectares);
    declared.map_or_else(|| Ok(Hectares(ForestDefinition::built_in().get("min_area")?.value)), Ok)
}

pub(super) fn check(layer: &CheckedLayer<'_>, report: &mut Report) -> Result<()> {
    if report.is_off(Check::Overlap) {
        return Ok(());
    }
    let sliver = sliver(layer.request)?;
    let pairs = vector::overlaps(layer.outlines, layer.crs, sliver.0 * SQUARE_METRES_PER_HECTARE)?;
    for pair in pairs {
        let (first, second) = (&layer.records[pair.first], &layer.records[pair.second]);
        let shared = Hectares::from_square_metres(pair.area);
        report.add_between(Check::Overlap, &[first.feature, second.feature], shared, || {
            format!("{} and {} share {:.4} ha", label(first), label(second), shared.0)
        });
    }
    report.hint(Check::Overlap, || {
        format!("cut one of each pair back; up to {} ha, `limits.sliver_ha`, is passed over", sliver.0)
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use geo::{MultiPolygon, Rect, coord};

    use super::super::fixtures::{facts, findings, request, stand};
    use super::*;
    use crate::raster::Crs;

    fn square(west: f64) -> MultiPolygon {
        let low = coord! { x: 500_000.0 + west, y: 3_300_000.0 };
        Rect::new(low, low + coord! { x: 200.0, y: 200.0 }).to_polygon().into()
    }

    #[test]
    fn pairs_are_listed_with_the_hectares_they_share() {
        let crs = Crs::from_definition("EPSG:4549").expect("a known CRS");
        // 3 m × 200 m = 0.06 ha is a sliver; 100 m × 200 m is not.
        let outlines = [square(0.0), square(197.0), square(297.0)].map(Some);
        let records = [stand(7), stand(8), stand(9)];
        let request = request();
        let layer = CheckedLayer { request: &request, records: &records, outlines: &outlines, crs: &crs, zones: None };
        let found = findings(|report| check(&layer, report).expect("inside"));
        let expected = "feature 8 (`330203-8`) and feature 9 (`330203-9`) share 2.0000 ha";
        assert_eq!(facts(&found), [(Check::Overlap, vec![8, 9], expected)]);
        assert!((found[0].hectares.0 - 100.0 * 200.0 / 10_000.0).abs() < 1e-3);
    }
}
