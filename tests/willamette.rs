use crate::support::{Accounts, Workspace, project, real_data};

/// Exact float64 sums over the published sample data of InVEST's carbon model; the tool itself prints float32 sums.
const PUBLISHED: [(&str, f64); 2] = [("2000", 41_401_390.815), ("2030", 37_875_295.710)];
const PUBLISHED_CHANGE: f64 = -3_526_095.105;

fn close(got: f64, expected: f64) {
    assert!((got / expected - 1.0).abs() < 1e-9, "{got} against {expected}");
}

#[test]
fn planar_totals_are_those_that_invest_publishes_and_ellipsoidal_ones_stand_beside_them() {
    let Some(data) = real_data("willamette") else { return };
    let workspace = Workspace::new();
    let out = workspace.path("out");
    let pipeline = project().join("pipelines/willamette.toml");
    workspace.succeed(&["run", pipeline.to_str().expect("UTF-8"), "--out", out.to_str().expect("UTF-8")]);
    let accounts = Accounts::read(&out);
    let stock = |year, pool, method| {
        accounts.value(&[
            ("zone", "*"),
            ("year", year),
            ("category", "*"),
            ("pool", pool),
            ("quantity", "carbon_stock"),
            ("method", method),
        ])
    };
    for (year, expected) in PUBLISHED {
        close(stock(year, "*", "planar area"), expected);
    }
    let change =
        |method| accounts.value(&[("zone", "*"), ("pool", "*"), ("quantity", "stock_change"), ("method", method)]);
    close(change("planar area"), PUBLISHED_CHANGE);

    // UTM zone 10 shrinks lengths at its central meridian by 0.9996: true areas are about 0.08 % larger.
    let ratio = stock("2000", "*", "ellipsoidal area") / stock("2000", "*", "planar area");
    assert!((1.0007..1.0008).contains(&ratio), "{ratio}");

    // Per pool, from the table itself and the pixels counted by class.
    let table = std::fs::read_to_string(data.join("input/carbon_pools_samp.csv")).expect("the table");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let records: Vec<_> = reader.records().map(|record| record.expect("a row")).collect();
    let column = |name: &str| header.iter().position(|found| found == name).expect("a column");
    for (pool, name) in [
        ("above_ground_biomass", "C_above"),
        ("below_ground_biomass", "C_below"),
        ("soil_organic_carbon", "C_soil"),
        ("dead_organic_matter", "C_dead"),
    ] {
        let expected: f64 = records
            .iter()
            .map(|record| {
                let class = format!("class_{}", &record[column("LULC")]);
                let area = accounts.value_or_zero(&[
                    ("zone", "*"),
                    ("year", "2000"),
                    ("category", &class),
                    ("quantity", "area"),
                    ("method", "land_area, planar area"),
                ]);
                area * record[column(name)].parse::<f64>().expect("a number")
            })
            .sum();
        close(stock("2000", pool, "planar area"), expected);
    }
}

#[test]
fn a_second_run_with_another_price_reads_no_pixel() {
    if real_data("willamette").is_none() {
        return;
    }
    let workspace = Workspace::new();
    let text = std::fs::read_to_string(project().join("pipelines/willamette.toml")).expect("the pipeline");
    let data = project().join("../shared").canonicalize().expect("the data");
    let text = text.replace("../../shared", data.to_str().expect("UTF-8")).replace("maps = [", "maps = [] # [");
    std::fs::write(workspace.path("one.toml"), &text).expect("a pipeline");
    std::fs::write(workspace.path("two.toml"), text.replace("price_per_tonne_c = 43.0", "price_per_tonne_c = 86.0"))
        .expect("a pipeline");
    let first = workspace.succeed(&["run", "one.toml", "--out", "one"]);
    assert!(first.stdout.contains("from one pass"), "{}", first.stdout);
    let second = workspace.succeed(&["run", "two.toml", "--out", "two"]);
    assert!(second.stdout.contains("taken from the cache, no pixel was read"), "{}", second.stdout);
    let value = |out| {
        let wanted = [("zone", "*"), ("quantity", "present_value"), ("method", "planar area")];
        Accounts::read(&workspace.path(out)).value(&wanted)
    };
    assert!((value("two") / value("one") - 2.0).abs() < 1e-12);
}

/// The mean and the standard deviation of the total of 2000, from the table of means and deviations and the area of every class:
/// with errors shared by class √Σ (A · sd)², with errors of single pixels of 0.09 ha √Σ (A · 0.09 · sd²).
#[test]
fn standard_deviations_of_densities_give_that_of_the_total_by_what_shares_an_error() {
    let Some(data) = real_data("willamette") else { return };
    let workspace = Workspace::new();
    let text = std::fs::read_to_string(project().join("pipelines/willamette-uncertain.toml")).expect("the pipeline");
    let shared = project().join("../shared").canonicalize().expect("the data");
    let text = text.replace("../../shared", shared.to_str().expect("UTF-8"));
    let table = std::fs::read(data.join("input/carbon_pools_samp_uncertain.csv")).expect("the table");
    // Names of classes are in another encoding.
    let mut reader = csv::Reader::from_reader(table.as_slice());
    let header = reader.byte_headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|found| found == name.as_bytes()).expect("a column");
    let records: Vec<_> = reader.byte_records().map(|record| record.expect("a row")).collect();
    let number = |record: &csv::ByteRecord, name: &str| -> f64 {
        String::from_utf8_lossy(&record[column(name)]).parse().expect("a number")
    };
    for (shared, pixel) in [("class", None), ("pixel", Some(0.09))] {
        let name = format!("{shared}.toml");
        let text = text.replace("shared_errors = \"class\"", &format!("shared_errors = \"{shared}\""));
        std::fs::write(workspace.path(&name), text).expect("a pipeline");
        workspace.succeed(&["run", &name, "--out", shared]);
        let out = workspace.path(shared);
        let accounts = Accounts::read(&out);
        let (mut mean, mut variance) = (0.0, 0.0);
        for record in &records {
            let class = format!("class_{}", String::from_utf8_lossy(&record[column("LULC")]));
            let wanted = [("zone", "*"), ("year", "2000"), ("category", class.as_str()), ("quantity", "area")];
            let area = accounts.value_or_zero(&[&wanted[..], &[("method", "land_area, planar area")]].concat());
            for pool in ["ABOVE", "BELOW", "SOIL", "DEAD"] {
                let sd = number(record, &format!("C_{pool}_SD"));
                mean += area * number(record, &format!("C_{pool}_MEAN"));
                variance += area * pixel.unwrap_or(area) * sd * sd;
            }
        }
        let text = std::fs::read_to_string(out.join("uncertainty.csv")).expect("what was drawn");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let cell = |record: &csv::StringRecord, name: &str| {
            record[header.iter().position(|found| found == name).expect("a column")].to_owned()
        };
        // Planar rows come first.
        let total = reader
            .records()
            .map(|record| record.expect("a row"))
            .find(|record| {
                let wanted =
                    [("zone", "*"), ("year", "2000"), ("pool", "*"), ("category", "*"), ("quantity", "carbon_stock")];
                wanted.iter().all(|(name, value)| cell(record, name) == *value)
            })
            .expect("a total");
        let found = |name: &str| -> f64 { cell(&total, name).parse().expect("a number") };
        assert!((found("value") / mean - 1.0).abs() < 1e-9);
        assert!((found("mean") - mean).abs() <= 3.0 * found("mean_error"), "{shared}: {} and {mean}", found("mean"));
        // The standard error of a standard deviation is sd / √(2 n).
        let sd = variance.sqrt();
        assert!((found("sd") / sd - 1.0).abs() < 3.0 / 20_000.0_f64.sqrt(), "{shared}: {} and {sd}", found("sd"));
    }
}
