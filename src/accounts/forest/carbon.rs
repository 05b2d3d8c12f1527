//! Carbon of living biomass: trees from their growing stock, bamboo by culms or area, shrub by area.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::ForestTable;
use super::carbon_source::{Item, Source};
use super::table::Stand;
use super::tree_biomass::{TreeBiomass, TreeMethod};
use crate::accounts::ledger::ZoneKey;
use crate::accounts::{AccountRow, Figure, Provenance, Quantity};
use crate::error::{Error, Result};
use crate::land::CarbonPool;
use crate::land::forest::{ForestLand, SpeciesGroup};
use crate::models::{CarbonFraction, area_biomass, bamboo_biomass};
use crate::parameters::forest::{ForestDefaults, ForestParameters};
use crate::parameters::{Factor, Parameter};
use crate::units::{Hectares, TonnesC, TotalBiomassPerHectare};

/// How the carbon of bamboo is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BambooCarbon {
    /// By its area and the mean density of bamboo forest in Zhejiang.
    Area,
    /// By its culms, which the inventory must count.
    Culms,
}

/// How the carbon of living biomass is accounted.
#[derive(Debug, Clone)]
pub struct ForestCarbon<'a> {
    /// The tables; unverified rows are given out only if they are allowed.
    pub parameters: &'a ForestParameters,
    /// Which row stands for which species group.
    pub defaults: &'a ForestDefaults,
    /// How the biomass of trees is taken.
    pub trees: TreeMethod<'a>,
    /// The carbon fraction: set and material.
    pub carbon_fraction: (&'a str, &'a str),
    /// Bamboo.
    pub bamboo: BambooCarbon,
    /// Whether shrub is accounted by its area.
    pub shrub: bool,
}

/// Rows of the carbon of living biomass (roots included), t C, and of forest area without a figure, ha.
///
/// # Errors
/// Everything that stands in the way, together: species groups without a line, unverified rows that are not allowed, growing
/// stocks that the policy refuses, culms that were not counted.
pub fn living_carbon_rows(table: &ForestTable, method: &ForestCarbon<'_>) -> Result<Vec<AccountRow>> {
    let prepared = Prepared::new(table, method)?;
    let mut problems: BTreeMap<String, Error> = BTreeMap::new();
    let amounts = table.sum(|stand, add| match prepared.amounts(stand) {
        Ok(amounts) => {
            for (source, amount) in amounts {
                add((Item::All, source.clone()), amount);
                if let Source::Trees(group, _) = &source {
                    add((Item::Species(group.clone()), source.clone()), amount);
                }
                add((source.item(), source), amount);
            }
        }
        Err(problem) => {
            problems.entry(problem.to_string()).or_insert(problem);
        }
    });
    Error::all(problems.into_values().take(20).collect())?;
    let mut factors: BTreeMap<&Source, Figure> = BTreeMap::new();
    let mut carbon: BTreeMap<(usize, ZoneKey, &Item), Figure> = BTreeMap::new();
    for ((set, zone, (item, source)), amount) in &amounts {
        let unit = match factors.entry(source) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(table.errors.of_amounts(&prepared.per_unit(source)?)),
        };
        carbon.entry((*set, *zone, item)).or_default().add(&unit.times(*amount));
    }
    let mut rows: Vec<AccountRow> = carbon
        .into_iter()
        .map(|((set, zone, item), carbon)| {
            let (words, provenance) = prepared.facts(item);
            AccountRow {
                category: item.category(),
                pool: CarbonPool::LivingBiomass.name().to_owned(),
                method: format!("{}: {words}", table.source),
                evidence: table.evidence(&provenance),
                sources: provenance.sources(),
                ..table.row(set, zone, Quantity::CarbonStock, TonnesC::UNIT, carbon)
            }
        })
        .collect();
    rows.extend(prepared.unaccounted_rows(table));
    Ok(rows)
}

/// What all species groups that occur take, looked up once.
struct Prepared<'a> {
    method: &'a ForestCarbon<'a>,
    trees: BTreeMap<String, (TreeBiomass<'a>, Provenance)>,
    fraction_row: &'a Parameter,
    bamboo: Option<&'a Parameter>,
    shrub: Option<&'a Parameter>,
    /// Shrub of trees that bear fruit, oil or the like.
    economic: Option<&'a Parameter>,
}

impl<'a> Prepared<'a> {
    fn new(table: &ForestTable, method: &'a ForestCarbon<'a>) -> Result<Self> {
        let (set, material) = method.carbon_fraction;
        let mut problems = Vec::new();
        let mut trees = BTreeMap::new();
        let with_trees = table.stands.iter().filter(|stand| stand.has_forest_stock() && stand.measured.0 > 0.0);
        let groups: BTreeSet<&str> =
            with_trees.filter_map(|stand| stand.species.as_ref().map(SpeciesGroup::id)).collect();
        for group in groups {
            match method.trees.of_group(method.parameters, method.defaults, group) {
                Ok(biomass) => drop(trees.insert(group.to_owned(), biomass)),
                Err(problem) => problems.push(problem),
            }
        }
        let fraction_row = method.parameters.carbon_fraction.get([set, material]);
        let has = |land| table.stands.iter().any(|stand| stand.land == Some(land));
        let bamboo = has(ForestLand::Bamboo).then(|| match method.bamboo {
            BambooCarbon::Area => method.parameters.zhejiang_pools.get(["li2016-zhejiang", "bamboo", "tree_layer"]),
            BambooCarbon::Culms => {
                let choice = method.defaults.choice("bamboo", "bamboo")?;
                method.parameters.bamboo.get([&choice.set, &choice.row])
            }
        });
        let has_shrub = method.shrub && [ForestLand::SpecialShrub, ForestLand::OtherShrub].into_iter().any(has);
        let by_area =
            |vegetation| has_shrub.then(|| method.parameters.area_biomass.get(["provincial-guide", vegetation]));
        let (shrub, economic) = (by_area("shrub"), by_area("economic"));
        let mut keep =
            |row: Option<Result<&'a Parameter>>| row.and_then(|row| row.map_err(|problem| problems.push(problem)).ok());
        let (bamboo, shrub, economic) = (keep(bamboo), keep(shrub), keep(economic));
        let fraction_row = keep(Some(fraction_row));
        Error::all(problems)?;
        let fraction_row =
            fraction_row.ok_or_else(|| Error::internal("a carbon fraction without problems is missing"))?;
        CarbonFraction::new(fraction_row.value)?;
        Ok(Self { method, trees, fraction_row, bamboo, shrub, economic })
    }

    /// What the carbon of a stand comes from, with the amounts; nothing where there is no figure for it.
    fn amounts(&self, stand: &Stand) -> Result<Vec<(Source, f64)>> {
        Ok(match stand.land {
            _ if stand.has_forest_stock() => {
                let trees = stand.species.as_ref().and_then(|group| self.trees.get_key_value(group.id()));
                let (Some((group, (trees, _))), Some(volume)) = (trees, stand.stock_per_hectare()) else {
                    return Ok(Vec::new());
                };
                let terms = trees.terms(stand, volume)?.into_iter();
                terms.map(|(term, amount)| (Source::Trees(group.clone(), term), amount)).collect()
            }
            Some(ForestLand::Bamboo) => match (self.bamboo, self.method.bamboo, stand.culms) {
                (Some(_), BambooCarbon::Area, _) => vec![(Source::Bamboo, stand.area.0)],
                (Some(row), BambooCarbon::Culms, Some(culms)) => {
                    bamboo_biomass(culms, row.value)?;
                    vec![(Source::Bamboo, culms)]
                }
                _ => Vec::new(),
            },
            Some(ForestLand::SpecialShrub | ForestLand::OtherShrub) => {
                let is_economic = stand.species.as_ref().is_some_and(|group| group.id() == "economic");
                let (source, row) =
                    if is_economic { (Source::Economic, self.economic) } else { (Source::Shrub, self.shrub) };
                row.map(|_| (source, stand.area.0)).into_iter().collect()
            }
            _ => Vec::new(),
        })
    }

    /// The carbon of a unit of a source's amount, t C.
    fn per_unit(&self, source: &Source) -> Result<Figure> {
        let fraction = Factor::from(self.fraction_row);
        let row = |row: Option<&Parameter>| {
            row.map(Factor::from).ok_or_else(|| Error::internal(format!("{source:?} has no row")))
        };
        Ok(match source {
            Source::Trees(group, term) => {
                let (trees, _) = &self.trees[group];
                let (what, unit) = term.amount();
                Figure::of(format!("{group}: {what}"), 1.0, unit, &(&trees.factor(*term) * &fraction))
            }
            Source::Bamboo => match self.method.bamboo {
                BambooCarbon::Area => Figure::of("bamboo", 1.0, Hectares::UNIT, &row(self.bamboo)?),
                BambooCarbon::Culms => {
                    let biomass = Factor::of("culms · mass of a culm", [&row(self.bamboo)?], |[mass]| {
                        Ok(bamboo_biomass(1.0, mass)?.0)
                    })?;
                    Figure::of("bamboo", 1.0, "culms", &(&biomass * &fraction))
                }
            },
            Source::Shrub | Source::Economic => {
                let mean = if *source == Source::Shrub { self.shrub } else { self.economic };
                let biomass = Factor::of("area · mean biomass", [&row(mean)?], |[mean]| {
                    Ok(area_biomass(Hectares(1.0), TotalBiomassPerHectare(mean)).0)
                })?;
                Figure::of(source.item().category(), 1.0, Hectares::UNIT, &(&biomass * &fraction))
            }
        })
    }

    /// How carbon was made, in words, and from which rows.
    fn facts(&self, item: &Item) -> (String, Provenance) {
        let mut provenance = Provenance::default();
        let fraction = format!(
            "carbon fraction {} ({} {}; 0.50 instead would give × {:.4})",
            self.fraction_row.value,
            self.method.carbon_fraction.0,
            self.method.carbon_fraction.1,
            0.5 / self.fraction_row.value
        );
        let trees = self.method.trees.words();
        let words = match item {
            Item::Trees | Item::Species(_) => {
                for (group, (_, rows)) in &self.trees {
                    if !matches!(item, Item::Species(species) if species != group) {
                        provenance.join(rows);
                    }
                }
                provenance.add([self.fraction_row]);
                format!("{trees}; {fraction}")
            }
            Item::Bamboo => {
                provenance.add(self.bamboo);
                match self.method.bamboo {
                    BambooCarbon::Area => {
                        format!("bamboo area · {} t C/ha", self.bamboo.map_or(f64::NAN, |row| row.value))
                    }
                    BambooCarbon::Culms => {
                        provenance.add([self.fraction_row]);
                        format!("culms · {} kg; {fraction}", self.bamboo.map_or(f64::NAN, |row| row.value))
                    }
                }
            }
            Item::Shrub | Item::Economic => {
                let row = if *item == Item::Shrub { self.shrub } else { self.economic };
                provenance.add(row.into_iter().chain([self.fraction_row]));
                format!("area · {} t d.m./ha; {fraction}", row.map_or(f64::NAN, |row| row.value))
            }
            Item::All => {
                for part in [Item::Trees, Item::Bamboo, Item::Shrub, Item::Economic] {
                    provenance.join(&self.facts(&part).1);
                }
                format!("trees, bamboo and shrub as far as accounted; trees: {trees}; {fraction}")
            }
        };
        (words, provenance)
    }

    /// Forest whose living biomass has no figure, with the reason.
    fn unaccounted_rows(&self, table: &ForestTable) -> Vec<AccountRow> {
        let areas = table.sum(|stand, add| {
            let without = |reason: &str| format!("no living biomass: {reason}");
            if stand.has_forest_stock() {
                if stand.species.is_none() {
                    add(without("trees of unknown species"), stand.area.0);
                } else if stand.measured.0 < stand.area.0 {
                    add(without("trees without a growing stock"), (stand.area - stand.measured).0);
                }
                return;
            }
            match (stand.land, self.method.bamboo, stand.culms) {
                (Some(ForestLand::Bamboo), BambooCarbon::Culms, None) => {
                    add(without("bamboo whose culms were not counted"), stand.area.0);
                }
                (Some(land @ (ForestLand::SpecialShrub | ForestLand::OtherShrub | ForestLand::Shrub)), ..)
                    if self.shrub.is_none() || land == ForestLand::Shrub =>
                {
                    add(without(land.name()), stand.area.0);
                }
                _ => {}
            }
        });
        let rows = areas.into_iter().filter(|(_, area)| *area > 1e-6);
        rows.map(|((set, zone, category), area)| AccountRow {
            category,
            ..table.row(set, zone, Quantity::Area, Hectares::UNIT, area)
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::forest::table::tests::{stand, table, value};
    use crate::models::LowVolumePolicy;
    use crate::parameters::Evidence;
    use crate::units::CubicMetresPerHectare;

    fn rows_of(stands: Vec<Stand>, change: impl FnOnce(&mut ForestCarbon<'_>)) -> Result<Vec<AccountRow>> {
        let parameters = ForestParameters::built_in().expect("valid");
        let defaults = ForestDefaults::built_in().expect("valid");
        let mut method = ForestCarbon {
            parameters: &parameters,
            defaults: &defaults,
            trees: TreeMethod::Expansion { set: None, low_volume: LowVolumePolicy::AsPublished },
            carbon_fraction: ("ipcc2006", "forest"),
            bamboo: BambooCarbon::Area,
            shrub: false,
        };
        change(&mut method);
        living_carbon_rows(&table(stands), &method)
    }

    const LIVING: &str = "living_biomass";

    #[test]
    fn trees_weigh_what_the_lines_of_zhejiang_say() {
        // 10 ha of Masson pine at 50 m³/ha: 10 · 45.717 t d.m. (Li et al. 2016, table 1) · 0.47.
        let rows = rows_of(
            vec![stand(ForestLand::Arbor, "masson_pine", 10.0, 50.0), stand(ForestLand::Bamboo, "moso", 4.0, 0.0)],
            |_| {},
        )
        .expect("an account");
        let carbon = |zone, category| value(&rows, zone, Quantity::CarbonStock, category, LIVING);
        assert!((carbon("*", "trees") - 10.0 * 45.717 * 0.47).abs() < 1e-9);
        assert_eq!(carbon("*", "trees, species:masson_pine"), carbon("a", "trees"));
        assert!((carbon("*", "bamboo") - 4.0 * 23.78).abs() < 1e-9);
        assert!((carbon("*", "*") - carbon("*", "trees") - carbon("*", "bamboo")).abs() < 1e-9);
        let trees = rows.iter().find(|row| row.category == "trees").expect("a row");
        assert!(trees.method.contains("carbon fraction 0.47") && trees.method.contains("× 1.0638"), "{}", trees.method);
        assert_eq!(trees.evidence, Some(Evidence::Secondary));
        assert!(trees.sources.contains("10.17521/cjpe.2015.0193"), "{}", trees.sources);
    }

    #[test]
    fn features_and_groups_of_them_weigh_the_same() {
        let many: Vec<Stand> =
            (1..=30).map(|i| stand(ForestLand::Arbor, "oak", f64::from(i), 10.0 * f64::from(i % 7))).collect();
        let mut one = many[0].clone();
        for other in &many[1..] {
            one.area = one.area + other.area;
            one.measured = one.measured + other.measured;
            one.stock = one.stock + other.stock;
        }
        let total =
            |stands| value(&rows_of(stands, |_| {}).expect("an account"), "*", Quantity::CarbonStock, "*", LIVING);
        let (features, group) = (total(many), total(vec![one]));
        assert!((features - group).abs() < 1e-9 * group, "{features} against {group}");
    }

    #[test]
    fn what_has_no_figure_is_an_area_with_its_reason() {
        let rows = rows_of(
            vec![
                stand(ForestLand::Arbor, "", 3.0, 50.0),
                stand(ForestLand::SpecialShrub, "", 2.0, 0.0),
                stand(ForestLand::Bamboo, "moso", 5.0, 0.0),
            ],
            |method| method.bamboo = BambooCarbon::Culms,
        )
        .expect("an account");
        let area = |category| value(&rows, "*", Quantity::Area, category, "");
        assert_eq!(area("no living biomass: trees of unknown species"), 3.0);
        assert_eq!(area("no living biomass: special_shrub"), 2.0);
        assert_eq!(area("no living biomass: bamboo whose culms were not counted"), 5.0);
    }

    #[test]
    fn what_stands_in_the_way_is_said_together() {
        let problem = rows_of(
            vec![stand(ForestLand::Arbor, "oaks", 3.0, 50.0), stand(ForestLand::SpecialShrub, "", 2.0, 0.0)],
            |method| method.shrub = true,
        )
        .expect_err("two problems")
        .to_string();
        assert!(problem.contains("`oaks`") && problem.contains("provincial-guide"), "{problem}");
        let problem = rows_of(vec![stand(ForestLand::Arbor, "oak", 3.0, 5.0)], |method| {
            let low_volume = LowVolumePolicy::Refuse { below: CubicMetresPerHectare(20.0) };
            method.trees = TreeMethod::Expansion { set: None, low_volume };
        });
        assert!(problem.expect_err("too little").to_string().contains("20 m³/ha"));
    }
}
