use insta::assert_snapshot;

use crate::support::scene::Scene;
use crate::support::{Accounts, Workspace};

const FIA: &str = r#"
[samples.state]
year = 2013
source = "a survey"

[samples.state.fia]
plots = "plots.csv"
conditions = "conditions.csv"
trees = "trees.csv"
strata = "strata.csv"
units = "units.csv"
"#;

/// Tables of one unit with one stratum, two plots and one tree.
fn fia() -> Scene {
    Scene::new()
        .append(FIA)
        .file("plots.csv", "CN,ESTN_UNIT,STRATUMCD,PLOT_STATUS_CD\na,1,1,1\nb,1,1,2\n")
        .file(
            "conditions.csv",
            "PLT_CN,CONDID,COND_STATUS_CD,CONDPROP_UNADJ,SUBPPROP_UNADJ,MACRPROP_UNADJ,FORTYPCD\na,1,1,1,1,NA,281\nb,1,2,1,1,NA,NA\n",
        )
        .file("trees.csv", "PLT_CN,CONDID,STATUSCD,VOLCFNET,TPA_UNADJ\na,1,1,20,6\n")
        .file("strata.csv", "ESTN_UNIT,STRATUMCD,P1POINTCNT\n1,1,30\n")
        .file("units.csv", "ESTN_UNIT,ACRES\n1,1000\n")
}

#[test]
fn plots_are_accounted_beside_a_map_and_listed_in_the_manifest() {
    let scene = fia();
    scene.succeed();
    let accounts = Accounts::read(&scene.path("out"));
    let wanted = [("zone_set", "state"), ("zone", "1"), ("category", "forest"), ("quantity", "area")];
    assert!((accounts.value(&wanted) - 500.0 * 0.404_685_642_24).abs() < 1e-9);
    let manifest = std::fs::read_to_string(scene.path("out/manifest.json")).expect("a manifest");
    for name in ["plots.csv", "conditions.csv", "trees.csv", "strata.csv", "units.csv"] {
        assert!(manifest.contains(&format!("{name}\"")), "{name}");
    }
}

#[test]
fn tables_that_cannot_be_used_are_named_with_the_place_of_their_sample() {
    let scene = fia().file("trees.csv", "PLT_CN,CONDID,STATUSCD,VOLCFNET,TPA_UNADJ\na,1,1,20,-6\na,2,9,20,6\n");
    assert_snapshot!(scene.refused(65), @r#"
    error: found `-6` in column `TPA_UNADJ`, expected a number, 0 or more
      in `trees.csv`, line 2
      in pipeline.toml, line 24

    error: `9` is no `tree_status` of the codes `fia`, which are 0, 1, 2, 3
      in `trees.csv`, line 3
      in pipeline.toml, line 24
    "#);
    std::fs::remove_file(scene.path("units.csv")).expect("a file");
    let message = scene.refused(66);
    assert!(message.contains("cannot read `units.csv`") && message.contains("in pipeline.toml"), "{message}");
}

#[test]
fn a_sample_is_of_one_kind_and_has_a_name_of_its_own() {
    let scene = Scene::new().append("[samples.districts]\nyear = 2013\nsource = \"a survey\"\n");
    assert_snapshot!(scene.refused(65), @r#"
    error: `districts` is the name of a sample and of a zone set
      in pipeline.toml, line 23

    hint: rename one: both stand in the column `zone_set` of the account

    error: sample `districts` has neither `fia` nor `national` nor `trees`, expected the tables of one inventory
      in pipeline.toml, line 23
    "#);
}

#[test]
fn codes_of_another_period_are_named_with_what_to_do() {
    let workspace = Workspace::new();
    let pipeline = r#"name = "plots"
[samples.county]
year = 2015
source = "a survey"
[samples.county.national]
region = "慈溪市"
area_ha = 100000
plots = "plots.csv"
plot_area_ha = 0.08
plot = "样地号"
land_type = "地类"
growing_stock = "活立木蓄积"
crown_density = "郁闭度"
codes = "china-three-digits"
"#;
    std::fs::write(workspace.path("plots.toml"), pipeline).expect("a pipeline");
    let plots = "样地号,地类,活立木蓄积,郁闭度\n1,111,4.8,60\n2,240,0,0\n3,175,0,0\n";
    std::fs::write(workspace.path("plots.csv"), plots).expect("a table");
    let outcome = workspace.run(&["check", "plots.toml"]);
    assert_eq!(outcome.code, 65);
    assert_snapshot!(outcome.stderr, @r#"
    error: `parameters/plots/codes.csv` has no set `china-three-digits`: it has fia, china-three-digit
      in plots.toml, line 2

    hint: did you mean `china-three-digit`?
    "#);
    let pipeline = pipeline.replace("china-three-digits", "china-three-digit");
    std::fs::write(workspace.path("plots.toml"), &pipeline).expect("a pipeline");
    assert_snapshot!(workspace.run(&["check", "plots.toml"]).stderr, @r#"
    error: `175` is no `land_type` of the codes `china-three-digit`, which are 111, 112, 113, 120, 131, 132, 141, 142, 150, 161, 162, 163, 171, 172, 173, 180, 210, 220, 230, 240, 251, 252, 253, 254
      in `plots.csv`, line 4
      in plots.toml, line 2

    hint: codes change between periods: give the table of this period's codes, or set `unknown_codes = "count"`
    "#);
    std::fs::write(workspace.path("plots.toml"), pipeline + "unknown_codes = \"count\"\n").expect("a pipeline");
    let outcome = workspace.succeed(&["run", "plots.toml", "--out", "out"]);
    assert!(
        outcome.stderr.contains("sample `county`: rows with the `land_type` `175`, which the codes do not have: 1"),
        "{}",
        outcome.stderr
    );
    let accounts = Accounts::read(&workspace.path("out"));
    let area = |category| accounts.value(&[("zone", "*"), ("category", category), ("quantity", "area")]);
    assert!((area("forest") - 100_000.0 / 3.0).abs() < 1e-6);
    assert!((area("unknown_175") - 100_000.0 / 3.0).abs() < 1e-6);
    let stock = accounts.value(&[("zone", "*"), ("category", "forest"), ("quantity", "growing_stock")]);
    assert!((stock - 100_000.0 * 4.8 / 0.08 / 3.0).abs() < 1e-6);
}

const ACCURACY: &str = r#"
[methods.map_accuracy]
land = "land"
matrix = "points.csv"
classes = ["arbor_forest"]
basis = "arbor"
source = "points of 2021"
"#;

#[test]
fn a_reference_sample_corrects_the_area_of_the_map() {
    let matrix = "map,arbor_forest,bamboo_forest\narbor_forest,18,2\nbamboo_forest,1,9\n";
    let scene = Scene::new().append(ACCURACY).file("points.csv", matrix);
    scene.succeed();
    let accounts = Accounts::read(&scene.path("out"));
    let mapped = |category| {
        let wanted = [("zone", "*"), ("category", category), ("quantity", "area"), ("method", "land_area")];
        accounts.value(&wanted)
    };
    let adjusted = accounts.value(&[("zone", "*"), ("category", "arbor"), ("quantity", "area_adjusted")]);
    let expected = mapped("arbor_forest") * 0.9 + mapped("bamboo_forest") * 0.1;
    assert!((adjusted / expected - 1.0).abs() < 1e-12, "{adjusted} against {expected}");
}

#[test]
fn a_reference_sample_of_other_classes_is_refused() {
    let matrix = "map,arbor_forest,bambo_forest\narbor_forest,18,2\nbambo_forest,1,9\n";
    assert_snapshot!(Scene::new().append(ACCURACY).file("points.csv", matrix).refused(65), @r#"
    error: no class of scheme `tanhui` named `bambo_forest`: there is arbor_forest, bamboo_forest, special_shrub, other_shrub, other_woodland, swamp_forest, paddy, dry_cropland, orchard, grassland, built, river, reservoir, pond, inland_wetland, salt_marsh, tidal_flat, mangrove, reed, spartina, scirpus, suaeda, seagrass, sea
      in pipeline.toml, line 26

    hint: did you mean `bamboo_forest`?
    "#);
    let matrix = "map,arbor_forest,water\narbor_forest,18,x\nwater,1,0\n";
    assert!(Scene::new().append(ACCURACY).file("points.csv", matrix).refused(65).contains("found `x`"));
    let matrix = "map,arbor_forest,paddy\narbor_forest,18,2\npaddy,1,9\n";
    assert_snapshot!(Scene::new().append(ACCURACY).file("points.csv", matrix).refused(65), @r#"
    error: the confusion matrix has no row for classes of the map: it has arbor_forest, paddy
      `bamboo_forest`: 855.8 ha
      in pipeline.toml, line 24

    hint: the sample must cover every class of the map: add a row and a column for each
    "#);
}
