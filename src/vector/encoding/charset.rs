//! The charsets that tables are decoded with, and how common their characters are.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use encoding_rs::{BIG5, GBK, WINDOWS_1252};

/// What tables are decoded with.
///
/// GB 18030 is not apart: it reads every byte pair of GBK as GBK does, and glibc's GBK lacks 2,149 pairs that occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    Gbk,
    Big5,
    Western,
}

impl Charset {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gbk => "GBK",
            Self::Big5 => "Big5",
            Self::Western => "Windows-1252",
        }
    }

    /// The text and whether it ends in the middle of a character; none if the bytes are not in this charset.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<(String, bool)> {
        match self {
            Self::Utf8 => match std::str::from_utf8(bytes) {
                Ok(text) => Some((text.to_owned(), false)),
                Err(error) if error.error_len().is_none() => {
                    let whole = std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?;
                    Some((whole.to_owned(), true))
                }
                Err(_) => None,
            },
            Self::Gbk => decode_double_byte(GBK, bytes, 3),
            Self::Big5 => decode_double_byte(BIG5, bytes, 1),
            Self::Western => Some((WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), false)),
        }
    }

    /// How much a character beyond ASCII speaks for this charset, from 0 to 1.
    pub(super) fn familiarity(self, c: char) -> f64 {
        let hanzi = |levels: &[&Levels]| {
            if levels.iter().any(|levels| levels.common.contains(&c)) {
                1.0
            } else if levels.iter().any(|levels| levels.less_common.contains(&c)) {
                0.5
            } else {
                0.0
            }
        };
        match (self, c) {
            // U+0180 to U+036F are phonetic letters: what single GBK characters look like in UTF-8.
            (_, '\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}') | (Self::Utf8, '\u{180}'..='\u{36F}') => 0.0,
            (Self::Western, _) => f64::from(u8::from(c.is_alphabetic())),
            (Self::Utf8, '\u{4E00}'..='\u{9FFF}') => hanzi(&[&SIMPLIFIED, &TRADITIONAL]),
            (Self::Utf8, _) | (_, '\u{3000}'..='\u{3020}' | '\u{FF01}'..='\u{FF5E}' | '·' | '—' | '“' | '”') => {
                1.0
            }
            // Rare characters that take four bytes in GB 18030, a pattern that hardly arises otherwise.
            (Self::Gbk, '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{323AF}') => 0.5,
            (Self::Gbk, _) => hanzi(&[&SIMPLIFIED]),
            (Self::Big5, _) => hanzi(&[&TRADITIONAL]),
        }
    }
}

/// Decodes without replacement, allowing for a last character that lacks bytes, of which up to `most` are present.
fn decode_double_byte(charset: &'static encoding_rs::Encoding, bytes: &[u8], most: usize) -> Option<(String, bool)> {
    let decode = |bytes| charset.decode_without_bom_handling_and_without_replacement(bytes);
    if let Some(text) = decode(bytes) {
        return Some((text.into_owned(), false));
    }
    (1..=most.min(bytes.len())).find_map(|left_over| {
        let (whole, cut) = bytes.split_at(bytes.len() - left_over);
        let begun = cut[0] > 0x80 && cut[0] < 0xFF && cut.get(1).is_none_or(u8::is_ascii_digit);
        if begun { Some((decode(whole)?.into_owned(), true)) } else { None }
    })
}

/// The characters of a national standard that sorts them by frequency.
pub(super) struct Levels {
    pub(super) common: HashSet<char>,
    less_common: HashSet<char>,
}

impl Levels {
    fn new(charset: &'static encoding_rs::Encoding, common: RangeInclusive<u16>, rest: RangeInclusive<u16>) -> Self {
        let characters = |codes: RangeInclusive<u16>| {
            codes
                .filter_map(|code| {
                    let bytes = code.to_be_bytes();
                    let text = charset.decode_without_bom_handling_and_without_replacement(&bytes)?;
                    let mut characters = text.chars();
                    characters.next().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c) && characters.next().is_none())
                })
                .collect()
        };
        Self { common: characters(common), less_common: characters(rest) }
    }
}

/// Levels 1 and 2 of GB 2312. The ranges take in some GBK characters between the rows, which are not common.
pub(super) static SIMPLIFIED: LazyLock<Levels> = LazyLock::new(|| {
    let mut levels = Levels::new(GBK, 0xB0A1..=0xD7F9, 0xD8A1..=0xF7FE);
    let between = |c: &char| !in_gb2312(*c);
    levels.common.retain(|c| !between(c));
    levels.less_common.retain(|c| !between(c));
    levels
});

/// Levels 1 and 2 of Big5.
static TRADITIONAL: LazyLock<Levels> = LazyLock::new(|| Levels::new(BIG5, 0xA440..=0xC67E, 0xC940..=0xF9D5));

/// Whether the second byte in GBK is one that GB 2312 uses.
fn in_gb2312(c: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, ..) = GBK.encode(c.encode_utf8(&mut buffer));
    matches!(*bytes, [_, 0xA1..=0xFE])
}

/// Whether Big5 text has characters that iconv knows, or maps as the rest of the world does, only with the supplement.
pub(super) fn needs_hong_kong(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let [lead, tail @ ..] = rest {
        if lead.is_ascii() {
            rest = tail;
            continue;
        }
        let second = tail.first().copied().unwrap_or_default();
        if matches!((lead, second), (..0xA1 | 0xC7..=0xC8, _) | (0xC6, 0xA1..)) {
            return true;
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    false
}

/// Whether a character is common in simplified or traditional Chinese.
pub(super) fn is_common(c: char) -> bool {
    SIMPLIFIED.common.contains(&c) || TRADITIONAL.common.contains(&c)
}
