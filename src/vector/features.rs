//! The features of a layer: attribute values, area on the ellipsoid and outline, one after the other.

use std::path::PathBuf;

use gdal::Dataset;
use gdal::vector::LayerAccess;
use geo::{BoundingRect, MultiPolygon};

use super::attribute::AttributeValue;
use super::encoding::{self, Encoding, refuse_garbled};
use super::layer::Source;
use super::outline::{OutlineDefect, outline};
use super::polygon_area::PolygonAreas;
use crate::error::{Error, Result};
use crate::gdal_runtime::{self, FailureMark};
use crate::raster::Crs;

/// Which layer to read.
#[derive(Debug, Clone)]
pub struct FeatureRequest {
    /// What the layer is, for messages: such as inventory `forest`.
    pub what: String,
    /// The file.
    pub path: PathBuf,
    /// The layer, if the file holds several.
    pub layer: Option<String>,
    /// The encoding of attributes.
    pub encoding: Encoding,
    /// The CRS of a file that has none, or a wrong one.
    pub assume_crs: Option<Crs>,
}

/// A feature as it is read.
#[derive(Debug)]
pub struct FeatureRecord {
    /// The feature's number in the file.
    pub number: u64,
    /// The values of the fields asked for, in that order.
    pub values: Vec<AttributeValue>,
    /// The polygon in the CRS of the layer and its area on the ellipsoid, m²; or why there is none.
    pub outline: std::result::Result<(MultiPolygon, f64), OutlineDefect>,
}

/// A layer whose features can be read.
pub struct FeatureLayer {
    request: FeatureRequest,
    dataset: Dataset,
    name: String,
    crs: Crs,
    fields: Vec<String>,
    count: u64,
    warnings: Vec<String>,
}

impl FeatureLayer {
    /// Opens a layer.
    ///
    /// # Errors
    /// A file, layer or CRS that is not there, an encoding that cannot be told, and a layer without features.
    pub fn open(request: FeatureRequest) -> Result<Self> {
        let (options, warnings) = encoding::open_options(&request.path, request.encoding)?;
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let dataset = gdal_runtime::open_vector(&request.path, &options)?;
        let source = Source { what: &request.what, path: &request.path };
        let layer = source.layer(&dataset, request.layer.as_deref())?;
        let count = layer.feature_count();
        if count == 0 {
            let path = request.path.display();
            return Err(Error::data(format!("{} is empty: `{path}` holds no features", request.what)));
        }
        let crs = source.crs(&layer, request.assume_crs.as_ref())?;
        let fields: Vec<String> = layer.defn().fields().map(|field| field.name()).collect();
        let name = layer.name();
        for field in &fields {
            refuse_garbled(field, || format!("the name of a field of `{}`", request.path.display()))?;
        }
        Ok(Self { request, dataset, name, crs, fields, count, warnings })
    }

    /// The layer's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The CRS.
    #[must_use]
    pub fn crs(&self) -> &Crs {
        &self.crs
    }

    /// The fields, in the order of the file.
    #[must_use]
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// The number of features that the file states.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The files it consists of.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        gdal_runtime::dataset_files(&self.dataset, &self.request.path)
    }

    /// Things a user should know that do not stop the run.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Reads all features, with the values of `fields`.
    ///
    /// # Errors
    /// A field that is not there, garbled text, a file that ends too early, coordinates outside their CRS.
    pub fn read(&self, fields: &[&str], mut visit: impl FnMut(FeatureRecord)) -> Result<()> {
        let source = Source { what: &self.request.what, path: &self.request.path };
        let indices: Vec<usize> =
            fields.iter().map(|field| source.field(&self.fields, field, "fields")).collect::<Result<_>>()?;
        let areas = PolygonAreas::new(&self.crs)?;
        let mut layer = self.dataset.layer_by_name(&self.name).map_err(Error::internal)?;
        gdal_runtime::take_messages();
        let mark = FailureMark::now();
        let mut extent = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let (mut read, mut defects) = (0, false);
        let mut problems = Vec::new();
        for (place, feature) in layer.features().enumerate() {
            let number = feature.fid().unwrap_or(place as u64);
            let values: Vec<AttributeValue> =
                indices.iter().map(|index| AttributeValue::of(&feature, *index)).collect();
            for (value, field) in values.iter().zip(fields) {
                if let AttributeValue::Text(text) = value
                    && let Err(problem) = refuse_garbled(text, || format!("field `{field}` of feature {number}"))
                    && problems.len() < MOST_PROBLEMS
                {
                    problems.push(problem.note(format!("in `{}`", self.request.path.display())));
                }
            }
            let outline = match outline(&feature) {
                Ok(outline) => {
                    if let Some(bounds) = outline.bounding_rect() {
                        let (low, high) = (bounds.min(), bounds.max());
                        extent =
                            [extent[0].min(low.x), extent[1].min(low.y), extent[2].max(high.x), extent[3].max(high.y)];
                        source.refuse_swapped_axes(&self.crs, extent)?;
                    }
                    let area = areas.fast(&outline).map_err(|error| error.note(format!("feature {number}")))?;
                    Ok((outline, area))
                }
                Err(defect) => {
                    defects = true;
                    Err(defect)
                }
            };
            read += 1;
            visit(FeatureRecord { number, values, outline });
        }
        Error::all(problems)?;
        // A file that ends too early gives fewer features or none, as if they had never been.
        if read == 0 || !defects && mark.has_failures() {
            return Err(source.cut_short(&gdal_runtime::take_messages()));
        }
        Ok(())
    }
}

/// A wrong encoding garbles every text: so many are shown.
const MOST_PROBLEMS: usize = 5;
