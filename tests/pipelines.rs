use std::collections::BTreeMap;

use crate::support::{Accounts, Workspace, project};

fn run(workspace: &Workspace, name: &str) -> Accounts {
    let pipeline = project().join("pipelines").join(format!("{name}.toml"));
    let out = workspace.path(name);
    workspace.succeed(&["run", pipeline.to_str().expect("UTF-8"), "--out", out.to_str().expect("UTF-8")]);
    Accounts::read(&out)
}

/// Forest area (ha), cover rate (%) and forest stock (m³) of 2022 by county, from the yearbook.
fn yearbook() -> BTreeMap<String, [f64; 3]> {
    let path = project().join("parameters/ningbo/yearbook_2022.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(path).expect("the yearbook");
    let header = reader.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|found| found == name).expect("a column");
    let columns = [column("forest_ha"), column("cover_pct"), column("forest_stock_wan_m3")];
    reader
        .records()
        .map(|record| record.expect("a row"))
        .filter(|record| columns.iter().all(|column| !record[*column].is_empty()))
        .map(|record| {
            let [forest, cover, stock] = columns.map(|column| record[column].parse::<f64>().expect("a number"));
            (record[0].to_owned(), [forest, cover, stock * 10_000.0])
        })
        .collect()
}

#[test]
fn the_sample_scene_has_the_forest_the_cover_and_the_stock_of_the_yearbook() {
    let workspace = Workspace::new();
    let accounts = run(&workspace, "ningbo-2022");
    let mut counties = 0;
    for (name, expected) in yearbook() {
        if name == "宁波市" {
            continue;
        }
        let value = |quantity, category| {
            accounts.value(&[
                ("zone_set", "counties"),
                ("zone_name", &name),
                ("sector", "forest"),
                ("quantity", quantity),
                ("category", category),
                ("year", "2022"),
            ])
        };
        let got = [value("area", "nfi"), value("cover_rate", "nfi"), value("growing_stock", "forest")];
        for (got, expected) in got.into_iter().zip(expected) {
            assert!((got / expected - 1.0).abs() < 0.005, "{name}: {got} against {expected}");
        }
        counties += 1;
    }
    assert_eq!(counties, 10);

    // The marsh and the flat seaward of the land-only outlines are a zone of their own, never dropped.
    let marsh = accounts.value(&[
        ("zone", "(outside)"),
        ("category", "salt_marsh"),
        ("quantity", "area"),
        ("year", "2022"),
        ("method", "land_area"),
    ]);
    assert!(marsh > 1_000.0, "{marsh} ha");
}

#[test]
fn closing_stock_is_opening_stock_plus_the_change_plus_what_was_not_compared() {
    let workspace = Workspace::new();
    let accounts = run(&workspace, "ningbo-2022");
    let stock = |zone, year| {
        accounts.value(&[
            ("zone", zone),
            ("year", year),
            ("category", "*"),
            ("pool", "*"),
            ("quantity", "carbon_stock"),
        ])
    };
    let period = |zone, quantity, category| {
        let wanted = [
            ("zone", zone),
            ("year", "2015"),
            ("year_to", "2022"),
            ("pool", "*"),
            ("quantity", quantity),
            ("category", category),
        ];
        accounts.value_or_zero(&wanted)
    };
    for zone in ["*", "(outside)", "330282", "330213"] {
        let expected = stock(zone, "2015")
            + period(zone, "stock_change", "*")
            + period(zone, "stock_not_compared", "at the last date")
            - period(zone, "stock_not_compared", "at the first date");
        let closing = stock(zone, "2022");
        assert!((closing / expected - 1.0).abs() < 1e-12, "{zone}: {closing} against {expected}");
    }
}

#[test]
fn the_real_modis_map_is_accounted_over_the_real_districts() {
    let workspace = Workspace::new();
    let accounts = run(&workspace, "ningbo-modis-2019");
    let area =
        |method| accounts.value(&[("zone", "*"), ("category", "zone"), ("quantity", "area"), ("method", method)]);
    // The outlines enclose 9,321.8 km² on the ellipsoid.
    assert!((area("geodesic polygon") - 932_180.0).abs() < 10.0, "{}", area("geodesic polygon"));
    assert!((area("sum of cells") / area("geodesic polygon") - 1.0).abs() < 1e-5);
    let classes: f64 =
        accounts.values(&[("zone", "*"), ("year", "2019"), ("quantity", "area"), ("method", "land_area")]).iter().sum();
    assert!((classes / area("sum of cells") - 1.0).abs() < 1e-12);
}
