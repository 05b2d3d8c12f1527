//! The date that files are given.

use gdal::config::{clear_thread_local_config_option, set_thread_local_config_option};

use crate::error::{Error, Result};

/// GeoPackage and Shapefile record when they were written; the same input must give the same bytes.
pub(super) const RECORDED_DATE: &str = "2023-01-01";

const KEY: &str = "OGR_CURRENT_DATE";

/// While it lives, GDAL takes today for that date, on this thread.
pub(super) struct RecordedDate(());

impl RecordedDate {
    pub(super) fn set() -> Result<Self> {
        set_thread_local_config_option(KEY, &format!("{RECORDED_DATE}T00:00:00.000Z")).map_err(Error::internal)?;
        Ok(Self(()))
    }
}

impl Drop for RecordedDate {
    fn drop(&mut self) {
        clear_thread_local_config_option(KEY).expect("the key holds no NUL byte");
    }
}
