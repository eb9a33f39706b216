//! The way from the free phase into the timed one: who comes through, and whether anybody does.
//!
//! Listing then auction (挂牌转拍卖): the timed phase takes place only where so many bidders bid in
//! the last part of the free one; otherwise the highest bid wins. Each bidder may be asked whether
//! he joins; then there is a stop, and a time to prepare.

use lexicon::{Moment, Paddle, Span};
use serde::{Deserialize, Serialize};

use super::Ascending;
use crate::course::{Course, Ruling, beginning_or_moment};
use crate::{At, Entry, Event, Events, Phase, Refusal, Stage};

/// What decides who bids in the timed phase.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Gate {
    /// When each bidder last bid in the free phase, in the order of their paddles.
    last_bids: Vec<(Paddle, Moment)>,
    /// Who has answered the question, and how.
    answers: Vec<(Paddle, bool)>,
}

impl Ascending {
    /// Whether the end of the free phase decides whether there is a timed one.
    pub(super) fn is_gated(&self) -> bool {
        self.terms.timed_bidding.is_some()
            && matches!(self.terms.timed_entry, Entry::RecentBidders { .. })
    }

    pub(super) fn after_free_bidding(&self) -> Option<(Phase, Span)> {
        self.terms.timed_bidding?;
        let question = self.terms.join_question.map(|length| (Phase::JoinQuestion, length));
        Some(question.unwrap_or_else(|| self.after_question()))
    }

    fn after_question(&self) -> (Phase, Span) {
        let stop = self.terms.stop_before_timed;
        if stop.is_zero() { self.after_stop() } else { (Phase::Stopped, stop) }
    }

    pub(super) fn after_stop(&self) -> (Phase, Span) {
        let preparation = self.terms.preparation;
        if preparation.is_zero() {
            (Phase::TimedBidding, self.countdown())
        } else {
            (Phase::Preparation, preparation)
        }
    }

    /// What follows where the gate opens; none where the highest bid wins as it stands.
    #[expect(clippy::wildcard_enum_match_arm, reason = "two phases decide")]
    pub(super) fn gated(&self, course: &Course, phase: Phase) -> Option<(Phase, Span)> {
        match phase {
            Phase::FreeBidding if self.is_gated() && self.is_recent(course) => {
                self.after_free_bidding()
            }
            Phase::JoinQuestion if self.is_anyone_joining() => Some(self.after_question()),
            _ => None,
        }
    }

    /// Whether enough bidders bid in the last part of the free phase.
    fn is_recent(&self, course: &Course) -> bool {
        let Entry::RecentBidders { within, bidders_min } = self.terms.timed_entry else {
            return false;
        };
        let from = course.closes_at().map(|end| end - within);
        let bids = self.gate.iter().flat_map(|gate| &gate.last_bids);
        let recent = bids.filter(|(_, bid_at)| Some(*bid_at) >= from).count();
        recent >= usize::from(bidders_min)
    }

    /// Whether somebody joins who does not lead already.
    fn is_anyone_joining(&self) -> bool {
        let answers = self.gate.iter().flat_map(|gate| &gate.answers);
        let leader = self.leading.map(|leading| leading.paddle);
        answers.into_iter().any(|(paddle, joins)| *joins && Some(*paddle) != leader)
    }

    pub(super) fn rule_on_join_answer(
        &self,
        course: &Course,
        (at, paddle): (At, Option<Paddle>),
        joins: bool,
        events: &mut Events,
    ) -> Ruling {
        let bidder = course.check_presence(at, paddle)?;
        course.check_phase(Phase::JoinQuestion)?;
        if bidder.best.is_none() {
            return Err(Refusal::NoValidBid);
        }
        let mut answers = self.gate.iter().flat_map(|gate| &gate.answers);
        if answers.any(|(answered, _)| *answered == bidder.paddle) {
            return Err(Refusal::AlreadyAnswered);
        }
        events.push(Event::JoinAnswered { paddle: bidder.paddle, joins });
        Ok(())
    }

    pub(super) fn note_join_answer(&mut self, paddle: Paddle, joins: bool) {
        self.gate.get_or_insert_default().answers.push((paddle, joins));
    }

    /// Notes when a bidder bid, where the gate asks.
    pub(super) fn note_last_bid(&mut self, paddle: Paddle, at: At) {
        if self.is_timed() || !self.is_gated() {
            return;
        }
        let last_bids = &mut self.gate.get_or_insert_default().last_bids;
        match last_bids.binary_search_by_key(&paddle, |(other, _)| *other) {
            Ok(place) => last_bids[place].1 = at.arrived_at(),
            Err(place) => last_bids.insert(place, (paddle, at.arrived_at())),
        }
    }

    /// The bids of the last part are still in it when a stop has moved its end.
    pub(super) fn shift_last_bids(&mut self, course: &Course, closes_at: Moment) {
        let Stage::Resuming { pause, .. } = course.stage() else { return };
        let delay = pause.closes_at.map_or(Span::ZERO, |before| closes_at.since(before));
        for (_, bid_at) in self.gate.iter_mut().flat_map(|gate| &mut gate.last_bids) {
            *bid_at = *bid_at + delay;
        }
    }

    /// Notes when the timed phase begins: where the phase before it ends.
    pub(super) fn begin_timed(&mut self, course: &Course, at: At) {
        let ended_at = course.phase_ends_at();
        let ended_at = ended_at.unwrap_or_else(|| panic!("a phase begins in a sale that runs"));
        self.timed_from = Some(beginning_or_moment(ended_at, at));
    }

    /// Between the two phases no bids are taken, however late the exchange gets to them.
    pub(super) fn check_arrival(&self, course: &Course, at: At) -> Ruling {
        let last_between = self.last_between();
        let (Some(between), Some(phase)) = (last_between, course.phase()) else { return Ok(()) };
        match (phase, course.phase_ends_at(), self.timed_from) {
            (Phase::FreeBidding, Some(ended_at), _) if at.arrived_at() > ended_at => {
                Err(Refusal::PhaseOver { phase, ended_at })
            }
            (Phase::TimedBidding, _, Some(until)) if at.arrived_at() < until => {
                Err(Refusal::WrongPhase { phase: between, until })
            }
            (_, _, _) => Ok(()),
        }
    }

    /// The phase that the timed one follows on, unless that is the free one.
    fn last_between(&self) -> Option<Phase> {
        let terms = &self.terms;
        let phases = [
            (!terms.preparation.is_zero(), Phase::Preparation),
            (!terms.stop_before_timed.is_zero(), Phase::Stopped),
            (terms.join_question.is_some(), Phase::JoinQuestion),
        ];
        phases.into_iter().find(|(is_between, _)| *is_between).map(|(_, phase)| phase)
    }

    /// Looks whether the bidder takes part in the phase that runs.
    pub(super) fn check_part(&self, course: &Course, paddle: Paddle) -> Ruling {
        match course.phase() {
            Some(Phase::FreeBidding) => Ok(()),
            Some(Phase::TimedBidding) if self.terms.join_question.is_some() => {
                let mut answers = self.gate.iter().flat_map(|gate| &gate.answers);
                let joins = answers.any(|answer| *answer == (paddle, true));
                if joins { Ok(()) } else { Err(Refusal::NotJoined) }
            }
            Some(Phase::TimedBidding) => match self.terms.timed_entry {
                Entry::WithValidBid | Entry::RecentBidders { .. } if !course.has_bid(paddle) => {
                    Err(Refusal::NoValidBid)
                }
                Entry::All | Entry::WithValidBid | Entry::RecentBidders { .. } => Ok(()),
            },
            _ => Err(course.wrong_phase()),
        }
    }
}
