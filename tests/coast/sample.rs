use super::*;

#[test]
fn the_sample_coast_closes_and_its_parts_add_up() {
    let workspace = Workspace::new();
    let pipeline = project().join("pipelines/ningbo-coast.toml");
    let outcome = workspace.succeed(&["run", pipeline.to_str().expect("UTF-8"), "--out", "out"]);
    let accounts = Accounts::read(Path::new(&workspace.path("out")));

    let years = ["2015", "2020", "2022", "2040"];
    for pair in years.windows(2) {
        let of = |quantity, years: &str| by_zone_and_category(&accounts, quantity, years);
        let period = pair.join("–");
        let [opening, closing] = [of("carbon_stock", pair[0]), of("carbon_stock", pair[1])];
        let [gains, losses, net, moved] =
            ["accumulation", "emissions", "stock_change", "reclassification"].map(|quantity| of(quantity, &period));
        let at = |sums: &BTreeMap<_, f64>, key: &(String, String)| sums.get(key).copied().unwrap_or(0.0);
        assert!(opening.len() > 10 && moved.is_empty() == (pair[1] == "2040"), "{period}");
        for key in closing.keys().chain(opening.keys()) {
            let [before, gain, loss, net, moved, after] =
                [&opening, &gains, &losses, &net, &moved, &closing].map(|sums| at(sums, key));
            assert!(near(before + gain - loss + moved, after, before.max(after)), "{period} {key:?}");
            assert!(near(gain - loss, net, before.max(after)), "{period} {key:?}");
        }
        // Classes are the whole, zones are the whole, and every category has a row outside the land.
        for sums in [&opening, &gains, &losses, &net] {
            let total = at(sums, &("*".to_owned(), "coast".to_owned()));
            let parts = |take: &dyn Fn(&(String, String)) -> bool| -> f64 {
                sums.iter().filter(|(key, _)| take(key)).map(|(_, value)| value).sum()
            };
            let largest = opening[&("*".to_owned(), "coast".to_owned())];
            assert!(near(parts(&|(zone, category)| zone == "*" && category != "coast"), total, largest), "{period}");
            let inside = parts(&|(zone, category)| !["*", "(outside)"].contains(&zone.as_str()) && category == "coast");
            assert!(near(inside, total, largest), "{period}: {inside} of {total}");
            for (zone, category) in sums.keys() {
                assert!(zone != "*" || sums.contains_key(&("(outside)".to_owned(), category.clone())), "{category}");
            }
        }
    }
    // Marsh and flat lie seaward of the outlines of land.
    let outside = by_zone_and_category(&accounts, "carbon_stock", "2022");
    let coast = |zone: &str| outside[&(zone.to_owned(), "coast".to_owned())];
    assert!(coast("(outside)") > coast("*") && coast("*") > 0.0);
    // Pools are the whole.
    let pools = |pool: &str| {
        let row =
            [("zone", "*"), ("category", "coast"), ("quantity", "carbon_stock"), ("year", "2022"), ("pool", pool)];
        accounts.value_or_zero(&row)
    };
    let parts: f64 = ["living_biomass", "soil_organic_carbon", "dead_organic_matter"].map(pools).iter().sum();
    assert!(near(parts, pools("*"), parts), "{parts}");

    // Every hectare in one sector.
    let sectors = accounts.values(&[("zone", "*"), ("year", "2022"), ("quantity", "area"), ("method", "sector that")]);
    let zone = accounts.value(&[("zone", "*"), ("category", "zone"), ("quantity", "area"), ("method", "sum of cells")]);
    assert!(near(sectors.iter().sum(), zone, zone) && sectors.len() > 4, "{sectors:?} of {zone}");

    // Burial is 0.91 t C/ha/yr of the marsh that stands, in no sum; methane of the fresh part only, 193.7 kg/ha.
    let marsh = |quantity| {
        accounts.value(&[
            ("zone", "(outside)"),
            ("category", "salt_marsh"),
            ("quantity", quantity),
            ("year", "2015"),
            ("year_to", ""),
            ("pool", if quantity == "area" { "" } else { "soil_organic_carbon" }),
        ])
    };
    assert!(near(marsh("burial_estimate"), marsh("area") * 0.91, marsh("area")));
    // Every hectare of marsh and mangrove with a salinity has a figure of methane, seaward of the land too.
    let fresh = |zone, unit| {
        let rows = [("zone", zone), ("quantity", "emissions_ch4"), ("year", "2022"), ("unit", unit)];
        accounts.values(&rows).iter().sum::<f64>()
    };
    assert!(fresh("*", "t CH4") > 0.0 && fresh("(outside)", "t CH4") > 100.0);
    assert!(near(fresh("*", "t CO2e"), fresh("*", "t CH4") * 27.0, 1.0));
    let without = accounts.rows.iter().filter(|row| row["method"].ends_with("no figure"));
    assert_eq!(without.map(value).sum::<f64>(), 0.0);
    assert!(outcome.stderr.contains("outside all zones ") && outcome.stderr.contains("warms more than its soil"));

    // What was planted by the table is beside the maps: 120 ha from 18.0 towards the 25.5 of Scirpus, 0.91 a year from 2016.
    let planted = |year| {
        accounts.value_or_zero(&[
            ("zone_set", "invented"),
            ("zone_name", "慈溪市"),
            ("category", "planting of scirpus"),
            ("quantity", "stock_change"),
            ("year", year),
        ])
    };
    assert!(near(planted("2022"), 120.0 * 0.91, 120.0) && planted("2015") == 0.0);

    // What the matrix moves is how areas differ between dates.
    for (from, to) in [("2015", "2020"), ("2020", "2022"), ("2015", "2022")] {
        let area = |year| {
            accounts.value(&[
                ("zone", "(outside)"),
                ("category", "salt_marsh"),
                ("year", year),
                ("year_to", ""),
                ("quantity", "area"),
                ("method", "sum of the class"),
            ])
        };
        let mut moved = 0.0;
        let matrix = accounts.rows.iter().filter(|row| {
            row["method"].starts_with("coast, area with")
                && row["zone"] == "(outside)"
                && row["year"] == from
                && row["year_to"] == to
        });
        for row in matrix {
            let (before, after) = row["category"].split_once(" > ").expect("two classes");
            moved +=
                value(row) * (f64::from(u8::from(after == "salt_marsh")) - f64::from(u8::from(before == "salt_marsh")));
        }
        assert!(near(area(from) + moved, area(to), area(to)), "{from}–{to}: {moved}");
    }
}
