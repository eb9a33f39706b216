//! The right of priority (优先购买权), exercised after the close.
//!
//! Whoever holds a right of a better rank than the winner's is asked whether he takes the lot at
//! the winner's price. Silence until the end of the window is a waiver. The best rank that takes it
//! gets it; of equal ranks the earlier answer, or the first by lot.

use lexicon::{Paddle, Rank, Span};
use serde::{Deserialize, Serialize};

use super::{Course, Rules, Ruling, order_by_lot};
use crate::{
    At, EqualRanks, Event, Events, Leading, Lottery, Phase, Priority, PriorityAnswer, Refusal,
};

/// Who was asked after the close, and what they answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Matching {
    winner: Leading,
    /// In the sequence of their answers.
    answers: Vec<(Paddle, PriorityAnswer)>,
}

impl Course {
    /// Awards, or asks those first whose right goes before the winner's.
    pub(super) fn award(&self, rules: &dyn Rules, best: Leading, events: &mut Events) {
        let Leading { paddle, price } = best;
        match rules.frame().priority {
            Priority::MatchAfterClose { window } if self.is_anyone_before(paddle) => {
                events.push(Event::PriorityAsked { paddle, price });
                self.begin_next(rules, (Phase::PriorityMatch, window), events);
            }
            Priority::MatchAfterClose { .. }
            | Priority::None
            | Priority::MatchLive
            | Priority::Ordinary => events.push(Event::LotAwarded { paddle, price }),
        }
    }

    fn is_anyone_before(&self, winner: Paddle) -> bool {
        self.bidders.iter().any(|it| !it.is_stopped && self.goes_before(it.paddle, winner))
    }

    /// Whether one's right goes before another's: any before none, of two the lower rank.
    pub(crate) fn goes_before(&self, paddle: Paddle, other: Paddle) -> bool {
        let rank = |paddle| self.bidder(paddle).and_then(|bidder| bidder.rank);
        match (rank(paddle), rank(other)) {
            (Some(own), Some(others)) => own < others,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    pub(super) fn rule_on_priority(
        &self,
        at: At,
        paddle: Option<Paddle>,
        answer: PriorityAnswer,
        events: &mut Events,
    ) -> Ruling {
        let holder = self.check_asked(at, paddle)?;
        let matching = self.matching();
        if !self.goes_before(holder, matching.winner.paddle) {
            return Err(Refusal::NoPriority);
        }
        if matching.answers.iter().any(|(answered, _)| *answered == holder) {
            return Err(Refusal::AlreadyAnswered);
        }
        let price = matching.winner.price;
        let covered = self.bidder(holder).and_then(|bidder| bidder.ceiling);
        match (answer, covered) {
            (PriorityAnswer::Take, Some(ceiling)) if price > ceiling => {
                Err(Refusal::AboveAdmittedAmount { ceiling })
            }
            (PriorityAnswer::Take | PriorityAnswer::Waive, _) => {
                events.push(Event::PriorityAnswered { paddle: holder, answer });
                Ok(())
            }
        }
    }

    /// A holder of a right answers without having bid, also after a break.
    fn check_asked(&self, at: At, paddle: Option<Paddle>) -> Result<Paddle, Refusal> {
        self.check_holder(at, paddle)?;
        self.check_phase(Phase::PriorityMatch)?;
        paddle.ok_or(Refusal::NotAdmitted)
    }

    fn matching(&self) -> &Matching {
        let matching = self.rest.as_ref().and_then(|rest| rest.matching.as_ref());
        matching.unwrap_or_else(|| panic!("the phase began with the question"))
    }

    pub(super) fn ask_priority(&mut self, winner: Leading) {
        self.rest_mut().matching = Some(Matching { winner, answers: Vec::new() });
    }

    pub(super) fn note_answer(&mut self, paddle: Paddle, answer: PriorityAnswer) {
        let matching = self.rest_mut().matching.as_mut();
        let matching = matching.unwrap_or_else(|| panic!("only who is asked answers"));
        matching.answers.push((paddle, answer));
    }

    /// Says who gets the lot once the window is over.
    pub(super) fn end_priority(&self, rules: &dyn Rules, events: &mut Events) {
        let taken = self.next_taker(rules, &[], events);
        let Leading { paddle, price } = taken.unwrap_or(self.matching().winner);
        events.push(Event::LotAwarded { paddle, price });
    }

    /// Who takes the lot at the winner's price after those whose paddles are given: the best rank,
    /// of equals the earlier answer, or the first by lot.
    pub(super) fn next_taker(
        &self,
        rules: &dyn Rules,
        defaulted: &[Paddle],
        events: &mut Events,
    ) -> Option<Leading> {
        let Matching { winner, answers } = self.rest.as_ref()?.matching.as_ref()?;
        let taken = answers.iter().filter(|(_, answer)| *answer == PriorityAnswer::Take);
        let open = taken.filter_map(|(paddle, _)| {
            let bidder = self.bidder(*paddle).filter(|bidder| !bidder.is_stopped)?;
            Some((bidder.rank?, *paddle))
        });
        let open: Vec<(Rank, Paddle)> =
            open.filter(|(_, paddle)| !defaulted.contains(paddle)).collect();
        let best = open.iter().map(|(rank, _)| *rank).min();
        let equals = open.iter().filter(|(rank, _)| Some(*rank) == best);
        let mut equals: Vec<Paddle> = equals.map(|(_, paddle)| *paddle).collect();
        if equals.len() > 1
            && let (EqualRanks::ByLot, Some(chance)) = (rules.frame().equal_ranks, self.chance())
        {
            order_by_lot(chance, &mut equals);
            let lottery = Lottery { seed: *chance, order: equals.clone() };
            events.push(Event::LotteryDrawn { lottery: Box::new(lottery) });
        }
        Some(Leading { paddle: *equals.first()?, price: winner.price })
    }

    /// Whether nobody's right is passed over when the next candidate gets the lot: who was asked
    /// against the winner has not been asked at a lower price.
    pub(super) fn is_free_of_rights(
        &self,
        rules: &dyn Rules,
        next: &Leading,
        defaulted: &[Paddle],
    ) -> bool {
        let is_after_close = matches!(rules.frame().priority, Priority::MatchAfterClose { .. });
        let matching = self.rest.as_ref().and_then(|rest| rest.matching.as_ref());
        let is_asked = matching.is_some_and(|matching| matching.winner.price == next.price);
        let mut holders = self.bidders.iter().filter(|bidder| {
            !bidder.is_stopped
                && !defaulted.contains(&bidder.paddle)
                && self.goes_before(bidder.paddle, next.paddle)
        });
        !is_after_close || is_asked || holders.next().is_none()
    }
}

/// How long holders have after the close.
pub(super) fn priority_window(rules: &dyn Rules) -> Span {
    match rules.frame().priority {
        Priority::MatchAfterClose { window } => window,
        Priority::None | Priority::MatchLive | Priority::Ordinary => Span::ZERO,
    }
}
