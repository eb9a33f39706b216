//! What a bid for a quantity must be, and what cannot be done with it.

use auction::{MultiUnitTerms, Reserve};
use lexicon::{Money, Quantity};

use super::allowances;
use crate::table::{check, check_among};

#[test]
fn a_bid_is_taken_unseen_and_stays() {
    check(
        allowances(),
        "
        t1    B1    1000 tonne at 16.09   B1 bid 1
        t2    B2    5000 tonne at 99.99   B2 bid 2
        t3    hall  looks                 nobody leads, least 16.09, closes t600
        t4    B1    1000 tonne at 16.09   B1 bid 3
        t5    B1    cancels 1             WrongMethod { method: MultiUnit }
        t600  hall  awards                nobody gets anything
        ",
    );
}

#[test]
fn a_bid_comes_while_bidding_runs() {
    check(
        allowances(),
        "
        t-0.000001     B1      1000 tonne at 20  NotYetOpen { opens_at: t0 }
        t0             B1      1000 tonne at 20  B1 bid 1
        t1             nobody  1000 tonne at 20  NotAdmitted
        t1             B9      1000 tonne at 20  NotAdmitted
        t600           B1      1000 tonne at 20  B1 bid 2
        t600.000001    B2      1000 tonne at 20  AuctionClosed { closed_at: t600 }
        ",
    );
    check(
        allowances(),
        "
        t600           lot     waits             -
        t601@600       B1      1000 tonne at 20  B1 bid 1
        t601@600       B2      1000 tonne at 20  B2 bid 2
        t602@600.000001  B2    1000 tonne at 20  PhaseOver { phase: QuantityBidding, ended_at: t600
            + }
        ",
    );
}

#[test]
fn who_is_stopped_or_no_longer_covered_bids_no_more_and_what_he_has_bid_stays() {
    check(
        allowances(),
        "
        t1           B1    1000 tonne at 20     B1 bid 1
        t2           desk  stops B1             stopped
        t3           B1    1000 tonne at 20     BidderStopped
        t4           desk  admits B2 until t5   admitted
        t5           B2    1000 tonne at 20     B2 bid 2
        t5.000001    B2    1000 tonne at 20     AdmissionEnded { ended_at: t5 }
        t600         lot   closes               2000 sold at 20, 8000 left: bid 1 B1 1000 at 20 =
            + 20000; bid 2 B2 1000 at 20 = 20000, divided
        ",
    );
}

#[test]
fn what_covers_a_bidder_covers_all_his_bids() {
    check(
        allowances(),
        "
        t1    desk  admits B1 up to 50000     admitted
        t2    B1    2000 tonne at 25.01       AboveAdmittedAmount { ceiling: 50000 }
        t3    B1    1000 tonne at 20          B1 bid 1
        t4    B1    1000 tonne at 30.01       AboveAdmittedAmount { ceiling: 50000 }
        t5    B1    1000 tonne at 30          B1 bid 2
        t6    B1    1000 tonne at 16.09       AboveAdmittedAmount { ceiling: 50000 }
        ",
    );
}

#[test]
fn the_value_of_all_bids_is_an_amount_that_the_exchange_takes_in() {
    check(
        allowances(),
        "
        t1    B1    1000 tonne at 0                     AmountOutOfRange { most: 10000000000000 }
        t1    B1    1000 tonne at -1                    AmountOutOfRange { most: 10000000000000 }
        t1    B1    0 tonne at 20                       AmountOutOfRange { most: 10000000000000 }
        t1    B1    1000 tonne at 10000000000.01        AmountOutOfRange { most: 10000000000000 }
        t1    B1    18446744073709551615 tonne at 9999  AmountOutOfRange { most: 10000000000000 }
        t2    B1    1000 tonne at 9999999980            B1 bid 1
        t3    B1    1000 tonne at 20.01                 AmountOutOfRange { most: 10000000000000 }
        t4    B1    1000 tonne at 20                    B1 bid 2
        t600  hall  looks                               nobody leads, least 16.09, closes t600
        ",
    );
}

#[test]
fn a_bid_is_counted_in_the_unit_of_the_lot() {
    check(
        allowances(),
        "
        t1    B1    1000 cubic-metre at 20  WrongUnit { unit: Tonne }
        t1    B1    1 share at 1            WrongUnit { unit: Tonne }
        t2    B1    1000 tonne at 20        B1 bid 1
        ",
    );
}

#[test]
fn a_quantity_is_whole_lots_from_one_to_what_a_bidder_may_get() {
    check(
        allowances(),
        "
        t1    B1    999 tonne at 20   QuantityOutOfRange { least: 1000, most: 5000 }
        t1    B1    1001 tonne at 20  NotWholeLots { lot: 1000 }
        t1    B1    1999 tonne at 20  NotWholeLots { lot: 1000 }
        t1    B1    5001 tonne at 20  QuantityOutOfRange { least: 1000, most: 5000 }
        t1    B1    4999 tonne at 1   NotWholeLots { lot: 1000 }
        t2    B1    1000 tonne at 20  B1 bid 1
        t2    B2    5000 tonne at 20  B2 bid 2
        ",
    );
}

#[test]
fn a_bidder_has_so_many_bids_and_no_more() {
    check(
        allowances(),
        "
        t1    B1    1000 tonne at 20  B1 bid 1
        t1    B1    1000 tonne at 20  B1 bid 2
        t1    B1    1000 tonne at 20  B1 bid 3
        t1    B1    5000 tonne at 20  TooManyBids { most: 3 }
        t1    B2    1000 tonne at 20  B2 bid 4
        ",
    );
}

#[test]
fn all_bids_of_a_bidder_together_stay_within_the_cap() {
    check(
        allowances(),
        "
        t1    B1    3000 tonne at 20  B1 bid 1
        t2    B1    3000 tonne at 1   AboveBidderCap { left: 2000 }
        t3    B1    2000 tonne at 20  B1 bid 2
        t4    B1    1000 tonne at 20  AboveBidderCap { left: 0 }
        ",
    );
}

#[test]
fn no_bid_lies_below_the_starting_price() {
    check(
        allowances(),
        "
        t1    B1    1000 tonne at 16.08  BelowLeastBid { least: 16.09 }
        t2    B1    1000 tonne at 16.09  B1 bid 1
        ",
    );
    let reserve = Reserve::Public(Money::from_fen(2_000));
    let mut terms = allowances();
    terms.sale.reserve = reserve;
    check(terms, "t1  B1  1000 tonne at 16.09  B1 bid 1");
}

#[test]
fn of_several_reasons_the_first_answers() {
    check(
        allowances(),
        "
        t1    desk  admits B1 up to 20000    admitted
        t1    B1    30001 share at 1         AboveAdmittedAmount { ceiling: 20000 }
        t1    B1    501 share at 1           WrongUnit { unit: Tonne }
        t1    B1    501 tonne at 1           QuantityOutOfRange { least: 1000, most: 5000 }
        t1    B1    1501 tonne at 1          NotWholeLots { lot: 1000 }
        ",
    );
}

#[test]
fn nothing_else_is_done_on_such_a_lot() {
    check(
        allowances(),
        "
        t1    B1    100                       WrongMethod { method: MultiUnit }
        t1    B1    up to 100                 WrongMethod { method: MultiUnit }
        t1    B1    joins                     WrongMethod { method: MultiUnit }
        t1    B1    seals 100                 WrongMethod { method: MultiUnit }
        t1    B1    buys 1000 tonne at 20     WrongMethod { method: MultiUnit }
        t1    B1    100 for the whole         WrongMethod { method: MultiUnit }
        t1    desk  scores B1 50              WrongMethod { method: MultiUnit }
        t1    B1    takes it                  WrongPhase { phase: QuantityBidding, until: t600 }
        t1    lot   begins timed bidding      NotDue { due_at: None }
        t1    lot   reopens                   NotDue { due_at: None }
        t1    lot   opens                     NotDue { due_at: None }
        t1    lot   closes                    NotDue { due_at: t600 }
        t1    desk  records default           NoWinner
        ",
    );
}

#[test]
fn a_lot_takes_so_many_bids_and_no_more() {
    let everyone: Vec<lexicon::Paddle> = (1..=16).map(lexicon::Paddle).collect();
    let terms = MultiUnitTerms {
        quantity: Quantity::from_units(100_000),
        bidder_cap: Quantity::from_units(100_000),
        bids_each_max: 100,
        ..allowances()
    };
    let told = (1..=1_500).map(|number: u32| {
        let paddle = number.div_ceil(100);
        format!("t1  B{paddle}  1000 tonne at 20  B{paddle} bid {number}\n")
    });
    let mut table: String = told.collect();
    table.push_str("t2  B16  1000 tonne at 20  BookFull { most: 1500 }\n");
    check_among(&everyone, terms, &table);
}
