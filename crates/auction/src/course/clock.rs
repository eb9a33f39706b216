//! Opening, phases, extension and close.

use lexicon::{Moment, Secret, Span};

use super::priority::priority_window;
use super::{Course, Rules, Ruling, commitment};
use crate::{At, Chance, Conclusion, Coverage, Duty, Event, Events, Phase, Refusal, Stage, Window};

/// The least length of a lot's last window, in which the exchange must be provably open.
pub const LAST_WINDOW_MIN: Span = Span::MINUTE;
/// A phase that begins later than this after its announced moment runs its whole length from its
/// real beginning; one that begins earlier keeps its announced end.
pub const LATENESS_MAX: Span = Span::from_seconds(3);

impl Course {
    pub(super) fn rule_on_opening(
        &self,
        rules: &dyn Rules,
        at: At,
        chance: Option<&Secret<Chance>>,
        events: &mut Events,
    ) -> Ruling {
        let Stage::Announced { opens_at } = self.stage else {
            return Err(Refusal::NotDue { due_at: None });
        };
        let start = beginning(opens_at, at)?;
        let (phase, length) = self.agreement(rules, at).unwrap_or_else(|| rules.opening());
        let phase_ends_at = start + length;
        let closes_at = phase_ends_at + tail(rules, phase);
        events.push(Event::LotOpened { phase, phase_ends_at, closes_at });
        if let Some(chance) = chance.filter(|_| rules.frame().draws_lots) {
            events.push(Event::ChanceCommitted { digest: commitment(chance.reveal()) });
        }
        Ok(())
    }

    pub(super) fn rule_on_reopening(
        &self,
        rules: &dyn Rules,
        at: At,
        events: &mut Events,
    ) -> Ruling {
        let Stage::Resuming { pause, resumes_at } = self.stage else {
            return Err(Refusal::NotDue { due_at: None });
        };
        let start = beginning(resumes_at, at)?;
        let phase = pause.phase.unwrap_or(rules.opening().0);
        // 断点续拍: after a break the phase that ends in the close runs a full fresh cycle.
        let is_deciding = following(rules, phase).is_none();
        // So does one that was due to close when it was stopped: bids may have waited behind it.
        let is_fresh = pause.interrupted || pause.remaining.is_zero();
        let length =
            if is_fresh && is_deciding { Self::cycle(rules, phase) } else { pause.remaining };
        let close = start + length + tail(rules, phase);
        let closes_at = pause.closes_at.map_or(close, |before| before.max(close));
        let phase_ends_at = if is_deciding { closes_at } else { start + length };
        events.push(Event::LotReopened { phase, phase_ends_at, closes_at });
        Ok(())
    }

    pub(super) fn rule_on_phase(&self, rules: &dyn Rules, at: At, events: &mut Events) -> Ruling {
        let not_due = Refusal::NotDue { due_at: None };
        let Stage::Running { phase, phase_ends_at, closes_at } = self.stage else {
            return Err(not_due);
        };
        let (next, length) = following(rules, phase).ok_or(not_due)?;
        let phase_ends_at = beginning(phase_ends_at, at)? + length;
        let close = phase_ends_at + tail(rules, next);
        let is_deciding = following(rules, next).is_none();
        let closes_at = close.max(closes_at);
        let phase_ends_at = if is_deciding { closes_at } else { phase_ends_at };
        events.push(Event::PhaseBegan { phase: next, phase_ends_at, closes_at });
        Ok(())
    }

    pub(super) fn rule_on_close(
        &self,
        rules: &dyn Rules,
        at: At,
        coverage: Coverage,
        events: &mut Events,
    ) -> Ruling {
        let due_at = match self.due(rules) {
            Some((due_at, Duty::Close)) if due_at <= at.moment() => due_at,
            Some((due_at, Duty::Close)) => return Err(Refusal::NotDue { due_at: Some(due_at) }),
            Some((_, Duty::Open | Duty::BeginPhase | Duty::Reopen)) | None => {
                return Err(Refusal::NotDue { due_at: None });
            }
        };
        match (coverage, self.phase()) {
            (Coverage::Uncovered { from, until }, _) => {
                events.push(Event::LotInterrupted { from, until });
            }
            (Coverage::Covered, Some(Phase::Agreement)) => {
                self.conclude(rules, self.agreed().copied(), events);
            }
            (Coverage::Covered, Some(Phase::PriorityMatch)) => self.end_priority(rules, events),
            (Coverage::Covered, Some(phase)) => rules.end(self, phase, events),
            (Coverage::Covered, None) => panic!("what is due to close runs"),
        }
        assert!(!events.is_empty(), "the end of a phase decides something");
        postpone(events, beginning_or_moment(due_at, at).since(due_at));
        Ok(())
    }

    /// Begins a phase where a deciding one ends; [`LATENESS_MAX`] is looked after by the course.
    pub(crate) fn begin_next(
        &self,
        rules: &dyn Rules,
        (phase, length): (Phase, Span),
        events: &mut Events,
    ) {
        let ended_at = self.closes_at();
        let ended_at = ended_at.unwrap_or_else(|| panic!("a phase ends in a sale that runs"));
        let phase_ends_at = ended_at + length;
        let closes_at = phase_ends_at + tail(rules, phase);
        events.push(Event::PhaseBegan { phase, phase_ends_at, closes_at });
    }

    pub(crate) fn due(&self, rules: &dyn Rules) -> Option<(Moment, Duty)> {
        match self.stage {
            Stage::Announced { opens_at } => Some((opens_at, Duty::Open)),
            Stage::Running { phase, phase_ends_at, .. } if following(rules, phase).is_some() => {
                Some((phase_ends_at, Duty::BeginPhase))
            }
            Stage::Running { closes_at, .. } => Some((closes_at, Duty::Close)),
            Stage::Resuming { resumes_at, .. } => Some((resumes_at, Duty::Reopen)),
            Stage::Suspended(_) | Stage::Interrupted(_) | Stage::Closed { .. } => None,
        }
    }

    /// The longest of cycle, extension window and [`LAST_WINDOW_MIN`] before the close.
    pub(crate) fn last_window(&self, rules: &dyn Rules) -> Option<Window> {
        let Stage::Running { phase, closes_at, .. } = self.stage else { return None };
        let length = if is_shared(phase) { Self::cycle(rules, phase) } else { rules.window(phase) };
        let length = LAST_WINDOW_MIN.max(length);
        Some(Window { begins_at: self.running_since.max(closes_at - length), closes_at })
    }

    /// How long a deciding phase lasts that is run anew.
    fn cycle(rules: &dyn Rules, phase: Phase) -> Span {
        if phase == Phase::Agreement {
            rules.frame().agreement.unwrap_or(LAST_WINDOW_MIN)
        } else if phase == Phase::PriorityMatch {
            priority_window(rules)
        } else {
            rules.cycle(phase)
        }
    }

    pub(super) fn run(
        &mut self,
        rules: &dyn Rules,
        at: At,
        (phase, phase_ends_at, closes_at): (Phase, Moment, Moment),
    ) {
        let (start, delay) = match self.stage {
            Stage::Announced { opens_at } => {
                if phase == Phase::Agreement {
                    self.ask_alone(at);
                }
                let start = beginning_or_moment(opens_at, at);
                (start, start.since(rules.frame().opens_at))
            }
            Stage::Resuming { pause, resumes_at } => {
                let start = beginning_or_moment(resumes_at, at);
                let has_bid = self.bidders.iter().any(|bidder| bidder.best.is_some());
                let is_barring = pause.interrupted && !phase.is_of_one_bid();
                self.is_after_break |= is_barring && has_bid;
                (start, start.since(pause.paused_at))
            }
            Stage::Running { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Closed { .. } => panic!("bidding opens once, or goes on after a stop"),
        };
        self.running_since = start;
        // What was taken from the bidders before the hard end is given back behind it.
        self.hard_end = self.hard_end.map(|end| (end + delay).max(closes_at));
        self.stage = Stage::Running { phase, phase_ends_at, closes_at };
    }

    pub(super) fn begin_phase(&mut self, phase: Phase, phase_ends_at: Moment, closes_at: Moment) {
        let Stage::Running { closes_at: before, .. } = self.stage else {
            panic!("a phase begins in a sale that runs");
        };
        assert!(closes_at >= before, "the close never moves earlier");
        // Whom an outage shut out of what ran then takes part where each makes one new bid.
        self.is_after_break &= !phase.is_of_one_bid();
        self.hard_end = self.hard_end.map(|end| end.max(closes_at));
        self.stage = Stage::Running { phase, phase_ends_at, closes_at };
    }

    pub(super) fn extend(&mut self, close: Moment) {
        let Stage::Running { phase_ends_at, closes_at, .. } = &mut self.stage else {
            panic!("only a running sale is extended");
        };
        assert!(close > *closes_at, "the close never moves earlier");
        (*phase_ends_at, *closes_at) = (close, close);
    }

    pub(super) fn close(&mut self, at: At, conclusion: Conclusion) {
        let closed_at = match self.stage {
            Stage::Running { closes_at, .. } if conclusion != Conclusion::Terminated => closes_at,
            // The close stays where it was when its result changes.
            Stage::Closed { closed_at, .. } => closed_at,
            Stage::Announced { .. }
            | Stage::Running { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. } => at.moment(),
        };
        self.stage = Stage::Closed { closed_at, conclusion };
    }
}

/// Whether a phase is the course's own, whatever the method; its end decides something.
fn is_shared(phase: Phase) -> bool {
    matches!(phase, Phase::Agreement | Phase::PriorityMatch)
}

fn following(rules: &dyn Rules, phase: Phase) -> Option<(Phase, Span)> {
    if is_shared(phase) { None } else { rules.following(phase) }
}

fn tail(rules: &dyn Rules, phase: Phase) -> Span {
    if is_shared(phase) { Span::ZERO } else { rules.tail(phase) }
}

/// What begins at the end of a deciding phase runs its whole length, also where that end was ruled
/// on late: otherwise a price could fall that nobody had the time to accept.
#[expect(clippy::wildcard_enum_match_arm, reason = "only few events say when something ends")]
fn postpone(events: &mut Events, delay: Span) {
    for event in events {
        match event {
            Event::PhaseBegan { phase_ends_at, closes_at, .. } => {
                (*phase_ends_at, *closes_at) = (*phase_ends_at + delay, *closes_at + delay);
            }
            Event::PriceStepped { closes_at, .. } => *closes_at = *closes_at + delay,
            _ => {}
        }
    }
}

/// Where a phase announced for `due_at` begins: there, or at the moment where that is too late.
fn beginning(due_at: Moment, at: At) -> Result<Moment, Refusal> {
    if at.moment() < due_at {
        return Err(Refusal::NotDue { due_at: Some(due_at) });
    }
    Ok(beginning_or_moment(due_at, at))
}

pub(crate) fn beginning_or_moment(due_at: Moment, at: At) -> Moment {
    if at.moment().since(due_at) > LATENESS_MAX { at.moment() } else { due_at }
}
