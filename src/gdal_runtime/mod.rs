//! GDAL as this program sets it up: no network, virtual or database drivers, a small block cache, every failure counted.
//!
//! GDAL is not trusted with success: version 3.6 can report a full disk as success and leave zeros behind. Whoever writes
//! takes a [`FailureMark`] first and asks it at the end.

mod ffi;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use gdal::config::{clear_config_option, set_config_option, set_error_handler};
use gdal::errors::CplErrType;
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};

pub use ffi::Resampling;
pub(crate) use ffi::{
    ColumnCells, ColumnUse, Warp, file_list, has_value, set_attribute_table, set_category_names, set_unit,
};

use crate::error::{Error, Kind, Result};

/// Drivers that reach the network, a database or other files than the one named: removed before GDAL starts.
const SKIPPED_DRIVERS: &str = "VRT,DERIVED,GTI,HTTP,WMS,WMTS,WCS,OGCAPI,STACIT,STACTA,PLMOSAIC,EEDAI,EEDA,DAAS,PDF,PCIDSK,\
    Rasterlite,PostGISRaster,OGR_VRT,WFS,OAPIF,CSW,GMLAS,Carto,AmigoCloud,Elasticsearch,NGW,PLSCENES,PostgreSQL,MySQL,\
    MSSQLSpatial,ODBC,PGEO";

/// GDAL's block cache in megabytes. Its default, 5 % of memory, slows streaming about two-fold.
const BLOCK_CACHE_MEGABYTES: &str = "48";

/// The raster formats that are read.
pub(crate) const RASTER_DRIVERS: [&str; 4] = ["GTiff", "HFA", "AIG", "AAIGrid"];

/// The vector formats that are read.
pub(crate) const VECTOR_DRIVERS: [&str; 5] = ["GPKG", "GeoJSON", "ESRI Shapefile", "FlatGeobuf", "OpenFileGDB"];

/// How many messages are kept per thread.
const MOST_MESSAGES: usize = 100;

static START: Once = Once::new();
static FAILURES: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static MESSAGES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Sets GDAL up, once per process, before its first use.
pub(crate) fn start() {
    START.call_once(|| {
        #[cfg(unix)]
        ffi::ignore_file_size_signal();
        for (key, value) in [
            ("GDAL_SKIP", SKIPPED_DRIVERS),
            ("GDAL_CACHEMAX", BLOCK_CACHE_MEGABYTES),
            ("GDAL_VRT_ENABLE_PYTHON", "NO"),
            ("GDAL_VRT_ENABLE_RAWRASTERBAND", "NO"),
            ("GDAL_DISABLE_READDIR_ON_OPEN", "NO"),
            ("GDAL_PAM_ENABLED", "YES"),
            ("OGR_GEOJSON_MAX_OBJ_SIZE", "0"),
            ("PROJ_NETWORK", "OFF"),
        ] {
            set_config_option(key, value).expect("option names hold no NUL byte");
        }
        for key in ["GDAL_DRIVER_PATH", "OGR_DRIVER_PATH"] {
            clear_config_option(key).expect("option names hold no NUL byte");
        }
        set_error_handler(|severity, _, message| {
            if matches!(severity, CplErrType::Failure | CplErrType::Fatal) {
                FAILURES.fetch_add(1, Ordering::SeqCst);
            }
            if !matches!(severity, CplErrType::None | CplErrType::Debug) {
                // GDAL also speaks on its own threads, which may be ending, and says the same of every tile.
                let _ = MESSAGES.try_with(|messages| {
                    let mut messages = messages.borrow_mut();
                    if messages.len() < MOST_MESSAGES {
                        messages.push(message.to_owned());
                    }
                });
            }
        });
    });
}

/// The version of GDAL in use, such as `3.6.2`.
#[must_use]
pub fn gdal_version() -> String {
    gdal::version::VersionInfo::release_name()
}

/// What GDAL said on this thread since the last call, oldest first.
pub(crate) fn take_messages() -> Vec<String> {
    MESSAGES.with_borrow_mut(std::mem::take)
}

/// The number of failures GDAL had reported, on any thread, when the mark was made.
pub(crate) struct FailureMark(u64);

impl FailureMark {
    pub(crate) fn now() -> Self {
        start();
        Self(FAILURES.load(Ordering::SeqCst))
    }

    /// Whether GDAL has reported any failure since.
    pub(crate) fn has_failures(&self) -> bool {
        FAILURES.load(Ordering::SeqCst) > self.0
    }

    /// An error if GDAL has reported any failure since, even where its calls returned success.
    pub(crate) fn check(&self, doing: &str) -> Result<()> {
        let failures = FAILURES.load(Ordering::SeqCst) - self.0;
        if failures == 0 {
            return Ok(());
        }
        let mut error = Error::new(Kind::Io, format!("{doing}: GDAL reported {failures} failures on the way"))
            .hint("check that the disk is not full and that no quota or file-size limit applies");
        for message in take_messages().into_iter().take(3) {
            error = error.cause(format!("GDAL: {message}"));
        }
        Err(error)
    }
}

/// Opens a raster with the allowed drivers only.
pub(crate) fn open_raster(path: &Path) -> Result<Dataset> {
    open(path, GdalOpenFlags::GDAL_OF_RASTER, &RASTER_DRIVERS, &[])
}

/// Opens an overview of a raster as if it were all of it.
pub(crate) fn open_overview(path: &Path, level: usize) -> Result<Dataset> {
    open(path, GdalOpenFlags::GDAL_OF_RASTER, &RASTER_DRIVERS, &[&format!("OVERVIEW_LEVEL={level}")])
}

/// Opens a vector dataset with the allowed drivers only.
pub(crate) fn open_vector(path: &Path, open_options: &[&str]) -> Result<Dataset> {
    open(path, GdalOpenFlags::GDAL_OF_VECTOR, &VECTOR_DRIVERS, open_options)
}

fn open(path: &Path, kind: GdalOpenFlags, drivers: &[&str], open_options: &[&str]) -> Result<Dataset> {
    start();
    refuse_indirect_path(path)?;
    if !path.exists() {
        return Err(Error::new(Kind::Missing, format!("no file `{}`", path.display()))
            .hint("paths in a pipeline file are relative to that file"));
    }
    refuse_special_file(path)?;
    take_messages();
    let options = DatasetOptions {
        open_flags: kind | GdalOpenFlags::GDAL_OF_VERBOSE_ERROR,
        allowed_drivers: Some(drivers),
        open_options: (!open_options.is_empty()).then_some(open_options),
        sibling_files: None,
    };
    Dataset::open_ex(path, options).map_err(|error| {
        let mut refused = Error::data(format!("cannot open `{}`", path.display()));
        let said = take_messages();
        refused =
            if said.is_empty() { refused.cause(error) } else { refused.cause(format!("GDAL: {}", said.join("; "))) };
        refused.hint(format!("readable formats are {}; a VRT is not read, whatever its name", drivers.join(", ")))
    })
}

/// Refuses paths that make GDAL read something else than the file they seem to name.
///
/// # Errors
/// `/vsi…`, `scheme://…` and `DRIVER:…` paths.
pub(crate) fn refuse_indirect_path(path: &Path) -> Result<()> {
    let text = path.to_string_lossy();
    let driver_prefix = text.split_once(':').is_some_and(|(prefix, _)| {
        prefix.len() > 1 && prefix.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !path.exists()
    });
    if text.starts_with("/vsi") || text.contains("://") || driver_prefix {
        return Err(Error::data(format!("`{text}` is not a path to a local file"))
            .hint("copy the file to a local disk: network, archive and database sources are not read"));
    }
    Ok(())
}

/// Refuses what would be waited for, or read, without end.
///
/// # Errors
/// A pipe, socket or device.
pub(crate) fn refuse_special_file(path: &Path) -> Result<()> {
    if path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        return Err(Error::data(format!("`{}` is a pipe, a socket or a device, expected a file", path.display())));
    }
    Ok(())
}

/// The files a dataset consists of, side-car files included, sorted; a directory dataset gives the files inside.
pub(crate) fn dataset_files(dataset: &Dataset, path: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        file_list(dataset).into_iter().map(PathBuf::from).filter(|file| file.is_file()).collect();
    if files.is_empty() && path.is_file() {
        files.push(path.to_owned());
    }
    files.sort();
    files.dedup();
    files
}
