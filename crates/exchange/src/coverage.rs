//! Measuring whether the exchange was provably open in a lot's last window.
//!
//! The floor measures while it runs, and `verify` measures again from the journal alone; both do
//! it here, so that they cannot disagree.

use std::collections::VecDeque;

use lexicon::{Moment, Span};

use crate::{Coverage, EpochClock, Window};

/// The longest time without an entry in a last window that still counts as open.
pub const COVERAGE_GAP_MAX: Span = Span::from_seconds(3);

/// The most gaps remembered. A gap that is forgotten lies behind so many later ones, each over
/// [`COVERAGE_GAP_MAX`] long, that [`Presence`] then takes all before the oldest as uncovered.
const GAPS_MAX: usize = 4_096;

/// A time in which the exchange was not provably open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The entry before it.
    pub from: Moment,
    /// The entry behind it.
    pub until: Moment,
    /// Whether it interrupts whatever it touches, however short: a restart or a jump of the clock.
    pub is_break: bool,
}

/// When the exchange was open, as its entries show.
#[derive(Debug, Clone, Default)]
pub struct Presence {
    last: Option<Moment>,
    gaps: VecDeque<Gap>,
    forgotten_until: Option<Moment>,
    is_virtual: bool,
}

impl Presence {
    /// Takes up that an epoch began: what lies between the last entry and this one is a break.
    ///
    /// A script's time has no gaps of its own. Where the machine's time begins behind it, what lies
    /// between counts like any other silence.
    pub fn epoch(&mut self, moment: Moment, clock: EpochClock) -> Option<Gap> {
        let is_break = !self.is_virtual;
        self.is_virtual = clock == EpochClock::Virtual;
        let from = self.last.replace(moment)?;
        let gap = Gap { from, until: moment, is_break };
        let is_gap = is_break || moment.since(from) > COVERAGE_GAP_MAX;
        let gap = Some(gap).filter(|_| is_gap && !self.is_virtual);
        gap.inspect(|gap| self.remember(*gap))
    }

    /// Takes up an entry; answers with the gap before it where that is too long.
    pub fn entry(&mut self, moment: Moment) -> Option<Gap> {
        let gap = self.silence(moment);
        self.last = Some(moment);
        gap.inspect(|gap| self.remember(*gap))
    }

    /// The gap that an entry at this moment would end.
    pub fn silence(&self, moment: Moment) -> Option<Gap> {
        let gap = Gap { from: self.last?, until: moment, is_break: false };
        let is_silence = !self.is_virtual && moment.since(gap.from) > COVERAGE_GAP_MAX;
        is_silence.then_some(gap)
    }

    /// Takes up that the wall clock jumped between these moments.
    pub fn jump(&mut self, from: Moment, until: Moment) -> Gap {
        let gap = Gap { from, until, is_break: true };
        self.remember(gap);
        gap
    }

    /// The moment of the last entry.
    pub fn last(&self) -> Option<Moment> {
        self.last
    }

    /// The gap that an entry at this moment has just ended.
    pub fn gap_at(&self, moment: Moment) -> Option<Gap> {
        self.gaps.back().copied().filter(|gap| gap.until == moment)
    }

    /// Whether a lot whose last window this is may close.
    pub fn coverage(&self, window: Window) -> Coverage {
        if self.is_virtual {
            return Coverage::Covered;
        }
        let open_end =
            self.last.map(|from| Gap { from, until: window.closes_at.max(from), is_break: false });
        let forgotten = self.forgotten_until.map(|until| Gap {
            from: window.begins_at.min(until),
            until,
            is_break: true,
        });
        let mut gaps = forgotten.iter().chain(&self.gaps).chain(&open_end);
        match gaps.find(|gap| gap.touches(window)) {
            Some(gap) => Coverage::Uncovered { from: gap.from, until: gap.until },
            None => Coverage::Covered,
        }
    }

    fn remember(&mut self, gap: Gap) {
        if self.gaps.len() == GAPS_MAX {
            let oldest = self.gaps.pop_front();
            self.forgotten_until = oldest.map(|gap| gap.until);
        }
        self.gaps.push_back(gap);
    }
}

impl Gap {
    /// Whether a lot with this last window was not provably open because of the gap.
    ///
    /// A break counts where it reaches into the window at all; a silence where its part within
    /// the window is longer than [`COVERAGE_GAP_MAX`].
    pub fn touches(&self, window: Window) -> bool {
        let from = self.from.max(window.begins_at);
        let until = self.until.min(window.closes_at);
        if self.is_break {
            self.until >= window.begins_at && self.from <= window.closes_at
        } else {
            until.since(from) > COVERAGE_GAP_MAX
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: u64) -> Moment {
        Moment::UNIX + Span::from_seconds(second)
    }

    /// A last window from second 40 to second 100.
    fn window() -> Window {
        Window { begins_at: second(40), closes_at: second(100) }
    }

    fn opened(entries: impl IntoIterator<Item = u64>) -> Presence {
        let mut presence = Presence::default();
        assert_eq!(presence.epoch(second(0), EpochClock::Wall), None);
        for entry in entries {
            presence.entry(second(entry));
        }
        presence
    }

    #[test]
    fn a_window_is_covered_when_no_gap_in_it_is_longer_than_three_seconds() {
        let uncovered =
            |from, until| Coverage::Uncovered { from: second(from), until: second(until) };
        for (entries, coverage) in [
            ((1..=100).collect::<Vec<_>>(), Coverage::Covered),
            // A silence before the window is none of its business, up to three seconds into it.
            ((43..=99).collect(), Coverage::Covered),
            ((44..=99).collect(), uncovered(0, 44)),
            // The end counts as well.
            ((1..=97).collect(), Coverage::Covered),
            ((1..=96).collect(), uncovered(96, 100)),
            ((1..=60).chain(63..=100).collect(), Coverage::Covered),
            ((1..=60).chain(64..=100).collect(), uncovered(60, 64)),
            // What falls silent behind the close does not matter.
            ((1..=99).chain(200..=201).collect(), Coverage::Covered),
        ] {
            assert_eq!(opened(entries.clone()).coverage(window()), coverage, "{entries:?}");
        }
    }

    #[test]
    fn a_restart_or_a_jump_in_the_window_uncovers_it_however_short() {
        let us = Span::from_us(1);
        for (at, is_covered) in [(39, true), (40, false), (70, false), (100, false), (101, true)] {
            let mut presence = opened(1..at);
            presence.entry(second(at) - us);
            let gap = presence.epoch(second(at), EpochClock::Wall);
            assert_eq!(gap, Some(Gap { from: second(at) - us, until: second(at), is_break: true }));
            (at..=101).for_each(|entry| assert_eq!(presence.entry(second(entry)), None));
            let is_now = presence.coverage(window()) == Coverage::Covered;
            assert_eq!(is_now, is_covered, "restart at {at}");
        }
        let mut presence = opened(1..=99);
        presence.jump(second(60), second(61));
        assert_ne!(presence.coverage(window()), Coverage::Covered);
    }

    #[test]
    fn what_a_script_ran_through_has_no_gaps() {
        let mut presence = Presence::default();
        presence.epoch(second(0), EpochClock::Virtual);
        assert_eq!(presence.entry(second(90)), None);
        assert_eq!(presence.coverage(window()), Coverage::Covered);
        assert_eq!(presence.clone().epoch(second(93), EpochClock::Wall), None);
        let gap = Some(Gap { from: second(90), until: second(95), is_break: false });
        assert_eq!(presence.epoch(second(95), EpochClock::Wall), gap, "a silence like any other");
        assert_eq!(
            presence.coverage(window()),
            Coverage::Uncovered { from: second(90), until: second(95) }
        );
    }

    #[test]
    fn a_forgotten_gap_still_uncovers() {
        let mut presence = opened(1..=50);
        let mut at = 50;
        for _ in 0..=GAPS_MAX {
            at += 4;
            presence.entry(second(at));
        }
        assert_eq!(presence.gaps.len(), GAPS_MAX);
        let early = Window { begins_at: second(40), closes_at: second(54) };
        assert_ne!(presence.coverage(early), Coverage::Covered);
    }
}
