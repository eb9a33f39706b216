//! An order book (委托簿): orders at a limit, by price and then by time, matched without an
//! allocation for a match.
//!
//! The band of the day bounds the prices, so that each price has a place of its own in one array;
//! no order crosses another that stands, so that a price holds buyers or sellers, never both.
//! Orders lie in a slab whose freed slots are used again, linked in the sequence in which they
//! came; a number leads to its slot. `occupied` finds the next price that holds orders, `meeting`
//! says without changing anything whom an order would meet.

mod meeting;
mod occupied;

use lexicon::{Money, OrderNumber, Paddle, Quantity};
use serde::{Deserialize, Serialize};

use crate::{Match, Order, Side};

pub(crate) use meeting::{Meetings, Met};
use occupied::Occupied;

/// The most prices that a day's band may hold.
pub const LEVELS_MAX: u32 = 65_536;

/// No slot: slots are counted from 1.
const NONE: u32 = 0;

/// The orders that stand, the best price first and of one price the earliest (委托簿).
///
/// Two books with the same history are equal, byte for byte.
///
/// ```
/// use auction::{Book, Order, Side};
/// use lexicon::{Money, Paddle, Quantity, Unit};
///
/// let yuan = |yuan: i64| Money::from_fen(100 * yuan);
/// let order = |side, price, units| {
///     let quantity = Quantity::from_units(units);
///     Order { side, price: yuan(price), quantity, unit: Unit::Tonne }
/// };
/// let mut book = Book::new(yuan(90), yuan(110), yuan(1));
/// let mut matches = Vec::new();
/// book.place(book.next_number(), Paddle(1), &order(Side::Sell, 100, 30), &mut matches);
/// let left = book.place(book.next_number(), Paddle(2), &order(Side::Buy, 101, 50), &mut matches);
/// assert_eq!((matches[0].price, matches[0].quantity), (yuan(100), Quantity::from_units(30)));
/// assert_eq!((left, book.best_buy()), (Quantity::from_units(20), Some(yuan(101))));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    lowest: Money,
    tick: Money,
    level_count: u32,
    /// The highest level of the buyers.
    best_buy: Option<u32>,
    /// The lowest level of the sellers.
    best_sell: Option<u32>,
    /// The first of the slots that are free.
    vacant: u32,
    /// By level, from the lowest price; empty until the first order stands.
    levels: Vec<Level>,
    occupied: Occupied,
    /// By slot; the first is none.
    slots: Vec<Slot>,
    /// The slot of each order, by its number; none where nothing is left of it.
    slot_of: Vec<u32>,
}

/// The orders at one price, linked in the sequence in which they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Level {
    first: u32,
    last: u32,
    /// How much they come to.
    quantity: u64,
}

/// One order that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Slot {
    number: OrderNumber,
    paddle: Paddle,
    level: u32,
    before: u32,
    /// The order behind it; of a free slot, the next that is free.
    behind: u32,
    side: Side,
    /// How much is left of it.
    quantity: u64,
}

/// What stands of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Its number.
    pub number: OrderNumber,
    /// Whose it is.
    pub paddle: Paddle,
    /// Whether it buys or sells.
    pub side: Side,
    /// Its limit for one unit.
    pub price: Money,
    /// How much is left of it.
    pub quantity: Quantity,
}

/// What stands at one price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Depth {
    /// The price for one unit.
    pub price: Money,
    /// How much all orders at it come to.
    pub quantity: Quantity,
}

impl Book {
    /// An empty book for the prices from `lowest` to `highest`, whole ticks apart.
    ///
    /// # Panics
    /// Where the band holds no whole number of ticks, or more than [`LEVELS_MAX`] prices.
    pub fn new(lowest: Money, highest: Money, tick: Money) -> Self {
        let level_count = level_count(lowest, highest, tick);
        let level_count =
            level_count.unwrap_or_else(|| panic!("a band holds whole ticks, and not too many"));
        Self {
            lowest,
            tick,
            level_count,
            best_buy: None,
            best_sell: None,
            vacant: NONE,
            levels: Vec::new(),
            occupied: Occupied::default(),
            slots: Vec::new(),
            slot_of: Vec::new(),
        }
    }

    /// The number of the next order; numbers follow each other from 1.
    pub fn next_number(&self) -> OrderNumber {
        OrderNumber(self.order_count() + 1)
    }

    /// How many orders were ever placed.
    pub fn order_count(&self) -> u32 {
        u32::try_from(self.slot_of.len()).unwrap_or_else(|_| panic!("a number fits 32 bits"))
    }

    /// Places an order: it meets the best orders against it, each at that order's price and of one
    /// price the earliest first, and what is left of it stands. The matches are put behind those
    /// in `matches`; how much stands is returned.
    ///
    /// # Panics
    /// Where the number is not [`Book::next_number`], or the price not one of the band.
    pub fn place(
        &mut self,
        number: OrderNumber,
        paddle: Paddle,
        order: &Order,
        matches: &mut Vec<Match>,
    ) -> Quantity {
        let limit = self.level(order.price);
        let mut left = order.quantity.units();
        while left > 0 {
            let Some(level) = self.best_within(order.side, limit) else { break };
            left = self.meet(level, (number, paddle, order.side), left, matches);
        }
        self.stand_at(limit, (number, paddle, order.side), left);
        Quantity::from_units(left)
    }

    /// Takes back what is left of an order; none where nothing is.
    pub fn cancel(&mut self, number: OrderNumber) -> Option<Quantity> {
        let slot = self.slot(number)?;
        let quantity = self.slots[index(slot)].quantity;
        self.reduce(slot, quantity);
        Some(Quantity::from_units(quantity))
    }

    /// What stands of an order.
    pub fn order(&self, number: OrderNumber) -> Option<Standing> {
        Some(self.standing(self.slot(number)?))
    }

    /// Every order that stands, in no sequence that means anything.
    pub fn orders(&self) -> impl Iterator<Item = Standing> {
        let slots = self.slot_of.iter().filter(|slot| **slot != NONE);
        slots.map(|slot| self.standing(*slot))
    }

    /// The highest price that somebody would pay.
    pub fn best_buy(&self) -> Option<Money> {
        self.best_buy.map(|level| self.price(level))
    }

    /// The lowest price that somebody would take.
    pub fn best_sell(&self) -> Option<Money> {
        self.best_sell.map(|level| self.price(level))
    }

    /// What stands on one side, the best price first.
    pub fn depth(&self, side: Side) -> impl Iterator<Item = Depth> {
        std::iter::successors(self.best(side), move |level| self.next_best(side, *level)).map(
            |level| Depth {
                price: self.price(level),
                quantity: Quantity::from_units(self.levels[index(level)].quantity),
            },
        )
    }

    /// Whether this order would meet another.
    pub(crate) fn meets(&self, order: &Order) -> bool {
        self.best_within(order.side, self.level(order.price)).is_some()
    }

    /// Whom this order would meet, in that sequence.
    pub(crate) fn meetings(&self, order: &Order) -> Meetings<'_> {
        Meetings::new(self, order)
    }

    /// Lets so much of an order stand that meets no other; where nothing is left of it, only its
    /// number is taken.
    pub(crate) fn stand(
        &mut self,
        number: OrderNumber,
        paddle: Paddle,
        order: &Order,
        left: Quantity,
    ) {
        let limit = self.level(order.price);
        assert!(
            left == Quantity::ZERO || self.best_within(order.side, limit).is_none(),
            "what stands meets no other"
        );
        self.stand_at(limit, (number, paddle, order.side), left.units());
    }

    /// Takes so much from an order that stands; returns how much is left of it.
    pub(crate) fn fill(&mut self, number: OrderNumber, quantity: Quantity) -> Quantity {
        let slot = self.slot(number).unwrap_or_else(|| panic!("only an order that stands is met"));
        let left = self.slots[index(slot)].quantity.checked_sub(quantity.units());
        let left = left.unwrap_or_else(|| panic!("no order gives more than is left of it"));
        self.reduce(slot, quantity.units());
        Quantity::from_units(left)
    }

    /// The level of a price of the band.
    fn level(&self, price: Money) -> u32 {
        let above = u64::try_from(price.fen() - self.lowest.fen());
        let above = above.unwrap_or_else(|_| panic!("no order lies below the band"));
        let tick = self.tick.fen().unsigned_abs();
        let level = above.div_euclid(tick);
        assert!(level * tick == above, "a price is a whole number of ticks");
        assert!(level < u64::from(self.level_count), "no order lies above the band");
        u32::try_from(level).unwrap_or_else(|_| panic!("a level of the band fits 32 bits"))
    }

    fn price(&self, level: u32) -> Money {
        Money::from_fen(self.lowest.fen() + self.tick.fen() * i64::from(level))
    }

    fn best(&self, side: Side) -> Option<u32> {
        match side {
            Side::Buy => self.best_buy,
            Side::Sell => self.best_sell,
        }
    }

    fn best_mut(&mut self, side: Side) -> &mut Option<u32> {
        match side {
            Side::Buy => &mut self.best_buy,
            Side::Sell => &mut self.best_sell,
        }
    }

    /// The best level against an order, where the order reaches it.
    fn best_within(&self, side: Side, limit: u32) -> Option<u32> {
        match side {
            Side::Buy => self.best_sell.filter(|level| *level <= limit),
            Side::Sell => self.best_buy.filter(|level| *level >= limit),
        }
    }

    /// The level that is best of a side behind this one. Levels hold one side each, and no other
    /// side lies between the levels of one.
    fn next_best(&self, side: Side, level: u32) -> Option<u32> {
        match side {
            Side::Buy => self.occupied.below(level),
            Side::Sell => self.occupied.above(level),
        }
    }

    fn slot(&self, number: OrderNumber) -> Option<u32> {
        let place = index(number.0).checked_sub(1)?;
        self.slot_of.get(place).copied().filter(|slot| *slot != NONE)
    }

    fn standing(&self, slot: u32) -> Standing {
        let Slot { number, paddle, level, side, quantity, .. } = self.slots[index(slot)];
        let quantity = Quantity::from_units(quantity);
        Standing { number, paddle, side, price: self.price(level), quantity }
    }

    /// Meets the orders of the best level against an order; returns how much is left of the order.
    fn meet(
        &mut self,
        level: u32,
        (number, paddle, side): (OrderNumber, Paddle, Side),
        quantity: u64,
        matches: &mut Vec<Match>,
    ) -> u64 {
        let price = self.price(level);
        let mut left = quantity;
        let mut slot = self.levels[index(level)].first;
        while slot != NONE && left > 0 {
            let resting = &mut self.slots[index(slot)];
            let met = resting.quantity.min(left);
            left -= met;
            resting.quantity -= met;
            let quantity = Quantity::from_units(met);
            let met = Met { number: resting.number, paddle: resting.paddle, price, quantity };
            matches.push(met.with(number, paddle, side));
            if resting.quantity > 0 {
                break;
            }
            self.slot_of[index(resting.number.0) - 1] = NONE;
            let behind = std::mem::replace(&mut resting.behind, self.vacant);
            self.vacant = slot;
            slot = behind;
        }
        let met = &mut self.levels[index(level)];
        met.quantity -= quantity - left;
        met.first = slot;
        if slot == NONE {
            met.last = NONE;
            self.leave(side.opposite(), level);
        } else {
            self.slots[index(slot)].before = NONE;
        }
        left
    }

    /// Takes the next number, and puts what is left of an order behind all others of its price.
    fn stand_at(
        &mut self,
        level: u32,
        (number, paddle, side): (OrderNumber, Paddle, Side),
        quantity: u64,
    ) {
        assert!(number == self.next_number(), "orders are numbered as they come");
        if quantity == 0 {
            self.slot_of.push(NONE);
            return;
        }
        if self.levels.is_empty() {
            self.levels.resize(index(self.level_count), Level::default());
            self.occupied = Occupied::of(self.level_count);
        }
        let before = self.levels[index(level)].last;
        let slot = self.keep(Slot { number, paddle, level, before, behind: NONE, side, quantity });
        self.slot_of.push(slot);
        let joined = &mut self.levels[index(level)];
        let sum = joined.quantity.checked_add(quantity);
        joined.quantity = sum.unwrap_or_else(|| panic!("what stands at one price fits 64 bits"));
        joined.last = slot;
        if before == NONE {
            joined.first = slot;
            self.join(side, level);
        } else {
            self.slots[index(before)].behind = slot;
        }
    }

    /// Puts an order into a free slot.
    fn keep(&mut self, order: Slot) -> u32 {
        let slot = self.vacant;
        if slot != NONE {
            let kept = &mut self.slots[index(slot)];
            self.vacant = kept.behind;
            *kept = order;
            return slot;
        }
        if self.slots.is_empty() {
            // The first slot is none: nothing ever leads to it.
            self.slots.push(order);
        }
        self.slots.push(order);
        u32::try_from(self.slots.len() - 1).unwrap_or_else(|_| panic!("a slot fits 32 bits"))
    }

    /// Takes so much from an order wherever it stands.
    fn reduce(&mut self, slot: u32, quantity: u64) {
        let order = &mut self.slots[index(slot)];
        order.quantity -= quantity;
        let Slot { number, level, before, behind, side, quantity: left, .. } = *order;
        let reduced = &mut self.levels[index(level)];
        reduced.quantity -= quantity;
        if left > 0 {
            return;
        }
        order.behind = self.vacant;
        self.vacant = slot;
        self.slot_of[index(number.0) - 1] = NONE;
        match before {
            NONE => reduced.first = behind,
            _ => self.slots[index(before)].behind = behind,
        }
        match behind {
            NONE => reduced.last = before,
            _ => self.slots[index(behind)].before = before,
        }
        if reduced.first == NONE {
            self.leave(side, level);
        }
    }

    /// Notes that a level holds orders now.
    fn join(&mut self, side: Side, level: u32) {
        self.occupied.note(level);
        let best = self.best_mut(side);
        let is_better = match side {
            Side::Buy => best.is_none_or(|best| level > best),
            Side::Sell => best.is_none_or(|best| level < best),
        };
        if is_better {
            *best = Some(level);
        }
    }

    /// Notes that a level holds no order any more.
    fn leave(&mut self, side: Side, level: u32) {
        self.occupied.clear(level);
        if self.best(side) == Some(level) {
            *self.best_mut(side) = self.next_best(side, level);
        }
    }
}

/// How many prices a band holds; none where it holds no whole number of ticks, or too many.
pub(crate) fn level_count(lowest: Money, highest: Money, tick: Money) -> Option<u32> {
    let is_whole = lowest.is_multiple_of(tick) && highest.is_multiple_of(tick);
    let width = highest.checked_sub(lowest).filter(|width| is_whole && *width >= Money::ZERO)?;
    let count = u32::try_from(width.fen().div_euclid(tick.fen())).ok()?.checked_add(1)?;
    (count <= LEVELS_MAX).then_some(count)
}

const fn index(number: u32) -> usize {
    number as usize
}
