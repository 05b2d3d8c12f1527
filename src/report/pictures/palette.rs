//! Colours of classes: those of the scheme, or of a table of one's own.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::land::LandClass;

/// Colours by class that go before those of the scheme.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Palette {
    colors: BTreeMap<String, [u8; 3]>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    red: u8,
    green: u8,
    blue: u8,
}

impl Palette {
    /// From CSV text with the columns `id,red,green,blue`.
    ///
    /// # Errors
    /// A row that does not parse, or a class given twice.
    pub fn from_csv(name: &str, text: &str) -> Result<Self> {
        let broken = |cause: &dyn std::fmt::Display| {
            Error::data(format!("cannot read the palette `{name}`")).cause(cause).hint(
                "expected the columns `id,red,green,blue`, with the identifier of a class and numbers from 0 to 255",
            )
        };
        let mut colors = BTreeMap::new();
        let mut reader =
            csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
        for row in reader.deserialize::<Row>() {
            let row = row.map_err(|error| broken(&error))?;
            if colors.insert(row.id.clone(), [row.red, row.green, row.blue]).is_some() {
                return Err(broken(&format!("class `{}` stands twice", row.id)));
            }
        }
        Ok(Self { colors })
    }

    /// The classes that have a colour here.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.colors.keys().map(String::as_str)
    }

    /// The colour of a class.
    #[must_use]
    pub fn color(&self, class: &LandClass) -> [u8; 3] {
        self.colors.get(&class.id).copied().unwrap_or_else(|| class.colour())
    }
}

/// As SVG writes it.
pub(in crate::report) fn hexadecimal([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::super::content::NO_DATA;
    use super::super::steps::Steps;
    use super::*;
    use crate::land::ClassScheme;

    /// What one of three kinds of eyes sees, after Viénot, Brettel and Mollon (1999) with the matrices of Machado, Oliveira and
    /// Fernandes (2009) at full severity, in linear light.
    const EYES: [[[f64; 3]; 3]; 3] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ];

    fn lab(color: [u8; 3], eyes: [[f64; 3]; 3]) -> [f64; 3] {
        let linear = color.map(|value| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        let dot = |row: [f64; 3], v: [f64; 3]| row.iter().zip(v).map(|(a, b)| a * b).sum::<f64>();
        let seen = eyes.map(|row| dot(row, linear).clamp(0.0, 1.0));
        let white = [0.950_47, 1.0, 1.088_83];
        let to_xyz =
            [[0.412_456, 0.357_576, 0.180_437], [0.212_673, 0.715_152, 0.072_175], [0.019_334, 0.119_192, 0.950_304]];
        let [x, y, z] = [0, 1, 2].map(|axis| {
            let t: f64 = dot(to_xyz[axis], seen) / white[axis];
            if t > 216.0 / 24_389.0 { t.cbrt() } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 }
        });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// The least difference between two colours for any of the eyes; 2.3 is just noticed side by side.
    fn difference(one: [u8; 3], two: [u8; 3]) -> f64 {
        let of = |eyes| {
            let (one, two) = (lab(one, eyes), lab(two, eyes));
            one.iter().zip(two).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
        };
        EYES.into_iter().map(of).fold(f64::INFINITY, f64::min)
    }

    /// The pairs of neighbours in a legend that are too much alike.
    fn alike(colors: &[(String, [u8; 3])], least: f64) -> Vec<String> {
        let pairs = colors.windows(2).filter(|pair| difference(pair[0].1, pair[1].1) < least);
        pairs.map(|pair| format!("{} {} {:.1}", pair[0].0, pair[1].0, difference(pair[0].1, pair[1].1))).collect()
    }

    #[test]
    fn neighbours_in_the_legend_differ_for_every_kind_of_eyes() {
        for scheme in ["tanhui", "forest_type", "age_group"] {
            let scheme = ClassScheme::built_in(scheme).expect("built in");
            let colors: Vec<_> = scheme.classes().map(|c| (c.id.clone(), Palette::default().color(c))).collect();
            assert_eq!(alike(&colors, 10.0), Vec::<String>::new(), "{}", scheme.name());
        }
        for steps in [Steps::over([0.0, 60.0]), Steps::over([5.0, 65.0]), Steps::around_zero([-3.0, 3.0])] {
            let mut colors: Vec<_> = (0..steps.count()).map(|class| (class.to_string(), steps.color(class))).collect();
            assert!(colors.len() >= 6);
            colors.push(("no data".to_owned(), NO_DATA));
            assert_eq!(alike(&colors, 10.0), Vec::<String>::new());
        }
    }

    #[test]
    fn a_colour_of_one_s_own_goes_before_the_scheme_s() {
        let palette = Palette::from_csv("p.csv", "id,red,green,blue\npaddy,1,2,3\n").expect("valid");
        let scheme = ClassScheme::built_in("tanhui").expect("built in");
        assert_eq!(palette.color(scheme.by_id("paddy").expect("a class")), [1, 2, 3]);
        assert_eq!(palette.color(scheme.by_id("sea").expect("a class")), [170, 208, 232]);
        for broken in
            ["id,red,green,blue\npaddy,1,2,256\n", "id,red\npaddy,1\n", "id,red,green,blue\na,1,2,3\na,1,2,3\n"]
        {
            assert!(Palette::from_csv("p.csv", broken).expect_err("broken").to_string().contains("`p.csv`"));
        }
    }
}
