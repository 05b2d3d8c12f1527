//! What checks find: one finding per check, with all its features, the first ten of them in words.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SubCompartment;
use crate::error::Error;
use crate::units::Hectares;

/// How many features of a finding are shown in words.
const MOST_EXAMPLES: usize = 10;

/// What is looked for in a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// No polygon, or one that is not valid. By default refused.
    Outline,
    /// Text where a number belongs. By default refused.
    UnreadableValue,
    /// Negative numbers, no area, a canopy closure beyond 0 to 1, a stock where no tree can be. By default refused.
    ImpossibleValue,
    /// Numbers outside the ranges of `limits`. By default counted.
    ImplausibleValue,
    /// An id that another feature has, or none. By default refused.
    DuplicateId,
    /// Areas that are recorded in another unit than `area_unit`. By default refused.
    AreaUnit,
    /// A recorded area far from that of the polygon. By default counted.
    AreaMismatch,
    /// Volumes that are recorded in another unit than `volume_unit`. By default refused.
    VolumeUnit,
    /// A recorded volume far from volume per area times area. By default counted.
    VolumeMismatch,
    /// A growing stock on land that is no forest: scattered trees, or a wrong code. By default counted.
    StockOffForest,
    /// Arbor forest below the closure that makes forest. By default counted.
    ClosureBelowForest,
    /// A land class that is missing or not in the system. By default refused.
    UnknownLandClass,
    /// A species of a stand that is not in the table. By default refused.
    UnknownSpecies,
    /// An age group that is not in the table. By default counted.
    UnknownAgeGroup,
    /// An origin that is not in the table. By default counted.
    UnknownOrigin,
    /// A purpose that is not in the table. By default counted.
    UnknownPurpose,
    /// A code whose meaning nobody has seen in a text. Refused, or with `allow_unverified` counted, by default.
    UnverifiedCode,
    /// Land whose code leaves open if it is forest. By default counted.
    AmbiguousLand,
    /// A stand without a species, or an arbor stand without a growing stock. By default counted.
    MissingValue,
    /// An age that the species has in another age group. By default counted.
    AgeAgainstGroup,
    /// Two polygons that lie on each other. By default refused.
    Overlap,
    /// Land of a zone that no sub-compartment covers. By default counted.
    Gap,
}

/// What to do about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Do not look.
    Off,
    /// Go on, and report number and hectares beside the account.
    Count,
    /// Do not go on.
    Refuse,
}

impl Check {
    /// The name used in pipeline files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Outline => "outline",
            Self::UnreadableValue => "unreadable_value",
            Self::ImpossibleValue => "impossible_value",
            Self::ImplausibleValue => "implausible_value",
            Self::DuplicateId => "duplicate_id",
            Self::AreaUnit => "area_unit",
            Self::AreaMismatch => "area_mismatch",
            Self::VolumeUnit => "volume_unit",
            Self::VolumeMismatch => "volume_mismatch",
            Self::StockOffForest => "stock_off_forest",
            Self::ClosureBelowForest => "closure_below_forest",
            Self::UnknownLandClass => "unknown_land_class",
            Self::UnknownSpecies => "unknown_species",
            Self::UnknownAgeGroup => "unknown_age_group",
            Self::UnknownOrigin => "unknown_origin",
            Self::UnknownPurpose => "unknown_purpose",
            Self::UnverifiedCode => "unverified_code",
            Self::AmbiguousLand => "ambiguous_land",
            Self::MissingValue => "missing_value",
            Self::AgeAgainstGroup => "age_against_group",
            Self::Overlap => "overlap",
            Self::Gap => "gap",
        }
    }

    /// What is done about it where the pipeline says nothing: what would make a figure wrong is refused.
    #[must_use]
    pub fn default_severity(self) -> Severity {
        match self {
            Self::Outline
            | Self::UnreadableValue
            | Self::ImpossibleValue
            | Self::DuplicateId
            | Self::AreaUnit
            | Self::VolumeUnit
            | Self::UnknownLandClass
            | Self::UnknownSpecies
            | Self::UnverifiedCode
            | Self::Overlap => Severity::Refuse,
            Self::ImplausibleValue
            | Self::AreaMismatch
            | Self::VolumeMismatch
            | Self::StockOffForest
            | Self::ClosureBelowForest
            | Self::UnknownAgeGroup
            | Self::UnknownOrigin
            | Self::UnknownPurpose
            | Self::AmbiguousLand
            | Self::MissingValue
            | Self::AgeAgainstGroup
            | Self::Gap => Severity::Count,
        }
    }

    /// What was found, in words.
    fn words(self) -> &'static str {
        match self {
            Self::Outline => "no usable polygon",
            Self::UnreadableValue => "values that are not of their field's kind",
            Self::ImpossibleValue => "impossible values",
            Self::ImplausibleValue => "implausible values",
            Self::DuplicateId => "ids that are missing or not unique",
            Self::AreaUnit => "areas in another unit than declared",
            Self::AreaMismatch => "recorded areas far from those of the polygons",
            Self::VolumeUnit => "volumes in another unit than declared",
            Self::VolumeMismatch => "recorded volumes far from volume per area times area",
            Self::StockOffForest => "growing stock on land that is no forest",
            Self::ClosureBelowForest => "arbor forest with less canopy closure than makes a forest",
            Self::UnknownLandClass => "unknown land classes",
            Self::UnknownSpecies => "unknown species",
            Self::UnknownAgeGroup => "unknown age groups",
            Self::UnknownOrigin => "unknown origins",
            Self::UnknownPurpose => "unknown purposes",
            Self::UnverifiedCode => "codes whose meaning was not seen in a text",
            Self::AmbiguousLand => "land whose code leaves open if it is forest",
            Self::MissingValue => "stands without a species or growing stock",
            Self::AgeAgainstGroup => "ages that belong to another age group",
            Self::Overlap => "polygons that lie on each other",
            Self::Gap => "land that no sub-compartment covers",
        }
    }
}

/// What a check found in a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The check.
    pub check: Check,
    /// What is done about it.
    pub severity: Severity,
    /// What was found where, in one line.
    pub message: String,
    /// The numbers of all features concerned.
    pub features: Vec<u64>,
    /// Their recorded area; of overlaps and gaps, the shared or uncovered area.
    pub hectares: Hectares,
    /// The first of them in words.
    pub examples: Vec<String>,
    /// What the user can do.
    pub hint: Option<String>,
}

impl Finding {
    /// As an error.
    #[must_use]
    pub fn error(&self) -> Error {
        let mut error = Error::data(&self.message);
        for example in &self.examples {
            error = error.note(example);
        }
        if self.examples.len() == MOST_EXAMPLES {
            error = error.note(format!("… these are the first {MOST_EXAMPLES}"));
        }
        if let Some(hint) = &self.hint {
            error = error.hint(hint);
        }
        match self.check {
            Check::UnverifiedCode => error,
            check => error.hint(format!("or set `{} = \"count\"` in `checks` to go on and report it", check.name())),
        }
    }

    /// As a warning of one line.
    #[must_use]
    pub fn warning(&self) -> String {
        match self.examples.first() {
            Some(example) => format!("{}: {example}", self.message),
            None => self.message.clone(),
        }
    }
}

/// What a check has found so far.
#[derive(Debug, Default)]
struct Draft {
    /// Features with the area that counts for each.
    features: BTreeMap<u64, f64>,
    /// Shared and uncovered areas, which no feature has for itself.
    between: f64,
    examples: Vec<String>,
    /// What is alike in many features, with their number and the first of them.
    alike: BTreeMap<String, (u64, String)>,
    hint: Option<String>,
}

impl Draft {
    fn example(&mut self, what: impl FnOnce() -> String) {
        if self.examples.len() < MOST_EXAMPLES {
            self.examples.push(what());
        }
    }

    /// The first in words: one by one, or what most features have first.
    fn examples(&self) -> Vec<String> {
        let mut alike: Vec<_> = self.alike.iter().collect();
        alike.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        let alike = alike.into_iter().map(|(what, (count, first))| match count {
            1 => format!("{first}: {what}"),
            _ => format!("{what} in {count}, first in {first}"),
        });
        self.examples.iter().cloned().chain(alike).take(MOST_EXAMPLES).collect()
    }
}

/// Takes findings in.
#[derive(Debug)]
pub(super) struct Report {
    severities: BTreeMap<Check, Severity>,
    drafts: BTreeMap<Check, Draft>,
}

impl Report {
    pub(super) fn new(severities: BTreeMap<Check, Severity>) -> Self {
        Self { severities, drafts: BTreeMap::new() }
    }

    pub(super) fn severity(&self, check: Check) -> Severity {
        self.severities.get(&check).copied().unwrap_or_else(|| check.default_severity())
    }

    pub(super) fn is_off(&self, check: Check) -> bool {
        self.severity(check) == Severity::Off
    }

    /// A feature in which something was found. Nobody reads `what` after the first ten.
    pub(super) fn add(&mut self, check: Check, stand: &SubCompartment, what: impl FnOnce() -> String) {
        if let Some(draft) = self.draft(check) {
            draft.features.insert(stand.feature, stand.area().0);
            draft.example(|| format!("{}: {}", label(stand), what()));
        }
    }

    /// A feature in which something was found that many others may have too, such as a code.
    pub(super) fn add_alike(&mut self, check: Check, stand: &SubCompartment, what: impl FnOnce() -> String) {
        if let Some(draft) = self.draft(check) {
            draft.features.insert(stand.feature, stand.area().0);
            draft.alike.entry(what()).or_insert_with(|| (0, label(stand))).0 += 1;
        }
    }

    /// An area between features that something is wrong with.
    pub(super) fn add_between(
        &mut self,
        check: Check,
        features: &[u64],
        area: Hectares,
        what: impl FnOnce() -> String,
    ) {
        if let Some(draft) = self.draft(check) {
            draft.features.extend(features.iter().map(|feature| (*feature, 0.0)));
            draft.between += area.0;
            draft.example(what);
        }
    }

    /// Something wrong with all of these features at once.
    pub(super) fn add_all<'a>(
        &mut self,
        check: Check,
        stands: impl Iterator<Item = &'a SubCompartment>,
        what: impl FnOnce() -> String,
    ) {
        if let Some(draft) = self.draft(check) {
            draft.features.extend(stands.map(|stand| (stand.feature, stand.area().0)));
            draft.example(what);
        }
    }

    fn draft(&mut self, check: Check) -> Option<&mut Draft> {
        if self.is_off(check) { None } else { Some(self.drafts.entry(check).or_default()) }
    }

    /// What the user can do about a finding, if there is one.
    pub(super) fn hint(&mut self, check: Check, hint: impl FnOnce() -> String) {
        if let Some(draft) = self.drafts.get_mut(&check) {
            draft.hint.get_or_insert_with(hint);
        }
    }

    pub(super) fn finish(self, inventory: &str, total: usize) -> Vec<Finding> {
        let severities = self.severities;
        self.drafts
            .into_iter()
            .map(|(check, draft)| {
                let hectares = Hectares(draft.features.values().sum::<f64>() + draft.between);
                let place = match draft.features.len() {
                    0 => String::new(),
                    count => format!(" in {count} of {total} sub-compartments"),
                };
                let severity = severities.get(&check).copied().unwrap_or_else(|| check.default_severity());
                let message = format!("inventory `{inventory}`: {}{place}, {:.2} ha", check.words(), hectares.0);
                Finding {
                    check,
                    severity,
                    message,
                    examples: draft.examples(),
                    features: draft.features.into_keys().collect(),
                    hectares,
                    hint: draft.hint,
                }
            })
            .collect()
    }
}

/// A feature in words.
pub(super) fn label(stand: &SubCompartment) -> String {
    if stand.id.is_empty() {
        format!("feature {}", stand.feature)
    } else {
        format!("feature {} (`{}`)", stand.feature, stand.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_are_shown_and_all_are_counted() {
        let mut report = Report::new(BTreeMap::new());
        for feature in 1..=25 {
            let stand = SubCompartment { feature, recorded_area: Some(Hectares(2.0)), ..SubCompartment::default() };
            report.add(Check::Outline, &stand, || "has no geometry".to_owned());
            report.add(Check::Outline, &stand, || "is odd".to_owned());
        }
        let findings = report.finish("forest", 40);
        assert_eq!(findings[0].message, "inventory `forest`: no usable polygon in 25 of 40 sub-compartments, 50.00 ha");
        assert_eq!((findings[0].features.len(), findings[0].examples.len()), (25, 10));
        let text = findings[0].error().to_string();
        assert!(text.contains("feature 1: has no geometry") && text.contains("these are the first 10"), "{text}");
        assert!(text.contains("hint: or set `outline = \"count\"` in `checks`"), "{text}");
    }

    #[test]
    fn what_is_alike_is_counted_and_the_most_frequent_comes_first() {
        let mut report = Report::new(BTreeMap::new());
        for (feature, code) in [(1, "9"), (2, "7"), (3, "7")] {
            let stand = SubCompartment { feature, ..SubCompartment::default() };
            report.add_alike(Check::UnknownSpecies, &stand, || format!("species `{code}`"));
        }
        let findings = report.finish("forest", 3);
        assert_eq!(findings[0].examples, ["species `7` in 2, first in feature 2", "feature 1: species `9`"]);
        assert_eq!(findings[0].features, [1, 2, 3]);
    }

    #[test]
    fn a_check_that_is_off_finds_nothing() {
        let mut report = Report::new([(Check::Gap, Severity::Off)].into());
        report.add_between(Check::Gap, &[], Hectares(3.0), || "a gap".to_owned());
        assert!(report.finish("forest", 1).is_empty());
    }
}
