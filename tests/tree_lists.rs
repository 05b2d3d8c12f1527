/// The estimator of every design of plots.
mod designs;
/// Lists and designs that mean nothing.
mod refusals;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use tanhui::accounts::{SpeciesEntry, TreeModels, tree_plots};
use tanhui::inventory_plots::{
    DiameterUnit, LengthUnit, Measured, PlotListColumns, PlotSize, Table, TreeList, TreeListColumns, read_tree_list,
};

use crate::support::{Accounts, Outcome, Workspace, real_data};

const TREES: &str = r#"
[samples.survey.trees.trees]
path = "trees.csv"
plot = "plot"
species = "species"
diameter = { column = "d", unit = "cm" }
height = { column = "h", unit = "m" }
crown_length = { column = "l", unit = "m" }
count = "n"
"#;

/// A pipeline of one sample: what it says of the design, the keys of `trees`, and what follows.
struct Survey {
    workspace: Workspace,
    design: String,
    keys: String,
    trees: String,
    more: String,
}

impl Survey {
    fn new(design: &str, keys: &str) -> Self {
        let (design, keys, trees) = (design.to_owned(), keys.to_owned(), TREES.to_owned());
        Self { workspace: Workspace::new(), design, keys, trees, more: String::new() }
    }

    fn file(self, name: &str, text: &str) -> Self {
        std::fs::write(self.workspace.path(name), text).expect("a table");
        self
    }

    fn append(mut self, more: &str) -> Self {
        self.more.push_str(more);
        self
    }

    fn run(&self) -> Outcome {
        let head = "name = \"survey\"\n[samples.survey]\nyear = 2024\nsource = \"a survey\"\n";
        let text = format!("{head}{}\n[samples.survey.trees]\n{}\n{}{}", self.design, self.keys, self.trees, self.more);
        std::fs::write(self.workspace.path("survey.toml"), text).expect("a pipeline");
        self.workspace.run(&["run", "survey.toml", "--out", "out", "--overwrite"])
    }

    fn accounts(&self) -> Accounts {
        let outcome = self.run();
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        Accounts::read(&self.workspace.path("out"))
    }

    fn refused(&self) -> String {
        let outcome = self.run();
        assert_eq!(outcome.code, 65, "{}", outcome.stderr);
        outcome.stderr
    }
}

/// Units of 1 ha, each with two plots on which one like tree stands for one per hectare: what is found is that of a tree.
fn one_tree_per_hectare(trees: &[(&str, f64, f64, f64)], keys: &str) -> Survey {
    let (mut plots, mut rows, mut units) =
        (String::from("plot,unit,tph\n"), String::from("plot,species,d,h,l,n\n"), Vec::new());
    for (index, (species, d, h, l)) in trees.iter().enumerate() {
        for half in ["a", "b"] {
            writeln!(plots, "{index}{half},{index},1").expect("a string");
            writeln!(rows, "{index}{half},{species},{d},{h},{l},1").expect("a string");
        }
        units.push(format!("{index} = {{ area_ha = 1, source = \"a map\" }}"));
    }
    let keys = format!(
        "plots = {{ path = \"plots.csv\", plot = \"plot\", unit = \"unit\", size = {{ expansion = \"tph\" }} }}\nunits = {{ {} }}\n{keys}",
        units.join(", ")
    );
    Survey::new("design = \"simple_random\"", &keys).file("plots.csv", &plots).file("trees.csv", &rows)
}

#[test]
fn a_tree_of_20_cm_and_15_m_has_the_volume_of_each_table() {
    let equations = [
        ("ly208", "chinese_fir", 0.24352),
        ("ly208", "masson_pine", 0.21562),
        ("ly208", "broadleaf", 0.22734),
        ("ly208", "oak", 0.19271),
        ("anhui", "masson_pine", 0.20646),
        ("fujian", "chinese_fir", 0.23261),
        ("fujian", "masson_pine", 0.22772),
        ("fujian", "broadleaf", 0.23550),
        ("fujian", "other_conifer", 0.21747),
        ("guangxi", "chinese_fir", 0.23855),
        ("guangxi", "pine", 0.22034),
        ("guangxi", "broadleaf", 0.23184),
    ];
    let names: Vec<String> = equations.iter().map(|(set, row, _)| format!("{set} {row}")).collect();
    let trees: Vec<_> = names.iter().map(|name| (name.as_str(), 20.0, 15.0, 4.0)).collect();
    let species: Vec<String> = equations
        .iter()
        .map(|(set, row, _)| format!("\"{set} {row}\".volume = {{ set = \"{set}\", row = \"{row}\" }}"))
        .collect();
    let species = format!("[samples.survey.trees.species]\n{}\n", species.join("\n"));
    let accounts = one_tree_per_hectare(&trees, "").append(&species).accounts();
    for (index, (set, row, volume)) in equations.iter().enumerate() {
        let zone = index.to_string();
        let wanted = [("zone", zone.as_str()), ("quantity", "growing_stock"), ("evidence", "secondary")];
        let found = accounts.value(&wanted);
        assert!((found - volume).abs() < 5.1e-6, "{set} {row}: {found} against {volume}");
        let per_hectare =
            accounts.value(&[("zone", &zone), ("quantity", "growing_stock_per_hectare"), ("category", "*")]);
        assert_eq!(per_hectare, found, "plots that do not say their land are all land");
    }
    // Without a carbon fraction nobody asked for biomass; without land classes there is no forest area.
    assert!(accounts.values(&[("quantity", "biomass")]).is_empty());
    assert!(accounts.values(&[("category", "forest")]).is_empty());
}

#[test]
fn a_tree_of_15_cm_and_10_m_has_the_mass_of_each_model_of_zhejiang() {
    // Stem, crown and root in kg of D = 15 cm, H = 10 m, L = 4 m; of Moso D = 10 cm, H = 12 m, L = 6 m.
    let masses = [
        ("masson_pine", [48.877, 13.554, 15.930]),
        ("chinese_fir", [28.630, 12.681, 14.937]),
        ("hardwood", [49.149, 16.110, 20.447]),
        ("oak", [64.531, 20.666, 47.726]),
        ("softwood", [23.857, 4.112, 14.117]),
        ("moso", [11.952, 3.134, 4.983]),
    ];
    let trees: Vec<_> = masses
        .iter()
        .map(|(species, _)| if *species == "moso" { ("moso", 10.0, 12.0, 6.0) } else { (*species, 15.0, 10.0, 4.0) })
        .collect();
    let accounts = one_tree_per_hectare(&trees, "carbon_fraction = \"ipcc2006\"").accounts();
    for (index, (species, [stem, crown, root])) in masses.iter().enumerate() {
        let zone = index.to_string();
        let kilograms = |pool, quantity| {
            1000.0
                * accounts.value(&[
                    ("zone", zone.as_str()),
                    ("pool", pool),
                    ("quantity", quantity),
                    ("evidence", "published"),
                ])
        };
        let biomass = |pool| kilograms(pool, "biomass");
        assert!((biomass("above_ground_biomass") - stem - crown).abs() < 1.1e-3, "{species}");
        assert!((biomass("below_ground_biomass") - root).abs() < 6e-4, "{species}");
        assert!((biomass("*") - stem - crown - root).abs() < 1.7e-3, "{species}");
    }
    let moso = [("zone", "5"), ("quantity", "culms"), ("unit", "culms"), ("category", "bamboo")];
    assert_eq!(accounts.value(&moso), 1.0);
    assert_eq!(accounts.value(&[("zone", "5"), ("quantity", "growing_stock")]), 0.0, "bamboo has culms, no volume");
    // The fraction was read in a transcription, and the weakest of both shows.
    let wanted = |quantity, evidence| [("zone", "*"), ("pool", "*"), ("quantity", quantity), ("evidence", evidence)];
    let carbon = accounts.value(&wanted("carbon_stock", "secondary"));
    let biomass = accounts.value(&wanted("biomass", "published"));
    assert!((carbon / biomass - 0.47).abs() < 1e-12);
}

const TWO_PLOTS: &str = r#"
plots = { path = "plots.csv", plot = "plot", size = { area_ha = "ha" }, land = { column = "forest", forest = ["1"] } }
units = { 330212 = { name = "鄞州区", area_ha = 1000, source = "land survey" } }
carbon_fraction = "china"
"#;

/// A standard error as a method says it, with its first four decimals.
fn standard_error(value: f64) -> String {
    let text = format!("standard error {value:.8}");
    text[..text.len() - 4].to_owned()
}

#[test]
fn two_plots_of_different_size_are_expanded_by_hand() {
    let survey = Survey::new("design = \"systematic\"", TWO_PLOTS)
        .file("plots.csv", "plot,ha,forest\na,0.08,1\nb,0.04,1\n")
        .file(
            "trees.csv",
            "plot,species,d,h,l,n\na,masson_pine,20,15,5,10\na,chinese_fir,20,15,5,4\nb,masson_pine,20,15,5,3\n",
        );
    let accounts = survey.accounts();
    // 12.5 and 25 trees per hectare for each one counted; volumes of D20 H15 from the coefficients.
    let pine = 6.234_180_3e-5 * 20_f64.powf(1.855_149_7) * 15_f64.powf(0.956_824_92);
    let fir = 5.877_704_2e-5 * 20_f64.powf(1.969_983_1) * 15_f64.powf(0.896_461_57);
    let (a, b) = (12.5 * (10.0 * pine + 4.0 * fir), 25.0 * 3.0 * pine);
    let stock = accounts.value(&[("zone", "330212"), ("quantity", "growing_stock"), ("category", "forest")]);
    assert!((stock - 1000.0 * f64::midpoint(a, b)).abs() < 1e-6, "{stock}");
    // With two plots the standard error of the mean is half their difference.
    let error = standard_error(1000.0 * (a - b).abs() / 2.0);
    let method = [
        ("zone", "330212"),
        ("quantity", "growing_stock"),
        ("method", "systematic sample, taken as simple random, of 2 plots"),
    ];
    assert_eq!(accounts.values(&method).len(), 1);
    assert_eq!(accounts.values(&[("zone", "330212"), ("method", &error)]).len(), 1, "{error}");
    assert_eq!(accounts.value(&[("zone", "*"), ("category", "forest"), ("quantity", "area")]), 1000.0);
    // All is forest: per hectare of it is per hectare of all.
    let per_hectare = accounts.value(&[("zone", "*"), ("quantity", "growing_stock_per_hectare")]);
    assert!((per_hectare - f64::midpoint(a, b)).abs() < 1e-9);
}

#[test]
fn a_plot_without_trees_is_zero_and_trees_off_the_forest_are_left_out_and_counted() {
    let survey = Survey::new("design = \"systematic\"", TWO_PLOTS)
        .file("plots.csv", "plot,ha,forest\na,0.08,1\nb,0.08,1\nc,0.08,0\nd,0.08,0\n")
        .file("trees.csv", "plot,species,d,h,l,n\na,masson_pine,20,15,5,10\nc,masson_pine,20,15,5,100\n");
    let accounts = survey.accounts();
    let stock = accounts.value(&[("zone", "*"), ("quantity", "growing_stock")]);
    assert!((stock - 1000.0 * 125.0 * 0.215_624 / 4.0).abs() < 0.5, "{stock}");
    assert_eq!(accounts.value(&[("zone", "*"), ("category", "forest"), ("quantity", "area")]), 500.0);
    assert_eq!(accounts.value(&[("zone", "*"), ("category", "forest_0"), ("quantity", "area")]), 500.0);
    assert!(survey.run().stderr.contains("rows of trees left out because their plot is no forest: 1"));
}

#[test]
fn millimetres_and_decimetres_are_declared() {
    let trees = TREES
        .replace("\"d\", unit = \"cm\"", "\"d\", unit = \"mm\"")
        .replace("\"h\", unit = \"m\"", "\"h\", unit = \"dm\"");
    let survey = Survey { trees, ..Survey::new("design = \"systematic\"", TWO_PLOTS) }
        .file("plots.csv", "plot,ha,forest\na,1,1\nb,1,1\n")
        .file("trees.csv", "plot,species,d,h,l,n\na,masson_pine,200,150,5,1\nb,masson_pine,200,150,5,1\n");
    let stock = survey.accounts().value(&[("zone", "*"), ("quantity", "growing_stock")]);
    assert!((stock - 215.62).abs() < 5.1e-3, "{stock}");
}

/// Sub-compartments of Ningbo, surveyed in 2009: pine of 10 cm and 8 m with 82 trees per mu, of 8 cm and 6 m with 127; Moso with
/// 210 culms per mu. A mu is 1/15 ha.
#[test]
fn sub_compartments_of_2009_have_about_the_stock_on_their_card() {
    let keys = r#"
plots = { path = "plots.csv", plot = "plot", unit = "unit", size = { expansion = "mu_per_ha" } }
units = { middle = { area_ha = 6.3333, source = "card" }, young = { area_ha = 1.6667, source = "card" }, moso = { area_ha = 3, source = "card" } }
carbon_fraction = "ipcc2006"
[samples.survey.trees.species.masson_pine]
biomass = { tree_biomass_d2h = { set = "anhui", row = "masson_pine" } }
[samples.survey.trees.species.moso]
biomass = { bamboo = { set = "zhejiang" } }
"#;
    let survey = Survey::new("design = \"simple_random\"", keys)
        .file("plots.csv", "plot,unit,mu_per_ha\n1,middle,15\n2,middle,15\n3,young,15\n4,young,15\n5,moso,15\n6,moso,15\n")
        .file(
            "trees.csv",
            "plot,species,d,h,l,n\n1,masson_pine,10,8,,82\n2,masson_pine,10,8,,82\n3,masson_pine,8,6,,127\n4,masson_pine,8,6,,127\n5,moso,,,,210\n6,moso,,,,210\n",
        );
    let accounts = survey.accounts();
    let per_mu = |zone| accounts.value(&[("zone", zone), ("quantity", "growing_stock_per_hectare")]) / 15.0;
    assert!((per_mu("middle") - 2.7).abs() < 0.03, "{} against 2.7 m³ per mu", per_mu("middle"));
    assert!((per_mu("young") - 2.2).abs() < 0.13, "{} against 2.2 m³ per mu", per_mu("young"));
    let culms = accounts.value(&[("zone", "moso"), ("quantity", "culms")]);
    let mass = accounts.value(&[("zone", "moso"), ("quantity", "biomass"), ("pool", "living_biomass")]);
    assert!((culms - 210.0 * 15.0 * 3.0).abs() < 1e-9 && (mass - culms * 0.010_44).abs() < 1e-9);
    // The parts, whole culms among them, add up to all.
    let pools = |zone, quantity| {
        let of = |pool| accounts.value(&[("zone", zone), ("quantity", quantity), ("pool", pool)]);
        (of("above_ground_biomass") + of("below_ground_biomass") + of("living_biomass"), of("*"))
    };
    for quantity in ["biomass", "carbon_stock"] {
        let (parts, all) = pools("*", quantity);
        assert!((parts / all - 1.0).abs() < 1e-12, "{quantity}");
    }
    // With a root-to-shoot ratio the same culms are parted.
    let keys = keys.replace("set = \"zhejiang\" }", "set = \"zhejiang\", root_to_shoot = \"linan\" }");
    let accounts = Survey { keys, ..survey }.accounts();
    let of = |pool| accounts.value(&[("zone", "moso"), ("quantity", "biomass"), ("pool", pool)]);
    assert!((of("below_ground_biomass") / of("above_ground_biomass") - 0.606).abs() < 1e-12);
    assert!((of("*") - mass).abs() < 1e-9 && accounts.values(&[("pool", "living_biomass")]).is_empty());
}

/// The codes of species groups that the code list has, among those of these plots.
const GROUPS: [(&str, &str); 10] = [
    ("150", "larch"),
    ("170", "mongolian_pine"),
    ("410", "oak"),
    ("420", "birch"),
    ("421", "birch"),
    ("510", "softwood"),
    ("530", "softwood"),
    ("535", "softwood"),
    ("540", "softwood"),
    ("590", "softwood"),
];

/// The standing trees of a period, each with the mean diameter and height of its plot: the tables of trees have species and kind,
/// but neither diameter nor height.
fn trees_with_the_means_of_their_plots(number: u32) -> Option<(String, String)> {
    let data = real_data("forestat")?;
    let rows = |table: &str| {
        let mut reader = csv::Reader::from_path(data.join(format!("{table}_{number}.csv"))).expect("a table");
        reader.deserialize().map(|row| row.expect("a row")).collect::<Vec<BTreeMap<String, String>>>()
    };
    let (mut plots, mut trees) = (String::from("plot\n"), String::from("plot,species,d,h\n"));
    let mut means = BTreeMap::new();
    for row in rows("plot") {
        writeln!(plots, "{}", row["plot_id"]).expect("a string");
        let mean = |column: &str| row[column].trim_start_matches('0').to_owned();
        means.insert(row["plot_id"].clone(), (mean("average_diameter_at_breast_height"), mean("average_tree_height")));
    }
    for row in rows("tree").iter().filter(|row| !["13", "14", "15", "17"].contains(&row["inspection_type"].as_str())) {
        // 770 trees of the first period are on plots that its table of plots does not have.
        let Some((d, h)) = means.get(&row["plot_id"]) else { continue };
        writeln!(trees, "{},{},{d},{h}", row["plot_id"], row["tree_species_code"]).expect("a string");
    }
    Some((plots, trees))
}

/// A mean diameter of 125 is 12.5 cm in the first two periods, where units are mm and dm; in the third they are cm and m, and
/// no column name says so.
#[test]
fn units_of_the_three_periods_of_national_plots_differ_and_half_of_their_trees_have_no_equation() {
    // Trees on known plots by whether their species has a volume equation, and the volume (m³) of those that have one, as mean
    // trees of their plots.
    let expected = [(329, 445, 30.2), (1_941, 2_117, 136.6), (15, 4_156, 1.6)];
    for (number, (with, without, volume)) in (1..).zip(expected) {
        let Some((plots, trees)) = trees_with_the_means_of_their_plots(number) else { return };
        let read = |diameter, height| {
            let size = PlotSize::EachHa(1.0);
            let plot_columns =
                PlotListColumns { plot: "plot", unit: None, stratum: None, size: &size, land: None, auxiliary: None };
            let tree_columns = TreeListColumns {
                plot: "plot",
                species: "species",
                diameter: &Measured { column: "d".to_owned(), unit: diameter },
                height: &Measured { column: "h".to_owned(), unit: height },
                crown_length: None,
                count: None,
            };
            let (list, read) = read_tree_list(
                (Table { file: "plots", text: &plots }, plot_columns),
                (Table { file: "trees", text: &trees }, tree_columns),
            );
            read.expect("plots and trees");
            list
        };
        let (declared, other) = if number < 3 {
            (read(DiameterUnit::Mm, LengthUnit::Dm), read(DiameterUnit::Cm, LengthUnit::M))
        } else {
            (read(DiameterUnit::Cm, LengthUnit::M), read(DiameterUnit::Mm, LengthUnit::Dm))
        };
        let (found_with, found_without, found_volume) = with_an_equation(&declared);
        assert_eq!((found_with, found_without), (with, without), "period {number}");
        assert!((found_volume - volume).abs() < 0.1, "period {number}: {found_volume} m³");
        let (.., wrong) = with_an_equation(&other);
        let times = if number < 3 { wrong / found_volume } else { found_volume / wrong };
        assert!((500.0..800.0).contains(&times), "the units of another period are wrong {times} times");
        assert!(declared.describe().contains(" cm, height "), "{}", declared.describe());
    }
}

/// How many trees have a volume equation, how many have none, and the volume of those that have one and were measured.
fn with_an_equation(list: &TreeList) -> (usize, usize, f64) {
    let species: BTreeSet<&str> = list.trees().map(|(_, tree)| tree.species.as_str()).collect();
    let (mut with, mut without, mut volume) = (0, 0, 0.0);
    for code in species {
        let trees_of = |measured: bool| {
            let mut part = list.clone();
            for plot in &mut part.plots {
                plot.trees.retain(|tree| tree.species == code && (!measured || tree.diameter.is_some()));
            }
            part
        };
        let entry = GROUPS.iter().find(|(known, _)| *known == code).map(|(_, group)| {
            (code.to_owned(), SpeciesEntry { group: Some((*group).to_owned()), ..SpeciesEntry::default() })
        });
        let models = TreeModels::new(entry.into_iter().collect(), None, false).expect("models");
        let trees = trees_of(false).trees().count();
        match tree_plots(&trees_of(true), &models) {
            Ok((plots, _)) => {
                with += trees;
                volume += plots.iter().map(|plot| plot.values.growing_stock.0).sum::<f64>();
            }
            Err(_) => without += trees,
        }
    }
    (with, without, volume)
}
