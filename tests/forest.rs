use std::path::Path;

use crate::support::frames::tool;
use crate::support::{Accounts, Workspace, project, shipped_with_few_draws};

const PIPELINE: &str = "ningbo-forest-2022";

fn account(workspace: &Workspace, text: &str, out: &str) -> Accounts {
    std::fs::write(workspace.path("pipeline.toml"), text).expect("writable");
    workspace.succeed(&["run", "pipeline.toml", "--out", out]);
    Accounts::read(Path::new(&workspace.path(out)))
}

const INVENTORY: (&str, &str) = ("method", "inventory `sub_compartments`");
const RASTERS: (&str, &str) = ("method", "rasters `land_2022`");

/// The pipeline with its inventory alone.
fn without_rasters(text: &str) -> String {
    let (head, rest) = text.split_once("[grid]").expect("a grid");
    let (_, zones) = rest.split_once("[zones.counties]\n").expect("zones");
    let (before, after) = zones.split_once("[forest.rasters]").expect("rasters");
    let (_, carbon) = after.split_once("[forest.carbon]").expect("carbon");
    format!("{head}[zones.counties]\n{before}[forest.carbon]{carbon}")
}

#[test]
fn both_routes_give_the_yearbook_and_show_by_how_much_they_differ() {
    let workspace = Workspace::new();
    let accounts = account(&workspace, &shipped_with_few_draws(PIPELINE), "out");
    let of = |source, zone, quantity, category| {
        accounts.value(&[
            ("zone_set", "counties"),
            ("zone", zone),
            ("quantity", quantity),
            ("category", category),
            source,
        ])
    };
    // 宁波统计年鉴2023, table 6-7: the city, and 宁海县 as a county: stock (m³), forest area (ha), cover rate (%).
    for (zone, stock, area, rate) in [("*", 25_207_200.0, 437_954.0, 44.67), ("330226", 7_024_900.0, 108_150.0, 58.11)]
    {
        for source in [INVENTORY, RASTERS] {
            let expected = [
                (of(source, zone, "growing_stock", "forest"), stock),
                (of(source, zone, "area", "cover nfi"), area),
                (of(source, zone, "cover_rate", "cover nfi"), rate),
            ];
            for (got, expected) in expected {
                assert!((got / expected - 1.0).abs() < 0.005, "{zone} {source:?}: {got} against {expected}");
            }
        }
        let difference = accounts.value(&[
            ("zone_set", "counties"),
            ("zone", zone),
            ("quantity", "source_difference"),
            ("category", "growing_stock of forest"),
        ]);
        let stock = |source| of(source, zone, "growing_stock", "forest");
        assert!((stock(RASTERS) - stock(INVENTORY) - difference).abs() < 1e-6, "{zone}: {difference}");
    }
    // Ningbo's trees hold 10.8 to 12.0 million t C by published densities.
    let trees = accounts.value(&[
        ("zone_set", "counties"),
        ("zone", "*"),
        ("quantity", "carbon_stock"),
        ("category", "trees"),
        INVENTORY,
    ]);
    assert!((10.8e6..12.0e6).contains(&trees), "{trees} t C");
}

#[test]
fn the_parts_of_every_breakdown_and_the_zones_add_up() {
    let workspace = Workspace::new();
    let accounts = account(&workspace, &shipped_with_few_draws(PIPELINE), "out");
    let parts = |quantity: &str, prefix: &str, and_not: &str| -> f64 {
        let fits = |row: &&std::collections::HashMap<String, String>| {
            row["zone_set"] == "counties"
                && row["zone"] == "*"
                && row["quantity"] == quantity
                && row["category"].starts_with(prefix)
                && (and_not.is_empty() || !row["category"].contains(and_not))
                && row["method"].contains(INVENTORY.1)
        };
        accounts.rows.iter().filter(fits).map(|row| row["value"].parse::<f64>().expect("a number")).sum()
    };
    for quantity in ["growing_stock", "area"] {
        let whole_name = if quantity == "area" { "stands" } else { "forest" };
        let whole = accounts.value(&[
            ("zone_set", "counties"),
            ("zone", "*"),
            ("quantity", quantity),
            ("category", whole_name),
            INVENTORY,
        ]);
        for breakdown in ["species:", "age_group:", "origin:", "forest_category:"] {
            let and_not = if breakdown == "species:" { "age_group:" } else { "" };
            let sum = parts(quantity, &format!("{whole_name}, {breakdown}"), and_not);
            assert!((sum / whole - 1.0).abs() < 1e-9, "{quantity} {breakdown} {sum} of {whole}");
        }
        let counties: f64 = accounts
            .values(&[("zone_set", "counties"), ("quantity", quantity), ("category", whole_name), INVENTORY])
            .iter()
            .sum();
        let townships: f64 = accounts
            .values(&[("zone_set", "townships"), ("quantity", quantity), ("category", whole_name), INVENTORY])
            .iter()
            .sum();
        // Each set's rows are its zones and their total.
        assert!((counties / whole - 2.0).abs() < 1e-9, "{quantity}: {counties}");
        assert!((townships / whole - 2.0).abs() < 1e-9, "{quantity}: {townships}");
    }
}

#[test]
fn every_figure_says_what_nobody_has_read() {
    let workspace = Workspace::new();
    std::fs::write(
        workspace.path("pipeline.toml"),
        shipped_with_few_draws(PIPELINE).replace("allow_unverified = true\n\n[forest.rasters]", "\n[forest.rasters]"),
    )
    .expect("writable");
    let refused = workspace.run(&["run", "pipeline.toml", "--out", "out"]);
    let message = &refused.stderr;
    assert_eq!(refused.code, 65, "{message}");
    assert!(message.contains("cover basis nfi and greening") && message.contains("pipeline.toml, line"), "{message}");
    assert!(!workspace.path("out").exists());
}

#[test]
fn layers_of_another_scheme_and_names_that_do_not_exist_are_refused_together() {
    let workspace = Workspace::new();
    let text = shipped_with_few_draws(PIPELINE)
        .replace("age_group = \"age_group_2022\"", "age_group = \"forest_type_2022\"")
        .replace("inventory = \"sub_compartments\"", "inventory = \"sub_compartment\"")
        .replace("counties = \"counties\"", "counties = \"countys\"");
    std::fs::write(workspace.path("pipeline.toml"), text).expect("writable");
    let refused = workspace.run(&["check", "pipeline.toml"]);
    let message = &refused.stderr;
    assert_eq!(refused.code, 65, "{message}");
    for expected in
        ["scheme `forest_type`, expected `age_group`", "did you mean `sub_compartments`?", "did you mean `counties`?"]
    {
        assert!(message.contains(expected), "{expected} in {message}");
    }
}

#[test]
fn without_rasters_the_inventory_alone_is_an_account() {
    let workspace = Workspace::new();
    let text = without_rasters(&shipped_with_few_draws(PIPELINE));
    let accounts = account(&workspace, &text, "out");
    let stock = accounts.value(&[
        ("zone_set", "counties"),
        ("zone", "*"),
        ("quantity", "growing_stock"),
        ("category", "forest"),
    ]);
    assert!((stock / 25_207_200.0 - 1.0).abs() < 0.005, "{stock}");
    assert!(!workspace.path("out/strata.parquet").exists());
}

#[test]
fn the_ipcc_factors_account_sub_compartments_but_not_means_of_pixels() {
    let workspace = Workspace::new();
    let stepped = |text: &str| {
        let (before, after) = text.split_once("trees = {").expect("a method");
        let rest = after.split_once('\n').expect("a line").1;
        format!("{before}trees = {{ bcef = \"temperate\" }}\n{rest}")
    };
    std::fs::write(workspace.path("pipeline.toml"), stepped(&shipped_with_few_draws(PIPELINE))).expect("writable");
    let refused = workspace.run(&["check", "pipeline.toml"]);
    assert!(refused.stderr.contains("BCEF goes in steps"), "{}", refused.stderr);
    let accounts = account(&workspace, &stepped(&without_rasters(&shipped_with_few_draws(PIPELINE))), "out");
    let trees =
        accounts.value(&[("zone_set", "counties"), ("zone", "*"), ("category", "trees"), ("quantity", "carbon_stock")]);
    assert!((8e6..25e6).contains(&trees), "{trees} t C");
}

#[test]
fn the_same_inventory_in_every_format_gives_the_same_account() {
    let workspace = Workspace::new();
    let text = without_rasters(&shipped_with_few_draws(PIPELINE));
    let figures = |accounts: &Accounts| -> Vec<f64> {
        let mut wanted = vec![("growing_stock", "forest"), ("area", "cover nfi"), ("cover_rate", "cover nfi")];
        wanted.push(("carbon_stock", "trees"));
        wanted
            .into_iter()
            .map(|(quantity, category)| {
                accounts.value(&[
                    ("zone_set", "counties"),
                    ("zone", "330226"),
                    ("quantity", quantity),
                    ("category", category),
                ])
            })
            .collect()
    };
    let expected = figures(&account(&workspace, &text, "gpkg"));
    let source = project().join("sample-rasters/sub_compartments.gpkg");
    let shapefile = project().join("sample-rasters/sub_compartments_gbk.shp");
    tool("ogr2ogr", &["-f", "OpenFileGDB"], &[&workspace.path("stands.gdb"), &source]);
    tool("ogr2ogr", &["-lco", "ENCODING=GBK"], &[&workspace.path("stands.shp"), &source]);
    std::fs::remove_file(workspace.path("stands.cpg")).expect("an encoding to forget");
    for layer in [workspace.path("stands.gdb"), workspace.path("stands.shp"), shapefile] {
        let path = layer.to_str().expect("UTF-8").to_owned();
        let text = text.replace(source.to_str().expect("UTF-8"), &path);
        assert!(text.contains(&path));
        let found = figures(&account(&workspace, &text, "copy"));
        std::fs::remove_dir_all(workspace.path("copy")).expect("an output");
        for (found, expected) in found.iter().zip(&expected) {
            // A Shapefile holds areas to so many digits.
            assert!((found / expected - 1.0).abs() < 1e-6, "{path}: {found} against {expected}");
        }
    }
}
