//! The weighted sale (权重报价, 综合评分): the price and the plan are weighed by a published formula.
//!
//! Each bidder bids once, unseen, as in a sealed sale; the centre enters, also unseen, what his
//! plan was found worth. When the bids are opened every figure is told, so that anyone can reckon
//! it again. `publication` looks at terms, `scoring` holds the formulas.

mod publication;
mod scoring;

use std::collections::BTreeMap;

use lexicon::{Money, Paddle, Secret, Span};
use serde::{Deserialize, Serialize};

use crate::course::{Asked, Bidder, Course, Rules, Ruling};
use crate::sealed::SealedBids;
use crate::{At, Command, Event, Events, Frame, Leading, Method, Phase, Refusal, SaleTerms, Stage};

pub use publication::{CRITERIA_MAX, PLACES_MAX};

/// So many bids come in for one lot at most: scored, they fit into one entry.
pub const SCORED_BIDS_MAX: u32 = 300;

/// What such a sale is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightedTerms {
    /// What the terms of every method hold.
    pub sale: SaleTerms,
    /// How long bids are taken.
    pub bidding: Span,
    /// The most points that a price gets.
    pub price_points: Points,
    /// The criteria of the plan, in the order in which points are entered.
    pub criteria: Vec<Criterion>,
    /// How points follow from a price.
    pub formula: PriceFormula,
    /// To how many decimal places a figure is cut.
    pub places: u8,
}

/// Points, exact: `37.25`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Points(pub rust_decimal::Decimal);

/// One criterion of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// What it is called.
    pub name: String,
    /// The most points it gives.
    pub most: Points,
}

/// How points follow from a price.
///
/// Each multiplies first, then divides, and cuts once, to the places of the terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PriceFormula {
    /// The highest price gets all points, another its share of the highest.
    ShareOfHighest,
    /// The highest price gets all points, the starting price none, one between them its share of
    /// what lies between; where nobody is above the starting price, all get all.
    ShareAboveStart,
    /// The mean of all prices, cut to whole fen, gets all points, another so much less as it is
    /// away from the mean; from twice the mean on none (基准价).
    NearestToMean,
}

/// Every figure of one bid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Whose.
    pub paddle: Paddle,
    /// The price.
    pub price: Money,
    /// The points for the price.
    pub price_points: Points,
    /// The points for each criterion; nothing where none were entered.
    pub points: Vec<Points>,
    /// The points for all criteria.
    pub plan_points: Points,
    /// All together.
    pub total: Points,
}

/// One lot's sale by this method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Weighted {
    terms: WeightedTerms,
    bids: SealedBids,
    plans: BTreeMap<Paddle, Secret<Vec<Points>>>,
    /// Everyone whose bid is scored, the best first.
    ranking: Vec<Leading>,
}

impl Weighted {
    pub(crate) fn publish(terms: WeightedTerms) -> Self {
        let (plans, ranking) = (BTreeMap::new(), Vec::new());
        Self { terms, bids: SealedBids::default(), plans, ranking }
    }

    /// In this order: who may bid at all, the phase, the bid itself.
    fn rule_on_bid(&self, course: &Course, asked: &Asked, events: &mut Events) -> Ruling {
        course.check_entry(asked)?;
        course.check_phase(Phase::SealedBidding)?;
        self.bids.check(asked, self.least_bid(), SCORED_BIDS_MAX)?;
        let paddle = asked.paddle.ok_or(Refusal::NotAdmitted)?;
        events.push(Event::SealedBidReceived { paddle });
        Ok(())
    }

    /// In this order: the time, whose, once, the points themselves.
    fn rule_on_scores(
        &self,
        course: &Course,
        (at, paddle): (At, Paddle),
        points: &[Points],
        events: &mut Events,
    ) -> Ruling {
        check_time(course, at)?;
        course.bidder(paddle).ok_or(Refusal::NotAdmitted)?;
        if self.plans.contains_key(&paddle) {
            return Err(Refusal::ScoresAlreadyEntered);
        }
        let criteria = &self.terms.criteria;
        let is_fit = |(criterion, given): (&Criterion, &Points)| {
            given.is_cut(self.terms.places) && *given >= Points::ZERO && *given <= criterion.most
        };
        let are_valid = points.len() == criteria.len() && criteria.iter().zip(points).all(is_fit);
        if !are_valid {
            return Err(Refusal::PointsInvalid);
        }
        events.push(Event::ScoresEntered { paddle });
        Ok(())
    }

    fn keep_scores(&mut self, paddle: Paddle, command: &Command) {
        let Command::EnterScores { points, .. } = command else {
            panic!("only the entry of points sets them");
        };
        let before = self.plans.insert(paddle, points.clone());
        assert!(before.is_none(), "the points of a bidder are entered once");
    }
}

/// Points come in from the publication to the end of bidding, while the sale is not stopped.
fn check_time(course: &Course, at: At) -> Ruling {
    if matches!(course.stage(), Stage::Announced { .. }) {
        return Ok(());
    }
    course.check_running(&Asked { at, paddle: None, amount: Money::ZERO })?;
    course.check_phase(Phase::SealedBidding)?;
    match course.phase_ends_at() {
        Some(ended_at) if at.arrived_at() > ended_at => {
            Err(Refusal::PhaseOver { phase: Phase::SealedBidding, ended_at })
        }
        Some(_) | None => Ok(()),
    }
}

impl Rules for Weighted {
    fn frame(&self) -> Frame {
        self.terms.sale.frame()
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

    fn cycle(&self, _: Phase) -> Span {
        self.terms.bidding
    }

    fn window(&self, _: Phase) -> Span {
        Span::ZERO
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few commands are the method's own")]
    fn rule_on(&self, course: &Course, at: At, command: &Command, events: &mut Events) -> Ruling {
        match command {
            Command::PlaceSealedBid { paddle, amount } => {
                let asked = Asked { at, paddle: *paddle, amount: *amount.reveal() };
                self.rule_on_bid(course, &asked, events)
            }
            Command::EnterScores { paddle, points } => {
                self.rule_on_scores(course, (at, *paddle), points.reveal(), events)
            }
            _ => Err(Refusal::WrongMethod { method: Method::Weighted }),
        }
    }

    fn end(&self, course: &Course, _: Phase, events: &mut Events) {
        let (reference, scores) = self.score();
        let best = scores.first().map(Score::leading);
        if best.is_some() {
            events.push(Event::BidsScored { reference, scores });
        }
        course.conclude(self, best, events);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few events are the method's own")]
    fn take(&mut self, course: &mut Course, _: At, command: &Command, event: &Event) {
        match event {
            Event::SealedBidReceived { paddle } => self.bids.receive(course, *paddle, command),
            Event::ScoresEntered { paddle } => self.keep_scores(*paddle, command),
            Event::BidsScored { scores, .. } => {
                self.ranking = scores.iter().map(Score::leading).collect();
            }
            _ => {}
        }
    }

    /// The next of the ranking whose price reaches the reserve.
    fn next_candidate(&self, course: &Course, defaulted: &[Paddle]) -> Option<Leading> {
        let reserve = course.reserve(&self.frame());
        let is_open = |it: &&Leading| {
            let is_stopped = course.bidder(it.paddle).is_some_and(Bidder::is_stopped);
            !is_stopped
                && !defaulted.contains(&it.paddle)
                && reserve.is_none_or(|reserve| it.price >= reserve)
        };
        self.ranking.iter().find(is_open).copied()
    }

    fn leading(&self) -> Option<&Leading> {
        self.ranking.first()
    }

    fn least_bid(&self) -> Money {
        self.terms.sale.starting_price
    }

    fn bid_count(&self) -> u32 {
        u32::try_from(self.ranking.len()).unwrap_or(u32::MAX)
    }
}
