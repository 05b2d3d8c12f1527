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

/// Combinations of one list of shares of every zone set, numbered in the order of appearance in the block.
#[derive(Default)]
pub(super) struct Combinations {
    /// The combinations of lists with a single share, which many parts have in common.
    known: FxHashMap<Box<[u32]>, u32>,
    /// The lists of every combination, one of each set.
    lists: Vec<u32>,
    sets: usize,
    at_hand: Vec<u32>,
    last_known: Option<u32>,
}

impl Combinations {
    pub(super) fn reset(&mut self, sets: usize) {
        self.known.clear();
        self.lists.clear();
        self.sets = sets;
        self.last_known = None;
    }

    /// The combination of the parts at hand, one of each set.
    pub(super) fn of(&mut self, current: &[Part<'_>]) -> u32 {
        self.at_hand.clear();
        self.at_hand.extend(current.iter().map(|part| part.list));
        // Lists that divide a pixel belong to one part alone: to look for them would find nothing.
        let is_common = current.iter().all(|part| part.shares.len() == 1);
        if is_common {
            if let Some(last) = self.last_known.filter(|last| self.lists(*last) == self.at_hand) {
                return last;
            }
            if let Some(known) = self.known.get(self.at_hand.as_slice()) {
                self.last_known = Some(*known);
                return *known;
            }
        }
        let next = u32::try_from(self.lists.len() / self.sets).expect("fewer combinations than pixels");
        self.lists.extend_from_slice(&self.at_hand);
        if is_common {
            self.known.insert(self.at_hand.as_slice().into(), next);
            self.last_known = Some(next);
        }
        next
    }

    /// The list of every set.
    pub(super) fn lists(&self, combination: u32) -> &[u32] {
        &self.lists[combination as usize * self.sets..(combination as usize + 1) * self.sets]
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
        let slot = key.slot as usize;
        if self.lists.len() <= list as usize {
            self.lists.resize_with(list as usize + 1, Vec::new);
        }
        let sums_of_key = &mut self.lists[list as usize];
        if sums_of_key.len() <= slot {
            sums_of_key.resize(slot + 1, NONE);
        }
        if sums_of_key[slot] == NONE {
            sums_of_key[slot] = u32::try_from(self.sums.len()).expect("fewer strata than 2^32 in a block");
            self.sums.push(Sums { list, key, pixels: 0, coverage: 0.0, area: 0.0 });
            self.quantities.resize(self.quantities.len() + self.quantity_count, Q::default());
        }
        sums_of_key[slot] as usize
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
