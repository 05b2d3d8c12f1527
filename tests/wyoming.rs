use std::collections::BTreeMap;
use std::path::Path;

use tanhui::accounts::{forest_area, growing_stock, unit_estimate};
use tanhui::inventory_plots::{
    Design, FiaTables, NationalColumns, NationalPlots, NationalTables, PlotCodes, PlotInventory, Table, TreeColumns,
    UnitArea, UnknownCodes, read_fia, read_national_plots,
};
use tanhui::models::sampling::{Estimate, Moments, regression_mean, relative_efficiency, simple_random_mean};
use tanhui::units::{Acres, CubicFeet, Hectares};

use crate::support::{Accounts, Workspace, project, real_data};

/// The forest area of Wyoming that the inventory publishes, acres.
const PUBLISHED_FOREST_ACRES: f64 = 10_455_771.5;

/// Area by forest type and its standard error, acres: lodgepole pine, Engelmann spruce and subalpine fir, aspen, sugarberry.
/// From the same tables by a program of another language; the state's total of that program is the published one.
const FOREST_TYPES: [(&str, f64, f64); 4] = [
    ("fortypcd_281", 2_483_772.226, 193_390.213),
    ("fortypcd_266", 1_521_792.772, 158_486.226),
    ("fortypcd_901", 617_017.041, 107_293.105),
    ("fortypcd_706", 10_593.365, 10_593.365),
];

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("UTF-8")
}

fn wyoming(data: &Path) -> PlotInventory {
    let names = ["WYpltassgn.csv", "WYcond.csv", "WYtree.csv", "WYstratalut.csv", "WYunitarea.csv"];
    let texts = names.map(|name| read(&data.join("csv").join(name)));
    let [plots, conditions, trees, strata, units] =
        std::array::from_fn(|index| Table { file: names[index], text: &texts[index] });
    read_fia(&FiaTables { plots, conditions, trees, strata, units, weights: None }).expect("an inventory")
}

fn acres(estimate: Estimate) -> Estimate {
    estimate * (1.0 / Acres(1.0).to_hectares().0)
}

#[test]
fn forest_area_is_the_published_one_and_types_and_volume_have_their_errors() {
    let Some(data) = real_data("wyoming") else { return };
    let inventory = wyoming(&data);
    assert_eq!((inventory.units.len(), inventory.plots().count()), (23, 3_047));
    assert_eq!(inventory.warnings, [""; 0]);

    let forest: Estimate = inventory.units.iter().map(|unit| forest_area(&inventory, unit).expect("an estimate")).sum();
    let forest = acres(forest);
    assert!((forest.value - PUBLISHED_FOREST_ACRES).abs() < 0.05, "{}", forest.value);
    assert!((forest.standard_error - 247_748.424).abs() < 0.001, "{}", forest.standard_error);
    assert_eq!((forest.plots, forest.degrees_of_freedom), (3_047, Some(3_047.0 - 35.0)));

    for (class, area, error) in FOREST_TYPES {
        let of_class = |unit| unit_estimate(unit, |plot| plot.classes.get(class).copied().unwrap_or_default());
        let estimate = acres(inventory.units.iter().map(|unit| of_class(unit).expect("an estimate")).sum());
        assert!((estimate.value - area).abs() < 0.001, "{class}: {}", estimate.value);
        assert!((estimate.standard_error - error).abs() < 0.001, "{class}: {}", estimate.standard_error);
    }

    let stock: Estimate = inventory.units.iter().map(|unit| growing_stock(unit).expect("an estimate")).sum();
    let cubic_feet = stock * (1.0 / CubicFeet(1.0).to_cubic_metres().0);
    assert!((cubic_feet.value - 13_516_579_068.336).abs() < 0.1, "{}", cubic_feet.value);
    assert!((cubic_feet.standard_error - 634_631_854.348).abs() < 0.1, "{}", cubic_feet.standard_error);
}

/// The rows of a table, by the value of one column.
fn column(path: &Path, key: &str, value: &str) -> BTreeMap<String, f64> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(|row| row.expect("a row"));
    rows.map(|row| (row[key].clone(), row[value].parse().expect("a number"))).collect()
}

#[test]
fn canopy_cover_that_is_known_everywhere_is_worth_three_quarters_more_plots() {
    let Some(data) = real_data("wyoming") else { return };
    let inventory = wyoming(&data);
    let everywhere = column(&data.join("csv/WYunitzonal.csv"), "ESTN_UNIT", "tcc");
    let on_plots = column(&data.join("csv/WYpltassgn.csv"), "CN", "tcc");
    let (with, without): (Vec<Estimate>, Vec<Estimate>) = inventory
        .units
        .iter()
        .map(|unit| {
            let forest: Vec<f64> = unit.plots().map(|plot| inventory.forest(plot)).collect();
            let cover: Vec<f64> = unit.plots().map(|plot| on_plots[&plot.id]).collect();
            let with = regression_mean(&forest, &cover, everywhere[&unit.id], None).expect("an estimate");
            let without = simple_random_mean(&Moments::of(&forest).expect("plots"), None).expect("an estimate");
            (with * unit.area.0, without * unit.area.0)
        })
        .unzip();
    let (with, without): (Estimate, Estimate) = (with.into_iter().sum(), without.into_iter().sum());
    assert!((acres(with).value - 10_690_185.829).abs() < 0.01, "{}", acres(with).value);
    assert!((acres(with).standard_error - 281_310.692).abs() < 0.01, "{}", acres(with).standard_error);
    assert!((relative_efficiency(&without, &with) - 1.770_195).abs() < 1e-6);
}

#[test]
fn the_pipeline_accounts_the_counties_without_a_raster() {
    let Some(data) = real_data("wyoming") else { return };
    let workspace = Workspace::new();
    let pipeline = project().join("pipelines/wyoming-inventory.toml");
    let text = read(&pipeline)
        .replace("../../shared/data/wyoming", data.canonicalize().expect("a folder").to_str().expect("UTF-8"));
    std::fs::write(workspace.path("wyoming.toml"), &text).expect("a pipeline");
    workspace.succeed(&["run", "wyoming.toml", "--out", "out"]);
    let accounts = Accounts::read(&workspace.path("out"));
    let area = |zone, category| {
        let wanted = [("zone", zone), ("category", category), ("quantity", "area"), ("year", "2013"), ("unit", "ha")];
        accounts.value(&wanted)
    };
    let forest = Hectares(area("*", "forest"));
    assert!((forest.0 / Acres(1.0).to_hectares().0 - PUBLISHED_FOREST_ACRES).abs() < 0.05, "{}", forest.0);

    // Forest types make up the forest; with the land that is none, the whole.
    let rows = |sector| {
        accounts.values(&[("zone", "*"), ("quantity", "area"), ("sector", sector), ("method", "sampling: post")])
    };
    let forest_types: f64 = rows("forest").iter().sum::<f64>() - forest.0;
    assert!((forest_types / forest.0 - 1.0).abs() < 1e-12);
    let other: f64 = rows("land").iter().sum();
    assert!(((forest.0 + other) / area("*", "zone") - 1.0).abs() < 1e-9);

    // The ratio of the two, whose standard error of 4.0377 m³/ha counts how they go together.
    let precision = "post-stratified in 35 strata, 3047 plots, precision P = 91.25 % at 95 %";
    let wanted = [("quantity", "growing_stock_per_hectare"), ("zone", "*"), ("method", precision)];
    assert!((accounts.value(&wanted) - 90.456_087).abs() < 1e-6);

    // A stratum that loses its plots stops the run, with every stratum named.
    let plots = read(&data.join("csv/WYpltassgn.csv"));
    let fewer: Vec<&str> = plots.lines().filter(|line| !line.contains(",33,1,")).collect();
    std::fs::write(workspace.path("plots.csv"), fewer.join("\n")).expect("a table");
    let from = text.find("plots = \"").expect("the key");
    let to = from + text[from..].find('\n').expect("a line");
    let fewer = format!("{}plots = \"plots.csv\"{}", &text[..from], &text[to..]);
    std::fs::write(workspace.path("fewer.toml"), fewer).expect("a pipeline");
    let outcome = workspace.run(&["check", "fewer.toml"]);
    assert_eq!(outcome.code, 65, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("stratum `1` of unit `33` has too few sampled plots: 0"), "{}", outcome.stderr);
}

/// A period of the national inventory, with plots of a declared area: the tables do not say theirs.
fn period(data: &Path, number: u32, unknown: UnknownCodes) -> tanhui::Result<NationalPlots> {
    let (plots, trees) =
        (read(&data.join(format!("plot_{number}.csv"))), read(&data.join(format!("tree_{number}.csv"))));
    let tables = NationalTables {
        plots: Table { file: "plots", text: &plots },
        columns: NationalColumns {
            plot: "plot_id",
            land_type: "land_type",
            growing_stock: "standing_stock",
            crown_density: "crown_density",
            stratum: None,
            auxiliary: None,
        },
        trees: Some(TreeColumns {
            table: Table { file: "trees", text: &trees },
            plot: "plot_id",
            kind: "inspection_type",
        }),
        plot_area: Hectares(0.06),
        unknown,
    };
    read_national_plots(&tables, &PlotCodes::built_in("china-three-digit")?)
}

#[test]
fn three_periods_of_national_plots_are_read_with_their_codes() {
    let Some(data) = real_data("forestat") else { return };
    // Plots, forest plots, trees whose plot is missing, stock of all standing trees on the plots (m³).
    let expected = [(62, 42, 770), (100, 73, 0), (100, 76, 0)];
    for (number, (plots, forest, orphans)) in (1..).zip(expected) {
        let read = period(&data, number, UnknownCodes::Count).expect("plots");
        assert_eq!(read.plots.len(), plots, "period {number}");
        assert_eq!(read.plots.iter().filter(|plot| plot.is_forest).count(), forest, "period {number}");
        assert_eq!(read.trees_without_plot, orphans, "period {number}");
        assert!(read.plots.iter().all(|plot| !plot.land_type.starts_with("unknown")), "period {number}");
        assert!(read.plots.iter().all(|plot| plot.crown_density <= 0.9 && plot.growing_stock.0 < 200.0));
        let unit = UnitArea {
            id: "region".to_owned(),
            name: "the region".to_owned(),
            area: Hectares(1_000_000.0),
            auxiliary_mean: None,
        };
        let inventory = read.into_inventory(unit, Design::Systematic, None).expect("an inventory");
        let area = forest_area(&inventory, &inventory.units[0]).expect("an estimate");
        let (share, n) = (forest as f64 / plots as f64, plots as f64);
        assert!((area.value - 1e6 * share).abs() < 1e-6);
        assert!((area.standard_error - 1e6 * (share * (1.0 - share) / (n - 1.0)).sqrt()).abs() < 1e-6);
    }
    // The first period has trees of a kind that no later one has.
    let message = period(&data, 1, UnknownCodes::Refuse).expect_err("refused").to_string();
    assert!(message.contains("`1` is no `tree_kind`") && message.contains("codes change between periods"), "{message}");
    period(&data, 2, UnknownCodes::Refuse).expect("all codes known");
}
