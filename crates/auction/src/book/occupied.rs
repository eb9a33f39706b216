//! Which levels of a book hold orders: one bit each, and one for each word of those bits.

use serde::{Deserialize, Serialize};

use super::index;

const BITS: u32 = u64::BITS;

/// The levels that hold orders.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Occupied {
    words: Vec<u64>,
    /// A bit for each word that is not empty.
    summary: Vec<u64>,
}

impl Occupied {
    /// None of so many levels.
    pub(super) fn of(level_count: u32) -> Self {
        let word_count = level_count.div_ceil(BITS);
        let summary = vec![0; index(word_count.div_ceil(BITS))];
        Self { words: vec![0; index(word_count)], summary }
    }

    pub(super) fn note(&mut self, level: u32) {
        let (word, bit) = place(level);
        self.words[index(word)] |= 1 << bit;
        let (group, bit) = place(word);
        self.summary[index(group)] |= 1 << bit;
    }

    pub(super) fn clear(&mut self, level: u32) {
        let (word, bit) = place(level);
        self.words[index(word)] &= !(1 << bit);
        if self.words[index(word)] == 0 {
            let (group, bit) = place(word);
            self.summary[index(group)] &= !(1 << bit);
        }
    }

    /// The highest below this level.
    pub(super) fn below(&self, level: u32) -> Option<u32> {
        let (word, bit) = place(level);
        let word = match self.words[index(word)] & before(bit) {
            0 => self.word_below(word)?,
            bits => return Some(word * BITS + bits.ilog2()),
        };
        Some(word * BITS + self.words[index(word)].ilog2())
    }

    /// The lowest above this level.
    pub(super) fn above(&self, level: u32) -> Option<u32> {
        let (word, bit) = place(level);
        let word = match self.words[index(word)] & behind(bit) {
            0 => self.word_above(word)?,
            bits => return Some(word * BITS + bits.trailing_zeros()),
        };
        Some(word * BITS + self.words[index(word)].trailing_zeros())
    }

    fn word_below(&self, word: u32) -> Option<u32> {
        let (group, bit) = place(word);
        match self.summary[index(group)] & before(bit) {
            0 => (0..group).rev().find_map(|group| {
                let bits = self.summary[index(group)];
                bits.checked_ilog2().map(|bit| group * BITS + bit)
            }),
            bits => Some(group * BITS + bits.ilog2()),
        }
    }

    fn word_above(&self, word: u32) -> Option<u32> {
        let (group, bit) = place(word);
        match self.summary[index(group)] & behind(bit) {
            0 => (group + 1..).zip(self.summary.get(index(group) + 1..)?).find_map(
                |(group, bits)| (*bits != 0).then(|| group * BITS + bits.trailing_zeros()),
            ),
            bits => Some(group * BITS + bits.trailing_zeros()),
        }
    }
}

/// The word of a bit, and its place in it.
const fn place(bit: u32) -> (u32, u32) {
    (bit >> BITS.ilog2(), bit & (BITS - 1))
}

/// The bits before this one.
const fn before(bit: u32) -> u64 {
    (1 << bit) - 1
}

/// The bits behind this one.
const fn behind(bit: u32) -> u64 {
    (!1) << bit
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Levels at the edges of words and of words of words, looked for from every level.
    #[test]
    fn the_next_level_is_found_across_words() {
        let count = 3 * 4_096 + 7;
        let noted = [0, 63, 64, 65, 4_095, 4_096, 8_191, 8_192, 12_290, count - 1];
        let mut occupied = Occupied::of(count);
        for level in noted {
            occupied.note(level);
        }
        for level in 0..count {
            let below = noted.iter().rev().find(|it| **it < level).copied();
            let above = noted.iter().find(|it| **it > level).copied();
            assert_eq!(occupied.below(level), below, "below {level}");
            assert_eq!(occupied.above(level), above, "above {level}");
        }
        for level in noted {
            occupied.clear(level);
        }
        assert_eq!(occupied, Occupied::of(count));
    }
}
