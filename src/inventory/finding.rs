//! What checks find: one finding per check, with all its features, the first ten of them in words.

use std::collections::BTreeMap;

use super::{Check, Severity, SubCompartment};
use crate::error::Error;
use crate::units::Hectares;

/// How many features of a finding are shown in words.
const MOST_EXAMPLES: usize = 10;

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
