//! The polygon of a feature, or what is wrong with it.

use gdal::vector::Feature;
use geo::{Geometry, MultiPolygon};

use crate::gdal_runtime;

/// Why a feature has no polygon that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutlineDefect {
    /// No geometry at all.
    Missing,
    /// A geometry of no points.
    Empty,
    /// A polygon that crosses itself or is otherwise not valid, and what GEOS says of it.
    Invalid(String),
    /// Another kind of geometry, by its name.
    NotPolygon(String),
}

impl OutlineDefect {
    /// What goes after the name of a feature.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Missing => "has no geometry".to_owned(),
            Self::Empty => "has an empty geometry".to_owned(),
            Self::Invalid(cause) => format!("has a polygon that is not valid: {cause}"),
            Self::NotPolygon(kind) => format!("is a {kind}, expected a polygon"),
        }
    }

    /// What the user can do.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Invalid(_) => Some("repair it, for instance with `ogr2ogr -makevalid`, and look at what changed"),
            Self::NotPolygon(kind) if kind.contains("curve") || kind.contains("surface") => {
                Some("turn curves into straight pieces with `ogr2ogr -nlt CONVERT_TO_LINEAR`")
            }
            _ => None,
        }
    }
}

/// The outline of a feature in the CRS of its layer.
pub(super) fn outline(feature: &Feature<'_>) -> Result<MultiPolygon, OutlineDefect> {
    let geometry = feature.geometry().ok_or(OutlineDefect::Missing)?;
    if geometry.is_empty() {
        return Err(OutlineDefect::Empty);
    }
    gdal_runtime::take_messages();
    if !geometry.is_valid() {
        return Err(OutlineDefect::Invalid(gdal_runtime::take_messages().join("; ")));
    }
    // Surveys deliver polygons with heights or measures, which mean nothing here.
    let mut flat = geometry.clone();
    flat.flatten_to_2d();
    match flat.to_geo() {
        Ok(Geometry::Polygon(polygon)) => Ok(MultiPolygon(vec![polygon])),
        Ok(Geometry::MultiPolygon(polygons)) => Ok(polygons),
        _ => Err(OutlineDefect::NotPolygon(geometry.geometry_name().to_lowercase())),
    }
}
