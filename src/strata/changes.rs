//! Where neighbouring pixels of a block differ: one bit each, so that neither cutting rows into runs nor seeing that a run has
//! one value takes a branch for every pixel.

use crate::raster::{Block, Pixel, with_pixels};

/// Pixels that are compared at once.
const WORD: usize = u64::BITS as usize;

/// A bit for every pixel of a block, counted along its rows: whether it differs from the next.
#[derive(Default)]
pub(super) struct Changes {
    /// One more than there are pixels for, so that 64 bits can be taken from any pixel on.
    words: Vec<u64>,
}

impl Changes {
    /// Begins with so many pixels that are all the same.
    pub(super) fn reset(&mut self, pixels: usize) {
        self.words.clear();
        self.words.resize(pixels / WORD + 2, 0);
    }

    /// Adds the changes of a layer.
    pub(super) fn mark(&mut self, block: &Block) {
        with_pixels!(block, pixels => self.mark_pixels(pixels.as_slice().expect("blocks are in standard layout")));
    }

    fn mark_pixels<T: Pixel>(&mut self, pixels: &[T]) {
        let (chunks, rest) = pixels[1..].as_chunks::<WORD>();
        for ((word, pixels), next) in self.words.iter_mut().zip(pixels.as_chunks::<WORD>().0).zip(chunks) {
            *word |= differences(pixels, next);
        }
        for index in pixels.len() - 1 - rest.len()..pixels.len() - 1 {
            self.words[index / WORD] |= u64::from(pixels[index].differs(pixels[index + 1])) << (index % WORD);
        }
    }

    /// Lets a change follow a pixel.
    pub(super) fn mark_end(&mut self, pixel: usize) {
        self.words[pixel / WORD] |= 1 << (pixel % WORD);
    }

    /// Where the runs without a change end: the first pixel after each.
    pub(super) fn ends(&self, ends: &mut Vec<u32>) {
        ends.clear();
        for (first, &word) in (1..).step_by(WORD).zip(&self.words) {
            let mut bits = word;
            while bits != 0 {
                ends.push(first + bits.trailing_zeros());
                bits &= bits - 1;
            }
        }
    }

    /// Whether the pixels from `start` up to but not including `end` are all the same.
    #[inline]
    pub(super) fn are_equal(&self, mut start: u32, end: u32) -> bool {
        let last = end - 1;
        while last - start >= u64::BITS {
            if self.bits(start) != 0 {
                return false;
            }
            start += u64::BITS;
        }
        self.bits(start) & ((1 << (last - start)) - 1) == 0
    }

    /// The bits from a pixel on.
    #[inline]
    fn bits(&self, pixel: u32) -> u64 {
        let (word, shift) = ((pixel / u64::BITS) as usize, pixel % u64::BITS);
        // In two steps, because a shift by all 64 bits is none.
        self.words[word] >> shift | self.words[word + 1] << 1 << (u64::BITS - 1 - shift)
    }
}

/// The bits of 64 pixels that differ from the one in the same place of `next`.
#[inline]
fn differences<T: Pixel>(pixels: &[T; WORD], next: &[T; WORD]) -> u64 {
    // The product moves the lowest bit of byte i to bit 56 + i; no two of its terms meet, so nothing is carried.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut flags = [0_u8; WORD];
    // Sixteen bytes are what a compiler fills at once.
    for ((flags, pixels), next) in
        flags.as_chunks_mut::<16>().0.iter_mut().zip(pixels.as_chunks::<16>().0).zip(next.as_chunks::<16>().0)
    {
        for ((flag, pixel), next) in flags.iter_mut().zip(pixels).zip(next) {
            *flag = u8::from(pixel.differs(*next));
        }
    }
    let eight = |flags: &[u8; 8]| u64::from_le_bytes(*flags).wrapping_mul(GATHER) >> 56;
    flags.as_chunks::<8>().0.iter().rev().fold(0, |bits, flags| bits << 8 | eight(flags))
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    fn changes(pixels: &[f32]) -> Changes {
        let mut changes = Changes::default();
        changes.reset(pixels.len());
        changes.mark(&Block::F32(Array2::from_shape_vec((1, pixels.len()), pixels.to_vec()).expect("one row")));
        changes
    }

    #[test]
    fn runs_end_where_neighbours_differ() {
        // Lengths on both sides of a word, and runs across its borders.
        for length in [1, 2, 63, 64, 65, 128, 129, 300] {
            let pixels: Vec<f32> = (0..length).map(|pixel| (pixel * pixel / 500) as f32).collect();
            let mut changes = changes(&pixels);
            changes.mark_end(pixels.len() - 1);
            let mut ends = Vec::new();
            changes.ends(&mut ends);
            let runs: Vec<usize> = pixels.chunk_by(|one, other| one == other).map(<[f32]>::len).collect();
            let mut end = 0;
            let expected = runs.iter().map(|length| {
                end += length;
                end
            });
            assert!(ends.iter().map(|end| *end as usize).eq(expected), "{length} pixels: {ends:?}");
        }
    }

    #[test]
    fn pixels_are_equal_where_nothing_changes_among_them() {
        let pixels: Vec<f32> = (0..400).map(|pixel| if pixel < 3 || pixel == 300 { f32::NAN } else { 7.0 }).collect();
        let changes = changes(&pixels);
        for start in 0..400 {
            for end in start + 1..=400 {
                let run = &pixels[start..end];
                let expected = run.iter().all(|pixel| pixel.to_bits() == run[0].to_bits());
                let [first, after] = [start, end].map(|pixel| u32::try_from(pixel).expect("small"));
                assert_eq!(changes.are_equal(first, after), expected, "{start}..{end}");
            }
        }
    }
}
