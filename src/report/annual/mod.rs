//! The annual report: what an account says, as HTML and as a Word document, both from templates that an office can change.

mod content;
mod docx;
mod html;
mod pictures;
mod shown_table;
mod templates;

pub use content::{Account, Content, IntervalDriver};
pub use docx::report_docx;
pub use html::report_html;
pub use pictures::Picture;
pub use templates::Templates;
