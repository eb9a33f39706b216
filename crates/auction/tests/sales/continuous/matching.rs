//! Who meets whom, at which price, and what becomes of the rest.

use auction::ContinuousTerms;
use lexicon::{Paddle, Quantity};

use super::day;
use crate::table::{check, check_among};

/// The worked example of docs/methods/continuous.md.
#[test]
fn the_best_price_goes_first_and_of_one_price_the_earliest() {
    check(
        day(),
        "
        t1    B1    sells 100 tonne at 10.10   B1 order 1
        t2    B2    sells 100 tonne at 10     B2 order 2
        t3    B3    sells 100 tonne at 10     B3 order 3
        t4    hall  looks                     nobody leads, least 10, closes t600
        t5    B4    buys 250 tonne at 10.2    B4 order 4, B4 from B2 100 at 10, B4 from B3 100 at
            + 10, B4 from B1 50 at 10.10
        t6    hall  looks                     nobody leads, least 10.10, closes t600
        t7    B3    buys 60 tonne at 10.10     B3 order 5, B3 from B1 50 at 10.10
        t8    hall  looks                     nobody leads, least 10, closes t600
        t9    B2    sells 20 tonne at 10      B2 order 6, B3 from B2 10 at 10.10
        t10   B1    buys 10 tonne at 10       B1 order 7, B1 from B2 10 at 10
        t600  lot   closes                    divided
        t600  hall  awards                    B1 buys 10 for 100, B1 sells 100 for 1010, B2 sells
            + 120 for 1201, B3 buys 60 for 606, B3 sells 100 for 1000, B4 buys 250 for 2505
        ",
    );
}

#[test]
fn an_order_meets_nobody_beyond_its_limit() {
    check(
        day(),
        "
        t1    B1    buys 10 tonne at 10       B1 order 1
        t2    B2    sells 10 tonne at 10.05   B2 order 2
        t3    B3    buys 10 tonne at 10       B3 order 3
        t4    B4    sells 30 tonne at 10      B4 order 4, B1 from B4 10 at 10, B3 from B4 10 at 10
        t5    hall  looks                     nobody leads, least 10, closes t600
        t6    B1    buys 30 tonne at 10.05    B1 order 5, B1 from B4 10 at 10, B1 from B2 10 at
            + 10.05
        t7    B2    sells 10 tonne at 10.05   B2 order 6, B1 from B2 10 at 10.05
        ",
    );
}

#[test]
fn with_the_day_what_is_left_of_the_orders_lapses() {
    check(
        day(),
        "
        t1           B1    buys 20 tonne at 10    B1 order 1
        t2           B2    sells 10 tonne at 10   B2 order 2, B1 from B2 10 at 10
        t600         B3    sells 10 tonne at 11   B3 order 3
        t600         lot   closes                 divided
        t600         hall  awards                 B1 buys 10 for 100, B2 sells 10 for 100
        t600.000001  B1    cancels 1              AuctionClosed { closed_at: t600 }
        t601         B2    sells 10 tonne at 10   AuctionClosed { closed_at: t600 }
        t601         desk  records default        NoWinner
        ",
    );
    check(
        day(),
        "
        t1           B1    buys 20 tonne at 10    B1 order 1
        t600         lot   closes                 unsold: NoBid
        t600         hall  awards                 nobody gets anything
        ",
    );
    check(
        day(),
        "
        t1           B1    buys 20 tonne at 10    B1 order 1
        t600         lot   waits                  -
        t602@600     B2    sells 10 tonne at 10   B2 order 2, B1 from B2 10 at 10
        t603@601     B2    sells 10 tonne at 10   PhaseOver { phase: ContinuousMatching, ended_at:
            + t600 }
        t603@601     B1    cancels 1              PhaseOver { phase: ContinuousMatching, ended_at:
            + t600 }
        ",
    );
}

#[test]
fn one_bidder_alone_trades_with_nobody_and_two_suffice() {
    let mut terms = day();
    terms.sale.bidders_min = 2;
    check(
        terms,
        "
        t1    B1    buys 20 tonne at 10    B1 order 1
        t2    B2    sells 10 tonne at 10   B2 order 2, B1 from B2 10 at 10
        t600  lot   closes                 divided
        ",
    );
}

#[test]
fn an_order_that_would_meet_too_many_is_told_how_much_does_not() {
    let everyone: Vec<Paddle> = (1..=12).map(Paddle).collect();
    let terms = ContinuousTerms { orders_each_max: 100, ..day() };
    let told = (1..=1_001).map(|number: u32| {
        let paddle = number.div_ceil(100);
        let quantity = if number == 1 { 30 } else { 10 };
        format!("t1  B{paddle}  sells {quantity} tonne at 10  B{paddle} order {number}\n")
    });
    let mut table: String = told.collect();
    let matched = (1..=1_000).map(|number: u32| {
        let quantity = if number == 1 { 30 } else { 10 };
        format!(", B12 from B{} {quantity} at 10", number.div_ceil(100))
    });
    let matched: String = matched.collect();
    table.push_str("t2  B12  buys 10030 tonne at 10  TooManyMatches { most: 10020 }\n");
    table.push_str("t3  B12  buys 10020 tonne at 10  B12 order 1002");
    table.push_str(&matched);
    table.push_str("\nt4  B12  buys 10 tonne at 10  B12 order 1003, B12 from B11 10 at 10\n");
    check_among(&everyone, terms, &table);
}

#[test]
fn a_price_is_shown_from_the_first_seller_on() {
    let terms = ContinuousTerms { lot: Quantity::from_units(1), ..day() };
    check(
        terms,
        "
        t1    hall  looks                nobody leads, least 10, closes t600
        t2    B1    sells 1 tonne at 11  B1 order 1
        t3    hall  looks                nobody leads, least 11, closes t600
        t4    B1    sells 1 tonne at 9   B1 order 2
        t5    hall  looks                nobody leads, least 9, closes t600
        t6    B1    cancels 2            order 2 back: 1
        t7    hall  looks                nobody leads, least 11, closes t600
        t8    B2    buys 1 tonne at 11   B2 order 3, B2 from B1 1 at 11
        t9    hall  looks                nobody leads, least 10, closes t600
        ",
    );
}
