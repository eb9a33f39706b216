//! Continuous matching (连续竞价, 挂牌点选).

mod breaks;
mod matching;
mod orders;
mod properties;
pub(crate) mod publication;

use auction::{ContinuousTerms, SaleTerms};
use lexicon::{Money, Quantity, Unit};

use crate::terms::{sale_terms, seconds};

/// Tonnes from 9 to 11 in steps of 0.05, in lots of 10, three orders a bidder, for ten minutes.
pub(crate) fn day() -> ContinuousTerms {
    ContinuousTerms {
        sale: SaleTerms { starting_price: Money::from_fen(1_000), ..sale_terms() },
        unit: Unit::Tonne,
        lot: Quantity::from_units(10),
        tick: Money::from_fen(5),
        lowest: Money::from_fen(900),
        highest: Money::from_fen(1_100),
        orders_each_max: 3,
        day: seconds(600),
    }
}
