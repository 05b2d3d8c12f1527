//! Where the sums of one block are kept: small numbers for keys and zones, and sums by both.

use rustc_hash::FxHashMap;

use crate::vector::Part;

/// No slot yet.
const NONE: u32 = u32::MAX;

/// Packed codes, and the small number that stands for them in the block.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Key {
    pub(super) packed: u64,
    pub(super) slot: u32,
}

/// From packed codes to a small number, counted from 0 in the order of appearance in the block.
#[derive(Default)]
pub(super) struct KeySlots {
    direct: Vec<u32>,
    hashed: FxHashMap<u64, u32>,
    keys: Vec<u64>,
}

impl KeySlots {
    /// Up to this many bits a key is looked up in an array.
    const DIRECT_BITS: u32 = 16;

    pub(super) fn reset(&mut self, bits: u32) {
        if bits <= Self::DIRECT_BITS {
            self.direct.resize(1 << bits, NONE);
            for key in self.keys.drain(..) {
                self.direct[usize::try_from(key).expect("at most 16 bits")] = NONE;
            }
        } else {
            self.direct.clear();
            self.hashed.clear();
            self.keys.clear();
        }
    }

    #[inline]
    pub(super) fn key(&mut self, packed: u64) -> Key {
        let next = u32::try_from(self.keys.len()).expect("fewer keys than pixels");
        let slot = if self.direct.is_empty() {
            self.hashed.entry(packed).or_insert(NONE)
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "at most 16 bits")]
            let slot = &mut self.direct[packed as usize];
            slot
        };
        if *slot == NONE {
            *slot = next;
            self.keys.push(packed);
        }
        Key { packed, slot: *slot }
    }
}

/// Combinations of the shares of parts, one of every zone set, numbered in the order of appearance in the block.
#[derive(Default)]
pub(super) struct Combinations {
    /// By the zones that have parts to themselves, which many parts have in common.
    common: FxHashMap<Box<[u32]>, Combination>,
    last_common: Option<Combination>,
    /// The zones of the last common combination.
    last_zones: Vec<u32>,
    /// The first zone of every set, counted through all sets.
    first_zones: Vec<u32>,
    /// The shares of all combinations, one after the other.
    shares: Vec<ZoneShare>,
    /// Where the shares of each combination end.
    ends: Vec<usize>,
}

/// The number of a combination.
#[derive(Clone, Copy, Default)]
pub(super) struct Combination {
    pub(super) number: u32,
    /// Whether other parts may have it too.
    pub(super) is_common: bool,
}

/// What a zone has of a pixel.
#[derive(Clone, Copy)]
pub(super) struct ZoneShare {
    /// Counted through all sets.
    pub(super) zone: u32,
    /// Whether no other zone of the set has more of it.
    pub(super) is_owner: bool,
    pub(super) weight: f64,
}

impl Combinations {
    /// Begins a block; the zones of a set follow those of the set before.
    pub(super) fn reset(&mut self, first_zones: impl Iterator<Item = u32>) {
        self.common.clear();
        self.last_common = None;
        self.first_zones.clear();
        self.first_zones.extend(first_zones);
        self.shares.clear();
        self.ends.clear();
    }

    /// The combination of the parts at hand, one of each set.
    pub(super) fn of(&mut self, current: &[Part<'_>]) -> Combination {
        // Hardly two parts divide a pixel in the same way: to look for one would find nothing.
        let zones = || current.iter().filter_map(Part::holder);
        if zones().count() < current.len() {
            return self.push(current, false);
        }
        if let Some(last) = self.last_common.filter(|_| self.last_zones.iter().copied().eq(zones())) {
            return last;
        }
        self.last_zones.clear();
        self.last_zones.extend(zones());
        let known = self.common.get(self.last_zones.as_slice()).copied();
        let combination = known.unwrap_or_else(|| {
            let new = self.push(current, true);
            self.common.insert(self.last_zones.as_slice().into(), new);
            new
        });
        *self.last_common.insert(combination)
    }

    fn push(&mut self, current: &[Part<'_>], is_common: bool) -> Combination {
        for (part, first_zone) in current.iter().zip(&self.first_zones) {
            // The owner is first.
            self.shares.extend(part.shares().iter().enumerate().map(|(number, share)| ZoneShare {
                zone: first_zone + share.zone,
                is_owner: number == 0,
                weight: share.weight,
            }));
        }
        self.ends.push(self.shares.len());
        Combination { number: u32::try_from(self.ends.len() - 1).expect("fewer combinations than pixels"), is_common }
    }

    /// The shares of a combination, set by set.
    pub(super) fn shares(&self, number: u32) -> &[ZoneShare] {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.shares[start..self.ends[number]]
    }
}

/// Sums by list and key slot, with one `Q` for every quantity. A list is a combination of shares, or one zone of one set.
#[derive(Default)]
pub(super) struct Table<Q> {
    /// For each list, from key slot to sums.
    lists: Vec<Vec<u32>>,
    pub(super) sums: Vec<Sums>,
    quantities: Vec<Q>,
    quantity_count: usize,
}

/// The sums of one list and key over the block, before they are rounded to fixed point.
pub(super) struct Sums {
    pub(super) list: u32,
    pub(super) key: Key,
    pub(super) pixels: u64,
    pub(super) coverage: f64,
    pub(super) area: f64,
}

impl<Q: Clone + Default> Table<Q> {
    pub(super) fn reset(&mut self, quantity_count: usize) {
        self.lists.iter_mut().for_each(Vec::clear);
        self.sums.clear();
        self.quantities.clear();
        self.quantity_count = quantity_count;
    }

    /// The index of the sums of a list and key, which begin at nothing.
    #[inline]
    pub(super) fn index(&mut self, list: u32, key: Key) -> usize {
        match self.lists.get(list as usize).and_then(|sums_of_key| sums_of_key.get(key.slot as usize)) {
            Some(&index) if index != NONE => index as usize,
            _ => self.begin(list, key),
        }
    }

    #[cold]
    fn begin(&mut self, list: u32, key: Key) -> usize {
        let index = self.push(list, key);
        let (list, slot) = (list as usize, key.slot as usize);
        if self.lists.len() <= list {
            self.lists.resize_with(list + 1, Vec::new);
        }
        let sums_of_key = &mut self.lists[list];
        if sums_of_key.len() <= slot {
            sums_of_key.resize(slot + 1, NONE);
        }
        sums_of_key[slot] = u32::try_from(index).expect("fewer strata than 2^32 in a block");
        index
    }

    /// The index of new sums, which [`Self::index`] does not find again.
    pub(super) fn push(&mut self, list: u32, key: Key) -> usize {
        self.sums.push(Sums { list, key, pixels: 0, coverage: 0.0, area: 0.0 });
        self.quantities.resize(self.quantities.len() + self.quantity_count, Q::default());
        self.sums.len() - 1
    }

    pub(super) fn quantities(&self, index: usize) -> &[Q] {
        &self.quantities[index * self.quantity_count..(index + 1) * self.quantity_count]
    }

    #[inline]
    pub(super) fn quantity_mut(&mut self, index: usize, quantity: usize) -> &mut Q {
        &mut self.quantities[index * self.quantity_count + quantity]
    }

    pub(super) fn quantities_mut(&mut self, index: usize) -> &mut [Q] {
        &mut self.quantities[index * self.quantity_count..(index + 1) * self.quantity_count]
    }
}
