//! Areas of a map corrected by a reference sample: the example of Olofsson et al., to its printed digits.

use super::Tolerance::{Absolute, Relative};
use super::case::{Case, Method};
use crate::error::{Error, Result};
use crate::models::sampling::{ConfusionMatrix, Estimate, MapAccuracy};
use crate::units::Hectares;

const AREA: Method = Method {
    file: "models/sampling/map_accuracy.rs",
    source: "Olofsson et al. 2014, doi:10.1016/j.rse.2014.02.015, section 5, Tables 8 and 9",
    unit: "ha",
    tolerance: Absolute(0.051),
};

const ACCURACY: Method = Method { unit: "1", tolerance: Absolute(5.1e-5), ..AREA };

const MERGED: Method = Method {
    source: "by hand from Olofsson et al. 2014, equations 1 to 11, and Stehman 2014, doi:10.1080/01431161.2014.930207",
    tolerance: Relative(1e-9),
    ..AREA
};

const POINTS: Method =
    Method { file: "models/sampling/confusion_matrix.rs", unit: "points", tolerance: Absolute(0.0), ..AREA };

const LOSS: usize = 0;
const GAIN: usize = 1;
const FOREST: usize = 2;
const OTHER: usize = 3;

/// The reference points by map class, as a table of them is read.
fn points() -> Result<ConfusionMatrix> {
    let text = "map,loss,gain,forest,other\nloss,66,0,5,4\ngain,0,55,8,12\nforest,1,0,153,11\nother,2,1,9,313\n";
    ConfusionMatrix::from_csv("Olofsson et al. 2014, Table 8", text)
}

fn map() -> Result<MapAccuracy> {
    let mapped = [200_000.0, 150_000.0, 3_200_000.0, 6_450_000.0].map(|pixels| Hectares(pixels * 0.09));
    MapAccuracy::new(points()?, &mapped)
}

fn half(estimate: &Estimate) -> f64 {
    1.96 * estimate.standard_error
}

fn users(class: usize) -> Result<Estimate> {
    map()?.users_accuracy(&[class]).ok_or_else(|| Error::data("nothing is mapped"))
}

fn producers(class: usize) -> Result<Estimate> {
    map()?.producers_accuracy(&[class]).ok_or_else(|| Error::data("nothing is there"))
}

fn area(class: usize) -> Result<Estimate> {
    Ok(map()?.adjusted_area(&[class]))
}

/// Forest gain and stable forest as one class.
fn forest() -> Result<Estimate> {
    let map = map()?;
    Ok(map.adjusted_area(&map.indices(["gain", "forest"])?))
}

pub(super) const CASES: &[Case] = &[
    POINTS.case("reference points", 640.0, || Ok(points()?.points() as f64)),
    AREA.case("area of deforestation", 21_157.8, || Ok(area(LOSS)?.value)),
    AREA.case("area of deforestation, half of the 95 % interval", 6_157.6, || Ok(half(&area(LOSS)?))),
    AREA.case("area of forest gain", 11_686.2, || Ok(area(GAIN)?.value)),
    AREA.case("area of forest gain, half of the 95 % interval", 3_755.8, || Ok(half(&area(GAIN)?))),
    AREA.case("area of stable forest", 285_769.9, || Ok(area(FOREST)?.value)),
    AREA.case("area of stable forest, half of the 95 % interval", 15_509.8, || Ok(half(&area(FOREST)?))),
    AREA.case("area of stable non-forest", 581_386.2, || Ok(area(OTHER)?.value)),
    AREA.case("area of stable non-forest, half of the 95 % interval", 16_281.7, || Ok(half(&area(OTHER)?))),
    MERGED.case("mapped area of gain and forest", 301_500.0, || Ok(map()?.mapped_area(&[GAIN, FOREST]).0)),
    MERGED.case("area of gain and forest, joined before", 297_456.083_916_084, || Ok(forest()?.value)),
    MERGED.case("area of gain and forest, standard error", 8_107.272_933_944_55, || Ok(forest()?.standard_error)),
    ACCURACY.case("overall accuracy", 0.9465, || Ok(map()?.overall_accuracy().value)),
    ACCURACY.case("overall accuracy, half interval", 0.0185, || Ok(half(&map()?.overall_accuracy()))),
    ACCURACY.case("user's accuracy of deforestation", 0.8800, || Ok(users(LOSS)?.value)),
    ACCURACY.case("user's accuracy of deforestation, half interval", 0.0740, || Ok(half(&users(LOSS)?))),
    ACCURACY.case("user's accuracy of forest gain", 0.7333, || Ok(users(GAIN)?.value)),
    ACCURACY.case("user's accuracy of forest gain, half interval", 0.1008, || Ok(half(&users(GAIN)?))),
    ACCURACY.case("user's accuracy of stable forest", 0.9273, || Ok(users(FOREST)?.value)),
    ACCURACY.case("user's accuracy of stable forest, half interval", 0.0397, || Ok(half(&users(FOREST)?))),
    ACCURACY.case("user's accuracy of stable non-forest", 0.9631, || Ok(users(OTHER)?.value)),
    ACCURACY.case("user's accuracy of stable non-forest, half interval", 0.0205, || Ok(half(&users(OTHER)?))),
    ACCURACY.case("producer's accuracy of deforestation", 0.7487, || Ok(producers(LOSS)?.value)),
    ACCURACY.case("producer's accuracy of deforestation, half interval", 0.2133, || Ok(half(&producers(LOSS)?))),
    ACCURACY.case("producer's accuracy of forest gain", 0.8472, || Ok(producers(GAIN)?.value)),
    ACCURACY.case("producer's accuracy of forest gain, half interval", 0.2544, || Ok(half(&producers(GAIN)?))),
    ACCURACY.case("producer's accuracy of stable forest", 0.9345, || Ok(producers(FOREST)?.value)),
    ACCURACY.case("producer's accuracy of stable forest, half interval", 0.0343, || Ok(half(&producers(FOREST)?))),
    ACCURACY.case("producer's accuracy of stable non-forest", 0.9616, || Ok(producers(OTHER)?.value)),
    ACCURACY.case("producer's accuracy of stable non-forest, half interval", 0.0184, || Ok(half(&producers(OTHER)?))),
];
