//! Estimators of samples.

use super::Tolerance::{Absolute, Relative};
use super::case::{Case, Method};
use crate::error::{Error, Result};
use crate::models::sampling::{
    Estimate, FirstPhaseStratum, Moments, PostStratum, SampledStratum, area_by_points, covariance, critical_value,
    difference_mean, double_sampling_mean, post_stratified_mean, ratio, regression_mean, relative_efficiency,
    simple_random_mean, simple_random_total, stratified_mean,
};
use crate::units::Hectares;

const MOMENTS: Method = Method {
    file: "models/sampling/moments.rs",
    source: "by hand from the definitions: 120, 60, 0, 200, 90 beside 14, 9, 1, 19, 12",
    unit: "1",
    tolerance: Relative(1e-9),
};

const STUDENT: Method = Method {
    file: "models/sampling/confidence.rs",
    source: "printed tables of Student's t",
    unit: "1",
    tolerance: Absolute(5.1e-4),
};

const PETITION: Method = Method {
    file: "models/sampling/simple_random.rs",
    source: "Cochran 1977, Sampling Techniques, section 2.7: signatures on 50 of 676 sheets",
    unit: "signatures",
    tolerance: Absolute(0.5),
};

/// The book rounds on the way.
const PETITION_LIMITS: Method = Method { tolerance: Absolute(1.0), ..PETITION };

const PETITION_VARIANCE: Method = Method { unit: "signatures²", tolerance: Absolute(0.05), ..PETITION };

const CITIES: Method = Method {
    file: "models/sampling/stratified.rs",
    source: "Cochran 1977, section 5.6: 24 of 64 cities in two strata",
    unit: "thousand people",
    tolerance: Absolute(0.5),
};

const NAMES: Method = Method {
    file: "models/sampling/systematic.rs",
    source: "Cochran 1977, section 3.2: 38 of 200 names of a list of 3042",
    unit: "names",
    tolerance: Absolute(0.5),
};

const NAMES_ERROR: Method = Method { tolerance: Absolute(0.05), ..NAMES };

const FOOD: Method = Method {
    file: "models/sampling/ratio.rs",
    source: "Cochran 1977, section 2.11: food cost of 33 families",
    unit: "dollars per person",
    tolerance: Absolute(0.005),
};

const FOOD_ERROR: Method = Method { tolerance: Absolute(5e-4), ..FOOD };

const DOUBLE: Method = Method {
    file: "models/sampling/double_sampling.rs",
    source: "by hand from Bechtold and Patterson 2005, GTR-SRS-80, section 4.2 (double sampling)",
    unit: "m³/ha",
    tolerance: Relative(1e-9),
};

const POST: Method = Method {
    file: "models/sampling/post_stratified.rs",
    source: "by hand from Cochran 1977, section 5A.9: Σ W s²/n + Σ (1 − W) s²/n²",
    unit: "1",
    tolerance: Relative(1e-9),
};

const ASSISTED: Method = Method {
    file: "models/sampling/regression.rs",
    source: "by hand from Särndal, Swensson and Wretman 1992, section 6.3",
    unit: "m³/ha",
    tolerance: Relative(1e-9),
};

const REGRESSION: Method = Method { source: "by hand from Cochran 1977, section 7.5", ..ASSISTED };
const EFFICIENCY: Method = Method { unit: "1", ..REGRESSION };

const ESTIMATE: Method = Method {
    file: "models/sampling/estimate.rs",
    source: "by hand: 50 ± 2 with 30 degrees of freedom, t = 2.042272",
    unit: "m³/ha",
    tolerance: Absolute(1e-5),
};

const PRECISION: Method = Method { unit: "%", tolerance: Absolute(1e-4), ..ESTIMATE };

const VOLUME: [f64; 5] = [120.0, 60.0, 0.0, 200.0, 90.0];
const HEIGHT: [f64; 5] = [14.0, 9.0, 1.0, 19.0, 12.0];

fn petition() -> Result<Moments> {
    let sheets: [(f64, usize); 19] = [
        (42.0, 23),
        (41.0, 4),
        (36.0, 1),
        (32.0, 1),
        (29.0, 1),
        (27.0, 2),
        (23.0, 1),
        (19.0, 1),
        (16.0, 2),
        (15.0, 2),
        (14.0, 1),
        (11.0, 1),
        (10.0, 1),
        (9.0, 1),
        (7.0, 1),
        (6.0, 3),
        (5.0, 2),
        (4.0, 1),
        (3.0, 1),
    ];
    let values: Vec<f64> = sheets.iter().flat_map(|&(value, sheets)| vec![value; sheets]).collect();
    Moments::of(&values)
}

fn cities(first: u64, second: u64) -> Result<f64> {
    let stratum = |size: f64, plots, variance| SampledStratum {
        weight: size / 64.0,
        population: Some(size),
        sample: Moments { plots, mean: 0.0, variance },
    };
    let strata = [stratum(16.0, first, 53_843.0), stratum(48.0, second, 5_581.0)];
    Ok((stratified_mean(&strata)? * 64.0).standard_error)
}

fn food() -> Result<Estimate> {
    let (n, x, y) = (33.0, 123.0, 907.2);
    let (xx, yy, xy) = (533.0, 28_224.0, 3_595.5);
    let estimate = |sum: f64, squares: f64| Estimate {
        value: sum / n,
        standard_error: ((squares - sum * sum / n) / (n - 1.0) / n).sqrt(),
        plots: 33,
        degrees_of_freedom: Some(32.0),
    };
    let r = y / x;
    ratio(&estimate(y, yy), &estimate(x, xx), &estimate(0.0, yy - 2.0 * r * xy + r * r * xx))
}

fn double_sample() -> Result<Estimate> {
    let moments = |plots, mean, variance| Moments { plots, mean, variance };
    double_sampling_mean(&[
        FirstPhaseStratum { points: 60, sample: moments(12, 150.0, 3_600.0) },
        FirstPhaseStratum { points: 40, sample: moments(8, 20.0, 400.0) },
    ])
}

fn post_stratified() -> Result<Estimate> {
    let stratum = |weight, values: &[f64]| -> Result<_> { Ok(PostStratum { weight, sample: Moments::of(values)? }) };
    post_stratified_mean(&[stratum(0.3, &[1.0, 0.5, 0.9])?, stratum(0.7, &[0.0, 0.1, 0.0, 0.3])?])
}

fn difference() -> Result<Estimate> {
    difference_mean(&VOLUME, &[110.0, 70.0, 5.0, 180.0, 95.0], 80.0, None)
}

fn regression() -> Result<Estimate> {
    regression_mean(&VOLUME, &HEIGHT, 10.0, None)
}

fn efficiency() -> Result<f64> {
    Ok(relative_efficiency(&simple_random_mean(&Moments::of(&VOLUME)?, None)?, &regression()?))
}

fn names() -> Result<Estimate> {
    area_by_points(Hectares(3_042.0), 38, 200)
}

const STOCK: Estimate = Estimate { value: 50.0, standard_error: 2.0, plots: 31, degrees_of_freedom: Some(30.0) };

fn precision() -> Result<f64> {
    STOCK.precision_percent(0.95)?.ok_or_else(|| Error::data("no precision"))
}

fn sum_of_two() -> f64 {
    [STOCK * 1.5, STOCK * 2.0].into_iter().sum::<Estimate>().standard_error
}

pub(super) const CASES: &[Case] = &[
    MOMENTS.case("mean", 470.0 / 5.0, || Ok(Moments::of(&VOLUME)?.mean)),
    MOMENTS.case("variance", 5480.0, || Ok(Moments::of(&VOLUME)?.variance)),
    MOMENTS.case("covariance", 482.5, || covariance(&HEIGHT, &VOLUME)),
    STUDENT.case("95 %, 1 degree of freedom", 12.706, || critical_value(0.95, Some(1.0))),
    STUDENT.case("95 %, 5 degrees of freedom", 2.571, || critical_value(0.95, Some(5.0))),
    STUDENT.case("95 %, 30 degrees of freedom", 2.042, || critical_value(0.95, Some(30.0))),
    STUDENT.case("99 %, 30 degrees of freedom", 2.750, || critical_value(0.99, Some(30.0))),
    STUDENT.case("95 %, 120 degrees of freedom", 1.980, || critical_value(0.95, Some(120.0))),
    STUDENT.case("95 %, normal", 1.960, || critical_value(0.95, None)),
    STUDENT.case("99 %, normal", 2.576, || critical_value(0.99, None)),
    PETITION_VARIANCE.case("variance of a sheet", 229.0, || Ok(petition()?.variance)),
    PETITION.case("total", 19_888.0, || Ok(simple_random_total(&petition()?, 676.0)?.value)),
    PETITION_LIMITS.case("half of the 80 % interval, 1.28 standard errors", 1_781.0, || {
        Ok(1.28 * simple_random_total(&petition()?, 676.0)?.standard_error)
    }),
    CITIES.case("standard error, proportional allocation", 1_372.0, || cities(6, 18)),
    CITIES.case("standard error, equal allocation", 1_044.0, || cities(12, 12)),
    NAMES.case("total", 578.0, || Ok(names()?.value)),
    NAMES_ERROR.case("standard error, with 1 − 200/3042", 81.8, || {
        Ok(names()?.standard_error * (1.0 - 200.0 / 3_042.0_f64).sqrt())
    }),
    FOOD.case("ratio", 7.38, || Ok(food()?.value)),
    FOOD_ERROR.case("standard error of the ratio", 0.534, || Ok(food()?.standard_error)),
    DOUBLE.case("mean of 60 and 40 points", 0.6 * 150.0 + 0.4 * 20.0, || Ok(double_sample()?.value)),
    DOUBLE.case("standard error of that mean", 12.494_847_422_886_4, || Ok(double_sample()?.standard_error)),
    POST.case("mean of strata of 0.3 and 0.7", 0.3 * 0.8 + 0.7 * 0.1, || Ok(post_stratified()?.value)),
    POST.case("standard error of that mean", 0.078_246_079_643_595_2, || Ok(post_stratified()?.standard_error)),
    ASSISTED.case("mean corrected by five plots", 82.0, || Ok(difference()?.value)),
    ASSISTED.case("standard error of the corrected mean", 5.612_486_080_160_91, || Ok(difference()?.standard_error)),
    REGRESSION.case("mean by a line over height", 83.157_303_370_786_5, || Ok(regression()?.value)),
    REGRESSION.case("standard error of the mean by a line", 8.138_777_572_494_03, || Ok(regression()?.standard_error)),
    EFFICIENCY.case("plots that the line is worth", 16.545_968_562_705, efficiency),
    ESTIMATE.case("upper limit at 95 %", 50.0 + 2.042_272 * 2.0, || Ok(STOCK.interval(0.95)?.high)),
    ESTIMATE.case("standard error of a sum: 3 and 4", 5.0, || Ok(sum_of_two())),
    PRECISION.case("precision at 95 %", (1.0 - 2.042_272 * 2.0 / 50.0) * 100.0, precision),
];
