use super::*;

#[test]
fn cores_of_ones_own_go_before_every_tier_if_they_reach_one_metre() {
    let (workspace, text) = two_pixels(&[(2000, [MARSH, FLAT])], "", TRANSITIONS);
    let slices = "study_id,site_id,core_id,habitat,depth_min,depth_max,dry_bulk_density,fraction_carbon\n\
                  S,Bay,1,salt_marsh,0,100,0.8,0.005\nS,Bay,2,salt_marsh,0,100,0.8,0.007\n";
    std::fs::write(workspace.path("cores.csv"), slices).expect("writable");
    let cores = "[soil_cores.shore]\ntable = \"cores.csv\"\nsource = \"a survey of cores\"\nevidence = \"published\"\n\
                 depth_cm = 100.0\n[coast.classes]\nsalt_marsh = { habitat = \"reed\", soil_cores = \"shore\" }\n";
    let accounts = account(&workspace, &format!("{text}{cores}"));
    // 100 · 100 · 0.8 · 0.006 = 48 t C/ha, of salt marsh as reed has no cores of its own.
    let area = accounts.value(&[("zone", "1"), ("category", "zone"), ("method", "sum of cells")]);
    let soil =
        [("zone", "1"), ("category", "salt_marsh"), ("pool", "soil_organic_carbon"), ("quantity", "carbon_stock")];
    assert!(near(accounts.value(&soil), 48.0 * area, area));
    let row = accounts.rows.iter().find(|row| row["category"] == "salt_marsh" && row["quantity"] == "carbon_stock");
    let row = row.expect("a row");
    assert!(accounts.rows.iter().any(|row| row["sources"].contains("a survey of cores")), "{row:?}");

    let message = refused(&workspace, &format!("{text}{}", cores.replace("100.0", "50.0")));
    assert!(message.contains("are to 50 cm, the account of the coast to 100"), "{message}");
    let message = refused(&workspace, &format!("{text}{}", cores.replace("= \"shore\"", "= \"shor\"")));
    assert!(message.contains("no section of soil cores `shor`") && message.contains("`shore`?"), "{message}");
    let message =
        refused(&workspace, &format!("{text}{}", cores.replace("soil_cores = \"", "soil = \"ipcc\", soil_cores = \"")));
    assert!(message.contains("both say what the soil holds"), "{message}");
}

#[test]
fn the_error_of_cores_is_that_of_the_stock_and_of_no_change() {
    let (workspace, text) = two_pixels(&[(2000, [MARSH, FLAT]), (2010, [MARSH, FLAT])], "", TRANSITIONS);
    let slices = "study_id,site_id,core_id,habitat,depth_min,depth_max,dry_bulk_density,fraction_carbon\n\
                  S,Bay,1,reed,0,100,0.8,0.005\nS,Bay,2,reed,0,100,0.8,0.007\n";
    std::fs::write(workspace.path("cores.csv"), slices).expect("writable");
    let cores = "[soil_cores.shore]\ntable = \"cores.csv\"\nsource = \"a survey of cores\"\nevidence = \"published\"\n\
                 depth_cm = 100.0\n[coast.classes]\nsalt_marsh = { habitat = \"reed\", soil_cores = \"shore\" }\n\
                 [uncertainty]\n";
    let accounts = account(&workspace, &format!("{text}{cores}"));
    let rows = |quantity: &str, pool: &str| -> Vec<[f64; 3]> {
        let wanted = [("zone", "1"), ("category", "salt_marsh"), ("quantity", quantity), ("pool", pool)];
        let fits = |row: &&Row| wanted.iter().all(|(column, text)| row[*column] == *text);
        let numbers = |row: &Row| ["value", "low95", "high95"].map(|column| row[column].parse().expect("a number"));
        accounts.rows.iter().filter(fits).map(numbers).collect()
    };
    // 40 and 56 t C/ha: 48 ± 12.7062 · 8, drawn as a normal distribution with these limits.
    let stocks = rows("carbon_stock", "soil_organic_carbon");
    assert_eq!(stocks.len(), 2);
    for [stock, low, high] in stocks {
        let half = stock / 48.0 * 12.7062 * 8.0;
        assert!(
            (low - (stock - half)).abs() < 0.06 * half && (high - (stock + half)).abs() < 0.06 * half,
            "{low} {high}"
        );
    }
    assert_eq!(rows("stock_change", "*"), [[0.0; 3]]);
    // The row of the cores has the limits of Student's t itself.
    let core = accounts.rows.iter().find(|row| row["quantity"] == "carbon_stock_per_hectare" && row["zone"] == "*");
    let low: f64 = core.expect("a row")["low95"].parse().expect("a number");
    assert!((low - (48.0 - 12.7062 * 8.0)).abs() < 1e-3, "{low}");
}
