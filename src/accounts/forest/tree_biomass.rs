//! The biomass of stands of trees, roots included, by one of the published ways from growing stock.

use super::table::Stand;
use crate::accounts::Provenance;
use crate::error::{Error, Result, nearest};
use crate::land::forest::Origin;
use crate::models::{BiomassExpansion, LowVolumePolicy, RootToShoot, bcef_biomass, wood_density_biomass};
use crate::parameters::forest::{BcefFactor, BiomassExpansionRows, ForestDefaults, ForestParameters, Steps};
use crate::parameters::{Factor, Parameter};
use crate::units::{CubicMetres, CubicMetresPerHectare, Hectares, TotalBiomassPerHectare};

/// How the biomass of trees is taken from their growing stock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TreeMethod<'a> {
    /// A line over growing stock, roots included.
    Expansion {
        /// The set of lines; none for the default of every species group.
        set: Option<&'a str>,
        /// What is done below the fitted range of the lines.
        low_volume: LowVolumePolicy,
    },
    /// The IPCC's conversion and expansion factors, in steps over growing stock, and root-to-shoot ratios.
    Bcef {
        /// The zone of the table.
        zone: &'a str,
    },
    /// Wood density, expansion factor and root-to-shoot ratio of the Chinese afforestation methodology.
    WoodDensity,
}

/// What one species group takes.
#[derive(Debug)]
pub(super) enum TreeBiomass<'a> {
    Line(BiomassExpansionRows<'a>, LowVolumePolicy),
    Bcef { factor: Steps<'a>, natural: Steps<'a>, planted: Steps<'a> },
    WoodDensity { density: &'a Parameter, expansion: &'a Parameter, roots: &'a Parameter },
}

/// A term of the biomass of a stand: what is multiplied with its growing stock or its area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Term {
    /// The slope of a line, with the growing stock.
    Slope,
    /// The intercept of a line, with the area.
    Intercept,
    /// The line from the origin to where the published one begins, with the growing stock.
    ToOrigin,
    /// A conversion and expansion factor and a root-to-shoot ratio by their steps, with the growing stock.
    Bcef { step: usize, is_planted: bool, root_step: usize },
    /// Wood density, expansion and roots, with the growing stock.
    WoodDensity,
}

const IPCC_TYPES: &str = include_str!("../../../parameters/forest_codes/ipcc_forest_types.csv");

/// The set and zone of root-to-shoot ratios beside BCEF: the newest IPCC table of the climate.
const ROOTS: (&str, &str) = ("ipcc2019", "subtropical_humid_asia");

impl TreeMethod<'_> {
    /// What a species group takes, and from which rows.
    ///
    /// # Errors
    /// A group without rows, or rows that are not verified and not allowed.
    pub(super) fn of_group<'a>(
        self,
        parameters: &'a ForestParameters,
        defaults: &ForestDefaults,
        group: &str,
    ) -> Result<(TreeBiomass<'a>, Provenance)> {
        let mut provenance = Provenance::default();
        let biomass = match self {
            Self::Expansion { set, low_volume } => {
                let choice = defaults.choice("biomass_expansion", group);
                let lines = &parameters.biomass_expansion;
                let rows = match set {
                    None => choice.and_then(|choice| lines.equation(&choice.set, &choice.row)),
                    // A set of one's own has the group itself or, failing that, the group that stands for it.
                    Some(set) => lines.equation(set, group).or_else(|missing| match choice {
                        Ok(choice) if choice.row != group => lines.equation(set, &choice.row),
                        _ => Err(missing),
                    }),
                }?;
                provenance.add(rows.parameters());
                TreeBiomass::Line(rows, low_volume)
            }
            Self::Bcef { zone } => {
                let forest_type = ipcc_type(group)?;
                let factor = parameters.bcef.steps("ipcc2006", zone, forest_type, BcefFactor::Stock)?;
                let natural = parameters.root_to_shoot.steps(ROOTS.0, ROOTS.1, "natural")?;
                let planted = parameters.root_to_shoot.steps(ROOTS.0, ROOTS.1, "planted")?;
                for steps in [&factor, &natural, &planted] {
                    provenance.add(steps.steps().iter().map(|step| step.row));
                }
                TreeBiomass::Bcef { factor, natural, planted }
            }
            Self::WoodDensity => {
                let row = |quantity| parameters.species_wood.get(["china-afforestation", group, quantity]);
                let (density, expansion) = (row("wood_density")?, row("biomass_expansion_factor")?);
                let roots = row("root_to_shoot")?;
                provenance.add([density, expansion, roots]);
                TreeBiomass::WoodDensity { density, expansion, roots }
            }
        };
        Ok((biomass, provenance))
    }

    /// The method in words.
    pub(super) fn words(self) -> String {
        match self {
            Self::Expansion { set, low_volume } => {
                let low_volume = match low_volume {
                    LowVolumePolicy::AsPublished => String::new(),
                    LowVolumePolicy::LinearToOrigin { below } => {
                        format!(", below {} m³/ha a line to the origin", below.0)
                    }
                    LowVolumePolicy::Refuse { below } => format!(", refused below {} m³/ha", below.0),
                };
                format!("B = a·V + b with roots, {}{low_volume}", set.unwrap_or("default lines"))
            }
            Self::Bcef { zone } => format!("B = V · BCEF · (1 + R), BCEF of {zone}, R of {}", ROOTS.1),
            Self::WoodDensity => "B = V · D · BEF · (1 + R)".to_owned(),
        }
    }
}

impl TreeBiomass<'_> {
    /// The biomass per hectare of a stand.
    ///
    /// # Errors
    /// A growing stock that the method refuses.
    pub(super) fn of(&self, stand: &Stand, volume: CubicMetresPerHectare) -> Result<TotalBiomassPerHectare> {
        match self {
            Self::Line(rows, low_volume) => BiomassExpansion::from(*rows).biomass(volume, *low_volume),
            Self::Bcef { factor, natural, planted } => {
                let above = bcef_biomass(volume, factor)?;
                let roots = if stand.origin == Some(Origin::Planted) { planted } else { natural };
                Ok(above.with_roots(RootToShoot::new(roots.at(above.0)?.value)?))
            }
            Self::WoodDensity { density, expansion, roots } => {
                let above = wood_density_biomass(volume, density.value, expansion.value)?;
                Ok(above.with_roots(RootToShoot::new(roots.value)?))
            }
        }
    }

    /// The terms that the biomass of a stand is the sum of, each with its amount, m³ or ha.
    ///
    /// # Errors
    /// A growing stock that the method refuses.
    pub(super) fn terms(&self, stand: &Stand, volume: CubicMetresPerHectare) -> Result<Vec<(Term, f64)>> {
        let biomass = self.of(stand, volume)?;
        let (stock, area) = (stand.stock.0, stand.measured.0);
        let terms = match self {
            Self::Line(_, LowVolumePolicy::LinearToOrigin { below }) if volume.0 < below.0 => {
                vec![(Term::ToOrigin, stock)]
            }
            Self::Line(..) => vec![(Term::Slope, stock), (Term::Intercept, area)],
            Self::Bcef { factor, natural, planted } => {
                let is_planted = stand.origin == Some(Origin::Planted);
                let step = factor.index_at(volume.0)?;
                let above = volume.0 * factor.steps()[step].row.value;
                let root_step = if is_planted { planted } else { natural }.index_at(above)?;
                vec![(Term::Bcef { step, is_planted, root_step }, stock)]
            }
            Self::WoodDensity { .. } => vec![(Term::WoodDensity, stock)],
        };
        let sum: f64 = terms.iter().map(|(term, amount)| self.factor(*term).value() * amount).sum();
        debug_assert!(
            (sum - biomass.0 * area).abs() <= 1e-9 * sum.abs().max(1.0),
            "{terms:?} are {sum}, not {biomass:?}"
        );
        Ok(terms)
    }

    /// What a unit of a term's amount weighs, t d.m./m³ or t d.m./ha.
    pub(super) fn factor(&self, term: Term) -> Factor {
        let with_roots = |above: &Factor, roots: &Parameter| above * &(&Factor::exact(1.0) + &Factor::from(roots));
        match (self, term) {
            (Self::Line(rows, _), Term::Intercept) => Factor::from(rows.intercept),
            (Self::Line(rows, LowVolumePolicy::LinearToOrigin { below }), Term::ToOrigin) => {
                &Factor::from(rows.slope) + &(&Factor::from(rows.intercept) * below.0.recip())
            }
            (Self::Line(rows, _), _) => Factor::from(rows.slope),
            (Self::Bcef { factor, natural, planted }, Term::Bcef { step, is_planted, root_step }) => {
                let roots = if is_planted { planted } else { natural };
                with_roots(&Factor::from(factor.steps()[step].row), roots.steps()[root_step].row)
            }
            (Self::Bcef { .. }, _) => Factor::default(),
            (Self::WoodDensity { density, expansion, roots }, _) => {
                with_roots(&(&Factor::from(*density) * &Factor::from(*expansion)), roots)
            }
        }
    }
}

impl Term {
    /// What its amount is, and the amount's unit.
    pub(super) fn amount(self) -> (&'static str, &'static str) {
        match self {
            Self::Intercept => ("area", Hectares::UNIT),
            _ => ("growing stock", CubicMetres::UNIT),
        }
    }
}

/// The forest type of the IPCC's table that a species group takes.
fn ipcc_type(group: &str) -> Result<&'static str> {
    let rows =
        || IPCC_TYPES.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(|line| line.split_once(','));
    rows().find(|(known, _)| *known == group).map(|(_, forest_type)| forest_type).ok_or_else(|| {
        let error = Error::data(format!("species group `{group}` has no forest type in the IPCC's table of BCEF"));
        match nearest(group, rows().map(|(known, _)| known)) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("use biomass expansion lines"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::forest::table::tests::stand;
    use crate::land::forest::ForestLand;

    fn biomass(method: TreeMethod<'_>, group: &str, volume: f64) -> f64 {
        let parameters = ForestParameters::built_in().expect("valid").allow_unverified(true);
        let defaults = ForestDefaults::built_in().expect("valid");
        let (biomass, _) = method.of_group(&parameters, &defaults, group).expect("rows");
        let stand = stand(ForestLand::Arbor, group, 1.0, volume);
        biomass.of(&stand, CubicMetresPerHectare(volume)).expect("a stand").0
    }

    #[test]
    fn each_method_gives_its_published_biomass() {
        let bcef = TreeMethod::Bcef { zone: "temperate" };
        // IPCC 2006, Table 4.5: 41 · 1.4 = 57.4 t d.m./ha above ground; roots × 1.230 (2019, Table 4.4, up to 125 t/ha).
        assert!((biomass(bcef, "oak", 41.0) - 57.4 * 1.230).abs() < 1e-9);
        // V · D · BEF · (1 + R) at 100 m³/ha: fir 0.307 · 1.634 · 1.246 · 100 = 62.5.
        assert!((biomass(TreeMethod::WoodDensity, "chinese_fir", 100.0) - 62.5).abs() < 0.05);
        let line = TreeMethod::Expansion { set: Some("zhang2013"), low_volume: LowVolumePolicy::AsPublished };
        assert!((biomass(line, "oak", 50.0) - (0.7848 * 50.0 + 16.715)).abs() < 1e-9);
    }

    #[test]
    fn every_group_with_a_line_has_a_type_in_the_ipcc_table() {
        let defaults = ForestDefaults::built_in().expect("valid");
        for (table, group, _) in defaults.rows() {
            assert!(table != "biomass_expansion" || ipcc_type(group).is_ok(), "{group}");
        }
        assert!(ipcc_type("oaks").expect_err("unknown").to_string().contains("did you mean `oak`?"));
    }
}
