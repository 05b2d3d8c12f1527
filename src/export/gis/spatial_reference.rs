//! A coordinate reference system as QGIS writes it.

use super::xml::Element;
use crate::raster::Crs;

pub(super) fn spatial_reference(crs: &Crs) -> Element {
    let parts = [
        ("wkt", crs.wkt().to_owned()),
        ("authid", crs.epsg().map_or_else(String::new, |code| format!("EPSG:{code}"))),
        ("description", crs.name().to_owned()),
        ("geographicflag", crs.is_geographic().to_string()),
    ];
    let parts = parts.iter().map(|(name, text)| Element::of_text(name, text));
    Element::new("spatialrefsys").with("nativeFormat", "Wkt").holding(parts)
}
