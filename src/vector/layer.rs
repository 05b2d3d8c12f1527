//! A layer of a vector file: opened, with its CRS and its fields, or an error that names what there is.

use std::path::Path;

use gdal::Dataset;
use gdal::vector::{Layer, LayerAccess};

use crate::error::{Error, Result, nearest};
use crate::raster::Crs;

/// What is read, in the words of messages: such as zone set `districts` of a path.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) what: &'a str,
    pub(super) path: &'a Path,
}

impl Source<'_> {
    /// The layer of a name, or the only one.
    pub(super) fn layer<'d>(&self, dataset: &'d Dataset, name: Option<&str>) -> Result<Layer<'d>> {
        let names: Vec<String> = dataset.layers().map(|layer| layer.name()).collect();
        let path = self.path.display();
        match name {
            Some(name) => dataset
                .layer_by_name(name)
                .map_err(|_| Error::data(format!("`{path}` has no layer `{name}`: it has {}", names.join(", ")))),
            None if names.len() == 1 => dataset.layer(0).map_err(Error::internal),
            None => Err(Error::data(format!("`{path}` holds {} layers: {}", names.len(), names.join(", ")))
                .hint(format!("name one with `layer` in {}", self.what))),
        }
    }

    /// The CRS of a layer, or the one that is assumed for it.
    pub(super) fn crs(&self, layer: &impl LayerAccess, assume_crs: Option<&Crs>) -> Result<Crs> {
        if let Some(crs) = assume_crs {
            return Ok(crs.clone());
        }
        let crs = layer.spatial_ref().map(|reference| Crs::from_spatial_ref(&reference)).transpose()?;
        match crs {
            Some(crs) if !crs.has_unknown_datum() => Ok(crs),
            found => Err(Error::data(format!(
                "{} has {}",
                self.what,
                found.map_or("no CRS".to_owned(), |crs| format!("the CRS `{}` without a known datum", crs.label()))
            ))
            .note(format!("in `{}`", self.path.display()))
            .hint("name the CRS with `assume_crs`, for instance `assume_crs = \"EPSG:4490\"`")),
        }
    }

    /// The index of a field that `key` of the pipeline names.
    pub(super) fn field(&self, names: &[String], wanted: &str, key: &str) -> Result<usize> {
        names.iter().position(|name| name == wanted).ok_or_else(|| {
            let error = Error::data(format!(
                "{} has no field `{wanted}` (`{key}`): `{}` has {}",
                self.what,
                self.path.display(),
                names.join(", ")
            ));
            match nearest(wanted, names.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            }
        })
    }

    /// Refuses coordinates that cannot be degrees in a geographic CRS. `extent` is west, south, east, north.
    pub(super) fn refuse_swapped_axes(&self, crs: &Crs, extent: [f64; 4]) -> Result<()> {
        let [west, south, east, north] = extent;
        let in_degrees = north <= 90.0 + 1e-9 && south >= -90.0 - 1e-9 && east <= 360.0 && west >= -360.0;
        if !crs.is_geographic() || in_degrees {
            return Ok(());
        }
        let error = Error::data(format!(
            "{} reaches from ({west}, {south}) to ({east}, {north}), expected longitude and latitude in degrees",
            self.what
        ))
        .note(format!("in `{}`, CRS `{}`", self.path.display(), crs.label()));
        Err(if (-90.0..=90.0).contains(&west) && (-90.0..=90.0).contains(&east) {
            error.hint("the axes are swapped: write longitude first, latitude second")
        } else {
            error.hint("the coordinates are projected: name their CRS with `assume_crs`")
        })
    }

    /// For a file that ends too early, which gives fewer features or none, as if they had never been.
    pub(super) fn cut_short(&self, said: &[String]) -> Error {
        Error::data(format!("{}: cannot read all features of `{}`", self.what, self.path.display()))
            .cause(format!("GDAL: {}", said.join("; ")))
            .hint("the file is damaged or was cut short while copying: copy it again and compare its size")
    }
}
