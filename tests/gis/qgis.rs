use std::process::Command;

use serde_json::{Value, json};

use super::rasters::map_names;
use super::{ALL, scene};
use crate::support::project;

/// A Python that has QGIS's bindings.
fn python_with_qgis() -> Option<&'static str> {
    ["python3", "/usr/bin/python3"].into_iter().find(|python| {
        let output = Command::new(python).args(["-c", "import qgis.core"]).output();
        output.is_ok_and(|output| output.status.success())
    })
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn qgis_opens_the_project_with_all_layers_styled() {
    let Some(python) = python_with_qgis() else {
        eprintln!("skipped: no QGIS for Python (python3-qgis)");
        return;
    };
    let scene = scene().append(ALL);
    scene.succeed();
    let output = Command::new(python)
        .arg(project().join("tests/gis/open_project.py"))
        .args([scene.path("out/gis/account.qgz"), scene.path("shown.png")])
        .output()
        .expect("Python starts");
    let said = String::from_utf8_lossy(&output.stderr);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{said}"));
    assert_eq!(
        (&found["opened"], &found["title"], &found["crs"]),
        (&json!(true), &json!("scene"), &json!("EPSG:4490"))
    );
    let layers = found["layers"].as_array().expect("layers");
    // Outlines, the main figure, the account and the columns beside the maps.
    assert_eq!(layers.len(), map_names(&scene).len() + 4, "{layers:#?}");
    for layer in layers {
        assert_eq!(layer["valid"], true, "{layer}");
        let id = layer["id"].as_str().expect("an id");
        let renderer = match id.split('_').nth(1) {
            Some("outline") => "QgsSingleSymbolRenderer",
            Some("figures") => "QgsGraduatedSymbolRenderer",
            _ => continue,
        };
        assert_eq!((&layer["renderer"], &layer["features"]), (&json!(renderer), &json!(2)), "{layer}");
        let aliases = layer["aliases"].as_array().expect("aliases");
        assert!(aliases.contains(&json!("2022年碳储量（t C） Carbon stock 2022 (t C)")), "{layer}");
    }
    assert_eq!(found["style"], "QgsGraduatedSymbolRenderer", "the style in the GeoPackage");
    for (name, renderer) in found["rasters"].as_object().expect("maps") {
        let expected =
            if name.contains("class") { "QgsPalettedRasterRenderer" } else { "QgsSingleBandPseudoColorRenderer" };
        assert_eq!(renderer, expected, "the style beside {name}");
    }
    assert_eq!(found["shown"].as_array().expect("layers").len(), 2, "{}", found["shown"]);
    assert!(found["colours"].as_u64().expect("a number") >= 3, "QGIS shows next to nothing: {}", found["colours"]);
}
