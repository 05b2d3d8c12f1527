//! Coordinate reference systems: what of them decides areas and alignment.

use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
use geographiclib_rs::{Geodesic, InverseGeodesic as _};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::gdal_runtime;

/// A coordinate reference system with its ellipsoid. Coordinates are always (east, north), whatever the authority says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Crs {
    wkt: String,
    name: String,
    authority: Option<String>,
    geographic: bool,
    semi_major_axis: f64,
    inverse_flattening: f64,
}

impl Crs {
    /// From `EPSG:4490`, `ESRI:102025`, WKT or a PROJ string.
    ///
    /// # Errors
    /// A definition that PROJ does not know, or one without an ellipsoid.
    pub fn from_definition(definition: &str) -> Result<Self> {
        gdal_runtime::start();
        gdal_runtime::take_messages();
        let reference = SpatialRef::from_definition(definition).map_err(|_| {
            let said = gdal_runtime::take_messages();
            let unknown = Error::data(format!("`{definition}` is not a coordinate reference system"));
            let unknown = if said.is_empty() { unknown } else { unknown.cause(format!("GDAL: {}", said.join("; "))) };
            unknown.hint(
                "write for instance `EPSG:4490` (CGCS2000), `EPSG:4549` (CGCS2000, 3-degree zone of 120°E) or WKT",
            )
        })?;
        Self::from_spatial_ref(&reference)
    }

    /// From GDAL's reference system.
    pub(crate) fn from_spatial_ref(reference: &SpatialRef) -> Result<Self> {
        let broken = |error| Error::data("the coordinate reference system has no ellipsoid").cause(error);
        let semi_major_axis = reference.semi_major().map_err(broken)?;
        let semi_minor_axis = reference.semi_minor().map_err(broken)?;
        let geographic = reference.is_geographic();
        if !geographic && !reference.is_projected() {
            return Err(Error::data(format!(
                "the coordinate reference system `{}` is neither geographic nor projected",
                reference.name().unwrap_or_default()
            )));
        }
        Ok(Self {
            wkt: reference.to_wkt().map_err(Error::internal)?,
            name: reference.name().unwrap_or_default(),
            authority: reference.authority().ok(),
            geographic,
            semi_major_axis,
            inverse_flattening: if semi_major_axis > semi_minor_axis {
                semi_major_axis / (semi_major_axis - semi_minor_axis)
            } else {
                f64::INFINITY
            },
        })
    }

    /// GDAL's reference system, in (east, north) order.
    pub(crate) fn spatial_ref(&self) -> Result<SpatialRef> {
        let mut reference = SpatialRef::from_wkt(&self.wkt).map_err(Error::internal)?;
        reference.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        Ok(reference)
    }

    /// WKT.
    #[must_use]
    pub fn wkt(&self) -> &str {
        &self.wkt
    }

    /// `EPSG:4490`, or the name where the system has no code.
    #[must_use]
    pub fn label(&self) -> &str {
        self.authority.as_deref().unwrap_or(&self.name)
    }

    /// The number of the system among those of EPSG, if it is one of them.
    #[must_use]
    pub fn epsg(&self) -> Option<u32> {
        self.authority.as_deref()?.strip_prefix("EPSG:")?.parse().ok()
    }

    /// The system's name, such as `CGCS2000`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// PROJJSON.
    ///
    /// # Errors
    /// A system that PROJ cannot write so.
    pub fn projjson(&self) -> Result<String> {
        self.spatial_ref()?.to_projjson().map_err(Error::internal)
    }

    /// Whether coordinates are longitude and latitude in degrees.
    #[must_use]
    pub fn is_geographic(&self) -> bool {
        self.geographic
    }

    /// The ellipsoid's semi-major axis, m.
    #[must_use]
    pub fn semi_major_axis(&self) -> f64 {
        self.semi_major_axis
    }

    /// The ellipsoid's flattening, 1/f's inverse; zero for a sphere.
    #[must_use]
    pub fn flattening(&self) -> f64 {
        1.0 / self.inverse_flattening
    }

    /// The longitude–latitude system that this one is built on; itself if it is geographic.
    ///
    /// # Errors
    /// A system that has none.
    pub fn geographic(&self) -> Result<Self> {
        if self.geographic {
            return Ok(self.clone());
        }
        Self::from_spatial_ref(&self.spatial_ref()?.geog_cs().map_err(Error::internal)?)
    }

    /// The shortest way over the ellipsoid between two points, east in the first number and north in the second, m.
    ///
    /// # Errors
    /// Points outside of where the system is defined.
    pub fn distance(&self, from: (f64, f64), to: (f64, f64)) -> Result<f64> {
        let (mut x, mut y) = ([from.0, to.0], [from.1, to.1]);
        self.transform_to(&self.geographic()?, &mut x, &mut y)?;
        Ok(Geodesic::new(self.semi_major_axis, self.flattening()).inverse(y[0], x[0], y[1], x[1]))
    }

    /// Whether this is Web Mercator, which shows areas up to several times too large.
    #[must_use]
    pub fn is_web_mercator(&self) -> bool {
        self.authority.as_deref() == Some("EPSG:3857") || self.wkt.contains("Popular Visualisation Pseudo")
    }

    /// Whether coordinates of both mean the same place, axis order aside.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        if self.authority.is_some() && self.authority == other.authority {
            return true;
        }
        match (self.spatial_ref(), other.spatial_ref()) {
            (Ok(one), Ok(two)) => one == two,
            _ => false,
        }
    }

    /// Whether the datum is unknown, so that coordinates cannot be brought to another system.
    #[must_use]
    pub fn has_unknown_datum(&self) -> bool {
        let datum = self.datum_name();
        self.wkt.contains("LOCAL_CS[")
            || ["unknown", "not_specified", "not specified"].iter().any(|word| datum.contains(word))
    }

    /// The name of the datum, lower case.
    fn datum_name(&self) -> String {
        let wkt = self.wkt.to_lowercase();
        let start = ["datum[\"", "ensemble[\""].iter().find_map(|key| wkt.find(key).map(|at| at + key.len()));
        start.and_then(|start| wkt[start..].split('"').next()).unwrap_or_default().to_owned()
    }

    /// Refuses changes of datum that PROJ would silently make a zero shift although the true one is tens of metres.
    ///
    /// # Errors
    /// From Beijing 1954 or Xian 1980 to another datum.
    pub fn refuse_unknown_shift(&self, other: &Self) -> Result<()> {
        let (from, to) = (self.datum_name(), other.datum_name());
        for (old, key) in [("Beijing 1954", "beijing"), ("Xian 1980", "xian")] {
            if from.contains(key) != to.contains(key) {
                return Err(Error::data(format!(
                    "no published transformation between `{}` and `{}`: a shift of tens of metres would be taken as zero",
                    self.label(),
                    other.label()
                ))
                .hint(format!("convert the {old} data to CGCS2000 with the survey's own parameters first")));
            }
        }
        Ok(())
    }

    /// Brings coordinates, east in `x` and north in `y`, to another system.
    ///
    /// # Errors
    /// Systems between which there is no transformation, or coordinates outside of it.
    pub fn transform_to(&self, other: &Self, x: &mut [f64], y: &mut [f64]) -> Result<()> {
        self.transformer_to(other)?.transform(x, y)
    }

    /// What brings many short runs of coordinates to another system: to find the way takes far longer than to go it.
    ///
    /// # Errors
    /// Systems between which there is no transformation.
    pub(crate) fn transformer_to(&self, other: &Self) -> Result<Transformer> {
        let doing = format!("cannot bring coordinates from `{}` to `{}`", self.label(), other.label());
        if self.is_same_as(other) {
            return Ok(Transformer { transform: None, doing });
        }
        self.refuse_unknown_shift(other)?;
        let transform = CoordTransform::new(&self.spatial_ref()?, &other.spatial_ref()?)
            .map_err(|error| Error::data(doing.clone()).cause(error))?;
        Ok(Transformer { transform: Some(transform), doing })
    }
}

/// The way from one system to another; none where they are the same.
pub(crate) struct Transformer {
    transform: Option<CoordTransform>,
    doing: String,
}

impl Transformer {
    /// Whether coordinates stay as they are.
    pub(crate) fn is_identity(&self) -> bool {
        self.transform.is_none()
    }

    /// Brings coordinates, east in `x` and north in `y`, to the other system.
    ///
    /// # Errors
    /// Coordinates outside of it.
    pub(crate) fn transform(&self, x: &mut [f64], y: &mut [f64]) -> Result<()> {
        let Some(transform) = &self.transform else { return Ok(()) };
        let mut z = vec![0.0; x.len()];
        transform.transform_coords(x, y, &mut z).map_err(|error| Error::data(self.doing.clone()).cause(error))
    }
}
