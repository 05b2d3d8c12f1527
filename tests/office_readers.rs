use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Accounts, Workspace, project, shipped_with_few_draws};

/// The Python that `make test` installs openpyxl and python-docx for; none, and a line that says so, where it did not.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn readers() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_BIN_EXE_tanhui")).ancestors().nth(2).expect("the target directory");
    let python = target.join("readers/bin/python");
    if python.exists() {
        return Some(python);
    }
    eprintln!("skipped: no {}, which `make readers` makes", python.display());
    None
}

/// The cells of all sheets and of all tables of a document.
fn read(python: &Path, report: &Path) -> serde_json::Value {
    let output = Command::new(python)
        .arg(project().join("tests/office_readers/read.py"))
        .args([report.join("tables.xlsx"), report.join("report.docx")])
        .output()
        .expect("a Python");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The row that begins with a label, of the sheet or table whose heads hold all words.
fn row<'a>(table: &'a [serde_json::Value], label: &str) -> Option<&'a [serde_json::Value]> {
    let rows = table.iter().filter_map(serde_json::Value::as_array);
    rows.map(Vec::as_slice).find(|row| row[0].as_str().is_some_and(|text| text.starts_with(label)))
}

#[test]
fn openpyxl_and_python_docx_read_the_figures_of_the_account() {
    let Some(python) = readers() else { return };
    let workspace = Workspace::new();
    std::fs::write(workspace.path("pipeline.toml"), shipped_with_few_draws("ningbo-all")).expect("writable");
    workspace.succeed(&["run", "pipeline.toml", "--out", "out"]);
    let accounts = Accounts::read(&workspace.path("out"));
    let found = read(&python, &workspace.path("out/report"));
    let sheets = found["sheets"].as_object().expect("sheets");
    let sheet = |title: &str| {
        let (_, cells) = sheets.iter().find(|(name, _)| name.contains(title)).expect("a sheet");
        cells.as_array().expect("rows")
    };
    let tables: Vec<_> =
        found["tables"].as_array().expect("tables").iter().filter_map(|table| table.as_array()).collect();
    let stocks = sheet("森林面积、覆盖率与蓄积量统计表（各县区）");
    let pools = sheet("森林碳储量按碳库统计表（各县区）");
    for (zone, name) in [("330203", "海曙区"), ("330226", "宁海县"), ("330281", "余姚市")] {
        let of = |quantity, category| {
            [("zone", zone), ("method", "inventory"), ("quantity", quantity), ("category", category), ("pool", "*")]
        };
        let stock = accounts.value(&[&of("growing_stock", "forest")[..4], &[("zone_set", "counties")]].concat());
        let carbon = accounts.value(&of("carbon_stock", "*"));
        // Rounded so that the counties add up: by less than one in the last digit.
        for (table, value) in [(stocks, stock), (pools, carbon)] {
            let row = row(table, name).expect("a county");
            assert!(row.iter().any(|cell| cell.as_f64().is_some_and(|cell| (cell - value).abs() < 1.0)), "{row:?}");
        }
        for value in [stock, carbon] {
            let is_it = |cell: &serde_json::Value| {
                let number = cell.as_str().and_then(|text| text.replace(',', "").parse::<f64>().ok());
                number.is_some_and(|number| (number - value / 1e4).abs() < 0.01)
            };
            let rows = tables.iter().filter_map(|table| row(table, name));
            assert!(rows.flatten().any(is_it), "{name}: {value} is in no table of the document");
        }
    }
}
