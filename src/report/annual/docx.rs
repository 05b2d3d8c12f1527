//! The report as a Word document: the parts of the package, of which text and styles are templates.

use std::io::{Cursor, Write as _};

use serde::Serialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::content::{Account, Content};
use super::pictures::{Picture, PlacedPicture, placed};
use super::templates::Templates;
use crate::error::{Error, Result};

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>
"#;

const PACKAGE_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>
"#;

/// What the templates are given.
#[derive(Serialize)]
struct Page<'a> {
    report: Content,
    pictures: Vec<&'a PlacedPicture>,
}

/// The bytes of `report.docx`: the same for the same account.
///
/// # Errors
/// A template that asks for what is not there.
pub fn report_docx(account: &Account<'_>, pictures: &[Picture], templates: &Templates) -> Result<Vec<u8>> {
    let placed = placed(pictures);
    let page = Page { report: Content::of(account), pictures: placed.iter().map(|(picture, _)| picture).collect() };
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut part = |name: &str, bytes: &[u8]| {
        package.start_file(name, options).map_err(Error::internal)?;
        package.write_all(bytes).map_err(Error::internal)
    };
    part("[Content_Types].xml", CONTENT_TYPES.as_bytes())?;
    part("_rels/.rels", PACKAGE_RELATIONS.as_bytes())?;
    for (name, template) in
        [("word/document.xml", "document.xml"), ("word/styles.xml", "styles.xml"), ("word/footer1.xml", "footer.xml")]
    {
        part(name, templates.render(template, &page)?.as_bytes())?;
    }
    part("word/_rels/document.xml.rels", relations(placed.len()).as_bytes())?;
    for (picture, bytes) in &placed {
        part(&format!("word/media/picture{}.png", picture.number), bytes)?;
    }
    Ok(package.finish().map_err(Error::internal)?.into_inner())
}

/// What the document refers to: styles, footer, pictures.
fn relations(pictures: usize) -> String {
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: String, kind: &str, target: String| {
        format!(r#"<Relationship Id="{id}" Type="{TYPE}/{kind}" Target="{target}"/>"#)
    };
    let fixed = [("styles", "styles.xml"), ("footer", "footer1.xml")];
    let fixed = fixed.map(|(kind, target)| relation(kind.to_owned(), kind, target.to_owned()));
    let images = (1..=pictures)
        .map(|number| relation(format!("picture{number}"), "image", format!("media/picture{number}.png")));
    let relations: String = fixed.into_iter().chain(images).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>\n"
    )
}
