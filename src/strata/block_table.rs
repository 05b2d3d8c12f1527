//! Where the sums of one block are kept: small numbers for keys and zones, and sums by both.

use rustc_hash::FxHashMap;

/// No number yet.
const NONE: u32 = u32::MAX;

/// Small numbers for the packed codes of a block, counted from 0 in the order of appearance.
#[derive(Default)]
pub(super) struct Keys {
    direct: Vec<u32>,
    hashed: FxHashMap<u64, u32>,
    packed: Vec<u64>,
}

impl Keys {
    /// Up to this many bits packed codes are looked up in an array.
    const DIRECT_BITS: u32 = 16;

    /// Begins a block whose codes have so many bits.
    pub(super) fn reset(&mut self, bits: u32) {
        if bits <= Self::DIRECT_BITS {
            self.direct.resize(1 << bits, NONE);
            for key in self.packed.drain(..) {
                self.direct[usize::try_from(key).expect("at most 16 bits")] = NONE;
            }
        } else {
            self.direct.clear();
            self.hashed.clear();
            self.packed.clear();
        }
    }

    /// Replaces `numbers` by those of packed codes.
    pub(super) fn number(&mut self, packed: &[u64], numbers: &mut Vec<u32>) {
        let Self { direct, hashed, packed: known } = self;
        let mut number = |number: &mut u32, packed: u64| {
            if *number == NONE {
                *number = u32::try_from(known.len()).expect("fewer keys than pixels");
                known.push(packed);
            }
            *number
        };
        numbers.clear();
        if direct.is_empty() {
            numbers.extend(packed.iter().map(|&packed| number(hashed.entry(packed).or_insert(NONE), packed)));
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "at most 16 bits")]
            numbers.extend(packed.iter().map(|&packed| number(&mut direct[packed as usize], packed)));
        }
    }

    /// The packed codes that a number stands for.
    pub(super) fn packed(&self, number: u32) -> u64 {
        self.packed[number as usize]
    }
}

/// Sums by list and key, with one `Q` for every quantity. A list is a combination of shares, or one zone of one set.
#[derive(Default)]
pub(super) struct Table<Q> {
    /// For each list, from key to sums.
    lists: Vec<Vec<u32>>,
    pub(super) sums: Vec<Sums>,
    quantities: Vec<Q>,
    quantity_count: usize,
}

/// The sums of one list and key over the block, before they are rounded to fixed point.
pub(super) struct Sums {
    pub(super) list: u32,
    pub(super) key: u32,
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
    pub(super) fn index(&mut self, list: u32, key: u32) -> usize {
        match self.lists.get(list as usize).and_then(|sums_of_key| sums_of_key.get(key as usize)) {
            Some(&index) if index != NONE => index as usize,
            _ => self.begin(list, key),
        }
    }

    #[cold]
    fn begin(&mut self, list: u32, key: u32) -> usize {
        let index = self.push(list, key);
        let (list, key) = (list as usize, key as usize);
        if self.lists.len() <= list {
            self.lists.resize_with(list + 1, Vec::new);
        }
        let sums_of_key = &mut self.lists[list];
        if sums_of_key.len() <= key {
            sums_of_key.resize(key + 1, NONE);
        }
        sums_of_key[key] = u32::try_from(index).expect("fewer strata than 2^32 in a block");
        index
    }

    /// The index of new sums, which [`Self::index`] does not find again.
    pub(super) fn push(&mut self, list: u32, key: u32) -> usize {
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
