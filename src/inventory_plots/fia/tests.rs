use insta::assert_snapshot;

use super::*;
use crate::units::Acres;

const UNITS: &str = "ESTN_UNIT,ESTN_UNIT_DESCR,ACRES\n1,County 001,1000\n";
const STRATA: &str = "ESTN_UNIT,STRATUMCD,P1POINTCNT\n1,1,30\n1,2,70\n";
const PLOTS: &str = "CN,ESTN_UNIT,STRATUMCD,PLOT_STATUS_CD\na,1,1,1\nb,1,1,1\nc,1,2,2\nd,1,2,1\ne,1,2,3\n";
const CONDITIONS: &str = "PLT_CN,CONDID,COND_STATUS_CD,CONDPROP_UNADJ,SUBPPROP_UNADJ,MACRPROP_UNADJ,FORTYPCD\n\
    a,1,1,1,1,NA,281\nb,1,1,0.5,0.5,NA,201\nb,2,5,0.5,0.5,NA,NA\nc,1,2,1,1,NA,NA\nd,1,1,0.25,0.25,NA,281\nd,2,2,0.75,0.75,NA,NA\n";
const TREES: &str = "PLT_CN,CONDID,STATUSCD,VOLCFNET,TPA_UNADJ\n\
    a,1,1,20,6\na,1,1,NA,6\na,1,2,30,6\nb,1,1,10,6\nd,2,1,5,6\nd,1,1,4,6\n";

fn read(plots: &str, conditions: &str, trees: &str, strata: &str, weights: Option<&str>) -> Result<PlotInventory> {
    let table = |file, text| Table { file, text };
    read_fia(&FiaTables {
        plots: table("plots.csv", plots),
        conditions: table("conditions.csv", conditions),
        trees: table("trees.csv", trees),
        strata: table("strata.csv", strata),
        units: table("units.csv", UNITS),
        weights,
    })
}

fn refused(plots: &str, conditions: &str, trees: &str, strata: &str) -> String {
    read(plots, conditions, trees, strata, None).expect_err("refused").to_string()
}

#[test]
fn conditions_that_were_not_sampled_are_like_the_rest_of_their_stratum() {
    let inventory = read(PLOTS, CONDITIONS, TREES, STRATA, None).expect("an inventory");
    let unit = &inventory.units[0];
    assert_eq!((unit.name.as_str(), unit.area), ("County 001", Acres(1_000.0).to_hectares()));
    assert_eq!((unit.strata[0].weight, unit.strata[1].weight), (0.3, 0.7));
    // Two plots, 1.5 of them sampled.
    let [a, b] = unit.strata[0].plots.as_slice() else { panic!("two plots") };
    assert_eq!((inventory.forest(a), inventory.forest(b)), (2.0 / 1.5, 0.5 * (2.0 / 1.5)));
    assert_eq!(a.growing_stock, CubicFeetPerAcre(20.0 * 6.0 * (2.0 / 1.5)).to_cubic_metres_per_hectare());
    // The live tree on land that is no forest does not count, nor does the plot that was not sampled.
    let [c, d] = unit.strata[1].plots.as_slice() else { panic!("two plots") };
    assert_eq!((c.classes["non_forest"], d.classes["fortypcd_281"]), (1.0, 0.25));
    assert_eq!(d.growing_stock, CubicFeetPerAcre(4.0 * 6.0).to_cubic_metres_per_hectare());
    assert_eq!(inventory.warnings, ["plots left out because they were not sampled: 1"]);
    assert_eq!(inventory.forest_classes.len(), 2);
}

#[test]
fn missing_columns_of_all_tables_are_named_together() {
    let message =
        refused(&PLOTS.replace("STRATUMCD", "STRATUM"), CONDITIONS, &TREES.replace("TPA_UNADJ", "TPA"), STRATA);
    assert_snapshot!(message, @r#"
    `plots.csv` has no column `STRATUMCD`: it has CN, ESTN_UNIT, STRATUM, PLOT_STATUS_CD

    error: `trees.csv` has no column `TPA_UNADJ`: it has PLT_CN, CONDID, STATUSCD, VOLCFNET, TPA
    "#);
}

#[test]
fn every_wrong_row_is_named_with_its_place() {
    let plots = format!("{PLOTS}a,1,1,1\nf,1,9,1\ng,1,1,7\n");
    let conditions = CONDITIONS.replace("c,1,2,1,1", "c,1,8,1,1");
    let trees = TREES.replace("20,6", "20,-6").replace("10,6", "10,NA").replace("4,6", "x,6");
    assert_snapshot!(refused(&plots, &conditions, &trees, STRATA), @r#"
    plot `a` stands twice, expected once
      in `plots.csv`, line 7

    error: stratum `9` of unit `1` is not in `strata.csv`
      in `plots.csv`, line 8

    error: `7` is no `plot_status` of the codes `fia`, which are 1, 2, 3
      in `plots.csv`, line 9

    error: `8` is no `condition_status` of the codes `fia`, which are 1, 2, 3, 4, 5
      in `conditions.csv`, line 5

    error: found `-6` in column `TPA_UNADJ`, expected a number, 0 or more
      in `trees.csv`, line 2

    error: a live tree has a volume but no expansion factor in column `TPA_UNADJ`
      in `trees.csv`, line 5

    error: found `x` in column `VOLCFNET`, expected a number, 0 or more
      in `trees.csv`, line 7
    "#);
}

#[test]
fn a_stratum_with_one_plot_is_refused_with_what_to_do() {
    let strata =
        STRATA.replace("P1POINTCNT", "P1POINTCNT,P2POINTCNT").replace("30\n", "30,4\n").replace("70\n", "70,2\n");
    let message = refused(&PLOTS.replace("c,1,2,2", "c,1,2,3"), CONDITIONS, TREES, &strata);
    assert_snapshot!(message, @r#"
    stratum `1` of unit `1` has 4 plots in column `P2POINTCNT`, but 2 sampled plots were found
      in `strata.csv`, line 2

    error: stratum `2` of unit `1` has too few sampled plots: 1, expected two or more
      in `strata.csv`, line 3

    hint: collapse the stratum with a similar one: give both, and their plots, the same code
    "#);
}

#[test]
fn weights_must_add_up_to_one_and_units_must_have_strata() {
    let shares = "ESTN_UNIT,STRATUMCD,WEIGHT\n1,1,0.3001\n1,2,0.7\n";
    let inventory = read(PLOTS, CONDITIONS, TREES, shares, Some("WEIGHT")).expect("rounded weights");
    assert_eq!(inventory.units[0].strata.iter().map(|stratum| stratum.weight).sum::<f64>(), 1.0);
    let wrong = shares.replace("0.7", "0.6");
    let message = read(PLOTS, CONDITIONS, TREES, &wrong, Some("WEIGHT")).expect_err("refused").to_string();
    assert_snapshot!(message, @r#"
    the weights of unit `1` add up to 0.9000999999999999 in column `WEIGHT`, expected 1
      in `strata.csv`

    hint: if the column holds counts of points, leave `weights` out and call it `P1POINTCNT`
    "#);
    let message = refused(PLOTS, CONDITIONS, TREES, "ESTN_UNIT,STRATUMCD,P1POINTCNT\n2,1,30\n");
    assert_snapshot!(message, @r#"
    estimation unit `2` has no area in the table of units
      in `strata.csv`, line 2

    error: estimation unit `1` has an area but no strata
      in `strata.csv`

    hint: give it one stratum, or leave the unit out of the table of units
    "#);
}

#[test]
fn a_plot_whose_conditions_leave_a_gap_is_refused() {
    let message = refused(PLOTS, &CONDITIONS.replace("d,2,2,0.75", "d,2,2,0.5"), TREES, STRATA);
    assert_snapshot!(message, @r#"
    the conditions of plot `d` add up to 0.75 in `CONDPROP_UNADJ`, expected 1
      in `plots.csv`, line 5

    hint: keep every condition of the plot; a spreadsheet may have rounded the plot numbers
    "#);
    let message = refused(PLOTS, &CONDITIONS.replace("c,1,2", "c,1,5"), TREES, STRATA);
    assert!(message.contains("plot `c` counts as sampled, but none of its conditions is"), "{message}");
}

#[test]
fn thousands_of_problems_are_counted() {
    let mut trees = TREES.to_owned();
    for _ in 0..1_000 {
        trees.push_str("a,1,1,-1,6\n");
    }
    let message = refused(PLOTS, CONDITIONS, &trees, STRATA);
    assert!(message.contains("970 more problems in these tables"), "{message}");
    assert!(message.len() < 6_000, "{}", message.len());
}
