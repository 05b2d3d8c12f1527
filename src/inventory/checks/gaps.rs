//! Land of counties that no sub-compartment covers.

use std::collections::BTreeMap;

use super::CheckedLayer;
use super::overlaps::sliver;
use crate::error::Result;
use crate::inventory::Check;
use crate::inventory::finding::Report;
use crate::units::Hectares;

/// Compares the outline of each county with the sum of the polygons that bear its code. What overlaps counts twice in the sum:
/// look at overlaps first.
pub(super) fn check(layer: &CheckedLayer<'_>, report: &mut Report) -> Result<()> {
    let Some(zones) = layer.zones else { return Ok(()) };
    let sliver = sliver(layer.request)?;
    let mut covered: BTreeMap<&str, Hectares> = BTreeMap::new();
    for stand in layer.records {
        let sum = covered.entry(stand.county.as_deref().unwrap_or_default()).or_default();
        *sum = *sum + stand.geodesic_area;
    }
    for zone in &zones.zones {
        let outline = Hectares::from_square_metres(zone.geodesic_area);
        let sum = covered.remove(zone.id.as_str()).unwrap_or_default();
        let gap = outline - sum;
        if gap.0.abs() > sliver.0 {
            let name = &zone.name;
            report.add_between(Check::Gap, &[], gap, || {
                if gap.0 > 0.0 {
                    format!("{name}: {:.2} of {:.2} ha are not covered", gap.0, outline.0)
                } else {
                    format!("{name}: sub-compartments reach {:.2} ha beyond its {:.2} ha", -gap.0, outline.0)
                }
            });
        }
    }
    for (county, area) in covered {
        let beside = || format!("sub-compartments of county `{county}`, {:.2} ha, lie in no zone", area.0);
        report.add_between(Check::Gap, &[], Hectares(0.0), beside);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::fixtures::{findings, request, stand};
    use super::*;
    use crate::inventory::SubCompartment;
    use crate::raster::Crs;
    use crate::vector::{Encoding, ZoneRequest, ZoneSet};

    #[test]
    fn what_is_left_of_a_county_is_a_gap() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("counties.geojson");
        // 300 m × 1 km at the central meridian: 30 ha.
        let text = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4549"}},
            "features":[{"type":"Feature","properties":{"id":"330203"},"geometry":{"type":"Polygon","coordinates":
            [[[500000,3300000],[500300,3300000],[500300,3301000],[500000,3301000],[500000,3300000]]]}}]}"#;
        std::fs::write(&path, text).expect("a writable directory");
        let zones = ZoneSet::read(&ZoneRequest {
            set: "counties".to_owned(),
            path,
            layer: None,
            id: "id".to_owned(),
            name: None,
            number: None,
            encoding: Encoding::Auto,
            assume_crs: None,
        })
        .expect("a sound file");
        let records = [stand(1), stand(2), SubCompartment { county: Some(Arc::from("330299")), ..stand(3) }];
        let request = request();
        let crs = Crs::from_definition("EPSG:4549").expect("a known CRS");
        let layer =
            CheckedLayer { request: &request, records: &records, outlines: &[], crs: &crs, zones: Some(&zones) };
        let found = findings(|report| check(&layer, report).expect("a sliver is declared"));
        assert!((found[0].hectares.0 - (30.0 - 2.0 * 4.0)).abs() < 0.01, "{:?}", found[0]);
        assert_eq!(found[0].examples[0], "330203: 22.00 of 30.00 ha are not covered");
        assert_eq!(found[0].examples[1], "sub-compartments of county `330299`, 4.00 ha, lie in no zone");
    }
}
