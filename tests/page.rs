use std::path::Path;
use std::process::Command;

use base64::Engine as _;

use crate::support::browser::Browser;
use crate::support::rasters::{EAST, WEST, rectangle, zones};
use crate::support::scene::Scene;
use crate::support::{Accounts, Workspace, project};

/// What the page holds beside its data.
fn program(page: &str) -> String {
    let (before, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").expect("the data");
    let (_, after) = rest.split_once("</script>").expect("an end of the data");
    format!("{before}{after}")
}

/// The text of the one element after `mark`, up to the next tag.
fn text_after<'a>(document: &'a str, mark: &str) -> &'a str {
    let (_, rest) = document.split_once(mark).unwrap_or_else(|| panic!("no {mark} in the document"));
    let (_, text) = rest.split_once('>').expect("an element");
    text.split('<').next().unwrap_or_default()
}

#[test]
fn a_county_on_the_page_has_the_figures_of_the_account_in_both_languages() {
    let workspace = Workspace::new();
    let pipeline = project().join("pipelines/ningbo-2022.toml");
    let out = workspace.path("out");
    workspace.succeed(&["run", pipeline.to_str().expect("UTF-8"), "--out", out.to_str().expect("UTF-8")]);
    let page = out.join("report/page.html");
    assert!(page.metadata().expect("a page").len() < 5_000_000);
    let Some(browser) = Browser::find() else { return };
    let accounts = Accounts::read(&out);
    let value = |quantity| {
        let wanted = [("zone", "330282"), ("sector", "forest"), ("quantity", quantity), ("year", "2022")];
        let found = accounts.rows.iter().find(|row| wanted.iter().all(|(column, value)| row[*column] == *value));
        found.expect("a row")["value"].clone()
    };
    // 14.629… % and 866,487 m³ in the account.
    let (cover, stock) = (value("cover_rate"), value("growing_stock"));
    let english = browser.open(&page, "language=en&zone=330282");
    let chinese = browser.open(&page, "language=zh&zone=330282");
    for shown in [&english, &chinese] {
        assert_eq!(shown.console, Vec::<String>::new());
        assert!(shown.document.contains("data-ready=\"true\""));
        assert_eq!(shown.document.matches("data-zone=\"").count(), 10, "ten counties on the map");
        assert_eq!(shown.document.matches("aria-pressed=\"true\" data-zone=\"330282\"").count(), 1);
        assert!(shown.document.contains("慈溪市") && shown.document.contains("leaflet-image-layer"));
        assert_eq!(text_after(&shown.document, &format!("data-value=\"{cover}\"")), "14.63");
    }
    assert_eq!(text_after(&english.document, &format!("data-value=\"{stock}\"")), "866,487");
    assert_eq!(text_after(&chinese.document, &format!("data-value=\"{stock}\"")), "86.65");
    assert!(english.document.contains("<html lang=\"en\"") && english.document.contains("Growing stock"));
    let shown = "<span class=\"unit\"> 万立方米";
    assert!(!english.document.contains(shown) && chinese.document.contains(shown));
    assert!(chinese.document.contains("<html lang=\"zh-CN\"") && chinese.document.contains("森林蓄积量"));
    // The interval of the carbon stock has a width.
    let carbon = [("zone", "330282"), ("quantity", "carbon_stock"), ("category", "*"), ("pool", "*"), ("year", "2022")];
    let [shown, low, high] = accounts.interval(&carbon).map(|tonnes| tonnes / 1e6);
    assert!(low < 0.95 * shown && 1.05 * shown < high);
    assert!(english.document.contains(&format!("{shown:.2}<span class=\"unit\"> million t C")));
    assert!(english.document.contains(&format!("[{low:.2}, {high:.2}]")));
    // The targets are those of the published figures: 2700 万 m³ in 2025, from 2520.7.
    assert!(chinese.document.contains("2025年森林蓄积量2700万立方米"));
    assert!(chinese.document.contains("像元面积求和，椭球面积"), "methods are in words");
    // Names of bars are whole, and what the largest leave out is said.
    assert!(english.document.contains("Other classes (") && chinese.document.contains("其他类别（"));
    assert!(!english.document.contains("…</text>") && english.document.contains("shrub</text>"));
    // A history map has the legend of its attribute table: the largest change first, then all others as one.
    let history = browser.open(&page, "language=zh&map=land_history_2015_2022");
    let legend = history.document.split_once("id=\"legend\"").expect("a legend").1;
    let entries: Vec<&str> = legend.split_once("</ul>").expect("a list").0.split("<li>").skip(1).collect();
    assert!(entries[0].contains(&largest_change(&out.join("maps/land_history_2015_2022.tif"))), "{}", entries[0]);
    assert!((10..=14).contains(&entries.len()) && entries[entries.len() - 2].contains("其他变化轨迹"));
    assert!(entries[entries.len() - 1].contains("无变化"));
}

/// The Chinese name of the history of more than one class that has the largest area, in a map's attribute table.
fn largest_change(map: &Path) -> String {
    let described = Command::new("gdalinfo").arg("-json").arg(map).output().expect("the tests need gdalinfo");
    let described: serde_json::Value = serde_json::from_slice(&described.stdout).expect("JSON");
    let mut rows = described["rat"]["row"].as_array().expect("rows").iter();
    let changed = rows.find(|row| {
        let classes: Vec<&str> = row["f"][2].as_str().expect("an id").split(" > ").collect();
        classes.iter().any(|class| *class != classes[0])
    });
    changed.expect("a change")["f"][4].as_str().expect("a name").to_owned()
}

#[test]
fn the_map_is_painted_on_a_screen_and_on_a_phone() {
    let Some(browser) = Browser::find() else { return };
    let scene = hostile();
    scene.succeed();
    let page = scene.path("out/report/page.html");
    for (size, (left, top), (right, bottom)) in
        [((1280, 800), (60, 200), (600, 600)), ((500, 844), (60, 260), (440, 560))]
    {
        let (width, height, pixels) = browser.picture(&page, "language=zh&map=land_class_2020", size);
        assert_eq!((width, height), (size.0 as usize, size.1 as usize));
        let part = (top..bottom).flat_map(|row| (left..right).map(move |column| (row * width + column) * 3));
        let colours: Vec<[u8; 3]> = part.map(|at| [pixels[at], pixels[at + 1], pixels[at + 2]]).collect();
        // Arbor and bamboo forest have half of the scene each; zones lie over them like a breath.
        for class in [[34, 112, 60], [96, 160, 58]] {
            let is_near = |colour: &&[u8; 3]| colour.iter().zip(class).all(|(one, other)| one.abs_diff(other) < 10);
            let share = colours.iter().filter(is_near).count() as f64 / colours.len() as f64;
            assert!(share > 0.15, "{class:?} covers {share} of the map");
        }
    }
}

#[test]
fn the_page_asks_for_nothing_elsewhere() {
    let scene = hostile();
    scene.succeed();
    let page = std::fs::read_to_string(scene.path("out/report/page.html")).expect("a page");
    let program = program(&page);
    // Names of things and notes of the map library; none is ever opened.
    let known = [
        "http://www.w3.org/2000/svg",
        "https://leafletjs.com",
        "https://bugs.chromium.org",
        "https://bugzilla.mozilla.org",
    ];
    let addresses = program.match_indices("http").map(|(at, _)| &program[at..]).filter(|text| text.contains("://"));
    for address in addresses.filter(|text| text.starts_with("http://") || text.starts_with("https://")) {
        assert!(known.iter().any(|known| address.starts_with(known)), "{}", &address[..60.min(address.len())]);
    }
    assert!(program.contains("default-src 'none'") && !program.contains("unsafe"));
    // Text reaches the document as text: only the map library knows another way, which the page does not take.
    let (_, own) = program.split_once("window.L=t});").expect("the end of the map library");
    for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "XMLHttpRequest"] {
        assert!(!own.contains(way), "{way}");
    }
}

const NAMES: [&str; 2] = [
    "</script><img src=x onerror=\"document.documentElement.dataset.attacked=1\">{{script}}",
    "=HYPERLINK(\"x\",\"\u{202e}y\")&amp;",
];

fn hostile() -> Scene {
    let [west, east] = NAMES.map(|name| serde_json::to_string(name).expect("a text"));
    let escaped = |name: String| name[1..name.len() - 1].to_owned();
    let (west, east) = (escaped(west), escaped(east));
    Scene::new()
        .file("zones.geojson", zones(4490, &[("1", &west, rectangle(WEST)), ("2", &east, rectangle(EAST))]))
        .with("name = \"scene\"", "name = \"scene\"\ntitle = \"</script><b>{{style}}</b>\"")
        .append("\n[outputs]\nmaps = [\"land_class\", \"carbon_density\"]\npage = true\nlanguage = \"en\"\n")
}

#[test]
fn hostile_names_stay_text() {
    let scene = hostile();
    scene.succeed();
    let page = scene.path("out/report/page.html");
    let text = std::fs::read_to_string(&page).expect("a page");
    assert_eq!(text.matches("</script>").count(), 2);
    let Some(browser) = Browser::find() else { return };
    let shown = browser.open(&page, "zone=1");
    assert_eq!(shown.console, Vec::<String>::new());
    assert!(shown.document.contains("data-ready=\"true\"") && !shown.document.contains("data-attacked"));
    assert!(shown.document.contains("<h1 id=\"title\">&lt;/script&gt;&lt;b&gt;{{style}}&lt;/b&gt;</h1>"));
    assert!(text_after(&shown.document, "id=\"zone-name\"><bdi").starts_with("&lt;/script&gt;&lt;img src=x"));
}

/// What the button downloads, from the page with a script of the test's own.
fn downloaded(browser: &Browser, page: &Path, rows: &str) -> String {
    let text = std::fs::read_to_string(page).expect("a page");
    let (before, rest) = text.split_once("<meta http-equiv").expect("a policy");
    let (_, after) = rest.split_once('>').expect("an end of the policy");
    let script = format!(
        "<script>document.body.dataset.csv = btoa(String.fromCharCode(...new TextEncoder().encode(csvText({rows}))))</script></body>"
    );
    let open = page.with_file_name("open.html");
    std::fs::write(&open, format!("{before}<meta{}", after.replacen("</body>", &script, 1))).expect("written");
    let shown = browser.open(&open, "");
    let encoded =
        shown.document.split_once("data-csv=\"").and_then(|(_, rest)| rest.split_once('"')).expect("a table").0;
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(encoded).expect("base64")).expect("UTF-8")
}

#[test]
fn the_downloaded_table_is_the_account_without_formulas() {
    let scene = hostile();
    scene.succeed();
    let Some(browser) = Browser::find() else { return };
    let page = scene.path("out/report/page.html");
    let account = std::fs::read_to_string(scene.path("out/accounts.csv")).expect("an account");
    let formula = "\"=HYPERLINK(";
    assert!(account.contains(formula));
    assert_eq!(downloaded(&browser, &page, "data.account.rows"), account.replace(formula, "\"'=HYPERLINK("));
    // What is filtered is what is downloaded.
    let filter = "(table.quantity = 'carbon_stock', table.text = 'arbor', filterRows(), table.rows)";
    let some = downloaded(&browser, &page, filter);
    let expected =
        account.lines().skip(1).filter(|line| line.contains("carbon_stock") && line.contains("arbor")).count();
    assert!(expected > 0);
    assert_eq!(some.lines().count(), expected + 1);
}
