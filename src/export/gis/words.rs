//! Text in both languages.

use crate::land::LandClass;
use crate::terms::{Language, method_in, term, word};

/// Text in English and in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// English.
    pub english: String,
    /// Simplified Chinese.
    pub chinese: String,
}

impl Words {
    /// A text that is the same in both languages, such as a name of the user's own.
    #[must_use]
    pub fn same(text: &str) -> Self {
        Self { english: text.to_owned(), chinese: text.to_owned() }
    }

    /// The word of a name of some kind, or the name itself where the table of terms lacks it.
    #[must_use]
    pub fn of(kind: &str, name: &str) -> Self {
        let [english, chinese] = [Language::English, Language::Chinese].map(|language| word(language, kind, name));
        Self { english: english.to_owned(), chinese: chinese.to_owned() }
    }

    /// The name of a class, in Chinese the same where it has none.
    #[must_use]
    pub fn of_class(class: &LandClass) -> Self {
        let chinese = if class.name_zh.is_empty() { &class.name } else { &class.name_zh };
        Self { english: class.name.clone(), chinese: chinese.clone() }
    }

    /// A method, clause by clause.
    #[must_use]
    pub fn of_method(method: &str) -> Self {
        Self { english: method.to_owned(), chinese: method_in(Language::Chinese, method) }
    }

    /// A term with its `{gaps}` filled.
    #[must_use]
    pub fn term(key: &str, gaps: &[(&str, Self)]) -> Self {
        let fill = |language, part: fn(&Self) -> &str| {
            // What fills a gap is never looked through for further ones.
            let mut rest = term(language, key).unwrap_or(key);
            let mut filled = String::new();
            while let Some((before, (gap, after))) =
                rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
            {
                filled += before;
                filled += gaps.iter().find(|(name, _)| *name == gap).map_or("", |(_, words)| part(words));
                rest = after;
            }
            filled + rest
        };
        Self {
            english: fill(Language::English, |words| &words.english),
            chinese: fill(Language::Chinese, |words| &words.chinese),
        }
    }

    /// The text in a language.
    #[must_use]
    pub fn of_language(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.chinese,
            Language::English => &self.english,
        }
    }

    /// Both, the Chinese first, for a place that has room for one text only.
    #[must_use]
    pub fn both(&self) -> String {
        if self.english == self.chinese || self.chinese.is_empty() {
            self.english.clone()
        } else {
            format!("{} {}", self.chinese, self.english)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_filled_with_braces_stays_text() {
        let title = Words::term("gis.map.carbon_density", &[("year", Words::same("{year} {{ }}"))]);
        assert_eq!(title.english, "Carbon density {year} {{ }}");
        assert_eq!(title.chinese, "{year} {{ }}年碳密度");
        assert_eq!(title.both(), "{year} {{ }}年碳密度 Carbon density {year} {{ }}");
    }
}
