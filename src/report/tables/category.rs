//! The category of an account row taken apart: what it is about, and the parts it is broken down by.

use crate::accounts::AccountRow;

/// A category such as `stands, species:oak, age_group:young`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Category<'a> {
    /// What comes before the parts: `stands`.
    pub(super) base: &'a str,
    /// The parts: `species` is `oak`, `age_group` is `young`.
    pub(super) parts: Vec<(&'a str, &'a str)>,
}

impl<'a> Category<'a> {
    pub(super) fn of(row: &'a AccountRow) -> Self {
        let category = row.category.as_str();
        // The area of a basis of cover rates, with or without sub-compartments: `nfi`, `cover nfi`, `cover nfi, arbor`.
        if row.method.starts_with("basis ") {
            return Self { base: "cover", parts: vec![("basis", category)] };
        }
        if let Some(basis) = category.strip_prefix("cover ") {
            let (basis, land) = basis.split_once(", ").map_or((basis, None), |(basis, land)| (basis, Some(land)));
            let parts = std::iter::once(("basis", basis)).chain(land.map(|land| ("land", land)));
            return Self { base: "cover", parts: parts.collect() };
        }
        let mut words = category.split(", ");
        let first = words.next().unwrap_or_default();
        let parts = || words.clone().map(part).collect::<Option<Vec<_>>>();
        match (part(first), parts()) {
            (Some(first), Some(rest)) => Self { base: "", parts: std::iter::once(first).chain(rest).collect() },
            (None, Some(parts)) => Self { base: first, parts },
            // A name with commas in it.
            (_, None) => Self { base: category, parts: Vec::new() },
        }
    }

    pub(super) fn part(&self, name: &str) -> Option<&'a str> {
        self.parts.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// What forest is broken down by in accounts.
const PARTS: [&str; 6] = ["land", "species", "age_group", "origin", "forest_category", "check"];

fn part(word: &str) -> Option<(&str, &str)> {
    word.split_once(':').filter(|(name, _)| PARTS.contains(name))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::accounts::Quantity;
    use crate::land::Sector;

    /// A row of all counties in 2022.
    pub(in crate::report) fn row(
        sector: Sector,
        quantity: Quantity,
        category: &str,
        pool: &str,
        unit: &str,
        value: f64,
    ) -> AccountRow {
        AccountRow {
            zone_set: "counties".to_owned(),
            zone: "*".to_owned(),
            zone_name: "all zones".to_owned(),
            year: Some(2022),
            year_to: None,
            sector,
            category: category.to_owned(),
            pool: pool.to_owned(),
            quantity,
            unit: unit.to_owned(),
            value,
            figure: value.into(),
            low95: None,
            high95: None,
            method: "made for a test".to_owned(),
            evidence: None,
            sources: String::new(),
        }
    }

    #[test]
    fn parts_are_told_from_names() {
        let of = |category: &str| {
            let row = row(Sector::Forest, Quantity::Area, category, "", "ha", 1.0);
            let found = Category::of(&row);
            (found.base.to_owned(), found.parts.iter().map(|(a, b)| format!("{a}={b}")).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(of("stands, species:oak, age_group:young"), ("stands".into(), "species=oak age_group=young".into()));
        assert_eq!(of("land:arbor"), (String::new(), "land=arbor".into()));
        assert_eq!(of("cover nfi, arbor"), ("cover".into(), "basis=nfi land=arbor".into()));
        assert_eq!(of("paddy, single_drainage"), ("paddy, single_drainage".into(), String::new()));
        assert_eq!(of("excluded: built"), ("excluded: built".into(), String::new()));
    }
}
