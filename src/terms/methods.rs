//! Methods of account rows in words.

use super::{Language, term};

/// A method in a language, clause by clause. What the table of terms lacks, such as names and formulas, stays as the account has it.
#[must_use]
pub fn method_in(language: Language, method: &str) -> String {
    const JOINTS: [(&str, &str); 3] = [("; ", "；"), (": ", "："), (", ", "，")];
    if language == Language::English {
        return method.to_owned();
    }
    if let Some(known) = term(language, &format!("method.{method}")) {
        return known.to_owned();
    }
    let parted = JOINTS.iter().find_map(|(joint, own)| Some((method.split_once(joint)?, own)));
    match parted {
        Some(((left, right), own)) => method_in(language, left) + own + &method_in(language, right),
        None => method.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_clauses_of_methods_are_translated_and_names_stay() {
        let told = |method: &str| method_in(Language::Chinese, method);
        assert_eq!(told("land_area, ellipsoidal area"), "地类面积，椭球面积");
        assert_eq!(told("inventory `x`, areas as recorded: sum of areas"), "inventory `x`，记载面积：面积求和");
        assert_eq!(method_in(Language::English, "land_area, ellipsoidal area"), "land_area, ellipsoidal area");
    }
}
