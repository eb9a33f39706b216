//! The descending sale (降价式竞价): the price falls by steps, and whoever accepts it first has the
//! lot.
//!
//! Each price is a phase of its own whose end decides: it falls, or the lot closes. So the exchange
//! must have been open before each fall, and a break gives the price that it broke off anew.

mod falling_clock;

use lexicon::{Money, Paddle, Span};
use serde::{Deserialize, Serialize};

use crate::course::{Asked, Course, Rules, Ruling};
use crate::terms::first_invalid;
use crate::{
    At, Command, Event, Events, Frame, Leading, Method, OnDefault, Phase, Refusal, SaleTerms, Term,
};

pub(crate) use falling_clock::{Fall, FallingClock};

/// What such a sale is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescendingTerms {
    /// What the terms of every method hold; the starting price is the first of the clock.
    pub sale: SaleTerms,
    /// By how much the price falls.
    pub step: Money,
    /// How long a price stands.
    pub interval: Span,
    /// The least price that the clock reaches (底价).
    pub floor: Money,
}

/// One lot's sale by this method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Descending {
    terms: DescendingTerms,
    clock: FallingClock,
}

impl Descending {
    pub(crate) fn check(at: At, terms: &DescendingTerms) -> Ruling {
        fall(terms).check(at, &terms.sale)?;
        first_invalid(&[
            // There is one acceptance only: two bidders with a valid bid there can never be, nor
            // a next candidate.
            (terms.sale.bidders_min == 1, Term::BiddersMin),
            (terms.sale.on_default == OnDefault::Relist, Term::OnDefault),
        ])
    }

    pub(crate) fn publish(terms: DescendingTerms) -> Self {
        let clock = FallingClock::new(fall(&terms), terms.sale.starting_price);
        Self { terms, clock }
    }
}

fn fall(terms: &DescendingTerms) -> Fall {
    Fall { step: terms.step, interval: terms.interval, floor: terms.floor }
}

impl Rules for Descending {
    fn frame(&self) -> Frame {
        Frame { floor: self.terms.floor, ..self.terms.sale.frame() }
    }

    fn opening(&self) -> (Phase, Span) {
        (Phase::FallingPrice, self.terms.interval)
    }

    fn following(&self, _: Phase) -> Option<(Phase, Span)> {
        None
    }

    fn tail(&self, _: Phase) -> Span {
        Span::ZERO
    }

    fn cycle(&self, _: Phase) -> Span {
        self.terms.interval
    }

    fn window(&self, _: Phase) -> Span {
        self.terms.interval
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few commands are the method's own")]
    fn rule_on(&self, course: &Course, at: At, command: &Command, events: &mut Events) -> Ruling {
        match *command {
            Command::PlaceBid { paddle, amount, .. } => {
                let asked = Asked { at, paddle, amount };
                course.check_entry(&asked)?;
                course.check_phase(Phase::FallingPrice)?;
                self.clock.rule_on_acceptance(&asked, events)
            }
            _ => Err(Refusal::WrongMethod { method: Method::Descending }),
        }
    }

    fn end(&self, course: &Course, _: Phase, events: &mut Events) {
        match self.clock.step_down(course) {
            Some(event) => events.push(event),
            None => course.conclude(self, self.clock.holder().copied(), events),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few events are the method's own")]
    fn take(&mut self, course: &mut Course, _: At, _: &Command, event: &Event) {
        match *event {
            Event::BidAccepted { paddle, .. } => self.clock.take_by(course, paddle),
            Event::PriceStepped { price, .. } => self.clock.fall_to(price),
            _ => {}
        }
    }

    /// Nobody else has a price of his own.
    fn next_candidate(&self, _: &Course, _: &[Paddle]) -> Option<Leading> {
        None
    }

    fn leading(&self) -> Option<&Leading> {
        self.clock.holder()
    }

    fn least_bid(&self) -> Money {
        self.clock.price()
    }

    fn bid_count(&self) -> u32 {
        u32::from(self.clock.holder().is_some())
    }
}
