//! Stands from sub-compartments: one for each, in the zones that its codes name.

use std::collections::{BTreeMap, BTreeSet};

use super::{ForestTable, ForestZones, MeasuringErrors, Member, Stand};
use crate::accounts::{AccountRow, OfficialSource, Quantity, ZoneFacts};
use crate::inventory::{Inventory, SubCompartment};
use crate::land::Sector;
use crate::units::{CubicMetres, Hectares};

/// A zone set whose ids are codes of an inventory.
#[derive(Debug, Clone, Copy)]
pub struct KnownZones<'a> {
    /// The name of the set.
    pub set: &'a str,
    /// The ids.
    pub ids: &'a [String],
    /// The zones as people know them.
    pub zones: &'a [ZoneFacts],
    /// Where official areas come from.
    pub official: Option<&'a OfficialSource>,
}

impl ForestTable {
    /// The stands of an inventory. `counties` and `townships` are the zone sets whose ids are the codes of the layer; without
    /// them, the codes themselves are the zones.
    #[must_use]
    pub fn of_inventory(
        inventory: &Inventory,
        counties: Option<KnownZones<'_>>,
        townships: Option<KnownZones<'_>>,
    ) -> Self {
        let stands = &inventory.sub_compartments;
        let mut sets = vec![zones("counties", counties, stands, county)];
        if stands.iter().any(|stand| stand.township.is_some()) {
            sets.push(zones("townships", townships, stands, township));
        }
        let name = &inventory.source.name;
        Self {
            source: format!("inventory `{name}`, areas as recorded"),
            year: Some(inventory.source.year),
            sets,
            stands: stands.iter().map(Stand::from).collect(),
            has_unverified_codes: inventory.source.has_unverified_codes,
            errors: MeasuringErrors::of(
                &format!("inventories/{name}: area"),
                &format!("inventories/{name}: growing_stock"),
            ),
        }
    }
}

impl From<&SubCompartment> for Stand {
    fn from(stand: &SubCompartment) -> Self {
        let volume = stand.volume();
        Self {
            land: stand.land.meaning,
            species: stand.species.meaning.clone(),
            age_group: stand.age_group.meaning,
            origin: stand.origin.meaning,
            category: stand.purpose.meaning.map(|purpose| purpose.category),
            area: stand.area(),
            measured: if volume.is_some() { stand.area() } else { Hectares(0.0) },
            stock: volume.unwrap_or(CubicMetres(0.0)),
            culms: stand.stems(),
        }
    }
}

/// The zones of a set, and where each sub-compartment lies by its codes. The first code is what an unknown zone is called;
/// a known zone may have any of them as its id.
fn zones(
    default_name: &str,
    known: Option<KnownZones<'_>>,
    stands: &[SubCompartment],
    codes: impl Fn(&SubCompartment) -> Vec<String>,
) -> ForestZones {
    let (set, ids, facts, official) = if let Some(known) = known {
        (known.set, known.ids.to_vec(), known.zones.to_vec(), known.official.cloned())
    } else {
        let ids: BTreeSet<String> = stands.iter().filter_map(|stand| codes(stand).into_iter().next()).collect();
        let fact = |id: &String| ZoneFacts { name: id.clone(), geodesic_area: None, official_area: None };
        let facts = ids.iter().map(fact).collect();
        (default_name, ids.into_iter().collect(), facts, None)
    };
    let index: BTreeMap<&str, u32> = (0..).zip(&ids).map(|(number, id)| (id.as_str(), number)).collect();
    let member = |stand| {
        let zone = codes(stand).iter().find_map(|code| index.get(code.as_str()).copied());
        zone.map_or(Member::Outside, Member::Zone)
    };
    let members = stands.iter().map(member).collect();
    ForestZones { set: set.to_owned(), zones: facts, official, members, ids }
}

fn county(stand: &SubCompartment) -> Vec<String> {
    stand.county.iter().map(ToString::to_string).collect()
}

/// Townships are numbered within their county, unless their code is that of the county and more.
fn township(stand: &SubCompartment) -> Vec<String> {
    match (&stand.county, &stand.township) {
        (Some(county), Some(township)) if !township.starts_with(&**county) => {
            vec![format!("{county}-{township}"), format!("{county}{township}")]
        }
        (_, township) => township.iter().map(ToString::to_string).collect(),
    }
}

/// Rows of the area that the checks of an inventory found something about, ha.
#[must_use]
pub fn finding_rows(inventory: &Inventory) -> Vec<AccountRow> {
    inventory
        .findings
        .iter()
        .map(|finding| AccountRow {
            zone_set: inventory.source.name.clone(),
            zone: "*".to_owned(),
            zone_name: "all zones".to_owned(),
            year: Some(inventory.source.year),
            year_to: None,
            sector: Sector::Forest,
            category: format!("check:{}", finding.check.name()),
            pool: String::new(),
            quantity: Quantity::AreaFound,
            unit: Hectares::UNIT.to_owned(),
            value: finding.hectares.0,
            figure: finding.hectares.0.into(),
            low95: None,
            high95: None,
            method: finding.message.clone(),
            evidence: None,
            sources: String::new(),
        })
        .collect()
}
