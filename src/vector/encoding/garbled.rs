//! Text that was decoded with the wrong charset, recognised by what it would say in the right one.

use encoding_rs::{GB18030, WINDOWS_1252};

use super::PLAUSIBLE;
use super::charset::{Charset, SIMPLIFIED, is_common};
use crate::error::{Error, Result};

/// Refuses text that was decoded wrongly; `what` names the file, layer, field and feature.
///
/// # Errors
/// U+FFFD, C1 control characters, GBK read as Latin-1, UTF-8 read as Latin-1 or GBK, and the question marks that are left
/// of text written in an encoding without its characters.
pub(crate) fn refuse_garbled(text: &str, what: impl Fn() -> String) -> Result<()> {
    if text.contains("??") {
        return Err(Error::data(format!("{} is lost: `{text}`", what()))
            .note("the program that wrote the file put a question mark for every character its encoding has not")
            .hint("export the file again from its source, as UTF-8: with `ogr2ogr`, `-lco ENCODING=UTF-8`"));
    }
    if text.is_ascii() {
        return Ok(());
    }
    let (found, encoding) = if let Some(meant) = utf8_read_as_latin(text) {
        (format!("this is `{meant}` in UTF-8, read as Latin-1"), "utf-8")
    } else if let Some(meant) = gbk_read_as_latin(text) {
        (format!("this is `{meant}` in GBK, read as Latin-1"), "gbk")
    } else if let Some(meant) = remains_of_utf8_read_as_latin(text) {
        (format!("this is `{meant}` in UTF-8, read as Latin-1"), "utf-8")
    } else if let Some(meant) = utf8_read_as_gbk(text) {
        (format!("this is `{meant}` in UTF-8, read as GBK"), "utf-8")
    } else if let Some(odd) = text.chars().find(|&c| c == '\u{FFFD}' || is_c1_control(c)) {
        (format!("found U+{:04X}, which stands for bytes that are not in the encoding used", u32::from(odd)), "gbk")
    } else {
        return Ok(());
    };
    let shown: String = text.chars().map(|c| if is_c1_control(c) { '\u{FFFD}' } else { c }).collect();
    Err(Error::data(format!("{} is garbled: `{shown}`", what()))
        .note(found)
        .hint(format!(
            "for a Shapefile, set `encoding = \"{encoding}\"` beside its `path`; the choices are `utf-8`, `gbk`, \
             `gb18030` and `big5`"
        ))
        .hint("text of other formats is UTF-8 by definition: if it is garbled there, export the file again from its source"))
}

fn is_c1_control(c: char) -> bool {
    ('\u{80}'..='\u{9F}').contains(&c)
}

/// The bytes that read as `text` in Latin-1 or Windows-1252, if there are any.
fn latin_bytes(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|c| {
            let mut buffer = [0; 4];
            let (bytes, _, unmappable) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
            let in_windows = || bytes.first().copied().filter(|_| !unmappable);
            u8::try_from(u32::from(c)).ok().or_else(in_windows)
        })
        .collect()
}

/// What `text` says if it is GBK read as Latin-1, such as `º¼ÖÝÊÐ`.
///
/// Common hanzi begin with 0xB0 to 0xD7, a sign or a capital letter, and go on with a byte from 0xA1: a pair that Western
/// words hardly have, and never twice. One pair counts only if there is nothing else: `CAÑÓN` has one.
fn gbk_read_as_latin(text: &str) -> Option<String> {
    let (meant, cut) = Charset::Gbk.decode(&latin_bytes(text)?)?;
    let pairs = meant.chars().filter(|c| !c.is_ascii()).count();
    let common = meant.chars().filter(|c| SIMPLIFIED.common.contains(c)).count();
    let plain_letters = text.chars().any(|c| c.is_ascii_alphabetic());
    let lower_case = text.chars().any(|c| !c.is_ascii() && c.is_lowercase() && c != 'ª' && c != 'º');
    (2 * common >= pairs && (pairs > 1 || pairs == 1 && !cut && !plain_letters && !lower_case)).then_some(meant)
}

/// What `text` says if it is UTF-8 read as Latin-1, such as `GÃ¶teborg`.
///
/// A no-break space does not count as the second byte: French has one between `é` and `»`.
fn utf8_read_as_latin(text: &str) -> Option<String> {
    let bytes = latin_bytes(text)?;
    let (meant, _) = Charset::Utf8.decode(&bytes)?;
    let before_space = bytes.windows(2).any(|pair| pair[0] >= 0xC0 && pair[1] == 0xA0);
    (!before_space && meant.chars().any(|c| matches!(c, '\u{A1}'..='\u{17F}' | '\u{370}'..))).then_some(meant)
}

/// The hanzi left whole in UTF-8 read as Latin-1 by a program that drops control characters, such as `å®æ³¢`.
fn remains_of_utf8_read_as_latin(text: &str) -> Option<String> {
    let whole: String = latin_bytes(text)?
        .windows(3)
        .filter(|bytes| bytes[1] != 0xA0)
        .filter_map(|bytes| std::str::from_utf8(bytes).ok()?.chars().next().filter(|c| is_common(*c)))
        .collect();
    (!whole.is_empty()).then(|| format!("…{whole}…"))
}

/// What `text` says if it is UTF-8 read as GBK, such as `瀹佹尝`; `锟斤拷` is what is left of U+FFFD.
fn utf8_read_as_gbk(text: &str) -> Option<String> {
    if text.contains("锟斤拷") {
        return Some("\u{FFFD}".to_owned());
    }
    let (bytes, _, false) = GB18030.encode(text) else { return None };
    let (meant, _) = Charset::Utf8.decode(&bytes)?;
    let share = |text: &str| {
        let (common, all) = text
            .chars()
            .filter(|c| !c.is_ascii())
            .fold((0, 0), |(common, all), c| (common + u32::from(is_common(c)), all + 1));
        f64::from(common) / f64::from(all.max(1))
    };
    (share(&meant) >= PLAUSIBLE && share(&meant) > share(text)).then_some(meant)
}
