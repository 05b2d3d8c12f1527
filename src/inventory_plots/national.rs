//! The plots of a national forest inventory of China (一类清查), one period at a time.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::csv_table::{CsvTable, Problems, Row, Table};
use super::{Design, DrawnPlot, PlotCodes, PlotInventory, PlotValues, Role, Strata, UnitArea, arrange};
use crate::error::{Error, Result};
use crate::units::{CubicMetresPerHectare, Hectares};

/// Which columns hold what: names differ between provinces and periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NationalColumns<'a> {
    /// The plot's number.
    pub plot: &'a str,
    /// The code of its land type (地类).
    pub land_type: &'a str,
    /// The stock of its standing trees, m³ on the plot (活立木蓄积).
    pub growing_stock: &'a str,
    /// Its crown density (郁闭度), percent.
    pub crown_density: &'a str,
    /// Its stratum, where the design has strata.
    pub stratum: Option<&'a str>,
    /// Its value of the auxiliary, where there is one.
    pub auxiliary: Option<&'a str>,
}

/// A table of the trees on the plots.
#[derive(Debug, Clone, Copy)]
pub struct TreeColumns<'a> {
    /// The table.
    pub table: Table<'a>,
    /// The column of the plot's number.
    pub plot: &'a str,
    /// The column of the inspection type (检尺类型).
    pub kind: &'a str,
}

/// The tables of one period.
#[derive(Debug, Clone, Copy)]
pub struct NationalTables<'a> {
    /// The plots.
    pub plots: Table<'a>,
    /// Its columns.
    pub columns: NationalColumns<'a>,
    /// The trees.
    pub trees: Option<TreeColumns<'a>>,
    /// The area of a plot.
    pub plot_area: Hectares,
    /// What to do about codes without a row.
    pub unknown: UnknownCodes,
}

/// What to do about codes without a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnknownCodes {
    /// An error that names each.
    #[default]
    Refuse,
    /// They become the class `unknown_<code>`, which is no forest, and a warning says how many rows have them.
    Count,
}

/// A plot in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct NationalPlot {
    /// The number.
    pub id: String,
    /// The land type's identifier.
    pub land_type: String,
    /// Whether the land type counts as forest.
    pub is_forest: bool,
    /// Stock of standing trees, on whatever land.
    pub growing_stock: CubicMetresPerHectare,
    /// Crown density, 0 to 1.
    pub crown_density: f64,
    /// Standing trees, where there is a table of trees.
    pub live_stems: u32,
    /// The stratum, where the design has strata.
    pub stratum: Option<String>,
    /// The value of the auxiliary, where there is one.
    pub auxiliary: Option<f64>,
}

/// The plots of one period.
#[derive(Debug, Clone, PartialEq)]
pub struct NationalPlots {
    /// The plots, in the order of their table.
    pub plots: Vec<NationalPlot>,
    /// Codes without a row: field and code, and how many rows have it.
    pub unknown: BTreeMap<(String, String), u64>,
    /// Trees whose plot is not in the table of plots.
    pub trees_without_plot: u64,
    codes: PlotCodes,
    file: String,
}

/// Reads the plots of one period with the codes of that period.
///
/// # Errors
/// Everything in the tables that cannot be used, together.
pub fn read_national_plots(tables: &NationalTables<'_>, codes: &PlotCodes) -> Result<NationalPlots> {
    let columns = &tables.columns;
    let mut problems = Problems::default();
    if !(tables.plot_area.0 > 0.0 && tables.plot_area.0.is_finite()) {
        problems.push(Error::data(format!("a plot of {} ha, expected more than 0", tables.plot_area.0)));
    }
    let needed = [columns.plot, columns.land_type, columns.growing_stock, columns.crown_density];
    let needed: Vec<&str> = needed.into_iter().chain(columns.stratum).chain(columns.auxiliary).collect();
    let plots = problems.keep(CsvTable::read(&tables.plots, &needed));
    let trees = tables
        .trees
        .and_then(|trees| Some((trees, problems.keep(CsvTable::read(&trees.table, &[trees.plot, trees.kind]))?)));
    let mut read = NationalPlots {
        plots: Vec::new(),
        unknown: BTreeMap::new(),
        trees_without_plot: 0,
        codes: codes.clone(),
        file: tables.plots.file.to_owned(),
    };
    let mut by_id = BTreeMap::new();
    for row in plots.iter().flat_map(CsvTable::rows) {
        let Some(plot) = problems.keep(read.plot(&row, tables)) else { continue };
        if by_id.insert(plot.id.clone(), read.plots.len()).is_some() {
            problems.push(Error::data(format!("plot `{}` stands twice, expected once", plot.id)).note(row.place()));
        }
        read.plots.push(plot);
    }
    if let Some((columns, table)) = &trees {
        for row in table.rows() {
            let counted = read.tree(&row, columns, &by_id, tables.unknown);
            problems.keep(counted);
        }
    }
    read.check_crown_density(tables, &mut problems);
    problems.finish()?;
    Ok(read)
}

impl NationalPlots {
    fn plot(&mut self, row: &Row<'_>, tables: &NationalTables<'_>) -> Result<NationalPlot> {
        let columns = &tables.columns;
        let code = row.text(columns.land_type)?;
        let role = self.role("land_type", code, row, tables.unknown)?;
        let percent = row.number(columns.crown_density)?;
        if percent > 100.0 {
            let error =
                format!("found {percent} in column `{}`, expected a crown density in percent", columns.crown_density);
            return Err(Error::data(error).note(row.place()));
        }
        Ok(NationalPlot {
            id: row.text(columns.plot)?.to_owned(),
            is_forest: role.as_ref().is_some_and(|(_, role)| *role == Role::Forest),
            land_type: role.map_or_else(|| format!("unknown_{code}"), |(id, _)| id),
            growing_stock: CubicMetresPerHectare(row.number(columns.growing_stock)? / tables.plot_area.0),
            crown_density: percent / 100.0,
            live_stems: 0,
            stratum: columns.stratum.and_then(|column| row.optional(column)).map(str::to_owned),
            auxiliary: columns.auxiliary.map_or(Ok(None), |column| row.optional_signed(column))?,
        })
    }

    fn tree(
        &mut self,
        row: &Row<'_>,
        columns: &TreeColumns<'_>,
        plots: &BTreeMap<String, usize>,
        unknown: UnknownCodes,
    ) -> Result<()> {
        let role = self.role("tree_kind", row.text(columns.kind)?, row, unknown)?;
        match plots.get(row.text(columns.plot)?) {
            None => self.trees_without_plot += 1,
            Some(&plot) if role.is_some_and(|(_, role)| role == Role::Live) => self.plots[plot].live_stems += 1,
            Some(_) => {}
        }
        Ok(())
    }

    /// What a code means; none for one without a row, if those are counted.
    fn role(
        &mut self,
        field: &str,
        code: &str,
        row: &Row<'_>,
        unknown: UnknownCodes,
    ) -> Result<Option<(String, Role)>> {
        match (self.codes.get(field, code), unknown) {
            (Ok(found), _) => Ok(Some((found.id.clone(), found.role))),
            (Err(_), UnknownCodes::Count) => {
                *self.unknown.entry((field.to_owned(), code.to_owned())).or_default() += 1;
                Ok(None)
            }
            (Err(error), UnknownCodes::Refuse) => Err(error.note(row.place()).hint(
                "codes change between periods: give the table of this period's codes, or set `unknown_codes = \"count\"`",
            )),
        }
    }

    /// Percent that never pass 1 are fractions.
    fn check_crown_density(&self, tables: &NationalTables<'_>, problems: &mut Problems) {
        let most = self.plots.iter().map(|plot| plot.crown_density * 100.0).fold(0.0, f64::max);
        if most > 0.0 && most <= 1.0 {
            let error = format!(
                "column `{}` of `{}` never passes {most}: these are fractions, expected percent",
                tables.columns.crown_density, tables.plots.file
            );
            problems.push(Error::data(error).hint("multiply the column by 100"));
        }
    }

    /// The inventory of a region, by the design of its plots, with the stock of forest plots as its growing stock.
    ///
    /// # Errors
    /// Strata without two plots, plots in no stratum, or no area.
    pub fn into_inventory(self, unit: UnitArea, design: Design, strata: Option<&Strata>) -> Result<PlotInventory> {
        if !(unit.area.0 > 0.0 && unit.area.0.is_finite()) {
            return Err(Error::data(format!("a region of {} ha, expected more than 0", unit.area.0)));
        }
        let mut warnings: Vec<String> = self
            .unknown
            .iter()
            .map(|((field, code), rows)| {
                format!("rows with the `{field}` `{code}`, which the codes do not have: {rows}")
            })
            .collect();
        if self.trees_without_plot > 0 {
            warnings.push(format!(
                "trees left out because their plot is not in the table of plots: {}",
                self.trees_without_plot
            ));
        }
        let forest_classes: BTreeSet<String> = self.codes.forest().map(str::to_owned).collect();
        let plots = self
            .plots
            .into_iter()
            .map(|plot| DrawnPlot {
                unit: None,
                stratum: plot.stratum,
                place: format!("in `{}`", self.file),
                values: PlotValues {
                    id: plot.id,
                    classes: BTreeMap::from([(plot.land_type, 1.0)]),
                    growing_stock: if plot.is_forest { plot.growing_stock } else { CubicMetresPerHectare(0.0) },
                    auxiliary: plot.auxiliary,
                    ..PlotValues::default()
                },
            })
            .collect();
        Ok(PlotInventory {
            units: arrange(vec![unit], plots, design, strata)?,
            forest_classes,
            evidence: self.codes.evidence(),
            code_sources: self.codes.sources(),
            auxiliary_source: None,
            warnings,
        })
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    const PLOTS: &str = "plot,dl,stock,closure\n1,111,4.8,60\n2,240,0,0\n3,173,0.6,0\n";
    const TREES: &str = "plot,kind\n1,11\n1,12\n1,14\n9,11\n";

    fn read(plots: &str, trees: &str, unknown: UnknownCodes) -> Result<NationalPlots> {
        let tables = NationalTables {
            plots: Table { file: "plots.csv", text: plots },
            columns: NationalColumns {
                plot: "plot",
                land_type: "dl",
                growing_stock: "stock",
                crown_density: "closure",
                stratum: None,
                auxiliary: None,
            },
            trees: Some(TreeColumns { table: Table { file: "trees.csv", text: trees }, plot: "plot", kind: "kind" }),
            plot_area: Hectares(0.08),
            unknown,
        };
        read_national_plots(&tables, &PlotCodes::built_in("china-three-digit").expect("codes"))
    }

    #[test]
    fn stock_on_the_plot_becomes_stock_per_hectare() {
        let read = read(PLOTS, TREES, UnknownCodes::Refuse).expect("plots");
        let first = &read.plots[0];
        assert_eq!((first.growing_stock, first.crown_density), (CubicMetresPerHectare(4.8 / 0.08), 0.6));
        assert_eq!((first.is_forest, first.live_stems, read.trees_without_plot), (true, 2, 1));
        assert!(!read.plots[2].is_forest && read.plots[2].land_type == "suitable_other");
        let unit = UnitArea { id: "33".into(), name: "浙江省".into(), area: Hectares(100.0), auxiliary_mean: None };
        let inventory = read.into_inventory(unit, Design::Systematic, None).expect("an inventory");
        assert_eq!(inventory.plots().map(|plot| inventory.forest(plot)).collect::<Vec<_>>(), [1.0, 0.0, 0.0]);
        let stock: Vec<f64> = inventory.plots().map(|plot| plot.growing_stock.0).collect();
        assert_eq!(stock, [4.8 / 0.08, 0.0, 0.0], "trees on other land are no forest stock");
        assert_eq!(inventory.warnings.len(), 1);
    }

    #[test]
    fn codes_of_another_period_are_refused_or_counted() {
        let plots = PLOTS.replace("240", "175");
        let message = read(&plots, TREES, UnknownCodes::Refuse).expect_err("refused").to_string();
        assert!(message.contains("`175` is no `land_type`") && message.contains("line 3"), "{message}");
        let read = read(&plots, &TREES.replace(",14", ",1"), UnknownCodes::Count).expect("plots");
        assert_eq!(read.plots[1].land_type, "unknown_175");
        assert!(!read.plots[1].is_forest);
        assert_eq!(read.unknown.values().sum::<u64>(), 2);
    }

    #[test]
    fn a_closure_in_fractions_a_negative_stock_and_a_plot_given_twice_are_refused() {
        let message =
            read(&PLOTS.replace(",60", ",0.6"), TREES, UnknownCodes::Refuse).expect_err("refused").to_string();
        assert!(message.contains("never passes 0.6: these are fractions"), "{message}");
        let plots = format!("{PLOTS}4,111,-1,60\n5,111,1,120\n1,111,1,20\n");
        assert_snapshot!(read(&plots, TREES, UnknownCodes::Refuse).expect_err("refused").to_string(), @r#"
        found `-1` in column `stock`, expected a number, 0 or more
          in `plots.csv`, line 5

        error: found 120 in column `closure`, expected a crown density in percent
          in `plots.csv`, line 6

        error: plot `1` stands twice, expected once
          in `plots.csv`, line 7
        "#);
    }
}
