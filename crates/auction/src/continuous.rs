//! Continuous matching (连续竞价, 挂牌点选): orders meet as they come, the best price first and of
//! one price the earliest, each at the price of the order that stood before.

use lexicon::{Money, OrderNumber, Paddle, Quantity, Span, Unit};
use serde::{Deserialize, Serialize};

use crate::course::{Course, LAST_WINDOW_MIN, Rules, Ruling};
use crate::market::{Market, ORDERS_MAX, Traders};
use crate::order::MATCH_SIZE_MAX;
use crate::terms::{first_invalid, is_phase};
use crate::{
    At, Award, Book, Command, Event, Events, Frame, LIST_SIZE_MAX, Leading, Match, Method, Order,
    Phase, Refusal, SaleTerms, Side, Term, UnsoldReason,
};

/// The most orders that one order may meet; a larger one is refused, and told how much of it meets
/// no more than these.
const MATCHES_MAX: usize = 1_000;

const _: () = assert!(MATCHES_MAX * MATCH_SIZE_MAX <= LIST_SIZE_MAX, "all matches fit an event");

/// What such a sale is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContinuousTerms {
    /// What the terms of every method hold; the starting price, one of the day's prices, is what
    /// is shown while nobody sells.
    pub sale: SaleTerms,
    /// In what quantities are counted.
    pub unit: Unit,
    /// The trading lot: every order asks for a whole number of these.
    pub lot: Quantity,
    /// Every price is a whole number of these.
    pub tick: Money,
    /// The least price of the day.
    pub lowest: Money,
    /// The most.
    pub highest: Money,
    /// How many orders one bidder may have standing.
    pub orders_each_max: u32,
    /// How long the day lasts.
    pub day: Span,
}

/// One lot's sale by this method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Continuous {
    terms: ContinuousTerms,
    book: Book,
    traders: Traders,
    /// The order whose meetings are the next event of the same command.
    taking: Option<Taking>,
}

/// An order that has come and is about to meet others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Taking {
    number: OrderNumber,
    paddle: Paddle,
    order: Order,
}

impl ContinuousTerms {
    fn market(&self) -> Market {
        Market {
            phase: Phase::ContinuousMatching,
            unit: self.unit,
            lot: self.lot,
            tick: self.tick,
            lowest: self.lowest,
            highest: self.highest,
            orders_each_max: self.orders_each_max,
        }
    }
}

impl Continuous {
    pub(crate) fn check(at: At, terms: &ContinuousTerms) -> Ruling {
        let market = terms.market();
        market.check_terms(at, &terms.sale)?;
        first_invalid(&[
            (market.is_price(terms.sale.starting_price), Term::StartingPrice),
            (is_phase(terms.day), Term::Bidding),
        ])
    }

    pub(crate) fn publish(terms: ContinuousTerms) -> Self {
        let book = Book::new(terms.lowest, terms.highest, terms.tick);
        Self { terms, book, traders: Traders::default(), taking: None }
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
        let match_count = self.count_matches(paddle, &order)?;
        if self.book.order_count() >= ORDERS_MAX {
            return Err(Refusal::BookFull { most: ORDERS_MAX });
        }
        let number = self.book.next_number();
        events.push(Event::OrderAccepted { number, paddle, order });
        if match_count > 0 {
            let mut matches = Vec::with_capacity(match_count);
            let meetings = self.book.meetings(&order);
            matches.extend(meetings.map(|met| met.with(number, paddle, order.side)));
            events.push(Event::OrdersMatched { matches });
        }
        Ok(())
    }

    /// How many others an order would meet: none of its sender's own, and not too many at once.
    fn count_matches(&self, paddle: Paddle, order: &Order) -> Result<usize, Refusal> {
        let (mut count, mut most) = (0, 0);
        for met in self.book.meetings(order) {
            if met.paddle == paddle {
                return Err(Refusal::OwnOrder);
            }
            if count == MATCHES_MAX {
                return Err(Refusal::TooManyMatches { most: Quantity::from_units(most) });
            }
            count += 1;
            most += met.quantity.units();
        }
        Ok(count)
    }

    fn rule_on_cancellation(
        &self,
        course: &Course,
        (at, paddle): (At, Option<Paddle>),
        number: OrderNumber,
        events: &mut Events,
    ) -> Ruling {
        let bidder = course.check_presence(at, paddle)?;
        course.check_phase(Phase::ContinuousMatching)?;
        let order = self.book.order(number).filter(|order| order.paddle == bidder.paddle);
        let order = order.ok_or(Refusal::UnknownOrder)?;
        events.push(Event::OrderCancelled { number, quantity: order.quantity });
        Ok(())
    }

    fn accept(&mut self, taking: Taking) {
        let Taking { number, paddle, order } = taking;
        self.traders.place(paddle, &order);
        if self.book.meets(&order) {
            self.taking = Some(taking);
        } else {
            self.book.stand(number, paddle, &order, order.quantity);
        }
    }

    fn settle(&mut self, matches: &[Match]) {
        let taking = self.taking.take();
        let Taking { number, paddle, order } =
            taking.unwrap_or_else(|| panic!("only an order that has come meets others"));
        let mut left = order.quantity;
        for met in matches {
            let (resting, owner, buyers_limit) = match order.side {
                Side::Buy => (met.sell, met.seller, order.price),
                Side::Sell => (met.buy, met.buyer, met.price),
            };
            let rest = left.checked_sub(met.quantity);
            left = rest.unwrap_or_else(|| panic!("an order meets no more than it asks for"));
            self.traders.meet(met, buyers_limit);
            if self.book.fill(resting, met.quantity) == Quantity::ZERO {
                self.traders.end_order(owner);
            }
        }
        self.book.stand(number, paddle, &order, left);
        if left == Quantity::ZERO {
            self.traders.end_order(paddle);
        }
    }

    fn cancel(&mut self, number: OrderNumber) {
        let order = self.book.order(number);
        let order = order.unwrap_or_else(|| panic!("only an order that stands is taken back"));
        self.traders.withdraw(order.paddle, order.side, (order.price, order.quantity));
        self.book.cancel(number);
    }

    /// Whoever may order no longer trades no more: what is left of his orders lapses.
    fn lapse(&mut self, paddle: Paddle) {
        let own = self.book.orders().filter(|order| order.paddle == paddle);
        let own: Vec<OrderNumber> = own.map(|order| order.number).collect();
        for number in own {
            self.cancel(number);
        }
    }
}

impl Rules for Continuous {
    fn frame(&self) -> Frame {
        self.terms.sale.frame()
    }

    fn opening(&self) -> (Phase, Span) {
        (Phase::ContinuousMatching, self.terms.day)
    }

    fn following(&self, _: Phase) -> Option<(Phase, Span)> {
        None
    }

    fn tail(&self, _: Phase) -> Span {
        Span::ZERO
    }

    /// A day has no cycle of its own: what an outage can break off is its last window, and that
    /// runs anew.
    fn cycle(&self, _: Phase) -> Span {
        LAST_WINDOW_MIN
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
            _ => Err(Refusal::WrongMethod { method: Method::Continuous }),
        }
    }

    /// What is left of the orders lapses with the day.
    fn end(&self, _: &Course, _: Phase, events: &mut Events) {
        events.push(if self.traders.have_traded() {
            Event::LotDivided
        } else {
            Event::LotUnsold { reason: UnsoldReason::NoBid }
        });
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few events are the method's own")]
    fn take(&mut self, course: &mut Course, _: At, _: &Command, event: &Event) {
        match *event {
            Event::OrderAccepted { number, paddle, order } => {
                course.note_bid(paddle, order.price);
                self.accept(Taking { number, paddle, order });
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

    /// The least price at which a buyer is served at once; while nobody sells, the starting price.
    fn least_bid(&self) -> Money {
        self.book.best_sell().unwrap_or(self.terms.sale.starting_price)
    }

    fn bid_count(&self) -> u32 {
        self.book.order_count()
    }
}
