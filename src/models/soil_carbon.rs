//! Soil organic carbon of a profile.

use super::checked::{not_negative, positive, share};
use crate::error::{Error, Result};
use crate::units::{SoilCarbonTo30Cm, SoilCarbonTo100Cm, TonnesCPerHectare};

/// One layer of a soil profile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SoilLayer {
    /// The bulk density, g/cm³.
    pub bulk_density: f64,
    /// The organic carbon, g C/kg of fine earth.
    pub carbon: f64,
    /// The coarse fraction by mass, 0 to 1.
    pub coarse_fraction: f64,
    /// The thickness, cm.
    pub thickness: f64,
}

impl SoilLayer {
    fn stock(&self) -> Result<f64> {
        let density = positive("bulk density", self.bulk_density, "g/cm³")?;
        let carbon = not_negative("carbon content", self.carbon, "g/kg")?;
        let coarse = share("coarse fraction", self.coarse_fraction)?;
        let thickness = positive("layer thickness", self.thickness, "cm")?;
        // g/cm³ · g/kg · cm is 10⁻³ g C/cm²; 1 g/cm² is 100 t/ha.
        Ok(density * carbon * (1.0 - coarse) * thickness / 10.0)
    }
}

macro_rules! soil_carbon_to_depth {
    ($($(#[$doc:meta])* $depth:ident, $centimetres:literal;)*) => {$(
        impl $depth {
            $(#[$doc])*
            ///
            /// SOC = Σ B · C · (1 − G) · H / 10
            ///
            /// with SOC in t C/ha and, per layer, the bulk density B in g/cm³, the organic carbon C in g/kg, the coarse
            /// fraction G by mass and the thickness H in cm.
            ///
            /// Source: Li et al. 2016, Chinese Journal of Plant Ecology 40(4), doi:10.17521/cjpe.2015.0193 (戴巍 et al. 2017 print
            /// a divisor of 100, which gives kg/m², under the unit t/ha). Limits: layers to exactly this depth; the IPCC's
            /// reference stocks and factors are for 30 cm, the Zhejiang survey is for 100 cm, and the two cannot be mixed.
            ///
            /// # Errors
            /// Layers that do not add up to the depth, or a measure that no soil has.
            pub fn from_layers(layers: &[SoilLayer]) -> Result<Self> {
                let depth: f64 = layers.iter().map(|layer| layer.thickness).sum();
                if !((depth - $centimetres).abs() < 1e-6) {
                    return Err(Error::data(format!(
                        "found soil layers of {depth} cm together, expected {} cm", $centimetres
                    )));
                }
                layers.iter().map(SoilLayer::stock).sum::<Result<f64>>().map(Self)
            }

            /// The carbon density without its depth, which the account's row must then say.
            #[must_use]
            pub fn to_carbon_density(self) -> TonnesCPerHectare {
                TonnesCPerHectare(self.0)
            }
        }
    )*};
}

soil_carbon_to_depth! {
    /// Soil organic carbon of the upper 30 cm from its layers:
    SoilCarbonTo30Cm, 30.0;
    /// Soil organic carbon of the upper 100 cm from its layers:
    SoilCarbonTo100Cm, 100.0;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Masson pine of Zhejiang: g C/kg of Li et al. 2016, Table 2; bulk density and coarse fraction as supposed here.
    const LAYERS: [(f64, f64); 5] = [(10.0, 21.34), (10.0, 13.01), (10.0, 9.27), (20.0, 7.64), (50.0, 6.19)];

    fn layers(count: usize) -> Vec<SoilLayer> {
        let layer = |&(thickness, carbon)| SoilLayer { bulk_density: 1.2, carbon, coarse_fraction: 0.1, thickness };
        LAYERS[..count].iter().map(layer).collect()
    }

    #[test]
    fn the_carbon_of_a_profile_is_the_sum_of_its_layers() {
        // 1.2 · 0.9 / 10 · (213.4 + 130.1 + 92.7) = 47.1096; with 152.8 + 309.5 more: 97.038.
        let to_30 = SoilCarbonTo30Cm::from_layers(&layers(3)).expect("30 cm");
        let to_100 = SoilCarbonTo100Cm::from_layers(&layers(5)).expect("100 cm");
        assert!((to_30.0 - 47.1096).abs() < 1e-9, "{to_30:?}");
        assert!((to_100.to_carbon_density().0 - 97.038).abs() < 1e-9, "{to_100:?}");
    }

    #[test]
    fn layers_to_another_depth_are_refused() {
        let message = SoilCarbonTo100Cm::from_layers(&layers(3)).expect_err("30 cm").to_string();
        assert!(message.contains("30 cm together, expected 100 cm"), "{message}");
        let mut percent = layers(3);
        percent[0].coarse_fraction = 10.0;
        assert!(SoilCarbonTo30Cm::from_layers(&percent).is_err());
    }
}
