//! Growth curves over stand age.

use crate::error::Result;
use crate::models::checked::not_negative;
use crate::parameters::forest::{LogisticRows, RichardsRows};

/// y = A · (1 − B · e^(−K·t))^(1/(1 − m))
///
/// with the stand's age t in years and y in the unit of the asymptote A.
///
/// Source: the Richards form as fitted in ChinaXiv-201711.00294V1 to North Hebei. Limits: no fit for Zhejiang was found. With
/// B > 1 the base is negative for young stands, where the curve has no value; they get none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RichardsCurve {
    /// The asymptote A.
    pub asymptote: f64,
    /// The scale B.
    pub scale: f64,
    /// The rate K, 1/yr.
    pub rate: f64,
    /// The shape m, not 1.
    pub shape: f64,
}

impl From<RichardsRows<'_>> for RichardsCurve {
    fn from(rows: RichardsRows<'_>) -> Self {
        Self {
            asymptote: rows.asymptote.value,
            scale: rows.scale.value,
            rate: rows.rate.value,
            shape: rows.shape.value,
        }
    }
}

impl RichardsCurve {
    /// The value at an age; none before the curve leaves zero.
    ///
    /// # Errors
    /// A negative age.
    pub fn at(&self, age: f64) -> Result<Option<f64>> {
        let base = 1.0 - self.scale * (-self.rate * not_negative("stand age", age, "yr")?).exp();
        Ok((base >= 0.0).then(|| self.asymptote * base.powf(1.0 / (1.0 - self.shape))))
    }
}

/// y = w / (1 + k · e^(−a·t))
///
/// with the stand's age t in years and y in the unit of the asymptote w.
///
/// Source: biomass over age of Chinese forests, 徐冰 et al. 2010. Limits: the national fits at hand are unverified.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogisticCurve {
    /// The asymptote w.
    pub asymptote: f64,
    /// The scale k.
    pub scale: f64,
    /// The rate a, 1/yr.
    pub rate: f64,
}

impl From<LogisticRows<'_>> for LogisticCurve {
    fn from(rows: LogisticRows<'_>) -> Self {
        Self { asymptote: rows.asymptote.value, scale: rows.scale.value, rate: rows.rate.value }
    }
}

impl LogisticCurve {
    /// The value at an age.
    ///
    /// # Errors
    /// A negative age.
    pub fn at(&self, age: f64) -> Result<f64> {
        Ok(self.asymptote / (1.0 + self.scale * (-self.rate * not_negative("stand age", age, "yr")?).exp()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::forest::GrowthTable;

    #[test]
    fn a_richards_curve_starts_late_and_ends_at_its_asymptote() {
        let table = GrowthTable::built_in().expect("valid");
        assert!(table.richards("north_hebei_broadleaf").is_err(), "its unit was not recorded");
        let table = table.allow_unverified(true);
        let curve = RichardsCurve::from(table.richards("north_hebei_broadleaf").expect("rows"));
        // B = 1.05: nothing before ln 1.05 / 0.018 = 2.71 years. At 50 years 1 − 1.05 · e^−0.9 = 0.573102; 0.573102^(1/0.477)
        // · 364.306 = 113.4.
        let at = |age| curve.at(age).expect("an age");
        assert_eq!((at(2.7), at(2.8).is_some()), (None, true));
        assert!((at(50.0).expect("grown") - 113.4).abs() < 0.1, "{:?}", at(50.0));
        assert!((at(5000.0).expect("grown") - 364.306).abs() < 1e-9);
        assert!(curve.at(-1.0).is_err());
    }

    #[test]
    fn a_logistic_curve_is_half_grown_where_its_exponential_is_one() {
        let curve = LogisticCurve { asymptote: 69.61, scale: 2.4369, rate: 0.0963 };
        let half = curve.at(2.4369_f64.ln() / 0.0963).expect("an age");
        assert!((half - 69.61 / 2.0).abs() < 1e-12);
        assert!((curve.at(0.0).expect("an age") - 69.61 / 3.4369).abs() < 1e-12);
    }
}
