//! The output directory: filled under a temporary name beside its place, renamed when complete.

use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};

/// A directory that is removed unless it is finished.
#[derive(Debug)]
pub(super) struct PartialOutput {
    target: PathBuf,
    partial: PathBuf,
    overwrite: bool,
    finished: bool,
}

impl PartialOutput {
    /// Creates the temporary directory beside `target`.
    ///
    /// # Errors
    /// A target that exists and may not be overwritten, or a place that cannot be written to.
    pub(super) fn create(target: &Path, overwrite: bool) -> Result<Self> {
        if target.exists() && !overwrite {
            return Err(Error::new(Kind::CannotCreate, format!("`{}` exists already", target.display()))
                .hint("choose another directory with `--out`, or replace it with `--overwrite`"));
        }
        if target.exists() {
            refuse_foreign(target)?;
        }
        let partial = partial_path(target);
        // Process ids come again, in containers at once: what a killed run left under this name is no part of ours.
        let _ = std::fs::remove_dir_all(&partial);
        std::fs::create_dir_all(&partial).map_err(|error| {
            Error::new(Kind::CannotCreate, format!("cannot create the output directory `{}`", target.display()))
                .cause(error)
                .hint("choose a directory you may write to with `--out`")
        })?;
        Ok(Self { target: target.to_owned(), partial, overwrite, finished: false })
    }

    /// Where to write until the output is finished.
    #[must_use]
    pub(super) fn path(&self) -> &Path {
        &self.partial
    }

    /// The error as of the place the output was going to, which is the one the user knows.
    pub(super) fn in_place(&self, error: Error) -> Error {
        error.replace(&self.partial.to_string_lossy(), &self.target.to_string_lossy())
    }

    /// Writes a file of the output.
    ///
    /// # Errors
    /// A disk that is full or fails.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.partial.join(name);
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        folder.and_then(|()| write_synced(&path, bytes)).map_err(|error| {
            Error::new(Kind::Io, format!("cannot write `{}`", self.target.join(name).display()))
                .cause(error)
                .hint("check that the disk is not full and that no quota or file-size limit applies")
        })
    }

    /// Puts the output in its place.
    ///
    /// # Errors
    /// A directory that cannot be renamed or replaced.
    pub(super) fn finish(mut self) -> Result<()> {
        let failed = |error: std::io::Error| {
            Error::new(Kind::CannotCreate, format!("cannot put the output at `{}`", self.target.display())).cause(error)
        };
        if self.overwrite && self.target.exists() {
            let old = replaced_path(&self.partial);
            std::fs::rename(&self.target, &old).map_err(failed)?;
            if let Err(error) = std::fs::rename(&self.partial, &self.target) {
                // The former result goes back, so that there is always one.
                std::fs::rename(&old, &self.target).map_err(failed)?;
                return Err(failed(error));
            }
            self.finished = true;
            std::fs::remove_dir_all(&old).map_err(|error| {
                Error::new(Kind::Io, format!("cannot remove the former output, now at `{}`", old.display()))
                    .note(format!("the new one is complete at `{}`", self.target.display()))
                    .cause(error)
            })?;
        } else {
            std::fs::rename(&self.partial, &self.target).map_err(failed)?;
        }
        self.finished = true;
        Ok(())
    }
}

impl Drop for PartialOutput {
    fn drop(&mut self) {
        if !self.finished {
            // Nothing can be done about a directory that cannot be removed; its name says that it is partial.
            let _ = std::fs::remove_dir_all(&self.partial);
        }
    }
}

/// Where an output is written until it is finished: beside its place, under a name that says so.
#[must_use]
pub fn partial_path(target: &Path) -> PathBuf {
    let name = target.file_name().map_or_else(|| "out".into(), |name| name.to_string_lossy().into_owned());
    target.with_file_name(format!(".{name}.partial-{}", std::process::id()))
}

/// Where a former output waits until the new one is in its place.
fn replaced_path(partial: &Path) -> PathBuf {
    let mut name = partial.file_name().unwrap_or_default().to_owned();
    name.push(".replaced");
    partial.with_file_name(name)
}

/// Removes what an interrupted run has written, however busy its threads still are.
pub fn remove_partial(target: &Path) {
    let partial = partial_path(target);
    for _ in 0..100 {
        // A thread may create a file between the listing and the removal of the directory.
        match std::fs::remove_dir_all(&partial) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {}
            _ => return,
        }
    }
}

/// Only what tanhui wrote, or nothing at all, is ever replaced: a directory with any other file is refused.
fn refuse_foreign(target: &Path) -> Result<()> {
    let refuse = |found: String| {
        Err(Error::new(Kind::CannotCreate, format!("`{}` is not replaced: {found}", target.display()))
            .hint("choose another directory with `--out`"))
    };
    let Ok(files) = files_below(target) else { return refuse("it is not a directory that can be read".to_owned()) };
    if files.is_empty() {
        return Ok(());
    }
    let manifest = std::fs::read(target.join("manifest.json")).ok();
    let manifest: Option<serde_json::Value> = manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let Some(manifest) = manifest.filter(|manifest| manifest["tanhui"].is_string()) else {
        return refuse("it is not an output directory of tanhui".to_owned());
    };
    let outputs = manifest["run"]["outputs"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_own = |file: &&PathBuf| {
        let name = file.to_string_lossy();
        // GIS programs keep statistics and styles beside the maps they open.
        name == "manifest.json"
            || name.ends_with(".aux.xml")
            || outputs.iter().any(|output| output["path"].as_str() == Some(&*name))
    };
    match files.iter().find(|file| !is_own(file)) {
        Some(foreign) => refuse(format!("it holds `{}`, which is no part of the result", foreign.display())),
        None => Ok(()),
    }
}

/// All files below a directory, with paths relative to it, sorted.
pub(super) fn files_below(directory: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut pending = vec![PathBuf::new()];
    let mut files = Vec::new();
    while let Some(next) = pending.pop() {
        for entry in directory.join(&next).read_dir()? {
            let entry = entry?;
            let path = next.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                pending.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Writes and syncs, so that a full disk is noticed here.
fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut file = std::fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
