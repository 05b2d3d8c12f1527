//! The tables the sample scene is drawn from, embedded from `parameters/sample/` and `parameters/ningbo/`.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// A mountain range: a capsule around a line.
#[derive(Debug, Deserialize)]
pub(super) struct Mountain {
    #[serde(flatten)]
    pub(super) crest: Line,
    /// Where the foot ends, m from the line.
    pub(super) reach: f64,
    /// The height of the crest, m.
    pub(super) height: f64,
}

/// A straight line.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Line {
    pub(super) easting: f64,
    pub(super) northing: f64,
    pub(super) to_easting: f64,
    pub(super) to_northing: f64,
}

impl Line {
    /// The distance from a point, m.
    pub(super) fn distance(&self, x: f64, y: f64) -> f64 {
        let (dx, dy) = (self.to_easting - self.easting, self.to_northing - self.northing);
        let (px, py) = (x - self.easting, y - self.northing);
        let along = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
        ((px - along * dx).powi(2) + (py - along * dy).powi(2)).sqrt()
    }
}

/// A reach of a river.
#[derive(Debug, Deserialize)]
pub(super) struct River {
    #[serde(flatten)]
    pub(super) course: Line,
    pub(super) width: f64,
}

/// A lake or reservoir.
#[derive(Debug, Deserialize)]
pub(super) struct Lake {
    /// The land class, in the scheme `tanhui`.
    pub(super) code: u8,
    pub(super) easting: f64,
    pub(super) northing: f64,
    pub(super) radius: f64,
}

/// A town.
#[derive(Debug, Deserialize)]
pub(super) struct Town {
    pub(super) easting: f64,
    pub(super) northing: f64,
    pub(super) radius: f64,
}

/// A muddy shore, m.
#[derive(Debug, Deserialize)]
pub(super) struct Shore {
    pub(super) easting: f64,
    pub(super) northing: f64,
    pub(super) reach: f64,
    pub(super) flat_width: f64,
    pub(super) marsh_width: f64,
    pub(super) pond_belt: f64,
}

/// Salinity at a place, ppt.
#[derive(Debug, Deserialize)]
pub(super) struct Salinity {
    pub(super) easting: f64,
    pub(super) northing: f64,
    #[serde(rename = "salinity")]
    pub(super) parts_per_thousand: f64,
}

/// A corner of the neighbouring land.
#[derive(Debug, Deserialize)]
pub(super) struct Corner {
    pub(super) easting: f64,
    pub(super) northing: f64,
}

/// How stands of a forest type look.
#[derive(Debug, Deserialize)]
pub(super) struct StandType {
    /// The identifier in `parameters/land_classes/forest_type.csv`.
    #[serde(rename = "type")]
    pub(super) forest_type: String,
    pub(super) species: i32,
    pub(super) share_foot: f64,
    pub(super) share_crest: f64,
    pub(super) stock_young: f64,
    pub(super) stock_middle: f64,
    pub(super) stock_near: f64,
    pub(super) stock_mature: f64,
    pub(super) stock_over: f64,
    pub(super) diameter: f64,
    pub(super) height: f64,
    pub(super) age: f64,
}

impl StandType {
    /// Growing stock by age group before scaling, m³/ha.
    pub(super) fn stocks(&self) -> [f64; 5] {
        [self.stock_young, self.stock_middle, self.stock_near, self.stock_mature, self.stock_over]
    }
}

/// A row of the yearbook.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct YearbookRow {
    pub(super) unit: String,
    pub(super) forest_ha: f64,
    pub(super) forest_stock_wan_m3: f64,
    pub(super) implied_land_ha: Option<f64>,
}

/// All tables of the scene.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) mountains: Vec<Mountain>,
    pub(super) rivers: Vec<River>,
    pub(super) lakes: Vec<Lake>,
    pub(super) towns: Vec<Town>,
    pub(super) shores: Vec<Shore>,
    pub(super) salinity: Vec<Salinity>,
    pub(super) neighbouring_land: Vec<Corner>,
    pub(super) stands: Vec<StandType>,
    pub(super) yearbook: Vec<YearbookRow>,
}

impl Tables {
    pub(super) fn read() -> Result<Self> {
        Ok(Self {
            mountains: rows("mountains", include_str!("../../parameters/sample/mountains.csv"))?,
            rivers: rows("rivers", include_str!("../../parameters/sample/rivers.csv"))?,
            lakes: rows("lakes", include_str!("../../parameters/sample/lakes.csv"))?,
            towns: rows("towns", include_str!("../../parameters/sample/towns.csv"))?,
            shores: rows("shores", include_str!("../../parameters/sample/shores.csv"))?,
            salinity: rows("salinity", include_str!("../../parameters/sample/salinity.csv"))?,
            neighbouring_land: rows(
                "neighbouring_land",
                include_str!("../../parameters/sample/neighbouring_land.csv"),
            )?,
            stands: rows("stands", include_str!("../../parameters/sample/stands.csv"))?,
            yearbook: rows("yearbook_2022", include_str!("../../parameters/ningbo/yearbook_2022.csv"))?,
        })
    }
}

fn rows<T: DeserializeOwned>(name: &str, text: &str) -> Result<Vec<T>> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .deserialize()
        .map(|row| row.map_err(|error| Error::internal(format!("table `{name}` of the sample scene: {error}"))))
        .collect()
}
