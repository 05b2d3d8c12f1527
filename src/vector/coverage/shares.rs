//! What zones have of a pixel.

use std::ops::Deref;

/// What a (pseudo-)zone has of a pixel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The index of the zone, or [`Coverage::outside`](super::Coverage::outside), or [`Coverage::overlap`](super::Coverage::overlap).
    pub zone: u32,
    /// The fraction of the pixel: in (0, 1] for zones and the outside, negative for the overlap only.
    pub weight: f64,
}

/// The shares of one pixel, the owner's first; their weights sum to 1. One alone is of weight 1.
#[derive(Debug, Clone, Copy)]
pub struct Shares<'a>(Held<'a>);

/// One or two, which nearly all pixels have, are held here.
#[derive(Debug, Clone, Copy)]
enum Held<'a> {
    One([Share; 1]),
    Two([Share; 2]),
    More(&'a [Share]),
}

impl<'a> Shares<'a> {
    /// A pixel that a zone has to itself.
    pub(super) fn one(zone: u32) -> Self {
        Self(Held::One([Share { zone, weight: 1.0 }]))
    }

    /// What the second has; the first has the rest.
    pub(super) fn two(first: u32, second: Share) -> Self {
        Self(Held::Two([Share { zone: first, weight: 1.0 - second.weight }, second]))
    }

    /// Three or more.
    pub(super) fn more(shares: &'a [Share]) -> Self {
        Self(Held::More(shares))
    }
}

impl Deref for Shares<'_> {
    type Target = [Share];

    #[inline]
    fn deref(&self) -> &[Share] {
        match &self.0 {
            Held::One(share) => share,
            Held::Two(shares) => shares,
            Held::More(shares) => shares,
        }
    }
}

impl PartialEq for Shares<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}
