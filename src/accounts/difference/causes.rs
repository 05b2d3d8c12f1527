//! Why a figure may have changed: what two runs differ in, and which figures that can reach.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::accounts::{AccountRow, Quantity};
use crate::land::Sector;

/// A cause of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Other data of the same things: maps, inventories, tables of activities, published series.
    InputData,
    /// Other outlines or official areas of zones.
    Boundary,
    /// Another value of a parameter.
    Parameter,
    /// Another formula.
    Method,
    /// Another meaning: classes, basis, what is left out.
    Definition,
}

impl Cause {
    /// All causes in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::InputData, Self::Boundary, Self::Parameter, Self::Method, Self::Definition];

    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InputData => "input_data",
            Self::Boundary => "boundary",
            Self::Parameter => "parameter",
            Self::Method => "method",
            Self::Definition => "definition",
        }
    }

    /// The words for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::InputData => "input data",
            other => other.name(),
        }
    }
}

/// Something that two runs differ in, with what it was before and after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    /// What it is called: a file, a parameter, a setting.
    pub name: String,
    /// In the first run.
    pub before: String,
    /// In the second run.
    pub after: String,
}

/// A difference between two runs that can move amounts, and which rows it can reach.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What kind of difference.
    pub cause: Cause,
    /// What differs.
    pub named: Named,
    /// What it can reach.
    pub reach: Reach,
}

/// Which figures a difference can reach.
#[derive(Debug, Clone, PartialEq)]
pub enum Reach {
    /// Any figure.
    All,
    /// Some zones of a set, and what is summed over them.
    Zones {
        /// The set.
        set: String,
        /// The ids.
        zones: BTreeSet<String>,
    },
    /// What is made with the official areas of a set.
    OfficialAreas {
        /// The set.
        set: String,
    },
    /// What a section of the pipeline makes.
    Section(String),
    /// What a method of the pipeline makes; with a list of classes, only what is of one of them.
    Method {
        /// The method's name in the pipeline.
        method: String,
        /// The classes; none is all.
        classes: Option<Vec<String>>,
    },
}

impl Reach {
    /// Whether a part of a row can be reached; `what` is none for what has no parts.
    fn covers(&self, row: &AccountRow, what: Option<&str>) -> bool {
        match self {
            Self::All => true,
            Self::Zones { set, zones } => {
                let is_sum = row.zone == "*" || row.zone.starts_with('(');
                row.zone_set == *set && (is_sum || zones.contains(&row.zone))
            }
            Self::OfficialAreas { set } => {
                row.zone_set == *set
                    && match row.quantity {
                        Quantity::Area | Quantity::AreaDifference => row.method.contains("official area"),
                        Quantity::CoverRate | Quantity::CoverRateAdjusted | Quantity::CoverRateChange => true,
                        quantity => matches!(quantity, Quantity::TargetGap | Quantity::Projection),
                    }
            }
            Self::Section(section) => match section.as_str() {
                "forest" => row.sector == Sector::Forest,
                "coast" | "coast_management" | "soil_cores" => row.sector == Sector::Coast,
                "wetland" => row.sector == Sector::Wetland,
                "mariculture" => row.sector == Sector::Sea,
                "cropland" => row.sector == Sector::Cropland,
                "cover_rate_changes" => row.quantity == Quantity::CoverRateChange,
                "targets" => row.method.contains("target") || row.quantity >= Quantity::Target,
                _ => true,
            },
            Self::Method { method, classes } => {
                let quantity = row.quantity.name();
                let is_of_method = match method.as_str() {
                    "cover_rate" => quantity.starts_with("cover_rate") || row.method.starts_with("basis "),
                    "land_area" | "growing_stock" | "carbon_density" | "present_value" => row.method.contains(method),
                    _ => true,
                };
                let names = |class: &String| {
                    what.is_none_or(|what| what.split(" > ").any(|part| part.rsplit(": ").next() == Some(class)))
                };
                is_of_method && classes.as_ref().is_none_or(|classes| classes.iter().any(names))
            }
        }
    }
}

/// Everything that two runs differ in beside parameters and formulas, which figures show themselves.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// What both have, not alike.
    pub found: Vec<Change>,
    /// Files that one of them has: they count where nothing else explains a difference.
    pub one_sided: Vec<Change>,
    /// The versions of the program, where they differ.
    pub program: Option<Named>,
}

/// Causes that cannot be told apart, with what differs.
pub(super) type Reasons = (Vec<Cause>, Vec<Named>);

impl Changes {
    /// What put a part or a row on one side only: the lists of classes that name it, if any do, since nothing else leaves out all of
    /// it; else whatever can have moved it.
    pub(super) fn reasons_of_one_side(&self, row: &AccountRow, what: &str, method: Option<&Named>) -> Reasons {
        let is_list = |change: &&Change| matches!(change.reach, Reach::Method { classes: Some(_), .. });
        let lists = self.found.iter().filter(is_list).filter(|change| change.reach.covers(row, Some(what)));
        let named: Vec<Named> = lists.map(|change| change.named.clone()).collect();
        if !named.is_empty() {
            return (vec![Cause::Definition], named);
        }
        let all = Self { found: [self.found.as_slice(), &self.one_sided].concat(), ..self.clone() };
        let mut reasons = all.reasons(row, Some(what), method);
        if reasons.0.is_empty() {
            reasons.0.push(Cause::Definition);
        }
        reasons
    }

    /// Why an amount may have moved; nothing where nothing that is recorded can have moved it.
    pub(super) fn reasons(&self, row: &AccountRow, what: Option<&str>, method: Option<&Named>) -> Reasons {
        let of = |changes: &[Change]| -> Reasons {
            let (mut causes, mut named) = (BTreeSet::new(), BTreeSet::new());
            for change in changes.iter().filter(|change| change.reach.covers(row, what)) {
                causes.insert(change.cause);
                named.insert(change.named.clone());
            }
            (causes.into_iter().collect(), named.into_iter().collect())
        };
        let mut reasons = of(&self.found);
        if let Some(method) = method {
            // The method of a cover rate is the list of its classes.
            let cause = if row.method.starts_with("basis ") { Cause::Definition } else { Cause::Method };
            if !reasons.0.contains(&cause) {
                reasons.0.push(cause);
                reasons.0.sort();
            }
            reasons.1.push(method.clone());
        }
        if reasons.0.is_empty() {
            reasons = of(&self.one_sided);
        }
        if let (true, Some(program)) = (reasons.0.is_empty(), &self.program) {
            reasons = (vec![Cause::Method], vec![program.clone()]);
        }
        reasons
    }
}
