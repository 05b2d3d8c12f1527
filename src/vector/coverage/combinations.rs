//! The combinations of shares that the pixels of a tile have, each kept once or nearly so.

use super::{Share, Shares, index};

/// How many of the common combinations a new one is compared with, the last first. One that is not found is kept again, which
/// costs a little room where very many zones meet.
const REMEMBERED: u32 = 16;

/// What the zones of all sets have of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Combination {
    /// Its number in the tile, from 0; the common ones come first.
    pub number: u32,
    /// Whether in every set one (pseudo-)zone has the pixel to itself; then many parts have the combination. Any other has
    /// one part as a rule.
    pub is_common: bool,
}

/// The combinations of a tile: the common ones, which are found again, and the others, which hardly ever come again.
#[derive(Debug, Clone, Default)]
pub(super) struct Combinations {
    /// The number of zone sets.
    sets: usize,
    /// The one holder in each set, combination by combination.
    common: Vec<u32>,
    commons: u32,
    /// The holders in each set, combination by combination.
    single: Vec<Holders>,
    /// Two holders.
    pairs: Vec<Pair>,
    /// The shares of more holders, list by list, and where each list ends.
    more: Vec<Share>,
    more_ends: Vec<u32>,
}

/// Who has shares of a pixel. Many are kept, so they are packed: in the two lowest bits how many, above them a (pseudo-)zone or
/// an index among the pairs or the longer lists.
#[derive(Debug, Clone, Copy)]
struct Holders(u32);

/// Two holders of a pixel: the first has what the second has not.
#[derive(Debug, Clone, Copy)]
struct Pair {
    zones: [u32; 2],
    second: f64,
}

impl Holders {
    const ONE: u32 = 1;
    const TWO: u32 = 2;
    const MORE: u32 = 3;

    fn new(many: u32, number: u32) -> Self {
        assert!(number < 1 << 30, "a set has fewer than 2^30 zones");
        Self(number << 2 | many)
    }

    /// How many, and the zone or index.
    #[inline]
    fn parts(self) -> (u32, u32) {
        (self.0 & 3, self.0 >> 2)
    }
}

impl Combinations {
    pub(super) fn new(sets: usize) -> Self {
        Self { sets, ..Self::default() }
    }

    /// Takes all away.
    pub(super) fn clear(&mut self) {
        self.common.clear();
        self.commons = 0;
        self.single.clear();
        self.pairs.clear();
        self.more.clear();
        self.more_ends.clear();
    }

    /// The index among the common combinations of the one with these shares of every set.
    pub(super) fn common(&mut self, sets: &[Vec<Share>]) -> u32 {
        let zones = || sets.iter().map(|shares| shares[0].zone);
        let zones_of = |index: u32| &self.common[index as usize * self.sets..][..self.sets];
        let mut remembered = (self.commons.saturating_sub(REMEMBERED)..self.commons).rev();
        let known = remembered.find(|&index| zones_of(index).iter().copied().eq(zones()));
        known.unwrap_or_else(|| {
            self.common.extend(zones());
            self.commons += 1;
            self.commons - 1
        })
    }

    /// The index among the other combinations of a new one.
    pub(super) fn single(&mut self, sets: &[Vec<Share>]) -> u32 {
        let number = index(self.single.len() / self.sets);
        for shares in sets {
            let holders = match shares[..] {
                [Share { zone, .. }] => Holders::new(Holders::ONE, zone),
                [first, second] => {
                    self.pairs.push(Pair { zones: [first.zone, second.zone], second: second.weight });
                    Holders::new(Holders::TWO, index(self.pairs.len() - 1))
                }
                ref more => {
                    self.more.extend_from_slice(more);
                    self.more_ends.push(index(self.more.len()));
                    Holders::new(Holders::MORE, index(self.more_ends.len() - 1))
                }
            };
            self.single.push(holders);
        }
        number
    }

    /// The combination with an index among the common ones or among the others.
    #[inline]
    pub(super) fn at(&self, is_common: bool, index: u32) -> Combination {
        Combination { number: if is_common { index } else { self.commons + index }, is_common }
    }

    /// What the zones of a set have of a pixel with a combination.
    #[inline]
    pub(super) fn shares(&self, number: u32, set: usize) -> Shares<'_> {
        let Some(single) = number.checked_sub(self.commons) else {
            return Shares::one(self.common[number as usize * self.sets + set]);
        };
        let (many, number) = self.single[single as usize * self.sets + set].parts();
        let index = number as usize;
        match many {
            Holders::ONE => Shares::one(number),
            Holders::TWO => {
                let Pair { zones: [first, zone], second } = self.pairs[index];
                Shares::two(first, Share { zone, weight: second })
            }
            _ => {
                let start = if index == 0 { 0 } else { self.more_ends[index - 1] };
                Shares::more(&self.more[start as usize..self.more_ends[index] as usize])
            }
        }
    }

    /// The memory held beside the table itself, in bytes.
    pub(super) fn memory_bytes(&self) -> usize {
        (self.common.capacity() + self.more_ends.capacity()) * size_of::<u32>()
            + self.single.capacity() * size_of::<Holders>()
            + self.pairs.capacity() * size_of::<Pair>()
            + self.more.capacity() * size_of::<Share>()
    }

    /// The lists of shares that more than one holder has.
    #[cfg(test)]
    pub(super) fn shared(&self) -> usize {
        self.pairs.len() + self.more_ends.len()
    }
}
