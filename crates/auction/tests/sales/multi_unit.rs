//! The sale of a quantity to the best bids for parts of it.

mod allocation;
mod bids;
mod breaks;
mod publication;

use auction::{MultiUnitTerms, SaleTerms, UnitPricing};
use lexicon::{Money, Quantity, Unit};

use crate::terms::{sale_terms, seconds};

/// 10000 tonnes from 16.09 each, in lots of 1000, at most 5000 and three bids a bidder, in ten
/// minutes.
fn allowances() -> MultiUnitTerms {
    MultiUnitTerms {
        sale: SaleTerms { starting_price: Money::from_fen(1_609), ..sale_terms() },
        unit: Unit::Tonne,
        quantity: Quantity::from_units(10_000),
        lot: Quantity::from_units(1_000),
        bidder_cap: Quantity::from_units(5_000),
        bids_each_max: 3,
        bidding: seconds(600),
        pricing: UnitPricing::Uniform,
    }
}

fn pay_as_bid() -> MultiUnitTerms {
    MultiUnitTerms { pricing: UnitPricing::PayAsBid, ..allowances() }
}
