//! The account of a zone set with a column per figure, as attribute tables of GIS programs want it.

use std::collections::{BTreeMap, BTreeSet};

use super::words::Words;
use crate::accounts::{AccountRow, Quantity};
use crate::land::Sector;

/// A figure that every zone of a set may have.
#[derive(Debug, Clone, PartialEq)]
pub struct WideColumn {
    /// Its name in GeoPackage and FlatGeobuf: lower-case ASCII.
    pub name: String,
    /// Its name in Shapefiles: at most ten characters.
    pub short_name: String,
    /// What people call it, with its year and unit.
    pub alias: Words,
    /// The quantity.
    pub quantity: Quantity,
    /// The unit.
    pub unit: String,
    /// The year.
    pub year: Option<i32>,
    /// The last year of a change.
    pub year_to: Option<i32>,
    /// The sector.
    pub sector: Sector,
    /// The class or kind; `*` is all.
    pub category: String,
    /// The carbon pool; `*` is all, empty where there is none.
    pub pool: String,
    /// How the values were made; `…` is an amount that differs from zone to zone.
    pub method: String,
    /// The sources of the parameters used, as the first row says.
    pub sources: String,
    /// The value of every zone, in the order of the zones.
    pub values: Vec<Option<f64>>,
}

/// The columns of a zone set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WideTable {
    /// The columns: totals first, then classes, each in the order of the account.
    pub columns: Vec<WideColumn>,
}

/// What makes a figure another column.
type Key<'a> = (Quantity, &'a str, Option<i32>, Option<i32>, Sector, &'a str, &'a str);

fn key(row: &AccountRow) -> Key<'_> {
    (row.quantity, &row.unit, row.year, row.year_to, row.sector, &row.category, &row.pool)
}

/// Whether a row is a headline: neither a check, nor a transition, nor what is broken down by more than a class.
fn is_headline(row: &AccountRow) -> bool {
    use Quantity::{
        AreaDifference, AreaFound, AreaTransition, ProjectionSensitivity, Reclassification, SourceDifference,
        StockNotCompared,
    };
    let is_check = matches!(
        row.quantity,
        AreaDifference
            | AreaFound
            | AreaTransition
            | ProjectionSensitivity
            | Reclassification
            | SourceDifference
            | StockNotCompared
    );
    let is_broken_down = row.category.contains([':', '>', ',']) || row.category.starts_with("overlap of ");
    let is_pool_of_class = row.category != "*" && !matches!(row.pool.as_str(), "" | "*");
    !is_check && !is_broken_down && (!is_pool_of_class || row.quantity == Quantity::BurialEstimate)
}

impl WideTable {
    /// The headline figures of some zones of a set, whose order is that of `zones`; `classes` names classes by identifier.
    #[must_use]
    pub fn new(rows: &[AccountRow], zone_set: &str, zones: &[String], classes: &BTreeMap<String, Words>) -> Self {
        let places: BTreeMap<&str, usize> = zones.iter().map(String::as_str).zip(0..).collect();
        let headlines = || {
            let of_set = rows.iter().filter(|row| row.zone_set == zone_set && is_headline(row));
            of_set.filter_map(|row| Some((*places.get(row.zone.as_str())?, row)))
        };
        let mut seen = BTreeSet::new();
        // A figure that was made in several ways has a column for each.
        let ambiguous: BTreeSet<Key<'_>> =
            headlines().filter(|(zone, row)| !seen.insert((*zone, key(row)))).map(|(_, row)| key(row)).collect();
        let mut order: BTreeMap<(Key<'_>, String, usize), usize> = BTreeMap::new();
        let mut told: BTreeMap<(usize, Key<'_>, String), usize> = BTreeMap::new();
        let mut found: Vec<(&AccountRow, String, Vec<Option<f64>>)> = Vec::new();
        for (zone, row) in headlines() {
            let way = if ambiguous.contains(&key(row)) { without_amounts(&row.method) } else { String::new() };
            // No value is lost where a zone has several by what reads as one way.
            let repeated = told.entry((zone, key(row), way.clone())).and_modify(|count| *count += 1).or_default();
            let column = *order.entry((key(row), way, *repeated)).or_insert_with(|| {
                found.push((row, row.method.clone(), vec![None; zones.len()]));
                found.len() - 1
            });
            let (_, method, values) = &mut found[column];
            if *method != row.method {
                *method = without_amounts(&row.method);
            }
            values[zone] = Some(row.value);
        }
        found.sort_by_key(|(row, ..)| classes.contains_key(&row.category));
        let mut names = Names::default();
        let column = |(row, method, values): (&AccountRow, String, Vec<Option<f64>>)| WideColumn {
            name: names.long(row),
            short_name: names.short(row),
            alias: names.alias(alias(row, ambiguous.contains(&key(row)), classes)),
            quantity: row.quantity,
            unit: row.unit.clone(),
            year: row.year,
            year_to: row.year_to,
            sector: row.sector,
            category: row.category.clone(),
            pool: row.pool.clone(),
            method,
            sources: row.sources.clone(),
            values,
        };
        Self { columns: found.into_iter().map(column).collect() }
    }

    /// The column that a map of the zones shows: a rate or a density if there is one, of the latest year.
    #[must_use]
    pub fn main(&self) -> Option<&WideColumn> {
        const PREFERRED: [Quantity; 5] = [
            Quantity::CarbonStockPerHectare,
            Quantity::CoverRate,
            Quantity::GrowingStockPerHectare,
            Quantity::CarbonStock,
            Quantity::Area,
        ];
        let is_total = |column: &&WideColumn| matches!(column.pool.as_str(), "" | "*");
        // Where all zones have the same, a map shows nothing.
        let varies = |column: &&WideColumn| {
            let mut values = column.values.iter().flatten();
            let first = values.next();
            values.any(|value| Some(value) != first)
        };
        let of_quantity = |quantity| self.columns.iter().filter(is_total).filter(move |c| c.quantity == quantity);
        // Of several of one year the first is taken.
        let latest = |quantity| of_quantity(quantity).filter(varies).rev().max_by_key(|column| column.year);
        PREFERRED.into_iter().find_map(latest).or_else(|| self.columns.first())
    }
}

/// Names that were given out.
#[derive(Default)]
struct Names {
    long: BTreeSet<String>,
    short: BTreeSet<String>,
    aliases: BTreeSet<String>,
}

impl Names {
    fn long(&mut self, row: &AccountRow) -> String {
        let years = [row.year, row.year_to].into_iter().flatten().map(|year| year.to_string());
        let sector = (row.sector != Sector::Land).then(|| row.sector.name().to_owned());
        let parts = sector.into_iter().chain([row.quantity.name()]).chain(years);
        let parts = parts.chain([ascii(&row.category), ascii(&row.pool)]).filter(|part| !part.is_empty());
        let name = parts.collect::<Vec<_>>().join("_");
        unique(&mut self.long, &name.chars().take(56).collect::<String>())
    }

    /// Two letters for the quantity and two digits per year; names of one kind are numbered.
    fn short(&mut self, row: &AccountRow) -> String {
        let quantity = row.quantity.name();
        let mut initials = quantity.split('_').filter_map(|word| word.chars().next());
        let letters = match (initials.next(), initials.next()) {
            (Some(first), Some(second)) => format!("{first}{second}"),
            _ => quantity.chars().take(2).collect(),
        };
        let years = [row.year, row.year_to].into_iter().flatten().map(|year| format!("{:02}", year.rem_euclid(100)));
        unique(&mut self.short, &(letters + &years.collect::<String>()))
    }

    /// Two classes of a user's own may have the same name.
    fn alias(&mut self, mut alias: Words) -> Words {
        while !self.aliases.insert(alias.both()) {
            alias.english.push('′');
            alias.chinese.push('′');
        }
        alias
    }
}

fn unique(taken: &mut BTreeSet<String>, wanted: &str) -> String {
    let mut name = wanted.to_owned();
    let mut number = 1;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{wanted}_{number}");
    }
    name
}

/// A method without amounts, which differ from zone to zone: `over 12.5 ha` is `over … ha`.
fn without_amounts(method: &str) -> String {
    let is_amount = |word: &str, next: Option<&&str>| {
        let number = word.trim_end_matches([',', ';']);
        number.parse::<f64>().is_ok() && (number.contains('.') || next.is_some_and(|next| next.starts_with("ha")))
    };
    let words: Vec<&str> = method.split(' ').collect();
    let kept =
        words.iter().enumerate().map(|(place, word)| if is_amount(word, words.get(place + 1)) { "…" } else { word });
    kept.collect::<Vec<_>>().join(" ")
}

/// Lower-case letters, digits and underscores; nothing of what stands for all.
fn ascii(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    text.chars().map(plain).collect::<String>().trim_matches('_').to_owned()
}

fn alias(row: &AccountRow, with_method: bool, classes: &BTreeMap<String, Words>) -> Words {
    let quantity = Words::of("quantity", &row.quantity.name());
    let sector = (row.sector != Sector::Land).then(|| Words::of("sector", row.sector.name()));
    let category = (row.category != "*").then(|| {
        let known = classes.get(&row.category).cloned();
        known.unwrap_or_else(|| Words::of("gis.category", &row.category))
    });
    let pool = (!matches!(row.pool.as_str(), "" | "*")).then(|| Words::of("pool", &row.pool));
    // What follows a colon is how; before it stands from what.
    let method = with_method.then(|| Words::of_method(row.method.split(": ").next().unwrap_or_default()));
    let details: Vec<Words> = [sector, category, pool, method].into_iter().flatten().collect();
    let years: Vec<String> = [row.year, row.year_to].into_iter().flatten().map(|year| year.to_string()).collect();
    let years = years.join("–");
    let after = |mark: &str, text: &str| if text.is_empty() { String::new() } else { format!("{mark}{text}") };
    let join =
        |part: fn(&Words) -> &str, comma: &str| after(comma, &details.iter().map(part).collect::<Vec<_>>().join(comma));
    let (english, chinese) = (join(|words| &words.english, ", "), join(|words| &words.chinese, "，"));
    let year = if years.is_empty() { String::new() } else { format!("{years}年") };
    Words {
        english: format!("{}{}{english} ({})", quantity.english, after(" ", &years), row.unit),
        chinese: format!("{year}{}{chinese}（{}）", quantity.chinese, row.unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(zone: &str, quantity: Quantity, category: &str, pool: &str, method: &str, value: f64) -> AccountRow {
        AccountRow {
            zone_set: "counties".into(),
            zone: zone.into(),
            zone_name: String::new(),
            year: Some(2022),
            year_to: None,
            sector: Sector::Land,
            category: category.into(),
            pool: pool.into(),
            quantity,
            unit: "t C".into(),
            value,
            figure: value.into(),
            low95: None,
            high95: None,
            method: method.into(),
            evidence: None,
            sources: String::new(),
        }
    }

    #[test]
    fn a_figure_made_in_two_ways_has_two_columns_and_a_missing_one_is_missing() {
        let rows = [
            row("a", Quantity::CarbonStock, "*", "*", "first", 1.0),
            row("a", Quantity::CarbonStock, "*", "*", "second: over 12.5 ha", 2.0),
            row("b", Quantity::CarbonStock, "*", "*", "second: over 3 ha", 3.0),
            row("a", Quantity::CarbonStock, "pine", "litter", "first", 4.0),
            row("*", Quantity::CarbonStock, "*", "*", "first", 5.0),
            row("a", Quantity::AreaTransition, "pine > fir", "", "first", 6.0),
        ];
        let table = WideTable::new(&rows, "counties", &["a".into(), "b".into()], &BTreeMap::new());
        let found: Vec<_> = table.columns.iter().map(|c| (c.name.as_str(), c.short_name.as_str(), &c.values)).collect();
        assert_eq!(
            found,
            [
                ("carbon_stock_2022", "cs22", &vec![Some(1.0), None]),
                ("carbon_stock_2022_2", "cs22_2", &vec![Some(2.0), Some(3.0)]),
            ]
        );
        assert_eq!(table.columns[1].method, "second: over … ha");
        assert_eq!(table.columns[1].alias.chinese, "2022年碳储量，second（t C）");
    }

    #[test]
    fn totals_come_before_classes_and_classes_have_their_names() {
        let rows = [
            row("a", Quantity::Area, "pine", "", "", 1.0),
            row("a", Quantity::Area, "zone", "", "", 2.0),
            row("a", Quantity::Area, "松\"林", "", "", 3.0),
        ];
        let pine = Words { english: "Masson pine".into(), chinese: "马尾松".into() };
        let classes = BTreeMap::from([("pine".to_owned(), pine)]);
        let table = WideTable::new(&rows, "counties", &["a".into()], &classes);
        let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["area_2022_zone", "area_2022", "area_2022_pine"]);
        assert_eq!(table.columns[2].alias.english, "Area 2022, Masson pine (t C)");
        assert_eq!(table.columns[0].alias.chinese, "2022年面积，全区（t C）");
    }
}
