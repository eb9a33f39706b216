//! The sealed sale (一次报价, 密封报价): each bidder bids once, unseen; all bids are opened together.
//!
//! Until then nothing is told, not even how many have bid. The highest bid wins; what he pays and
//! who wins of equals is for the terms to say. `bids` keeps what is unseen.

mod bids;

use lexicon::{Moment, Money, Paddle, Span};
use serde::{Deserialize, Serialize};

pub(crate) use bids::SealedBids;

use crate::course::{Asked, Bidder, Course, Rules, Ruling, order_by_lot};
use crate::terms::{first_invalid, is_phase};
use crate::{
    At, Command, EqualRanks, Event, Events, Frame, Leading, Lottery, Method, Phase, Priority,
    Refusal, SaleTerms, Term,
};

/// So many bids come in for one lot at most: opened, they fit into one entry.
pub const SEALED_BIDS_MAX: u32 = 2_000;

/// What such a sale is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedTerms {
    /// What the terms of every method hold.
    pub sale: SaleTerms,
    /// How long bids are taken.
    pub bidding: Span,
    /// What the winner pays.
    pub pricing: Pricing,
    /// Who wins of those who bid the same.
    pub tie: Tie,
}

/// What the winner of a sealed sale pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pricing {
    /// What he bid.
    First,
    /// What the next bid, at least the starting price and the reserve.
    Second,
}

/// Who wins of those who bid the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tie {
    /// Who bid first.
    ByTime,
    /// Who bids more in a second round.
    SecondRound {
        /// How long it lasts.
        length: Span,
    },
    /// Whose lot is drawn first (摇号).
    ByLot,
}

/// A bid that was sealed and is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedBid {
    /// Whose.
    pub paddle: Paddle,
    /// How much.
    pub amount: Money,
}

/// One lot's sale by this method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sealed {
    terms: SealedTerms,
    first: SealedBids,
    second: SealedBids,
    /// When the second round began.
    second_from: Option<Moment>,
    /// Everyone whose bid is open, at the last that he bid, the best first.
    ranking: Vec<Leading>,
    opened_count: u32,
}

impl Sealed {
    pub(crate) fn check(at: At, terms: &SealedTerms) -> Ruling {
        terms.sale.check(at)?;
        let is_tie_valid = match terms.tie {
            Tie::SecondRound { length } => is_phase(length),
            Tie::ByTime | Tie::ByLot => true,
        };
        first_invalid(&[
            (is_phase(terms.bidding), Term::SealedBidding),
            (is_tie_valid, Term::Tie),
        ])?;
        check_rights(&terms.sale)
    }

    pub(crate) fn publish(terms: SealedTerms) -> Self {
        let (first, second) = (SealedBids::default(), SealedBids::default());
        let (second_from, ranking) = (None, Vec::new());
        Self { terms, first, second, second_from, ranking, opened_count: 0 }
    }

    /// In this order: who may bid at all, the phase, whom the second round is for, the bid itself.
    fn check_bid(&self, course: &Course, asked: &Asked) -> Ruling {
        course.check_entry(asked)?;
        let bids = match course.phase() {
            Some(Phase::SealedBidding) => &self.first,
            Some(Phase::SecondRound) => {
                self.check_tied(asked)?;
                &self.second
            }
            _ => return Err(course.wrong_phase()),
        };
        bids.check(asked, self.least_bid(), SEALED_BIDS_MAX)
    }

    /// A bid that arrived before the second round was meant for the first.
    fn check_tied(&self, asked: &Asked) -> Ruling {
        if tied(&self.ranking).iter().all(|it| Some(it.paddle) != asked.paddle) {
            return Err(Refusal::NotTied);
        }
        let is_early = self.second_from.is_some_and(|from| asked.at.arrived_at() <= from);
        if is_early { Err(Refusal::AlreadyBid) } else { Ok(()) }
    }

    fn end_first_round(&self, course: &Course, events: &mut Events) {
        let bids = self.first.best_first();
        let ranking = ranked(&bids, &[]);
        if !bids.is_empty() {
            events.push(Event::BidsOpened { bids });
        }
        let is_tied = tied(&ranking).len() > 1;
        match self.terms.tie {
            Tie::SecondRound { length } if is_tied => {
                course.begin_next(self, (Phase::SecondRound, length), events);
            }
            Tie::ByLot if is_tied => {
                let ranking = self.drawn(course, ranking, events);
                course.conclude(self, self.outcome(course, &ranking), events);
            }
            Tie::ByTime | Tie::SecondRound { .. } | Tie::ByLot => {
                course.conclude(self, self.outcome(course, &ranking), events);
            }
        }
    }

    /// Who bids in it stands before who does not, for no bid of it is lower.
    fn end_second_round(&self, course: &Course, events: &mut Events) {
        let bids = self.second.best_first();
        let ranking = ranked(&bids, &self.ranking);
        if !bids.is_empty() {
            events.push(Event::BidsOpened { bids });
        }
        course.conclude(self, self.outcome(course, &ranking), events);
    }

    /// Draws lots among those who are equal; none where the lot stays unsold, or where nothing was
    /// committed to that they could be drawn by.
    fn drawn(&self, course: &Course, ranking: Vec<Leading>, events: &mut Events) -> Vec<Leading> {
        let Some(chance) = course.chance() else { return ranking };
        let is_sold = ranking.first().is_some_and(|best| self.is_reserve_reached(course, best));
        if !is_sold {
            return ranking;
        }
        let mut order: Vec<Paddle> = tied(&ranking).iter().map(|it| it.paddle).collect();
        order_by_lot(chance, &mut order);
        let ranking = ranked_by_lot(&order, &ranking);
        events.push(Event::LotteryDrawn { lottery: Box::new(Lottery { seed: *chance, order }) });
        ranking
    }

    /// The first of a ranking, at what he pays.
    ///
    /// The reserve is compared with what he bid: below it he stays at his own amount, which says
    /// so; from it on, the reserve is the least that he pays.
    fn outcome(&self, course: &Course, ranking: &[Leading]) -> Option<Leading> {
        let (best, others) = ranking.split_first()?;
        let start = self.terms.sale.starting_price;
        let price = match self.terms.pricing {
            Pricing::Second if self.is_reserve_reached(course, best) => {
                let next = others.first().map_or(start, |next| next.price);
                course.reserve(&self.frame()).unwrap_or(start).max(next)
            }
            Pricing::First | Pricing::Second => best.price,
        };
        assert!(price <= best.price, "nobody pays more than he bid");
        Some(Leading { paddle: best.paddle, price })
    }

    fn is_reserve_reached(&self, course: &Course, bid: &Leading) -> bool {
        course.reserve(&self.frame()).is_none_or(|reserve| bid.price >= reserve)
    }
}

/// A right of priority is exercised after the close only: what is unseen cannot be matched.
pub(crate) fn check_rights(terms: &SaleTerms) -> Ruling {
    let is_after_close = matches!(terms.priority, Priority::MatchAfterClose { .. });
    first_invalid(&[
        (terms.priority != Priority::MatchLive, Term::Priority),
        (terms.equal_ranks == EqualRanks::ByTime || is_after_close, Term::EqualRanks),
    ])
}

/// Those who are equal to the best.
fn tied(ranking: &[Leading]) -> &[Leading] {
    let best = ranking.first().map(|best| best.price);
    let count = ranking.iter().take_while(|it| Some(it.price) == best).count();
    ranking.get(..count).unwrap_or_default()
}

/// A ranking in which these bids go before all that stood.
fn ranked(bids: &[OpenedBid], standing: &[Leading]) -> Vec<Leading> {
    let bid = bids.iter().map(|bid| Leading { paddle: bid.paddle, price: bid.amount });
    let others = standing.iter().filter(|it| bids.iter().all(|bid| bid.paddle != it.paddle));
    let ranking: Vec<Leading> = bid.chain(others.copied()).collect();
    assert!(ranking.is_sorted_by(|one, next| one.price >= next.price), "the best goes first");
    ranking
}

/// A ranking in which the equals stand as their lots were drawn.
fn ranked_by_lot(order: &[Paddle], standing: &[Leading]) -> Vec<Leading> {
    let place = |it: &Leading| order.iter().position(|paddle| *paddle == it.paddle);
    let mut ranking = standing.to_vec();
    ranking.sort_by_key(|it| place(it).unwrap_or(order.len()));
    ranking
}

impl Rules for Sealed {
    fn frame(&self) -> Frame {
        let frame = self.terms.sale.frame();
        let draws_lots = frame.draws_lots || self.terms.tie == Tie::ByLot;
        Frame { draws_lots, ..frame }
    }

    fn opening(&self) -> (Phase, Span) {
        (Phase::SealedBidding, self.terms.bidding)
    }

    fn following(&self, _: Phase) -> Option<(Phase, Span)> {
        None
    }

    fn tail(&self, _: Phase) -> Span {
        Span::ZERO
    }

    fn cycle(&self, phase: Phase) -> Span {
        match (phase, self.terms.tie) {
            (Phase::SecondRound, Tie::SecondRound { length }) => length,
            (_, _) => self.terms.bidding,
        }
    }

    /// Silence in the second round costs the lot: the exchange is open all through it.
    fn window(&self, phase: Phase) -> Span {
        if phase == Phase::SecondRound { self.cycle(phase) } else { Span::ZERO }
    }

    fn rule_on(&self, course: &Course, at: At, command: &Command, events: &mut Events) -> Ruling {
        let Command::PlaceSealedBid { paddle, amount } = *command else {
            return Err(Refusal::WrongMethod { method: Method::Sealed });
        };
        self.check_bid(course, &Asked { at, paddle, amount: *amount.reveal() })?;
        let paddle = paddle.ok_or(Refusal::NotAdmitted)?;
        events.push(Event::SealedBidReceived { paddle });
        Ok(())
    }

    fn end(&self, course: &Course, phase: Phase, events: &mut Events) {
        if phase == Phase::SecondRound {
            self.end_second_round(course, events);
        } else {
            self.end_first_round(course, events);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few events are the method's own")]
    fn take(&mut self, course: &mut Course, _: At, command: &Command, event: &Event) {
        match event {
            Event::SealedBidReceived { paddle } => match course.phase() {
                Some(Phase::SecondRound) => self.second.receive(course, *paddle, command),
                _ => self.first.receive(course, *paddle, command),
            },
            Event::BidsOpened { bids } => {
                let count = u32::try_from(bids.len()).unwrap_or(u32::MAX);
                self.opened_count = self.opened_count.saturating_add(count);
                self.ranking = ranked(bids, &self.ranking);
            }
            Event::PhaseBegan { phase: Phase::SecondRound, phase_ends_at, .. } => {
                self.second_from = Some(*phase_ends_at - self.cycle(Phase::SecondRound));
            }
            // Of equal ranks of priority the course draws lots, in a phase of its own.
            Event::LotteryDrawn { lottery } if course.phase() == Some(Phase::SealedBidding) => {
                self.ranking = ranked_by_lot(&lottery.order, &self.ranking);
            }
            _ => {}
        }
    }

    /// The second price is found anew, as if those who defaulted had not bid.
    fn next_candidate(&self, course: &Course, defaulted: &[Paddle]) -> Option<Leading> {
        let is_stopped = |paddle| course.bidder(paddle).is_some_and(Bidder::is_stopped);
        let kept = self.ranking.iter().filter(|it| !defaulted.contains(&it.paddle)).copied();
        let kept: Vec<Leading> = kept.skip_while(|it| is_stopped(it.paddle)).collect();
        self.outcome(course, &kept).filter(|next| self.is_reserve_reached(course, next))
    }

    fn leading(&self) -> Option<&Leading> {
        self.ranking.first()
    }

    /// The starting price, and in a second round what those who take part in it bid before.
    fn least_bid(&self) -> Money {
        match (self.terms.tie, tied(&self.ranking)) {
            (Tie::SecondRound { .. }, [equal, _, ..]) => equal.price,
            (_, _) => self.terms.sale.starting_price,
        }
    }

    fn bid_count(&self) -> u32 {
        self.opened_count
    }
}
