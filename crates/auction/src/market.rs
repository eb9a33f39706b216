//! What holds for orders wherever buyers and sellers meet: which terms such a lot may have, what
//! an order must be, and what the orders of one bidder come to.
//!
//! Whoever is admitted buys and sells: what he sells is held for him outside of the sale, as is
//! what covers his bids.

mod trader;

use lexicon::{Money, Paddle, Quantity, Unit};

use crate::book::level_count;
use crate::course::{Asked, Course, Ruling, check_range};
use crate::terms::first_invalid;
use crate::{
    At, EqualRanks, OnDefault, Order, Phase, Priority, Refusal, Reserve, SaleTerms, Side, Term,
};

pub(crate) use trader::{Trader, Traders};

/// The most orders that one bidder may have standing, whatever the terms.
pub(crate) const ORDERS_EACH_MAX: u32 = 100;
/// The most orders that a lot takes in all, those that were met or taken back included.
pub(crate) const ORDERS_MAX: u32 = 4_000_000;

/// What the terms of a lot with orders say of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Market {
    pub(crate) phase: Phase,
    pub(crate) unit: Unit,
    pub(crate) lot: Quantity,
    pub(crate) tick: Money,
    pub(crate) lowest: Money,
    pub(crate) highest: Money,
    pub(crate) orders_each_max: u32,
}

/// An order on its way through the checks.
struct Placed<'order> {
    market: &'order Market,
    course: &'order Course,
    order: &'order Order,
    trader: Trader,
}

type Check = fn(&Placed<'_>) -> Ruling;

/// What an order must be after the entry. In this order; the first that fails answers.
const CHECKS: [Check; 7] = [
    check_phase,
    check_unit,
    check_quantity,
    check_lots,
    check_tick,
    check_band,
    check_order_count,
];

impl Market {
    /// Looks whether these terms make sense.
    pub(crate) fn check_terms(&self, at: At, sale: &SaleTerms) -> Ruling {
        sale.check(at)?;
        check_many_winners(sale)?;
        first_invalid(&[
            (sale.reserve == Reserve::None, Term::Reserve),
            (is_lot(self.lot), Term::LotSize),
            (self.tick > Money::ZERO && self.tick <= Money::MAX, Term::Tick),
            (self.is_band(), Term::Band),
            (matches!(self.orders_each_max, 1..=ORDERS_EACH_MAX), Term::BidsEachMax),
        ])
    }

    /// Whether this is a price that an order may have.
    pub(crate) fn is_price(&self, price: Money) -> bool {
        price.is_multiple_of(self.tick) && price >= self.lowest && price <= self.highest
    }

    fn is_band(&self) -> bool {
        let is_in_range = self.lowest > Money::ZERO && self.highest <= Money::MAX;
        is_in_range && level_count(self.lowest, self.highest, self.tick).is_some()
    }

    /// Looks whether this bidder may place this order, but for whom it would meet.
    pub(crate) fn check_order(
        &self,
        course: &Course,
        (at, paddle): (At, Option<Paddle>),
        order: &Order,
        traders: &Traders,
    ) -> Result<Paddle, Refusal> {
        let trader = paddle.map_or(Trader::default(), |paddle| traders.of(paddle));
        self.check_entry(course, (at, paddle), order, &trader)?;
        let placed = Placed { market: self, course, order, trader };
        CHECKS.iter().try_for_each(|check| check(&placed))?;
        paddle.ok_or(Refusal::NotAdmitted)
    }

    /// What covers a bidder covers all that he has bought or would buy. What he would sell is
    /// counted at the highest price, so that no sum of his ever goes beyond what the exchange
    /// takes in.
    fn check_entry(
        &self,
        course: &Course,
        (at, paddle): (At, Option<Paddle>),
        order: &Order,
        trader: &Trader,
    ) -> Ruling {
        let value = order.quantity.at(order.price);
        match order.side {
            Side::Buy => {
                let amount = joint(value, trader.committed());
                course.check_entry(&Asked { at, paddle, amount })
            }
            Side::Sell => {
                let offered = trader.offered().checked_add(order.quantity);
                let all = offered.and_then(|offered| offered.at(self.highest)).unwrap_or(TOO_MUCH);
                let alone = joint(value, Money::ZERO);
                let amount = if alone > Money::ZERO { alone.max(all) } else { alone };
                course.check_presence(at, paddle)?;
                check_range(course, &Asked { at, paddle, amount })
            }
        }
    }
}

/// More than the exchange takes in.
const TOO_MUCH: Money = Money::from_fen(i64::MAX);

/// What a bid and all before it come to; the bid alone where it is no amount by itself.
pub(crate) fn joint(value: Option<Money>, before: Money) -> Money {
    match value {
        Some(value) if value > Money::ZERO && value <= Money::MAX => {
            value.checked_add(before).unwrap_or(TOO_MUCH)
        }
        Some(value) => value,
        None => TOO_MUCH,
    }
}

/// Looks whether these terms fit a lot that several get a part of: nobody has a right before the
/// others, nobody agrees alone, and no single winner gives way to a next.
pub(crate) fn check_many_winners(sale: &SaleTerms) -> Ruling {
    first_invalid(&[
        (sale.agreement.is_none(), Term::Agreement),
        (sale.priority == Priority::None, Term::Priority),
        (sale.equal_ranks == EqualRanks::ByTime, Term::EqualRanks),
        (sale.on_default == OnDefault::Relist, Term::OnDefault),
    ])
}

/// A trading lot that the exchange takes in.
pub(crate) fn is_lot(lot: Quantity) -> bool {
    lot > Quantity::ZERO && lot <= Quantity::MAX
}

fn check_phase(placed: &Placed<'_>) -> Ruling {
    placed.course.check_phase(placed.market.phase)
}

fn check_unit(placed: &Placed<'_>) -> Ruling {
    let unit = placed.market.unit;
    if placed.order.unit == unit { Ok(()) } else { Err(Refusal::WrongUnit { unit }) }
}

fn check_quantity(placed: &Placed<'_>) -> Ruling {
    let (least, most) = (placed.market.lot, Quantity::MAX);
    let is_in_range = placed.order.quantity >= least && placed.order.quantity <= most;
    if is_in_range { Ok(()) } else { Err(Refusal::QuantityOutOfRange { least, most }) }
}

fn check_lots(placed: &Placed<'_>) -> Ruling {
    let lot = placed.market.lot;
    let is_whole = placed.order.quantity.is_multiple_of(lot);
    if is_whole { Ok(()) } else { Err(Refusal::NotWholeLots { lot }) }
}

fn check_tick(placed: &Placed<'_>) -> Ruling {
    let tick = placed.market.tick;
    let is_whole = placed.order.price.is_multiple_of(tick);
    if is_whole { Ok(()) } else { Err(Refusal::OffTick { tick }) }
}

fn check_band(placed: &Placed<'_>) -> Ruling {
    let (least, most) = (placed.market.lowest, placed.market.highest);
    let is_in_band = placed.order.price >= least && placed.order.price <= most;
    if is_in_band { Ok(()) } else { Err(Refusal::OutsideBand { least, most }) }
}

fn check_order_count(placed: &Placed<'_>) -> Ruling {
    let most = placed.market.orders_each_max;
    if placed.trader.order_count < most { Ok(()) } else { Err(Refusal::TooManyBids { most }) }
}
