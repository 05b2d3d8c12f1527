//! The Forest Inventory and Analysis tables of the United States.

mod strata;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use self::strata::{Design, read_design};
use super::csv_table::{CsvTable, Problems, Row, Table};
use super::{PlotCodes, PlotInventory, PlotValues, Role};
use crate::error::{Error, Result};
use crate::units::CubicFeetPerAcre;

/// By how much the shares of conditions on a plot may differ from 1.
const TOLERANCE: f64 = 1e-3;

/// The tables of one evaluation, with the column names of the FIA database.
#[derive(Debug, Clone, Copy)]
pub struct FiaTables<'a> {
    /// `CN, ESTN_UNIT, STRATUMCD, PLOT_STATUS_CD`: a plot of the evaluation in each row.
    pub plots: Table<'a>,
    /// `PLT_CN, CONDID, COND_STATUS_CD, CONDPROP_UNADJ, SUBPPROP_UNADJ, FORTYPCD`.
    pub conditions: Table<'a>,
    /// `PLT_CN, CONDID, STATUSCD, VOLCFNET, TPA_UNADJ`.
    pub trees: Table<'a>,
    /// `ESTN_UNIT, STRATUMCD` and the column of sizes; where there is `P2POINTCNT`, the plots are counted against it.
    pub strata: Table<'a>,
    /// `ESTN_UNIT, ACRES` and, where there is one, `ESTN_UNIT_DESCR`.
    pub units: Table<'a>,
    /// The column of `strata` with weights that add up to 1 in each estimation unit; without it `P1POINTCNT`, counts of
    /// points or pixels in any number.
    pub weights: Option<&'a str>,
}

/// A plot on the way to its values.
struct Plot {
    stratum: usize,
    /// The share of the plot that its conditions make up, sampled or not.
    described: f64,
    /// The share that was sampled, of the plot and of its subplots, on which trees are measured.
    sampled: [f64; 2],
    /// Net volume of live trees on forest, ft³/acre.
    volume: f64,
    values: PlotValues,
}

/// Values per plot, stratum and estimation unit:
///
/// - plots that were not sampled are dropped;
/// - the class of a forest condition is its forest type, `fortypcd_<code>`;
/// - growing stock is the net volume of live trees on forest conditions, Σ VOLCFNET · TPA_UNADJ;
/// - conditions that were not sampled are taken to be like the sampled rest of their stratum: everything on its plots is
///   multiplied by n_h / Σ sampled share.
///
/// Source: Bechtold and Patterson 2005, USDA Forest Service GTR-SRS-80, section 4.2. Trees measured on macroplots are refused.
///
/// # Errors
/// Everything in the tables that cannot be used, together.
pub fn read_fia(tables: &FiaTables<'_>) -> Result<PlotInventory> {
    let codes = PlotCodes::built_in("fia")?;
    let mut problems = Problems::default();
    let plot_table = CsvTable::read(&tables.plots, &["CN", "ESTN_UNIT", "STRATUMCD", "PLOT_STATUS_CD"]);
    let condition_columns =
        ["PLT_CN", "CONDID", "COND_STATUS_CD", "CONDPROP_UNADJ", "SUBPPROP_UNADJ", "MACRPROP_UNADJ", "FORTYPCD"];
    let condition_table = CsvTable::read(&tables.conditions, &condition_columns);
    let tree_table = CsvTable::read(&tables.trees, &["PLT_CN", "CONDID", "STATUSCD", "VOLCFNET", "TPA_UNADJ"]);
    let design = problems.keep(read_design(tables));
    let (Some(plot_table), Some(condition_table), Some(tree_table), Some(mut design)) =
        (problems.keep(plot_table), problems.keep(condition_table), problems.keep(tree_table), design)
    else {
        problems.finish()?;
        return Err(Error::internal("tables without problems are missing"));
    };
    let mut warnings = Vec::new();
    let mut plots = read_plots(&plot_table, &codes, &design, &mut problems, &mut warnings);
    let forest = read_conditions(&condition_table, &codes, &mut plots, &mut problems, &mut warnings);
    read_trees(&tree_table, &codes, &forest, &mut plots, &mut problems, &mut warnings);
    // A row that could not be read would show again as a gap in its plot and its stratum.
    if problems.is_empty() {
        check_shares(&plot_table, &plots, &mut problems);
        design.check_plots(plots.values().flatten().map(|plot| plot.stratum), &mut problems);
    }
    problems.finish()?;

    let factors = design.factors(plots.values().flatten().map(|plot| (plot.stratum, plot.sampled)));
    // In the order of the table, so that sums do not depend on plot numbers.
    for row in plot_table.rows() {
        let Some(Some(plot)) = row.optional("CN").and_then(|id| plots.remove(id)) else { continue };
        let [of_plot, of_subplots] = factors[plot.stratum];
        let mut values = plot.values;
        values.classes.values_mut().for_each(|share| *share *= of_plot);
        values.growing_stock = CubicFeetPerAcre(plot.volume * of_subplots).to_cubic_metres_per_hectare();
        design.push(plot.stratum, values);
    }
    Ok(PlotInventory {
        units: design.into_units(),
        forest_classes: forest.classes,
        evidence: codes.evidence(),
        code_sources: codes.sources(),
        auxiliary_source: None,
        warnings,
    })
}

/// The plots by number; none for one that was not sampled.
fn read_plots(
    table: &CsvTable,
    codes: &PlotCodes,
    design: &Design,
    problems: &mut Problems,
    warnings: &mut Vec<String>,
) -> BTreeMap<String, Option<Plot>> {
    let mut plots = BTreeMap::new();
    let mut not_sampled = 0;
    for row in table.rows() {
        let plot = || -> Result<(String, Option<Plot>)> {
            let id = row.text("CN")?.to_owned();
            let status =
                codes.get("plot_status", row.text("PLOT_STATUS_CD")?).map_err(|error| error.note(row.place()))?;
            if status.role == Role::NotSampled {
                return Ok((id, None));
            }
            let stratum = design.stratum(&row)?;
            let values = PlotValues { id: id.clone(), ..PlotValues::default() };
            Ok((id, Some(Plot { stratum, described: 0.0, sampled: [0.0; 2], volume: 0.0, values })))
        };
        let Some((id, plot)) = problems.keep(plot()) else { continue };
        not_sampled += usize::from(plot.is_none());
        if plots.insert(id.clone(), plot).is_some() {
            problems.push(Error::data(format!("plot `{id}` stands twice, expected once")).note(row.place()));
        }
    }
    if not_sampled > 0 {
        warnings.push(format!("plots left out because they were not sampled: {not_sampled}"));
    }
    plots
}

/// The conditions seen, and the classes of forest.
struct Conditions<'a> {
    known: BTreeMap<(&'a str, &'a str), Role>,
    classes: BTreeSet<String>,
}

fn read_conditions<'a>(
    table: &'a CsvTable,
    codes: &PlotCodes,
    plots: &mut BTreeMap<String, Option<Plot>>,
    problems: &mut Problems,
    warnings: &mut Vec<String>,
) -> Conditions<'a> {
    let mut conditions = Conditions { known: BTreeMap::new(), classes: BTreeSet::new() };
    let mut of_no_plot = 0;
    for row in table.rows() {
        let read = || -> Result<(&'a str, &'a str, [f64; 2], Role, String)> {
            let (plot, id) = (row.text("PLT_CN")?, row.text("CONDID")?);
            let status =
                codes.get("condition_status", row.text("COND_STATUS_CD")?).map_err(|error| error.note(row.place()))?;
            if row.optional("MACRPROP_UNADJ").is_some() {
                return Err(Error::data("found a share in column `MACRPROP_UNADJ`: trees on macroplots are not read")
                    .note(row.place())
                    .hint("use an inventory with subplots only"));
            }
            let shares = [share(&row, "CONDPROP_UNADJ")?, share(&row, "SUBPPROP_UNADJ")?];
            let class = match status.role {
                Role::Forest => format!("fortypcd_{}", row.text("FORTYPCD")?),
                _ => status.id.clone(),
            };
            Ok((plot, id, shares, status.role, class))
        };
        let Some((plot, id, shares, role, class)) = problems.keep(read()) else { continue };
        let Some(plot_read) = plots.get_mut(plot) else {
            of_no_plot += 1;
            continue;
        };
        if conditions.known.insert((plot, id), role).is_some() {
            let error = format!("condition {id} of plot `{plot}` stands twice, expected once");
            problems.push(Error::data(error).note(row.place()));
            continue;
        }
        let Some(plot) = plot_read else { continue };
        plot.described += shares[0];
        if role == Role::NotSampled {
            continue;
        }
        plot.sampled[0] += shares[0];
        plot.sampled[1] += shares[1];
        if role == Role::Forest {
            conditions.classes.insert(class.clone());
        }
        *plot.values.classes.entry(class).or_default() += shares[0];
    }
    if of_no_plot > 0 {
        warnings.push(format!("conditions left out because their plot is not in the table of plots: {of_no_plot}"));
    }
    conditions
}

fn share(row: &Row<'_>, column: &str) -> Result<f64> {
    let share = row.number(column)?;
    if share <= 1.0 {
        return Ok(share);
    }
    Err(Error::data(format!("found {share} in column `{column}`, expected a share of the plot, 0 to 1"))
        .note(row.place()))
}

fn read_trees(
    table: &CsvTable,
    codes: &PlotCodes,
    conditions: &Conditions<'_>,
    plots: &mut BTreeMap<String, Option<Plot>>,
    problems: &mut Problems,
    warnings: &mut Vec<String>,
) {
    let mut of_no_plot = 0;
    for row in table.rows() {
        let mut read = || -> Result<()> {
            let (plot, condition) = (row.text("PLT_CN")?, row.text("CONDID")?);
            let status = codes.get("tree_status", row.text("STATUSCD")?).map_err(|error| error.note(row.place()))?;
            let volume = row.optional_number("VOLCFNET")?;
            let trees = row.optional_number("TPA_UNADJ")?;
            let Some(plot_read) = plots.get_mut(plot) else {
                of_no_plot += 1;
                return Ok(());
            };
            let Some(role) = conditions.known.get(&(plot, condition)) else {
                return Err(Error::data(format!(
                    "a tree stands on condition {condition} of plot `{plot}`, which is not in the table of conditions"
                ))
                .note(row.place()));
            };
            let (Some(plot), Some(volume)) = (plot_read, volume) else { return Ok(()) };
            if status.role == Role::Live && *role == Role::Forest {
                let missing = "a live tree has a volume but no expansion factor in column `TPA_UNADJ`";
                plot.volume += volume * trees.ok_or_else(|| Error::data(missing).note(row.place()))?;
            }
            Ok(())
        };
        problems.keep(read());
    }
    if of_no_plot > 0 {
        warnings.push(format!("trees left out because their plot is not in the table of plots: {of_no_plot}"));
    }
}

/// The conditions of a plot make up the whole of it.
fn check_shares(table: &CsvTable, plots: &BTreeMap<String, Option<Plot>>, problems: &mut Problems) {
    for row in table.rows() {
        let Some(Some(plot)) = row.optional("CN").and_then(|id| plots.get(id)) else { continue };
        if plot.sampled.contains(&0.0) && plot.described > 0.0 {
            let error = format!("plot `{}` counts as sampled, but none of its conditions is", plot.values.id);
            problems.push(Error::data(error).note(row.place()));
        }
        if (plot.described - 1.0).abs() > TOLERANCE {
            let error = format!(
                "the conditions of plot `{}` add up to {} in `CONDPROP_UNADJ`, expected 1",
                plot.values.id, plot.described
            );
            problems.push(
                Error::data(error)
                    .note(row.place())
                    .hint("keep every condition of the plot; a spreadsheet may have rounded the plot numbers"),
            );
        }
    }
}
