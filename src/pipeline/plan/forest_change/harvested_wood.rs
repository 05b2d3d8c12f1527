//! Products of harvested wood: an inflow for every year from the first to the end of the period.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Section, number, table, year};
use crate::accounts::{HarvestedWood, NamedZone, ProductInflow};
use crate::error::{Error, Result};
use crate::inventory_plots::{Problems, Row};
use crate::parameters::Parameter;
use crate::pipeline::file::HarvestedWoodEntry;
use crate::pipeline::plan::Builder;
use crate::units::TonnesC;

impl Builder<'_> {
    pub(super) fn plan_harvested_wood(
        &mut self,
        section: &Section<'_>,
        entry: &HarvestedWoodEntry,
    ) -> Option<HarvestedWood> {
        let keys = |key| ["forest_change", section.name, "harvested_wood", key];
        let provenance = self.keep(&keys("source"), section.provenance(&entry.source, entry.evidence));
        let from = section.period.from();
        if entry.first_year > from {
            let problem =
                Error::data(format!("products begin in {}, after the period begins in {from}", entry.first_year))
                    .hint("give inflows from far back: without them old products seem not to decay");
            self.problem(&keys("first_year"), &problem);
            return None;
        }
        let products = self.keep(&keys("table"), products(section, entry, &self.path(&entry.table)))?;
        Some(HarvestedWood {
            first_year: entry.first_year,
            set: entry.half_life.clone(),
            products,
            provenance: provenance?,
        })
    }
}

/// A product of a zone while its years are read.
struct Years {
    half_life: Parameter,
    carbon_content: Option<Parameter>,
    inflow: BTreeMap<i32, TonnesC>,
}

fn products(section: &Section<'_>, entry: &HarvestedWoodEntry, path: &Path) -> Result<Vec<ProductInflow>> {
    let table = table(path, &["zone", "product", "year", "amount", "unit"])?;
    let (mut products, mut problems) = (BTreeMap::new(), Problems::default());
    for row in table.rows() {
        problems.keep(read(section, entry, &row, &mut products));
    }
    if !problems.is_empty() {
        return problems.finish().map(|()| Vec::new());
    }
    let years = entry.first_year..=section.period.to();
    let mut complete = Vec::new();
    for ((zone, product), Years { half_life, carbon_content, inflow }) in products {
        let missing: Vec<String> =
            years.clone().filter(|year| !inflow.contains_key(year)).map(|year| year.to_string()).collect();
        if !missing.is_empty() {
            problems.push(
                Error::data(format!("`{product}` of zone `{}` has no row of {}", zone.id, missing.join(", ")))
                    .hint("write 0 where nothing was made"),
            );
        }
        complete.push(ProductInflow {
            zone,
            product,
            inflow: inflow.into_values().collect(),
            half_life,
            carbon_content,
        });
    }
    problems.finish().map(|()| complete)
}

fn read(
    section: &Section<'_>,
    entry: &HarvestedWoodEntry,
    row: &Row<'_>,
    products: &mut BTreeMap<(NamedZone, String), Years>,
) -> Result<()> {
    let placed = |error: Error| error.note(row.place());
    let (zone, product, year) = (section.zone(row)?, row.text("product")?, year(row)?);
    let years = entry.first_year..=section.period.to();
    if !years.contains(&year) {
        return Err(placed(Error::data(format!(
            "found the year {year}, expected one from {} to {}",
            years.start(),
            years.end()
        ))));
    }
    let parameters = &section.forest.harvested_wood;
    let half_life = parameters.get([&entry.half_life, product, "half_life"]).map_err(placed)?;
    let content = match row.text("unit")? {
        "t C" => None,
        unit => {
            let content = parameters.get([&entry.half_life, product, "carbon_content"]).map_err(placed)?;
            let spelt = unit.replace("m3", "m³");
            if content.unit != format!("t C/{spelt}") {
                let own = content.unit.trim_start_matches("t C/");
                return Err(placed(Error::data(format!("found the unit `{unit}`, expected `t C` or `{own}`"))));
            }
            Some(content.clone())
        }
    };
    let inflow = TonnesC(number(row, "amount")? * content.as_ref().map_or(1.0, |content| content.value));
    let years = products.entry((zone, product.to_owned())).or_insert_with(|| Years {
        half_life: half_life.clone(),
        carbon_content: None,
        inflow: BTreeMap::new(),
    });
    years.carbon_content = years.carbon_content.take().or(content);
    if years.inflow.insert(year, inflow).is_some() {
        return Err(placed(Error::data(format!("`{product}` has two rows of {year} in this zone"))));
    }
    Ok(())
}
