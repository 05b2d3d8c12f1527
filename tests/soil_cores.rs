use std::collections::BTreeMap;

use tanhui::models::coast::{BelowCore, Compaction, habitat_mean};
use tanhui::soil_cores::{CoreRecord, DepthSeries};
use tanhui::units::{Centimetres, TonnesCPerHectare};

use crate::support::real_data;

fn read(file: &str) -> Option<DepthSeries> {
    let path = real_data("soil_cores")?.join(file);
    let text = std::fs::read_to_string(path).expect("UTF-8");
    Some(DepthSeries::from_csv(file, &text).expect("a depth series"))
}

fn stock(core: &CoreRecord, depth: f64) -> tanhui::Result<TonnesCPerHectare> {
    core.soil.stock(Centimetres(depth), Compaction::NONE, BelowCore::Refuse).map(|found| found.stock)
}

#[test]
fn the_seventeen_cores_of_ningbo_are_refused_by_name_and_the_others_give_stocks() {
    let Some(series) = read("zhejiang_shanghai_cores.csv") else { return };
    let ningbo = |core: &&CoreRecord| ["Yuan_et_al_2017", "Loh_et_al_2018"].contains(&core.study.as_str());
    assert_eq!((series.cores.len(), series.cores.iter().filter(ningbo).count()), (31, 17));
    for core in &series.cores {
        // 5 cm is as deep as the cores of Andong reach, 40 cm as those of Xia et al.
        match stock(core, if core.study == "Yuan_et_al_2017" { 5.0 } else { 40.0 }) {
            Ok(found) => assert!(!ningbo(&core) && (20.0..100.0).contains(&found.0), "{}: {found:?}", core.soil.name),
            Err(error) => {
                let message = error.to_string();
                assert!(ningbo(&core) && message.contains(&core.soil.name), "{message}");
                assert!(message.contains("has no bulk density"), "{message}");
            }
        }
    }
}

#[test]
fn the_means_of_the_shores_are_those_of_the_table_of_pools() {
    let Some(series) = read("zhejiang_shanghai_cores.csv") else { return };
    let mut shores: BTreeMap<&str, Vec<TonnesCPerHectare>> = BTreeMap::new();
    for core in series.cores.iter().filter(|core| core.study == "Xia_et_al_2022") {
        let shore = core.core.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        shores.entry(shore).or_default().push(stock(core, 40.0).expect("a stock"));
    }
    let pools = tanhui::parameters::coast::HabitatPoolTable::built_in().expect("valid").allow_unverified(true);
    for (shore, place, count) in [
        ("Yueqing Bay", "yueqing_bay", 3),
        ("Chongming Island", "chongming_cores", 6),
        ("Hengsha Island", "hengsha_cores", 5),
    ] {
        let mean = habitat_mean(&shores[shore]).expect("a mean");
        let row = pools.get(["salt_marsh", "soil_organic_carbon_0_40cm", "zhejiang_yangtze", place]).expect("a row");
        let (low, high) = mean.limits.expect("limits");
        assert_eq!(mean.cores, count);
        assert!((mean.mean.0 - row.value).abs() < 0.06, "{shore}: {mean:?}");
        for (limit, printed) in [(low.0, row.low), (high.0, row.high)] {
            // The row was computed from a standard deviation of two digits.
            assert!((limit - printed.expect("a limit")).abs() < 0.3, "{shore}: {mean:?} against {printed:?}");
        }
    }
}

#[test]
fn of_the_worlds_cores_each_gives_a_stock_or_says_why_not() {
    let Some(folder) = real_data("soil_cores") else { return };
    let file = "Maxwell_et_al_2023_depthseries.csv";
    let text = std::fs::read_to_string(folder.join(file)).expect("UTF-8");
    // Two slices of the published table end nowhere.
    let error = DepthSeries::from_csv(file, &text).expect_err("two slices without an end");
    let message = error.to_string();
    assert!(message.contains("no `depth_max`") && message.contains("line 8594") && message.contains("line 10461"));
    assert_eq!(error.count(), 2);
    let sound = text.lines().enumerate().filter(|(index, _)| ![8593, 10460].contains(index));
    let text: Vec<&str> = sound.map(|(_, line)| line).collect();
    let series = DepthSeries::from_csv(file, &text.join("\n")).expect("sound slices");

    // What a core can lack, beside one that is said to be more than all carbon.
    let reasons = [
        "has no bulk density",
        "has no organic carbon",
        "above the end of the one before",
        "of 1.097",
        "begins at 10 cm",
    ];
    let (mut stocks, mut refused) = (0, [0; 5]);
    for core in &series.cores {
        match core.soil.stock(Centimetres(10.0), Compaction::NONE, BelowCore::LastSlice) {
            Ok(found) => {
                assert!(found.stock.0.is_finite() && found.stock.0 >= 0.0);
                stocks += 1;
            }
            Err(error) => {
                let message = error.to_string();
                assert!(message.contains(&core.soil.name), "{message}");
                let reason = reasons.iter().position(|reason| message.contains(reason));
                refused[reason.unwrap_or_else(|| panic!("{message}"))] += 1;
            }
        }
    }
    assert_eq!((series.cores.len(), stocks, refused), (2776, 1782, [740, 249, 3, 1, 1]));
}
