//! The call auction (集合竞价): orders are collected, then all meet at one price.
//!
//! `pricing` finds the price and who meets whom.

mod pricing;

use lexicon::{Money, OrderNumber, Paddle, Quantity, Span, Unit};
use serde::{Deserialize, Serialize};

use crate::course::{Course, Rules, Ruling};
use crate::market::{Market, ORDERS_MAX, Traders};
use crate::order::MATCH_SIZE_MAX;
use crate::terms::{first_invalid, is_phase};
use crate::{
    At, Award, Command, Event, Events, Frame, LIST_SIZE_MAX, Leading, Match, Method, Order, Phase,
    Refusal, SaleTerms, Side, Term, UnsoldReason,
};

/// The most orders that may stand at once; there are fewer matches than orders.
const STANDING_MAX: u32 = 1_500;

const _: () =
    assert!(STANDING_MAX as usize * MATCH_SIZE_MAX <= LIST_SIZE_MAX, "all matches fit an event");

/// What such a sale is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallAuctionTerms {
    /// What the terms of every method hold; the starting price is the least price of the day.
    pub sale: SaleTerms,
    /// In what quantities are counted.
    pub unit: Unit,
    /// The trading lot: every order asks for a whole number of these.
    pub lot: Quantity,
    /// Every price is a whole number of these.
    pub tick: Money,
    /// The price of the day before, from which the band is measured (参考价).
    pub reference: Money,
    /// The least price of the day.
    pub lowest: Money,
    /// The most.
    pub highest: Money,
    /// How many orders one bidder may have.
    pub orders_each_max: u32,
    /// How long orders are collected.
    pub order_entry: Span,
}

/// The one price of a call auction and what follows from it, so that anyone can find it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallResult {
    /// The price.
    pub price: Money,
    /// How much is traded at it: the lesser of demand and supply.
    pub volume: Quantity,
    /// How much would be bought at it.
    pub demand: Quantity,
    /// How much would be sold at it.
    pub supply: Quantity,
}

/// One lot's sale by this method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CallAuction {
    terms: CallAuctionTerms,
    /// The orders that stand, in their sequence.
    orders: Vec<Held>,
    /// How many were ever taken.
    order_count: u32,
    traders: Traders,
}

/// An order that waits for the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    number: OrderNumber,
    paddle: Paddle,
    order: Order,
}

impl CallAuctionTerms {
    fn market(&self) -> Market {
        Market {
            phase: Phase::OrderEntry,
            unit: self.unit,
            lot: self.lot,
            tick: self.tick,
            lowest: self.lowest,
            highest: self.highest,
            orders_each_max: self.orders_each_max,
        }
    }
}

impl CallAuction {
    pub(crate) fn check(at: At, terms: &CallAuctionTerms) -> Ruling {
        let market = terms.market();
        market.check_terms(at, &terms.sale)?;
        first_invalid(&[
            (terms.sale.starting_price == terms.lowest, Term::StartingPrice),
            (market.is_price(terms.reference), Term::ReferencePrice),
            (is_phase(terms.order_entry), Term::Bidding),
        ])
    }

    pub(crate) fn publish(terms: CallAuctionTerms) -> Self {
        Self { terms, orders: Vec::new(), order_count: 0, traders: Traders::default() }
    }

    fn rule_on_order(
        &self,
        course: &Course,
        (at, paddle): (At, Option<Paddle>),
        order: Order,
        events: &mut Events,
    ) -> Ruling {
        let market = self.terms.market();
        let paddle = market.check_order(course, (at, paddle), &order, &self.traders)?;
        if self.orders.iter().any(|it| it.paddle == paddle && crosses(&it.order, &order)) {
            return Err(Refusal::OwnOrder);
        }
        if self.orders.len() >= STANDING_MAX as usize {
            return Err(Refusal::BookFull { most: STANDING_MAX });
        }
        if self.order_count >= ORDERS_MAX {
            return Err(Refusal::BookFull { most: ORDERS_MAX });
        }
        let number = OrderNumber(self.order_count + 1);
        events.push(Event::OrderAccepted { number, paddle, order });
        Ok(())
    }

    fn rule_on_cancellation(
        &self,
        course: &Course,
        (at, paddle): (At, Option<Paddle>),
        number: OrderNumber,
        events: &mut Events,
    ) -> Ruling {
        let bidder = course.check_presence(at, paddle)?;
        course.check_phase(Phase::OrderEntry)?;
        let held = self.place(number).map(|place| &self.orders[place]);
        let held = held.filter(|held| held.paddle == bidder.paddle).ok_or(Refusal::UnknownOrder)?;
        events.push(Event::OrderCancelled { number, quantity: held.order.quantity });
        Ok(())
    }

    /// The place of an order that stands.
    fn place(&self, number: OrderNumber) -> Option<usize> {
        self.orders.binary_search_by_key(&number, |held| held.number).ok()
    }

    fn held(&self, number: OrderNumber) -> usize {
        self.place(number).unwrap_or_else(|| panic!("only an order that stands is met or back"))
    }

    fn accept(&mut self, held: Held) {
        self.traders.place(held.paddle, &held.order);
        self.order_count = held.number.0;
        self.orders.push(held);
    }

    fn settle(&mut self, matches: &[Match]) {
        for met in matches {
            let buy = self.held(met.buy);
            self.traders.meet(met, self.orders[buy].order.price);
            self.fill(met.buy, met.quantity);
            self.fill(met.sell, met.quantity);
        }
        self.orders.retain(|held| held.order.quantity > Quantity::ZERO);
    }

    fn fill(&mut self, number: OrderNumber, quantity: Quantity) {
        let place = self.held(number);
        let Held { paddle, ref mut order, .. } = self.orders[place];
        let left = order.quantity.checked_sub(quantity);
        order.quantity = left.unwrap_or_else(|| panic!("no order gives more than is left of it"));
        if order.quantity == Quantity::ZERO {
            self.traders.end_order(paddle);
        }
    }

    fn cancel(&mut self, number: OrderNumber) {
        let Held { paddle, order, .. } = self.orders.remove(self.held(number));
        self.traders.withdraw(paddle, order.side, (order.price, order.quantity));
    }

    /// Whoever may order no longer trades no more: his orders lapse.
    fn lapse(&mut self, paddle: Paddle) {
        let own = self.orders.iter().filter(|held| held.paddle == paddle);
        let own: Vec<OrderNumber> = own.map(|held| held.number).collect();
        for number in own {
            self.cancel(number);
        }
    }
}

/// Whether a price suits two orders.
fn crosses(one: &Order, other: &Order) -> bool {
    match (one.side, other.side) {
        (Side::Buy, Side::Sell) => one.price >= other.price,
        (Side::Sell, Side::Buy) => one.price <= other.price,
        (Side::Buy, Side::Buy) | (Side::Sell, Side::Sell) => false,
    }
}

impl Rules for CallAuction {
    fn frame(&self) -> Frame {
        self.terms.sale.frame()
    }

    fn opening(&self) -> (Phase, Span) {
        (Phase::OrderEntry, self.terms.order_entry)
    }

    fn following(&self, _: Phase) -> Option<(Phase, Span)> {
        None
    }

    fn tail(&self, _: Phase) -> Span {
        Span::ZERO
    }

    fn cycle(&self, _: Phase) -> Span {
        self.terms.order_entry
    }

    fn window(&self, _: Phase) -> Span {
        Span::ZERO
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few commands are the method's own")]
    fn rule_on(&self, course: &Course, at: At, command: &Command, events: &mut Events) -> Ruling {
        match *command {
            Command::PlaceOrder { paddle, order } => {
                self.rule_on_order(course, (at, paddle), order, events)
            }
            Command::CancelOrder { paddle, order } => {
                self.rule_on_cancellation(course, (at, paddle), order, events)
            }
            _ => Err(Refusal::WrongMethod { method: Method::CallAuction }),
        }
    }

    /// What meets nobody at the one price lapses.
    fn end(&self, _: &Course, _: Phase, events: &mut Events) {
        let Some(result) = self.price() else {
            events.push(Event::LotUnsold { reason: UnsoldReason::NoBid });
            return;
        };
        events.push(Event::CallPriced { result: Box::new(result) });
        events.push(Event::OrdersMatched { matches: self.matches(&result) });
        events.push(Event::LotDivided);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few events are the method's own")]
    fn take(&mut self, course: &mut Course, _: At, _: &Command, event: &Event) {
        match *event {
            Event::OrderAccepted { number, paddle, order } => {
                course.note_bid(paddle, order.price);
                self.accept(Held { number, paddle, order });
            }
            Event::OrdersMatched { ref matches } => self.settle(matches),
            Event::OrderCancelled { number, .. } => self.cancel(number),
            Event::BidderStopped { paddle } => self.lapse(paddle),
            _ => {}
        }
    }

    fn next_candidate(&self, _: &Course, _: &[Paddle]) -> Option<Leading> {
        None
    }

    fn parts(&self) -> Vec<Award> {
        self.traders.awards()
    }

    fn leading(&self) -> Option<&Leading> {
        None
    }

    fn least_bid(&self) -> Money {
        self.terms.lowest
    }

    fn bid_count(&self) -> u32 {
        self.order_count
    }
}
