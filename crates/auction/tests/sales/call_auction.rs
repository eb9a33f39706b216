//! The call auction (集合竞价).

mod breaks;
mod orders;
mod pricing;
mod publication;

use auction::{CallAuctionTerms, SaleTerms};
use lexicon::{Money, Quantity, Unit};

use crate::terms::{sale_terms, seconds};

/// Tonnes from 9 to 11 in steps of 0.05 around 10, in lots of 10, three orders a bidder, collected
/// for ten minutes.
fn call() -> CallAuctionTerms {
    CallAuctionTerms {
        sale: SaleTerms { starting_price: Money::from_fen(900), ..sale_terms() },
        unit: Unit::Tonne,
        lot: Quantity::from_units(10),
        tick: Money::from_fen(5),
        reference: Money::from_fen(1_000),
        lowest: Money::from_fen(900),
        highest: Money::from_fen(1_100),
        orders_each_max: 3,
        order_entry: seconds(600),
    }
}
