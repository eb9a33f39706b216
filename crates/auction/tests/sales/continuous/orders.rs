//! What an order must be, and how it is taken back.

use super::day;
use crate::table::check;

#[test]
fn an_order_comes_while_the_day_lasts() {
    check(
        day(),
        "
        t-0.000001   B1      buys 10 tonne at 10    NotYetOpen { opens_at: t0 }
        t-0.000001   B1      cancels 1              NotYetOpen { opens_at: t0 }
        t0           B1      buys 10 tonne at 10    B1 order 1
        t1           nobody  buys 10 tonne at 10    NotAdmitted
        t1           B9      sells 10 tonne at 10   NotAdmitted
        t1           nobody  cancels 1              NotAdmitted
        t2@-1        B1      buys 10 tonne at 10    NotYetOpen { opens_at: t0 }
        t600         B1      buys 10 tonne at 10    B1 order 2
        ",
    );
}

#[test]
fn the_value_of_an_order_is_an_amount_that_the_exchange_takes_in() {
    check(
        day(),
        "
        t1    B1    buys 10 tonne at 0                     AmountOutOfRange { most: 10000000000000 }
        t1    B1    sells 10 tonne at 0                    AmountOutOfRange { most: 10000000000000 }
        t1    B1    sells 10 tonne at -10                  AmountOutOfRange { most: 10000000000000 }
        t1    B1    buys 0 tonne at 10                     AmountOutOfRange { most: 10000000000000 }
        t1    B1    sells 0 tonne at 10                    AmountOutOfRange { most: 10000000000000 }
        t1    B1    buys 1000000000000 tonne at 10.01      AmountOutOfRange { most: 10000000000000 }
        t1    B1    buys 18446744073709551615 tonne at 10  AmountOutOfRange { most: 10000000000000 }
        t1    B1    sells 18446744073709551615 tonne at 9  AmountOutOfRange { most: 10000000000000 }
        t2    B1    buys 999999999990 tonne at 10          B1 order 1
        t3    B1    buys 20 tonne at 9                     AmountOutOfRange { most: 10000000000000 }
        t4    B1    buys 10 tonne at 10                    B1 order 2
        ",
    );
}

#[test]
fn what_one_sells_counts_at_the_highest_price() {
    check(
        day(),
        "
        t1    B1    sells 909090909100 tonne at 9   AmountOutOfRange { most: 10000000000000 }
        t2    B1    sells 909090909080 tonne at 9   B1 order 1
        t3    B1    sells 20 tonne at 9             AmountOutOfRange { most: 10000000000000 }
        t4    B1    sells 10 tonne at 9             B1 order 2
        t5    B2    buys 10 tonne at 9              B2 order 3, B2 from B1 10 at 9
        t6    B1    sells 10 tonne at 9             AmountOutOfRange { most: 10000000000000 }
        t7    B1    cancels 1                       order 1 back: 909090909070
        t8    B1    sells 10 tonne at 9             B1 order 4
        ",
    );
}

#[test]
fn what_covers_a_bidder_covers_all_that_he_has_bought_and_would_buy() {
    check(
        day(),
        "
        t1    desk  admits B1 up to 1000      admitted
        t2    B1    buys 110 tonne at 9.1     AboveAdmittedAmount { ceiling: 1000 }
        t3    B1    buys 50 tonne at 10       B1 order 1
        t4    B1    buys 60 tonne at 9        AboveAdmittedAmount { ceiling: 1000 }
        t5    B1    buys 50 tonne at 10       B1 order 2
        t6    B1    buys 10 tonne at 9        AboveAdmittedAmount { ceiling: 1000 }
        t7    B1    cancels 2                 order 2 back: 50
        t8    B2    sells 30 tonne at 9       B2 order 3, B1 from B2 30 at 10
        t9    B1    cancels 1                 order 1 back: 20
        t10   B1    buys 70 tonne at 10.05    AboveAdmittedAmount { ceiling: 1000 }
        t11   B3    sells 60 tonne at 9       B3 order 4
        t12   B1    buys 60 tonne at 11       B1 order 5, B1 from B3 60 at 9
        t13   B1    buys 10 tonne at 9        B1 order 6
        t13   B1    buys 10 tonne at 9        AboveAdmittedAmount { ceiling: 1000 }
        t14   B1    sells 10000 tonne at 11   B1 order 7
        ",
    );
}

#[test]
fn an_order_is_counted_in_the_unit_of_the_lot() {
    check(
        day(),
        "
        t1    B1    buys 10 share at 10   WrongUnit { unit: Tonne }
        t1    B1    sells 1 mu at 1       WrongUnit { unit: Tonne }
        ",
    );
}

#[test]
fn a_quantity_is_whole_lots() {
    check(
        day(),
        "
        t1    B1    buys 9 tonne at 10                 QuantityOutOfRange { least: 10, most:
            + 1000000000000 }
        t1    B1    buys 11 tonne at 10                NotWholeLots { lot: 10 }
        t1    B1    sells 19 tonne at 1                NotWholeLots { lot: 10 }
        t1    B1    buys 1000000000001 tonne at 0.01   QuantityOutOfRange { least: 10, most:
            + 1000000000000 }
        t1    B1    buys 1000000000000 tonne at 0.01   OffTick { tick: 0.05 }
        t2    B1    buys 10 tonne at 10                B1 order 1
        ",
    );
}

#[test]
fn a_price_is_whole_ticks_within_the_band() {
    check(
        day(),
        "
        t1    B1    buys 10 tonne at 10.01   OffTick { tick: 0.05 }
        t1    B1    buys 10 tonne at 10.04   OffTick { tick: 0.05 }
        t1    B1    buys 10 tonne at 8.95    OutsideBand { least: 9, most: 11 }
        t1    B1    buys 10 tonne at 8.99    OffTick { tick: 0.05 }
        t1    B1    sells 10 tonne at 11.05  OutsideBand { least: 9, most: 11 }
        t2    B1    buys 10 tonne at 9       B1 order 1
        t2    B1    sells 10 tonne at 11     B1 order 2
        ",
    );
}

#[test]
fn a_bidder_has_so_many_orders_standing_and_no_more() {
    check(
        day(),
        "
        t1    B1    buys 10 tonne at 9       B1 order 1
        t1    B1    buys 20 tonne at 9       B1 order 2
        t1    B1    sells 10 tonne at 11     B1 order 3
        t1    B1    sells 10 tonne at 11     TooManyBids { most: 3 }
        t2    B2    sells 20 tonne at 9      B2 order 4, B1 from B2 10 at 9, B1 from B2 10 at 9
        t3    B1    sells 10 tonne at 11     B1 order 5
        t4    B1    buys 10 tonne at 9       TooManyBids { most: 3 }
        t5    B1    cancels 2                order 2 back: 10
        t6    B1    buys 10 tonne at 9       B1 order 6
        ",
    );
}

#[test]
fn nobody_trades_with_himself() {
    check(
        day(),
        "
        t1    B1    sells 10 tonne at 10     B1 order 1
        t2    B1    buys 10 tonne at 10      OwnOrder
        t3    B1    buys 10 tonne at 9.95    B1 order 2
        t4    B1    sells 10 tonne at 9.95   OwnOrder
        t5    B2    sells 10 tonne at 9.95   B2 order 3, B1 from B2 10 at 9.95
        t6    B2    sells 10 tonne at 10     B2 order 4
        t7    B2    buys 10 tonne at 11      B2 order 5, B2 from B1 10 at 10
        t8    B2    buys 10 tonne at 11      OwnOrder
        t9    B3    sells 10 tonne at 9.95   B3 order 6
        t10   B2    buys 10 tonne at 11      B2 order 7, B2 from B3 10 at 9.95
        ",
    );
}

#[test]
fn one_takes_back_what_is_left_of_ones_own_order() {
    check(
        day(),
        "
        t1    B1    buys 30 tonne at 10      B1 order 1
        t2    B2    cancels 1                UnknownOrder
        t3    B1    cancels 2                UnknownOrder
        t3    B1    cancels 0                UnknownOrder
        t4    B2    sells 10 tonne at 10     B2 order 2, B1 from B2 10 at 10
        t5    B2    cancels 2                UnknownOrder
        t6    B1    cancels 1                order 1 back: 20
        t7    B1    cancels 1                UnknownOrder
        t8    B2    sells 10 tonne at 10     B2 order 3
        t600  lot   closes                   divided
        t600  hall  awards                   B1 buys 10 for 100, B2 sells 10 for 100
        ",
    );
}

#[test]
fn who_is_stopped_trades_no_more_and_his_orders_lapse() {
    check(
        day(),
        "
        t1          B1    buys 20 tonne at 10     B1 order 1
        t2          B1    sells 10 tonne at 11    B1 order 2
        t3          B2    buys 10 tonne at 10     B2 order 3
        t4          B3    sells 10 tonne at 10    B3 order 4, B1 from B3 10 at 10
        t5          desk  stops B1                stopped
        t6          B1    buys 10 tonne at 10     BidderStopped
        t6          B1    cancels 1               BidderStopped
        t7          B3    sells 10 tonne at 10    B3 order 5, B2 from B3 10 at 10
        t8          hall  looks                   nobody leads, least 10, closes t600
        t9          desk  admits B4 until t10     admitted
        t10         B4    buys 10 tonne at 10     B4 order 6
        t10.000001  B4    buys 10 tonne at 10     AdmissionEnded { ended_at: t10 }
        t10.000001  B4    cancels 6               AdmissionEnded { ended_at: t10 }
        t11         B3    sells 10 tonne at 10    B3 order 7, B4 from B3 10 at 10
        t12         desk  admits B1               admitted
        t13         B1    cancels 1               UnknownOrder
        t14         B1    buys 10 tonne at 10     B1 order 8
        t600        lot   closes                  divided
        t600        hall  awards                  B1 buys 10 for 100, B2 buys 10 for 100, B3 sells
            + 30 for 300, B4 buys 10 for 100
        ",
    );
}

#[test]
fn of_several_reasons_the_first_answers() {
    check(
        day(),
        "
        t1    desk  admits B1 up to 300       admitted
        t1    B1    buys 9 tonne at 1000      AboveAdmittedAmount { ceiling: 300 }
        t1    B1    buys 9 share at 8.99      WrongUnit { unit: Tonne }
        t1    B1    buys 9 tonne at 8.99      QuantityOutOfRange { least: 10, most: 1000000000000 }
        t1    B1    buys 11 tonne at 8.99     NotWholeLots { lot: 10 }
        t1    B1    buys 10 tonne at 8.99     OffTick { tick: 0.05 }
        t2    B2    sells 10 tonne at 10      B2 order 1
        t2    B2    sells 10 tonne at 10      B2 order 2
        t2    B2    sells 10 tonne at 10      B2 order 3
        t3    B2    buys 10 tonne at 8.95     OutsideBand { least: 9, most: 11 }
        t3    B2    buys 10 tonne at 10       TooManyBids { most: 3 }
        ",
    );
}

#[test]
fn nothing_else_is_done_on_such_a_lot() {
    check(
        day(),
        "
        t1    B1    100                       WrongMethod { method: Continuous }
        t1    B1    up to 100                 WrongMethod { method: Continuous }
        t1    B1    joins                     WrongMethod { method: Continuous }
        t1    B1    seals 100                 WrongMethod { method: Continuous }
        t1    B1    10 tonne at 10            WrongMethod { method: Continuous }
        t1    B1    100 for the whole         WrongMethod { method: Continuous }
        t1    desk  scores B1 50              WrongMethod { method: Continuous }
        t1    desk  enters reserve 100        NoSecretReserve
        t1    B1    takes it                  WrongPhase { phase: ContinuousMatching, until: t600 }
        t1    lot   begins timed bidding      NotDue { due_at: None }
        t1    lot   closes                    NotDue { due_at: t600 }
        t1    desk  records default           NoWinner
        ",
    );
}
