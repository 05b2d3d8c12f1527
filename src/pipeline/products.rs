//! Official tables and the annual report of a run.

use super::cache::HashedFile;
use super::file::{OutputEntries, PipelineFile, ReportFormat, TableFormat};
use super::output::PartialOutput;
use super::pictures::{is_planar, parameter_in_words};
use super::sensitivity::Drivers;
use super::{Plan, PlannedLayer, Tracking};
use crate::accounts::AccountRow;
use crate::error::Result;
use crate::land::ClassScheme;
use crate::report::{
    Account, Cover, Drawing, InputFile, IntervalDriver, Label, Names, Picture, Style, Templates, official_tables,
    report_docx, report_html, table_csv, table_file_names, table_parquet, workbook,
};
use crate::terms::{Language, word};

/// What products are made of.
pub(super) struct Products<'a> {
    pub(super) plan: &'a Plan,
    pub(super) rows: &'a [AccountRow],
    pub(super) tracking: &'a Tracking,
    pub(super) drivers: &'a [Drivers],
    /// The maps and charts of the run.
    pub(super) drawn: &'a [Drawing],
    pub(super) inputs: &'a [HashedFile],
    pub(super) warnings: &'a [String],
}

/// So many parameters are named for each figure of the report.
const NAMED: usize = 3;
/// A smaller share of the variance is shown as nothing.
const LEAST: f64 = 0.0005;

impl Products<'_> {
    /// What the intervals of figures of all zones together come from.
    fn interval_drivers(&self, language: Language) -> Vec<IntervalDriver> {
        let of_all = self.drivers.iter().filter(|drivers| self.rows[drivers.row].zone == "*");
        of_all
            .flat_map(|drivers| {
                let row = &self.rows[drivers.row];
                let years: Vec<String> =
                    [row.year, row.year_to].into_iter().flatten().map(|year| year.to_string()).collect();
                let quantity = row.quantity.name();
                let figure = format!(
                    "{} · {} ({}) {} ({}{})",
                    word(language, "sector", row.sector.name()),
                    word(language, "quantity", &quantity),
                    word(language, "unit", &row.unit),
                    years.join("–"),
                    word(language, "zone_set", &row.zone_set),
                    if is_planar(row) { word(language, "chart", "planar") } else { "" }
                );
                let told = drivers.parameters.iter().take(NAMED).filter(|driver| driver.variance_share >= LEAST);
                told.map(move |driver| IntervalDriver {
                    figure: figure.clone(),
                    parameter: parameter_in_words(self.plan, &driver.name, language),
                    share_percent: driver.variance_share * 100.0,
                    source: driver.source.clone(),
                })
            })
            .collect()
    }

    /// Writes what `[outputs]` asks for.
    pub(super) fn write(&self, outputs: &OutputEntries, output: &PartialOutput) -> Result<()> {
        if outputs.tables.is_empty() && outputs.report.is_empty() {
            return Ok(());
        }
        let file = self.plan.document.pipeline()?;
        let title = file.title_in(outputs.language);
        let names = self.names(&file);
        let inputs = self.input_files();
        if !outputs.tables.is_empty() {
            let cover = Cover { title, inputs: &inputs, language: outputs.language };
            self.tables(outputs, &names, &cover, output)?;
        }
        if outputs.report.is_empty() {
            return Ok(());
        }
        let drivers = self.interval_drivers(outputs.language);
        let templates = Templates::read(outputs.template_directory(&self.plan.document).as_deref(), outputs.language)?;
        let account = Account {
            title,
            rows: self.rows,
            targets: &self.tracking.targets,
            drivers: &drivers,
            names: &names,
            inputs: &inputs,
            warnings: self.warnings,
            language: outputs.language,
        };
        let pictures = self.pictures()?;
        for format in &outputs.report {
            match format {
                ReportFormat::Html => {
                    output.write("report/report.html", report_html(&account, &pictures, &templates)?.as_bytes())?;
                }
                ReportFormat::Docx => {
                    output.write("report/report.docx", &report_docx(&account, &pictures, &templates)?)?;
                }
            }
        }
        Ok(())
    }

    /// The maps and charts, with captions in the language that they are drawn in.
    fn pictures(&self) -> Result<Vec<Picture>> {
        let Some(planned) = &self.plan.pictures else { return Ok(Vec::new()) };
        self.drawn.iter().map(|drawing| Picture::new(drawing, planned.language, &planned.fonts)).collect()
    }

    fn tables(&self, outputs: &OutputEntries, names: &Names, cover: &Cover<'_>, output: &PartialOutput) -> Result<()> {
        let tables = official_tables(self.rows, names, Style::Full);
        let files = table_file_names(&tables);
        for format in &outputs.tables {
            match format {
                TableFormat::Xlsx => output.write("report/tables.xlsx", &workbook(&tables, cover)?)?,
                TableFormat::Csv => {
                    for (table, name) in tables.iter().zip(&files) {
                        output.write(&format!("report/tables/{name}.csv"), &table_csv(table, cover.language)?)?;
                    }
                }
                TableFormat::Parquet => {
                    for (table, name) in tables.iter().zip(&files) {
                        output
                            .write(&format!("report/tables/{name}.parquet"), &table_parquet(table, cover.language)?)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The names of classes: of the pipeline's own schemes, then of those in the program.
    fn names(&self, file: &PipelineFile) -> Names {
        let layers = self.plan.rasters.iter().flat_map(|rasters| &rasters.layers);
        let own = layers.filter_map(PlannedLayer::scheme);
        let built_in: Vec<ClassScheme> = ClassScheme::built_in_names().filter_map(ClassScheme::built_in).collect();
        let titles = file.targets.iter().map(|(name, target)| {
            let [zh, en] = [Language::Chinese, Language::English].map(|language| target.title_in(language).to_owned());
            (name.as_str(), Label { zh, en })
        });
        Names::new(own.chain(&built_in)).with_titles(titles)
    }

    /// The pipeline and the files it names, with paths as the manifest has them.
    fn input_files(&self) -> Vec<InputFile> {
        let document = &self.plan.document;
        let pipeline = InputFile {
            path: document.path().display().to_string(),
            bytes: document.text().len() as u64,
            blake3: blake3::hash(document.text().as_bytes()).to_hex().to_string(),
        };
        let inputs = self.inputs.iter().map(|input| InputFile {
            path: input.path.display().to_string(),
            bytes: input.bytes,
            blake3: input.blake3.clone(),
        });
        std::iter::once(pipeline).chain(inputs).collect()
    }
}
