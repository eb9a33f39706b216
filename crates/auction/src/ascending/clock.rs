//! Opening, countdown, extension and close.

use lexicon::{Moment, Span};

use super::Ascending;
use crate::{
    At, Conclusion, Coverage, Duty, Event, Events, Phase, Refusal, Reserve, Stage, UnsoldReason,
    Window,
};

/// The least length of a lot's last window, in which the exchange must be provably open.
pub const LAST_WINDOW_MIN: Span = Span::MINUTE;
/// A phase that begins later than this after its announced moment runs its whole length from its
/// real beginning; one that begins earlier keeps its announced end.
pub const LATENESS_MAX: Span = Span::from_seconds(3);

type Ruling = Result<(), Refusal>;

impl Ascending {
    pub(super) fn rule_on_opening(&self, at: At, events: &mut Events) -> Ruling {
        let Stage::Announced { opens_at } = self.stage else {
            return Err(Refusal::NotDue { due_at: None });
        };
        let start = beginning(opens_at, at)?;
        let (phase, length) = match self.terms.timed_bidding {
            Some(countdown) if self.terms.free_bidding.is_zero() => {
                (Phase::TimedBidding, countdown.cycle)
            }
            Some(_) | None => (Phase::FreeBidding, self.terms.free_bidding),
        };
        let phase_ends_at = start + length;
        let closes_at = self.close_after(phase, phase_ends_at);
        events.push(Event::LotOpened { phase, phase_ends_at, closes_at });
        Ok(())
    }

    pub(super) fn rule_on_reopening(&self, at: At, events: &mut Events) -> Ruling {
        let Stage::Resuming { pause, resumes_at } = self.stage else {
            return Err(Refusal::NotDue { due_at: None });
        };
        let start = beginning(resumes_at, at)?;
        let phase = pause.phase.unwrap_or(Phase::FreeBidding);
        // 断点续拍: after a break the phase that ends in the close runs a full fresh cycle.
        let is_last = phase == Phase::TimedBidding || self.terms.timed_bidding.is_none();
        // So does one that was due to close when it was stopped: bids may have waited behind it.
        let is_fresh = pause.interrupted || pause.remaining.is_zero();
        let length = if is_fresh && is_last { self.cycle() } else { pause.remaining };
        let close = self.close_after(phase, start + length);
        let closes_at = pause.closes_at.map_or(close, |before| before.max(close));
        let phase_ends_at = if is_last { closes_at } else { start + length };
        events.push(Event::LotReopened { phase, phase_ends_at, closes_at });
        Ok(())
    }

    pub(super) fn rule_on_timed_bidding(&self, at: At, events: &mut Events) -> Ruling {
        let not_due = Refusal::NotDue { due_at: None };
        let countdown = self.terms.timed_bidding.ok_or(not_due)?;
        let Stage::Running { phase: Phase::FreeBidding, phase_ends_at, closes_at } = self.stage
        else {
            return Err(not_due);
        };
        let close = beginning(phase_ends_at, at)? + countdown.cycle;
        events.push(Event::TimedBiddingBegan { closes_at: close.max(closes_at) });
        Ok(())
    }

    pub(super) fn rule_on_close(&self, at: At, coverage: Coverage, events: &mut Events) -> Ruling {
        match self.due() {
            Some((due_at, Duty::Close)) if due_at <= at.moment() => {}
            Some((due_at, Duty::Close)) => return Err(Refusal::NotDue { due_at: Some(due_at) }),
            Some((_, Duty::Open | Duty::BeginTimedBidding | Duty::Reopen)) | None => {
                return Err(Refusal::NotDue { due_at: None });
            }
        }
        events.push(match coverage {
            Coverage::Covered => self.outcome(),
            Coverage::Uncovered { from, until } => Event::LotInterrupted { from, until },
        });
        Ok(())
    }

    /// The result as the bids stand: the reserve is compared with the price, never with a ceiling.
    fn outcome(&self) -> Event {
        let bidder_count = self.bidders.iter().filter(|bidder| bidder.has_bid).count();
        let reserve = match self.terms.reserve {
            Reserve::None => None,
            Reserve::Public(reserve) => Some(reserve),
            Reserve::Secret { .. } => self.reserve.map(|reserve| *reserve.reveal()),
        };
        let unsold = |reason| Event::LotUnsold { reason };
        match &self.leading {
            None => unsold(UnsoldReason::NoBid),
            Some(_) if bidder_count < usize::from(self.terms.bidders_min) => {
                unsold(UnsoldReason::TooFewBidders)
            }
            Some(leading) if reserve.is_some_and(|reserve| leading.price < reserve) => {
                unsold(UnsoldReason::BelowReserve)
            }
            Some(leading) => Event::LotAwarded { paddle: leading.paddle, price: leading.price },
        }
    }

    /// Says once per command whether a valid bid moves the close.
    pub(super) fn extend_for(&self, at: At, events: &mut Events) {
        let Stage::Running { phase, closes_at, .. } = self.stage else { return };
        let wished = match (phase, self.terms.timed_bidding, self.terms.extension) {
            (Phase::TimedBidding, Some(countdown), _) => at.arrived_at() + countdown.cycle,
            // The first moment of the window is in it: 法释〔2016〕18号第二十条 "前五分钟内".
            (Phase::FreeBidding, None, Some(extension))
                if at.arrived_at() + extension.window >= closes_at =>
            {
                at.arrived_at() + extension.length
            }
            (Phase::TimedBidding | Phase::FreeBidding, _, _) => return,
        };
        let close = self.hard_end.map_or(wished, |end| end.min(wished));
        if close > closes_at {
            events.push(Event::LotExtended { closes_at: close });
        }
    }

    pub(crate) fn due(&self) -> Option<(Moment, Duty)> {
        match self.stage {
            Stage::Announced { opens_at } => Some((opens_at, Duty::Open)),
            Stage::Running { phase: Phase::FreeBidding, phase_ends_at, .. }
                if self.terms.timed_bidding.is_some() =>
            {
                Some((phase_ends_at, Duty::BeginTimedBidding))
            }
            Stage::Running { closes_at, .. } => Some((closes_at, Duty::Close)),
            Stage::Resuming { resumes_at, .. } => Some((resumes_at, Duty::Reopen)),
            Stage::Suspended(_) | Stage::Interrupted(_) | Stage::Closed { .. } => None,
        }
    }

    /// The longest of cycle, extension window and [`LAST_WINDOW_MIN`] before the close.
    pub(crate) fn last_window(&self) -> Option<Window> {
        let Stage::Running { closes_at, .. } = self.stage else { return None };
        let cycle = self.terms.timed_bidding.map_or(Span::ZERO, |countdown| countdown.cycle);
        let extension = self.terms.extension.map_or(Span::ZERO, |extension| extension.window);
        let length = LAST_WINDOW_MIN.max(cycle).max(extension);
        Some(Window { begins_at: self.running_since.max(closes_at - length), closes_at })
    }

    /// When the lot closes at the earliest if this phase ends then.
    fn close_after(&self, phase: Phase, phase_ends_at: Moment) -> Moment {
        match (phase, self.terms.timed_bidding) {
            (Phase::FreeBidding, Some(countdown)) => phase_ends_at + countdown.cycle,
            (Phase::FreeBidding, None) | (Phase::TimedBidding, _) => phase_ends_at,
        }
    }

    pub(super) fn run(&mut self, at: At, phase: Phase, phase_ends_at: Moment, closes_at: Moment) {
        let (start, delay) = match self.stage {
            Stage::Announced { opens_at } => {
                let start = beginning_or_moment(opens_at, at);
                (start, start.since(self.terms.opens_at))
            }
            Stage::Resuming { pause, resumes_at } => {
                let start = beginning_or_moment(resumes_at, at);
                self.is_after_break |= pause.interrupted && self.leading.is_some();
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

    pub(super) fn begin_timed_bidding(&mut self, close: Moment) {
        self.hard_end = self.hard_end.map(|end| end.max(close));
        self.stage =
            Stage::Running { phase: Phase::TimedBidding, phase_ends_at: close, closes_at: close };
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
            Stage::Announced { .. }
            | Stage::Running { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. }
            | Stage::Closed { .. } => at.moment(),
        };
        self.stage = Stage::Closed { closed_at, conclusion };
    }
}

/// Where a phase announced for `due_at` begins: there, or at the moment where that is too late.
fn beginning(due_at: Moment, at: At) -> Result<Moment, Refusal> {
    if at.moment() < due_at {
        return Err(Refusal::NotDue { due_at: Some(due_at) });
    }
    Ok(beginning_or_moment(due_at, at))
}

fn beginning_or_moment(due_at: Moment, at: At) -> Moment {
    if at.moment().since(due_at) > LATENESS_MAX { at.moment() } else { due_at }
}
