//! The rules of the descending sale (降价式竞价).

mod acceptance;
mod close;
mod model;
mod publication;
mod stops;

use auction::DescendingTerms;

use crate::terms::{sale_terms, seconds};
use crate::words::parse_amount;

/// From 100 by 10 every ten seconds down to 75: 100, 90, 80, 75.
fn falling() -> DescendingTerms {
    DescendingTerms {
        sale: sale_terms(),
        step: parse_amount("10"),
        interval: seconds(10),
        floor: parse_amount("75"),
    }
}
