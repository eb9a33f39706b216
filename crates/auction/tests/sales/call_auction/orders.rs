//! What an order must be while orders are collected, and how it is taken back.

use auction::CallAuctionTerms;
use lexicon::Paddle;

use super::call;
use crate::table::{check, check_among};

#[test]
fn orders_are_collected_and_none_is_met() {
    check(
        call(),
        "
        t-0.000001   B1      buys 10 tonne at 10    NotYetOpen { opens_at: t0 }
        t-0.000001   B1      cancels 1              NotYetOpen { opens_at: t0 }
        t0           B1      buys 10 tonne at 10    B1 order 1
        t1           B2      sells 10 tonne at 9    B2 order 2
        t2           hall    looks                  nobody leads, least 9, closes t600
        t3           nobody  buys 10 tonne at 10    NotAdmitted
        t3           B9      sells 10 tonne at 10   NotAdmitted
        t3           nobody  cancels 1              NotAdmitted
        t600         B3      buys 10 tonne at 10    B3 order 3
        t600.000001  B3      buys 10 tonne at 10    AuctionClosed { closed_at: t600 }
        t600.000001  B3      cancels 3              AuctionClosed { closed_at: t600 }
        ",
    );
    check(
        call(),
        "
        t600         lot   waits                  -
        t602@600     B2    sells 10 tonne at 10   B2 order 1
        t603@601     B2    sells 10 tonne at 10   PhaseOver { phase: OrderEntry, ended_at: t600 }
        t603@601     B2    cancels 1              PhaseOver { phase: OrderEntry, ended_at: t600 }
        ",
    );
}

#[test]
fn the_value_of_an_order_is_an_amount_that_the_exchange_takes_in() {
    check(
        call(),
        "
        t1    B1    buys 10 tonne at 0                     AmountOutOfRange { most: 10000000000000 }
        t1    B1    sells 10 tonne at -1                   AmountOutOfRange { most: 10000000000000 }
        t1    B1    buys 0 tonne at 10                     AmountOutOfRange { most: 10000000000000 }
        t1    B1    buys 18446744073709551615 tonne at 10  AmountOutOfRange { most: 10000000000000 }
        t2    B1    buys 999999999990 tonne at 10          B1 order 1
        t3    B1    buys 20 tonne at 9                     AmountOutOfRange { most: 10000000000000 }
        t4    B1    buys 10 tonne at 10                    B1 order 2
        t5    B2    sells 909090909100 tonne at 9          AmountOutOfRange { most: 10000000000000 }
        t6    B2    sells 909090909090 tonne at 9          B2 order 3
        t7    B2    sells 10 tonne at 9                    AmountOutOfRange { most: 10000000000000 }
        t600  lot   closes                                 909090909090 at 10 of 1000000000000 and
            + 909090909090, B1 from B2 909090909090 at 10, divided
        ",
    );
}

#[test]
fn what_covers_a_bidder_covers_all_that_he_would_buy() {
    check(
        call(),
        "
        t1    desk  admits B1 up to 1000      admitted
        t2    B1    buys 110 tonne at 9.10    AboveAdmittedAmount { ceiling: 1000 }
        t3    B1    buys 50 tonne at 10       B1 order 1
        t4    B1    buys 60 tonne at 9        AboveAdmittedAmount { ceiling: 1000 }
        t5    B1    buys 50 tonne at 10       B1 order 2
        t6    B1    buys 10 tonne at 9        AboveAdmittedAmount { ceiling: 1000 }
        t7    B1    cancels 2                 order 2 back: 50
        t8    B1    buys 10 tonne at 9        B1 order 3
        t9    B1    sells 10000 tonne at 11   B1 order 4
        ",
    );
}

#[test]
fn unit_lots_ticks_and_band_are_those_of_the_terms() {
    check(
        call(),
        "
        t1    B1    buys 9 share at 8.99               WrongUnit { unit: Tonne }
        t1    B1    buys 9 tonne at 8.99               QuantityOutOfRange { least: 10, most:
            + 1000000000000 }
        t1    B1    buys 1000000000001 tonne at 0.01   QuantityOutOfRange { least: 10, most:
            + 1000000000000 }
        t1    B1    buys 11 tonne at 8.99              NotWholeLots { lot: 10 }
        t1    B1    buys 10 tonne at 8.99              OffTick { tick: 0.05 }
        t1    B1    buys 10 tonne at 10.01             OffTick { tick: 0.05 }
        t1    B1    buys 10 tonne at 8.95              OutsideBand { least: 9, most: 11 }
        t1    B1    sells 10 tonne at 11.05            OutsideBand { least: 9, most: 11 }
        t2    B1    buys 10 tonne at 9                 B1 order 1
        t2    B1    sells 10 tonne at 11               B1 order 2
        ",
    );
}

#[test]
fn a_bidder_has_so_many_orders_standing_and_no_more() {
    check(
        call(),
        "
        t1    B1    buys 10 tonne at 9       B1 order 1
        t1    B1    buys 20 tonne at 9       B1 order 2
        t1    B1    sells 10 tonne at 11     B1 order 3
        t1    B1    buys 10 tonne at 11      TooManyBids { most: 3 }
        t1    B2    sells 10 tonne at 11     B2 order 4
        t2    B1    cancels 2                order 2 back: 20
        t3    B1    sells 10 tonne at 11     B1 order 5
        ",
    );
}

#[test]
fn no_order_crosses_another_of_the_same_bidder() {
    check(
        call(),
        "
        t1    B1    sells 10 tonne at 10     B1 order 1
        t2    B1    buys 10 tonne at 10      OwnOrder
        t3    B1    buys 10 tonne at 9.95    B1 order 2
        t4    B1    sells 10 tonne at 9.95   OwnOrder
        t5    B1    sells 10 tonne at 9      OwnOrder
        t6    B2    sells 10 tonne at 9      B2 order 3
        t7    B1    cancels 1                order 1 back: 10
        t8    B1    buys 10 tonne at 10      B1 order 4
        ",
    );
}

#[test]
fn one_takes_back_ones_own_order() {
    check(
        call(),
        "
        t1    B1    buys 30 tonne at 10      B1 order 1
        t2    B2    cancels 1                UnknownOrder
        t3    B1    cancels 2                UnknownOrder
        t3    B1    cancels 0                UnknownOrder
        t4    B1    cancels 1                order 1 back: 30
        t5    B1    cancels 1                UnknownOrder
        t6    B1    buys 10 tonne at 10      B1 order 2
        ",
    );
}

#[test]
fn who_is_stopped_trades_no_more_and_his_orders_lapse() {
    check(
        call(),
        "
        t1          B1    buys 20 tonne at 10     B1 order 1
        t2          B2    buys 10 tonne at 10     B2 order 2
        t3          B3    sells 30 tonne at 10    B3 order 3
        t5          desk  stops B1                stopped
        t6          B1    buys 10 tonne at 10     BidderStopped
        t6          B1    cancels 1               BidderStopped
        t9          desk  admits B4 until t10     admitted
        t10         B4    buys 10 tonne at 10     B4 order 4
        t10.000001  B4    buys 10 tonne at 10     AdmissionEnded { ended_at: t10 }
        t600        lot   closes                  20 at 10 of 20 and 30, B2 from B3 10 at 10, B4
            + from B3 10 at 10, divided
        ",
    );
}

#[test]
fn so_many_orders_stand_and_no_more() {
    let everyone: Vec<Paddle> = (1..=17).map(Paddle).collect();
    let terms = CallAuctionTerms { orders_each_max: 100, ..call() };
    let told = (0..1_500).map(|before: u32| {
        // The even ones sell, the odd ones buy.
        let (paddle, number) = (before.rem_euclid(16) + 1, before + 1);
        let verb = if paddle.is_multiple_of(2) { "sells" } else { "buys" };
        format!("t1  B{paddle}  {verb} 10 tonne at 10  B{paddle} order {number}\n")
    });
    let mut table: String = told.collect();
    table.push_str("t2  B17  buys 10 tonne at 10  BookFull { most: 1500 }\n");
    table.push_str("t3  B1  cancels 1  order 1 back: 10\n");
    table.push_str("t4  B17  buys 10 tonne at 10  B17 order 1501\n");
    check_among(&everyone, terms, &table);
}

#[test]
fn nothing_else_is_done_on_such_a_lot() {
    check(
        call(),
        "
        t1    B1    100                       WrongMethod { method: CallAuction }
        t1    B1    up to 100                 WrongMethod { method: CallAuction }
        t1    B1    joins                     WrongMethod { method: CallAuction }
        t1    B1    seals 100                 WrongMethod { method: CallAuction }
        t1    B1    10 tonne at 10            WrongMethod { method: CallAuction }
        t1    B1    100 for the whole         WrongMethod { method: CallAuction }
        t1    desk  scores B1 50              WrongMethod { method: CallAuction }
        t1    desk  enters reserve 100        NoSecretReserve
        t1    B1    takes it                  WrongPhase { phase: OrderEntry, until: t600 }
        t1    lot   begins timed bidding      NotDue { due_at: None }
        t1    lot   closes                    NotDue { due_at: t600 }
        t1    desk  records default           NoWinner
        ",
    );
}
