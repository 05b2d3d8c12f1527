//! Plots and the trees measured on them, of any inventory: columns are named and units declared, because both drift between
//! periods (a diameter of 125 mm becomes one of 13 cm under the same column name).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::csv_table::{CsvTable, Problems, Row, Table};
use crate::error::{Error, Result, nearest};
use crate::units::{Centimetres, Hectares, Metres};

/// The unit of a column of diameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiameterUnit {
    /// Centimetres.
    Cm,
    /// Millimetres.
    Mm,
}

/// The unit of a column of heights or crown lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LengthUnit {
    /// Metres.
    M,
    /// Decimetres.
    Dm,
}

/// A column of measures and its unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measured<Unit> {
    /// The column.
    pub column: String,
    /// The unit of all its values.
    pub unit: Unit,
}

/// How much land a counted tree stands for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlotSize {
    /// The area of every plot, ha.
    EachHa(f64),
    /// The column of the area of the plot, ha.
    AreaHa(String),
    /// The column of the trees per hectare that a counted tree stands for.
    Expansion(String),
}

/// The land a plot is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LandColumn {
    /// The column of a flag or of a land class.
    pub column: String,
    /// The values of the column that count as forest.
    pub forest: Vec<String>,
}

/// Which columns of the plots hold what.
#[derive(Debug, Clone, Copy)]
pub struct PlotListColumns<'a> {
    /// The plot's id.
    pub plot: &'a str,
    /// The unit it is in; none where there is only one.
    pub unit: Option<&'a str>,
    /// Its stratum, where the design has strata.
    pub stratum: Option<&'a str>,
    /// Its size.
    pub size: &'a PlotSize,
    /// Its land.
    pub land: Option<&'a LandColumn>,
    /// Its value of the auxiliary, where there is one.
    pub auxiliary: Option<&'a str>,
}

/// Which columns of the trees hold what.
#[derive(Debug, Clone, Copy)]
pub struct TreeListColumns<'a> {
    /// The plot.
    pub plot: &'a str,
    /// The species: a code or a group.
    pub species: &'a str,
    /// The diameter at breast height.
    pub diameter: &'a Measured<DiameterUnit>,
    /// The height.
    pub height: &'a Measured<LengthUnit>,
    /// The length of the crown.
    pub crown_length: Option<&'a Measured<LengthUnit>>,
    /// How many like trees, or culms, the row counts; without it, one.
    pub count: Option<&'a str>,
}

/// A plot and what stands on it.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedPlot {
    /// The id.
    pub id: String,
    /// The unit.
    pub unit: Option<String>,
    /// The stratum.
    pub stratum: Option<String>,
    /// Trees per hectare for one that was counted.
    pub expansion: f64,
    /// The land class, as `<column>_<value>`, where plots have one.
    pub land: Option<String>,
    /// Whether its trees count: on forest, or on plots that do not say.
    pub counts: bool,
    /// The value of the auxiliary.
    pub auxiliary: Option<f64>,
    /// Where it stands in its file.
    pub place: String,
    /// The trees; none is a plot without trees, not one that is missing.
    pub trees: Vec<ListedTree>,
}

/// A tree, or several like ones.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedTree {
    /// The species, as written.
    pub species: String,
    /// The diameter, where it was measured.
    pub diameter: Option<Centimetres>,
    /// The height, where it was measured.
    pub height: Option<Metres>,
    /// The length of the crown, where it was measured.
    pub crown_length: Option<Metres>,
    /// How many.
    pub count: f64,
    /// Where it stands in its file.
    pub place: String,
}

/// The plots of a table, each with its trees.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TreeList {
    /// The plots, in the order of their table.
    pub plots: Vec<ListedPlot>,
    /// The classes that count as forest.
    pub forest_classes: Vec<String>,
    /// Things a user should know.
    pub warnings: Vec<String>,
}

/// Reads plots and trees. What can be read is given beside what is wrong, so that its species can be checked as well.
pub fn read_tree_list(
    plots: (Table<'_>, PlotListColumns<'_>),
    trees: (Table<'_>, TreeListColumns<'_>),
) -> (TreeList, Result<()>) {
    let mut problems = Problems::default();
    if let PlotSize::EachHa(area) = plots.1.size
        && !(*area > 0.0 && area.is_finite())
    {
        problems.push(Error::data(format!("a plot of {area} ha, expected more than 0")));
    }
    let plot_table = problems.keep(plots.1.table(&plots.0));
    let tree_table = problems.keep(trees.1.table(&trees.0));
    let mut list = TreeList::default();
    let mut by_id = BTreeMap::new();
    for row in plot_table.iter().flat_map(CsvTable::rows) {
        // The plot is known even if a cell of its row is not: its trees are no trees without a plot.
        let index = problems.keep(plots.1.read(&row)).map(|plot| {
            list.plots.push(plot);
            list.plots.len() - 1
        });
        if let Some(id) = row.optional(plots.1.plot)
            && by_id.insert(id, index).is_some()
        {
            problems.push(Error::data(format!("plot `{id}` stands twice, expected once")).note(row.place()));
        }
    }
    if plot_table.is_some() {
        for row in tree_table.iter().flat_map(CsvTable::rows) {
            let Some(tree) = problems.keep(trees.1.read(&row)) else { continue };
            match row.optional(trees.1.plot).map(|id| (id, by_id.get(id))) {
                Some((_, Some(Some(plot)))) => list.plots[*plot].trees.push(tree),
                Some((_, Some(None))) => {}
                Some((id, None)) => {
                    let error = format!("a tree is on plot `{id}`, which is not in `{}`", plots.0.file);
                    let error = Error::data(error).note(row.place());
                    problems.push(match nearest(id, by_id.keys().copied()) {
                        Some(near) if by_id.len() < 1000 => error.hint(format!("did you mean `{near}`?")),
                        _ => error,
                    });
                }
                None => problems.push(Error::data("a tree has no plot").note(row.place())),
            }
        }
    }
    list.take_land(plots.1.land);
    (list, problems.finish())
}

impl TreeList {
    fn take_land(&mut self, land: Option<&LandColumn>) {
        let Some(land) = land else { return };
        self.forest_classes = land.forest.iter().map(|value| land.class(value)).collect();
        for (value, class) in land.forest.iter().zip(&self.forest_classes) {
            if !self.plots.iter().any(|plot| plot.land.as_ref() == Some(class)) {
                self.warnings
                    .push(format!("no plot has `{value}` in column `{}`, which counts as forest", land.column));
            }
        }
        let elsewhere: usize = self.plots.iter().filter(|plot| !plot.counts).map(|plot| plot.trees.len()).sum();
        if elsewhere > 0 {
            self.warnings.push(format!("rows of trees left out because their plot is no forest: {elsewhere}"));
        }
    }

    /// The trees and their plots.
    pub fn trees(&self) -> impl Iterator<Item = (&ListedPlot, &ListedTree)> {
        self.plots.iter().flat_map(|plot| plot.trees.iter().map(move |tree| (plot, tree)))
    }

    /// A line for people, from which a wrong unit can be seen.
    #[must_use]
    pub fn describe(&self) -> String {
        let range = |of: &dyn Fn(&ListedTree) -> Option<f64>| {
            let values = self.trees().filter_map(|(_, tree)| of(tree));
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
        };
        let (thin, thick) = range(&|tree| Some(tree.diameter?.0));
        let (short, tall) = range(&|tree| Some(tree.height?.0));
        let rows = self.trees().count();
        if thick < thin || tall < short {
            return format!("{rows} rows of trees");
        }
        format!("{rows} rows of trees, diameter {thin} to {thick} cm, height {short} to {tall} m")
    }
}

impl PlotListColumns<'_> {
    fn table(&self, table: &Table<'_>) -> Result<CsvTable> {
        let size = match self.size {
            PlotSize::EachHa(_) => None,
            PlotSize::AreaHa(column) | PlotSize::Expansion(column) => Some(column.as_str()),
        };
        let land = self.land.map(|land| land.column.as_str());
        let optional = [self.unit, self.stratum, size, land, self.auxiliary].into_iter().flatten();
        CsvTable::read(table, &std::iter::once(self.plot).chain(optional).collect::<Vec<_>>())
    }

    fn read(&self, row: &Row<'_>) -> Result<ListedPlot> {
        let text = |column: Option<&str>| column.map(|column| row.text(column)).transpose();
        let expansion = match self.size {
            PlotSize::EachHa(area) => trees_per_hectare(Hectares(*area)),
            PlotSize::AreaHa(column) => {
                trees_per_hectare(Hectares(positive(row, column)?.ok_or_else(|| empty(row, column))?))
            }
            PlotSize::Expansion(column) => positive(row, column)?.ok_or_else(|| empty(row, column))?,
        };
        let value = self.land.map(|land| row.text(&land.column)).transpose()?;
        let land = self.land.zip(value);
        Ok(ListedPlot {
            id: row.text(self.plot)?.to_owned(),
            unit: text(self.unit)?.map(str::to_owned),
            stratum: text(self.stratum)?.map(str::to_owned),
            expansion,
            land: land.map(|(land, value)| land.class(value)),
            counts: land.is_none_or(|(land, value)| land.forest.iter().any(|forest| forest == value)),
            auxiliary: self.auxiliary.map_or(Ok(None), |column| row.optional_signed(column))?,
            place: row.place(),
            trees: Vec::new(),
        })
    }
}

impl LandColumn {
    fn class(&self, value: &str) -> String {
        format!("{}_{value}", self.column)
    }
}

impl TreeListColumns<'_> {
    fn table(&self, table: &Table<'_>) -> Result<CsvTable> {
        let needed = [self.plot, self.species, &self.diameter.column, &self.height.column];
        let crown = self.crown_length.map(|crown| crown.column.as_str());
        CsvTable::read(table, &needed.into_iter().chain(crown).chain(self.count).collect::<Vec<_>>())
    }

    fn read(&self, row: &Row<'_>) -> Result<ListedTree> {
        let metres = |measured: &Measured<LengthUnit>| {
            let per_metre = match measured.unit {
                LengthUnit::M => 1.0,
                LengthUnit::Dm => 10.0,
            };
            Ok::<_, Error>(positive(row, &measured.column)?.map(|length| Metres(length / per_metre)))
        };
        let per_centimetre = match self.diameter.unit {
            DiameterUnit::Cm => 1.0,
            DiameterUnit::Mm => 10.0,
        };
        let mut problems = Problems::default();
        let diameter = problems.keep(positive(row, &self.diameter.column)).flatten();
        let height = problems.keep(metres(self.height)).flatten();
        let crown_length = self.crown_length.and_then(|crown| problems.keep(metres(crown)).flatten());
        let count = self.count.map_or(Ok(1.0), |column| row.number(column));
        let (count, species) = (problems.keep(count), problems.keep(row.text(self.species)));
        if let (Some(crown), Some(height)) = (crown_length, height)
            && crown.0 > height.0
        {
            let error = format!("found a crown {} m long on a tree {} m high", crown.0, height.0);
            let hint = "check that heights and crown lengths are in the units declared for their columns";
            problems.push(Error::data(error).note(row.place()).hint(hint));
        }
        problems.finish()?;
        Ok(ListedTree {
            species: species.unwrap_or_default().to_owned(),
            diameter: diameter.map(|diameter| Centimetres(diameter / per_centimetre)),
            height,
            crown_length,
            count: count.unwrap_or_default(),
            place: row.place(),
        })
    }
}

fn trees_per_hectare(plot: Hectares) -> f64 {
    1.0 / plot.0
}

/// A measure, more than zero; none if it is missing. No other limit is published for all trees.
fn positive(row: &Row<'_>, column: &str) -> Result<Option<f64>> {
    match row.optional(column) {
        None => Ok(None),
        Some(cell) => match cell.parse::<f64>() {
            Ok(value) if value.is_finite() && value > 0.0 => Ok(Some(value)),
            Ok(_) => {
                Err(Error::data(format!("found `{cell}` in column `{column}`, expected more than 0")).note(row.place()))
            }
            Err(_) => Err(Error::data(format!("found `{cell}` in column `{column}`, expected a number"))
                .note(row.place())
                .hint("all values of a column are in the one unit that the pipeline declares for it")),
        },
    }
}

fn empty(row: &Row<'_>, column: &str) -> Error {
    Error::data(format!("column `{column}` is empty, expected a number")).note(row.place())
}
