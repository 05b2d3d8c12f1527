//! The sections of soil cores: depth series read and checked when the pipeline is planned, stocks by habitat when it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::activity::admit;
use super::coast::HabitatEntry;
use super::document::Document;
use super::plan::read_table;
use crate::accounts::coast::{CoreAccount, HabitatCore, MeasuredSoil, core_rows};
use crate::accounts::{AccountRow, ActivitySource};
use crate::error::{Error, Result};
use crate::land::Habitat;
use crate::models::coast::{BelowCore, Compaction};
use crate::parameters::Evidence;
use crate::soil_cores::{CoreRecord, DepthSeries};
use crate::units::Centimetres;

/// The depth of soils in the account of the coast, cm.
const ONE_METRE: f64 = 100.0;
/// How many cores without a stock a warning names.
const MOST_NAMED: usize = 20;

/// Soil cores, whose carbon to a depth is averaged by habitat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SoilCoresEntry {
    /// A CSV table of slices as the Coastal Carbon Network publishes them: `study_id`, `site_id`, `core_id`, `depth_min`, `depth_max`
    /// (cm), `dry_bulk_density` (g/cm³), `fraction_carbon` and, if there is one, `habitat`.
    pub table: PathBuf,
    /// Who published the cores, where.
    pub source: String,
    /// How sure it is that the source says so.
    pub evidence: Evidence,
    /// The year of the figures.
    #[schemars(range(min = 1, max = 9999))]
    pub year: Option<i32>,
    /// The depth of the stock, cm.
    pub depth_cm: f64,
    /// What is taken for the soil below the end of a core.
    #[serde(default)]
    pub below: BelowEntry,
    /// The habitat of all cores, in place of the column.
    pub habitat: Option<HabitatEntry>,
    /// What stands in the column `habitat`, where it is not a habitat's own name, such as `marsh = "salt_marsh"`.
    #[serde(default)]
    pub habitats: BTreeMap<String, HabitatEntry>,
    /// A CSV table of the compaction of cores: `study_id`, `site_id`, `core_id`, `core_cm` (their length) and `driven_cm` (the depth of
    /// their hole). Cores that are not in it are taken for as long as their hole.
    pub compaction: Option<PathBuf>,
    /// Studies, sites and cores that are left out, by name.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Whether values may be used that nobody has read in their source; every figure then says so.
    #[serde(default)]
    pub allow_unverified: bool,
}

/// What is taken for the soil below the end of a core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BelowEntry {
    /// Nothing: a core that is too short gives no stock.
    #[default]
    Refuse,
    /// The carbon per volume of its lowest slice.
    LastSlice,
    /// The mean carbon per volume of the core.
    Mean,
}

impl From<BelowEntry> for BelowCore {
    fn from(entry: BelowEntry) -> Self {
        match entry {
            BelowEntry::Refuse => Self::Refuse,
            BelowEntry::LastSlice => Self::LastSlice,
            BelowEntry::Mean => Self::Mean,
        }
    }
}

/// A row of the table of compaction.
#[derive(Debug, Deserialize)]
struct CoreLengths {
    study_id: String,
    site_id: String,
    core_id: String,
    core_cm: f64,
    driven_cm: f64,
}

/// Soil cores, read and checked.
#[derive(Debug)]
pub struct PlannedSoilCores {
    /// The cores and their depth.
    pub account: CoreAccount,
    /// The tables that were read.
    pub files: Vec<PathBuf>,
}

impl PlannedSoilCores {
    /// Reads and checks the tables of a section.
    pub(super) fn read(document: &Document, name: &str, entry: &SoilCoresEntry) -> Result<Self> {
        let mut files = vec![document.beside(&entry.table)];
        admit("the cores", &files[0], entry.evidence == Evidence::Unverified, entry.allow_unverified)?;
        if !(entry.depth_cm > 0.0 && entry.depth_cm <= 10_000.0) {
            return Err(Error::data(format!("found a depth of {} cm, expected more than 0", entry.depth_cm)));
        }
        let file = files[0].display().to_string();
        let series = DepthSeries::from_csv(&file, &read_table(&files[0])?)?;
        let mut compactions = BTreeMap::new();
        if let Some(table) = &entry.compaction {
            let path = document.beside(table);
            compactions = read_compactions(&path, &series)?;
            files.push(path);
        }
        let names = |core: &CoreRecord| [core.study.clone(), core.site.clone(), core.core.clone()];
        let known: BTreeSet<String> = series.cores.iter().flat_map(names).collect();
        let mut problems: Vec<Error> = entry
            .exclude
            .iter()
            .filter(|name| !known.contains(*name))
            .map(|name| Error::data(format!("`exclude` names `{name}`, which is no study, site or core of `{file}`")))
            .collect();
        let mut cores = Vec::new();
        let mut strange = BTreeSet::new();
        for core in series.cores {
            if names(&core).iter().any(|name| entry.exclude.contains(name)) {
                continue;
            }
            let label = core.habitat.clone().unwrap_or_default();
            let Some(habitat) = entry.habitat_of(&label) else {
                strange.insert(label);
                continue;
            };
            let compaction = compactions.get(&core.soil.name).copied();
            cores.push(HabitatCore { site: core.site, habitat, soil: core.soil, compaction });
        }
        problems.extend(strange.into_iter().map(|label| {
            Error::data(format!("`{file}` has cores of the habitat `{label}`, which is none that is known"))
                .hint("say what it is in `habitats`, or give all cores one with `habitat`")
        }));
        Error::all(problems)?;
        let source = ActivitySource { name: name.to_owned(), source: entry.source.clone(), evidence: entry.evidence };
        let depth = Centimetres(entry.depth_cm);
        let account = CoreAccount { source, cores, depth, below: entry.below.into(), year: entry.year };
        core_rows(&account)?;
        Ok(Self { account, files })
    }

    /// The rows of the section.
    pub(super) fn rows(&self) -> Result<Vec<AccountRow>> {
        core_rows(&self.account)
    }

    /// The mean of a habitat, or of the kind that it belongs to, for the account of the coast.
    pub(super) fn soil_to_one_metre(&self, habitat: Habitat) -> Result<MeasuredSoil> {
        let CoreAccount { source, depth, .. } = &self.account;
        if depth.0 != ONE_METRE {
            return Err(Error::data(format!(
                "the cores of `{}` are to {} cm, the account of the coast to {ONE_METRE}",
                source.name, depth.0
            ))
            .hint("set `depth_cm = 100` and say with `below` what shorter cores are below their end"));
        }
        let of = |habitat| self.account.mean(habitat).map(|mean| (habitat, mean));
        let found = of(habitat).or_else(|error| habitat.kind_of().map_or(Err(error), of));
        let (habitat, mean) = found?;
        Ok(MeasuredSoil {
            stock: self.account.parameter(habitat.name(), &mean),
            method: format!("`{}`, {}", source.name, self.account.method(mean.cores)),
        })
    }

    /// A line about the section.
    pub(super) fn describe(&self) -> String {
        format!("cores     {}: {} soil cores", self.account.source.name, self.account.cores.len())
    }

    /// The cores that give no stock, and why.
    pub(super) fn warnings(&self) -> Vec<String> {
        let refused: Vec<String> = self
            .account
            .stocks()
            .filter_map(|(_, stock)| Some(stock.err()?.to_string().lines().next().unwrap_or_default().to_owned()))
            .collect();
        if refused.is_empty() {
            return Vec::new();
        }
        let more = refused.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        let all = self.account.cores.len();
        let named: Vec<&str> = refused.iter().take(MOST_NAMED).map(String::as_str).collect();
        let name = &self.account.source.name;
        vec![format!("soil cores `{name}`: {} of {all} are in no figure: {}{more}", refused.len(), named.join("; "))]
    }
}

impl SoilCoresEntry {
    fn habitat_of(&self, label: &str) -> Option<Habitat> {
        let given = self.habitat.or_else(|| self.habitats.get(label).copied());
        given.map(HabitatEntry::habitat).or_else(|| Habitat::from_name(label))
    }
}

/// The compaction of cores by their names.
fn read_compactions(path: &Path, series: &DepthSeries) -> Result<BTreeMap<String, Compaction>> {
    let file = path.display();
    let text = read_table(path)?;
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut found = BTreeMap::new();
    let mut problems = Vec::new();
    for row in reader.deserialize() {
        let row: CoreLengths =
            row.map_err(|error| Error::data(format!("cannot read the lengths of cores in `{file}`")).cause(error))?;
        let is_it =
            |core: &&CoreRecord| (&core.study, &core.site, &core.core) == (&row.study_id, &row.site_id, &row.core_id);
        let compaction = Compaction::from_lengths(Centimetres(row.core_cm), Centimetres(row.driven_cm));
        match (series.cores.iter().find(is_it), compaction) {
            (Some(core), Ok(compaction)) => drop(found.insert(core.soil.name.clone(), compaction)),
            (Some(core), Err(error)) => problems.push(error.note(format!("core `{}` in `{file}`", core.soil.name))),
            (None, _) => {
                let name = format!("{}, {}, {}", row.study_id, row.site_id, row.core_id);
                problems
                    .push(Error::data(format!("`{file}` has the length of `{name}`, which is no core of the table")));
            }
        }
    }
    Error::all(problems)?;
    Ok(found)
}
