//! What the orders of one bidder come to, and what he has bought and sold.

use lexicon::{Money, Paddle, Quantity};
use serde::{Deserialize, Serialize};

use crate::{Award, Match, Order, Part, Side};

/// What one bidder has standing, and what he has traded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Trader {
    /// How many of his orders stand.
    pub(crate) order_count: u32,
    /// What his standing orders to buy come to at their limits.
    buying: Money,
    /// How much his standing orders sell.
    selling: Quantity,
    bought: Quantity,
    paid: Money,
    sold: Quantity,
    earned: Money,
}

impl Trader {
    /// What he has bought for, and would buy for at most.
    pub(crate) fn committed(&self) -> Money {
        sum(self.buying, self.paid)
    }

    /// How much he has sold, and would sell.
    pub(crate) fn offered(&self) -> Quantity {
        total(self.selling, self.sold)
    }
}

/// Everyone who has placed an order, in the order of their paddles.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Traders(Vec<(Paddle, Trader)>);

impl Traders {
    /// One bidder's.
    pub(crate) fn of(&self, paddle: Paddle) -> Trader {
        let place = self.0.binary_search_by_key(&paddle, |(paddle, _)| *paddle);
        place.map_or(Trader::default(), |place| self.0[place].1)
    }

    /// Whether anything was traded.
    pub(crate) fn have_traded(&self) -> bool {
        self.0.iter().any(|(_, trader)| trader.bought > Quantity::ZERO)
    }

    /// Takes up a new order.
    pub(crate) fn place(&mut self, paddle: Paddle, order: &Order) {
        let trader = self.entry(paddle);
        trader.order_count += 1;
        match order.side {
            Side::Buy => trader.buying = sum(trader.buying, value(order.quantity, order.price)),
            Side::Sell => trader.selling = total(trader.selling, order.quantity),
        }
    }

    /// Takes back what is left of an order.
    pub(crate) fn withdraw(
        &mut self,
        paddle: Paddle,
        side: Side,
        (price, quantity): (Money, Quantity),
    ) {
        match side {
            Side::Buy => self.reduce_buying(paddle, value(quantity, price)),
            Side::Sell => self.reduce_selling(paddle, quantity),
        }
        self.end_order(paddle);
    }

    /// Takes up two orders that met; the buyer's limit is that of his order.
    pub(crate) fn meet(&mut self, met: &Match, buyers_limit: Money) {
        self.reduce_buying(met.buyer, value(met.quantity, buyers_limit));
        self.reduce_selling(met.seller, met.quantity);
        let price = value(met.quantity, met.price);
        let buyer = self.entry(met.buyer);
        (buyer.bought, buyer.paid) = (total(buyer.bought, met.quantity), sum(buyer.paid, price));
        let seller = self.entry(met.seller);
        (seller.sold, seller.earned) =
            (total(seller.sold, met.quantity), sum(seller.earned, price));
    }

    /// One of his orders stands no longer.
    pub(crate) fn end_order(&mut self, paddle: Paddle) {
        let trader = self.entry(paddle);
        assert!(trader.order_count > 0, "only an order that stands ends");
        trader.order_count -= 1;
    }

    /// What everyone has bought and sold.
    pub(crate) fn awards(&self) -> Vec<Award> {
        let both = self.0.iter().flat_map(|(paddle, trader)| {
            let award = |side, quantity, value| Award {
                paddle: *paddle,
                side,
                part: Part::Whole,
                quantity: Some(quantity),
                value,
            };
            [
                award(Side::Buy, trader.bought, trader.paid),
                award(Side::Sell, trader.sold, trader.earned),
            ]
        });
        both.filter(|award| award.quantity > Some(Quantity::ZERO)).collect()
    }

    fn reduce_buying(&mut self, paddle: Paddle, value: Money) {
        let trader = self.entry(paddle);
        let left = trader.buying.checked_sub(value).filter(|left| *left >= Money::ZERO);
        trader.buying = left.unwrap_or_else(|| panic!("no order costs more than is left of it"));
    }

    fn reduce_selling(&mut self, paddle: Paddle, quantity: Quantity) {
        let trader = self.entry(paddle);
        let left = trader.selling.checked_sub(quantity);
        trader.selling = left.unwrap_or_else(|| panic!("no order gives more than is left of it"));
    }

    fn entry(&mut self, paddle: Paddle) -> &mut Trader {
        let place = self.0.binary_search_by_key(&paddle, |(paddle, _)| *paddle);
        let place = place.unwrap_or_else(|place| {
            self.0.insert(place, (paddle, Trader::default()));
            place
        });
        &mut self.0[place].1
    }
}

/// What so much costs; it was looked at when it was ordered.
fn value(quantity: Quantity, price: Money) -> Money {
    quantity.at(price).unwrap_or_else(|| panic!("the value of an order is in range"))
}

fn sum(some: Money, more: Money) -> Money {
    some.checked_add(more).unwrap_or_else(|| panic!("the values of a bidder are in range"))
}

fn total(some: Quantity, more: Quantity) -> Quantity {
    some.checked_add(more).unwrap_or_else(|| panic!("the quantities of a bidder are in range"))
}
