//! Ellipsoidal area from coordinates in the zone of 120°E.

/// The false easting of the zone, m.
const FALSE_EASTING: f64 = 500_000.0;
/// CGCS2000.
const SEMI_MAJOR_AXIS: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_222_101;
/// Metres of meridian per radian of latitude, for a latitude good to a few minutes: its error moves areas by less than 1e-7.
const METRES_PER_RADIAN: f64 = 6_367_449.0;

/// Square metres on the ellipsoid per square metre of the map.
///
/// The scale of a transverse Mercator map is 1 + q²/2R² + q⁴/24R⁴ at q metres from the central meridian, where R² is the
/// product of the radii of curvature (Snyder 1987, Map Projections: A Working Manual, equation 8-7 in its metre form).
pub(super) fn area_factor(x: f64, y: f64) -> f64 {
    let squared_eccentricity = FLATTENING * (2.0 - FLATTENING);
    let sine = (y / METRES_PER_RADIAN).sin();
    let curvature = (1.0 - squared_eccentricity * sine * sine).powi(2)
        / (SEMI_MAJOR_AXIS * SEMI_MAJOR_AXIS * (1.0 - squared_eccentricity));
    let q = (x - FALSE_EASTING).powi(2) * curvature;
    (1.0 + q / 2.0 + q * q / 24.0).powi(-2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_is_true_on_the_central_meridian_and_too_large_beside_it() {
        assert!((area_factor(500_000.0, 3_300_000.0) - 1.0).abs() < 1e-12);
        // 200 km away: (1 + 200² / (2 · 6368²))⁻² with R about 6,368 km at 30°N.
        let expected = (1.0 + 200.0_f64.powi(2) / (2.0 * 6_368.0_f64.powi(2))).powi(-2);
        assert!((area_factor(700_000.0, 3_300_000.0) - expected).abs() < 1e-6);
    }
}
