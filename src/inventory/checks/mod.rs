//! Checks of a whole layer, one concept per file. They look at records and report; none changes anything.

mod age;
mod area;
mod codes;
mod duplicates;
mod gaps;
mod missing;
mod overlaps;
mod ranges;
mod stock;
mod unit;
mod values;
mod volume;

use geo::MultiPolygon;

use super::finding::Report;
use super::{InventoryRequest, SubCompartment};
use crate::error::Result;
use crate::raster::Crs;
use crate::vector::ZoneSet;

/// A layer as read.
pub(super) struct CheckedLayer<'a> {
    pub(super) request: &'a InventoryRequest,
    pub(super) records: &'a [SubCompartment],
    /// The outlines of the records, or nothing if nobody asks for overlaps.
    pub(super) outlines: &'a [Option<MultiPolygon>],
    pub(super) crs: &'a Crs,
    /// Counties, whose ids are the codes of the records.
    pub(super) zones: Option<&'a ZoneSet>,
}

/// Every check.
pub(super) fn all(layer: &CheckedLayer<'_>, report: &mut Report) -> Result<()> {
    values::check(layer.records, report);
    ranges::check(layer.records, &layer.request.limits, report);
    duplicates::check(layer.records, report);
    codes::check(layer.records, report);
    missing::check(layer.records, report);
    stock::check(layer.records, report)?;
    area::check(layer.records, layer.request, report)?;
    volume::check(layer.records, layer.request, report)?;
    age::check(layer.records, report);
    overlaps::check(layer, report)?;
    gaps::check(layer, report)
}

#[cfg(test)]
mod fixtures {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::super::finding::{Finding, Report};
    use super::super::{AreaUnit, Check, Coding, InventoryRequest, Limits, SubCompartment, VolumeUnit};
    use crate::land::forest::{CodeTable, ForestLand, SpeciesGroup};
    use crate::units::{CubicMetres, CubicMetresPerHectare, Hectares};
    use crate::vector::Encoding;

    /// A sound stand of fir of 4 ha.
    pub(super) fn stand(feature: u64) -> SubCompartment {
        SubCompartment {
            feature,
            id: format!("330203-{feature}"),
            county: Some(Arc::from("330203")),
            recorded_area: Some(Hectares(4.0)),
            geodesic_area: Hectares(4.0),
            land: code("1111", ForestLand::Arbor),
            species: code("310", SpeciesGroup::new("chinese_fir")),
            canopy_closure: Some(0.7),
            diameter: Some(13.0),
            height: Some(10.0),
            age: Some(18.0),
            volume_per_hectare: Some(CubicMetresPerHectare(80.0)),
            recorded_volume: Some(CubicMetres(4.0 * 80.0)),
            ..SubCompartment::default()
        }
    }

    pub(super) fn code<T>(code: &str, meaning: T) -> Coding<T> {
        Coding { code: Some(Arc::from(code)), meaning: Some(meaning), is_unverified: false }
    }

    pub(super) fn unknown<T>(code: &str) -> Coding<T> {
        Coding { code: Some(Arc::from(code)), meaning: None, is_unverified: false }
    }

    pub(super) fn request() -> InventoryRequest {
        InventoryRequest {
            name: "forest".to_owned(),
            path: "forest.gpkg".into(),
            layer: None,
            encoding: Encoding::Auto,
            assume_crs: None,
            year: 2022,
            land_codes: None,
            species_codes: CodeTable::built_in(),
            area_unit: AreaUnit::Hectares,
            volume_unit: VolumeUnit::PerHa,
            fields: BTreeMap::new(),
            id: Vec::new(),
            checks: BTreeMap::new(),
            limits: Limits::default(),
            allow_unverified: false,
        }
    }

    /// What a check finds: check, features, first example.
    pub(super) fn findings(check: impl FnOnce(&mut Report)) -> Vec<Finding> {
        let mut report = Report::new(BTreeMap::new());
        check(&mut report);
        report.finish("forest", 10)
    }

    pub(super) fn facts(findings: &[Finding]) -> Vec<(Check, Vec<u64>, &str)> {
        let first = |finding: &Finding| (finding.check, finding.features.clone());
        findings
            .iter()
            .map(|finding| {
                let (check, features) = first(finding);
                (check, features, finding.examples.first().map_or("", String::as_str))
            })
            .collect()
    }
}
