//! Names of files, layers and columns made of names that people gave.

use std::collections::BTreeSet;

/// The most characters of a name, so that no file system and no GIS program cuts it.
const MOST: usize = 40;

/// Names that were given out: none comes twice, whatever its case.
#[derive(Debug, Default)]
pub struct FileNames {
    taken: BTreeSet<String>,
}

impl FileNames {
    /// A name made of the letters and digits of `wanted`, in any script, with a number where it is taken.
    pub fn unique(&mut self, wanted: &str) -> String {
        let plain = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '_' };
        let stem: String = wanted.chars().take(MOST).map(plain).collect();
        let numbered = (2..).map(|number| format!("{stem}_{number}"));
        let mut names = std::iter::once(stem.clone()).chain(numbered);
        loop {
            let name = names.next().unwrap_or_default();
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_its_directory_or_comes_twice() {
        let mut names = FileNames::default();
        assert_eq!(names.unique("../县/<b>"), "___县__b_");
        assert_eq!(names.unique("Zones"), "Zones");
        assert_eq!(names.unique("zones"), "zones_2");
    }
}
