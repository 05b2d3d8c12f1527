//! What the legend of a map of classes tells apart, the same in pictures and on the web page.

use std::collections::BTreeSet;

use super::maps::MadeMap;
use crate::export::gis::Words;
use crate::export::{count_of, is_unchanged, largest_changes};
use crate::land::LandClass;
use crate::report::Palette;

/// The colours of what is not told apart, such as all histories but the largest changes, and of ground that stayed as it was.
const OTHERS: [u8; 3] = [105, 105, 105];
const UNCHANGED: [u8; 3] = [255, 252, 240];

/// Codes of a map that have one colour and one name.
pub(super) struct LegendEntry {
    pub(super) codes: Vec<i32>,
    pub(super) name: Words,
    pub(super) color: [u8; 3],
}

/// The most entries of a legend: pictures hold a byte per pixel.
const MOST: usize = 250;

/// The entries of a map's legend, in order. Of histories, the largest changes have one each; all others are one entry, and so is
/// ground that stayed as it was.
pub(super) fn legend(map: &MadeMap, classes: &[LandClass], palette: &Palette) -> Vec<LegendEntry> {
    let one = |class: &LandClass| LegendEntry {
        codes: vec![class.code],
        name: Words::of_class(class),
        color: palette.color(class),
    };
    if !map.map.is_history() {
        return as_many_as_fit(classes.iter().map(one).collect());
    }
    let mut entries: Vec<LegendEntry> = largest_changes(classes.iter()).map(one).collect();
    let told: BTreeSet<i32> = entries.iter().flat_map(|entry| entry.codes.clone()).collect();
    let rest = classes.iter().filter(|class| !told.contains(&class.code));
    let (unchanged, others): (Vec<&LandClass>, Vec<&LandClass>) = rest.partition(|class| is_unchanged(class));
    let codes = |classes: &[&LandClass]| classes.iter().map(|class| class.code).collect();
    let count = Words::same(&others.iter().map(|class| count_of(class)).sum::<usize>().to_string());
    let name = Words::term("gis.history.others", &[("count", count)]);
    entries.push(LegendEntry { codes: codes(&others), name, color: OTHERS });
    entries.push(LegendEntry { codes: codes(&unchanged), name: Words::of("map", "unchanged"), color: UNCHANGED });
    entries
}

/// The first classes, and all others as one entry.
fn as_many_as_fit(mut entries: Vec<LegendEntry>) -> Vec<LegendEntry> {
    if entries.len() > MOST {
        let others = entries.split_off(MOST - 1);
        let count = Words::same(&others.len().to_string());
        let name = Words::term("gis.class.others", &[("count", count)]);
        let codes = others.into_iter().flat_map(|entry| entry.codes).collect();
        entries.push(LegendEntry { codes, name, color: OTHERS });
    }
    entries
}
