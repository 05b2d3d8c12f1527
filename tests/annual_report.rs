//! The annual report: what it says against the account, and names and templates that could do harm.

use std::io::Read as _;
use std::path::Path;

use crate::support::{Accounts, Workspace, project};
use crate::tables::hostile_scene;

/// The text of every part of a package.
fn part(path: &Path, name: &str) -> String {
    let mut package = zip::ZipArchive::new(std::fs::File::open(path).expect("a document")).expect("a package");
    let mut text = String::new();
    package.by_name(name).expect("a part").read_to_string(&mut text).expect("UTF-8");
    text
}

/// The text of the cells of every table, and of all paragraphs.
fn word_text(path: &Path) -> (Vec<String>, String) {
    for name in
        ["word/styles.xml", "word/footer1.xml", "word/_rels/document.xml.rels", "[Content_Types].xml", "_rels/.rels"]
    {
        roxmltree::Document::parse(&part(path, name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let text = part(path, "word/document.xml");
    let document = roxmltree::Document::parse(&text).expect("well-formed");
    let text_of = |node: roxmltree::Node<'_, '_>| {
        node.descendants()
            .filter(|node| node.has_tag_name_local("t"))
            .filter_map(|node| node.text())
            .collect::<String>()
    };
    let cells = document.descendants().filter(|node| node.has_tag_name_local("tc"));
    let shown =
        cells.filter(|cell| !cell.descendants().any(|node| node.has_tag_name_local("vMerge") && is_continued(node)));
    (shown.map(text_of).collect(), text_of(document.root()))
}

fn is_continued(node: roxmltree::Node<'_, '_>) -> bool {
    node.attributes().any(|attribute| attribute.value() == "continue")
}

trait LocalName {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl LocalName for roxmltree::Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

fn grouped(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let bytes = whole.as_bytes().rchunks(3).rev().map(|chunk| std::str::from_utf8(chunk).expect("digits"));
    format!("{}.{fraction}", bytes.collect::<Vec<_>>().join(","))
}

#[test]
fn page_and_document_say_what_the_account_says() {
    let workspace = Workspace::new();
    let out = workspace.path("all");
    let pipeline = project().join("pipelines/ningbo-all.toml");
    workspace.succeed(&["run", pipeline.to_str().expect("UTF-8"), "--out", out.to_str().expect("UTF-8")]);
    let accounts = Accounts::read(&out);
    let page = std::fs::read_to_string(out.join("report/report.html")).expect("a page");
    let (cells, text) = word_text(&out.join("report/report.docx"));
    assert!(cells.iter().all(|cell| !cell.trim().is_empty()), "no cell is empty");
    for product in [&page, &text] {
        assert!(!product.contains("NaN") && !product.contains("undefined"));
    }
    // Pictures are what a page shows, with captions; the title is in the language of the report.
    assert!(page.len() < 3_000_000 && out.join("report/report.docx").metadata().expect("a document").len() < 3_000_000);
    for words in ["宁波市各部门碳汇统一账户（示例场景）", "2030年森林蓄积量3500万立方米", "资料来源：accounts.csv"]
    {
        assert!(page.contains(words) && text.contains(words), "{words}");
    }
    assert!(!page.contains("carbon pools counties"), "no file name is a caption");
    assert!(!page.contains("<td></td>") && !page.contains("<td class=\"number\"></td>"));
    let value = |wanted: &[(&str, &str)]| accounts.value(wanted);
    let inventory = [("zone_set", "counties"), ("zone", "*"), ("method", "inventory")];
    let with = |more: &[(&'static str, &'static str)]| value(&[&inventory[..], more].concat());
    let shown = [
        grouped(with(&[("quantity", "area"), ("category", "cover regulation")]) / 1e4, 2),
        grouped(with(&[("quantity", "cover_rate"), ("category", "cover regulation")]), 2),
        grouped(with(&[("quantity", "growing_stock"), ("category", "forest")]) / 1e4, 2),
        grouped(with(&[("quantity", "carbon_stock"), ("category", "*"), ("pool", "*")]) / 1e4, 2),
        grouped(value(&[("quantity", "target_gap"), ("category", "stock_2025")]) / 1e4, 2),
        grouped(
            value(&[
                ("zone", "*"),
                ("zone_set", "bays"),
                ("quantity", "mariculture_sink"),
                ("unit", "t CO2"),
                ("category", "*"),
                ("pool", "*"),
            ]),
            1,
        ),
    ];
    for number in shown {
        assert!(page.contains(&number) && text.contains(&number), "{number}");
    }
    // What nobody has read is named, and every input has its hash.
    for words in ["sun2020 clam dry_share", "未核实的参数", "滨海湿地碳储量变化及原因统计表"] {
        assert!(page.contains(words) && text.contains(words), "{words}");
    }
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("manifest.json")).expect("a manifest")).expect("JSON");
    let inputs = manifest["run"]["inputs"].as_array().expect("inputs");
    let mut hashes = inputs.iter().map(|input| &input["blake3"]).chain([&manifest["pipeline"]["blake3"]]);
    assert!(
        hashes.all(|hash| page.contains(hash.as_str().expect("text")) && text.contains(hash.as_str().expect("text")))
    );
    assert!(manifest["run"]["outputs"].to_string().contains("report/report.docx"));
}

#[test]
fn hostile_names_stay_text_in_page_and_document() {
    let scene = hostile_scene("report = [\"html\", \"docx\"]\nlanguage = \"en\"");
    scene.succeed();
    let report = scene.path("out/report");
    let page = std::fs::read_to_string(report.join("report.html")).expect("a page");
    assert!(!page.contains("<script") && !page.contains("<b>{{"), "markup is text");
    assert!(page.contains("&lt;script&gt;") && page.contains("{{ 7 * 7 }}") && page.contains("lang=\"en\""));
    assert!(page.contains("kt C") || page.contains("t C"), "units are English");
    let (_, text) = word_text(&report.join("report.docx"));
    assert!(text.contains("<script>alert(1)</script>") && text.contains("=1+1 <b>{{ title }}</b>"), "{text}");
    let first = std::fs::read(report.join("report.docx")).expect("a document");
    std::fs::remove_dir_all(scene.path("out")).expect("removed");
    scene.succeed();
    assert!(first == std::fs::read(report.join("report.docx")).expect("a document"), "the same bytes on every run");
}

#[test]
fn a_template_of_an_office_is_taken_and_a_mistake_in_it_is_found_before_the_run() {
    let scene = hostile_scene("report = [\"html\"]\ntemplates = \"house\"");
    let message = scene.refused(66);
    assert!(
        message.contains("`house` is not a directory") || message.contains("house` is not a directory"),
        "{message}"
    );
    std::fs::create_dir(scene.path("house")).expect("a directory");
    scene.file_at(
        "house/report.html",
        b"<h1>{{ report.title }}</h1>\n{% for line in report.headlines %}{{ line.value }}\n",
    );
    let message = scene.refused(65);
    assert!(message.contains("house/report.html`, line 2"), "{message}");
    scene.file_at("house/report.html", b"<h1>{{ report.title }}</h1>\n{{ report.nothing.here }}");
    let message = scene.refused_in_run(65);
    assert!(message.contains("report.html`, line 2"), "{message}");
    scene.file_at(
        "house/report.html",
        b"<h1>{{ report.title }}</h1>{% for line in report.headlines %}<i>{{ line.value }}</i>{% endfor %}",
    );
    scene.succeed();
    let manifest = std::fs::read(scene.path("out/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    let inputs = manifest["run"]["inputs"].as_array().expect("inputs");
    let template =
        inputs.iter().find(|input| input["path"].as_str().is_some_and(|path| path.ends_with("house/report.html")));
    let hash = blake3::hash(&std::fs::read(scene.path("house/report.html")).expect("a template")).to_hex().to_string();
    assert_eq!(template.expect("the template is an input")["blake3"], hash.as_str());
    let page = std::fs::read_to_string(scene.path("out/report/report.html")).expect("a page");
    assert!(page.starts_with("<h1>=1+1 &lt;b&gt;{{ title }}&lt;&#x2f;b&gt;</h1><i>"), "{page}");
}
