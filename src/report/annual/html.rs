//! The report as one HTML file.

use serde::Serialize;

use super::content::{Account, Content};
use super::pictures::{Picture, ShownPicture, shown};
use super::templates::Templates;
use crate::error::Result;

/// What the template is given.
#[derive(Serialize)]
struct Page {
    report: Content,
    pictures: Vec<ShownPicture>,
}

/// The text of `report.html`.
///
/// # Errors
/// A template that asks for what is not there.
pub fn report_html(account: &Account<'_>, pictures: &[Picture], templates: &Templates) -> Result<String> {
    let page = Page { report: Content::of(account), pictures: shown(pictures) };
    templates.render("report.html", &page)
}
