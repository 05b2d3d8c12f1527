//! The section of samples: inventories of plots, read and checked when the pipeline is planned, estimated when it runs.

mod design;
mod trees;

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::design::PlannedDesign;
pub use self::design::{AuxiliaryEntry, PopulationMean, StrataEntry};
pub use self::trees::{ListedTreesEntry, PlotsEntry, TreeListEntry, UnitEntry};
use super::document::Document;
use super::plan::read_table;
use crate::accounts::{AccountRow, SampleAccount, TreeBasis, sampling_rows};
use crate::error::{Error, Result};
use crate::inventory_plots::{
    Design, FiaTables, NationalColumns, NationalTables, PlotCodes, PlotInventory, Table, TreeColumns, UnitArea,
    UnknownCodes, read_fia, read_national_plots,
};
use crate::parameters::Evidence;
use crate::units::Hectares;

/// An inventory of plots: forest area, growing stock and, from lists of trees, biomass and carbon are estimated from it, with
/// their sampling errors. Give the tables of one kind, `fia`, `national` or `trees`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleEntry {
    /// The year the inventory stands for.
    #[schemars(range(min = 1, max = 9999))]
    pub year: i32,
    /// Who published the plots, where.
    pub source: String,
    /// How the plots were drawn; `national` ones are systematic unless it says otherwise, `fia` ones post-stratified by their
    /// own tables.
    pub design: Option<Design>,
    /// The strata of a design that has some.
    pub strata: Option<StrataEntry>,
    /// An auxiliary for the regression estimator, with `simple_random` or `systematic` plots.
    pub auxiliary: Option<AuxiliaryEntry>,
    /// The tables of the Forest Inventory and Analysis of the United States, with its column names.
    pub fia: Option<FiaEntry>,
    /// The tables of one period of a national forest inventory of China.
    pub national: Option<NationalEntry>,
    /// Lists of plots and of the trees on them.
    pub trees: Option<TreeListEntry>,
}

/// The tables of one evaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FiaEntry {
    /// The plots of the evaluation: `CN, ESTN_UNIT, STRATUMCD, PLOT_STATUS_CD`.
    pub plots: PathBuf,
    /// The conditions: `PLT_CN, CONDID, COND_STATUS_CD, CONDPROP_UNADJ, SUBPPROP_UNADJ, MACRPROP_UNADJ, FORTYPCD`.
    pub conditions: PathBuf,
    /// The trees: `PLT_CN, CONDID, STATUSCD, VOLCFNET, TPA_UNADJ`, in ft³ and trees per acre.
    pub trees: PathBuf,
    /// The strata: `ESTN_UNIT, STRATUMCD, P1POINTCNT` and, to be checked against, `P2POINTCNT`.
    pub strata: PathBuf,
    /// The estimation units: `ESTN_UNIT, ACRES` and, as their name, `ESTN_UNIT_DESCR`.
    pub units: PathBuf,
    /// The column of `strata` with weights that add up to 1 in each unit; by default the counts `P1POINTCNT`.
    pub weights: Option<String>,
}

/// The plots of one period over a region that they sample systematically.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NationalEntry {
    /// The region's name.
    pub region: String,
    /// The region's area, ha.
    pub area_ha: f64,
    /// The plots.
    pub plots: PathBuf,
    /// The area of a plot, ha.
    pub plot_area_ha: f64,
    /// The column of plot numbers.
    pub plot: String,
    /// The column of land-type codes (地类).
    pub land_type: String,
    /// The column of standing stock on the plot, m³ (活立木蓄积).
    pub growing_stock: String,
    /// The column of crown density, percent (郁闭度).
    pub crown_density: String,
    /// What the codes of this period mean.
    pub codes: CodesEntry,
    /// What to do about codes without a row.
    #[serde(default)]
    pub unknown_codes: UnknownCodes,
    /// The trees on the plots.
    pub trees: Option<TreesEntry>,
    /// Whether codes may be used whose meaning nobody has read in its source; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
}

/// The codes: a set of `parameters/plots/codes.csv`, or of a table with its columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CodesEntry {
    /// A set in the binary, such as `china-three-digit`.
    Name(String),
    /// A set of a CSV table.
    Table(CodesTable),
}

/// A CSV table of codes with the columns of `parameters/plots/codes.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodesTable {
    /// The file.
    pub path: PathBuf,
    /// Which set of the file.
    pub set: String,
}

/// A table of trees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TreesEntry {
    /// The file.
    pub path: PathBuf,
    /// The column of plot numbers.
    pub plot: String,
    /// The column of inspection types (检尺类型).
    pub kind: String,
}

/// An inventory, read and checked.
#[derive(Debug)]
pub struct PlannedSample {
    /// The name.
    pub name: String,
    /// The year the inventory stands for.
    pub year: i32,
    /// Who published the plots.
    pub source: String,
    /// The plots.
    pub inventory: PlotInventory,
    /// What stands behind the figures of listed trees.
    pub trees: Option<TreeBasis>,
    /// The tables that were read.
    pub files: Vec<PathBuf>,
    /// What else there is to say of the tables.
    detail: String,
}

/// An inventory as its tables give it.
#[derive(Debug)]
struct ReadSample {
    inventory: PlotInventory,
    files: Vec<PathBuf>,
    trees: Option<TreeBasis>,
    detail: String,
}

impl PlannedSample {
    /// Reads and checks the tables of an inventory.
    pub(super) fn read(document: &Document, name: &str, entry: &SampleEntry) -> Result<Self> {
        let read = match (&entry.fia, &entry.national, &entry.trees) {
            (Some(fia), None, None) => fia.read(document, entry),
            (None, Some(national), None) => national.read(document, name, entry),
            (None, None, Some(trees)) => trees.read(document, entry),
            (fia, national, trees) => {
                let kinds = [("fia", fia.is_some()), ("national", national.is_some()), ("trees", trees.is_some())];
                let given: Vec<&str> = kinds.iter().filter(|(_, given)| *given).map(|(kind, _)| *kind).collect();
                let found = match given[..] {
                    [] => "neither `fia` nor `national` nor `trees`".to_owned(),
                    _ => format!("both `{}`", given.join("` and `")),
                };
                Err(Error::data(format!("sample `{name}` has {found}, expected the tables of one inventory")))
            }
        };
        let ReadSample { inventory, files, trees, detail } = read?;
        let (name, source) = (name.to_owned(), entry.source.clone());
        let planned = Self { name, year: entry.year, source, inventory, trees, files, detail };
        // What cannot be estimated is found here, not in a run.
        planned.rows()?;
        Ok(planned)
    }

    /// The account of the inventory.
    pub(super) fn rows(&self) -> Result<Vec<AccountRow>> {
        let Self { name, year, source, inventory, trees, .. } = self;
        sampling_rows(&SampleAccount { name, year: *year, source, inventory, trees: trees.as_ref() })
    }

    /// What should be known of the inventory before its figures are used.
    pub(super) fn warnings(&self) -> impl Iterator<Item = String> {
        self.inventory.warnings.iter().map(|warning| format!("sample `{}`: {warning}", self.name))
    }

    /// A line about the inventory.
    pub(super) fn describe(&self) -> String {
        let Self { name, inventory, detail, .. } = self;
        let (plots, units) = (inventory.plots().count(), inventory.units.len());
        format!("plots     {name}: {plots} plots in {units} estimation units{detail}")
    }
}

/// The text of a table, with its name in messages.
struct TableText {
    path: PathBuf,
    file: String,
    text: String,
}

impl TableText {
    /// Reads tables; all that cannot be read are named together.
    fn read_all<const N: usize>(document: &Document, paths: [&Path; N]) -> Result<[Self; N]> {
        let read = paths.map(|path| {
            let path = document.beside(path);
            let text = read_table(&path)?;
            Ok(Self { file: path.display().to_string(), path, text })
        });
        Error::all(read.iter().filter_map(|table: &Result<Self>| table.as_ref().err().cloned()).collect())?;
        Ok(read.map(|table| table.expect("every error was returned")))
    }

    fn table(&self) -> Table<'_> {
        Table { file: &self.file, text: &self.text }
    }
}

impl FiaEntry {
    fn read(&self, document: &Document, sample: &SampleEntry) -> Result<ReadSample> {
        if sample.design.is_some() || sample.strata.is_some() || sample.auxiliary.is_some() {
            return Err(Error::data("`fia` tables say their own design: they are post-stratified")
                .hint("drop `design`, `strata` and `auxiliary`"));
        }
        let paths = [&self.plots, &self.conditions, &self.trees, &self.strata, &self.units].map(PathBuf::as_path);
        let tables = TableText::read_all(document, paths)?;
        let [plots, conditions, trees, strata, units] = tables.each_ref().map(TableText::table);
        let inventory =
            read_fia(&FiaTables { plots, conditions, trees, strata, units, weights: self.weights.as_deref() })?;
        let files = tables.map(|table| table.path).into();
        Ok(ReadSample { inventory, files, trees: None, detail: String::new() })
    }
}

impl NationalEntry {
    fn read(&self, document: &Document, name: &str, sample: &SampleEntry) -> Result<ReadSample> {
        let PlannedDesign { design, strata, file } = sample.read_design(document, Some(Design::Systematic))?;
        let mut files = Vec::from_iter(file);
        let mut read = |path: &Path| -> Result<TableText> {
            let [table] = TableText::read_all(document, [path])?;
            files.push(table.path.clone());
            Ok(table)
        };
        let codes = match &self.codes {
            CodesEntry::Name(set) => PlotCodes::built_in(set)?,
            CodesEntry::Table(table) => {
                let text = read(&table.path)?;
                PlotCodes::from_csv(&text.file, &text.text, &table.set)?
            }
        };
        if codes.evidence() == Some(Evidence::Unverified) && !self.allow_unverified {
            return Err(Error::data(format!(
                "the codes `{}` have rows that nobody has read in their source",
                codes.name()
            ))
            .hint("set `allow_unverified = true`: every figure then says so"));
        }
        let plots = read(&self.plots)?;
        let trees = self.trees.as_ref().map(|trees| Ok((trees, read(&trees.path)?))).transpose()?;
        let tables = NationalTables {
            plots: plots.table(),
            columns: NationalColumns {
                plot: &self.plot,
                land_type: &self.land_type,
                growing_stock: &self.growing_stock,
                crown_density: &self.crown_density,
                stratum: sample.stratum_column(),
                auxiliary: sample.auxiliary_column(),
            },
            trees: trees.as_ref().map(|(entry, text)| TreeColumns {
                table: text.table(),
                plot: &entry.plot,
                kind: &entry.kind,
            }),
            plot_area: Hectares(self.plot_area_ha),
            unknown: self.unknown_codes,
        };
        let read = read_national_plots(&tables, &codes)?;
        let auxiliary_mean = sample.auxiliary_means(&[name])?.get(name).copied();
        let (id, region) = (name.to_owned(), self.region.clone());
        let unit = UnitArea { id, name: region, area: Hectares(self.area_ha), auxiliary_mean };
        let inventory = read.into_inventory(unit, design, strata.as_ref())?;
        let inventory = PlotInventory { auxiliary_source: sample.auxiliary_source(), ..inventory };
        Ok(ReadSample { inventory, files, trees: None, detail: String::new() })
    }
}
