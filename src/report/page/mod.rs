//! The account as one web page: map, headlines, targets, charts and table in one file that opens without a network.
//!
//! Everything people gave, such as names of zones, is data: it is embedded as JSON without a character that HTML knows, and reaches
//! the page as text only. The page may run its own script, known by its hash, and nothing else.

mod account;
mod outlines;
mod picture;
mod ramp;

use std::collections::BTreeMap;

use base64::Engine as _;
use geo::MultiPolygon;
use serde::Serialize;
use sha2::{Digest, Sha256};

use self::account::EmbeddedAccount;
use self::outlines::{Rings, simplified};
use self::picture::Picture;
pub use self::picture::{PageClass, PageContent, PageMap};
use crate::accounts::{AccountRow, TargetOutcome};
use crate::error::{Error, Result};
use crate::land::ClassScheme;
use crate::raster::Crs;
use crate::report::period::found_years;
use crate::report::pictures::{Palette, hexadecimal};
use crate::terms::{Language, term, terms};
use crate::vector::ZoneSet;

const TEMPLATE: &str = include_str!("page.html");
const STYLES: [&str; 2] = [include_str!("vendor/leaflet/leaflet.css"), include_str!("page.css")];
const SCRIPTS: [&str; 9] = [
    concat!("/*\n", include_str!("vendor/leaflet/LICENSE"), "*/"),
    include_str!("vendor/leaflet/leaflet.js"),
    include_str!("words.js"),
    include_str!("state.js"),
    include_str!("charts.js"),
    include_str!("map.js"),
    include_str!("zone.js"),
    include_str!("table.js"),
    include_str!("page.js"),
];

/// What a page shows.
#[derive(Debug)]
pub struct Page<'a> {
    /// The name of the account.
    pub name: &'a str,
    /// One line for people in English and in Chinese; empty is none.
    pub titles: [&'a str; 2],
    /// The language it opens in.
    pub language: Language,
    /// The account.
    pub rows: &'a [AccountRow],
    /// The zone sets that have outlines, by name.
    pub zone_sets: Vec<(&'a str, &'a ZoneSet)>,
    /// What the classes of the account are called.
    pub schemes: Vec<&'a ClassScheme>,
    /// Colours that go before those of schemes.
    pub palette: &'a Palette,
    /// The painted maps.
    pub maps: Vec<PageMap<'a>>,
    /// What was found about targets.
    pub targets: &'a [TargetOutcome],
    /// Their titles in both languages, by name.
    pub target_titles: BTreeMap<&'a str, [&'a str; 2]>,
}

/// What the script of the page reads.
#[derive(Serialize)]
struct Embedded<'a> {
    version: &'static str,
    name: &'a str,
    titles: [&'a str; 2],
    language: Language,
    words: [serde_json::Map<String, serde_json::Value>; 2],
    classes: serde_json::Map<String, serde_json::Value>,
    zone_sets: Vec<EmbeddedZones<'a>>,
    maps: Vec<Picture>,
    targets: &'a [TargetOutcome],
    target_titles: &'a BTreeMap<&'a str, [&'a str; 2]>,
    /// The last year of what was found; figures of later ones are projections.
    last_year: Option<i32>,
    account: EmbeddedAccount,
}

#[derive(Serialize)]
struct EmbeddedZones<'a> {
    name: &'a str,
    zones: Vec<EmbeddedZone<'a>>,
}

#[derive(Serialize)]
struct EmbeddedZone<'a> {
    id: &'a str,
    name: &'a str,
    outline: Vec<Rings>,
}

impl Page<'_> {
    /// The text of the page.
    ///
    /// # Errors
    /// A painted map that cannot be read, or outlines that cannot be brought to longitude and latitude.
    pub fn html(&self) -> Result<String> {
        let embedded = Embedded {
            version: env!("CARGO_PKG_VERSION"),
            name: self.name,
            titles: self.titles,
            language: self.language,
            words: [Language::English, Language::Chinese]
                .map(|language| terms(language).map(|(key, word)| (key.to_owned(), word.into())).collect()),
            classes: self.classes(),
            zone_sets: self.zones()?,
            maps: self.maps.iter().map(Picture::of).collect::<Result<_>>()?,
            targets: self.targets,
            target_titles: &self.target_titles,
            last_year: found_years(self.rows).map(|(_, last)| last),
            account: EmbeddedAccount::of(self.rows)?,
        };
        let data = serde_json::to_string(&embedded).map_err(Error::internal)?;
        Ok(filled(self.language, &escaped(&data)))
    }

    fn classes(&self) -> serde_json::Map<String, serde_json::Value> {
        let mut described = serde_json::Map::new();
        for class in self.schemes.iter().flat_map(|scheme| scheme.classes()) {
            let name_zh = if class.name_zh.is_empty() { &class.name } else { &class.name_zh };
            let colour = hexadecimal(self.palette.color(class));
            // Of schemes that share an identifier, the first goes before the others.
            described.entry(class.id.clone()).or_insert_with(|| serde_json::json!([class.name, name_zh, colour]));
        }
        described
    }

    fn zones(&self) -> Result<Vec<EmbeddedZones<'_>>> {
        let degrees = Crs::from_definition("EPSG:4326")?;
        let mut sets = Vec::new();
        for (name, set) in &self.zone_sets {
            let outlines: Vec<MultiPolygon<f64>> = set.outlines_in(&degrees, f64::INFINITY)?;
            let zones = set.zones.iter().zip(simplified(&outlines));
            let zones = zones.map(|(zone, outline)| EmbeddedZone { id: &zone.id, name: &zone.name, outline }).collect();
            sets.push(EmbeddedZones { name, zones });
        }
        Ok(sets)
    }
}

/// The template with styles, script and data; data come last, so that nothing in them is taken for a place of the template.
fn filled(language: Language, data: &str) -> String {
    let (style, script) = (STYLES.join("\n"), SCRIPTS.join("\n;\n"));
    let code = match language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let needs =
        [Language::Chinese, Language::English].map(|language| term(language, "page.needs_script").unwrap_or(""));
    let page = TEMPLATE
        .replace("{{language}}", code)
        .replace("{{needs_script}}", &needs.join(" · "))
        .replace("{{style_hash}}", &hash(&style))
        .replace("{{script_hash}}", &hash(&script))
        .replace("{{style}}", &style)
        .replace("{{script}}", &script);
    page.replacen("{{data}}", data, 1)
}

/// How a policy names the content of an element.
fn hash(content: &str) -> String {
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(content.as_bytes())))
}

/// JSON that no part of can end its element or begin another.
fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_end_no_element_and_fill_no_place() {
        let json = serde_json::to_string("</script><!--{{script}}&\u{2028}").expect("a text");
        let safe = escaped(&json);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(serde_json::from_str::<String>(&safe).expect("JSON"), "</script><!--{{script}}&\u{2028}");
        let page = filled(Language::English, &safe);
        assert!(page.contains("{{script}}\\u0026"), "a place in the data stays text");
        assert_eq!(page.matches("<script").count(), 2, "the data and the program");
    }

    #[test]
    fn the_policy_allows_the_one_script_and_no_address() {
        let page = filled(Language::English, "{}");
        let script =
            page.rsplit_once("<script>").and_then(|(_, rest)| rest.split_once("</script>")).expect("a script").0;
        assert!(page.contains(&format!("script-src '{}'", hash(script))));
        assert!(page.contains("default-src 'none'") && !page.contains("unsafe-inline"));
    }
}
