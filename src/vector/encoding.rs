//! The encoding of the attribute tables of Shapefiles, decided from their bytes.
//!
//! Chinese tables come in UTF-8, GBK, GB 18030 or Big5, and the `.cpg` file and the language byte that should say which
//! are often wrong or absent. GDAL believes them: it then reads GBK as Latin-1, or drops what it cannot decode.

mod charset;
mod garbled;
mod table;
#[cfg(test)]
mod tests;

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use encoding_rs::WINDOWS_1252;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind, Result};
use charset::{Charset, needs_hong_kong};
pub(crate) use garbled::refuse_garbled;
use table::{Table, Text};

/// The encoding of attribute tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Encoding {
    /// As the file declares, or detected; an undecidable one is an error.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// UTF-8.
    #[serde(rename = "utf-8")]
    Utf8,
    /// GBK.
    #[serde(rename = "gbk")]
    Gbk,
    /// GB 18030.
    #[serde(rename = "gb18030")]
    Gb18030,
    /// Big5.
    #[serde(rename = "big5")]
    Big5,
}

/// Share of common characters from which a decoding is believed without any declaration.
const PLAUSIBLE: f64 = 0.5;

/// Share of common characters from which text is Chinese even if it could be a Western language as well.
const CLEARLY_CHINESE: f64 = 0.6;

/// Characters after which valid UTF-8 is no accident. Fewer can be: `省` in GBK is also a letter in UTF-8.
const ENOUGH_FOR_UTF8: usize = 4;

/// The GDAL open options for a vector file, and warnings. Only Shapefiles need any.
///
/// # Errors
/// A table that cannot be read, that is not in the stated encoding, or whose encoding cannot be told.
pub(crate) fn open_options(path: &Path, encoding: Encoding) -> Result<(Vec<String>, Vec<String>)> {
    let extension = path.extension().map(OsStr::to_ascii_lowercase);
    if extension.is_none_or(|extension| extension != "shp" && extension != "dbf") {
        return Ok((Vec::new(), Vec::new()));
    }
    let Some(table_path) = sibling(path, "dbf") else {
        return Ok((Vec::new(), Vec::new()));
    };
    let table = Table::read(&table_path)?;
    let (fit, mut warnings) = match encoding {
        Encoding::Auto => {
            let declarations = declarations(&table)?;
            match decide(&table, &declarations)? {
                Some(decision) => decision,
                None => return Ok((Vec::new(), Vec::new())),
            }
        }
        Encoding::Utf8 => (stated(&table, Charset::Utf8)?, Vec::new()),
        Encoding::Gbk | Encoding::Gb18030 => (stated(&table, Charset::Gbk)?, Vec::new()),
        Encoding::Big5 => (stated(&table, Charset::Big5)?, Vec::new()),
    };
    if let Some(cut) = &fit.cut {
        warnings.push(format!(
            "`{}`: {cut} ends in the middle of a character, as texts do that are too long for their field; the half \
             character is dropped",
            table.path.display()
        ));
    }
    Ok((vec![format!("ENCODING={}", fit.gdal_name())], warnings))
}

/// How the texts of a table look in one charset, all of them decoded.
struct Fit {
    charset: Charset,
    characters: usize,
    /// The mean familiarity of the characters beyond ASCII.
    score: f64,
    /// The place of a text that ends in the middle of a character.
    cut: Option<String>,
    /// A text, to show how it reads.
    example: String,
    /// Whether Big5 needs its Hong Kong supplement.
    beyond_big5: bool,
}

impl Fit {
    /// Decodes all texts, or gives the first that does not decode. Only `anywhere` may a text be cut before its field ends.
    fn new(table: &Table, charset: Charset, anywhere: bool) -> std::result::Result<Self, &Text> {
        let mut fit =
            Self { charset, characters: 0, score: 0.0, cut: None, example: String::new(), beyond_big5: false };
        for text in &table.texts {
            let (decoded, cut) = charset.decode(&text.bytes).ok_or(text)?;
            if cut {
                if !anywhere && !text.fills_field {
                    return Err(text);
                }
                fit.cut.get_or_insert_with(|| text.place.clone());
            }
            for c in decoded.chars().filter(|c| !c.is_ascii()) {
                fit.characters += 1;
                fit.score += charset.familiarity(c);
            }
            fit.beyond_big5 |= charset == Charset::Big5 && needs_hong_kong(&text.bytes);
            if fit.example.is_empty() {
                fit.example = decoded;
            }
        }
        fit.score /= fit.characters.max(1) as f64;
        Ok(fit)
    }

    /// The charset in the words of GDAL and iconv.
    fn gdal_name(&self) -> &'static str {
        match self.charset {
            // GDAL copies `UTF-8` without looking, cut characters included; under its other name iconv drops them.
            Charset::Utf8 if self.cut.is_some() => "UTF8",
            Charset::Utf8 => "UTF-8",
            Charset::Gbk => "GB18030",
            Charset::Big5 if self.beyond_big5 => "BIG5-HKSCS",
            Charset::Big5 => "BIG5",
            Charset::Western => "CP1252",
        }
    }
}

/// What a file says about its encoding.
struct Declaration {
    /// Such as `zones.cpg says UTF-8`, with backticks.
    text: String,
    /// None: an encoding that is left to GDAL, such as Shift JIS.
    charset: Option<Charset>,
}

/// What the `.cpg` file and the language byte declare, in the order in which GDAL looks at them.
///
/// Language bytes that say `ANSI` or nothing are not declarations: most writers of GBK leave them so.
fn declarations(table: &Table) -> Result<Vec<Declaration>> {
    let mut declarations = Vec::new();
    if let Some(path) = sibling(&table.path, "cpg") {
        let bytes = std::fs::read(&path)
            .map_err(|error| Error::new(Kind::Io, format!("cannot read `{}`", path.display())).cause(error))?;
        let label = String::from_utf8_lossy(&bytes);
        let label = label.trim_start_matches('\u{FEFF}').lines().next().unwrap_or_default().trim();
        if let Some(charset) = declared_charset(label) {
            declarations.push(Declaration { text: format!("`{}` says `{label}`", path.display()), charset });
        }
    }
    let by_language = match table.language {
        0x4D | 0x7A => Some(Some(Charset::Gbk)),
        0x4F | 0x78 => Some(Some(Charset::Big5)),
        0x00..=0x03 | 0x57..=0x59 => None,
        _ => Some(None),
    };
    if let Some(charset) = by_language {
        let name = charset.map_or("another code page", Charset::name);
        let text = format!("the language byte 0x{:02X} of `{}` says {name}", table.language, table.path.display());
        declarations.push(Declaration { text, charset });
    }
    Ok(declarations)
}

/// The charset a `.cpg` file names; the outer none if it names nothing known, the inner if it is left to GDAL.
#[expect(clippy::option_option, reason = "nothing declared, declared and left to GDAL, declared and known here")]
fn declared_charset(label: &str) -> Option<Option<Charset>> {
    let mut name: String = label.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    for prefix in ["ANSI", "WINDOWS", "CP", "MS", "OEM"] {
        name = name.strip_prefix(prefix).map_or(name.clone(), str::to_owned);
    }
    match name.as_str() {
        "UTF8" | "65001" => Some(Some(Charset::Utf8)),
        "936" | "GBK" | "GB2312" | "GB231280" | "EUCCN" | "20936" | "51936" | "GB18030" | "54936" => {
            Some(Some(Charset::Gbk))
        }
        "950" | "BIG5" | "BIG5HKSCS" | "951" => Some(Some(Charset::Big5)),
        "1252" | "88591" | "ISO88591" | "885915" | "ISO885915" | "LATIN1" | "28591" => Some(Some(Charset::Western)),
        number if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => Some(None),
        _ => encoding_rs::Encoding::for_label(label.as_bytes()).map(|_| None),
    }
}

/// How a table looks in every charset; in place of a fit, the first text that does not decode.
struct Fits<'a> {
    table: &'a Table,
    all: [(Charset, std::result::Result<Fit, &'a Text>); 4],
}

impl<'a> Fits<'a> {
    fn new(table: &'a Table) -> Self {
        let all = [Charset::Utf8, Charset::Gbk, Charset::Big5, Charset::Western]
            .map(|charset| (charset, Fit::new(table, charset, false)));
        Self { table, all }
    }

    fn get(&self, charset: Charset) -> Option<&Fit> {
        self.all.iter().find(|(of, _)| *of == charset).and_then(|(_, fit)| fit.as_ref().ok())
    }

    fn score(&self, charset: Charset) -> f64 {
        self.get(charset).map_or(0.0, |fit| fit.score)
    }

    /// Whether the bytes bear out a declaration.
    fn bear_out(&self, declared: Charset) -> bool {
        let utf8 = self.get(Charset::Utf8);
        match declared {
            Charset::Utf8 => utf8.is_some(),
            // UTF-8 often decodes as GBK too, to characters that hardly occur.
            Charset::Gbk | Charset::Big5 => self
                .get(declared)
                .is_some_and(|fit| utf8.is_none_or(|utf8| utf8.characters < 2 || utf8.score <= fit.score)),
            // Every byte is a character in it, so that only the others can tell.
            Charset::Western => utf8.is_none() && self.likeliest().is_none_or(|it| it == Charset::Western),
        }
    }

    /// Whether the bytes are UTF-8 by themselves. A tie goes to UTF-8: it needs more luck than the others.
    fn are_utf8(&self) -> bool {
        let others = self.score(Charset::Gbk).max(self.score(Charset::Big5));
        self.get(Charset::Utf8).is_some_and(|utf8| utf8.characters >= ENOUGH_FOR_UTF8 || utf8.score >= others)
    }

    /// The charset other than UTF-8 in which the texts make most sense; a tie goes to GBK.
    ///
    /// Most Big5 text also decodes as GBK and the reverse, but to characters that hardly occur.
    fn likeliest(&self) -> Option<Charset> {
        let (gbk, big5) = (self.score(Charset::Gbk), self.score(Charset::Big5));
        let (charset, best) = if big5 > gbk { (Charset::Big5, big5) } else { (Charset::Gbk, gbk) };
        if best < CLEARLY_CHINESE && looks_western(self.table) {
            Some(Charset::Western)
        } else {
            (best >= PLAUSIBLE).then_some(charset)
        }
    }
}

/// The encoding of a table by its declarations and bytes, with warnings; none if GDAL needs no help.
fn decide(table: &Table, declarations: &[Declaration]) -> Result<Option<(Fit, Vec<String>)>> {
    let first = declarations.first();
    if table.texts.is_empty() || first.is_some_and(|first| first.charset.is_none()) {
        return Ok(None);
    }
    let fits = Fits::new(table);
    let decided = declarations
        .iter()
        .filter_map(|declaration| declaration.charset)
        .find(|&charset| fits.bear_out(charset))
        .or_else(|| fits.are_utf8().then_some(Charset::Utf8))
        .or_else(|| fits.likeliest());
    let Some(charset) = decided else {
        return Err(undecidable(&fits, declarations));
    };
    let fit = fits.all.into_iter().find_map(|(of, fit)| fit.ok().filter(|_| of == charset));
    let fit = fit.ok_or_else(|| Error::internal("an encoding was chosen that does not fit"))?;
    // UTF-8 is what a file without a declaration should be in.
    let expected = first.map_or(Some(Charset::Utf8), |first| first.charset);
    let mut warnings = Vec::new();
    if expected != Some(charset) {
        let but = first.map_or("which it does not declare".to_owned(), |first| format!("though {}", first.text));
        warnings.push(format!(
            "`{}` is read as {}, {but}: {} reads `{}`; if that is wrong, set `encoding`",
            table.path.display(),
            charset.name(),
            table.texts[0].place,
            fit.example
        ));
    }
    Ok(Some((fit, warnings)))
}

/// Whether the bytes beyond ASCII are letters strewn among ASCII letters, as in `Göteborg`.
fn looks_western(table: &Table) -> bool {
    let (mut plain, mut accented) = (0, 0);
    for text in &table.texts {
        let longest_run = text.bytes.split(u8::is_ascii).map(<[u8]>::len).max().unwrap_or_default();
        let decoded = WINDOWS_1252.decode_without_bom_handling(&text.bytes).0;
        if longest_run > 2 || decoded.chars().any(|c| !c.is_ascii() && !c.is_alphabetic()) {
            return false;
        }
        plain += decoded.chars().filter(char::is_ascii_alphabetic).count();
        accented += decoded.chars().filter(|c| !c.is_ascii()).count();
    }
    plain >= 2 * accented
}

/// The fit of the encoding that the user states.
fn stated(table: &Table, charset: Charset) -> Result<Fit> {
    Fit::new(table, charset, true).map_err(|text| {
        let others: Vec<_> = [Charset::Utf8, Charset::Gbk, Charset::Big5]
            .into_iter()
            .filter(|&other| Fit::new(table, other, true).is_ok())
            .map(Charset::name)
            .collect();
        let fitting = if others.is_empty() { "none of the others either".to_owned() } else { others.join(", ") };
        Error::data(format!("`{}` is not in {}, the `encoding` stated", table.path.display(), charset.name()))
            .note(format!("{} holds the bytes {}", text.place, hexadecimal(&text.bytes)))
            .note(format!("the bytes of the table fit {fitting}"))
            .hint("leave `encoding` out, or state one that fits")
    })
}

/// The error for a table whose encoding cannot be told: what was tried, and what came of it.
fn undecidable(fits: &Fits<'_>, declarations: &[Declaration]) -> Error {
    let mut error = Error::data(format!("cannot tell the encoding of `{}`", fits.table.path.display()));
    for declaration in declarations {
        error = error.note(&declaration.text);
    }
    for (charset, fit) in fits.all.iter().filter(|(charset, _)| *charset != Charset::Western) {
        error = error.note(match fit {
            Ok(fit) => format!(
                "tried {}: it fits, but {:.0} % of the characters are common, expected {:.0} %; {} would read `{}`",
                charset.name(),
                100.0 * fit.score,
                100.0 * PLAUSIBLE,
                fits.table.texts[0].place,
                fit.example
            ),
            Err(text) => {
                format!("tried {}: {} holds the bytes {}", charset.name(), text.place, hexadecimal(&text.bytes))
            }
        });
    }
    error
        .hint("set `encoding = \"gbk\"`, `\"utf-8\"`, `\"gb18030\"` or `\"big5\"` if you know it")
        .hint("or save the file as a GeoPackage with the program that wrote it")
}

/// The first bytes of a text as a person can look them up.
fn hexadecimal(bytes: &[u8]) -> String {
    const SHOWN: usize = 24;
    let mut digits = bytes.iter().take(SHOWN).fold(String::from("`"), |mut digits, byte| {
        write!(digits, "{}{byte:02x}", if digits.len() > 1 { " " } else { "" }).expect("a string can be written to");
        digits
    });
    digits.push_str(if bytes.len() > SHOWN { " …`" } else { "`" });
    digits
}

/// The file beside `path` with another extension, in whatever case it is spelt.
fn sibling(path: &Path, extension: &str) -> Option<PathBuf> {
    if path.extension().is_some_and(|own| own.eq_ignore_ascii_case(extension)) {
        return Some(path.to_owned());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names = std::fs::read_dir(folder).ok()?.flatten().map(|entry| PathBuf::from(entry.file_name()));
    // With several spellings, the one in lower case, whatever the order of the directory.
    names
        .filter(|name| name.file_stem() == path.file_stem())
        .filter(|name| name.extension().is_some_and(|own| own.eq_ignore_ascii_case(extension)))
        .max()
        .map(|name| path.with_file_name(name))
}
