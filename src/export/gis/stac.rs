//! A STAC catalogue of the maps: a collection and an item per map, with relative links.

use serde_json::{Value, json};

use super::painted::{MapContent, PaintedMap};
use super::ramp::hex;
use super::words::Words;
use crate::error::{Error, Result};
use crate::raster::{Crs, Grid, PixelType};

const VERSION: &str = "1.0.0";
const EXTENSIONS: [&str; 2] = [
    "https://stac-extensions.github.io/projection/v1.1.0/schema.json",
    "https://stac-extensions.github.io/raster/v1.1.0/schema.json",
];
const OF_CLASSES: &str = "https://stac-extensions.github.io/classification/v1.1.0/schema.json";
/// Points per edge of a footprint: an edge of the grid is a curve in longitude and latitude.
const POINTS_PER_EDGE: usize = 8;

/// What is catalogued.
#[derive(Debug, Clone, Copy)]
pub struct Catalogue<'a> {
    /// The account's name, which becomes the collection's id.
    pub name: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What it is of.
    pub description: &'a str,
    /// The maps.
    pub maps: &'a [PaintedMap],
    /// The path from the catalogue to the directory of the maps.
    pub map_directory: &'a str,
    /// Their grid.
    pub grid: &'a Grid,
}

/// The names and texts of the collection and of its items.
///
/// # Errors
/// A grid that reaches beyond where longitude and latitude are defined.
pub fn stac_files(catalogue: &Catalogue<'_>) -> Result<Vec<(String, String)>> {
    let ring = footprint(catalogue.grid)?;
    let bounds = ring.iter().fold([f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY], |b, [x, y]| {
        [b[0].min(*x), b[1].min(*y), b[2].max(*x), b[3].max(*y)]
    });
    let mut files = vec![("collection.json".to_owned(), pretty(&collection(catalogue, bounds)))];
    for map in catalogue.maps {
        files.push((format!("{}.json", map.stem()), pretty(&item(catalogue, map, &ring, bounds)?)));
    }
    Ok(files)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("a JSON value is always writable") + "\n"
}

/// The outline of the grid in longitude and latitude, counter-clockwise and closed.
fn footprint(grid: &Grid) -> Result<Vec<[f64; 2]>> {
    let (rows, columns) = (grid.rows as f64, grid.columns as f64);
    let corners = [(0.0, rows), (columns, rows), (columns, 0.0), (0.0, 0.0), (0.0, rows)];
    let mut points: Vec<(f64, f64)> = Vec::new();
    for edge in corners.windows(2) {
        points.extend((0..POINTS_PER_EDGE).map(|step| {
            let share = step as f64 / POINTS_PER_EDGE as f64;
            let between = |from: f64, to: f64| from + (to - from) * share;
            grid.to_crs(between(edge[0].0, edge[1].0), between(edge[0].1, edge[1].1))
        }));
    }
    points.push(points[0]);
    let (mut x, mut y): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
    grid.crs.transform_to(&Crs::from_definition("OGC:CRS84")?, &mut x, &mut y)?;
    // A ten-millionth of a degree is a centimetre.
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    Ok(x.into_iter().zip(y).map(|(x, y)| [round(x), round(y)]).collect())
}

/// The first and the last instant that a map is about.
fn period(map: &PaintedMap) -> Option<[String; 2]> {
    let from = map.year?;
    let to = map.year_to.unwrap_or(from);
    Some([format!("{from:04}-01-01T00:00:00Z"), format!("{to:04}-12-31T23:59:59Z")])
}

fn collection(catalogue: &Catalogue<'_>, bounds: [f64; 4]) -> Value {
    let periods = || catalogue.maps.iter().filter_map(period);
    let first = periods().map(|[from, _]| from).min();
    let last = periods().map(|[_, to]| to).max();
    let items = catalogue.maps.iter().map(|map| {
        json!({ "rel": "item", "href": format!("./{}.json", map.stem()), "type": "application/geo+json",
            "title": map.title.both() })
    });
    let root = json!({ "rel": "root", "href": "./collection.json", "type": "application/json" });
    json!({
        "type": "Collection",
        "stac_version": VERSION,
        "id": catalogue.name,
        "title": catalogue.title,
        "description": catalogue.description,
        "license": "proprietary",
        "extent": {
            "spatial": { "bbox": [bounds] },
            "temporal": { "interval": [[first, last]] },
        },
        "links": std::iter::once(root).chain(items).collect::<Vec<_>>(),
    })
}

fn item(catalogue: &Catalogue<'_>, map: &PaintedMap, ring: &[[f64; 2]], bounds: [f64; 4]) -> Result<Value> {
    let grid = catalogue.grid;
    let [west, width, skew, north, turn, height] = grid.geo_transform();
    let mut properties = json!({
        "title": map.title.both(),
        "datetime": null,
        "proj:epsg": grid.crs.epsg(),
        "proj:bbox": [grid.west, grid.south(), grid.east(), grid.north],
        "proj:shape": [grid.rows, grid.columns],
        "proj:transform": [width, skew, west, turn, height, north],
    });
    match period(map) {
        Some([from, to]) => {
            properties["start_datetime"] = from.into();
            properties["end_datetime"] = to.into();
        }
        // A map without a year must still have a time: that before all others says that none is known.
        None => properties["datetime"] = "0001-01-01T00:00:00Z".into(),
    }
    if grid.crs.epsg().is_none() {
        properties["proj:projjson"] = serde_json::from_str(&grid.crs.projjson()?).map_err(Error::internal)?;
    }
    let mut band = json!({
        "data_type": data_type(map.pixel_type),
        "nodata": map.nodata,
        "sampling": "area",
    });
    let mut data = json!({
        "href": format!("{}/{}", catalogue.map_directory, map.file),
        "type": "image/tiff; application=geotiff; profile=cloud-optimized",
        "title": map.title.both(),
        "roles": ["data"],
    });
    match &map.content {
        MapContent::Values { unit, scale, .. } => {
            band["unit"] = unit.as_str().into();
            if let Some(scale) = scale {
                band["scale"] = (*scale).into();
                band["offset"] = 0.0.into();
            }
        }
        MapContent::Classes(classes) => {
            let classes = classes.iter().map(|class| {
                let colour = hex(class.colour());
                json!({ "value": class.code, "name": class_name(&class.id), "title": class.id,
                    "description": Words::of_class(class).both(), "color_hint": colour[1..].to_uppercase() })
            });
            data["classification:classes"] = classes.collect();
        }
    }
    data["raster:bands"] = json!([band]);
    let of_classes = matches!(map.content, MapContent::Classes(_)).then_some(OF_CLASSES);
    let extensions: Vec<&str> = EXTENSIONS.into_iter().chain(of_classes).collect();
    let link = |rel: &str| json!({ "rel": rel, "href": "./collection.json", "type": "application/json" });
    Ok(json!({
        "type": "Feature",
        "stac_version": VERSION,
        "stac_extensions": extensions,
        "id": map.stem(),
        "collection": catalogue.name,
        "geometry": { "type": "Polygon", "coordinates": [ring] },
        "bbox": bounds,
        "properties": properties,
        "links": [link("root"), link("parent"), link("collection")],
        "assets": { "data": data },
    }))
}

/// The extension allows letters, digits, `-` and `_` only.
fn class_name(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

fn data_type(pixel_type: PixelType) -> &'static str {
    match pixel_type {
        PixelType::U8 => "uint8",
        PixelType::U16 => "uint16",
        PixelType::I16 => "int16",
        PixelType::I32 => "int32",
        PixelType::F32 => "float32",
        PixelType::F64 => "float64",
    }
}
