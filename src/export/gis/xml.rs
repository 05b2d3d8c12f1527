//! XML elements, escaped by a library.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::error::{Error, Result};

/// An element with its attributes, its text and the elements in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    text: String,
    children: Vec<Self>,
}

impl Element {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), text: String::new(), children: Vec::new() }
    }

    /// An element that holds a text only.
    pub(super) fn of_text(name: &'static str, text: &str) -> Self {
        Self { text: clean(text), ..Self::new(name) }
    }

    #[expect(clippy::needless_pass_by_value, reason = "texts and numbers are given alike")]
    pub(super) fn with(mut self, attribute: &'static str, value: impl ToString) -> Self {
        self.attributes.push((attribute, clean(&value.to_string())));
        self
    }

    pub(super) fn holding(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// A document whose root this is.
    pub(super) fn document(&self, declared: bool) -> Result<Vec<u8>> {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        if declared {
            writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).map_err(Error::internal)?;
        }
        let document_type = BytesText::from_escaped("qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'");
        writer.write_event(Event::DocType(document_type)).map_err(Error::internal)?;
        self.write(&mut writer).map_err(Error::internal)?;
        let mut bytes = writer.into_inner();
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        let attributes = self.attributes.iter().map(|(name, value)| (*name, value.as_str()));
        let start = BytesStart::new(self.name).with_attributes(attributes);
        if self.text.is_empty() && self.children.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        if !self.text.is_empty() {
            writer.write_event(Event::Text(BytesText::new(&self.text)))?;
        }
        for child in &self.children {
            child.write(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

/// XML has no way to write most control characters: a reader would refuse the whole file.
fn clean(text: &str) -> String {
    let allowed = |c: char| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}') || matches!(c, '\t' | '\n');
    text.chars().map(|c| if allowed(c) { c } else { '\u{FFFD}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        let hostile = "<script>\"'&]]>\u{1}\u{0}\n{{ }}";
        let root = Element::new("a").with("name", hostile).holding([Element::of_text("b", hostile)]);
        let text = String::from_utf8(root.document(true).expect("writable")).expect("UTF-8");
        let escaped = "&lt;script&gt;&quot;&apos;&amp;]]&gt;\u{FFFD}\u{FFFD}";
        assert!(text.contains(&format!("<a name=\"{escaped}&#10;{{{{ }}}}\">")), "{text}");
        assert!(text.contains(&format!("<b>{escaped}\n{{{{ }}}}</b>")), "{text}");
    }
}
