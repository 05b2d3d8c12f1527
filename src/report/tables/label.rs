//! Words of tables in both languages.

use std::collections::BTreeMap;

use super::description::is_all;
use crate::land::ClassScheme;
use crate::terms::{Language, term};

/// A word or a name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Label {
    /// A name that is the same in both languages.
    #[must_use]
    pub fn name(text: &str) -> Self {
        Self { zh: text.to_owned(), en: text.to_owned() }
    }

    /// A term of the table of terms, if it is there.
    #[must_use]
    pub fn of_term(key: &str) -> Option<Self> {
        let [zh, en] = [Language::Chinese, Language::English].map(|language| term(language, key));
        Some(Self { zh: zh?.to_owned(), en: en?.to_owned() })
    }

    /// A term that is in the table of terms; a test reads all that are asked for.
    pub(in crate::report) fn term(key: &str) -> Self {
        Self::of_term(key).unwrap_or_else(|| Self::name(key))
    }

    /// This and another.
    pub(super) fn and(self, other: &Self) -> Self {
        Self { zh: self.zh + "，" + &other.zh, en: self.en + ", " + &other.en }
    }

    /// The text in one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }

    /// Both texts, the given language first, the other beneath; once if they are the same.
    #[must_use]
    pub fn in_both(&self, first: Language) -> String {
        let second = match first {
            Language::Chinese => &self.en,
            Language::English => &self.zh,
        };
        match self.in_language(first) {
            text if text == second => text.to_owned(),
            text => format!("{text}\n{second}"),
        }
    }
}

/// The names that classes, species and other identifiers of accounts have.
#[derive(Debug, Clone, Default)]
pub struct Names {
    classes: BTreeMap<String, Label>,
    titles: BTreeMap<String, Label>,
}

impl Names {
    /// The names in some schemes, the first of which goes before the others.
    pub fn new<'a>(schemes: impl IntoIterator<Item = &'a ClassScheme>) -> Self {
        let mut classes = BTreeMap::new();
        for class in schemes.into_iter().flat_map(ClassScheme::classes) {
            let zh = if class.name_zh.is_empty() { &class.name } else { &class.name_zh };
            let label = Label { zh: zh.clone(), en: class.name.clone() };
            classes.entry(class.id.clone()).or_insert(label);
        }
        Self { classes, titles: BTreeMap::new() }
    }

    /// The same with the titles of targets.
    #[must_use]
    pub fn with_titles<'a>(mut self, titles: impl IntoIterator<Item = (&'a str, Label)>) -> Self {
        let titles = titles.into_iter().filter(|(_, title)| !title.zh.is_empty());
        self.titles.extend(titles.map(|(name, title)| (name.to_owned(), title)));
        self
    }

    /// The title of a target.
    pub(in crate::report) fn title(&self, name: &str) -> Option<Label> {
        self.titles.get(name).cloned()
    }

    /// The name of an identifier of some kind, such as `species` or `pool`.
    #[must_use]
    pub fn of(&self, kind: &str, id: &str) -> Label {
        let class = || self.classes.get(id).cloned();
        Label::of_term(&format!("{kind}.{id}")).or_else(class).unwrap_or_else(|| Label::name(id))
    }

    /// A category: its words one by one, for it can join several: `planting of scirpus`, `formerly coastal, now sea`.
    #[must_use]
    pub fn category(&self, text: &str) -> Label {
        /// What joins words, and the same in Chinese.
        const JOINTS: [(&str, &str); 6] =
            [(", now ", "，现为"), (": ", "："), (", ", "，"), (" of ", "："), (" to ", " → "), (" > ", " → ")];
        if is_all(text) {
            return Label::term("word.total");
        }
        if let Some(known) = Label::of_term(&format!("category.{text}")) {
            return known;
        }
        if let Some((kind, id)) = text.split_once(':').filter(|_| !text.contains(' ')) {
            return self.of(if kind == "land" { "role" } else { kind }, id);
        }
        for (joint, zh) in JOINTS {
            if let Some((left, right)) = text.split_once(joint) {
                let [left, right] = [left, right].map(|word| self.category(word));
                return Label { zh: left.zh + zh + &right.zh, en: left.en + joint + &right.en };
            }
        }
        let known =
            ["quantity", "species", "sector", "role"].iter().find_map(|kind| Label::of_term(&format!("{kind}.{text}")));
        self.classes.get(text).cloned().or(known).unwrap_or_else(|| Label::name(text))
    }
}
