use std::path::{Path, PathBuf};

use encoding_rs::{BIG5, GBK};
use gdal::vector::LayerAccess;

use super::{Encoding, open_options, refuse_garbled};
use crate::gdal_runtime;

const NINGBO: [&str; 4] = ["宁波市", "鄞州区", "象山县林场", "余姚市四明山"];
const TAIPEI: [&str; 4] = ["臺北市", "宜蘭縣", "國有林事業區", "檜木"];

fn gbk(text: &str) -> Vec<u8> {
    GBK.encode(text).0.into_owned()
}

fn big5(text: &str) -> Vec<u8> {
    BIG5.encode(text).0.into_owned()
}

fn utf8(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

/// A folder with `zones.dbf`, one field `NAME` of 20 bytes, and a `.cpg` file if `declared`.
fn table(texts: &[Vec<u8>], language: u8, declared: Option<&str>) -> (tempfile::TempDir, PathBuf) {
    let width = 20;
    let mut bytes = vec![3, 120, 1, 1];
    bytes.extend(u32::try_from(texts.len()).expect("few records").to_le_bytes());
    bytes.extend(65_u16.to_le_bytes());
    bytes.extend((u16::from(width) + 1).to_le_bytes());
    bytes.resize(29, 0);
    bytes.extend([language, 0, 0]);
    bytes.extend(b"NAME\0\0\0\0\0\0\0C\0\0\0\0");
    bytes.push(width);
    bytes.resize(64, 0);
    bytes.push(0x0D);
    for text in texts {
        let mut field = text.clone();
        field.resize(usize::from(width), b' ');
        bytes.push(b' ');
        bytes.extend(field);
    }
    bytes.push(0x1A);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("zones.dbf");
    std::fs::write(&path, bytes).expect("written");
    if let Some(declared) = declared {
        std::fs::write(folder.path().join("zones.cpg"), declared).expect("written");
    }
    (folder, path)
}

/// What GDAL reads with the options that are chosen.
fn read(path: &Path, options: &[String]) -> Vec<String> {
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let dataset = gdal_runtime::open_vector(path, &options).expect("opens");
    let mut layer = dataset.layer(0).expect("a layer");
    layer.features().map(|feature| feature.field_as_string(0).expect("a string").unwrap_or_default()).collect()
}

/// Checks the encoding chosen, the number of warnings, and that GDAL then reads `expected`.
fn assert_read(
    bytes: &[Vec<u8>],
    language: u8,
    declared: Option<&str>,
    option: &str,
    warnings: usize,
    expected: &[&str],
) {
    let (_folder, path) = table(bytes, language, declared);
    let (options, said) = open_options(&path, Encoding::Auto).expect("decided");
    assert_eq!(options, [option]);
    assert_eq!(said.len(), warnings, "{said:?}");
    assert_eq!(read(&path, &options), expected);
}

#[test]
fn gbk_without_cpg_and_with_a_language_byte_that_says_ansi_is_read_as_gbk() {
    for language in [0x57, 0x03, 0x00] {
        assert_read(&NINGBO.map(gbk), language, None, "ENCODING=GB18030", 1, &NINGBO);
    }
}

#[test]
fn gbk_with_a_cpg_that_says_utf_8_is_read_as_gbk_and_the_warning_names_the_cpg() {
    assert_read(&NINGBO.map(gbk), 0x57, Some("UTF-8"), "ENCODING=GB18030", 1, &NINGBO);
    let (_folder, path) = table(&NINGBO.map(gbk), 0, Some("UTF-8"));
    let warnings = open_options(&path, Encoding::Auto).expect("decided").1;
    assert!(warnings[0].contains("zones.cpg` says `UTF-8`"), "{warnings:?}");
    assert!(warnings[0].contains("field `NAME` of feature 0 reads `宁波市`"), "{warnings:?}");
}

#[test]
fn a_declaration_that_fits_is_believed_without_a_warning() {
    assert_read(&NINGBO.map(gbk), 0x4D, None, "ENCODING=GB18030", 0, &NINGBO);
    assert_read(&NINGBO.map(gbk), 0x57, Some("936\r\n"), "ENCODING=GB18030", 0, &NINGBO);
    assert_read(&TAIPEI.map(big5), 0x78, None, "ENCODING=BIG5", 0, &TAIPEI);
    assert_read(&NINGBO.map(utf8), 0, Some("\u{FEFF}utf-8"), "ENCODING=UTF-8", 0, &NINGBO);
}

#[test]
fn utf_8_without_cpg_is_read_as_utf_8() {
    for texts in [&NINGBO[..], &TAIPEI, &["Göteborg", "Malmö"], &["宁波"], &["Café"]] {
        let bytes: Vec<_> = texts.iter().map(|text| utf8(text)).collect();
        assert_read(&bytes, 0x57, None, "ENCODING=UTF-8", 0, texts);
    }
}

#[test]
fn utf_8_that_is_declared_as_gbk_is_read_as_utf_8_with_a_warning() {
    for texts in [&NINGBO[..], &["宁波", "余姚"]] {
        let bytes: Vec<_> = texts.iter().map(|text| utf8(text)).collect();
        assert_read(&bytes, 0x4D, None, "ENCODING=UTF-8", 1, texts);
    }
}

#[test]
fn big5_with_a_cpg_is_read_as_big5() {
    for label in ["Big-5", "950", "CP950", "ANSI 950"] {
        assert_read(&TAIPEI.map(big5), 0, Some(label), "ENCODING=BIG5", 0, &TAIPEI);
    }
}

#[test]
fn big5_without_a_declaration_is_told_from_gbk_by_how_common_the_characters_are() {
    assert_read(&TAIPEI.map(big5), 0, None, "ENCODING=BIG5", 1, &TAIPEI);
    for text in ["臺北市", "花蓮縣", "檜木林", "森林"] {
        assert_read(&[big5(text)], 0, None, "ENCODING=BIG5", 1, &[text]);
    }
    for text in ["安徽", "北京市", "江苏省", "衢江", "嵊泗", "杉木", "省"] {
        assert_read(&[gbk(text)], 0, None, "ENCODING=GB18030", 1, &[text]);
    }
}

#[test]
fn characters_that_only_gb_18030_has_are_read() {
    let texts = ["㙦村林场", "宁波市"];
    let bytes = texts.map(|text| encoding_rs::GB18030.encode(text).0.into_owned());
    assert_read(&bytes, 0x4D, None, "ENCODING=GB18030", 0, &texts);
    assert_read(&bytes, 0, None, "ENCODING=GB18030", 1, &texts);
}

#[test]
fn western_text_without_a_declaration_is_not_taken_for_chinese() {
    let texts = ["Göteborg", "Übergröße", "Forêt à créée", "Skåne län"];
    let bytes = texts.map(|text| encoding_rs::WINDOWS_1252.encode(text).0.into_owned());
    assert_read(&bytes, 0x57, None, "ENCODING=CP1252", 1, &texts);
    assert_read(&bytes, 0, Some("ISO-8859-1"), "ENCODING=CP1252", 0, &texts);
    assert_read(&NINGBO.map(gbk), 0, Some("ISO-8859-1"), "ENCODING=GB18030", 1, &NINGBO);
}

#[test]
fn ascii_needs_no_option() {
    let (_folder, path) = table(&[b"forest".to_vec(), b"wetland".to_vec()], 0x57, Some("UTF-8"));
    assert_eq!(open_options(&path, Encoding::Auto).expect("decided"), (Vec::new(), Vec::new()));
}

#[test]
fn other_formats_and_encodings_that_are_left_to_gdal_need_no_option() {
    assert_eq!(open_options(Path::new("zones.gpkg"), Encoding::Gbk).expect("decided"), (Vec::new(), Vec::new()));
    let bytes = encoding_rs::SHIFT_JIS.encode("東京都").0.into_owned();
    let (_folder, path) = table(&[bytes], 0, Some("SHIFT_JIS"));
    assert_eq!(open_options(&path, Encoding::Auto).expect("decided"), (Vec::new(), Vec::new()));
}

#[test]
fn a_last_character_that_is_cut_by_the_end_of_its_field_is_dropped_with_a_warning() {
    let whole = "A宁波市鄞州区东钱湖";
    for (bytes, language, option, left) in [
        (gbk(&format!("{whole}镇")), 0x4D, "ENCODING=GB18030", whole),
        (big5("A國有林事業區國有林區"), 0x78, "ENCODING=BIG5", "A國有林事業區國有林"),
        (utf8(whole), 0, "ENCODING=UTF8", "A宁波市鄞州区"),
    ] {
        let cut = bytes[..20].to_vec();
        assert_read(&[cut], language, None, option, 1, &[left]);
    }
}

#[test]
fn a_character_that_is_cut_elsewhere_is_accepted_only_if_the_encoding_is_stated() {
    let (_folder, path) = table(&[gbk("宁波市")[..5].to_vec()], 0, None);
    assert!(open_options(&path, Encoding::Auto).is_err());
    let (options, warnings) = open_options(&path, Encoding::Gbk).expect("decided");
    assert_eq!((options[0].as_str(), warnings.len()), ("ENCODING=GB18030", 1));
    assert_eq!(read(&path, &options), ["宁波"]);
}

#[test]
fn undecidable_bytes_are_an_error_that_lists_what_was_tried() {
    let (_folder, path) = table(&[b"\xFF\xFE\x81 \xFF".to_vec()], 0x4D, Some("UTF-8"));
    let error = open_options(&path, Encoding::Auto).expect_err("undecidable").to_string();
    for part in [
        "cannot tell the encoding of `",
        "zones.cpg` says `UTF-8`",
        "says GBK",
        "tried UTF-8: field `NAME` of feature 0 holds the bytes `ff fe 81 20 ff`",
        "tried GBK: ",
        "tried Big5: ",
        "hint: set `encoding = \"gbk\"`",
    ] {
        assert!(error.contains(part), "{part} is not in\n{error}");
    }
}

#[test]
fn a_stated_encoding_that_does_not_fit_is_an_error_that_names_those_that_do() {
    let (_folder, path) = table(&NINGBO.map(gbk), 0, None);
    let error = open_options(&path, Encoding::Utf8).expect_err("not UTF-8").to_string();
    assert!(error.contains("is not in UTF-8, the `encoding` stated"), "{error}");
    assert!(error.contains("field `NAME` of feature 0 holds the bytes `c4 fe b2 a8 ca d0`"), "{error}");
    assert!(error.contains("the bytes of the table fit GBK"), "{error}");
}

#[test]
fn a_file_that_is_no_table_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("zones.dbf");
    for bytes in [&b""[..], &[0; 32], &[b'<'; 40]] {
        std::fs::write(&path, bytes).expect("written");
        let error = open_options(&path, Encoding::Auto).expect_err("no table").to_string();
        assert!(error.contains("is not a dBASE table"), "{error}");
    }
}

#[test]
fn the_table_is_found_beside_the_shapefile_whatever_the_case_of_its_name() {
    let (folder, path) = table(&NINGBO.map(gbk), 0, None);
    std::fs::rename(&path, folder.path().join("zones.DBF")).expect("renamed");
    std::fs::write(folder.path().join("zones.CPG"), "GBK").expect("written");
    let (options, warnings) = open_options(&folder.path().join("zones.shp"), Encoding::Auto).expect("decided");
    assert_eq!((options, warnings.len()), (vec!["ENCODING=GB18030".to_owned()], 0));
    assert_eq!(open_options(&folder.path().join("other.shp"), Encoding::Auto).expect("decided").0.len(), 0);
}

#[test]
#[expect(clippy::print_stdout, reason = "says that the test did not run")]
fn real_tables_of_mapshaper_are_read() {
    let folder = std::env::var_os("TANHUI_REAL_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from)
        .join("encoding");
    if !folder.is_dir() {
        println!("skipped: no folder `{}`", folder.display());
        return;
    }
    for (name, option, expected) in
        [("mapshaper_chinese.shp", "ENCODING=GB18030", "简体"), ("mapshaper_big5.dbf", "ENCODING=BIG5", "國語")]
    {
        let path = folder.join(name);
        let (options, warnings) = open_options(&path, Encoding::Auto).expect("decided");
        assert_eq!((options[0].as_str(), warnings), (option, Vec::new()));
        assert_eq!(read(&path, &options), [expected]);
    }
}

fn is_refused(text: &str) -> bool {
    refuse_garbled(text, || "field `NAME`".to_owned()).is_err()
}

#[test]
fn garbled_text_is_refused() {
    let latin = |bytes: Vec<u8>| bytes.into_iter().map(char::from).collect::<String>();
    for text in NINGBO.into_iter().chain(["杭州市", "安徽", "北京", "南", "1号林班"]) {
        assert!(is_refused(&latin(gbk(text))), "{text}");
        assert!(is_refused(&latin(utf8(text))), "{text}");
        assert!(is_refused(&encoding_rs::WINDOWS_1252.decode(&utf8(text)).0), "{text}");
    }
    for text in ["宁波", "宁波市", "杭州市西湖区", "森林", "A林地"] {
        assert!(is_refused(&GBK.decode(&utf8(text)).0), "{text}");
    }
    for text in ["º¼ÖÝÊÐ", "å®æ³¢", "瀹佹尝", "GÃ¶teborg", "Ã©", "Malm\u{FFFD}", "a\u{85}b", "锟斤拷"]
    {
        assert!(is_refused(text), "{text}");
    }
}

#[test]
fn garbled_text_is_shown_with_what_it_means_and_the_encoding_to_set() {
    let error = refuse_garbled("º¼ÖÝÊÐ", || "`zones.shp`, layer `zones`: field `NAME` of feature 3".to_owned());
    assert_eq!(
        error.expect_err("garbled").to_string(),
        "`zones.shp`, layer `zones`: field `NAME` of feature 3 is garbled: `º¼ÖÝÊÐ`\n  \
         this is `杭州市` in GBK, read as Latin-1\n\n\
         hint: for a Shapefile, set `encoding = \"gbk\"` beside its `path`; the choices are `utf-8`, `gbk`, `gb18030` and \
         `big5`\n\
         hint: text of other formats is UTF-8 by definition: if it is garbled there, export the file again from its source"
    );
}

#[test]
fn names_in_many_languages_pass() {
    let names = "Göteborg|Malmö|Örebro län|Å|ÅÄÖ|Åå|Übergröße|GROSSE STRAẞE|Fußgängerübergänge|Forêt créée|« café »|CAÑÓN|\
        São Tomé|ÎLE-DE-FRANCE|Kraków|Łódź|ŻÓŁTY|Москва|Αθήνα|東京都|서울특별시|กรุงเทพ|Nº 5|10 m³/ha|±2 °C|½ × ¼|§ 12|“quoted”|€ 5|\
        鄞州区|嵊泗县|衢州市|臺北市|國有林事業區|省|是|联通|宁波市 A 区|林木（其他）|“马尾松”|杉木、樟树|㙦村|𠮷野家|犇鑫淼垚|瀹县|亳州|儋州";
    for name in names.split('|') {
        let refused = refuse_garbled(name, String::new);
        assert!(refused.is_ok(), "{name}: {}", refused.expect_err("refused"));
    }
}

#[test]
fn question_marks_that_stand_for_lost_text_are_refused_and_one_is_not() {
    let error = refuse_garbled("???", || "field `name`".to_owned()).expect_err("lost");
    assert!(error.to_string().contains("field `name` is lost: `???`"), "{error}");
    assert!(refuse_garbled("Truth or Consequences?", || "field `name`".to_owned()).is_ok());
}
