//! The rules of the hybrid sale: falling price, sealed bids, the holder's last word.

mod bids;
mod close;
mod model;
mod publication;
mod stops;

use auction::HybridTerms;

use crate::terms::{sale_terms, seconds};
use crate::words::parse_amount;

/// From 100 by 10 every ten seconds down to 75, then two minutes of sealed bids and one minute for
/// the holder, in steps of 5 at least.
fn hybrid() -> HybridTerms {
    HybridTerms {
        sale: sale_terms(),
        step: parse_amount("10"),
        interval: seconds(10),
        floor: parse_amount("75"),
        increment: parse_amount("5"),
        sealed_bidding: seconds(120),
        holders_bid: seconds(60),
    }
}
