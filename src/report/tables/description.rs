//! What a table is made of: which account rows are its cells, and along what they are laid out.

use super::category::Category;
use crate::accounts::{AccountRow, Quantity};
use crate::land::Sector;

/// Something that tells account rows apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dimension {
    Zone,
    Year,
    Sector,
    /// The whole category: a class, a species, an activity.
    Class,
    /// A part of the category, such as `species`.
    Part(&'static str),
    Pool,
    /// The class that land was of, and the one that it became.
    Before,
    After,
    /// What tells the lines of a list apart, beside these.
    ZoneSet,
    Quantity,
    Unit,
    Evidence,
    Method,
    /// What a published figure counts, as its source says.
    Definition,
}

/// Which categories a figure has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Every category, or those that the dimensions of the table part.
    Any,
    /// The category itself, or its total where it is broken down.
    Only(&'static str),
    /// A category with a part, such as the area of a `basis` of cover rates.
    Part(&'static str, &'static str, &'static str),
}

/// Which pools a figure is of, unless the table parts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pools {
    All,
    Starting(&'static str),
}

/// Which methods a figure has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Any but those of published figures and of samples, which have tables of their own.
    Accounted,
    Starting(&'static str),
}

/// The account rows of a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    pub(super) quantity: Quantity,
    pub(super) unit: &'static str,
    pub(super) sector: Option<Sector>,
    pub(super) about: About,
    pub(super) pools: Pools,
    pub(super) method: Method,
    /// Keys of terms: of the head shared with neighbours, and of its own.
    pub(super) group: Option<&'static str>,
    pub(super) name: Option<&'static str>,
}

/// Which rows a table takes of those that its figures match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    All,
    /// Those of the last year.
    Latest,
    /// Those of whole zone sets.
    Whole,
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Description {
    pub(super) id: &'static str,
    /// What the lines are.
    pub(super) rows: &'static [Dimension],
    /// What every figure is spread over.
    pub(super) across: Option<Dimension>,
    /// Dimensions whose totals are no account rows: they are summed.
    pub(super) summed: &'static [Dimension],
    pub(super) extent: Extent,
    pub(super) figures: &'static [Figure],
}

/// A list: one line per account row, with its limits.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    pub(super) id: &'static str,
    pub(super) stubs: &'static [Dimension],
    pub(super) select: fn(&AccountRow) -> bool,
    pub(super) has_limits: bool,
    /// Whether of a figure of several years only the last that is no projection is listed.
    pub(super) is_latest: bool,
}

impl Figure {
    pub(super) const fn new(quantity: Quantity, unit: &'static str) -> Self {
        Self {
            quantity,
            unit,
            sector: None,
            about: About::Any,
            pools: Pools::All,
            method: Method::Accounted,
            group: None,
            name: None,
        }
    }

    pub(super) const fn quantity(self, quantity: Quantity) -> Self {
        Self { quantity, ..self }
    }

    pub(super) const fn of(self, about: About) -> Self {
        Self { about, ..self }
    }

    pub(super) const fn sector(self, sector: Sector) -> Self {
        Self { sector: Some(sector), ..self }
    }

    pub(super) const fn pool(self, name: &'static str) -> Self {
        Self { pools: Pools::Starting(name), ..self }
    }

    pub(super) const fn method(self, start: &'static str) -> Self {
        Self { method: Method::Starting(start), ..self }
    }

    pub(super) const fn grouped(self, key: &'static str) -> Self {
        Self { group: Some(key), ..self }
    }

    pub(super) const fn named(self, key: &'static str) -> Self {
        Self { name: Some(key), ..self }
    }

    /// Whether its values may be summed.
    pub(super) fn adds(&self) -> bool {
        !matches!(self.quantity, Quantity::CoverRate | Quantity::GrowingStockPerHectare)
    }

    /// Whether an account row is one of its cells in a table of some dimensions.
    pub(super) fn is_of(&self, row: &AccountRow, dimensions: &[Dimension]) -> bool {
        self.quantity == row.quantity
            && self.unit == row.unit
            && self.sector.is_none_or(|sector| sector == row.sector)
            && self.is_of_method(&row.method)
            && self.is_of_pool(&row.pool, dimensions)
            && self.is_about(row, dimensions)
    }

    fn is_of_method(&self, method: &str) -> bool {
        match self.method {
            Method::Accounted => !method.starts_with("observed") && !method.starts_with("sampling"),
            Method::Starting(start) => method.starts_with(start),
        }
    }

    fn is_of_pool(&self, pool: &str, dimensions: &[Dimension]) -> bool {
        match self.pools {
            Pools::All => dimensions.contains(&Dimension::Pool) || is_all(pool),
            Pools::Starting(start) => pool.starts_with(start),
        }
    }

    fn is_about(&self, row: &AccountRow, dimensions: &[Dimension]) -> bool {
        let category = Category::of(row);
        let is_parted = |(name, _): &(&str, &str)| {
            dimensions.iter().any(|dimension| matches!(dimension, Dimension::Part(known) if known == name))
        };
        match self.about {
            About::Any if dimensions.contains(&Dimension::Class) => true,
            About::Any if dimensions.contains(&Dimension::Before) => row.category.contains(" > "),
            About::Any => is_all(&row.category) || row.category == row.sector.name(),
            About::Only(base) => category.base == base && category.parts.iter().all(is_parted),
            About::Part(base, name, value) => {
                category.base == base && category.part(name) == Some(value) && category.parts.len() == 1
            }
        }
    }
}

/// Whether a category or pool stands for all of them.
pub(super) fn is_all(name: &str) -> bool {
    matches!(name, "" | "*")
}

impl Dimension {
    /// The coordinate of a row along it; none is the total.
    pub(super) fn of(self, row: &AccountRow) -> Option<String> {
        match self {
            Self::Zone => (row.zone != "*").then(|| row.zone.clone()),
            Self::Year => Some(years(row)),
            Self::Sector => Some(row.sector.name().to_owned()),
            Self::Class => {
                let is_total = is_all(&row.category) || row.category == row.sector.name();
                (!is_total).then(|| row.category.clone())
            }
            Self::Part(name) => Category::of(row).part(name).map(str::to_owned),
            Self::Pool => (!is_all(&row.pool)).then(|| row.pool.clone()),
            Self::Before => row.category.split_once(" > ").map(|(before, _)| before.to_owned()),
            Self::After => row.category.split_once(" > ").map(|(_, after)| after.to_owned()),
            Self::ZoneSet => Some(row.zone_set.clone()),
            Self::Quantity => Some(row.quantity.name()),
            Self::Unit => Some(row.unit.clone()),
            Self::Evidence => row.evidence.map(|evidence| evidence.name().to_owned()),
            Self::Method => Some(row.method.clone()),
            Self::Definition => definition(row).map(str::to_owned),
        }
    }

    /// The key of the term that heads it.
    pub(super) fn term(self) -> String {
        match self {
            Self::Zone => "word.zone".to_owned(),
            Self::Year => "word.year".to_owned(),
            Self::Sector => "word.sector".to_owned(),
            Self::Class => "word.category".to_owned(),
            Self::Part(name) => format!("table.part_{name}"),
            Self::Pool => "word.pool".to_owned(),
            Self::Before => "table.before".to_owned(),
            Self::After => "table.after".to_owned(),
            Self::ZoneSet => "word.zone_set".to_owned(),
            Self::Quantity => "word.quantity".to_owned(),
            Self::Unit => "word.unit".to_owned(),
            Self::Evidence => "word.evidence".to_owned(),
            Self::Method => "word.method".to_owned(),
            Self::Definition => "word.definition".to_owned(),
        }
    }
}

/// The definition of a published figure.
pub(super) fn definition(row: &AccountRow) -> Option<&str> {
    row.method.split("; ").find_map(|clause| clause.strip_prefix("definition "))
}

/// The year or the period of a row.
pub(in crate::report) fn years(row: &AccountRow) -> String {
    match (row.year, row.year_to) {
        (Some(year), Some(to)) => format!("{year}–{to}"),
        (year, to) => year.or(to).map_or_else(|| "–".to_owned(), |year| year.to_string()),
    }
}
