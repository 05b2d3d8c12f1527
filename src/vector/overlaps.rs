//! Where polygons of one layer lie on each other.

use geo::{BooleanOps, BoundingRect, MultiPolygon};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree, RTreeObject};

use super::polygon_area::PolygonAreas;
use crate::error::Result;
use crate::raster::Crs;

/// Two polygons and the area they share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeatureOverlap {
    /// The place of the first polygon.
    pub first: usize,
    /// The place of the second, after the first.
    pub second: usize,
    /// The shared area on the ellipsoid, m².
    pub area: f64,
}

/// All pairs that share more than `least` m², in the order of their places. Neighbours share an edge, not an area.
///
/// # Errors
/// A CRS without a way to longitude and latitude.
pub fn overlaps(outlines: &[Option<MultiPolygon>], crs: &Crs, least: f64) -> Result<Vec<FeatureOverlap>> {
    let areas = PolygonAreas::new(crs)?;
    let envelopes: Vec<_> = outlines
        .iter()
        .enumerate()
        .filter_map(|(place, outline)| {
            let bounds = outline.as_ref()?.bounding_rect()?;
            let (low, high) = (bounds.min(), bounds.max());
            Some(GeomWithData::new(Rectangle::from_corners([low.x, low.y], [high.x, high.y]), place))
        })
        .collect();
    let tree = RTree::bulk_load(envelopes.clone());
    // Intersections are most of the time that the check of a large inventory takes, and each is on its own.
    let shared: Vec<(usize, usize, MultiPolygon)> = envelopes
        .par_iter()
        .flat_map_iter(|envelope| {
            let first = envelope.data;
            let near = tree.locate_in_envelope_intersecting(&envelope.envelope());
            let mut near: Vec<usize> = near
                .filter(|other| other.data > first && shares_area(&envelope.envelope(), &other.envelope()))
                .map(|other| other.data)
                .collect();
            near.sort_unstable();
            near.into_iter().filter_map(move |second| {
                let shared = outlines[first].as_ref()?.intersection(outlines[second].as_ref()?);
                (!shared.0.is_empty()).then_some((first, second, shared))
            })
        })
        .collect();
    let mut found = Vec::new();
    for (first, second, shared) in shared {
        let area = areas.fast(&shared)?;
        if area > least {
            found.push(FeatureOverlap { first, second, area });
        }
    }
    Ok(found)
}

fn shares_area(one: &AABB<[f64; 2]>, two: &AABB<[f64; 2]>) -> bool {
    (0..2).all(|axis| one.lower()[axis] < two.upper()[axis] && two.lower()[axis] < one.upper()[axis])
}

#[cfg(test)]
mod tests {
    use geo::{Rect, coord};

    use super::*;

    fn square(west: f64, south: f64, edge: f64) -> MultiPolygon {
        let low = coord! { x: 500_000.0 + west, y: 3_300_000.0 + south };
        Rect::new(low, low + coord! { x: edge, y: edge }).to_polygon().into()
    }

    #[test]
    fn neighbours_share_no_area_and_pairs_that_overlap_are_found_once() {
        let outlines = [
            Some(square(0.0, 0.0, 100.0)),
            Some(square(100.0, 0.0, 100.0)),
            None,
            Some(square(150.0, 50.0, 100.0)),
            Some(square(40.0, 40.0, 10.0)),
        ];
        let crs = Crs::from_definition("EPSG:4549").expect("a known CRS");
        let found = overlaps(&outlines, &crs, 0.01).expect("inside");
        let pairs: Vec<_> = found.iter().map(|overlap| (overlap.first, overlap.second)).collect();
        assert_eq!(pairs, [(0, 4), (1, 3)]);
        // On the central meridian the projection is true to scale.
        assert!((found[0].area - 10.0 * 10.0).abs() < 0.01, "{}", found[0].area);
        assert!((found[1].area - 50.0 * 50.0).abs() < 0.1, "{}", found[1].area);
        assert_eq!(overlaps(&outlines, &crs, 200.0).expect("inside").len(), 1);
    }
}
