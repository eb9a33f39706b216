//! The rules of the staged sale (阶段竞价).

mod close;
mod day;
mod model;
mod publication;
mod stages;
mod stops;

use auction::StagedTerms;

use crate::terms::{sale_terms, seconds};
use crate::words::{parse_amount, parse_moment};

/// From 100 in stages of three minutes with fifteen seconds between them, in steps of 10, and a day
/// that ends long after.
fn staged() -> StagedTerms {
    StagedTerms {
        sale: sale_terms(),
        increment: parse_amount("10"),
        stage: seconds(180),
        pause: seconds(15),
        hard_end: parse_moment("t36000"),
    }
}

/// The same with a day that ends at this moment.
fn until(hard_end: &str) -> StagedTerms {
    StagedTerms { hard_end: parse_moment(hard_end), ..staged() }
}
