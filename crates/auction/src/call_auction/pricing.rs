//! The one price of a call auction: the most is traded at it, of those the least is left over, and
//! of those it is nearest to the reference.
//!
//! Demand falls and supply rises with the price. So the lesser of them rises, then falls, and the
//! difference between them falls, then rises: the prices that are best by both follow each other
//! without a gap, and exactly one of them is nearest to the reference.
//!
//! Demand and supply change only at limits: right above a buyer's, right below a seller's. So that
//! row of prices ends at a limit, one tick above a buyer's or one tick below a seller's, and its
//! price nearest to the reference is one of its ends, or the reference itself. No other price is
//! looked at.

use std::cmp::Reverse;

use lexicon::{Money, Quantity};

use super::{CallAuction, CallResult, Held};
use crate::{Match, Side};

/// The orders of one side, the best price first, and how much they come to up to each.
struct Ranked {
    orders: Vec<Held>,
    sums: Vec<u64>,
}

impl Ranked {
    fn of(orders: &[Held], side: Side) -> Self {
        let own = orders.iter().filter(|held| held.order.side == side);
        let mut orders: Vec<Held> = own.copied().collect();
        // Of one price the earlier stays before the later: they are in their sequence already.
        match side {
            Side::Buy => orders.sort_by_key(|held| Reverse(held.order.price)),
            Side::Sell => orders.sort_by_key(|held| held.order.price),
        }
        let quantities = orders.iter().map(|held| held.order.quantity.units());
        let sums = quantities.scan(0, |sum, quantity| {
            *sum += quantity;
            Some(*sum)
        });
        let sums = sums.collect();
        Self { orders, sums }
    }

    /// How much of this side trades at a price.
    fn quantity_at(&self, price: Money) -> u64 {
        let count = self.orders.partition_point(|held| match held.order.side {
            Side::Buy => held.order.price >= price,
            Side::Sell => held.order.price <= price,
        });
        count.checked_sub(1).map_or(0, |last| self.sums[last])
    }
}

impl CallAuction {
    /// The one price; none where no buyer's limit reaches a seller's.
    pub(super) fn price(&self) -> Option<CallResult> {
        let buyers = Ranked::of(&self.orders, Side::Buy);
        let sellers = Ranked::of(&self.orders, Side::Sell);
        let at = |price: Money| {
            let (demand, supply) = (buyers.quantity_at(price), sellers.quantity_at(price));
            let volume = demand.min(supply);
            let key = (
                Reverse(volume),
                demand.abs_diff(supply),
                price.fen().abs_diff(self.terms.reference.fen()),
            );
            let [volume, demand, supply] = [volume, demand, supply].map(Quantity::from_units);
            (key, CallResult { price, volume, demand, supply })
        };
        let best = self.candidates().map(at).min_by_key(|(key, _)| *key);
        best.map(|(_, result)| result).filter(|result| result.volume > Quantity::ZERO)
    }

    /// The limits, the prices right above a buyer's and right below a seller's, and the reference.
    fn candidates(&self) -> impl Iterator<Item = Money> {
        let tick = self.terms.tick;
        let limits = self.orders.iter().flat_map(move |held| {
            let limit = held.order.price;
            let beside = match held.order.side {
                Side::Buy => limit.checked_add(tick),
                Side::Sell => limit.checked_sub(tick),
            };
            [Some(limit), beside].into_iter().flatten()
        });
        let market = self.terms.market();
        limits.chain([self.terms.reference]).filter(move |price| market.is_price(*price))
    }

    /// Who meets whom at the price: on each side the better limit first, of one limit the earlier
    /// order.
    pub(super) fn matches(&self, result: &CallResult) -> Vec<Match> {
        let buyers = Ranked::of(&self.orders, Side::Buy);
        let sellers = Ranked::of(&self.orders, Side::Sell);
        let (mut buyers, mut sellers) = (buyers.orders.into_iter(), sellers.orders.into_iter());
        let (mut buyer, mut seller) = (buyers.next(), sellers.next());
        let mut left = result.volume;
        let mut matches = Vec::with_capacity(self.orders.len());
        while left > Quantity::ZERO {
            let (Some(buying), Some(selling)) = (&mut buyer, &mut seller) else {
                panic!("both sides come to the volume");
            };
            let quantity = buying.order.quantity.min(selling.order.quantity).min(left);
            matches.push(Match {
                buy: buying.number,
                buyer: buying.paddle,
                sell: selling.number,
                seller: selling.paddle,
                price: result.price,
                quantity,
            });
            let less = |from: &mut Quantity| {
                let rest = from.checked_sub(quantity);
                *from = rest.unwrap_or_else(|| panic!("the least of three is taken from each"));
            };
            less(&mut left);
            less(&mut buying.order.quantity);
            less(&mut selling.order.quantity);
            if buying.order.quantity == Quantity::ZERO {
                buyer = buyers.next();
            }
            if selling.order.quantity == Quantity::ZERO {
                seller = sellers.next();
            }
        }
        matches
    }
}
