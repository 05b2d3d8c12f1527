//! Strata kept under the hash of what they were made from, so that a changed parameter does not read a pixel.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::plan::{PlannedLayerKind, PlannedZoneSet, RasterPlan};
use crate::error::{Error, Kind, Result};
use crate::raster::BlockGrid;
use crate::strata::{StrataTable, read_strata, write_strata};

/// Changes whenever the pass computes something else from the same input.
const STRATA_VERSION: u32 = 4;

/// A file that was read, with the hash of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashedFile {
    /// The file.
    pub path: PathBuf,
    /// BLAKE3 of its bytes, hexadecimal.
    pub blake3: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last written to, where the file system says.
    #[serde(skip)]
    modified: Option<SystemTime>,
}

impl HashedFile {
    /// Hashes a file.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        let unreadable =
            |error: std::io::Error| Error::new(Kind::Missing, format!("cannot read `{}`", path.display())).cause(error);
        // Before the bytes, so that what is written meanwhile shows.
        let metadata = path.metadata().map_err(unreadable)?;
        let mut hasher = blake3::Hasher::new();
        // Not by memory map: a file cut short meanwhile would end the program.
        hasher.update_reader(std::fs::File::open(path).map_err(unreadable)?).map_err(unreadable)?;
        Ok(Self {
            path: path.to_owned(),
            blake3: hasher.finalize().to_hex().to_string(),
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }

    /// An error if the file was written to since it was hashed: a result must be that of the bytes it names.
    ///
    /// # Errors
    /// Another size or time.
    pub fn refuse_changed(&self) -> Result<()> {
        let unchanged = self.path.metadata().is_ok_and(|metadata| {
            metadata.len() == self.bytes && (self.modified.is_none() || metadata.modified().ok() == self.modified)
        });
        if unchanged {
            return Ok(());
        }
        Err(Error::data(format!("`{}` was changed or removed while it was being read", self.path.display()))
            .hint("run again once nothing else writes to the input files"))
    }
}

/// The hash of everything strata depend on: input bytes, grid, dimensions and version. Paths and names of files do not count.
#[must_use]
pub(super) fn strata_key(rasters: &RasterPlan, zone_sets: &[PlannedZoneSet], files: &[HashedFile]) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: String| {
        hasher.update(text.as_bytes());
        hasher.update(b"\n");
    };
    add(format!("tanhui strata {STRATA_VERSION} block {}", BlockGrid::EDGE));
    add(serde_json::to_string(&rasters.grid).expect("a grid is writable"));
    let hash_of = |path: &PathBuf| files.iter().find(|file| file.path == *path).map(|file| file.blake3.clone());
    for layer in &rasters.layers {
        let source = &layer.source;
        let file = source.file();
        let kind = match &layer.kind {
            PlannedLayerKind::Class(_) => "class",
            PlannedLayerKind::Quantity(unit) => unit.symbol(),
        };
        let crs = file.crs.as_ref().map_or("", |crs| crs.wkt());
        add(format!(
            "layer {} {kind} {:?} cut {:?} band {} nodata {:?} {:?} {:?} {crs}",
            source.name(),
            layer.year,
            source.limits(),
            file.band,
            source.stored_nodata(),
            source.resampling(),
            file.files.iter().map(hash_of).collect::<Vec<_>>()
        ));
    }
    for (set, zones) in zone_sets.iter().zip(&rasters.zones.sets) {
        add(format!("zones {} {:?} {:?}", set.name, set.rule, set.ids));
        // The outlines themselves, not the file: fields that strata do not depend on may change.
        // What belongs to which zone counts too: an island can change its district without moving a point.
        for outline in &zones.outlines {
            add(format!("zone of {} polygons", outline.len()));
            for polygon in outline {
                add(format!("polygon with {} holes", polygon.holes.len()));
                for ring in [&polygon.exterior].into_iter().chain(&polygon.holes) {
                    add(format!("ring of {} points", ring.len()));
                    for [x, y] in ring {
                        add(format!("{:x} {:x}", x.to_bits(), y.to_bits()));
                    }
                }
            }
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// The directory of cached strata: `TANHUI_CACHE`, else `tanhui` in the user's cache directory.
fn directory() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    from("TANHUI_CACHE")
        .or_else(|| Some(from("XDG_CACHE_HOME")?.join("tanhui")))
        .or_else(|| Some(from("HOME")?.join(".cache/tanhui")))
}

/// The strata kept under a key, if they are there and undamaged.
#[must_use]
pub(super) fn load(key: &str) -> Option<StrataTable> {
    let mut bytes = std::fs::read(directory()?.join(format!("{key}.strata"))).ok()?;
    let checksum = bytes.split_off(bytes.len().checked_sub(blake3::OUT_LEN)?);
    if blake3::hash(&bytes).as_bytes()[..] != checksum[..] {
        return None;
    }
    let (table, made_from) = read_strata(bytes).ok()?;
    (made_from == key).then_some(table)
}

/// Keeps strata under a key: Parquet, followed by the BLAKE3 of its bytes.
///
/// # Errors
/// A cache directory that cannot be written to; the run itself does not depend on it.
pub(super) fn store(key: &str, table: &StrataTable) -> Result<()> {
    let directory = directory().ok_or_else(|| Error::new(Kind::CannotCreate, "there is no cache directory"))?;
    let failed = |error: std::io::Error| {
        Error::new(Kind::CannotCreate, format!("cannot keep the strata in `{}`", directory.display())).cause(error)
    };
    std::fs::create_dir_all(&directory).map_err(failed)?;
    let mut bytes = write_strata(table, key)?;
    let checksum = blake3::hash(&bytes);
    bytes.extend_from_slice(checksum.as_bytes());
    let mut file = tempfile::NamedTempFile::new_in(&directory).map_err(failed)?;
    std::io::Write::write_all(&mut file, &bytes).map_err(failed)?;
    file.persist(directory.join(format!("{key}.strata"))).map_err(|error| failed(error.error))?;
    Ok(())
}
