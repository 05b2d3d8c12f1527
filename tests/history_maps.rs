use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::Accounts;
use crate::support::cog::assert_cloud_optimized;
use crate::support::frames::pixels;
use crate::support::rasters::Raster;
use crate::support::scene::Scene;

const NODATA: u8 = 255;

/// A pipeline of land at some dates; what follows is the rest of it.
fn scene<T: gdal::raster::GdalType + Copy>(dates: &[(i32, Vec<T>)], nodata: f64, scheme: &str, rest: &str) -> Scene {
    let scene = Scene::new();
    let mut tables = vec![format!("name = \"histories\"\n[grid]\nfrom_layer = \"land_{}\"\n", dates[0].0)];
    for (year, classes) in dates {
        let raster = Raster { nodata: Some(nodata), ..Raster::of(classes.iter().copied()) };
        raster.write(&scene.path(&format!("land_{year}.tif")));
        tables.push(format!(
            "[layers.land_{year}]\npath = \"land_{year}.tif\"\nkind = \"class\"\nscheme = {scheme}\nyear = {year}\n"
        ));
    }
    Scene { pipeline: tables.concat() + rest, ..scene }
}

fn layers(dates: &[i32]) -> String {
    dates.iter().map(|year| format!("\"land_{year}\"")).collect::<Vec<_>>().join(", ")
}

fn described(path: &Path) -> Value {
    let output = Command::new("gdalinfo").arg("-json").arg(path).output().expect("the tests need gdalinfo");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The attribute table: code, pixels, id, name, Chinese name, area.
fn table(described: &Value) -> Vec<(i64, f64, String, String, String, f64)> {
    let text = |cell: &Value| cell.as_str().expect("text").to_owned();
    let row = |row: &Value| {
        let cells = row["f"].as_array().expect("cells");
        let number = |index: usize| cells[index].as_f64().expect("a number");
        (cells[0].as_i64().expect("a code"), number(1), text(&cells[2]), text(&cells[3]), text(&cells[4]), number(9))
    };
    described["rat"]["row"].as_array().expect("rows").iter().map(row).collect()
}

#[test]
fn every_pixel_has_its_history_and_every_history_the_area_of_the_account() {
    let before = [1, 1, 10, 10, 51, 51, 30, NODATA].repeat(2);
    let after = [1, 30, 10, 30, 51, 42, NODATA, NODATA].repeat(2);
    let land = format!("[methods.land_area]\nlayers = [{}]\n", layers(&[2015, 2022]));
    let scene = scene(
        &[(2015, before), (2022, after)],
        NODATA.into(),
        "\"tanhui\"",
        &format!("{land}[outputs]\nmaps = [\"land_history\"]\ngis = [\"stac\"]\n"),
    );
    scene.succeed();
    let path = scene.path("out/maps/land_history_2015_2022.tif");
    assert_cloud_optimized(&path);
    let described = described(&path);
    let band = &described["bands"][0];
    assert_eq!((&band["type"], &band["noDataValue"]), (&"Byte".into(), &255.0.into()));
    assert_eq!(band["description"], "land-cover history 2015, 2022");

    let accounts = Accounts::read(&scene.path("out"));
    let table = table(&described);
    let stored = pixels(&path);
    let (mut ids, mut of_class) = (BTreeMap::new(), BTreeMap::new());
    for (index, (code, count, id, name, name_zh, area)) in table.iter().enumerate() {
        assert_eq!(*code, i64::try_from(index + 1).expect("small"), "codes go by area");
        assert!(index == 0 || *area <= table[index - 1].5, "{id}: {area}");
        assert_eq!(stored.iter().filter(|pixel| **pixel == *code as f64).count() as f64, *count, "{id}");
        let (from, to) = id.split_once(" > ").expect("two classes");
        if from != to && to != "nodata" {
            let transition = [("quantity", "area_transition"), ("zone", "*"), ("category", id.as_str())];
            let expected = accounts.value(&transition);
            assert!((area / expected - 1.0).abs() < 1e-9, "{id}: {area} ha against {expected}");
        }
        *of_class.entry(from).or_insert(0.0) += area;
        ids.insert(id.as_str(), (*code, name.as_str(), name_zh.as_str()));
    }
    for (class, area) in of_class {
        let row = [("quantity", "area"), ("zone", "*"), ("category", class), ("year", "2015"), ("method", "land_area")];
        let expected = accounts.value(&row);
        assert!((area / expected - 1.0).abs() < 1e-9, "{class}: {area} ha against {expected}");
    }
    let of = |id: &str| (ids[id].1, ids[id].2);
    assert_eq!(of("paddy > paddy"), ("Paddy, unchanged 2015–2022", "水田（2015–2022年未变）"));
    assert_eq!(
        of("tidal_flat > pond"),
        ("Bare tidal flat 2015 → Aquaculture ponds 2022", "沿海滩涂 2015 → 养殖坑塘 2022")
    );
    assert_eq!(of("built > nodata"), ("Built land 2015 → No data 2022", "建设用地 2015 → 无数据 2022"));
    let expected = [
        "arbor_forest > arbor_forest",
        "arbor_forest > built",
        "paddy > paddy",
        "paddy > built",
        "tidal_flat > tidal_flat",
        "tidal_flat > pond",
        "built > nodata",
    ];
    for (pixel, stored) in stored.iter().enumerate() {
        let expected = expected.get(pixel % 8).map_or(255.0, |id| ids[id].0 as f64);
        assert_eq!(*stored, expected, "pixel {pixel}");
    }

    // Ground that stayed is lighter than its class, which is [34, 112, 60] for forest.
    let style = std::fs::read_to_string(path.with_extension("clr")).expect("a colour table");
    let colours: Vec<[u8; 3]> = style
        .lines()
        .map(|line| {
            let numbers: Vec<&str> = line.split(' ').collect();
            [1, 2, 3].map(|part| numbers[part].parse().expect("a byte"))
        })
        .collect();
    let forest = colours[usize::try_from(ids["arbor_forest > arbor_forest"].0).expect("a code") - 1];
    assert!(forest.iter().zip([34, 112, 60]).all(|(light, own)| *light > own + 50), "{forest:?}");
    for (index, entry) in band["colorTable"]["entries"].as_array().expect("colours").iter().skip(1).enumerate() {
        let Some(colour) = colours.get(index) else { break };
        assert_eq!(entry.as_array().expect("parts")[..3], colour.map(Value::from));
    }
    let qml = std::fs::read_to_string(path.with_extension("qml")).expect("a style");
    assert!(qml.contains("label=\"水田（2015–2022年未变） Paddy, unchanged 2015–2022\""), "{qml}");
    let item = std::fs::read_to_string(scene.path("out/gis/stac/land_history_2015_2022.json")).expect("an item");
    let item: Value = serde_json::from_str(&item).expect("JSON");
    let listed = item["assets"]["data"]["classification:classes"].as_array().expect("classes").len();
    assert_eq!(listed, table.len());
}

#[test]
fn the_coast_s_histories_are_those_that_touch_it() {
    let before = [51_u8, 50, 1, 60].repeat(4);
    let between = [51, 51, 10, 60].repeat(4);
    let after = [51, 42, 10, 51].repeat(4);
    let classes = ["tidal_flat", "salt_marsh", "pond", "sea"];
    let row = |from: &str| {
        let cells = classes.map(|to| if from == to && from.contains('_') { "accumulate" } else { "no_change" });
        format!("{from},{}\n", cells.join(","))
    };
    let transitions = format!("class,{}\n", classes.join(",")) + &classes.map(row).concat();
    let rest = format!(
        "[coast]\nlayers = [{}]\ntransitions = \"transitions.csv\"\nallow_unverified = true\n\
         [outputs]\nmaps = [\"coast_history\"]\n[outputs.pictures]\nformats = [\"svg\"]\nlanguage = \"zh\"\n",
        layers(&[2015, 2020, 2022])
    );
    let scene = scene(&[(2015, before), (2020, between), (2022, after)], NODATA.into(), "\"tanhui\"", &rest)
        .file("transitions.csv", transitions);
    scene.succeed();
    let path = scene.path("out/maps/coast_history_2015_2022.tif");
    let described = described(&path);
    let names: Vec<(String, f64)> = table(&described).into_iter().map(|row| (row.4, row.1)).collect();
    let expected = [
        "沿海滩涂（2015–2022年未变）",
        "浅海 2015 → 浅海 2020 → 沿海滩涂 2022",
        "盐沼 2015 → 沿海滩涂 2020 → 养殖坑塘 2022",
    ];
    let mut found: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, expected);
    assert!(names.iter().all(|(_, pixels)| *pixels == 4.0));
    for (pixel, stored) in pixels(&path).into_iter().enumerate() {
        assert_eq!(stored == 255.0, pixel % 4 == 2, "pixel {pixel}: {stored}");
    }
    // In the picture the changes have entries of their own; what stayed is one.
    let picture =
        std::fs::read_to_string(scene.path("out/report/maps/coast_history_2015_2022.svg")).expect("a picture");
    let legend = picture.split_once("id=\"legend\"").expect("a legend").1.split_once("</g>").expect("its end").0;
    let texts = legend.matches("</text>").count();
    assert!(legend.contains(expected[2]) && legend.contains("无变化") && legend.contains("未核算或无数据"), "{legend}");
    assert_eq!(texts, 4, "{legend}");
}

#[test]
fn more_histories_than_a_byte_holds_have_sixteen_bits_with_colours_and_names() {
    let codes: Vec<u16> = (1..=400).collect();
    let class = |code: &u16| {
        let parts = [code % 256, code / 2, 255 - code % 256];
        format!("{code},class_{code},Class {code},类{code},{},{},{}\n", parts[0], parts[1], parts[2])
    };
    let classes = "code,id,name,name_zh,red,green,blue\n".to_owned() + &codes.iter().map(class).collect::<String>();
    let scheme = "{ path = \"classes.csv\", code = \"code\", id = \"id\", name = \"name\" }";
    let land = format!("[methods.land_area]\nlayers = [{}]\n", layers(&[2015, 2022]));
    let later: Vec<u16> = codes.iter().rev().copied().collect();
    let scene = scene(
        &[(2015, codes), (2022, later)],
        65_535.0,
        scheme,
        &format!(
            "{land}[outputs]\nmaps = [\"land_history\"]\n[outputs.pictures]\nformats = [\"svg\"]\nlanguage = \"en\"\n"
        ),
    )
    .file("classes.csv", classes);
    scene.succeed();
    let path = scene.path("out/maps/land_history_2015_2022.tif");
    let described = described(&path);
    let band = &described["bands"][0];
    assert_eq!((&band["type"], &band["noDataValue"]), (&"UInt16".into(), &65_535.0.into()));
    let rows = table(&described);
    assert_eq!(rows.len(), 400);
    let entries = band["colorTable"]["entries"].as_array().expect("colours");
    assert!(entries.len() > 400 && entries[400] != entries[399], "every code has its colour");
    let stored = pixels(&path);
    for row in &rows {
        let (from, to) = row.2.split_once(" > ").expect("two classes");
        let [from, to] = [from, to].map(|class| class["class_".len()..].parse::<usize>().expect("a code"));
        assert_eq!((stored[from - 1], from + to), (row.0 as f64, 401), "{}", row.2);
    }
    // The picture tells the twelve largest apart and counts the others.
    let picture = std::fs::read_to_string(scene.path("out/report/maps/land_history_2015_2022.svg")).expect("a picture");
    let legend = picture.split_once("id=\"legend\"").expect("a legend").1.split_once("</g>").expect("its end").0;
    assert_eq!(legend.matches("<rect").count(), 13, "{legend}");
    assert!(legend.contains("Other histories (388)"), "{legend}");
}

#[test]
fn histories_of_one_date_are_refused() {
    let scene = scene(
        &[(2015, vec![51_u8; 16])],
        NODATA.into(),
        "\"tanhui\"",
        "[methods.land_area]\nlayers = [\"land_2015\"]\n[outputs]\nmaps = [\"land_history\", \"coast_history\"]\n",
    );
    let message = scene.refused(65);
    for missing in ["`[methods.land_area]` with two dates or more", "`[coast]` with two dates or more"] {
        assert!(message.contains(&format!("this map needs {missing}")), "{message}");
    }
}
