//! Sub-compartments (小班), the polygons of the forest inventory, with its usual fields; by county they meet the yearbook.

use std::path::{Path, PathBuf};

use geo::{Area, Centroid, MultiPolygon};

use super::area::area_factor;
use super::land_cover::{Ground, Year};
use super::noise::uniform;
use super::outlines;
use super::parallel;
use super::scene::Scene;
use super::selection::select;
use super::stands::{Stand, StandKind};
use super::survey_codes;
use super::tessellation::Tessellation;
use super::townships;
use crate::error::Result;
use crate::vector::{Feature, Field, FieldType, LayerDescription, Value, VectorFormat, write_features};

const STREAM: u32 = 500;
/// Smaller pieces, m², are left out: slivers between a cell and an outline.
const SMALLEST: f64 = 10.0;

const FIELDS: [Field<'_>; 19] = [
    text("SHENG", 2),
    text("XIAN", 6),
    text("XIAN_MING", 30),
    text("XIANG", 3),
    text("CUN", 3),
    text("LIN_BAN", 4),
    text("XIAO_BAN", 5),
    number("MIAN_JI", 14, 4),
    text("DI_LEI", 4),
    text("LIN_ZHONG", 3),
    text("QI_YUAN", 2),
    text("LING_ZU", 1),
    number("YU_BI_DU", 5, 2),
    text("YOU_SHI_SZ", 3),
    number("PINGJUN_XJ", 6, 1),
    number("PINGJUN_SG", 6, 1),
    Field::new("PINGJUN_NL", FieldType::Integer),
    number("HUO_LMGQXJ", 10, 2),
    number("SLXJ", 14, 1),
];

const fn text(name: &str, bytes: i32) -> Field<'_> {
    Field::new(name, FieldType::Text(bytes))
}

const fn number(name: &str, width: i32, precision: i32) -> Field<'_> {
    Field::new(name, FieldType::Number(width, precision))
}

/// A sub-compartment before it is written.
pub(super) struct SubCompartment {
    outline: MultiPolygon,
    cell: (i32, i32),
    middle: (f64, f64),
    /// On the ellipsoid, ha.
    pub(super) hectares: f64,
    /// The mean suitability for forest.
    pub(super) suitability: f64,
    stand: Stand,
    township: usize,
}

/// A sub-compartment with what its county settles. Features are made one by one as they are written: their text would take
/// several times the memory.
struct Row {
    district: usize,
    compartment: SubCompartment,
    /// The place among those of its township.
    number: usize,
    /// Growing stock of forest, m³/ha; nothing for other land.
    stock: Option<f64>,
}

fn features(scene: &Scene, rows: &[Vec<Row>]) -> impl Iterator<Item = Result<Feature>> {
    rows.iter().flatten().map(|row| Ok(feature(scene, row)))
}

/// Writes the GeoPackage and the Shapefile and returns their paths and the number of sub-compartments.
pub(super) fn write(scene: &Scene, count: usize, directory: &Path) -> Result<(Vec<PathBuf>, usize)> {
    let tessellation = Tessellation { size: size(scene, count), stream: STREAM };
    let rows: Result<Vec<Vec<Row>>> =
        parallel::map(scene.districts.len(), |district| county(scene, district, tessellation)).into_iter().collect();
    let rows = rows?;
    let package = directory.join("sub_compartments.gpkg");
    let layer = LayerDescription::new("xiaoban", &scene.crs, &FIELDS);
    write_features(&package, VectorFormat::GeoPackage, &layer, features(scene, &rows))?;
    let shapefile = directory.join("sub_compartments_gbk.shp");
    let layer = LayerDescription::new("sub_compartments_gbk", &scene.crs, &FIELDS);
    write_features(&shapefile, VectorFormat::ShapefileGbk, &layer, features(scene, &rows))?;
    Ok((vec![package, shapefile], rows.iter().map(Vec::len).sum()))
}

/// The width of cells that gives about `count` pieces: whole ones, and those that boundaries cut in two.
fn size(scene: &Scene, count: usize) -> f64 {
    let area: f64 = scene.districts.iter().map(|district| district.outline.unsigned_area()).sum();
    let perimeter: f64 = scene
        .districts
        .iter()
        .flat_map(|district| outlines::edges(&district.outline))
        .map(|edge| (edge.to_easting - edge.easting).hypot(edge.to_northing - edge.northing))
        .sum();
    // count = area / size² + ⅝ perimeter / size: each county's boundary adds about half of the cells it crosses.
    let (count, half) = (count.max(1) as f64, 0.625 * perimeter / 2.0);
    (half + (half * half + count * area).sqrt()) / count
}

fn county(scene: &Scene, district: usize, tessellation: Tessellation) -> Result<Vec<Row>> {
    let seeds = townships::seeds_of(scene, district)?;
    let compartments: Vec<SubCompartment> = tessellation
        .pieces(&scene.districts[district].outline)?
        .into_iter()
        .filter(|piece| piece.outline.unsigned_area() >= SMALLEST)
        .filter_map(|piece| {
            let middle = piece.outline.centroid()?;
            let middle = (middle.x(), middle.y());
            let hectares = piece.outline.unsigned_area() * area_factor(middle.0, middle.1) / 10_000.0;
            Some(SubCompartment {
                cell: (piece.column, piece.row),
                middle,
                hectares: (hectares * 10_000.0).round() / 10_000.0,
                suitability: mean_suitability(scene, middle, tessellation.size),
                stand: scene.stand_near(middle.0, middle.1),
                township: townships::nearest(&seeds, middle),
                outline: piece.outline,
            })
        })
        .collect();
    let yearbook = &scene.districts[district].yearbook;
    let forest = select(&compartments, yearbook.forest_ha);
    let stock =
        |compartment: &SubCompartment| scene.stock(&compartment.stand, compartment.middle.0, compartment.middle.1);
    let raw: f64 = compartments
        .iter()
        .zip(&forest)
        .filter(|(_, forest)| **forest)
        .map(|(compartment, _)| compartment.hectares * stock(compartment))
        .sum();
    let factor = yearbook.forest_stock_wan_m3 * 10_000.0 / raw;
    let mut numbers = vec![0; seeds.len()];
    let rows = compartments.into_iter().zip(forest).map(|(compartment, forest)| {
        let number = numbers[compartment.township];
        numbers[compartment.township] += 1;
        let per_hectare = if forest { stock(&compartment) * factor } else { 0.0 };
        Row { district, compartment, number, stock: forest.then_some(per_hectare) }
    });
    Ok(rows.collect())
}

/// The mean over the middle and four points around it; water and settlement count as wholly unsuitable.
fn mean_suitability(scene: &Scene, (x, y): (f64, f64), size: f64) -> f64 {
    const TAKEN: f64 = -1.0;
    let around = [(0.0, 0.0), (0.27, 0.1), (-0.1, 0.27), (-0.27, -0.1), (0.1, -0.27)];
    let sum: f64 = around
        .iter()
        .map(|(dx, dy)| match scene.ground(x + dx * size, y + dy * size, Year::Y2022) {
            Ground::Taken(_) => TAKEN,
            Ground::Open { suitability, .. } => suitability,
        })
        .sum();
    sum / around.len() as f64
}

/// A sub-compartment as the layer holds it.
fn feature(scene: &Scene, row: &Row) -> Feature {
    let Row { district, number, stock, .. } = *row;
    let SubCompartment { cell, middle: (x, y), hectares, stand, township, .. } = row.compartment;
    let chance = |stream: u32| uniform(cell.0, cell.1, STREAM + stream);
    let county = &scene.districts[district];
    let land_class = stock.is_none().then(|| scene.farmland_or_taken(x, y));
    let mixed =
        matches!(stand.kind, StandKind::Arbor(index) if scene.tables.stands[index].forest_type.starts_with("mixed"));
    let land_type = survey_codes::land_type(land_class, stand.kind, mixed);
    let mut values = vec![
        Value::Text(county.code[..2].to_owned()),
        Value::Text(county.code.clone()),
        Value::Text(county.name.clone()),
        Value::Text(format!("{:03}", township + 1)),
        Value::Text(format!("{:03}", 201 + number / 120)),
        Value::Text(format!("{:04}", 1 + number / 40)),
        Value::Text(format!("{:05}", 1 + number % 40)),
        Value::Number(hectares),
        Value::Text(land_type.to_owned()),
    ];
    let tenths = |value: f64| Value::Number((value * 10.0).round() / 10.0);
    let hundredths = |value: f64| (value * 100.0).round() / 100.0;
    match (stock, stand.kind) {
        (None, _) => values.extend(std::iter::repeat_n(Value::Missing, 10)),
        (Some(_), StandKind::Bamboo | StandKind::SpecialShrub) => {
            let bamboo = stand.kind == StandKind::Bamboo;
            let (purpose, species) = if bamboo { ("233", "660") } else { ("255", "849") };
            values.extend([purpose, "21"].map(|code| Value::Text(code.to_owned())));
            values.extend([
                Value::Missing,
                Value::Number(hundredths(0.5 + 0.4 * chance(13))),
                Value::Text(species.to_owned()),
            ]);
            values.extend([Value::Missing, Value::Missing, Value::Missing, Value::Number(0.0), Value::Number(0.0)]);
        }
        (Some(stock), StandKind::Arbor(index)) => {
            let stand_type = &scene.tables.stands[index];
            let size = survey_codes::SIZE_BY_AGE_GROUP[usize::from(stand.age_group) - 1] * (0.9 + 0.2 * chance(14));
            let stock = hundredths(stock);
            values.extend([
                Value::Text(survey_codes::purpose(stand.elevation, chance(11)).to_owned()),
                Value::Text(survey_codes::origin(stand_type.species, chance(12)).to_owned()),
                Value::Text(stand.age_group.to_string()),
                Value::Number(hundredths(0.4 + 0.5 * chance(13))),
                Value::Text(stand_type.species.to_string()),
                tenths(stand_type.diameter * size),
                tenths(stand_type.height * size.sqrt()),
                Value::Integer(survey_codes::whole_years(stand_type.age * size)),
                Value::Number(stock),
                tenths(hectares * stock),
            ]);
        }
    }
    Feature { outline: Some(row.compartment.outline.clone()), values }
}
