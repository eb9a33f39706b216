//! The newest bids of a lot, and whether there were older ones.

use std::collections::VecDeque;

use lexicon::{Moment, Money, Paddle, Sequence};

/// How many bids of a lot are kept in memory: the newest. Older ones are in the rows.
pub const BID_HISTORY_KEPT: usize = 256;

/// One line of a lot's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BidLine {
    /// The entry it stands in.
    pub sequence: Sequence,
    /// When.
    pub moment: Moment,
    /// Whose.
    pub paddle: Paddle,
    /// How much.
    pub amount: Money,
}

/// Bids of a lot behind some place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bids {
    /// The bids, oldest first.
    pub lines: Vec<BidLine>,
    /// Whether the first of them is the first behind the place that was asked for. If it is not,
    /// older ones belong in front of it, which are in the rows alone.
    pub is_whole: bool,
}

/// The newest bids of a lot.
#[derive(Debug)]
pub(crate) struct History {
    lines: VecDeque<BidLine>,
    /// Where the newest bid stands that is not kept any more; zero while all are.
    left_out: Sequence,
}

impl Default for History {
    fn default() -> Self {
        Self { lines: VecDeque::new(), left_out: Sequence::ZERO }
    }
}

impl History {
    /// Takes up a newer bid.
    pub(crate) fn push(&mut self, line: BidLine) {
        if self.lines.len() == BID_HISTORY_KEPT
            && let Some(oldest) = self.lines.pop_front()
        {
            self.left_out = oldest.sequence;
        }
        self.lines.push_back(line);
    }

    /// The bids behind this sequence, at most `most` of them and whatever else stands in the last
    /// one's entry.
    pub(crate) fn after(&self, after: Sequence, most: usize) -> Bids {
        let start = self.lines.partition_point(|line| line.sequence <= after);
        let place = most.checked_sub(1).and_then(|place| start.checked_add(place));
        let last = place.and_then(|place| self.lines.get(place));
        let end = match last {
            Some(last) => self.lines.partition_point(|line| line.sequence <= last.sequence),
            None if most == 0 => start,
            None => self.lines.len(),
        };
        let lines = self.lines.range(start..end).copied().collect();
        Bids { lines, is_whole: after >= self.left_out }
    }

    /// The newest bids, at most `most` of them.
    pub(crate) fn newest(&self, most: usize) -> Vec<BidLine> {
        self.lines.range(self.lines.len().saturating_sub(most)..).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(sequence: u64, fen: i64) -> BidLine {
        let (moment, amount) = (Moment::UNIX, Money::from_fen(fen));
        BidLine { sequence: Sequence(sequence), moment, paddle: Paddle(1), amount }
    }

    /// A history of so many entries, of which every third has two lines, and all of its lines.
    fn histories(entries: u64) -> (History, Vec<BidLine>) {
        let lines: Vec<BidLine> = (1..=entries)
            .flat_map(|sequence| (0..=i64::from(sequence % 3 == 0)).map(move |it| (sequence, it)))
            .map(|(sequence, fen)| line(10 * sequence, fen))
            .collect();
        let mut history = History::default();
        for line in &lines {
            history.push(*line);
        }
        (history, lines)
    }

    #[test]
    fn a_history_is_whole_behind_what_it_has_left_out_and_nowhere_before() {
        for entries in [0, 1, 2, 191, 192, 193, 194, 195, 400] {
            let (history, all) = histories(entries);
            let left_out = &all[..all.len().saturating_sub(BID_HISTORY_KEPT)];
            for after in 0..=10 * entries + 11 {
                let after = Sequence(after);
                let bids = history.after(after, usize::MAX);
                let is_behind = |line: &&BidLine| line.sequence > after;
                let missing = left_out.iter().filter(is_behind).count();
                assert_eq!(bids.is_whole, missing == 0, "{entries} entries, behind {after}");
                let expected: Vec<_> =
                    all.iter().filter(is_behind).skip(missing).copied().collect();
                assert_eq!(bids.lines, expected);
            }
        }
    }

    #[test]
    fn a_part_is_as_long_as_asked_for_and_parts_no_entry() {
        let (history, all) = histories(400);
        let kept = &all[all.len() - BID_HISTORY_KEPT..];
        for most in [0, 1, 2, 3, 100, 255, 256, 257, usize::MAX] {
            let newest = history.newest(most);
            assert_eq!(newest, kept[kept.len().saturating_sub(most)..]);
            for after in [0, 2_500, 2_699, 2_700, 3_990, 4_000] {
                let lines = history.after(Sequence(after), most).lines;
                let behind = kept.iter().filter(|line| line.sequence.0 > after);
                let rest: Vec<_> = behind.clone().skip(lines.len()).collect();
                assert!(behind.zip(&lines).all(|(expected, line)| expected == line));
                assert!(lines.len() <= most.saturating_add(1));
                assert!(lines.len() >= most || rest.is_empty());
                let is_parted = rest.first().map(|line| line.sequence)
                    == lines.last().map(|line| line.sequence);
                assert!(!is_parted || lines.is_empty(), "at most {most} behind {after}");
            }
        }
    }
}
