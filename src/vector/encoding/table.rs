//! The raw text of a `.dbf` file, which GDAL gives only decoded.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};

/// Different texts beyond ASCII that are looked at; the rest of a table is not read.
const ENOUGH_TEXTS: usize = 4096;

/// Text of a table beyond ASCII.
pub(super) struct Text {
    pub(super) bytes: Vec<u8>,
    /// Whether it reaches the end of its field, so that its last character may be cut.
    pub(super) fills_field: bool,
    pub(super) place: String,
}

/// What is needed of a `.dbf` file.
pub(super) struct Table {
    pub(super) path: PathBuf,
    pub(super) language: u8,
    pub(super) texts: Vec<Text>,
}

/// A text field of a table.
struct Field {
    label: String,
    start: usize,
    width: usize,
}

impl Table {
    /// Reads the header and the text fields of records that are not deleted.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let failed = |error: std::io::Error| {
            let kind = if error.kind() == ErrorKind::NotFound { Kind::Missing } else { Kind::Io };
            Error::new(kind, format!("cannot read `{}`", path.display())).cause(error)
        };
        let not_a_table = |found: String| {
            Error::data(format!("`{}` is not a dBASE table: {found}", path.display()))
                .hint("a Shapefile consists of .shp, .shx and .dbf: copy all of them again")
        };
        let mut reader = BufReader::with_capacity(1 << 18, File::open(path).map_err(failed)?);
        let mut header = vec![0; 32];
        if read_full(&mut reader, &mut header).map_err(failed)? < 32 {
            return Err(not_a_table("it is shorter than the header of 32 bytes".to_owned()));
        }
        let records = u32::from_le_bytes([header[4], header[5], header[6], header[7]]);
        let header_length = usize::from(u16::from_le_bytes([header[8], header[9]]));
        let record_length = usize::from(u16::from_le_bytes([header[10], header[11]]));
        if header_length < 33 || record_length < 1 {
            return Err(not_a_table(format!(
                "its header states {header_length} bytes of header and {record_length} bytes per record"
            )));
        }
        header.resize(header_length, 0);
        if read_full(&mut reader, &mut header[32..]).map_err(failed)? < header_length - 32 {
            return Err(not_a_table(format!("it ends within its header of {header_length} bytes")));
        }

        let mut table = Self { path: path.to_owned(), language: header[29], texts: Vec::new() };
        let mut seen = BTreeSet::new();
        let mut fields = Vec::new();
        let mut start = 1;
        for (index, descriptor) in header[32..].chunks_exact(32).take_while(|bytes| bytes[0] != 0x0D).enumerate() {
            let (name, fills_field) = content(&descriptor[..11], 10);
            let number = index + 1;
            table.add(&mut seen, name, fills_field, || format!("the name of field {number}"));
            let width = usize::from(descriptor[16]);
            if descriptor[11] == b'C' && start + width <= record_length {
                let label = match std::str::from_utf8(name) {
                    Ok(name) => format!("field `{name}`"),
                    Err(_) => format!("field {number}"),
                };
                fields.push(Field { label, start, width });
            }
            start += width;
        }

        let mut record = vec![0; record_length];
        for feature in 0..records {
            if table.texts.len() >= ENOUGH_TEXTS || read_full(&mut reader, &mut record).map_err(failed)? < record_length
            {
                break;
            }
            if record[0] == b'*' || record.is_ascii() {
                continue;
            }
            for field in &fields {
                let (text, fills_field) = content(&record[field.start..field.start + field.width], field.width);
                table.add(&mut seen, text, fills_field, || format!("{} of feature {feature}", field.label));
            }
        }
        Ok(table)
    }

    /// Takes in a text, unless it is ASCII or known.
    fn add(&mut self, seen: &mut BTreeSet<Vec<u8>>, bytes: &[u8], fills_field: bool, place: impl Fn() -> String) {
        if !bytes.is_ascii() && seen.insert(bytes.to_vec()) {
            self.texts.push(Text { bytes: bytes.to_vec(), fills_field, place: place() });
        }
    }
}

/// Reads until `buffer` is full or the file ends, and gives the number of bytes read.
fn read_full(reader: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The text of a field without its padding, and whether it takes up all of `width` bytes.
fn content(raw: &[u8], width: usize) -> (&[u8], bool) {
    let text = raw.split(|&byte| byte == 0).next().unwrap_or_default();
    (text.trim_ascii(), text.trim_ascii_end().len() >= width)
}
