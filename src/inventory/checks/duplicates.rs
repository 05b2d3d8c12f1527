//! Ids that more than one feature has, or none.

use std::collections::BTreeMap;

use crate::inventory::finding::Report;
use crate::inventory::{Check, SubCompartment};

pub(super) fn check(records: &[SubCompartment], report: &mut Report) {
    let mut first: BTreeMap<&str, u64> = BTreeMap::new();
    for stand in records {
        if stand.id.is_empty() {
            report.add(Check::DuplicateId, stand, || "no id".to_owned());
        } else if let Some(before) = first.get(stand.id.as_str()) {
            report.add(Check::DuplicateId, stand, || format!("the id of feature {before}"));
        } else {
            first.insert(&stand.id, stand.feature);
        }
    }
    report.hint(Check::DuplicateId, || "name the fields that are unique together with `id`".to_owned());
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{facts, findings, stand};
    use super::*;

    #[test]
    fn a_repeated_or_missing_id_names_the_features() {
        let records = [
            stand(1),
            SubCompartment { id: "330203-1".to_owned(), ..stand(2) },
            SubCompartment { id: String::new(), ..stand(3) },
        ];
        let found = findings(|report| check(&records, report));
        assert_eq!(facts(&found), [(Check::DuplicateId, vec![2, 3], "feature 2 (`330203-1`): the id of feature 1")]);
        assert_eq!(found[0].examples[1], "feature 3: no id");
    }
}
