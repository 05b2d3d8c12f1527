//! Finding a font that has what is to be written.

use std::path::Path;
use std::sync::Arc;

use resvg::usvg::fontdb;

use crate::error::{Error, Kind, Result};

/// What every font for Chinese has, and others have not.
const CHINESE: &str = "森林碳汇县鄞";
const LATIN: &str = "Carbon 2022";

/// Families that are looked for first.
const PREFERRED: [&str; 10] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "DejaVu Sans",
];

/// The fonts that pictures are set in.
#[derive(Debug, Clone)]
pub struct Fonts {
    all: Arc<fontdb::Database>,
    /// Only the chosen one: of several, a PDF holds the data in another order in every run.
    one: Arc<fontdb::Database>,
}

/// Whether a text has Chinese characters.
#[must_use]
pub fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'))
}

impl Fonts {
    /// The font of a file, or the best of the system's.
    ///
    /// # Errors
    /// No file, no font in it, or none with the characters that are needed.
    pub fn find(path: Option<&Path>, chinese: bool) -> Result<Self> {
        let mut database = fontdb::Database::new();
        let needed = if chinese { CHINESE } else { LATIN };
        if let Some(path) = path {
            if !path.is_file() {
                return Err(Error::new(Kind::Missing, format!("no font file `{}`", path.display())));
            }
            let loaded = database.load_font_file(path);
            if loaded.is_err() || database.is_empty() {
                return Err(Error::data(format!("`{}` holds no font", path.display()))
                    .hint("a font is an OpenType or TrueType file: `.ttf`, `.otf` or `.ttc`"));
            }
        } else {
            database.load_system_fonts();
        }
        let Some(face) = choose(&database, needed).cloned() else {
            let place = path.map_or("this computer".to_owned(), |path| format!("`{}`", path.display()));
            let what = if chinese { "no font with Chinese characters" } else { "no font" };
            return Err(Error::new(Kind::Missing, format!("{what} in {place}, expected one for pictures")).hint(
                "install the Debian package `fonts-noto-cjk`, or name a font file: `font = \"…\"` in `[outputs.pictures]`",
            ));
        };
        let family = face.families.first().map(|(name, _)| name.clone()).unwrap_or_default();
        let regular = in_memory(&face);
        let is_bold = |other: &fontdb::FaceInfo| {
            (other.style, other.weight) == (face.style, fontdb::Weight::BOLD)
                && other.families.iter().any(|(name, _)| *name == family)
        };
        let (mut all, mut one) = (fontdb::Database::new(), fontdb::Database::new());
        for other in database.faces() {
            all.push_face_info(match other {
                same if same.id == face.id => regular.clone(),
                bold if is_bold(bold) => in_memory(bold),
                other => other.clone(),
            });
        }
        one.push_face_info(regular);
        all.set_sans_serif_family(family.clone());
        one.set_sans_serif_family(family);
        Ok(Self { all: Arc::new(all), one: Arc::new(one) })
    }

    /// All fonts, for characters and weights that the chosen one lacks.
    pub(super) fn all(&self) -> &Arc<fontdb::Database> {
        &self.all
    }

    /// The chosen font alone.
    pub(super) fn one(&self) -> &Arc<fontdb::Database> {
        &self.one
    }
}

/// The font to write in: one of the preferred, or the first that will do.
fn choose<'a>(database: &'a fontdb::Database, needed: &str) -> Option<&'a fontdb::FaceInfo> {
    let regular =
        |face: &&fontdb::FaceInfo| face.style == fontdb::Style::Normal && face.weight == fontdb::Weight::NORMAL;
    let will_do = |face: &&fontdb::FaceInfo| has(database, face.id, needed);
    let called = |wanted: &str| {
        let mut faces = database.faces().filter(regular);
        faces.find(|face| face.families.iter().any(|(name, _)| name == wanted) && will_do(face))
    };
    let preferred = PREFERRED.iter().find_map(|wanted| called(wanted));
    preferred.or_else(|| database.faces().find(will_do))
}

/// A face whose file is read now: one that is not is mapped into memory again for every piece of text.
fn in_memory(face: &fontdb::FaceInfo) -> fontdb::FaceInfo {
    let read = match &face.source {
        fontdb::Source::File(path) => std::fs::read(path).ok(),
        _ => None,
    };
    let source = read.map_or_else(|| face.source.clone(), |data| fontdb::Source::Binary(Arc::new(data)));
    fontdb::FaceInfo { source, ..face.clone() }
}

fn has(database: &fontdb::Database, face: fontdb::ID, needed: &str) -> bool {
    let found = database.with_face_data(face, |data, index| {
        let face = ttf_parser::Face::parse(data, index).ok()?;
        Some(needed.chars().all(|c| face.glyph_index(c).is_some()))
    });
    found.flatten().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_font_and_a_computer_without_one_are_said_to_be_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("font.ttf");
        let message = |path: &Path| Fonts::find(Some(path), true).expect_err("no font").to_string();
        assert!(message(&path).starts_with("no font file `"));
        std::fs::write(&path, "no font").expect("written");
        assert!(message(&path).contains("holds no font"));
        assert!(choose(&fontdb::Database::new(), CHINESE).is_none());
    }

    #[test]
    fn chinese_is_told_from_other_letters() {
        assert!(has_chinese("Ningbo 宁波") && has_chinese("𫚉") && !has_chinese("Ningbo é × ‰ \u{202e}"));
    }
}
