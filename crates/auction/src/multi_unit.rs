//! The sale of a quantity to the best bids for parts of it (emission allowances, water, energy).
//!
//! Bids are taken unseen and stay. `allocation` divides the quantity at the close.

mod allocation;

use lexicon::{Money, OrderNumber, Paddle, Quantity, Secret, Span, Unit};
use serde::{Deserialize, Serialize};

use crate::course::{Asked, Course, Rules, Ruling};
use crate::market::{check_many_winners, is_lot, joint};
use crate::terms::{first_invalid, is_phase};
use crate::{
    At, Award, Command, Event, Events, Frame, LIST_SIZE_MAX, Leading, Method, Part, Phase, Refusal,
    SaleTerms, Side, Term, UnsoldReason,
};

/// The most bids that one bidder may make, whatever the terms.
const BIDS_EACH_MAX: u32 = 100;
/// The most bids that a lot takes.
const BIDS_MAX: u32 = 1_500;
/// How many bytes an allotment takes at most: two numbers of 5 bytes, two amounts of 8, a quantity
/// of 6.
const ALLOTMENT_SIZE_MAX: usize = 2 * 5 + 2 * 8 + 6;

const _: () =
    assert!(BIDS_MAX as usize * ALLOTMENT_SIZE_MAX <= LIST_SIZE_MAX, "all bids fit an event");

/// What such a sale is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MultiUnitTerms {
    /// What the terms of every method hold; starting price and reserve are for one unit.
    pub sale: SaleTerms,
    /// In what the quantity is counted.
    pub unit: Unit,
    /// How much is offered.
    pub quantity: Quantity,
    /// The trading lot: every bid asks for a whole number of these.
    pub lot: Quantity,
    /// How much one bidder may ask for in all.
    pub bidder_cap: Quantity,
    /// How many bids one bidder may make.
    pub bids_each_max: u32,
    /// How long bids are taken.
    pub bidding: Span,
    /// What the winners pay.
    pub pricing: UnitPricing,
}

/// What the winners of a quantity pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnitPricing {
    /// All the price of the lowest bid that gets anything (统一价).
    Uniform,
    /// Each his own price.
    PayAsBid,
}

/// A bid for a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuantityBid {
    /// The price for one unit.
    pub price: Money,
    /// How much.
    pub quantity: Quantity,
    /// In what that is counted.
    pub unit: Unit,
}

/// How a quantity is divided (配售).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// The price of all, where it is one.
    pub price: Option<Money>,
    /// How much is sold.
    pub quantity: Quantity,
    /// How much is left, for which nobody bid high enough.
    pub unsold: Quantity,
    /// What each bid gets that gets anything, the highest first and of one price the earliest.
    pub allotments: Vec<Allotment>,
}

/// What one bid gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allotment {
    /// The number of the bid.
    pub number: OrderNumber,
    /// Whose it is.
    pub paddle: Paddle,
    /// What he pays for one unit.
    pub price: Money,
    /// How much he gets.
    pub quantity: Quantity,
    /// What he pays for it.
    pub value: Money,
}

/// One lot's sale by this method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MultiUnit {
    terms: MultiUnitTerms,
    /// In their sequence; the number of the first is 1.
    bids: Vec<Received>,
    allocation: Option<Allocation>,
}

/// A bid as it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Received {
    number: OrderNumber,
    paddle: Paddle,
    bid: Secret<QuantityBid>,
}

/// What one bidder has asked for before.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    count: u32,
    quantity: u64,
    value: Money,
}

type Check = fn(&MultiUnit, &Before, &QuantityBid) -> Ruling;

/// What a bid must be after entry and phase. In this order; the first that fails answers.
const CHECKS: [Check; 7] =
    [check_unit, check_quantity, check_lots, check_bid_count, check_cap, check_least, check_room];

impl MultiUnit {
    pub(crate) fn check(at: At, terms: &MultiUnitTerms) -> Ruling {
        terms.sale.check(at)?;
        check_many_winners(&terms.sale)?;
        let MultiUnitTerms { quantity, lot, bidder_cap, .. } = *terms;
        let is_quantity = |it: Quantity| is_lot(it) && it.is_multiple_of(lot);
        first_invalid(&[
            (is_lot(lot), Term::LotSize),
            (is_quantity(quantity), Term::Quantity),
            (is_quantity(bidder_cap) && bidder_cap <= quantity, Term::BidderCap),
            (matches!(terms.bids_each_max, 1..=BIDS_EACH_MAX), Term::BidsEachMax),
            (is_phase(terms.bidding), Term::Bidding),
        ])
    }

    pub(crate) fn publish(terms: MultiUnitTerms) -> Self {
        Self { terms, bids: Vec::new(), allocation: None }
    }

    /// Bids stay: nobody takes one back or changes it.
    fn rule_on_bid(
        &self,
        course: &Course,
        (at, paddle): (At, Option<Paddle>),
        bid: &QuantityBid,
        events: &mut Events,
    ) -> Ruling {
        let before = paddle.map_or(Before::default(), |paddle| self.before(paddle));
        // What covers a bidder covers all his bids together.
        let amount = joint(bid.quantity.at(bid.price), before.value);
        course.check_entry(&Asked { at, paddle, amount })?;
        course.check_phase(Phase::QuantityBidding)?;
        CHECKS.iter().try_for_each(|check| check(self, &before, bid))?;
        let paddle = paddle.ok_or(Refusal::NotAdmitted)?;
        events
            .push(Event::QuantityBidReceived { paddle, number: OrderNumber(self.bid_count() + 1) });
        Ok(())
    }

    fn before(&self, paddle: Paddle) -> Before {
        let own = self.bids.iter().filter(|it| it.paddle == paddle);
        own.fold(Before::default(), |before, received| {
            let bid = received.bid.reveal();
            Before {
                count: before.count + 1,
                quantity: before.quantity + bid.quantity.units(),
                value: joint(bid.quantity.at(bid.price), before.value),
            }
        })
    }

    fn keep_bid(&mut self, paddle: Paddle, number: OrderNumber, command: &Command) {
        let Command::PlaceQuantityBid { bid, .. } = command else {
            panic!("only a bid for a quantity is one");
        };
        self.bids.push(Received { number, paddle, bid: *bid });
    }

    /// Why nothing is sold, where nothing is.
    fn unsold(&self, course: &Course) -> Option<UnsoldReason> {
        let bidders = course.bidders().iter().filter(|bidder| bidder.best.is_some());
        let reserve = course.reserve(&self.frame());
        let reaches =
            |it: &Received| reserve.is_none_or(|reserve| it.bid.reveal().price >= reserve);
        if self.bids.is_empty() {
            Some(UnsoldReason::NoBid)
        } else if bidders.count() < usize::from(self.terms.sale.bidders_min) {
            Some(UnsoldReason::TooFewBidders)
        } else if !self.bids.iter().any(reaches) {
            Some(UnsoldReason::BelowReserve)
        } else {
            None
        }
    }
}

fn check_unit(sale: &MultiUnit, _: &Before, bid: &QuantityBid) -> Ruling {
    let unit = sale.terms.unit;
    if bid.unit == unit { Ok(()) } else { Err(Refusal::WrongUnit { unit }) }
}

fn check_quantity(sale: &MultiUnit, _: &Before, bid: &QuantityBid) -> Ruling {
    let (least, most) = (sale.terms.lot, sale.terms.bidder_cap);
    let is_in_range = bid.quantity >= least && bid.quantity <= most;
    if is_in_range { Ok(()) } else { Err(Refusal::QuantityOutOfRange { least, most }) }
}

fn check_lots(sale: &MultiUnit, _: &Before, bid: &QuantityBid) -> Ruling {
    let lot = sale.terms.lot;
    if bid.quantity.is_multiple_of(lot) { Ok(()) } else { Err(Refusal::NotWholeLots { lot }) }
}

fn check_bid_count(sale: &MultiUnit, before: &Before, _: &QuantityBid) -> Ruling {
    let most = sale.terms.bids_each_max;
    if before.count < most { Ok(()) } else { Err(Refusal::TooManyBids { most }) }
}

fn check_cap(sale: &MultiUnit, before: &Before, bid: &QuantityBid) -> Ruling {
    let left = sale.terms.bidder_cap.checked_sub(Quantity::from_units(before.quantity));
    let left = left.unwrap_or_else(|| panic!("nobody has asked for more than he may get"));
    if bid.quantity <= left { Ok(()) } else { Err(Refusal::AboveBidderCap { left }) }
}

fn check_least(sale: &MultiUnit, _: &Before, bid: &QuantityBid) -> Ruling {
    let least = sale.least_bid();
    if bid.price >= least { Ok(()) } else { Err(Refusal::BelowLeastBid { least }) }
}

fn check_room(sale: &MultiUnit, _: &Before, _: &QuantityBid) -> Ruling {
    if sale.bid_count() < BIDS_MAX { Ok(()) } else { Err(Refusal::BookFull { most: BIDS_MAX }) }
}

impl Rules for MultiUnit {
    fn frame(&self) -> Frame {
        self.terms.sale.frame()
    }

    fn opening(&self) -> (Phase, Span) {
        (Phase::QuantityBidding, self.terms.bidding)
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
            Command::PlaceQuantityBid { paddle, bid } => {
                self.rule_on_bid(course, (at, *paddle), bid.reveal(), events)
            }
            _ => Err(Refusal::WrongMethod { method: Method::MultiUnit }),
        }
    }

    fn end(&self, course: &Course, _: Phase, events: &mut Events) {
        if let Some(reason) = self.unsold(course) {
            events.push(Event::LotUnsold { reason });
            return;
        }
        let allocation = Box::new(self.allocate(course.reserve(&self.frame())));
        events.push(Event::QuantityAllocated { allocation });
        events.push(Event::LotDivided);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few events are the method's own")]
    fn take(&mut self, course: &mut Course, _: At, command: &Command, event: &Event) {
        match event {
            Event::QuantityBidReceived { paddle, number } => {
                self.keep_bid(*paddle, *number, command);
                // The course is told that he has bid, not at which price: that is secret.
                course.note_bid(*paddle, self.terms.sale.starting_price);
            }
            Event::QuantityAllocated { allocation } => {
                self.allocation = Some(Allocation::clone(allocation));
            }
            _ => {}
        }
    }

    fn next_candidate(&self, _: &Course, _: &[Paddle]) -> Option<Leading> {
        None
    }

    /// One part for each bidder who gets anything.
    fn parts(&self) -> Vec<Award> {
        let allotments = self.allocation.iter().flat_map(|it| &it.allotments);
        let mut awards: Vec<Award> = Vec::new();
        for allotment in allotments {
            let Allotment { paddle, quantity, value, .. } = *allotment;
            match awards.binary_search_by_key(&paddle, |award| award.paddle) {
                Ok(place) => {
                    let award = &mut awards[place];
                    award.value = joint(Some(value), award.value);
                    award.quantity = award.quantity.and_then(|it| it.checked_add(quantity));
                }
                Err(place) => {
                    let (side, part, quantity) = (Side::Buy, Part::Whole, Some(quantity));
                    awards.insert(place, Award { paddle, side, part, quantity, value });
                }
            }
        }
        awards
    }

    fn leading(&self) -> Option<&Leading> {
        None
    }

    fn least_bid(&self) -> Money {
        self.terms.sale.starting_price
    }

    fn bid_count(&self) -> u32 {
        u32::try_from(self.bids.len()).unwrap_or(BIDS_MAX)
    }
}
