//! Lines of text for a terminal.

use super::summary::{grouped, width};

/// The columns that lines are broken at.
const COLUMNS: usize = 110;

/// Text from a file as one line: without what would move the cursor, start a line or turn the direction of writing.
pub(super) fn clean(text: &str) -> String {
    let is_mark =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_break = |c: char| matches!(c, '\u{2028}' | '\u{2029}');
    text.chars()
        .map(|c| if c.is_control() || is_mark(c) || is_break(c) { char::REPLACEMENT_CHARACTER } else { c })
        .collect()
}

/// A number as people read it: large ones with one decimal, others with six digits. Files hold all digits.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 1000.0 {
        return grouped(value, 1);
    }
    if size != 0.0 && size < 1e-4 {
        return format!("{value:.5e}").replace('-', "−");
    }
    let mut digits = 6;
    let mut limit = 1.0;
    while limit <= size && digits > 0 {
        digits -= 1;
        limit *= 10.0;
    }
    let text = grouped(value, digits);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A paragraph, indented, with lines that are broken between words, or within one that is longer than a line.
pub(super) fn paragraph(text: &str, indent: usize) -> String {
    let mut lines = vec![String::new()];
    let room = COLUMNS - indent;
    for word in clean(text).split(' ') {
        let line = lines.last_mut().expect("there is a line");
        if !line.is_empty() && width(line) + 1 + width(word) > room {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        while let Some(rest) = lines.last_mut().and_then(|line| cut(line, room)) {
            lines.push(rest);
        }
    }
    let indent = " ".repeat(indent);
    lines.iter().flat_map(|line| [&indent, line.as_str(), "\n"]).collect()
}

/// Cuts a line that is too long; gives what is beyond.
fn cut(line: &mut String, room: usize) -> Option<String> {
    let mut columns = 0;
    let at = line.char_indices().find_map(|(at, character)| {
        columns += width(character.encode_utf8(&mut [0; 4]));
        (columns > room).then_some(at)
    })?;
    Some(line.split_off(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_what_people_need() {
        assert_eq!(
            [94.737, 0.0, -0.5, 1_234_567.891, 12.0, 0.000_012_345_67].map(number),
            ["94.737", "0", "−0.5", "1,234,567.9", "12", "1.23457e−5"]
        );
    }

    #[test]
    fn hostile_text_stays_on_its_lines() {
        let text = format!("a\nb\u{202e}c {} 浙江{}", "x".repeat(300), "省".repeat(100));
        let paragraph = paragraph(&text, 4);
        assert!(paragraph.starts_with("    a\u{fffd}b\u{fffd}c"), "{paragraph}");
        assert!(paragraph.lines().all(|line| width(line) <= COLUMNS && line.starts_with("    ")), "{paragraph}");
        let letters = paragraph.chars().filter(|c| *c == 'x' || *c == '省').count();
        assert_eq!(letters, 400);
    }
}
