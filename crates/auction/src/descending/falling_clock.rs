//! The falling price: how it falls, and who takes it.
//!
//! The descending sale is nothing but this clock; the hybrid one begins with it.

use lexicon::{Money, Paddle, Span};
use serde::{Deserialize, Serialize};

use crate::course::{Asked, Course, Ruling};
use crate::terms::{first_invalid, is_phase, is_price};
use crate::{At, Event, Events, Leading, Refusal, Reserve, SaleTerms, Term};

/// A price falls no more often than this: a sale of more steps is a slip of the pen.
const STEPS_MAX: i64 = 10_000;

type Check = fn(&FallingClock, &Asked) -> Ruling;

/// What an acceptance must be besides. In this order; the first that fails answers.
const CHECKS: [Check; 2] = [check_untaken, check_price];

/// How a price falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fall {
    /// By how much.
    pub(crate) step: Money,
    /// How long a price stands.
    pub(crate) interval: Span,
    /// The least price, which is the last.
    pub(crate) floor: Money,
}

impl Fall {
    /// Looks whether a price can fall so from the starting price of these terms.
    pub(crate) fn check(self, at: At, sale: &SaleTerms) -> Ruling {
        sale.check_falling(at)?;
        sale.check_rights()?;
        // A price that is never sold at would be a trap for whoever accepts it.
        let sells_at_floor = match sale.reserve {
            Reserve::Public(reserve) => self.floor >= reserve,
            Reserve::None | Reserve::Secret { .. } => true,
        };
        let is_floor = is_price(self.floor) && self.floor <= sale.starting_price;
        first_invalid(&[
            (is_floor && sells_at_floor, Term::Floor),
            (is_price(self.step) && self.is_short(sale.starting_price), Term::Step),
            (is_phase(self.interval), Term::Interval),
        ])
    }

    /// Whether at most [`STEPS_MAX`] steps lead from this price to the floor.
    fn is_short(self, from: Money) -> bool {
        let height = i128::from(from.fen()) - i128::from(self.floor.fen());
        height <= i128::from(self.step.fen()) * i128::from(STEPS_MAX)
    }

    /// The price after this one; the last step may be shorter, and after the floor there is none.
    fn below(self, price: Money) -> Option<Money> {
        if price <= self.floor {
            return None;
        }
        let lower = price.checked_sub(self.step);
        Some(lower.map_or(self.floor, |lower| lower.max(self.floor)))
    }
}

/// The price in force, and who has accepted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FallingClock {
    fall: Fall,
    price: Money,
    holder: Option<Leading>,
}

impl FallingClock {
    pub(crate) fn new(fall: Fall, starting_price: Money) -> Self {
        Self { fall, price: starting_price, holder: None }
    }

    /// The price in force.
    pub(crate) const fn price(&self) -> Money {
        self.price
    }

    /// Who has accepted it.
    pub(crate) const fn holder(&self) -> Option<&Leading> {
        self.holder.as_ref()
    }

    /// Rules on an acceptance. Whoever names more than the price in force pays that price.
    pub(crate) fn rule_on_acceptance(&self, asked: &Asked, events: &mut Events) -> Ruling {
        CHECKS.iter().try_for_each(|check| check(self, asked))?;
        let paddle = asked.paddle.ok_or(Refusal::NotAdmitted)?;
        events.push(Event::BidAccepted { paddle, amount: self.price });
        Ok(())
    }

    /// What the end of a price leads to that nobody has accepted, unless it was the last.
    pub(crate) fn step_down(&self, course: &Course) -> Option<Event> {
        if self.holder.is_some() {
            return None;
        }
        let price = self.fall.below(self.price)?;
        let ended_at = course.closes_at();
        let ended_at = ended_at.unwrap_or_else(|| panic!("a price ends in a sale that runs"));
        Some(Event::PriceStepped { price, closes_at: ended_at + self.fall.interval })
    }

    /// Takes up the next price.
    pub(crate) fn fall_to(&mut self, price: Money) {
        assert!(price < self.price, "the price of the clock only falls");
        assert!(self.holder.is_none(), "the price stops when it is accepted");
        self.price = price;
    }

    /// Takes up an acceptance.
    pub(crate) fn take_by(&mut self, course: &mut Course, paddle: Paddle) {
        assert!(self.holder.is_none(), "a price is accepted once");
        self.holder = Some(Leading { paddle, price: self.price });
        course.note_bid(paddle, self.price);
    }
}

/// Of two who accept together the first in sequence has it.
fn check_untaken(clock: &FallingClock, _: &Asked) -> Ruling {
    if clock.holder.is_some() { Err(Refusal::AlreadyTaken) } else { Ok(()) }
}

fn check_price(clock: &FallingClock, asked: &Asked) -> Ruling {
    let least = clock.price;
    if asked.amount < least { Err(Refusal::BelowLeastBid { least }) } else { Ok(()) }
}
