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

    /// Adds a line of detail to this error and to all that were joined with it.
    #[must_use]
    pub fn note_each(mut self, note: &str) -> Self {
        self.others = self.others.into_iter().map(|other| other.note_each(note)).collect();
        self.note(note)
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
    pub fn all(problems: Vec<Error>) -> Result<()> {
        let mut problems: Vec<Error> = problems.into_iter().flat_map(Self::into_problems).collect();
        if problems.is_empty() {
            return Ok(());
        }
        let mut first = problems.remove(0);
        first.others.append(&mut problems);
        Err(first)
    }

    /// The same error with another text for every `from`, such as the place a file would have had.
    #[must_use]
    pub fn replace(mut self, from: &str, to: &str) -> Self {
        let texts = std::iter::once(&mut self.message).chain(&mut self.notes).chain(&mut self.hints);
        texts.for_each(|text| *text = text.replace(from, to));
        self.others = self.others.into_iter().map(|other| other.replace(from, to)).collect();
        self
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

    /// The problems one by one, each without the others.
    #[must_use]
    pub fn into_problems(mut self) -> Vec<Error> {
        let others = std::mem::take(&mut self.others);
        std::iter::once(self).chain(others).collect()
    }

    fn write_one(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is quoted from a file may hold line breaks.
        f.write_str(&self.message.replace('\n', "\n  "))?;
        for note in &self.notes {
            write!(f, "\n  {}", note.replace('\n', "\n  "))?;
        }
        if !self.hints.is_empty() {
            f.write_str("\n")?;
        }
        for hint in &self.hints {
            write!(f, "\nhint: {}", hint.replace('\n', "\n  "))?;
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
