//! Areas of a map corrected by a reference sample, and how accurate the map is.

use super::{ConfusionMatrix, Estimate};
use crate::error::{Error, Result};
use crate::units::Hectares;

/// A reference sample drawn at random within each map class, beside the mapped area of each class.
///
/// With W_i the share of map class i and u_ij = n_ij / n_i the part of its points that are class j:
///
/// - area of class j: Â_j = A Σ_i W_i u_ij, with standard error A √( Σ_i W_i² u_ij (1 − u_ij) / (n_i − 1) );
/// - overall accuracy Σ_i W_i u_ii, user's accuracy u_ii, producer's accuracy W_j u_jj / Σ_i W_i u_ij.
///
/// Every figure can be asked for several classes together, such as all that count as forest. They are joined **before** the
/// correction: what is confused among them is no error. The map classes remain the strata of the sample, so their rows are
/// joined by their areas and not by their points, which would be wrong wherever a rare class was sampled more densely.
///
/// Limits are those of the normal distribution, as in the source. A sample that is not random within map classes, or a
/// reference that is not of the map's date, is beyond this.
///
/// Source: Olofsson et al. 2014, Good practices for estimating area and assessing accuracy of land change, Remote Sensing of
/// Environment 148, doi:10.1016/j.rse.2014.02.015, equations 1 to 11; for several map classes in one, Stehman 2014,
/// International Journal of Remote Sensing 35(13), doi:10.1080/01431161.2014.930207.
#[derive(Debug, Clone, PartialEq)]
pub struct MapAccuracy {
    matrix: ConfusionMatrix,
    weights: Vec<f64>,
    area: Hectares,
}

impl MapAccuracy {
    /// A sample beside the mapped areas, one for each class of the matrix, in its order.
    ///
    /// # Errors
    /// Not one area per class, an area that is negative, or no area at all.
    pub fn new(matrix: ConfusionMatrix, mapped: &[Hectares]) -> Result<Self> {
        if mapped.len() != matrix.classes().len() {
            return Err(Error::data(format!(
                "{} mapped areas for the {} classes of the matrix",
                mapped.len(),
                matrix.classes().len()
            )));
        }
        if let Some((class, area)) = matrix.classes().iter().zip(mapped).find(|(_, area)| !(area.0 >= 0.0)) {
            return Err(Error::data(format!("map class `{class}` has an area of {} ha, expected 0 or more", area.0)));
        }
        let area: Hectares = mapped.iter().copied().sum();
        if !(area.0 > 0.0 && area.0.is_finite()) {
            return Err(Error::data(format!("the mapped area is {} ha in all, expected more than 0", area.0)));
        }
        Ok(Self { weights: mapped.iter().map(|class| class.0 / area.0).collect(), matrix, area })
    }

    /// The indices of classes in the matrix.
    ///
    /// # Errors
    /// A class that the matrix does not have.
    pub fn indices<'a>(&self, classes: impl IntoIterator<Item = &'a str>) -> Result<Vec<usize>> {
        let known = self.matrix.classes();
        let index = |class: &str| {
            known.iter().position(|known| known == class).ok_or_else(|| {
                Error::data(format!("class `{class}` is not in the matrix, which has {}", known.join(", ")))
            })
        };
        classes.into_iter().map(index).collect()
    }

    /// The area that the map gives some classes.
    #[must_use]
    pub fn mapped_area(&self, classes: &[usize]) -> Hectares {
        Hectares(classes.iter().map(|class| self.weights[*class]).sum::<f64>() * self.area.0)
    }

    /// The area of some classes together, corrected, ha.
    #[must_use]
    pub fn adjusted_area(&self, classes: &[usize]) -> Estimate {
        let value: f64 = (0..self.weights.len()).map(|i| self.weights[i] * self.found(i, classes)).sum();
        let variance: f64 = (0..self.weights.len()).map(|i| self.spread(i, classes)).sum();
        self.estimate(value, variance) * self.area.0
    }

    /// The share of the map whose class is right.
    #[must_use]
    pub fn overall_accuracy(&self) -> Estimate {
        let value = (0..self.weights.len()).map(|i| self.weights[i] * self.found(i, &[i])).sum();
        let variance = (0..self.weights.len()).map(|i| self.spread(i, &[i])).sum();
        self.estimate(value, variance)
    }

    /// User's accuracy: the share of what the map gives these classes that belongs to them. None where it gives them nothing.
    #[must_use]
    pub fn users_accuracy(&self, classes: &[usize]) -> Option<Estimate> {
        let mapped: f64 = classes.iter().map(|i| self.weights[*i]).sum();
        let right: f64 = classes.iter().map(|i| self.weights[*i] * self.found(*i, classes)).sum();
        let variance: f64 = classes.iter().map(|i| self.spread(*i, classes)).sum();
        (mapped > 0.0).then(|| self.estimate(right / mapped, variance / (mapped * mapped)))
    }

    /// Producer's accuracy: the share of what these classes really cover that the map gives them. None where they cover
    /// nothing.
    #[must_use]
    pub fn producers_accuracy(&self, classes: &[usize]) -> Option<Estimate> {
        let there: f64 = (0..self.weights.len()).map(|i| self.weights[i] * self.found(i, classes)).sum();
        let right: f64 = classes.iter().map(|i| self.weights[*i] * self.found(*i, classes)).sum();
        let value = right / there;
        let variance: f64 = (0..self.weights.len())
            .map(|i| {
                let factor = if classes.contains(&i) { 1.0 - value } else { value };
                factor * factor * self.spread(i, classes)
            })
            .sum();
        (there > 0.0).then(|| self.estimate(value, variance / (there * there)))
    }

    /// The classes, in the order of the matrix.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        self.matrix.classes()
    }

    /// The reference points.
    #[must_use]
    pub fn points(&self) -> u64 {
        self.matrix.points()
    }

    /// The part of the points of map class `i` that belong to some classes, u.
    fn found(&self, i: usize, classes: &[usize]) -> f64 {
        let row = self.matrix.row(i);
        let points: u64 = row.iter().sum();
        classes.iter().map(|j| row[*j]).sum::<u64>() as f64 / points as f64
    }

    /// What map class `i` adds to the variance of a share of the map: W² u (1 − u) / (n − 1).
    fn spread(&self, i: usize, classes: &[usize]) -> f64 {
        let points: u64 = self.matrix.row(i).iter().sum();
        let u = self.found(i, classes);
        self.weights[i] * self.weights[i] * u * (1.0 - u) / (points as f64 - 1.0)
    }

    fn estimate(&self, value: f64, variance: f64) -> Estimate {
        Estimate { value, standard_error: variance.sqrt(), plots: self.points(), degrees_of_freedom: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Olofsson et al. 2014, section 5, Tables 8 and 9: pixels of 30 m, classes deforestation, forest gain, stable forest and
    /// stable non-forest.
    fn example() -> MapAccuracy {
        let counts = vec![vec![66, 0, 5, 4], vec![0, 55, 8, 12], vec![1, 0, 153, 11], vec![2, 1, 9, 313]];
        let classes = ["loss", "gain", "forest", "other"].map(str::to_owned).to_vec();
        let mapped = [200_000.0, 150_000.0, 3_200_000.0, 6_450_000.0].map(|pixels| Hectares(pixels * 0.09));
        MapAccuracy::new(ConfusionMatrix::new(classes, counts).expect("a matrix"), &mapped).expect("a sample")
    }

    /// The half-width of the 95 % interval as the source takes it.
    fn half(estimate: &Estimate) -> f64 {
        1.96 * estimate.standard_error
    }

    fn printed(got: f64, expected: f64, digits: i32) {
        assert!((got - expected).abs() <= 0.5001 * 10_f64.powi(-digits), "{got} against {expected}");
    }

    #[test]
    fn the_example_of_olofsson_to_its_printed_digits() {
        let map = example();
        let area = [(21_157.8, 6_157.6), (11_686.2, 3_755.8), (285_769.9, 15_509.8), (581_386.2, 16_281.7)];
        let users = [(0.8800, 0.0740), (0.7333, 0.1008), (0.9273, 0.0397), (0.9631, 0.0205)];
        let producers = [(0.7487, 0.2133), (0.8472, 0.2544), (0.9345, 0.0343), (0.9616, 0.0184)];
        for class in 0..4 {
            let estimate = map.adjusted_area(&[class]);
            printed(estimate.value, area[class].0, 1);
            printed(half(&estimate), area[class].1, 1);
            let estimate = map.users_accuracy(&[class]).expect("mapped");
            printed(estimate.value, users[class].0, 4);
            printed(half(&estimate), users[class].1, 4);
            let estimate = map.producers_accuracy(&[class]).expect("there");
            printed(estimate.value, producers[class].0, 4);
            printed(half(&estimate), producers[class].1, 4);
        }
        let overall = map.overall_accuracy();
        printed(overall.value, 0.9465, 4);
        printed(half(&overall), 0.0185, 4);
        assert_eq!(map.points(), 640);
    }

    #[test]
    fn adjusted_areas_add_up_to_the_map() {
        let map = example();
        let sum: f64 = (0..4).map(|class| map.adjusted_area(&[class]).value).sum();
        assert!((sum - 900_000.0).abs() < 1e-6);
        let all = map.adjusted_area(&[0, 1, 2, 3]);
        assert!((all.value - 900_000.0).abs() < 1e-6 && all.standard_error < 1e-6);
    }

    #[test]
    fn what_is_confused_among_merged_classes_is_no_error() {
        let map = example();
        let forest = map.adjusted_area(&[1, 2]);
        let parts = [map.adjusted_area(&[1]), map.adjusted_area(&[2])];
        assert!((forest.value - parts[0].value - parts[1].value).abs() < 1e-6);
        // By hand: the points of gain or forest in each map class.
        let u = [5.0 / 75.0, 63.0 / 75.0, 153.0 / 165.0, 10.0 / 325.0];
        let (w, n) = ([0.02, 0.015, 0.32, 0.645], [75.0, 75.0, 165.0, 325.0]);
        let variance: f64 = (0..4).map(|i| w[i] * w[i] * u[i] * (1.0 - u[i]) / (n[i] - 1.0)).sum();
        assert!((forest.standard_error - 900_000.0 * variance.sqrt()).abs() < 1e-6);
        let right = w[1] * u[1] + w[2] * u[2];
        assert!((map.users_accuracy(&[1, 2]).expect("mapped").value - right / (w[1] + w[2])).abs() < 1e-12);
        assert!((map.mapped_area(&[1, 2]).0 - 301_500.0).abs() < 1e-6);
    }

    #[test]
    fn areas_and_classes_that_do_not_fit_are_refused() {
        let matrix =
            || ConfusionMatrix::new(vec!["a".into(), "b".into()], vec![vec![3, 1], vec![0, 4]]).expect("a matrix");
        assert!(MapAccuracy::new(matrix(), &[Hectares(1.0)]).is_err());
        assert!(MapAccuracy::new(matrix(), &[Hectares(1.0), Hectares(-1.0)]).is_err());
        assert!(MapAccuracy::new(matrix(), &[Hectares(0.0), Hectares(0.0)]).is_err());
        let map = MapAccuracy::new(matrix(), &[Hectares(1.0), Hectares(0.0)]).expect("a sample");
        assert!(map.indices(["a", "c"]).expect_err("refused").to_string().contains("class `c` is not in the matrix"));
        assert!(map.users_accuracy(&[1]).is_none());
    }
}
