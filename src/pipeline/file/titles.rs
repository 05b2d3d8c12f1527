//! Titles in English and in Chinese.

use std::collections::BTreeMap;

use super::{PipelineFile, TargetEntry};
use crate::terms::Language;

impl PipelineFile {
    /// The title in a language: that of the other where there is one only, or the name.
    pub(in crate::pipeline) fn title_in(&self, language: Language) -> &str {
        match in_language(language, &self.title, &self.title_zh) {
            "" => &self.name,
            title => title,
        }
    }

    /// The titles of the targets that have one, by name.
    pub(in crate::pipeline) fn target_titles(&self, language: Language) -> BTreeMap<&str, &str> {
        let titled = self.targets.iter().map(|(name, target)| (name.as_str(), target.title_in(language)));
        titled.filter(|(_, title)| !title.is_empty()).collect()
    }
}

impl TargetEntry {
    /// The title in a language: that of the other where there is one only; empty if there is none.
    pub(in crate::pipeline) fn title_in(&self, language: Language) -> &str {
        in_language(language, &self.title, &self.title_zh)
    }
}

/// The one of two texts that is in a language, or the other if it is empty.
fn in_language<'a>(language: Language, english: &'a str, chinese: &'a str) -> &'a str {
    match language {
        Language::Chinese if !chinese.is_empty() => chinese,
        Language::English if english.is_empty() => chinese,
        _ => english,
    }
}
