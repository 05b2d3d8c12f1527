use super::*;

#[test]
fn the_default_of_the_ipcc_is_worth_a_warning() {
    let coast = "bounds = \"ningbo\"\n[coast.classes]\nsalt_marsh = { soil = \"ipcc\" }\n";
    let (workspace, text) = two_pixels(&[(2000, [MARSH, FLAT])], coast, TRANSITIONS);
    std::fs::write(workspace.path("pipeline.toml"), text).expect("writable");
    let outcome = workspace.succeed(&["run", "pipeline.toml", "--out", "out"]);
    assert!(outcome.stderr.contains("above 110 t C/ha") && outcome.stderr.contains("Yuan 2020"), "{}", outcome.stderr);
}

#[test]
fn spartina_on_a_map_after_2025_is_worth_a_warning() {
    let spartina = "[coast.classes]\nsalt_marsh = { habitat = \"spartina\" }\n";
    let words = "ha of Spartina in 2026: it was reported to be cleared by 2025 (China News";
    let run = |years: [i32; 2], classes: [u8; 2], coast: &str| {
        let (workspace, text) = two_pixels(&[(2000, [FLAT, FLAT]), (years[1], classes)], coast, TRANSITIONS);
        said_of(&workspace, &text)
    };
    assert!(run([2000, 2026], [MARSH, FLAT], spartina).contains(words));
    for said in [
        run([2000, 2025], [MARSH, FLAT], spartina),
        run([2000, 2026], [FLAT, FLAT], spartina),
        run([2000, 2026], [MARSH, FLAT], ""),
    ] {
        assert!(!said.contains("Spartina in"), "{said}");
    }
}

#[test]
fn defaults_of_more_than_one_ecosystem_in_a_zone_are_worth_a_warning() {
    let words = "more than one ecosystem has defaults that were measured elsewhere: mangrove (";
    let (workspace, text) = two_pixels(&[(2000, [MARSH, MANGROVE])], "", TRANSITIONS);
    // Each zone has one of them.
    assert!(!said_of(&workspace, &text).contains("more than one ecosystem"));
    let both = zones(4490, &[("1", "both", rectangle([121.0, 29.99, 121.02, 30.0]))]);
    std::fs::write(workspace.path("zones.geojson"), both).expect("writable");
    let said = said_of(&workspace, &text);
    assert!(said.contains(words) && said.contains("coast, both:") && said.contains("Table 4.12"), "{said}");
}

#[test]
fn versions_of_a_product_that_are_mixed_are_worth_a_warning() {
    let (workspace, text) = two_pixels(&[(2000, [MARSH, FLAT]), (2010, [MARSH, FLAT])], "", TRANSITIONS);
    let of = |first: &str, second: &str| {
        let text = text.replace("year = 2000\n", &format!("year = 2000\n{first}\n"));
        text.replace("year = 2010\n", &format!("year = 2010\n{second}\n"))
    };
    let [one, two] = ["1", "2"].map(|version| format!("product = \"CLCD\"\nversion = \"{version}\""));
    let said = said_of(&workspace, &of(&one, &two));
    assert!(
        said.contains("versions of the product `CLCD` are mixed: `land_2000` from version 1, `land_2010`"),
        "{said}"
    );
    let said = said_of(&workspace, &of(&one, "product = \"CLCD\""));
    assert!(said.contains("`land_2010` from an unnamed version"), "{said}");
    for fine in [of(&one, &one), of(&one, &two.replace("CLCD", "GLC")), of("", "")] {
        assert!(!said_of(&workspace, &fine).contains("versions of the product"));
    }
    let message = refused(&workspace, &of("version = \"1\"", ""));
    assert!(message.contains("layer `land_2000` has a version, but of no product"), "{message}");
}

#[test]
fn figures_outside_the_bands_of_this_coast_are_worth_a_warning_and_those_inside_are_not() {
    let run = |bounds: &str, classes: &str| {
        let coast = format!("{bounds}allow_unverified = true\n[coast.classes]\n{classes}\n");
        let (workspace, text) = two_pixels(&[(2000, [MARSH, MANGROVE])], &coast, TRANSITIONS);
        said_of(&workspace, &text)
    };
    let accumulation = "mangrove = { accumulation = \"china\" }";
    let soil = "salt_marsh = { soil = \"ipcc\" }";
    let said = run("bounds = \"ningbo\"\n", &format!("{accumulation}\n{soil}"));
    assert!(said.contains("4.4427 t C/ha/yr is above 4") && said.contains("McLeod et al. 2011"), "{said}");
    assert!(said.contains("226 t C/ha is above 110 t C/ha"), "{said}");
    assert!(!run("bounds = \"ningbo\"\n", "mangrove = { accumulation = \"ipcc\" }").contains(" is above "));
    assert!(!run("", accumulation).contains(" is above "));
}
