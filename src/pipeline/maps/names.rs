//! What maps are called: their files, their bands and their titles.

use crate::export::MapName;
use crate::export::gis::{FileNames, Words};
use crate::land::CarbonPool;
use crate::pipeline::PlannedLayer;
use crate::pipeline::file::MapEntry;

/// A map of a year; `band` says what it holds.
pub(super) fn of_year(map: MapEntry, year: i32, band: String) -> MapName {
    let kind = map.name();
    MapName {
        file: format!("{kind}_{year}.tif"),
        band,
        title: Words::term(&format!("gis.map.{kind}"), &[("year", number(year))]),
        year: Some(year),
        year_to: None,
    }
}

/// A map of what was between two years; `band` says what it holds.
pub(super) fn of_years(map: MapEntry, [from, to]: [i32; 2], band: String) -> MapName {
    let kind = map.name();
    MapName {
        file: format!("{kind}_{from}_{to}.tif"),
        band,
        title: Words::term(&format!("gis.map.{kind}"), &[("years", Words::same(&format!("{from}–{to}")))]),
        year: Some(from),
        year_to: Some(to),
    }
}

/// A map of how sure another map of a year is.
pub(super) fn of_uncertainty(map: MapEntry, year: i32, what: &str) -> MapName {
    let band = format!("half of the 95 % interval of the {what} {year}, percent of it; nodata where no error is known");
    of_year(map, year, band)
}

pub(super) fn land_class(year: i32) -> MapName {
    of_year(MapEntry::LandClass, year, format!("land class {year}"))
}

pub(super) fn class_layer(layer: &PlannedLayer, names: &mut FileNames) -> MapName {
    let name = layer.source.name();
    MapName {
        file: format!("class_{}.tif", names.unique(name)),
        band: format!("classes of {name}"),
        title: Words::term("gis.map.class_layer", &[("layer", Words::same(name))]),
        year: layer.year,
        year_to: None,
    }
}

/// Carbon density in a pool; none is all of them.
pub(super) fn density(year: i32, pool: Option<CarbonPool>) -> MapName {
    let Some(pool) = pool else {
        return of_year(MapEntry::CarbonDensity, year, format!("carbon density {year}, all pools"));
    };
    MapName {
        file: format!("carbon_density_{}_{year}.tif", pool.name()),
        band: format!("carbon density {year}, {}", pool.name()),
        title: Words::term(
            "gis.map.carbon_density_of_pool",
            &[("year", number(year)), ("pool", Words::of("pool", pool.name()))],
        ),
        year: Some(year),
        year_to: None,
    }
}

fn number(year: i32) -> Words {
    Words::same(&year.to_string())
}
