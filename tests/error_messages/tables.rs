use insta::assert_snapshot;

use crate::support::scene::Scene;
use crate::support::{Accounts, rasters::Raster};

const HEADER: &str = "set,class,pool,value,unit,low,high,distribution,source,table,year,evidence\n";

/// The scene with a table of densities of its own, one row per class and pool.
fn densities(table: impl AsRef<[u8]>) -> Scene {
    Scene::new()
        .with("table = \"zhejiang-land\"", "table = { path = \"densities.csv\", set = \"own\" }")
        .file("densities.csv", table)
}

fn rows(rows: &str) -> Scene {
    densities(format!("{HEADER}own,bamboo_forest,litter,1,t C/ha,,,,a book,,,published\n{rows}"))
}

/// The scene with a table of densities with one column per pool.
fn wide(table: &str) -> Scene {
    let entry = r#"table = { path = "densities.csv", class = "code", pools = { litter = "litter" }, unit = "t C/ha", source = "a book", evidence = "published" }"#;
    Scene::new().with("table = \"zhejiang-land\"", entry).file("densities.csv", table)
}

#[test]
fn an_unknown_scheme_names_those_that_exist() {
    assert_snapshot!(Scene::new().with("\"tanhui\"", "\"tanhiu\"").refused(65), @r"
    error: no scheme `tanhiu`, expected tanhui, igbp, worldcover, forest_type, age_group or a table
      in pipeline.toml, line 9

    hint: did you mean `tanhui`?
    ");
}

#[test]
fn an_unknown_excluded_class_names_the_nearest() {
    let scene = Scene::new().in_table("methods.carbon_density", "exclude = [\"arbour_forest\"]");
    assert_snapshot!(scene.refused(65), @r"
    error: no class of scheme `tanhui` named `arbour_forest`: there is arbor_forest, bamboo_forest, special_shrub, other_shrub, other_woodland, swamp_forest, paddy, dry_cropland, orchard, grassland, built, river, reservoir, pond, inland_wetland, salt_marsh, tidal_flat, mangrove, reed, spartina, scirpus, suaeda, seagrass, sea
      in pipeline.toml, line 21

    hint: did you mean `arbor_forest`?
    ");
}

#[test]
fn an_unknown_density_set_names_those_that_exist() {
    assert_snapshot!(Scene::new().with("\"zhejiang-land\"", "\"zhejiang\"").refused(65), @r"
    error: `parameters/carbon_density.csv` has no set `zhejiang`: it has zhejiang-igbp, zhejiang-land
      in pipeline.toml, line 22

    hint: did you mean `zhejiang-igbp`?
    ");
}

#[test]
fn an_unverified_parameter_is_refused_until_it_is_allowed() {
    let scene = Scene::new().raster("land.tif", &Raster::of([1_u8, 1, 2, 3].repeat(4)));
    assert_snapshot!(scene.refused(65), @r"
    error: carbon densities that nobody has read in their source
      class `special_shrub`, pool `living_biomass`: 8.4553 t C/ha
      in pipeline.toml, line 20

    hint: exclude the classes, or set `allow_unverified = true`: every figure then says so
    ");
    let scene = scene.in_table("methods.carbon_density", "allow_unverified = true");
    scene.succeed();
    let accounts = Accounts::read(&scene.path("out"));
    let stock = |evidence| accounts.values(&[("quantity", "carbon_stock"), ("zone", "*"), ("evidence", evidence)]);
    let of_shrub = |evidence| {
        accounts.values(&[("quantity", "carbon_stock"), ("category", "special_shrub"), ("evidence", evidence)]).len()
    };
    assert!(!stock("unverified").is_empty());
    assert_eq!((of_shrub("derived"), of_shrub("published")), (0, 0));
    assert_eq!(
        accounts.values(&[("zone", "*"), ("category", "*"), ("pool", "*"), ("evidence", "unverified")]).len(),
        1,
        "a total that used the row says so"
    );
}

#[test]
fn a_missing_table_is_named() {
    let scene = Scene::new().with("table = \"zhejiang-land\"", "table = { path = \"absent.csv\", set = \"own\" }");
    assert_snapshot!(scene.refused(66), @r"
    error: cannot read `absent.csv`
      cause: No such file or directory (os error 2)
      in pipeline.toml, line 22
    ");
}

#[test]
fn a_density_table_without_a_column_is_refused() {
    let table = "set,class,pool,value,unit,low,high,evidence\nown,arbor_forest,litter,1,t C/ha,,,published\n";
    assert_snapshot!(densities(table).refused(65), @r"
    error: `densities.csv` has no column `source`, `year`: it has set, class, pool, value, unit, low, high, evidence
      in pipeline.toml, line 22
    ");
    assert_snapshot!(wide("code,soil\n1,5\n").refused(65), @r"
    error: `densities.csv` has no column `litter`: it has code, soil
      in pipeline.toml, line 22
    ");
}

#[test]
fn text_in_place_of_a_density_names_the_line() {
    assert_snapshot!(rows("own,arbor_forest,litter,2·636,t C/ha,,,,a book,,,published\n").refused(65), @r"
    error: found `2·636` in column `value`, expected a number
      in `densities.csv`, line 3
      in pipeline.toml, line 22
    ");
    assert_snapshot!(wide("code,litter\n1,2.6\n2,n/a\n").refused(65), @r"
    error: `n/a` is not a number, in column `litter`
      in `densities.csv`, line 3
      in pipeline.toml, line 22
    ");
}

#[test]
fn a_negative_density_is_refused() {
    assert_snapshot!(rows("own,arbor_forest,litter,-2.6,t C/ha,,,,a book,,,published\n").refused(65), @r"
    error: the density -2.6 of class `arbor_forest`, pool `litter` is not between 0 and 100000 t C/ha
      in `densities.csv`, line 3
      in pipeline.toml, line 22
    ");
    assert_snapshot!(wide("code,litter\n1,2.6\n2,-1\n").refused(65), @r"
    error: the density -1 of class `bamboo_forest`, pool `litter` is not between 0 and 100000 t C/ha
      in `densities.csv`, line 3
      in pipeline.toml, line 22
    ");
}

#[test]
fn a_density_is_a_finite_number() {
    for value in ["nan", "inf", "1e999", ""] {
        rows(&format!("own,arbor_forest,litter,{value},t C/ha,,,,a book,,,published\n")).refused(65);
        wide(&format!("code,litter\n1,{value}\n")).refused(65);
    }
}

#[test]
fn a_density_given_twice_is_refused() {
    let row = "own,arbor_forest,litter,2.6,t C/ha,,,,a book,,,published\n";
    assert_snapshot!(rows(&row.repeat(2)).refused(65), @r"
    error: class `arbor_forest`, pool `litter` has more than one row
      in `densities.csv`, line 4
      in pipeline.toml, line 22
    ");
    assert_snapshot!(wide("code,litter\n1,2.6\n1,2.7\n").refused(65), @r"
    error: class `arbor_forest`, pool `litter` has more than one row
      in `densities.csv`, line 3
      in pipeline.toml, line 22
    ");
}

#[test]
fn a_density_in_another_unit_is_refused() {
    assert_snapshot!(rows("own,arbor_forest,litter,2.6,t CO2/ha,,,,a book,,,published\n").refused(65), @r"
    error: found the unit `t CO2/ha`, expected `t C/ha`
      in `densities.csv`, line 3
      in pipeline.toml, line 22
    ");
}

#[test]
fn a_row_of_another_length_names_its_line() {
    assert_snapshot!(rows("own,arbor_forest,litter,2.6\n").refused(65), @r"
    error: cannot read a row of carbon densities
      cause: found 4 fields, expected 12 as in the first line
      in `densities.csv`, line 3
      in pipeline.toml, line 22
    ");
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let comment = "own,arbor_forest,litter,2.6,t C/ha,,,,\"a book\nof two lines\",,,published\n";
    let message = rows(&format!("{comment}own,arbor_forest,dead_wood,-1,t C/ha,,,,a book,,,published\n")).refused(65);
    assert!(message.contains("in `densities.csv`, line 5"), "{message}");
}

#[test]
fn a_table_in_gbk_is_refused() {
    let mut table = HEADER.as_bytes().to_vec();
    table.extend(b"own,arbor_forest,litter,1,t C/ha,,,,\xc4\xfe\xb2\xa8,,,published\n");
    assert_snapshot!(densities(table).refused(65), @r"
    error: `densities.csv` is not UTF-8
      in line 2
      in pipeline.toml, line 22

    hint: save the table as UTF-8; a spreadsheet calls it `CSV UTF-8`
    ");
}

#[test]
fn an_empty_table_is_refused() {
    assert_snapshot!(densities("").refused(65), @r"
    error: `densities.csv` is empty
      in pipeline.toml, line 22
    ");
    assert_snapshot!(wide("").refused(65), @r"
    error: `densities.csv` is empty
      in pipeline.toml, line 22
    ");
}

fn scheme(table: &str) -> Scene {
    Scene::new()
        .with("scheme = \"tanhui\"", "scheme = { path = \"scheme.csv\", id = \"id\" }")
        .file("scheme.csv", table)
}

#[test]
fn a_scheme_table_is_checked() {
    scheme("code,id\n1,arbor_forest\n2,bamboo_forest\n").succeed();
    assert_snapshot!(scheme("value,id\n1,arbor_forest\n").refused(65), @r"
    error: cannot read the scheme `scheme.csv`
      cause: no column `code`: it has value, id
      in pipeline.toml, line 9
    ");
    assert_snapshot!(scheme("code,id\n1.5,arbor_forest\n").refused(65), @r"
    error: cannot read the scheme `scheme.csv`
      cause: `1.5` in column `code` is no whole number
      in pipeline.toml, line 9
    ");
    assert_snapshot!(scheme("code,id\n1,arbor_forest\n1,bamboo_forest\n").refused(65), @r"
    error: scheme `scheme.csv` gives both `arbor_forest` (code 1) and `bamboo_forest` (code 1): codes and identifiers must be unique
      in pipeline.toml, line 9
    ");
    assert_snapshot!(scheme("code,id\n").refused(65), @r"
    error: scheme `scheme.csv` has no classes
      in pipeline.toml, line 9
    ");
}

#[test]
fn a_scheme_whose_classes_take_the_names_of_what_is_missing_is_refused() {
    for id in ["", "nodata", "*", "unknown_3"] {
        let message = scheme(&format!("code,id\n1,arbor_forest\n2,{id}\n")).refused(65);
        assert!(message.contains(&format!("`{id}`")), "{message}");
    }
}

/// The scene with a second date and the present value of the change.
fn present_value(years: [i32; 2], keys: &str) -> Scene {
    Scene::new()
        .raster("later.tif", &Raster::of([2_u8, 1, 2, 2].repeat(4)))
        .with("year = 2020", &format!("year = {}", years[0]))
        .with(
            "[methods.carbon_density]\nlayers = [\"land\"]",
            "[methods.carbon_density]\nlayers = [\"land\", \"later\"]",
        )
        .append(&format!(
            "\n[layers.later]\npath = \"later.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\nyear = {}\n\n\
             [methods.present_value]\ncurrency = \"CNY\"\nsource = \"nobody\"\n{keys}\n",
            years[1]
        ))
}

#[test]
fn a_present_value_beyond_all_bounds_is_refused() {
    present_value([2000, 2020], "price_per_tonne_c = 43.0\ndiscount_rate_percent = 7.0").succeed();
    for keys in [
        "price_per_tonne_c = 1e308\ndiscount_rate_percent = 7.0",
        "price_per_tonne_c = -1.0\ndiscount_rate_percent = 7.0",
        "price_per_tonne_c = 43.0\ndiscount_rate_percent = -99.9999999999",
        "price_per_tonne_c = 43.0\ndiscount_rate_percent = -100.0",
        "price_per_tonne_c = 43.0\ndiscount_rate_percent = 1e308",
    ] {
        present_value([2000, 2100], keys).refused(65);
    }
}

#[test]
fn a_year_that_is_none_is_refused() {
    let keys = "price_per_tonne_c = 43.0\ndiscount_rate_percent = 7.0";
    assert_snapshot!(present_value([-2_147_483_648, 2_147_483_647], keys).refused(65), @r"
    error: `layers.land.year`: found `-2147483648`, expected 1 to 9999
      in pipeline.toml, line 10

    error: `layers.later.year`: found `2147483647`, expected 1 to 9999
      in pipeline.toml, line 28
    ");
}
