//! Whom an order would meet, without changing anything.

use lexicon::{Money, OrderNumber, Paddle, Quantity};

use super::{Book, NONE, index};
use crate::{Match, Order, Side};

/// One order that another would meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Met {
    pub(crate) number: OrderNumber,
    pub(crate) paddle: Paddle,
    /// The price of the order that stood before.
    pub(crate) price: Money,
    pub(crate) quantity: Quantity,
}

impl Met {
    /// The match with an order of this number, bidder and side.
    pub(crate) fn with(self, number: OrderNumber, paddle: Paddle, side: Side) -> Match {
        let (own, other) = ((number, paddle), (self.number, self.paddle));
        let (buying, selling) = match side {
            Side::Buy => (own, other),
            Side::Sell => (other, own),
        };
        Match {
            buy: buying.0,
            buyer: buying.1,
            sell: selling.0,
            seller: selling.1,
            price: self.price,
            quantity: self.quantity,
        }
    }
}

/// The orders that another would meet, in that sequence.
#[derive(Debug, Clone)]
pub(crate) struct Meetings<'book> {
    book: &'book Book,
    side: Side,
    limit: u32,
    left: u64,
    level: Option<u32>,
    slot: u32,
}

impl<'book> Meetings<'book> {
    pub(super) fn new(book: &'book Book, order: &Order) -> Self {
        let limit = book.level(order.price);
        let level = book.best_within(order.side, limit);
        let slot = level.map_or(NONE, |level| book.levels[index(level)].first);
        Self { book, side: order.side, limit, left: order.quantity.units(), level, slot }
    }

    /// Goes on to the next level that the order reaches.
    fn next_level(&mut self) -> Option<()> {
        let level = self.book.next_best(self.side.opposite(), self.level?)?;
        let is_within = match self.side {
            Side::Buy => level <= self.limit,
            Side::Sell => level >= self.limit,
        };
        if !is_within {
            return None;
        }
        self.level = Some(level);
        self.slot = self.book.levels[index(level)].first;
        Some(())
    }
}

impl Iterator for Meetings<'_> {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        if self.left == 0 {
            return None;
        }
        if self.slot == NONE {
            self.next_level()?;
        }
        let order = &self.book.slots[index(self.slot)];
        let met = order.quantity.min(self.left);
        self.left -= met;
        self.slot = order.behind;
        Some(Met {
            number: order.number,
            paddle: order.paddle,
            price: self.book.price(order.level),
            quantity: Quantity::from_units(met),
        })
    }
}
