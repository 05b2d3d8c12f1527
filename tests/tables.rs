//! Official tables, read back and compared with the account.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use parquet::file::reader::FileReader as _;

use crate::support::scene::Scene;
use crate::support::{Accounts, Workspace, shipped_with_few_draws};

/// A sheet as a reader finds it: labels and numbers with their heads.
struct Sheet {
    stubs: Vec<String>,
    /// Group, head and unit of every column of numbers, in Chinese.
    columns: Vec<[String; 3]>,
    lines: Vec<(Vec<String>, Vec<Option<f64>>)>,
}

const FIRST_HEAD: u32 = 3;

/// The first line of a cell, which is Chinese; labels of lines have English after two blanks.
fn chinese(text: &str) -> String {
    text.lines().next().unwrap_or_default().split("  ").next().unwrap_or_default().to_owned()
}

fn sheets(path: &Path) -> BTreeMap<String, Sheet> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let names: Vec<String> = book.sheet_names().clone();
    let mut found = BTreeMap::new();
    for name in names.iter().skip(1) {
        assert!(book.worksheet_formula(name).expect("a sheet").is_empty(), "{name} has a formula");
        let cells = book.worksheet_range(name).expect("a sheet");
        let (last_row, last_column) = cells.end().expect("cells");
        let text = |row: u32, column: u32| cells.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
        let number_of = |column: u32| {
            (FIRST_HEAD + 3..last_row)
                .any(|row| matches!(cells.get_value((row, column)), Some(Data::Float(_) | Data::Int(_))))
        };
        let first = (0..=last_column).find(|column| number_of(*column)).expect("a number");
        let mut columns = Vec::new();
        let mut group = String::new();
        for column in first..=last_column {
            let [top, head, unit] = [0, 1, 2].map(|row| chinese(&text(FIRST_HEAD + row, column)));
            if !top.is_empty() {
                group = top;
            }
            assert!(!unit.is_empty(), "{name} has a column without unit");
            columns.push([group.clone(), if head.is_empty() { group.clone() } else { head }, unit]);
        }
        let mut lines = Vec::new();
        // The last line is the note on rounding.
        for row in FIRST_HEAD + 3..last_row {
            let labels: Vec<String> = (0..first).map(|column| chinese(&text(row, column))).collect();
            let numbers = (first..=last_column).map(|column| match cells.get_value((row, column)) {
                Some(Data::Float(value)) => Some(*value),
                Some(Data::String(dash)) if dash == "–" => None,
                other => panic!("{name}, row {row}, column {column}: found {other:?}"),
            });
            lines.push((labels, numbers.collect()));
        }
        let stubs = (0..first).map(|column| chinese(&text(FIRST_HEAD, column))).collect();
        found.insert(name.split_once(' ').expect("a number and a title").1.to_owned(), Sheet { stubs, columns, lines });
    }
    found
}

/// The account and the workbook of a pipeline of the project.
fn products(workspace: &Workspace, name: &str) -> (Accounts, BTreeMap<String, Sheet>) {
    let out = workspace.path(name);
    std::fs::write(workspace.path("pipeline.toml"), shipped_with_few_draws(name)).expect("writable");
    workspace.succeed(&["run", "pipeline.toml", "--out", out.to_str().expect("UTF-8")]);
    (Accounts::read(&out), sheets(&out.join("report/tables.xlsx")))
}

impl Sheet {
    /// The number of a line, whose labels begin as given, in the column of a group and a head.
    fn number(&self, labels: &[&str], group: &str, head: &str) -> f64 {
        let column = self.columns.iter().position(|[top, name, _]| (top.as_str(), name.as_str()) == (group, head));
        let column = column.unwrap_or_else(|| panic!("no column {group}, {head} in {:?}", self.columns));
        let line = self.lines.iter().find(|(found, _)| found.iter().zip(labels).all(|(a, b)| a == b));
        let (_, numbers) = line.unwrap_or_else(|| panic!("no line {labels:?}"));
        numbers[column].unwrap_or_else(|| panic!("{labels:?} has no {group}, {head}"))
    }

    /// Refuses zones or parts that do not add up to the totals beside them.
    fn check_sums(&self, title: &str) {
        let is_part = |head: &str| !head.contains("覆盖率") && !head.contains("单位面积");
        for (index, [group, head, unit]) in self.columns.iter().enumerate().filter(|(_, [_, head, _])| is_part(head)) {
            let mut totals: BTreeMap<&[String], (Option<f64>, f64)> = BTreeMap::new();
            for (labels, numbers) in &self.lines {
                let entry = totals.entry(&labels[1..]).or_default();
                match labels[0].as_str() {
                    "全部统计单位" => entry.0 = numbers[index],
                    "统计单位之外" => {}
                    _ => entry.1 += numbers[index].unwrap_or(0.0),
                }
            }
            for (labels, (total, sum)) in totals {
                let total = total.unwrap_or(sum);
                assert!(
                    (total - sum).abs() < 1e-6,
                    "{title}, {group} {head} {unit}, {labels:?}: {total} against {sum}"
                );
            }
        }
        // Across: the columns of the group of totals against those of the same head in the other groups.
        for (labels, numbers) in &self.lines {
            for (index, [group, head, _]) in self.columns.iter().enumerate() {
                let parts: Vec<usize> = (0..self.columns.len())
                    .filter(|other| *other != index)
                    .filter(|other| {
                        let [other_group, other_head, _] = &self.columns[*other];
                        if group == "合计" { other_head == head } else { head == "合计" && other_group == group }
                    })
                    .collect();
                if let (Some(total), false) = (numbers[index], parts.is_empty()) {
                    let sum: f64 = parts.iter().filter_map(|part| numbers[*part]).sum();
                    assert!((total - sum).abs() < 1e-6, "{title}, {labels:?}, {group} {head}: {total} against {sum}");
                }
            }
        }
    }
}

#[test]
fn every_number_of_the_forest_workbook_is_a_row_of_the_account_and_totals_add_up() {
    let workspace = Workspace::new();
    let (accounts, sheets) = products(&workspace, "ningbo-forest-2022");
    let units =
        BTreeMap::from([("公顷", "ha"), ("立方米", "m³"), ("立方米/公顷", "m³/ha"), ("%", "%"), ("吨碳", "t C")]);
    let mut values: BTreeMap<[&str; 3], Vec<f64>> = BTreeMap::new();
    for row in &accounts.rows {
        let key = ["zone_set", "zone_name", "unit"].map(|column| row[column].as_str());
        values.entry(key).or_default().push(row["value"].parse().expect("a number"));
    }
    let mut compared = 0;
    for (title, sheet) in sheets.iter().filter(|(_, sheet)| sheet.stubs[0] == "统计单位") {
        let set = if title.contains("乡镇") { "townships" } else { "counties" };
        sheet.check_sums(title);
        for (labels, numbers) in &sheet.lines {
            let zone = if labels[0] == "全部统计单位" { "all zones" } else { &labels[0] };
            for ([_, head, unit], number) in sheet.columns.iter().zip(numbers) {
                let Some(number) = number else { continue };
                let key = [set, zone, units[unit.as_str()]];
                // A total of parts that were shared out may differ by a unit of the last digit per part.
                let most = if matches!(*unit, ref unit if unit == "公顷" || unit == "%" || unit == "立方米/公顷")
                {
                    0.11
                } else {
                    11.0
                };
                let is_known = values[&key].iter().any(|value| (value - number).abs() <= most);
                // The sum of the land classes is no row of its own.
                assert!(is_known || head == "合计", "{title}, {labels:?}: {number} {unit} is not in the account");
                compared += 1;
            }
        }
    }
    assert!(compared > 8_000, "{compared}");
}

#[test]
fn cells_are_those_that_their_heads_name() {
    let workspace = Workspace::new();
    let (accounts, sheets) = products(&workspace, "ningbo-forest-2022");
    let close =
        |found: f64, wanted: f64, most: f64| assert!((found - wanted).abs() <= most, "{found} against {wanted}");
    let value = |zone: &str, quantity: &str, category: &str| {
        let wanted = [
            ("zone_set", "counties"),
            ("zone_name", zone),
            ("quantity", quantity),
            ("category", category),
            ("method", "inventory"),
        ];
        accounts.value(&wanted)
    };
    let forest = &sheets["森林面积、覆盖率与蓄积量统计表（各县区）"];
    let species = &sheets["各优势树种分龄组面积蓄积统计表（各县区）"];
    let origin = &sheets["林分面积蓄积按起源统计表（各县区）"];
    for zone in ["海曙区", "宁海县", "象山县"] {
        close(forest.number(&[zone], "森林（连清口径）", "森林面积"), value(zone, "area", "cover nfi"), 0.011);
        close(
            forest.number(&[zone], "林木（林木绿化率口径）", "森林覆盖率"),
            value(zone, "cover_rate", "cover greening"),
            0.005,
        );
        close(forest.number(&[zone], "蓄积量", "森林蓄积量"), value(zone, "growing_stock", "forest"), 1.0);
        close(origin.number(&[zone], "人工", "面积"), value(zone, "area", "stands, origin:planted"), 0.011);
        let mature = "species:masson_pine, age_group:middle_aged";
        close(
            species.number(&[zone, "2022", "马尾松"], "中龄林", "面积"),
            value(zone, "area", &format!("stands, {mature}")),
            0.011,
        );
        let stock = value(zone, "growing_stock", &format!("forest, {mature}"));
        close(species.number(&[zone, "2022", "马尾松"], "中龄林", "森林蓄积量"), stock, 1.0);
    }
    let carbon = &sheets["森林碳储量按碳库统计表（各县区）"];
    let litter = accounts.value(&[
        ("zone_set", "counties"),
        ("zone", "*"),
        ("pool", "litter"),
        ("quantity", "carbon_stock"),
        ("method", "inventory"),
    ]);
    close(carbon.number(&["全部统计单位"], "枯落物", "枯落物"), litter, 0.05);
}

#[test]
fn all_sectors_have_their_tables() {
    let workspace = Workspace::new();
    let (accounts, sheets) = products(&workspace, "ningbo-all");
    let sectors = &sheets["各部门面积统计表（各县区）"];
    sectors.check_sums("sectors");
    let sea = accounts.value(&[("zone_name", "慈溪市"), ("year", "2022"), ("sector", "sea"), ("category", "sector")]);
    assert!((sectors.number(&["慈溪市", "2022"], "面积", "海洋") - sea).abs() < 0.011);
    let harvest = &sheets["海水养殖统计表"];
    let oysters = accounts.value(&[
        ("zone_set", "bays"),
        ("zone", "*"),
        ("quantity", "mariculture_sink"),
        ("unit", "t CO2"),
        ("category", "oyster"),
        ("pool", "*"),
    ]);
    let column = harvest.columns.iter().position(|[_, _, unit]| unit == "吨二氧化碳").expect("a column");
    let line =
        harvest.lines.iter().find(|(labels, _)| labels[0] == "全部统计单位" && labels[2] == "牡蛎").expect("a line");
    assert!((line.1[column].expect("a number") - oysters).abs() <= 0.1);
    let coast = &sheets["滨海湿地碳储量变化及原因统计表（各县区）"];
    for (labels, numbers) in &coast.lines {
        let [gained, lost, moved, change] = numbers[..] else { panic!("four columns") };
        let flows = gained.unwrap_or(0.0) - lost.unwrap_or(0.0);
        assert!((flows - change.unwrap_or(0.0)).abs() < 0.21, "{labels:?}: {gained:?} {lost:?} {moved:?} {change:?}");
    }
    for title in [
        "内陆湿地面积与温室气体统计表（inland）",
        "农田温室气体统计表",
        "目标完成情况统计表",
        "主要指标及不确定性统计表",
    ] {
        assert!(sheets.contains_key(title), "{title} is not among {:?}", sheets.keys());
    }
    let uncertainty = &sheets["主要指标及不确定性统计表"];
    let has_limits = |numbers: &[Option<f64>]| numbers[1].is_some() && numbers[2].is_some();
    assert!(
        uncertainty
            .lines
            .iter()
            .all(|(_, numbers)| numbers[0].is_some() && numbers[1].is_some() == numbers[2].is_some())
    );
    assert!(uncertainty.lines.iter().any(|(_, numbers)| has_limits(numbers)));
    // What no error is known of has no limits here.
    assert!(uncertainty.lines.iter().any(|(_, numbers)| !has_limits(numbers)));
}

/// Names that spreadsheets, pages and templates could take for something else.
pub(crate) const HOSTILE: [&str; 3] = [
    r#"=HYPERLINK(\"http://example.org\",\"<script>alert(1)</script>\")"#,
    r"{{ 7 * 7 }} {% raw %} & ' \u202e\u0001 \n second line",
    "+1",
];

/// A scene of two zones with hostile names, which asks for everything.
pub(crate) fn hostile_scene(outputs: &str) -> Scene {
    let long = "很长的名字".repeat(100);
    let scene = Scene::new().append(&format!("\n[outputs]\n{outputs}\n"));
    let zones = std::fs::read_to_string(scene.path("zones.geojson")).expect("zones");
    let zones = zones.replace("西区", HOSTILE[0]).replace("东区", &format!("{}{long}", HOSTILE[1]));
    let title = r#"title = "=1+1 <b>{{ title }}</b>""#;
    scene.file("zones.geojson", zones).with("name = \"scene\"\n", &format!("name = \"scene\"\n{title}\n"))
}

#[test]
fn hostile_names_stay_text_in_every_kind_of_table() {
    let scene = hostile_scene(r#"tables = ["csv", "xlsx", "parquet"]"#);
    scene.succeed();
    let report = scene.path("out/report");
    let mut book: Xlsx<_> = open_workbook(report.join("tables.xlsx")).expect("a workbook");
    let name = book.sheet_names()[1].clone();
    assert!(book.worksheet_formula(&name).expect("a sheet").is_empty());
    let cells = book.worksheet_range(&name).expect("a sheet");
    let label = cells.used_cells().find(|(.., value)| value.to_string().contains("HYPERLINK")).expect("the zone");
    assert!(
        matches!(label.2, Data::String(text) if text.starts_with("=HYPERLINK(\"http://example.org\"")),
        "{label:?}"
    );
    let csv = std::fs::read_to_string(report.join("tables/land_area.csv")).expect("a table");
    assert!(csv.contains("\"'=HYPERLINK(") && csv.contains("{{ 7 * 7 }}"), "{csv}");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("a table");
    assert_eq!(rows.len(), 3);
    let file = std::fs::File::open(report.join("tables/land_area.parquet")).expect("a table");
    let parquet = parquet::file::serialized_reader::SerializedFileReader::new(file).expect("Parquet");
    for (row, flat) in parquet.get_row_iter(None).expect("rows").zip(&rows) {
        let row = row.expect("a row");
        let fields: Vec<String> = row.get_column_iter().map(|(_, field)| field.to_string()).collect();
        let number: f64 = fields[2].parse().expect("a number");
        assert_eq!(number, flat[2].parse::<f64>().expect("a number"));
        assert_eq!(fields[0].trim_matches('"'), flat[0].trim_start_matches('\''));
    }
}

#[test]
fn a_workbook_is_the_same_bytes_on_every_run() {
    let scene = hostile_scene(r#"tables = ["xlsx", "parquet"]"#);
    let read = || {
        ["tables.xlsx", "tables/land_area.parquet"]
            .map(|name| std::fs::read(scene.path("out/report").join(name)).expect("a file"))
    };
    scene.succeed();
    let first = read();
    std::fs::remove_dir_all(scene.path("out")).expect("removed");
    scene.succeed();
    assert!(first == read());
}
