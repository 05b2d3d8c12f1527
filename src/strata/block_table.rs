//! Where the sums of one block are kept: small numbers for keys and zones, and sums by both.

use rustc_hash::FxHashMap;

use super::Moments;
use crate::vector::Part;

/// No slot yet.
const NONE: u32 = u32::MAX;

/// A piece of a row: equal codes, and equal shares in every zone set.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) key: u64,
    pub(super) slot: u32,
    pub(super) pixels: u64,
    pub(super) area: f64,
    pub(super) quantities: Vec<Moments>,
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
    pub(super) fn slot(&mut self, key: u64) -> u32 {
        let next = u32::try_from(self.keys.len()).expect("fewer keys than pixels");
        let slot = if self.direct.is_empty() {
            self.hashed.entry(key).or_insert(NONE)
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "at most 16 bits")]
            let slot = &mut self.direct[key as usize];
            slot
        };
        if *slot == NONE {
            *slot = next;
            self.keys.push(key);
        }
        *slot
    }
}

/// Combinations of one zone of every set, numbered in the order of appearance in the block.
#[derive(Default)]
pub(super) struct Combinations {
    /// From the combination of the sets before, and the zone of the next, to the combination of all of these.
    pairs: FxHashMap<(u32, u32), u32>,
    zones: Vec<Vec<u32>>,
}

impl Combinations {
    pub(super) fn reset(&mut self) {
        self.pairs.clear();
        self.zones.clear();
    }

    /// The combination of a piece; none if it is divided between zones in any set.
    pub(super) fn of(&mut self, current: &[Part<'_>]) -> Option<u32> {
        if current.iter().any(|part| part.shares.len() != 1) {
            return None;
        }
        let mut combination = NONE;
        for part in current {
            let zone = part.shares[0].zone;
            combination = if let Some(known) = self.pairs.get(&(combination, zone)) {
                *known
            } else {
                let next = u32::try_from(self.zones.len()).expect("few combinations in a block");
                let mut zones = if combination == NONE { Vec::new() } else { self.zones[combination as usize].clone() };
                zones.push(zone);
                self.zones.push(zones);
                self.pairs.insert((combination, zone), next);
                next
            };
        }
        Some(combination)
    }

    pub(super) fn zones(&self, combination: u32) -> &[u32] {
        &self.zones[combination as usize]
    }
}

/// Sums by list and key slot. A list is a combination of zones, or one zone of one set.
pub(super) struct Table<Name> {
    of_name: FxHashMap<Name, u32>,
    pub(super) names: Vec<Name>,
    /// For each list, from key slot to sums.
    lists: Vec<Vec<u32>>,
    pub(super) sums: Vec<Sums>,
    quantities: Vec<Moments>,
    quantity_count: usize,
}

impl<Name> Default for Table<Name> {
    fn default() -> Self {
        Self {
            of_name: FxHashMap::default(),
            names: Vec::new(),
            lists: Vec::new(),
            sums: Vec::new(),
            quantities: Vec::new(),
            quantity_count: 0,
        }
    }
}

/// The sums of one list and key over the block, before they are rounded to fixed point.
pub(super) struct Sums {
    pub(super) list: u32,
    pub(super) key: u64,
    pub(super) slot: u32,
    pub(super) pixels: u64,
    pub(super) coverage: f64,
    pub(super) area: f64,
}

impl<Name: Copy + Eq + std::hash::Hash> Table<Name> {
    pub(super) fn reset(&mut self, quantity_count: usize) {
        self.of_name.clear();
        self.names.clear();
        self.lists.iter_mut().for_each(Vec::clear);
        self.sums.clear();
        self.quantities.clear();
        self.quantity_count = quantity_count;
    }

    /// The list of a name.
    pub(super) fn list(&mut self, name: Name) -> u32 {
        let next = u32::try_from(self.names.len()).expect("few zones in a block");
        let list = *self.of_name.entry(name).or_insert(next);
        if list == next {
            self.names.push(name);
        }
        list
    }

    pub(super) fn quantities_of(&self, index: usize) -> &[Moments] {
        &self.quantities[index * self.quantity_count..(index + 1) * self.quantity_count]
    }

    #[inline]
    pub(super) fn add(&mut self, list: u32, piece: &Piece, weight: f64, is_owner: bool) {
        let slot = piece.slot as usize;
        if self.lists.len() <= list as usize {
            self.lists.resize_with(list as usize + 1, Vec::new);
        }
        let sums_of_key = &mut self.lists[list as usize];
        if sums_of_key.len() <= slot {
            sums_of_key.resize(slot + 1, NONE);
        }
        if sums_of_key[slot] == NONE {
            sums_of_key[slot] = u32::try_from(self.sums.len()).expect("fewer strata than 2^32 in a block");
            self.sums.push(Sums { list, key: piece.key, slot: piece.slot, pixels: 0, coverage: 0.0, area: 0.0 });
            self.quantities.resize(self.quantities.len() + self.quantity_count, Moments::default());
        }
        let index = sums_of_key[slot] as usize;
        let sums = &mut self.sums[index];
        if is_owner {
            sums.pixels += piece.pixels;
        }
        sums.coverage += weight * piece.pixels as f64;
        sums.area += weight * piece.area;
        let first = index * self.quantity_count;
        for (total, piece) in self.quantities[first..].iter_mut().zip(&piece.quantities) {
            total.add(piece, weight);
        }
    }
}
