//! The account of the coast: its layers, classes, tables and prices exist and fit.

use std::collections::BTreeMap;

use super::grid::unknown;
use super::layers::read_table;
use super::{Builder, RasterPlan};
use crate::accounts::coast::{CoastClasses, CoastPrice, ExistingStands, MeasuredSoil};
use crate::error::{Error, Result};
use crate::land::{ClassScheme, Habitat, Precedence, Sector};
use crate::models::coast::{CarbonPrices, TransitionTable, class_carbon_from_csv};
use crate::parameters::coast::CoastParameters;
use crate::parameters::forest::GlobalWarmingPotentialTable;
use crate::pipeline::coast::{CoastClassEntry, CoastEntry, CoastPriceEntry, PlannedCoast, RulesEntry};
use crate::pipeline::file::LayerKind;
use crate::pipeline::soil_cores::PlannedSoilCores;
use crate::pipeline::unit::Unit;

/// The scheme of the layers.
const SCHEME: &str = "tanhui";
/// The longest projection, in years: beyond it nothing of today's cover is known.
const MOST_YEARS: i32 = 500;

impl Builder<'_> {
    pub(super) fn plan_coast(
        &mut self,
        rasters: Option<&RasterPlan>,
        cores: &[PlannedSoilCores],
    ) -> Option<PlannedCoast> {
        let entry = self.file.coast.as_ref()?;
        let before = self.problems.len();
        let years = self.coast_years(entry);
        let dimensions = self.coast_dimensions(entry, rasters);
        let salinity = self.coast_salinity(entry, &years, rasters);
        if entry.rules == RulesEntry::Invest && entry.existing_stands() == ExistingStands::BurialEstimate {
            let problem = Error::data("InVEST's rules let standing wetland accumulate")
                .hint("drop `existing_stands`, or set `rules = \"correct\"`");
            self.problem(&["coast", "existing_stands"], &problem);
        }
        let last = years.last().copied().flatten();
        if let (Some(to), Some(last)) = (entry.project_to, last)
            && !(last < to && to <= last + MOST_YEARS)
        {
            let problem = Error::data(format!("`project_to` is {to}, expected {} to {}", last + 1, last + MOST_YEARS));
            self.problem(&["coast", "project_to"], &problem);
        }
        let classes = self.coast_classes(entry, cores);
        let transitions = self.coast_transitions(entry, classes.as_ref());
        let price = entry.price.as_ref().and_then(|price| self.coast_price(price));
        if self.problems.len() > before {
            return None;
        }
        let (classes, transitions) = (classes?, transitions?);
        Some(PlannedCoast { entry: entry.clone(), dimensions: dimensions?, salinity, classes, transitions, price })
    }

    /// The years of the layers, which rise.
    fn coast_years(&mut self, entry: &CoastEntry) -> Vec<Option<i32>> {
        let years: Vec<Option<i32>> =
            entry.layers.iter().map(|name| self.file.layers.get(name).and_then(|layer| layer.year)).collect();
        for (name, year) in entry.layers.iter().zip(&years) {
            if year.is_none() && self.file.layers.contains_key(name) {
                let problem = Error::data(format!("layer `{name}` has no year, which a history of cover needs"))
                    .hint("add `year` to the layer");
                self.problem(&["layers", name], &problem);
            }
        }
        let known: Vec<i32> = years.iter().copied().flatten().collect();
        if known.windows(2).any(|pair| pair[0] >= pair[1]) {
            let years: Vec<String> = known.iter().map(ToString::to_string).collect();
            let problem = Error::data(format!("the years of the layers do not rise: {}", years.join(", ")))
                .hint("name the layers in the order of their years, one for each");
            self.problem(&["coast", "layers"], &problem);
        }
        years
    }

    fn coast_dimensions(&mut self, entry: &CoastEntry, rasters: Option<&RasterPlan>) -> Option<Vec<usize>> {
        let mut dimensions = Vec::new();
        for name in &entry.layers {
            self.coast_layer("layers", name, LayerKind::Class)?;
            let mut layers = rasters?.class_layers();
            let place = layers.position(|layer| layer.source.name() == name)?;
            let scheme = rasters?.class_layers().nth(place)?.scheme()?.name();
            if scheme != SCHEME {
                let problem = Error::data(format!("layer `{name}` is in scheme `{scheme}`, expected `{SCHEME}`"));
                self.problem(&["coast", "layers"], &problem);
            }
            dimensions.push(place);
        }
        Some(dimensions)
    }

    /// Whether there is a layer of a name and kind; if not, the problem is kept.
    fn coast_layer(&mut self, key: &str, name: &str, kind: LayerKind) -> Option<()> {
        let problem = match self.file.layers.get(name) {
            Some(layer) if layer.kind == kind => return Some(()),
            Some(_) => {
                let kind = if kind == LayerKind::Class { "class" } else { "quantity" };
                Error::data(format!("layer `{name}` is of the wrong kind, expected `kind = \"{kind}\"`"))
            }
            None => {
                let known: Vec<&str> = self.file.layers.keys().map(String::as_str).collect();
                unknown("layer", name, &known)
            }
        };
        self.problem(&["coast", key], &problem);
        None
    }

    /// The place of the layer of salinity, and the date that it describes.
    fn coast_salinity(
        &mut self,
        entry: &CoastEntry,
        years: &[Option<i32>],
        rasters: Option<&RasterPlan>,
    ) -> Option<(usize, usize)> {
        let name = entry.salinity.as_ref()?;
        self.coast_layer("salinity", name, LayerKind::Quantity)?;
        let layer = self.file.layers.get(name)?;
        if let Some(unit) = layer.unit.filter(|unit| *unit != Unit::PartsPerThousand) {
            let problem = Error::data(format!("layer `{name}` is in `{}`, expected `ppt`", unit.symbol()));
            self.problem(&["coast", "salinity"], &problem);
        }
        let date = years.iter().position(|year| year.is_some() && *year == layer.year);
        if date.is_none() {
            let found = layer.year.map_or_else(|| "no year".to_owned(), |year| format!("the year {year}"));
            let problem = Error::data(format!("layer `{name}` has {found}, expected that of one of the class layers"))
                .hint("give it the year whose cover it is to be laid over");
            self.problem(&["coast", "salinity"], &problem);
        }
        let factors = CoastParameters::built_in().and_then(|parameters| {
            let parameters = parameters.allow_unverified(entry.allow_unverified);
            entry.methane_factors(&parameters).map(|_| ())
        });
        self.keep(&["coast", "salinity_set"], factors)?;
        self.coast_potentials(entry, &["ch4"]);
        Some((rasters?.quantity_layers().position(|layer| layer.source.name() == name)?, date?))
    }

    /// Gases need an edition of warming potentials that has them.
    fn coast_potentials(&mut self, entry: &CoastEntry, gases: &[&str]) {
        let Some(edition) = &entry.warming_potentials else {
            let problem =
                Error::data(format!("{} is accounted, but no warming potentials are chosen", gases.join(", ")))
                    .hint("add `warming_potentials = \"ar6\"`, or another edition; masses of gases stand beside");
            self.problem(&["coast"], &problem);
            return;
        };
        let found = GlobalWarmingPotentialTable::built_in().and_then(|table| {
            let table = table.allow_unverified(entry.allow_unverified);
            gases.iter().try_for_each(|gas| table.get([edition, gas]).map(|_| ()))
        });
        self.keep(&["coast", "warming_potentials"], found);
    }

    fn coast_classes(&mut self, entry: &CoastEntry, cores: &[PlannedSoilCores]) -> Option<CoastClasses> {
        let coast = self.keep(&["coast"], classes_of_the_coast())?;
        let known: Vec<&str> = coast.keys().map(String::as_str).collect();
        let before = self.problems.len();
        for id in entry.classes.keys().filter(|id| !coast.contains_key(*id)) {
            self.problem(&["coast", "classes", id], &unknown("class of the coast", id, &known));
        }
        let parameters = self.keep(&["coast"], CoastParameters::built_in())?.allow_unverified(entry.allow_unverified);
        let bounds = entry.bounds.as_deref();
        if let Some(path) = &entry.table {
            if !entry.classes.is_empty() {
                let problem = Error::data("`table` and `classes` both say what classes hold").hint("drop one of them");
                self.problem(&["coast", "table"], &problem);
            }
            let path = self.path(path);
            let tabled = read_table(&path).and_then(|text| class_carbon_from_csv(&path.display().to_string(), &text));
            let tabled = self.keep(&["coast", "table"], tabled)?;
            for id in tabled.keys().filter(|id| !coast.contains_key(*id)) {
                self.problem(&["coast", "table"], &unknown("class of the coast", id, &known));
            }
            if !entry.allow_unverified {
                for (id, _) in
                    tabled.iter().filter(|(_, class)| class.evidence == crate::parameters::Evidence::Unverified)
                {
                    let problem = Error::data(format!("nobody has read a row of `{id}` in its source"))
                        .hint("set `allow_unverified = true` in `[coast]`: every figure then says so");
                    self.problem(&["coast", "table"], &problem);
                }
            }
            let classes = CoastClasses::from_table(tabled, &parameters, bounds);
            return self.keep(&["coast", "table"], classes).filter(|_| self.problems.len() == before);
        }
        let mut choices = BTreeMap::new();
        for (id, habitat) in &coast {
            let class = entry.classes.get(id).cloned().unwrap_or_default();
            let mut choice = class.choice(*habitat);
            choice.measured_soil = self.measured_soil(id, &class, choice.habitat, cores);
            choices.insert(id.clone(), choice);
        }
        let classes = CoastClasses::from_habitats(&parameters, &choices, bounds);
        self.keep(&["coast", "classes"], classes).filter(|_| self.problems.len() == before)
    }

    /// The soil of a class from cores.
    fn measured_soil(
        &mut self,
        id: &str,
        class: &CoastClassEntry,
        habitat: Habitat,
        cores: &[PlannedSoilCores],
    ) -> Option<MeasuredSoil> {
        let name = class.soil_cores.as_ref()?;
        let keys = ["coast", "classes", id, "soil_cores"];
        if class.soil.is_some() {
            let problem = Error::data("`soil` and `soil_cores` both say what the soil holds").hint("drop one of them");
            self.problem(&keys, &problem);
        }
        let Some(planned) = cores.iter().find(|planned| planned.account.source.name == *name) else {
            let known: Vec<&str> = self.file.soil_cores.keys().map(String::as_str).collect();
            // A section that could not be read is a problem already.
            if !known.contains(&name.as_str()) {
                self.problem(&keys, &unknown("section of soil cores", name, &known));
            }
            return None;
        };
        self.keep(&keys, planned.soil_to_one_metre(habitat))
    }

    fn coast_transitions(&mut self, entry: &CoastEntry, classes: Option<&CoastClasses>) -> Option<TransitionTable> {
        let Some(path) = &entry.transitions else {
            let problem = Error::data("the account of the coast needs a table of `transitions`")
                .note("how hard a change of cover hits the carbon of a place is nobody's published figure")
                .hint(
                    "write a CSV with a row for each class before and a column for each class after, and in its cells \
                     `accumulate`, `no_change`, `low_disturbance`, `medium_disturbance` or `high_disturbance`",
                );
            self.problem(&["coast"], &problem);
            return None;
        };
        let path = self.path(path);
        let table = read_table(&path).and_then(|text| TransitionTable::from_csv(&path.display().to_string(), &text));
        let table = self.keep(&["coast", "transitions"], table)?;
        let scheme = ClassScheme::built_in(SCHEME)?;
        let known: Vec<&str> = scheme.classes().map(|class| class.id.as_str()).collect();
        for class in table.classes().filter(|class| !known.contains(class)) {
            self.problem(&["coast", "transitions"], &unknown("class of scheme `tanhui`", class, &known));
        }
        if let Some(classes) = classes {
            self.keep(&["coast", "transitions"], classes.check_disturbances(&table))?;
        }
        Some(table)
    }

    fn coast_price(&mut self, entry: &CoastPriceEntry) -> Option<CoastPrice> {
        let keys = |key| ["coast", "price", key];
        for (key, percent) in
            [("discount_rate_percent", entry.discount_rate_percent), ("inflation_percent", entry.inflation_percent)]
        {
            if !(percent > -100.0 && percent <= 1_000.0) {
                let problem =
                    Error::data(format!("`{key}` is {percent} %, expected more than −100 % and at most 1000 %"));
                self.problem(&keys(key), &problem);
            }
        }
        let prices = match (&entry.table, entry.price_per_tonne_c) {
            (Some(path), None) => {
                let path = self.path(path);
                let prices = read_table(&path).and_then(|text| prices(&path.display().to_string(), &text));
                self.keep(&keys("table"), prices)
            }
            (None, Some(price)) if (0.0..=1e9).contains(&price) => {
                Some(CarbonPrices::Inflated { price, inflation: entry.inflation_percent / 100.0 })
            }
            (None, Some(price)) => {
                let problem = Error::data(format!("found a price of {price} {}, expected 0 to 1e9", entry.currency));
                self.problem(&keys("price_per_tonne_c"), &problem);
                None
            }
            _ => {
                let problem = Error::data("a price needs either `price_per_tonne_c` or a `table` of years");
                self.problem(&["coast", "price"], &problem);
                None
            }
        }?;
        let discount_rate = entry.discount_rate_percent / 100.0;
        Some(CoastPrice { prices, currency: entry.currency.clone(), discount_rate, source: entry.source.clone() })
    }
}

/// The classes that the coast claims first, with the habitat of their name.
fn classes_of_the_coast() -> Result<BTreeMap<String, Habitat>> {
    let precedence = Precedence::built_in()?;
    let scheme = ClassScheme::built_in(SCHEME).ok_or_else(|| Error::internal("the scheme is not in the binary"))?;
    let mut found = BTreeMap::new();
    for class in scheme.classes() {
        if precedence.sector(&class.id)? == Sector::Coast {
            let habitat = Habitat::from_name(&class.id)
                .ok_or_else(|| Error::internal(format!("the class `{}` of the coast is no habitat", class.id)))?;
            found.insert(class.id.clone(), habitat);
        }
    }
    Ok(found)
}

/// Prices by year from CSV text.
fn prices(file: &str, text: &str) -> Result<CarbonPrices> {
    #[derive(serde::Deserialize)]
    struct Row {
        year: i32,
        price: f64,
    }
    let rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes()).into_deserialize();
    let mut prices = BTreeMap::new();
    for row in rows {
        let row: Row = row.map_err(|error| Error::data(format!("cannot read the prices in `{file}`")).cause(error))?;
        if prices.insert(row.year, row.price).is_some() {
            return Err(Error::data(format!("`{file}` gives the price of {} twice", row.year)));
        }
    }
    Ok(CarbonPrices::Table(prices))
}
