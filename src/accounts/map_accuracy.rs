//! Areas of a map corrected by a reference sample, and the cover rate that follows, with their limits.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::ZoneKey;
use super::reference_shares::ReferenceShares;
use super::{AccountRow, Ledger, Quantity, class_id};
use crate::error::{Error, Result};
use crate::land::Sector;
use crate::models::sampling::{ConfusionMatrix, Estimate, MapAccuracy};
use crate::units::Hectares;

/// The confidence of the limits in account rows.
const CONFIDENCE: f64 = 0.95;

/// What corrected areas need beside the ledger.
#[derive(Debug, Clone)]
pub struct MapAccuracyAccount<'a> {
    /// The class layer that was sampled.
    pub dimension: usize,
    /// The reference sample, by the identifiers of the layer's classes.
    pub matrix: &'a ConfusionMatrix,
    /// The classes that count as forest: they are joined before the correction.
    pub forest: &'a BTreeSet<String>,
    /// The name of the definition of forest.
    pub basis: &'a str,
    /// Who took the sample.
    pub source: &'a str,
}

/// Rows for the whole of every zone set, which the sample must stand for: corrected area of every class of the matrix and of
/// forest, and the forest's cover rate where every zone has an official area. A sample says nothing of single zones.
///
/// # Errors
/// A class of the map without a row in the matrix, or a class of forest that is in neither.
pub fn map_accuracy_rows(ledger: &Ledger<'_>, account: &MapAccuracyAccount<'_>) -> Result<Vec<AccountRow>> {
    let class = |code| class_id(&ledger.schemes[account.dimension], code);
    let sums = ledger.sum(|stratum| Some((class(stratum.codes[account.dimension]), ledger.measure.area(stratum).0)));
    let mut sets: BTreeMap<usize, BTreeMap<String, f64>> = BTreeMap::new();
    for ((set, zone, class), area) in sums {
        if zone == ZoneKey::All {
            sets.entry(set).or_default().insert(class, area);
        }
    }
    let mut rows = Vec::new();
    for (set, mut areas) in sets {
        let without_data = areas.remove("nodata").unwrap_or_default();
        let map = accuracy(account, &areas)?;
        let mapped: Vec<Hectares> = (0..map.classes().len()).map(|class| map.mapped_area(&[class])).collect();
        let layer = &ledger.strata.dimensions[account.dimension].layer;
        let shares = ReferenceShares::new(account.matrix, layer, account.source);
        let forest: Vec<usize> = map.indices(account.forest.iter().map(String::as_str))?;
        let describe = |classes: &[usize]| {
            let percent = |estimate: Option<Estimate>| {
                estimate.map_or("none".to_owned(), |estimate| format!("{:.1} %", estimate.value * 100.0))
            };
            let mut text = format!(
                "map_accuracy: stratified estimator of Olofsson et al. 2014, {} points, mapped {:.1} ha, overall accuracy {}, \
                 user's {}, producer's {}",
                map.points(),
                map.mapped_area(classes).0,
                percent(Some(map.overall_accuracy())),
                percent(map.users_accuracy(classes)),
                percent(map.producers_accuracy(classes)),
            );
            if without_data > 0.0 {
                text = format!("{text}, {without_data:.1} ha without data left out");
            }
            format!("{text}, {}", ledger.measure.name())
        };
        let row = |quantity, unit: &str, category: &str, estimate: &Estimate, method| -> Result<AccountRow> {
            let limits = estimate.interval(CONFIDENCE)?;
            Ok(AccountRow {
                year: ledger.strata.dimensions[account.dimension].year,
                category: category.to_owned(),
                low95: Some(limits.low.max(0.0)),
                high95: Some(limits.high),
                method,
                sources: account.source.to_owned(),
                ..ledger.row(set, ZoneKey::All, quantity, unit, estimate.value)
            })
        };
        for (index, class) in map.classes().iter().enumerate() {
            let estimate = map.adjusted_area(&[index]);
            let adjusted = row(Quantity::AreaAdjusted, Hectares::UNIT, class, &estimate, describe(&[index]))?;
            rows.push(adjusted.with(shares.area(&mapped, &[index])));
        }
        let estimate = map.adjusted_area(&forest);
        let method = format!("basis {}: {}; {}", account.basis, join(account.forest), describe(&forest));
        let adjusted = AccountRow {
            sector: Sector::Forest,
            ..row(Quantity::AreaAdjusted, Hectares::UNIT, account.basis, &estimate, method.clone())?
        };
        let forest_area = shares.area(&mapped, &forest);
        rows.push(adjusted.with(forest_area.clone()));
        let facts = &ledger.zone_sets[set];
        let official: Option<Hectares> = facts.zones.iter().map(|zone| zone.official_area).sum();
        if let (Some(land), Some(from)) = (official, &facts.official) {
            let rate = estimate * (100.0 / land.0);
            let method = format!("over official land area {} ha of {}; {method}", land.0, from.year);
            let adjusted = AccountRow {
                sector: Sector::Forest,
                sources: format!("{}; {}", account.source, from.source),
                ..row(Quantity::CoverRateAdjusted, "%", account.basis, &rate, method)?
            };
            rows.push(adjusted.with(forest_area.times(100.0 / land.0)));
        }
    }
    Ok(rows)
}

/// The sample beside the areas of the map, which must name the same classes.
fn accuracy(account: &MapAccuracyAccount<'_>, areas: &BTreeMap<String, f64>) -> Result<MapAccuracy> {
    let known = account.matrix.classes();
    let missing: Vec<(&String, &f64)> = areas.iter().filter(|(class, _)| !known.contains(class)).collect();
    if !missing.is_empty() {
        let mut error =
            Error::data(format!("the confusion matrix has no row for classes of the map: it has {}", known.join(", ")));
        for (class, area) in missing {
            error = error.note(format!("`{class}`: {area:.1} ha"));
        }
        return Err(error.hint("the sample must cover every class of the map: add a row and a column for each"));
    }
    let mapped: Vec<Hectares> =
        known.iter().map(|class| Hectares(areas.get(class).copied().unwrap_or_default())).collect();
    if let Some((class, _)) = known.iter().zip(&mapped).find(|(_, area)| area.0 == 0.0) {
        return Err(Error::data(format!("the confusion matrix has a row for `{class}`, which the map does not have"))
            .hint("the sample was drawn on another map, or on another area"));
    }
    MapAccuracy::new(account.matrix.clone(), &mapped)
}

fn join(classes: &BTreeSet<String>) -> String {
    classes.iter().map(String::as_str).collect::<Vec<_>>().join(" + ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::uncertainty::{Spread, Uncertainty, UncertaintySettings};
    use crate::accounts::{
        CarbonAccount, Measure, OfficialSource, SharedErrors, ZoneFacts, ZoneSetFacts, adjusted_carbon_rows,
        share_correlations,
    };
    use crate::land::ClassScheme;
    use crate::parameters::CarbonDensities;
    use crate::strata::{Dimension, StrataTable, Stratum, ZoneNames};

    /// The map of Olofsson et al. 2014: pixels of 900 m² by class, in one zone, beside a few without data.
    const PIXELS: [(Option<i32>, u64); 5] =
        [(Some(1), 200_000), (Some(2), 150_000), (Some(3), 3_200_000), (Some(4), 6_450_000), (None, 1_000)];

    fn strata() -> StrataTable {
        let stratum = |(code, pixels): (Option<i32>, u64)| Stratum {
            zone_set: 0,
            zone: 0,
            codes: vec![code],
            pixels,
            coverage: pixels as f64,
            area: pixels as f64 * 900.0,
            quantities: Vec::new(),
        };
        StrataTable {
            zone_sets: vec![ZoneNames { set: "region".to_owned(), ids: vec!["1".to_owned()] }],
            dimensions: vec![Dimension { layer: "land".to_owned(), year: Some(2010) }],
            quantities: Vec::new(),
            strata: PIXELS.into_iter().map(stratum).collect(),
        }
    }

    fn rows(matrix: &str, forest: &[&str]) -> Result<Vec<AccountRow>> {
        with_account(matrix, forest, map_accuracy_rows)?
    }

    fn with_account<T>(
        matrix: &str,
        forest: &[&str],
        look: impl FnOnce(&Ledger<'_>, &MapAccuracyAccount<'_>) -> T,
    ) -> Result<T> {
        let strata = strata();
        let scheme = "code,id,name\n1,loss,Loss\n2,gain,Gain\n3,forest,Forest\n4,other,Other\n";
        let schemes = [ClassScheme::from_csv("example", scheme).expect("a scheme")];
        let zone =
            ZoneFacts { name: "Region".to_owned(), geodesic_area: None, official_area: Some(Hectares(920_000.0)) };
        let official = OfficialSource { source: "land survey".to_owned(), year: 2010 };
        let zone_sets = [ZoneSetFacts { zones: vec![zone], official: Some(official), overlaps: Vec::new() }];
        let ledger =
            Ledger { strata: &strata, zone_sets: &zone_sets, schemes: &schemes, measure: Measure::Ellipsoidal };
        let matrix = ConfusionMatrix::from_csv("matrix.csv", matrix)?;
        let forest = forest.iter().map(|class| (*class).to_owned()).collect();
        let account =
            MapAccuracyAccount { dimension: 0, matrix: &matrix, forest: &forest, basis: "nfi", source: "a sample" };
        Ok(look(&ledger, &account))
    }

    fn drawn(rows: &[AccountRow]) -> Vec<Option<Spread>> {
        let matrix = ConfusionMatrix::from_csv("matrix.csv", MATRIX).expect("a matrix");
        let correlations = share_correlations(&matrix, "land", "a sample");
        let settings = UncertaintySettings { correlations, ..UncertaintySettings::default() };
        let found = Uncertainty::of(rows, &settings).expect("can be drawn");
        (0..rows.len()).map(|row| found.spread(row)).collect()
    }

    #[test]
    fn draws_of_shares_have_the_limits_of_the_estimator_and_add_up_to_the_map() {
        let rows = rows(MATRIX, &["gain", "forest"]).expect("rows");
        for (row, spread) in rows.iter().zip(drawn(&rows)) {
            let (spread, half) = (spread.expect("an interval"), row.high95.expect("a limit") - row.value);
            assert!((spread.sd * 1.96 / half - 1.0).abs() < 0.03, "{}: {spread:?}, {half}", row.category);
        }
        let classes = rows.iter().filter(|row| ["loss", "gain", "forest", "other"].contains(&row.category.as_str()));
        let mut whole = crate::accounts::Figure::default();
        classes.for_each(|row| whole.add(&row.figure));
        let whole = [rows[0].clone().with(whole)];
        assert!((whole[0].value - 900_000.0).abs() < 1e-6);
        let spread = drawn(&whole)[0];
        assert!(spread.is_none_or(|spread| spread.sd < 1e-6 * 900_000.0), "{spread:?}");
    }

    #[test]
    fn carbon_on_adjusted_areas_is_that_of_what_the_sample_found() {
        let densities = "set,class,pool,value,unit,low,high,source,year,evidence\n\
                         a,forest,above_ground_biomass,100,t C/ha,80,120,a table,2020,published\n\
                         a,gain,above_ground_biomass,50,t C/ha,,,a table,2020,published\n";
        let densities = CarbonDensities::from_long_csv("t.csv", densities, "a").expect("valid");
        let excluded = ["loss", "other"].map(str::to_owned).into();
        let (areas, carbon) = with_account(MATRIX, &["forest"], |ledger, account| {
            let carbon = CarbonAccount {
                dimensions: &[0],
                densities: &densities,
                excluded: &excluded,
                allow_unverified: false,
                errors: SharedErrors::Class,
            };
            (map_accuracy_rows(ledger, account).expect("rows"), adjusted_carbon_rows(ledger, account, &carbon))
        })
        .expect("a matrix");
        let area = |class: &str| areas.iter().find(|row| row.category == class).expect("a row").value;
        assert_eq!(carbon.len(), 2);
        for (row, spread) in carbon.iter().zip(drawn(&carbon)) {
            let expected = 100.0 * area("forest") + 50.0 * area("gain");
            assert!((row.value / expected - 1.0).abs() < 1e-12, "{row:?}");
            // More than the density alone, 10.2 %.
            assert!(spread.expect("an interval").sd > 10.3 * area("forest"), "{spread:?}");
        }
    }

    const MATRIX: &str =
        "map,loss,gain,forest,other\nloss,66,0,5,4\ngain,0,55,8,12\nforest,1,0,153,11\nother,2,1,9,313\n";

    #[test]
    fn areas_are_those_of_olofsson_with_their_limits() {
        let rows = rows(MATRIX, &["gain", "forest"]).expect("rows");
        let row = |category: &str, quantity| {
            rows.iter().find(|row| row.category == category && row.quantity == quantity).expect("a row")
        };
        let loss = row("loss", Quantity::AreaAdjusted);
        assert!((loss.value - 21_157.8).abs() < 0.05, "{}", loss.value);
        let half = (loss.high95.expect("a limit") - loss.low95.expect("a limit")) / 2.0;
        assert!((half - 6_157.6).abs() < 0.2, "{half}");
        assert!(
            loss.method.contains("640 points, mapped 18000.0 ha, overall accuracy 94.7 %, user's 88.0 %"),
            "{}",
            loss.method
        );
        assert!(loss.method.contains("90.0 ha without data left out"), "{}", loss.method);

        let forest = row("nfi", Quantity::AreaAdjusted);
        assert!((forest.value - 11_686.2 - 285_769.9).abs() < 0.1, "{}", forest.value);
        assert!(forest.method.starts_with("basis nfi: forest + gain; "), "{}", forest.method);
        let rate = row("nfi", Quantity::CoverRateAdjusted);
        assert!((rate.value - forest.value / 9_200.0).abs() < 1e-9);
        assert!((rate.low95.expect("a limit") - forest.low95.expect("a limit") / 9_200.0).abs() < 1e-9);
        assert_eq!(rate.sources, "a sample; land survey");
    }

    #[test]
    fn a_matrix_of_other_classes_is_refused() {
        let message = rows("map,loss,gain,forest\nloss,66,0,5\ngain,0,55,8\nforest,1,0,153\n", &["forest"])
            .expect_err("refused")
            .to_string();
        assert!(
            message.contains("has no row for classes of the map") && message.contains("`other`: 580500.0 ha"),
            "{message}"
        );
        let more = MATRIX.replace("other\n", "other,ice\n").replace("4\n", "4,0\n").replace("12\n", "12,0\n");
        let more = format!("{}ice,0,0,0,0,9\n", more.replace("11\n", "11,0\n").replace("313\n", "313,0\n"));
        let message = rows(&more, &["forest"]).expect_err("refused").to_string();
        assert!(message.contains("a row for `ice`, which the map does not have"), "{message}");
        let message = rows(MATRIX, &["wood"]).expect_err("refused").to_string();
        assert!(message.contains("class `wood` is not in the matrix"), "{message}");
    }
}
