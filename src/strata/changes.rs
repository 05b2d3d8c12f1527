//! Where neighbouring pixels of a block differ: one bit each, so that cutting rows into runs takes no branch for every pixel.

use crate::raster::{ALL_EQUAL, Block, Pixel, with_pixels};

/// Pixels that are compared at once.
const WORD: usize = u64::BITS as usize;

/// A bit for every pixel of a block, counted along its rows: whether it differs from the next.
#[derive(Default)]
pub(super) struct Changes {
    words: Vec<u64>,
}

impl Changes {
    /// Begins with so many pixels that are all the same.
    pub(super) fn reset(&mut self, pixels: usize) {
        self.words.clear();
        self.words.resize(pixels.div_ceil(WORD), 0);
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

    /// Writes where the runs without a change end, the first pixel after each; how many there are. What follows them in `ends`
    /// means nothing.
    pub(super) fn ends(&self, ends: &mut Vec<u32>) -> usize {
        // Four are written at a time, however many there are, and written over by the next: few words have more.
        const AT_ONCE: usize = 4;
        ends.resize(self.words.len() * WORD + AT_ONCE, 0);
        let mut count = 0;
        for (first, &word) in (1..).step_by(WORD).zip(&self.words) {
            let (mut bits, mut place) = (word, count);
            while bits != 0 {
                for end in &mut ends[place..place + AT_ONCE] {
                    *end = first + bits.trailing_zeros();
                    bits &= bits.wrapping_sub(1);
                }
                place += AT_ONCE;
            }
            count += word.count_ones() as usize;
        }
        count
    }
}

/// The bits of 64 pixels that differ from the one in the same place of `next`.
#[inline]
fn differences<T: Pixel>(pixels: &[T; WORD], next: &[T; WORD]) -> u64 {
    let sixteen = pixels.as_chunks().0.iter().zip(next.as_chunks().0);
    sixteen.rev().fold(0, |bits, (pixels, next)| bits << 16 | u64::from(ALL_EQUAL ^ T::equal_pairs(pixels, next)))
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
            let count = changes.ends(&mut ends);
            ends.truncate(count);
            let runs: Vec<usize> = pixels.chunk_by(|one, other| one == other).map(<[f32]>::len).collect();
            let mut end = 0;
            let expected = runs.iter().map(|length| {
                end += length;
                end
            });
            assert!(ends.iter().map(|end| *end as usize).eq(expected), "{length} pixels: {ends:?}");
        }
    }
}
