//! One error type: a message that names the thing, what was found and what was expected; causes; and hints.
//!
//! The kind decides the exit code (sysexits). Wording: lower case, no final period, literals in backticks.

use std::fmt;

/// What everything in this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Who must act on an error, and thereby the exit code of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The command line is wrong (64).
    Usage,
    /// An input, the pipeline file included, holds something that cannot be used (65).
    Data,
    /// An input does not exist or cannot be read at all (66).
    Missing,
    /// A defect of this program (70).
    Internal,
    /// An output cannot be created (73).
    CannotCreate,
    /// Reading or writing failed on the way: disk full, device error (74).
    Io,
    /// Stopped by the user (130).
    Interrupted,
}

impl Kind {
    /// The exit code that a shell sees.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Usage => 64,
            Self::Data => 65,
            Self::Missing => 66,
            Self::Internal => 70,
            Self::CannotCreate => 73,
            Self::Io => 74,
            Self::Interrupted => 130,
        }
    }
}

/// An error as the user reads it.
///
/// ```
/// use tanhui::{Error, ErrorKind};
/// let error = Error::new(ErrorKind::Data, "layer `land` has no CRS")
///     .note("in pipelines/example.toml, line 14")
///     .hint("add `assume_crs = \"EPSG:4490\"` to the layer");
/// assert_eq!(
///     error.to_string(),
///     "layer `land` has no CRS\n  in pipelines/example.toml, line 14\n\n\
///      hint: add `assume_crs = \"EPSG:4490\"` to the layer"
/// );
/// ```
#[derive(Debug, Clone)]
pub struct Error {
    kind: Kind,
    message: String,
    notes: Vec<String>,
    hints: Vec<String>,
    others: Vec<Error>,
}

impl Error {
    /// An error of `kind`; `message` says which thing, what was found and what was expected.
    #[must_use]
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), notes: Vec::new(), hints: Vec::new(), others: Vec::new() }
    }

    /// Shorthand for [`Kind::Data`].
    #[must_use]
    pub fn data(message: impl Into<String>) -> Self {
        Self::new(Kind::Data, message)
    }

    /// Shorthand for [`Kind::Internal`]: the message asks for a report.
    #[must_use]
    pub fn internal(message: impl fmt::Display) -> Self {
        Self::new(Kind::Internal, format!("internal: {message}"))
            .hint("this is a defect of tanhui: please report it with the pipeline file and this message")
    }

    /// Adds a line of detail, shown indented below the message.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds what went wrong underneath, shown as `cause: …`.
    #[must_use]
    pub fn cause(self, cause: impl fmt::Display) -> Self {
        self.note(format!("cause: {cause}"))
    }

    /// Adds what the user can do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Joins the problems that one check found, so that all are shown at once.
    ///
    /// Returns `Ok` when there are none. The kind is that of the first.
    ///
    /// # Errors
    /// The joined problems.
    pub fn all(mut problems: Vec<Error>) -> Result<()> {
        if problems.is_empty() {
            return Ok(());
        }
        let mut first = problems.remove(0);
        first.others.append(&mut problems);
        Err(first)
    }

    /// Who must act.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The number of problems this error carries, at least one.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + self.others.len()
    }

    /// This problem without those that were found beside it.
    #[must_use]
    pub fn alone(&self) -> Self {
        Self { others: Vec::new(), ..self.clone() }
    }

    /// The problems one by one.
    pub fn problems(&self) -> impl Iterator<Item = &Error> {
        std::iter::once(self).chain(&self.others)
    }

    fn write_one(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for note in &self.notes {
            write!(f, "\n  {}", note.replace('\n', "\n  "))?;
        }
        if !self.hints.is_empty() {
            f.write_str("\n")?;
        }
        for hint in &self.hints {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_one(f)?;
        for other in &self.others {
            f.write_str("\n\nerror: ")?;
            other.write_one(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// The candidate nearest to a misspelt `name`, if any is near enough to be meant.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().max(name.len()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
