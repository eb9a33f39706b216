//! The ascending sale (增价竞价): a free phase, a timed phase or an extension, and the highest bid
//! wins.
//!
//! Its parts: `publication` looks at terms, `bid` and `ceiling` rule on bids, `gate` says who comes
//! from the free phase into the timed one and when, `preset` holds the terms that are used most.

mod bid;
mod ceiling;
mod gate;
mod preset;
mod publication;

use lexicon::{Moment, Money, Paddle, Secret, Span};
use serde::{Deserialize, Serialize};

use crate::course::{Course, LAST_WINDOW_MIN, Rules, Ruling};
use crate::{
    AscendingTerms, At, Command, Entry, Event, Events, FirstBid, Frame, Increment, Leading, Method,
    Phase, Refusal,
};

pub use preset::Preset;

/// One lot's ascending sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ascending {
    terms: Box<AscendingTerms>,
    leading: Option<Leading>,
    /// The ceiling that answers other bidders' bids; its holder leads.
    standing: Option<Standing>,
    bid_count: u32,
    extension_count: u16,
    /// When the timed phase began; from then on its increment holds.
    timed_from: Option<Moment>,
    /// Who bids in the timed phase, where not everyone does.
    gate: Option<Box<gate::Gate>>,
}

/// A ceiling that stands (代理出价).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Standing {
    paddle: Paddle,
    ceiling: Secret<Money>,
}

impl Ascending {
    pub(crate) fn publish(terms: Box<AscendingTerms>) -> Self {
        Self {
            leading: None,
            standing: None,
            bid_count: 0,
            extension_count: 0,
            timed_from: None,
            gate: None,
            terms,
        }
    }

    /// By how much a bid must rise in the phase that runs.
    fn increment(&self) -> &Increment {
        let timed = self.terms.timed_increment.as_ref().filter(|_| self.is_timed());
        timed.unwrap_or(&self.terms.increment)
    }

    /// Whether the timed phase has begun.
    fn is_timed(&self) -> bool {
        self.timed_from.is_some()
    }

    fn countdown(&self) -> Span {
        self.terms.timed_bidding.map_or(Span::ZERO, |countdown| countdown.cycle)
    }

    /// Says once per command whether a valid bid moves the close.
    fn extend_for(&self, course: &Course, at: At, events: &mut Events) {
        let Some(closes_at) = course.closes_at() else { return };
        let wished = match (course.phase(), self.terms.timed_bidding, self.terms.extension) {
            (Some(Phase::TimedBidding), Some(countdown), _) => at.arrived_at() + countdown.cycle,
            // The first moment of the window is in it: 法释〔2016〕18号第二十条 "前五分钟内".
            (Some(Phase::FreeBidding), None, Some(extension))
                if at.arrived_at() + extension.window >= closes_at
                    && extension.count_max.is_none_or(|most| self.extension_count < most) =>
            {
                at.arrived_at() + extension.length
            }
            (_, _, _) => return,
        };
        let close = course.hard_end().map_or(wished, |end| end.min(wished));
        if close > closes_at {
            events.push(Event::LotExtended { closes_at: close });
        }
    }
}

impl Rules for Ascending {
    fn frame(&self) -> Frame {
        let terms = &self.terms;
        Frame {
            opens_at: terms.opens_at,
            hard_end: terms.hard_end,
            floor: terms.starting_price,
            reserve: terms.reserve,
            bidders_min: terms.bidders_min,
            agreement: terms.agreement,
            priority: terms.priority,
            equal_ranks: terms.equal_ranks,
            on_default: terms.on_default,
            draws_lots: terms.equal_ranks == crate::EqualRanks::ByLot,
            resume_notice: terms.resume_notice,
        }
    }

    fn opening(&self) -> (Phase, Span) {
        match self.terms.timed_bidding {
            Some(countdown) if self.terms.free_bidding.is_zero() => {
                (Phase::TimedBidding, countdown.cycle)
            }
            Some(_) | None => (Phase::FreeBidding, self.terms.free_bidding),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "few phases are the method's own")]
    fn following(&self, phase: Phase) -> Option<(Phase, Span)> {
        match phase {
            Phase::FreeBidding if !self.is_gated() => self.after_free_bidding(),
            Phase::Stopped => Some(self.after_stop()),
            Phase::Preparation => Some((Phase::TimedBidding, self.countdown())),
            _ => None,
        }
    }

    fn tail(&self, phase: Phase) -> Span {
        let following = self.following(phase);
        following.map_or(Span::ZERO, |(next, length)| length + self.tail(next))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "few phases are the method's own")]
    fn cycle(&self, phase: Phase) -> Span {
        let extension = || self.terms.extension.map(|extension| extension.length);
        let countdown = self.terms.timed_bidding.map(|countdown| countdown.cycle);
        match phase {
            Phase::JoinQuestion => self.terms.join_question.unwrap_or(LAST_WINDOW_MIN),
            Phase::FreeBidding if self.is_gated() => self.window(phase),
            _ => countdown.or_else(extension).unwrap_or(LAST_WINDOW_MIN),
        }
    }

    fn window(&self, phase: Phase) -> Span {
        let extension = self.terms.extension.map_or(Span::ZERO, |extension| extension.window);
        match (phase, self.terms.timed_entry) {
            (Phase::JoinQuestion, _) => self.terms.join_question.unwrap_or(Span::ZERO),
            // Whether there is a timed phase at all depends on the last part of the free one.
            (Phase::FreeBidding, Entry::RecentBidders { within, .. }) => within,
            (_, _) => self.countdown().max(extension),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "few commands are the method's own")]
    fn rule_on(&self, course: &Course, at: At, command: &Command, events: &mut Events) -> Ruling {
        match *command {
            Command::PlaceBid { paddle, amount, confirmed } => {
                self.rule_on_bid(course, (at, paddle), (amount, confirmed), events)
            }
            Command::PlaceProxyBid { paddle, ceiling } => {
                self.rule_on_ceiling(course, (at, paddle), *ceiling.reveal(), events)
            }
            Command::AnswerJoinQuestion { paddle, joins } => {
                self.rule_on_join_answer(course, (at, paddle), joins, events)
            }
            _ => Err(Refusal::WrongMethod { method: Method::Ascending }),
        }
    }

    fn end(&self, course: &Course, phase: Phase, events: &mut Events) {
        match self.gated(course, phase) {
            Some(next) => course.begin_next(self, next, events),
            None => course.conclude(self, self.leading, events),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "few events are the method's own")]
    fn take(&mut self, course: &mut Course, at: At, command: &Command, event: &Event) {
        match *event {
            Event::BidAccepted { paddle, amount } | Event::ProxyAnswered { paddle, amount } => {
                self.lead(course, at, paddle, amount);
            }
            Event::CeilingStands { paddle } => self.stand_ceiling(paddle, command),
            Event::LotExtended { .. } => {
                self.extension_count = self.extension_count.saturating_add(1);
            }
            Event::LotOpened { phase: Phase::TimedBidding, .. } => {
                self.timed_from = Some(at.moment());
            }
            Event::PhaseBegan { phase: Phase::TimedBidding, .. } => self.begin_timed(course, at),
            Event::LotReopened { closes_at, .. } => self.shift_last_bids(course, closes_at),
            Event::JoinAnswered { paddle, joins } => self.note_join_answer(paddle, joins),
            _ => {}
        }
    }

    fn next_candidate(&self, course: &Course, defaulted: &[Paddle]) -> Option<Leading> {
        course.next_by_best(&self.frame(), defaulted)
    }

    fn leading(&self) -> Option<&Leading> {
        self.leading.as_ref()
    }

    fn least_bid(&self) -> Money {
        match (&self.leading, self.terms.first_bid) {
            (Some(leading), _) => self.increment().above(leading.price),
            (None, FirstBid::AtStart) => self.terms.starting_price,
            (None, FirstBid::AboveStart) => self.increment().above(self.terms.starting_price),
        }
    }

    fn bid_count(&self) -> u32 {
        self.bid_count
    }
}
