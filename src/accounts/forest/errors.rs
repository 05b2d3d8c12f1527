//! The errors of the areas and growing stocks that a forest account is made from.

use crate::accounts::{Figure, Part, measured};
use crate::parameters::Factor;
use crate::units::{CubicMetres, CubicMetresPerHectare, Hectares};

/// What is drawn for the errors of measurement: one relative error of all areas, one of all growing stocks.
///
/// A survey states the precision of its total, so what is measured in one zone is off by the same share as in all others: the
/// interval of a total is then the one that was stated, and those of zones are no narrower.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuringErrors {
    area: Factor,
    stock: Factor,
    per_hectare: Factor,
}

impl MeasuringErrors {
    /// The errors by the names that they are given by.
    #[must_use]
    pub fn of(area: &str, stock: &str) -> Self {
        let [area, stock] = [area, stock].map(|name| measured::of_source(name.to_owned(), name.to_owned()));
        let per_hectare = quotient(&stock, &area);
        Self { area, stock, per_hectare }
    }

    fn of_unit(&self, unit: &str) -> Option<(&Factor, &'static str)> {
        match unit {
            Hectares::UNIT => Some((&self.area, Hectares::UNIT)),
            // A rate is an area over one that is known.
            "%" => Some((&self.area, "%")),
            CubicMetres::UNIT => Some((&self.stock, CubicMetres::UNIT)),
            CubicMetresPerHectare::UNIT => Some((&self.per_hectare, CubicMetresPerHectare::UNIT)),
            _ => None,
        }
    }

    /// A figure of a row in `unit`: with the error of its measurement where no parameter went into it.
    pub(super) fn of_row(&self, figure: Figure, unit: &str) -> Figure {
        match self.of_unit(unit) {
            Some((error, unit)) if figure.parts().is_empty() => figure.by(error, "as measured", unit),
            _ => figure,
        }
    }

    /// A figure with the errors of the amounts of its parts.
    pub(super) fn of_amounts(&self, figure: &Figure) -> Figure {
        let with_error = |part: &Part| match self.of_unit(part.unit) {
            Some((error, _)) => Part { factor: &part.factor * error, ..part.clone() },
            None => part.clone(),
        };
        figure.parts().iter().map(with_error).collect()
    }
}

fn quotient(stock: &Factor, area: &Factor) -> Factor {
    Factor::of_linear("growing stock / area", 1, [stock, area], |[stock, area]| Ok(stock / area))
        .expect("a quotient that refuses nothing")
}

#[cfg(test)]
mod tests {
    use crate::accounts::forest::table::tests::{stand, table};
    use crate::accounts::forest::{CoverAdditions, forest_cover_rows, forest_stock_rows};
    use crate::accounts::uncertainty::{AssumedError, NamePattern, Uncertainty, UncertaintySettings};
    use crate::accounts::{AccountRow, Quantity};
    use crate::land::forest::{CoverBasis, ForestLand};

    /// Half of the interval of a figure of all zones, in percent of it.
    fn half(rows: &[AccountRow], quantity: Quantity) -> f64 {
        let assumed = |name: &str, half_width| AssumedError {
            parameters: NamePattern(name.to_owned()),
            half_width,
            distribution: "normal".to_owned(),
            source: "a survey".to_owned(),
        };
        let assumed = vec![assumed("areas", 0.03), assumed("stocks", 0.04)];
        let settings = UncertaintySettings { assumed, ..UncertaintySettings::default() };
        let drawn = Uncertainty::of(rows, &settings).expect("draws");
        let index = rows.iter().position(|row| row.zone == "*" && row.quantity == quantity).expect("a row");
        let spread = drawn.spread(index).expect("an error");
        (spread.high95 - spread.low95) / 2.0 / rows[index].value * 100.0
    }

    #[test]
    fn the_precision_of_a_survey_is_that_of_its_totals() {
        let table = table(vec![stand(ForestLand::Arbor, "oak", 10.0, 60.0); 4]);
        let stock = forest_stock_rows(&table);
        assert!((half(&stock, Quantity::GrowingStock) - 4.0).abs() < 0.1);
        // √(3² + 4²)
        assert!((half(&stock, Quantity::GrowingStockPerHectare) - 5.0).abs() < 0.15);
        let cover = forest_cover_rows(&table, CoverBasis::Nfi, &CoverAdditions::default());
        assert!((half(&cover, Quantity::CoverRate) - 3.0).abs() < 0.1);
    }
}
