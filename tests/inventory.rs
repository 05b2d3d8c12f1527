use std::path::{Path, PathBuf};

use geo::{MultiPolygon, Polygon, Rect, coord};
use insta::assert_snapshot;
use tanhui::inventory::{Check, Inventory, read};
use tanhui::land::forest::{AgeGroup, CoverBasis, ForestCategory, ForestLand, Origin};
use tanhui::pipeline::InventoryEntry;
use tanhui::raster::Crs;
use tanhui::vector::{
    Encoding, Feature, Field, FieldType, LayerDescription, Value, VectorFormat, ZoneRequest, ZoneSet, write_features,
};

use crate::support::{Workspace, project};

/// Easting and northing of the corner of the scenes, at the central meridian, where the projection is true to scale.
const CORNER: (f64, f64) = (500_000.0, 3_300_000.0);

const SOUND: &str =
    "year = 2022\nland_codes = \"c4\"\narea_unit = \"ha\"\nvolume_unit = \"per_ha\"\nid = [\"XIAN\", \"XIAO_BAN\"]\n";

/// A sub-compartment of 200 m × 200 m, 4 ha, of planted fir.
#[derive(Clone)]
struct Stand {
    number: String,
    column: f64,
    land: &'static str,
    species: &'static str,
    area: f64,
    closure: f64,
    volume: f64,
    outline: Option<MultiPolygon>,
}

impl Stand {
    fn new(number: &str, column: f64) -> Self {
        let (land, species, outline) = ("1111", "310", None);
        Self { number: number.to_owned(), column, land, species, area: 4.0, closure: 0.7, volume: 80.0, outline }
    }

    fn feature(&self) -> Feature {
        let low = coord! { x: CORNER.0 + 200.0 * self.column, y: CORNER.1 };
        let square = || Rect::new(low, low + coord! { x: 200.0, y: 200.0 }).to_polygon().into();
        let text = |text: &str| Value::Text(text.to_owned());
        let values = vec![
            text("330203"),
            text(&self.number),
            Value::Number(self.area),
            text(self.land),
            text("21"),
            text("2"),
            Value::Number(self.closure),
            text(self.species),
            Value::Integer(18),
            Value::Number(self.volume),
        ];
        Feature { outline: Some(self.outline.clone().unwrap_or_else(square)), values }
    }
}

fn write(path: &Path, stands: &[Stand]) {
    let text = |name, bytes| Field::new(name, FieldType::Text(bytes));
    let number = |name| Field::new(name, FieldType::Number(14, 4));
    let fields = [
        text("XIAN", 6),
        text("XIAO_BAN", 20),
        number("MIAN_JI"),
        text("DI_LEI", 6),
        text("QI_YUAN", 2),
        text("LING_ZU", 1),
        number("YU_BI_DU"),
        text("YOU_SHI_SZ", 3),
        Field::new("PINGJUN_NL", FieldType::Integer),
        number("HUO_LMGQXJ"),
    ];
    let crs = Crs::from_definition("EPSG:4549").expect("a known CRS");
    let shapefile = path.extension().is_some_and(|extension| extension == "shp");
    let format = if shapefile { VectorFormat::ShapefileGbk } else { VectorFormat::GeoPackage };
    let layer = LayerDescription::new("xiaoban", &crs, &fields);
    write_features(path, format, &layer, stands.iter().map(|stand| Ok(stand.feature()))).expect("a writable directory");
}

/// Reads with an entry as it would stand in a pipeline file.
fn read_with(path: &Path, entry: &str) -> tanhui::Result<Inventory> {
    let entry = format!("path = '{}'\n{entry}", path.display());
    let entry: InventoryEntry = toml::from_str(&entry).expect("a valid entry");
    read(&entry.request("forest", Path::new("/"))?, None)
}

/// The error without the place of the temporary directory and what GEOS says of polygons, in words that change.
fn refused(workspace: &Workspace, path: &Path, entry: &str) -> String {
    let error = read_with(path, entry).expect_err("refused").to_string();
    let error = error.replace(&format!("{}/", workspace.path("").display().to_string().trim_end_matches('/')), "");
    let lines = error.lines().map(|line| {
        line.split_once("not valid: ").map_or(line.to_owned(), |(begin, _)| format!("{begin}not valid: […]"))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn scene(name: &str, stands: &[Stand]) -> (Workspace, PathBuf) {
    let workspace = Workspace::new();
    let path = workspace.path(name);
    write(&path, stands);
    (workspace, path)
}

#[test]
fn the_shipped_sub_compartments_are_read_cleanly_and_meet_the_yearbook() {
    const ENTRY: &str =
        "year = 2022\nland_codes = \"c4\"\narea_unit = \"ha\"\nvolume_unit = \"per_ha\"\nallow_unverified = true\n";
    let folder = project().join("sample-rasters");
    let districts = ZoneSet::read(&ZoneRequest {
        set: "districts".to_owned(),
        path: folder.join("districts.gpkg"),
        layer: None,
        id: "id".to_owned(),
        name: Some("name".to_owned()),
        number: None,
        encoding: Encoding::Auto,
        assume_crs: None,
    })
    .expect("the sample's districts");
    let read_sample = |file: &str, zones| {
        let entry: InventoryEntry = toml::from_str(&format!("path = \"{file}\"\n{ENTRY}")).expect("a valid entry");
        read(&entry.request("sample", &folder).expect("all there"), zones).expect("sound")
    };
    let sample = read_sample("sub_compartments.gpkg", Some(&districts));
    assert_eq!(sample.sub_compartments.len(), 1989);
    assert_eq!(sample.source.warnings, Vec::<String>::new());

    // Ningbo Statistical Yearbook 2023, table 6-7: 437,954 ha of forest and 25.2072 million m³ on it.
    let numerator = CoverBasis::Nfi.numerator();
    let forest =
        || sample.sub_compartments.iter().filter(|stand| numerator.contains(&stand.land.meaning.expect("known")));
    let hectares: f64 = forest().map(|stand| stand.area().0).sum();
    assert!((hectares / 437_954.0 - 1.0).abs() < 0.005, "{hectares} ha");
    let volume: f64 = forest().filter_map(|stand| Some(stand.volume()?.0)).sum();
    assert!((volume / 25_207_200.0 - 1.0).abs() < 0.005, "{volume} m³");
    let polygons: f64 = forest().map(|stand| stand.geodesic_area.0).sum();
    assert!((polygons / hectares - 1.0).abs() < 1e-4, "{polygons} ha");

    let fir = forest().find(|stand| stand.species.meaning.as_ref().is_some_and(|group| group.id() == "chinese_fir"));
    let fir = fir.expect("there is fir");
    assert_eq!((fir.land.meaning, fir.origin.meaning), (Some(ForestLand::Arbor), Some(Origin::Planted)));
    assert!(fir.age_group.meaning >= Some(AgeGroup::Young) && fir.purpose.meaning.is_some());
    assert!(forest().any(|stand| {
        stand.purpose.meaning.is_some_and(|purpose| purpose.category == ForestCategory::PublicBenefit)
    }));

    // Ages are drawn, so that some are beyond the limits of their group; the other findings are the codes nobody has seen.
    let found: Vec<Check> = sample.findings.iter().map(|finding| finding.check).collect();
    assert_eq!(found, [Check::UnverifiedCode, Check::AgeAgainstGroup]);

    // The Shapefile holds the same in GBK, volumes to a tenth.
    let shapefile = read_sample("sub_compartments_gbk.shp", None);
    assert_eq!(shapefile.sub_compartments.len(), 1989);
    for (one, other) in sample.sub_compartments.iter().zip(&shapefile.sub_compartments) {
        assert_eq!((&one.id, &one.land, one.recorded_area), (&other.id, &other.land, other.recorded_area));
        assert!((one.geodesic_area.0 - other.geodesic_area.0).abs() < 1e-6);
    }
}

#[test]
fn what_nobody_has_seen_is_refused_until_it_is_allowed() {
    let bamboo = Stand { land: "1130", species: "660", ..Stand::new("1", 0.0) };
    let (workspace, path) = scene("bamboo.gpkg", &[bamboo, Stand::new("2", 1.0)]);
    assert_snapshot!(refused(&workspace, &path, SOUND), @r#"
    inventory `forest`: codes whose meaning was not seen in a text in 1 of 2 sub-compartments, 4.00 ha
      feature 1 (`330203-1`): land class `1130`
      feature 1 (`330203-1`): species `660`
      in `bamboo.gpkg`

    hint: check the codes in the survey's documents, then give tables of your own or set `allow_unverified = true`
    "#);
    let allowed = read_with(&path, &format!("{SOUND}allow_unverified = true\n")).expect("allowed");
    assert!(allowed.source.has_unverified_codes);
    assert_eq!((allowed.findings[0].check, allowed.findings[0].hectares.0), (Check::UnverifiedCode, 4.0));
}

#[test]
fn a_layer_spoilt_in_many_ways_is_refused_with_all_of_them() {
    let ring = [(5.0, 0.0), (6.0, 1.0), (6.0, 0.0), (5.0, 1.0), (5.0, 0.0)];
    let ring = ring.map(|(x, y)| (CORNER.0 + 200.0 * x, CORNER.1 + 200.0 * y)).to_vec();
    let bow_tie = MultiPolygon::new(vec![Polygon::new(ring.into(), Vec::new())]);
    let stands = [
        Stand { closure: 7.0, ..Stand::new("1", 0.0) },
        Stand::new("1", 1.0),
        Stand { area: 0.0, ..Stand::new("3", 1.5) },
        Stand { land: "1999", ..Stand::new("4", 3.0) },
        Stand { species: "999", ..Stand::new("5", 4.0) },
        Stand { outline: Some(bow_tie), ..Stand::new("6", 5.0) },
        Stand { outline: Some(MultiPolygon::new(Vec::new())), ..Stand::new("7", 6.0) },
        Stand { volume: -5.0, ..Stand::new("8", 7.0) },
        Stand { area: 5.0, ..Stand::new("9", 8.0) },
    ];
    let (workspace, path) = scene("spoilt.gpkg", &stands);
    assert_snapshot!(refused(&workspace, &path, SOUND), @r#"
    inventory `forest`: no usable polygon in 2 of 9 sub-compartments, 8.00 ha
      feature 6 (`330203-6`): has a polygon that is not valid: […]
      feature 7 (`330203-7`): has an empty geometry
      in `spoilt.gpkg`

    hint: repair it, for instance with `ogr2ogr -makevalid`, and look at what changed
    hint: or set `outline = "count"` in `checks` to go on and report it

    error: inventory `forest`: impossible values in 3 of 9 sub-compartments, 8.00 ha
      feature 1 (`330203-1`): a canopy closure of 7, expected 0 to 1
      feature 3 (`330203-3`): an area of 0 ha
      feature 8 (`330203-8`): a volume per hectare of -5
      in `spoilt.gpkg`

    hint: the canopy closure seems to be in tenths: bring it to 0 to 1
    hint: or set `impossible_value = "count"` in `checks` to go on and report it

    error: inventory `forest`: ids that are missing or not unique in 1 of 9 sub-compartments, 4.00 ha
      feature 2 (`330203-1`): the id of feature 1
      in `spoilt.gpkg`

    hint: name the fields that are unique together with `id`
    hint: or set `duplicate_id = "count"` in `checks` to go on and report it

    error: inventory `forest`: unknown land classes in 1 of 9 sub-compartments, 4.00 ha
      feature 4 (`330203-4`): land class `1999`
      in `spoilt.gpkg`

    hint: give a table of the survey's own codes as `land_codes`, or correct the codes
    hint: or set `unknown_land_class = "count"` in `checks` to go on and report it

    error: inventory `forest`: unknown species in 1 of 9 sub-compartments, 4.00 ha
      feature 5 (`330203-5`): species `999`
      in `spoilt.gpkg`

    hint: give a table of the survey's own codes with `species_codes`
    hint: or set `unknown_species = "count"` in `checks` to go on and report it

    error: inventory `forest`: polygons that lie on each other in 2 of 9 sub-compartments, 2.00 ha
      feature 2 (`330203-1`) and feature 3 (`330203-3`) share 2.0000 ha
      in `spoilt.gpkg`

    hint: cut one of each pair back; up to 0.0667 ha, `limits.sliver_ha`, is passed over
    hint: or set `overlap = "count"` in `checks` to go on and report it
    "#);
}

#[test]
fn ten_of_many_are_shown() {
    let stands: Vec<Stand> =
        (0..30).map(|n| Stand { closure: 7.0, ..Stand::new(&n.to_string(), f64::from(n)) }).collect();
    let (workspace, path) = scene("many.gpkg", &stands);
    let message = refused(&workspace, &path, SOUND);
    assert!(message.contains("impossible values in 30 of 30 sub-compartments, 120.00 ha"), "{message}");
    assert_eq!(message.matches("a canopy closure of 7").count(), 10, "{message}");
}

#[test]
fn counted_findings_do_not_stop_the_reading() {
    let stands = [Stand::new("1", 0.0), Stand::new("2", 0.5), Stand { land: "2100", ..Stand::new("3", 2.0) }];
    let (_workspace, path) = scene("counted.gpkg", &stands);
    let inventory = read_with(&path, &format!("{SOUND}[checks]\noverlap = \"count\"\n")).expect("counted");
    let messages: Vec<String> = inventory.findings.iter().map(tanhui::inventory::Finding::warning).collect();
    assert_snapshot!(messages.join("\n"), @r#"
    inventory `forest`: growing stock on land that is no forest in 1 of 3 sub-compartments, 4.00 ha: feature 3 (`330203-3`): 320.0 m³ on non_forest
    inventory `forest`: polygons that lie on each other in 2 of 3 sub-compartments, 2.00 ha: feature 1 (`330203-1`) and feature 2 (`330203-2`) share 2.0000 ha
    "#);
}

#[test]
fn areas_and_volumes_in_mu_are_the_same_inventory() {
    let hectares = [Stand::new("1", 0.0), Stand::new("2", 1.0)];
    let mu = hectares.clone().map(|stand| Stand { area: stand.area * 15.0, volume: stand.volume / 15.0, ..stand });
    let (workspace, path) = scene("mu.gpkg", &mu);
    let entry = SOUND.replace("\"ha\"", "\"mu\"").replace("per_ha", "per_mu");
    let inventory = read_with(&path, &entry).expect("sound");
    let first = &inventory.sub_compartments[0];
    assert!((first.area().0 - 4.0).abs() < 1e-9);
    assert!((first.volume().expect("a volume").0 - 4.0 * 80.0).abs() < 0.05);
    // Declared as hectares, the areas are refused as a whole, not one by one.
    assert_snapshot!(refused(&workspace, &path, SOUND), @r#"
    inventory `forest`: areas in another unit than declared in 2 of 2 sub-compartments, 120.00 ha
      read as ha, areas are 15.0000 times those of the polygons, as if recorded in mu
      in `mu.gpkg`

    hint: declare the unit that the survey's documents name, such as `area_unit = "mu"`
    hint: or set `area_unit = "count"` in `checks` to go on and report it
    "#);
}

#[test]
fn gbk_without_cpg_is_read_whatever_the_language_byte_says() {
    let stands = [Stand::new("慈溪1号", 0.0), Stand::new("余姚2号", 1.0)];
    let (_workspace, path) = scene("xiaoban.shp", &stands);
    std::fs::remove_file(path.with_extension("cpg")).expect("there was one");
    let table = path.with_extension("dbf");
    let mut bytes = std::fs::read(&table).expect("a table");
    bytes[29] = 0x57;
    std::fs::write(&table, bytes).expect("a writable directory");
    let inventory = read_with(&path, SOUND).expect("sound");
    let ids: Vec<&str> = inventory.sub_compartments.iter().map(|stand| stand.id.as_str()).collect();
    assert_eq!(ids, ["330203-慈溪1号", "330203-余姚2号"]);
    assert_eq!(inventory.source.warnings.len(), 1, "{:?}", inventory.source.warnings);
    // Declared otherwise than its bytes are, it is refused.
    let message = read_with(&path, &format!("{SOUND}encoding = \"utf-8\"\n")).expect_err("refused").to_string();
    assert!(message.contains("is not in UTF-8"), "{message}");
}

#[test]
fn the_wrong_system_of_land_codes_is_refused_with_the_one_that_fits() {
    let stands = [Stand::new("1", 0.0), Stand { land: "2100", ..Stand::new("2", 1.0) }];
    let (workspace, path) = scene("codes.gpkg", &stands);
    assert_snapshot!(refused(&workspace, &path, &SOUND.replace("\"c4\"", "\"sandiao\"")), @r#"
    inventory `forest`: unknown land classes in 2 of 2 sub-compartments, 8.00 ha
      feature 1 (`330203-1`): land class `1111`
      feature 2 (`330203-2`): land class `2100`
      in `codes.gpkg`

    hint: of 2 features with a land class, `c4` knows 2: is it `land_codes = "c4"`?
    hint: or set `unknown_land_class = "count"` in `checks` to go on and report it
    "#);
    assert_snapshot!(refused(&workspace, &path, &SOUND.replace("land_codes = \"c4\"\n", "")), @r#"
    inventory `forest` does not say which system its land classes are of (`land_codes`)
      of 2 features with a land class, `c4` knows 2
      in inventory `forest`, `codes.gpkg`

    hint: if the survey's documents agree, write `land_codes = "c4"`
    hint: the same digits mean other land in other systems, so the best fit can be wrong
    "#);
}

#[test]
fn fields_that_are_not_there_name_the_nearest() {
    let (workspace, path) = scene("fields.gpkg", &[Stand::new("1", 0.0)]);
    let entry = format!("{}[fields]\nheight = \"PINGJUN_GS\"\n", SOUND.replace("XIAO_BAN", "XIAOBAN"));
    assert_snapshot!(refused(&workspace, &path, &entry), @r#"
    no field `PINGJUN_GS` (`fields.height`): the layer has XIAN, XIAO_BAN, MIAN_JI, DI_LEI, QI_YUAN, LING_ZU, YU_BI_DU, YOU_SHI_SZ, PINGJUN_NL, HUO_LMGQXJ
      in inventory `forest`, `fields.gpkg`

    hint: did you mean `PINGJUN_NL`?

    error: no field `XIAOBAN` (`id`): the layer has XIAN, XIAO_BAN, MIAN_JI, DI_LEI, QI_YUAN, LING_ZU, YU_BI_DU, YOU_SHI_SZ, PINGJUN_NL, HUO_LMGQXJ
      in inventory `forest`, `fields.gpkg`

    hint: did you mean `XIAO_BAN`?
    "#);
}

#[test]
fn a_table_of_own_codes_replaces_those_of_the_binary() {
    let (workspace, path) = scene("own.gpkg", &[Stand { land: "FL1", species: "701", ..Stand::new("1", 0.0) }]);
    std::fs::write(workspace.path("land.csv"), "first,last,role,evidence\nFL1,FL3,arbor,published\n")
        .expect("writable");
    std::fs::write(workspace.path("species.csv"), "code,group,evidence\n701,oak,published\n").expect("writable");
    let entry = SOUND.replace(
        "\"c4\"",
        &format!(
            "{{ path = '{}' }}\nspecies_codes = '{}'",
            workspace.path("land.csv").display(),
            workspace.path("species.csv").display()
        ),
    );
    let inventory = read_with(&path, &entry).expect("sound");
    assert_eq!(inventory.sub_compartments[0].land.meaning, Some(ForestLand::Arbor));
    assert_eq!(inventory.sub_compartments[0].species.meaning.as_ref().expect("known").id(), "oak");
}

#[test]
fn text_where_a_number_belongs_is_refused() {
    let workspace = Workspace::new();
    let path = workspace.path("text.geojson");
    let feature = |number: u32, height: &str| {
        let west = 120.0 + 0.002 * f64::from(number);
        serde_json::json!({
            "type": "Feature",
            "properties": {"XIAO_BAN": number, "MIAN_JI": 4.2, "DI_LEI": 2100, "PINGJUN_SG": height, "XIAN": "330203"},
            "geometry": {"type": "Polygon", "coordinates": [[[west, 29.8], [west + 0.002, 29.8], [west + 0.002, 29.802],
                [west, 29.802], [west, 29.8]]]},
        })
    };
    let features = [feature(1, "10.5"), feature(2, " "), feature(3, "十米")];
    let text = serde_json::json!({"type": "FeatureCollection", "features": features}).to_string();
    std::fs::write(&path, text).expect("writable");
    assert_snapshot!(refused(&workspace, &path, SOUND), @r#"
    inventory `forest`: values that are not of their field's kind in 1 of 3 sub-compartments, 4.20 ha
      feature 2 (`330203-3`): `十米` in field `PINGJUN_SG`
      in `text.geojson`

    hint: or set `unreadable_value = "count"` in `checks` to go on and report it
    "#);
}
