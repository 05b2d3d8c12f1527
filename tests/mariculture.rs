use insta::assert_snapshot;

use crate::support::case::Case;
use crate::support::{Accounts, Workspace, project};

const SECTION: &str = r#"name = "sea"

[mariculture.bay]
table = "harvests.csv"
unit = "t"
source = "a yearbook"
evidence = "published"
shell_accounting = "standard"
"#;

const HARVESTS: &str = "zone,species,year,production,state\nnorth,oyster,2022,10000,wet\nsouth,kelp,2022,10,wet\n";

#[test]
fn ten_thousand_tonnes_of_oysters_by_each_way_of_counting_shells() {
    // 10,000 t · 0.651 · 0.0614 · 0.4598 · 44/12 = 674 t CO2 soft, 10,000 · 0.651 · 0.9386 · 0.1268 · 44/12 = 2841 in shells.
    for (shells, expected) in [("standard", 3515.0), ("exclude", 674.0), ("net", 674.0 + 0.4 * 2841.0)] {
        let section = SECTION.replace("\"standard\"", &format!("\"{shells}\"\nallow_unverified = {}", shells == "net"));
        let accounts = Case::new(&section, &[("harvests.csv", HARVESTS)]).account();
        let of = |pool, quantity, unit| {
            let wanted =
                [("zone", "north"), ("category", "oyster"), ("pool", pool), ("quantity", quantity), ("unit", unit)];
            accounts.value(&wanted)
        };
        let sink = of("*", "mariculture_sink", "t CO2");
        assert!((sink - expected).abs() < 1.0, "{shells}: {sink} t CO2");
        assert!((of("*", "mariculture_sink", "t C") * 44.0 / 12.0 - sink).abs() < 1e-9);
        let held = of("soft_tissue", "harvested_carbon", "t C") + of("shell", "harvested_carbon", "t C");
        assert!((held - of("*", "harvested_carbon", "t C")).abs() < 1e-9);
        assert!((held * 44.0 / 12.0 - 3515.0).abs() < 0.5, "{shells}: {held} t C");
        assert_eq!(accounts.value(&[("zone", "*"), ("category", "oyster"), ("quantity", "production")]), 10_000.0);
        // A sink of mariculture is no removal of an inventory.
        assert!(accounts.values(&[("quantity", "removals")]).is_empty());
    }
}

#[test]
fn the_nori_of_xiangshan_is_worth_five_times_as_much_if_it_was_weighed_dry() {
    let workspace = Workspace::new();
    let pipeline = project().join("pipelines/xiangshan-mariculture.toml");
    workspace.succeed(&["run", pipeline.to_str().expect("UTF-8"), "--out", "out"]);
    let accounts = Accounts::read(&workspace.path("out"));
    let sink = |section, zone, category| {
        accounts.value(&[
            ("zone_set", section),
            ("zone", zone),
            ("category", category),
            ("pool", "*"),
            ("quantity", "mariculture_sink"),
            ("unit", "t CO2"),
        ])
    };
    // 4200 t · 0.2739 · 44/12 = 4218 t CO2, or a fifth of it.
    assert!((sink("nori_if_dry", "象山县", "nori") - 4218.0).abs() < 0.1);
    assert!((sink("nori_if_wet", "*", "*") - 843.6).abs() < 0.1);
    let zones: f64 = ["象山港", "大目洋", "三门湾"].map(|zone| sink("invented", zone, "*")).iter().sum();
    assert!((zones / sink("invented", "*", "*") - 1.0).abs() < 1e-12);
    // What is invented says so in every row; what is published is not made weaker by it.
    for row in &accounts.rows {
        let invented = row["zone_set"] == "invented";
        assert_eq!(row["evidence"] == "unverified", invented, "{row:?}");
        assert_eq!(row["sources"].contains("invented"), invented, "{row:?}");
    }
    // A species without coefficients of its own says whose it has.
    let razor = [("zone_set", "invented"), ("zone", "三门湾"), ("category", "缢蛏"), ("method", "of `other_bivalve`")];
    assert!(!accounts.values(&razor).is_empty());
}

#[test]
fn columns_have_names_of_their_own_and_zones_are_known_by_id_or_name() {
    let section = SECTION
        .replace("unit = \"t\"", "unit = \"10^4 t\"\nstate = \"wet\"\nzones = \"counties\"")
        .replace("source", "columns = { zone = \"县\", species = \"种\", year = \"年\", production = \"产量\" }\nspecies = { \"牡蛎\" = \"oyster\" }\nsource")
        + &format!(
            "[zones.counties]\npath = '{}'\nid = \"id\"\nname = \"name\"\n",
            project().join("sample-rasters/districts.gpkg").display()
        );
    let table = "# 万吨\n县,种,年,产量\n象山县,牡蛎,2022,1\n330226,牡蛎,2022,0.5\n";
    let accounts = Case::new(&section, &[("harvests.csv", table)]).account();
    let production = |zone| accounts.value(&[("zone", zone), ("category", "牡蛎"), ("quantity", "production")]);
    assert_eq!((production("330225"), production("330226"), production("*")), (10_000.0, 5_000.0, 15_000.0));
    let strange = table.replace("象山县", "象山");
    let message = Case::new(&section, &[("harvests.csv", &strange)]).refused();
    assert!(
        message.contains("no zone with the id or name `象山`") && message.contains("`harvests.csv`, line 3"),
        "{message}"
    );
}

#[test]
fn whole_animals_are_accounted_with_their_shells_or_refused() {
    let section = SECTION.replace("unit", "coefficients = \"quan2014-zhejiang\"\nunit");
    let table = "zone,species,year,production,state\nnorth,razor_clam,2022,1000,wet\nnorth,oyster,2022,100,wet\n";
    let accounts = Case::new(&section, &[("harvests.csv", table)]).account();
    // 1000 t · 0.0936 + 100 t · 0.0789 t C/t.
    let sink = |pool, unit| {
        accounts.value(&[
            ("zone", "*"),
            ("category", "*"),
            ("pool", pool),
            ("quantity", "mariculture_sink"),
            ("unit", unit),
        ])
    };
    assert!((sink("*", "t C") - 101.49).abs() < 1e-9 && (sink("soft_tissue_and_shell", "t C") - 101.49).abs() < 1e-9);
    assert!((sink("*", "t CO2") - 101.49 * 44.0 / 12.0).abs() < 1e-9);
    let message = Case::new(&section.replace("\"standard\"", "\"exclude\""), &[("harvests.csv", table)]).refused();
    for part in ["its shell can only be counted in full", "`clam` of `sun2020`", "`oyster` of `sun2020`", "line 2"] {
        assert!(message.contains(part), "{message}");
    }
    // A mean of all algae is per wet mass, and has no shell to leave out.
    let section = SECTION.replace("unit", "coefficients = \"ijerph2022-china\"\nunit").replace("standard", "exclude");
    let algae = "zone,species,year,production,state\nnorth,all_algae,2022,1000,wet\n";
    let accounts = Case::new(&section, &[("harvests.csv", algae)]).account();
    let held = accounts.value(&[("zone", "north"), ("category", "*"), ("pool", "*"), ("quantity", "harvested_carbon")]);
    assert!((held - 52.0).abs() < 1e-9);
    let message = Case::new(&section, &[("harvests.csv", &algae.replace("wet", "dry"))]).refused();
    assert!(message.contains("published per wet mass"), "{message}");
    let message = Case::new(&section, &[("harvests.csv", &algae.replace("all_algae", "羊栖菜"))]).refused();
    assert!(message.contains("nearest published species is `all_algae`"), "{message}");
}

#[test]
fn parts_of_the_sea_are_zones_as_counties_are() {
    let path = project().join("pipelines/data/sea_areas_sample.geojson");
    let sea = SECTION.replace("unit", "zones = \"seas\"\nunit")
        + &format!("[zones.seas]\npath = '{}'\nid = \"id\"\nname = \"name\"\n", path.display());
    let table = "zone,species,year,production,state\n象山港,kelp,2022,10,wet\nsanmen_bay,kelp,2022,5,wet\n";
    let accounts = Case::new(&sea, &[("harvests.csv", table)]).account();
    let production = |zone| accounts.value(&[("zone", zone), ("category", "kelp"), ("quantity", "production")]);
    assert_eq!((production("xiangshan_bay"), production("sanmen_bay"), production("*")), (10.0, 5.0, 15.0));
    let message = Case::new(&sea, &[("harvests.csv", &table.replace("象山港", "象山县"))]).refused();
    assert!(message.contains("zone set `seas` has no zone"), "{message}");
}

#[test]
fn everything_wrong_with_a_table_is_told_at_once_with_its_row() {
    let table = "zone,species,year,production,state\nnorth,razor_clam,2022,5,wet\nnorth,oister,2022,5,wet\n\
                 ,oyster,22a,-1,moist\nnorth,oyster,2022,5,dry\nnorth,kelp,2022,5,dry\nnorth,kelp,2022,5,dry\n*,kelp,2022,\"1,000\",wet\n";
    assert_snapshot!(Case::new(SECTION, &[("harvests.csv", table)]).refused(), @r#"
    error: set `sun2020` has no coefficients of `razor_clam`: it has clam, scallop, oyster, mussel, other_bivalve, kelp, wakame, nori, gracilaria, other_algae
      `quan2014-zhejiang` has it: `coefficients = "quan2014-zhejiang"` in a section of its own
      the nearest published species is `clam`: both are burrowing clams
      in `harvests.csv`, line 2
      in pipeline.toml, line 3

    hint: add rows with a source, or account the tonnes as `clam` and say so
    hint: to take other coefficients: `species = { "razor_clam" = "…" }`; every figure names them

    error: set `sun2020` has no coefficients of `oister`: it has clam, scallop, oyster, mussel, other_bivalve, kelp, wakame, nori, gracilaria, other_algae
      in `harvests.csv`, line 3
      in pipeline.toml, line 3

    hint: did you mean `oyster`?
    hint: to take other coefficients: `species = { "oister" = "…" }`; every figure names them

    error: column `zone` is empty
      in `harvests.csv`, line 4
      in pipeline.toml, line 3

    error: found `22a` in column `year`, expected a year such as 2020
      in `harvests.csv`, line 4
      in pipeline.toml, line 3

    error: found `-1` in column `production`, expected a number, 0 or more
      in `harvests.csv`, line 4
      in pipeline.toml, line 3

    hint: write numbers without thousands separators and units

    error: found the state `moist`, expected `wet` or `dry`
      in `harvests.csv`, line 4
      in pipeline.toml, line 3

    error: found dry bivalves, expected their mass as harvested, with shells
      in `harvests.csv`, line 5
      in pipeline.toml, line 3

    hint: shares of soft tissue and shell are those of the whole animal

    error: `kelp` of 2022 in `north` is given twice
      in `harvests.csv`, line 7
      in pipeline.toml, line 3

    hint: add the harvests up, or drop the second

    error: found the zone `*`, expected one zone
      in `harvests.csv`, line 8
      in pipeline.toml, line 3

    hint: leave the row out: the sum of all zones is always made

    error: found `1,000` in column `production`, expected a number, 0 or more
      in `harvests.csv`, line 8
      in pipeline.toml, line 3

    hint: write numbers without thousands separators and units
    "#);
}

#[test]
fn nothing_unverified_is_used_unless_it_is_allowed() {
    let clams = HARVESTS.replace("oyster", "clam");
    let message = Case::new(SECTION, &[("harvests.csv", &clams)]).refused();
    assert!(message.contains("nobody has read sun2020, clam") && message.contains("line 2"), "{message}");
    let message = Case::new(&SECTION.replace("published", "unverified"), &[("harvests.csv", HARVESTS)]).refused();
    assert!(message.contains("nobody has read the harvests of `harvests.csv`"), "{message}");
    let message = Case::new(&SECTION.replace("standard", "net"), &[("harvests.csv", HARVESTS)]).refused();
    assert!(message.contains("co2_per_shell_carbonate"), "{message}");
    let message = Case::new(
        &SECTION.replace("[mariculture.bay]", "[mariculture.bay]\ncoefficients = \"hyt0305\""),
        &[("harvests.csv", HARVESTS)],
    )
    .refused();
    assert!(message.contains("set `hyt0305` has no") && message.contains("use sun2020"), "{message}");
}

#[test]
fn tables_without_a_column_or_with_a_state_twice_are_refused() {
    let message = Case::new(SECTION, &[("harvests.csv", "zone,species,year,tonnes\na,kelp,2022,1\n")]).refused();
    assert!(message.contains("no column `production`") && message.contains("no column `state`"), "{message}");
    let twice = SECTION.replace("unit", "state = \"wet\"\ncolumns = { state = \"state\" }\nunit");
    let message = Case::new(&twice, &[("harvests.csv", HARVESTS)]).refused();
    assert!(message.contains("as `state` and as a column"), "{message}");
    let message =
        Case::new(&SECTION.replace("unit", "species = { eel = \"kelp\" }\nunit"), &[("harvests.csv", HARVESTS)]);
    assert!(message.refused().contains("`species` names `eel`, which is not in"));
}

#[test]
fn plankton_is_information_beside_the_account_and_in_no_sum() {
    let section = SECTION.to_owned()
        + "allow_unverified = true\n\n[mariculture.bay.phytoplankton]\ntable = \"plankton.csv\"\narea_unit = \"ha\"\nsource = \"a survey\"\n\
           evidence = \"published\"\nset = \"survey-practice\"\n";
    let plankton =
        "zone,year,area,days,chlorophyll,secchi_depth,daylight\nnorth,2022,10,365,4,2,12\nsouth,2022,10,365,4,2,12\n";
    let accounts = Case::new(&section, &[("harvests.csv", HARVESTS), ("plankton.csv", plankton)]).account();
    // 4 · 3.7 · (3 · 2) · 12 / 2 · 365 · 10⁻⁵ = 1.94472 t C/ha/yr.
    let wanted = ("quantity", "information_primary_production");
    assert!((accounts.value(&[("zone", "north"), wanted]) - 19.4472).abs() < 1e-9);
    assert!(accounts.values(&[("zone", "*"), wanted]).is_empty());
    let seconds = plankton.replace(",12\n", ",43200\n");
    let message = Case::new(&section, &[("harvests.csv", HARVESTS), ("plankton.csv", &seconds)]).refused();
    assert!(message.contains("found 43200 hours of daylight") && message.contains("line 2"), "{message}");
}
