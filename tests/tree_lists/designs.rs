use super::{Survey, standard_error};
use crate::support::{Accounts, Workspace};

const COUNTY: &str = r#"
[samples.survey.national]
region = "慈溪市"
area_ha = 1000
plots = "plots.csv"
plot_area_ha = 0.1
plot = "id"
land_type = "dl"
growing_stock = "stock"
crown_density = "closure"
codes = "china-three-digit"
"#;

/// Forest on five of seven plots: m³/ha of 100, 60 and 80 in stratum `green`, of 20, 0, 10 and 0 in `brown`.
const COUNTY_PLOTS: &str = "id,dl,stock,closure,stratum,height\n1,111,10,60,green,14\n2,111,6,60,green,9\n3,111,8,60,green,12\n\
                            4,111,2,60,brown,4\n5,240,0,0,brown,1\n6,111,1,60,brown,3\n7,240,0,0,brown,1\n";

fn county(design: &str) -> (Accounts, Workspace) {
    let workspace = Workspace::new();
    let text = format!("name = \"survey\"\n[samples.survey]\nyear = 2024\nsource = \"a survey\"\n{design}\n{COUNTY}");
    std::fs::write(workspace.path("survey.toml"), text).expect("a pipeline");
    std::fs::write(workspace.path("plots.csv"), COUNTY_PLOTS).expect("a table");
    std::fs::write(workspace.path("strata.csv"), "stratum,w,n\ngreen,0.4,40\nbrown,0.6,60\n").expect("a table");
    workspace.succeed(&["run", "survey.toml", "--out", "out"]);
    (Accounts::read(&workspace.path("out")), workspace)
}

/// The stock of the county in m³, and the row that says `method` and its standard error.
fn check_county(design: &str, value: f64, error: f64, method: &str) {
    let (accounts, _workspace) = county(design);
    let stock = accounts.value(&[("zone", "*"), ("quantity", "growing_stock"), ("method", method)]);
    assert!((stock - value).abs() < 1e-6, "{design}: {stock} against {value}");
    let error = standard_error(error);
    assert_eq!(
        accounts.values(&[("zone", "*"), ("quantity", "growing_stock"), ("method", &error)]).len(),
        1,
        "{design}: {error}"
    );
}

#[test]
fn every_design_has_the_estimate_of_its_formula() {
    // Means 80 and 7.5; s² of green (400 + 400 + 0)/2 = 400, of brown (156.25 + 56.25 + 6.25 + 56.25)/3 = 275/3.
    let (green, brown) = (400.0, 275.0 / 3.0);
    let mean = 0.4 * 80.0 + 0.6 * 7.5;
    let strata = |key| format!("strata = {{ path = \"strata.csv\", stratum = \"stratum\", {key} }}");
    let stratified = 0.16 * green / 3.0 + 0.36 * brown / 4.0;
    check_county(
        &format!("design = \"stratified\"\n{}", strata("weight = \"w\"")),
        1000.0 * mean,
        1000.0 * f64::sqrt(stratified),
        "stratified in 2 strata, 7 plots",
    );
    // (1/n) Σ W s² + (1/n²) Σ (1 − W) s².
    let post = (0.4 * green + 0.6 * brown) / 7.0 + (0.6 * green + 0.4 * brown) / 49.0;
    check_county(
        &format!("design = \"post_stratified\"\n{}", strata("weight = \"w\"")),
        1000.0 * mean,
        1000.0 * post.sqrt(),
        "post-stratified in 2 strata, 7 plots",
    );
    // Of 100 points: within with (n′_h − 1)/(n′ − 1), and between the strata.
    let within = 39.0 / 99.0 * 0.4 * green / 3.0 + 59.0 / 99.0 * 0.6 * brown / 4.0;
    let between = (0.4 * (80.0 - mean).powi(2) + 0.6 * (7.5 - mean).powi(2)) / 99.0;
    check_county(
        &format!("design = \"double_sampling\"\n{}", strata("points = \"n\"")),
        1000.0 * mean,
        1000.0 * (within + between).sqrt(),
        "double sampling in 2 strata, 100 points and 7 plots",
    );
    // Without a word plots are systematic: 270/7 ± √(Σ(y − ȳ)²/6/7).
    let values = [100.0, 60.0, 80.0, 20.0, 0.0, 10.0, 0.0];
    let (n, sum) = (7.0, 270.0_f64);
    let squares = values.iter().map(|value: &f64| value * value).sum::<f64>() - sum * sum / n;
    check_county(
        "",
        1000.0 * sum / n,
        1000.0 * (squares / 6.0 / n).sqrt(),
        "systematic sample, taken as simple random, of 7 plots",
    );
    // Regression on the height, whose mean over the county is 5 m: 44/7 on the plots.
    let heights = [14.0, 9.0, 12.0, 4.0, 1.0, 3.0, 1.0];
    let xy = values.iter().zip(heights).map(|(value, height)| value * height).sum::<f64>() - sum * 44.0 / n;
    let xx = heights.iter().map(|height: &f64| height * height).sum::<f64>() - 44.0 * 44.0 / n;
    let residual = squares - xy * xy / xx;
    let efficiency = (squares / 6.0) / (residual / 5.0);
    check_county(
        "design = \"simple_random\"\nauxiliary = { column = \"height\", population_mean = 5, source = \"a map of heights\" }",
        1000.0 * (sum / n + xy / xx * (5.0 - 44.0 / n)),
        1000.0 * (residual / 5.0 / n).sqrt(),
        &format!("simple random sample of 7 plots, regression on the auxiliary, relative efficiency {efficiency:.2}"),
    );
}

#[test]
fn a_post_stratified_list_of_trees_is_that_of_the_hand() {
    // Volumes of one fir of D20 H15 in the table of Guangxi; counts 4, 2 in stratum 1 and 0, 1 in stratum 2, of 1 ha each.
    let keys = r#"
plots = { path = "plots.csv", plot = "plot", size = { each_ha = 1 } }
units = { county = { area_ha = 100, source = "land survey" } }
[samples.survey.trees.species.310]
group = "chinese_fir"
volume = { set = "guangxi", row = "chinese_fir" }
"#;
    let design =
        "design = \"post_stratified\"\nstrata = { path = \"strata.csv\", stratum = \"stratum\", weight = \"w\" }";
    let survey = Survey::new(design, keys)
        .file("plots.csv", "plot,stratum\na,1\nb,1\nc,2\nd,2\n")
        .file("strata.csv", "stratum,w\n1,0.25\n2,0.75\n")
        .file("trees.csv", "plot,species,d,h,l,n\na,310,20,15,,4\nb,310,20,15,,2\nd,310,20,15,,1\n");
    let accounts = survey.accounts();
    let fir = 6.5671e-5 * 20_f64.powf(1.769_412) * 15_f64.powf(1.069_769);
    let stock = accounts.value(&[("zone", "county"), ("quantity", "growing_stock")]);
    assert!((stock - 100.0 * fir * (0.25 * 3.0 + 0.75 * 0.5)).abs() < 1e-9, "{stock}");
    // s² = 2 and 0.5 fir²; (1/4)(0.25·2 + 0.75·0.5) + (1/16)(0.75·2 + 0.25·0.5).
    let variance: f64 = 0.875 / 4.0 + 1.625 / 16.0;
    let error = standard_error(100.0 * fir * variance.sqrt());
    assert_eq!(
        accounts.values(&[("zone", "county"), ("quantity", "growing_stock"), ("method", &error)]).len(),
        1,
        "{error}"
    );
}

#[test]
fn every_unit_has_its_own_strata_and_its_own_mean_of_the_auxiliary() {
    let keys = r#"
plots = { path = "plots.csv", plot = "plot", unit = "unit", size = { each_ha = 1 } }
units = { east = { area_ha = 100, source = "land survey" }, west = { area_ha = 200, source = "land survey" } }
"#;
    let tree = |plot: &str, count: u32| format!("{plot},oak,20,15,,{count}\n");
    let counts = [("e1", 1), ("e2", 3), ("e3", 2), ("w1", 4), ("w2", 6), ("w3", 8), ("w4", 2)];
    let trees: Vec<String> = counts.iter().map(|(plot, count)| tree(plot, *count)).collect();
    let trees = format!("plot,species,d,h,l,n\n{}", trees.join(""));
    let plots = "plot,unit,stratum,x\ne1,east,all,1\ne2,east,all,3\ne3,east,all,2\nw1,west,low,4\nw2,west,low,6\nw3,west,high,8\nw4,west,high,-2\n";
    let oak = 6.856_34e-5 * 20_f64.powf(1.933_221) * 15_f64.powf(0.867_885);
    let stock = |design: &str, zone: &str| {
        let survey = Survey::new(design, keys)
            .file("plots.csv", plots)
            .file("trees.csv", &trees)
            .file("strata.csv", "unit,stratum,w\neast,all,1\nwest,low,0.75\nwest,high,0.25\n");
        survey.accounts().value(&[("zone", zone), ("quantity", "growing_stock")]) / oak
    };
    let strata = "design = \"stratified\"\nstrata = { path = \"strata.csv\", unit = \"unit\", stratum = \"stratum\", weight = \"w\" }";
    assert!((stock(strata, "east") - 100.0 * 2.0).abs() < 1e-9);
    assert!((stock(strata, "west") - 200.0 * (0.75 * 5.0 + 0.25 * 5.0)).abs() < 1e-9);
    assert!((stock(strata, "*") - 1_200.0).abs() < 1e-9);
    // In the east the auxiliary is the count itself, so that the mean is the one given.
    let auxiliary = "design = \"systematic\"\nauxiliary = { column = \"x\", population_mean = { east = 2.5, west = 4 }, source = \"a map\" }";
    assert!((stock(auxiliary, "east") - 100.0 * 2.5).abs() < 1e-6);
}
