//! Writing SVG: shapes and texts. Whatever a text holds, it stays text.

use std::fmt::Write as _;

use crate::report::summary::width;

/// What texts are set in: fonts with Chinese first, then whatever there is.
pub(in crate::report) const FAMILY: &str =
    "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif";

/// The width of a Latin letter as a part of the size of the font, a little more than the mean.
const LATIN_WIDTH: f64 = 0.56;

/// Shapes in the order in which they are painted.
#[derive(Debug, Default)]
pub(in crate::report) struct Svg {
    body: String,
}

/// Where a text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Label<'a> {
    pub(in crate::report) size: f64,
    pub(in crate::report) anchor: Anchor,
    pub(in crate::report) bold: bool,
    pub(in crate::report) color: &'a str,
    /// A white rim, for texts over a map.
    pub(in crate::report) halo: bool,
    /// Degrees, clockwise.
    pub(in crate::report) turned: f64,
}

impl Label<'_> {
    pub(in crate::report) fn of(size: f64) -> Self {
        Self { size, anchor: Anchor::Start, bold: false, color: "#222222", halo: false, turned: 0.0 }
    }

    pub(in crate::report) fn at(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(in crate::report) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
}

impl Svg {
    /// `style` is attributes, such as `fill="none"`, and never holds text of a user.
    pub(in crate::report) fn rectangle(&mut self, [x, y, width, height]: [f64; 4], style: &str) {
        let (x, y, width, height) = (number(x), number(y), number(width), number(height));
        self.push(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {style}/>"));
    }

    pub(in crate::report) fn line(&mut self, from: (f64, f64), to: (f64, f64), style: &str) {
        let path = format!("M{} {}L{} {}", number(from.0), number(from.1), number(to.0), number(to.1));
        self.path(&path, style);
    }

    pub(in crate::report) fn path(&mut self, path: &str, style: &str) {
        if !path.is_empty() {
            self.push(&format!("<path d=\"{path}\" {style}/>"));
        }
    }

    pub(in crate::report) fn text(&mut self, (x, y): (f64, f64), label: Label<'_>, text: &str) {
        let (x, y) = (number(x), number(y));
        let mut attributes =
            format!("x=\"{x}\" y=\"{y}\" font-size=\"{}\" fill=\"{}\"", number(label.size), label.color);
        let mut add = |attribute: &str| write!(attributes, " {attribute}").expect("writing to a string succeeds");
        match label.anchor {
            Anchor::Start => {}
            Anchor::Middle => add("text-anchor=\"middle\""),
            Anchor::End => add("text-anchor=\"end\""),
        }
        if label.bold {
            add("font-weight=\"bold\"");
        }
        if label.halo {
            let rim = number(label.size * 0.22);
            add(&format!("stroke=\"#ffffff\" stroke-width=\"{rim}\" stroke-linejoin=\"round\" paint-order=\"stroke\""));
        }
        if label.turned != 0.0 {
            add(&format!("transform=\"rotate({} {x} {y})\"", number(label.turned)));
        }
        self.push(&format!("<text {attributes}>{}</text>", escaped(&printable(text))));
    }

    /// Pixels, as the bytes of a PNG, stretched over a rectangle.
    pub(in crate::report) fn image(&mut self, [x, y, width, height]: [f64; 4], png: &[u8]) {
        use base64::Engine as _;
        let (x, y, width, height) = (number(x), number(y), number(width), number(height));
        let data = base64::engine::general_purpose::STANDARD.encode(png);
        self.push(&format!(
            "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" \
             style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{data}\"/>"
        ));
    }

    /// A group that shows nothing outside a rectangle.
    pub(in crate::report) fn clipped(
        &mut self,
        name: &str,
        [x, y, width, height]: [f64; 4],
        inside: impl FnOnce(&mut Self),
    ) {
        let (x, y, width, height) = (number(x), number(y), number(width), number(height));
        self.push(&format!(
            "<clipPath id=\"{name}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/></clipPath>"
        ));
        self.group(&format!("clip-path=\"url(#{name})\""), inside);
    }

    pub(in crate::report) fn group(&mut self, attributes: &str, inside: impl FnOnce(&mut Self)) {
        self.push(&format!("<g {attributes}>"));
        inside(self);
        self.push("</g>");
    }

    fn push(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }

    /// The whole text, for a canvas of so many units that is shown with a width and a height such as `297mm`.
    pub(in crate::report) fn finish(self, language: &str, canvas: (f64, f64), shown: (&str, &str)) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" \
             xml:lang=\"{language}\" font-family=\"{FAMILY}\">\n{}</svg>\n",
            shown.0,
            shown.1,
            number(canvas.0),
            number(canvas.1),
            self.body
        )
    }
}

/// At most three decimals and no trailing zeros.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Control characters are not allowed in XML, and those that turn the direction of writing mislead: both are made visible.
pub(in crate::report) fn printable(text: &str) -> String {
    let turns = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let bad = |c: char| c.is_control() || turns(c) || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if bad(c) { '\u{fffd}' } else { c }).collect()
}

/// What is longer than so many columns, of which Chinese characters take two, is cut.
pub(in crate::report) fn shortened(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        if width(&short) + width(c.encode_utf8(&mut [0; 4])) + 1 > most {
            break;
        }
        short.push(c);
    }
    short + "…"
}

/// About how wide a text is in a font of this size.
pub(in crate::report) fn text_width(text: &str, size: f64) -> f64 {
    let wide = |c: char| ('\u{2e80}'..='\u{ffef}').contains(&c);
    text.chars().map(|c| if wide(c) { size } else { size * LATIN_WIDTH }).sum()
}

/// A text broken into at most `most` lines that are no wider than `width`; what is left is cut.
pub(in crate::report) fn lines(text: &str, size: f64, width: f64, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    // Chinese breaks after every character, the rest after blanks.
    let breaks = |c: char| c == ' ' || ('\u{2e80}'..='\u{ffef}').contains(&c);
    for piece in text.split_inclusive(breaks) {
        let line = lines.last_mut().expect("there is always one");
        if !line.is_empty() && text_width(line, size) + text_width(piece.trim_end(), size) > width {
            lines.push(String::new());
        }
        lines.last_mut().expect("there is always one").push_str(piece);
    }
    if lines.len() > most {
        lines.truncate(most);
        let last = lines.last_mut().expect("at least one line is wanted");
        last.truncate(last.trim_end().len());
        last.push('…');
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "columns of a line")]
    let columns = (width / (size * 0.5)) as usize;
    lines.iter().map(|line| shortened(line.trim_end(), columns)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_never_markup() {
        let mut svg = Svg::default();
        svg.text((0.0, 0.0), Label::of(3.0), "</text><script>alert(1)</script>&\"\u{1}\u{202e}{{ }}\n=HYPERLINK(");
        let text = svg.finish("en", (10.0, 10.0), ("10mm", "10mm"));
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        let found = document.descendants().find(|node| node.has_tag_name("text")).and_then(|node| node.text());
        assert_eq!(found, Some("</text><script>alert(1)</script>&\"\u{fffd}\u{fffd}{{ }}\u{fffd}=HYPERLINK("));
        assert!(!text.contains("<script"));
    }

    #[test]
    fn lines_keep_to_their_width_and_are_cut_after_the_last() {
        let found = lines("宁波市森林覆盖率 of all of its districts", 3.0, 30.0, 2);
        assert_eq!(found, ["宁波市森林覆盖率 of", "all of its…"]);
        assert_eq!(shortened(&"碳".repeat(100), 11), "碳碳碳碳碳…");
        assert_eq!([number(-0.000_1), number(12.5), number(100.0)], ["0", "12.5", "100"]);
    }
}
