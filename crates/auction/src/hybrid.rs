//! The hybrid sale: the price falls until somebody accepts it, the others top it by sealed bids,
//! and whoever accepted has the last word.
//!
//! Sealed amounts are in no event, no refusal and no figure that is shown until all are opened.

use std::cmp::Reverse;

use lexicon::{Money, Paddle, Secret, Span};
use serde::{Deserialize, Serialize};

use crate::course::{Asked, Bidder, Course, Rules, Ruling};
use crate::descending::{Fall, FallingClock};
use crate::terms::{first_invalid, is_phase, is_price};
use crate::{
    At, Command, Event, Events, Frame, Leading, Method, OpenedBid, Phase, Refusal, SaleTerms, Term,
};

/// What such a sale is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HybridTerms {
    /// What the terms of every method hold; the starting price is the first of the clock.
    pub sale: SaleTerms,
    /// By how much the price falls.
    pub step: Money,
    /// How long a price stands.
    pub interval: Span,
    /// The least price that the clock reaches (底价).
    pub floor: Money,
    /// By how much a sealed bid lies above the accepted price, and the holder's above the best
    /// sealed one, at least.
    pub increment: Money,
    /// How long sealed bids are taken.
    pub sealed_bidding: Span,
    /// How long the holder has to top the best sealed bid.
    pub holders_bid: Span,
}

/// One lot's sale by this method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hybrid {
    terms: HybridTerms,
    /// Its holder has the last word.
    clock: FallingClock,
    /// In the sequence of their receipt.
    sealed: Vec<SealedBid>,
    /// The best sealed bid, once they are open.
    best_sealed: Option<Leading>,
    /// What the holder has bid above it.
    last_word: Option<Leading>,
}

/// A bid that nobody sees until all are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct SealedBid {
    paddle: Paddle,
    amount: Secret<Money>,
}

type Check = fn(&Hybrid, &Asked) -> Ruling;

/// What a sealed bid must be besides. In this order; the first that fails answers.
const SEALED_CHECKS: [Check; 3] = [check_not_holder, check_first_sealed, check_least];

/// What the holder's bid must be besides. In this order; the first that fails answers.
const HOLDERS_CHECKS: [Check; 3] = [check_holder, check_first_word, check_least];

impl Hybrid {
    pub(crate) fn check(at: At, terms: &HybridTerms) -> Ruling {
        fall(terms).check(at, &terms.sale)?;
        first_invalid(&[
            (is_price(terms.increment), Term::Increment),
            (is_phase(terms.sealed_bidding), Term::SealedBidding),
            (is_phase(terms.holders_bid), Term::HoldersBid),
        ])
    }

    pub(crate) fn publish(terms: HybridTerms) -> Self {
        let clock = FallingClock::new(fall(&terms), terms.sale.starting_price);
        Self { terms, clock, sealed: Vec::new(), best_sealed: None, last_word: None }
    }

    fn rule_on_bid(&self, course: &Course, asked: &Asked, events: &mut Events) -> Ruling {
        course.check_entry(asked)?;
        if course.phase() == Some(Phase::FallingPrice) {
            return self.clock.rule_on_acceptance(asked, events);
        }
        course.check_phase(Phase::HoldersBid)?;
        HOLDERS_CHECKS.iter().try_for_each(|check| check(self, asked))?;
        let paddle = asked.paddle.ok_or(Refusal::NotAdmitted)?;
        events.push(Event::BidAccepted { paddle, amount: asked.amount });
        Ok(())
    }

    fn rule_on_sealed_bid(&self, course: &Course, asked: &Asked, events: &mut Events) -> Ruling {
        course.check_entry(asked)?;
        course.check_phase(Phase::SealedBidding)?;
        SEALED_CHECKS.iter().try_for_each(|check| check(self, asked))?;
        let paddle = asked.paddle.ok_or(Refusal::NotAdmitted)?;
        events.push(Event::SealedBidReceived { paddle });
        Ok(())
    }

    /// The sealed bids, the best first, of equals the earlier.
    fn opened(&self) -> Vec<OpenedBid> {
        let open = |bid: &SealedBid| OpenedBid { paddle: bid.paddle, amount: *bid.amount.reveal() };
        let mut bids: Vec<OpenedBid> = self.sealed.iter().map(open).collect();
        bids.sort_by_key(|bid| Reverse(bid.amount));
        bids
    }

    fn keep_sealed(&mut self, course: &mut Course, paddle: Paddle, command: &Command) {
        let Command::PlaceSealedBid { amount, .. } = *command else {
            panic!("only a sealed bid is received as one");
        };
        self.sealed.push(SealedBid { paddle, amount: Secret::new(*amount.reveal()) });
        course.note_bid(paddle, *amount.reveal());
    }

    /// The price of the clock is accepted first; any later bid is the holder's last word.
    fn lead(&mut self, course: &mut Course, paddle: Paddle, price: Money) {
        if self.clock.holder().is_none() {
            self.clock.take_by(course, paddle);
        } else {
            self.last_word = Some(Leading { paddle, price });
            course.note_bid(paddle, price);
        }
    }

    fn is_holder(&self, asked: &Asked) -> bool {
        self.clock.holder().is_some_and(|holder| Some(holder.paddle) == asked.paddle)
    }
}

fn fall(terms: &HybridTerms) -> Fall {
    Fall { step: terms.step, interval: terms.interval, floor: terms.floor }
}

fn check_not_holder(sale: &Hybrid, asked: &Asked) -> Ruling {
    if sale.is_holder(asked) { Err(Refusal::HoldersTurnLater) } else { Ok(()) }
}

fn check_holder(sale: &Hybrid, asked: &Asked) -> Ruling {
    if sale.is_holder(asked) { Ok(()) } else { Err(Refusal::NotTheHolder) }
}

fn check_first_sealed(sale: &Hybrid, asked: &Asked) -> Ruling {
    let has_bid = sale.sealed.iter().any(|bid| Some(bid.paddle) == asked.paddle);
    if has_bid { Err(Refusal::AlreadyBid) } else { Ok(()) }
}

fn check_first_word(sale: &Hybrid, _: &Asked) -> Ruling {
    if sale.last_word.is_some() { Err(Refusal::AlreadyBid) } else { Ok(()) }
}

fn check_least(sale: &Hybrid, asked: &Asked) -> Ruling {
    let least = sale.least_bid();
    if asked.amount < least { Err(Refusal::BelowLeastBid { least }) } else { Ok(()) }
}

impl Rules for Hybrid {
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

    fn cycle(&self, phase: Phase) -> Span {
        if phase == Phase::SealedBidding {
            self.terms.sealed_bidding
        } else if phase == Phase::HoldersBid {
            self.terms.holders_bid
        } else {
            self.terms.interval
        }
    }

    /// Whoever is cut off for a part of a phase may have lost his one bid in it.
    fn window(&self, phase: Phase) -> Span {
        self.cycle(phase)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few commands are the method's own")]
    fn rule_on(&self, course: &Course, at: At, command: &Command, events: &mut Events) -> Ruling {
        match *command {
            Command::PlaceBid { paddle, amount, .. } => {
                self.rule_on_bid(course, &Asked { at, paddle, amount }, events)
            }
            Command::PlaceSealedBid { paddle, amount } => {
                let asked = Asked { at, paddle, amount: *amount.reveal() };
                self.rule_on_sealed_bid(course, &asked, events)
            }
            _ => Err(Refusal::WrongMethod { method: Method::Hybrid }),
        }
    }

    fn end(&self, course: &Course, phase: Phase, events: &mut Events) {
        if phase == Phase::FallingPrice {
            if let Some(event) = self.clock.step_down(course) {
                return events.push(event);
            }
            if self.clock.holder().is_some() {
                let sealed_bidding = (Phase::SealedBidding, self.terms.sealed_bidding);
                return course.begin_next(self, sealed_bidding, events);
            }
        }
        if phase == Phase::SealedBidding && !self.sealed.is_empty() {
            events.push(Event::BidsOpened { bids: self.opened() });
            return course.begin_next(self, (Phase::HoldersBid, self.terms.holders_bid), events);
        }
        course.conclude(self, self.leading().copied(), events);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few events are the method's own")]
    fn take(&mut self, course: &mut Course, _: At, command: &Command, event: &Event) {
        match *event {
            Event::BidAccepted { paddle, amount } => self.lead(course, paddle, amount),
            Event::PriceStepped { price, .. } => self.clock.fall_to(price),
            Event::SealedBidReceived { paddle } => self.keep_sealed(course, paddle, command),
            Event::BidsOpened { ref bids } => {
                let best = bids.first().map(|it| Leading { paddle: it.paddle, price: it.amount });
                self.best_sealed = best;
            }
            _ => {}
        }
    }

    /// The holder's last word, the sealed bids as they were opened, the price of the clock: the
    /// first of these whose bidder is neither stopped nor has defaulted.
    fn next_candidate(&self, course: &Course, defaulted: &[Paddle]) -> Option<Leading> {
        let reserve = course.reserve(&self.frame());
        let sealed = self.opened();
        let sealed = sealed.iter().map(|it| Leading { paddle: it.paddle, price: it.amount });
        let mut bids = self.last_word.into_iter().chain(sealed).chain(self.clock.holder().copied());
        bids.find(|bid| {
            let is_stopped = course.bidder(bid.paddle).is_some_and(Bidder::is_stopped);
            let is_reached = reserve.is_none_or(|reserve| bid.price >= reserve);
            is_reached && !is_stopped && !defaulted.contains(&bid.paddle)
        })
    }

    fn leading(&self) -> Option<&Leading> {
        self.last_word.as_ref().or(self.best_sealed.as_ref()).or(self.clock.holder())
    }

    /// The price in force; an increment above what leads once somebody has accepted it.
    fn least_bid(&self) -> Money {
        self.leading().map_or(self.clock.price(), |leading| {
            let least = leading.price.checked_add(self.terms.increment);
            least.unwrap_or(Money::from_fen(i64::MAX))
        })
    }

    fn bid_count(&self) -> u32 {
        let accepted = [self.clock.holder(), self.last_word.as_ref()];
        let count = accepted.iter().flatten().count().saturating_add(self.sealed.len());
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}
