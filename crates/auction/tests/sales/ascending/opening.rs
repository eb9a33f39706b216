//! When a bid is in time: not before the opening, not after the close, by when it arrived.

use auction::AscendingTerms;
use lexicon::Span;

use crate::table::check;
use crate::terms::{countdown, plain, proxies, two_phases};
use crate::words::parse_moment;

#[test]
fn bidding_opens_at_its_moment() {
    check(
        proxies(),
        "
        t-0.000001    B1    100        NotYetOpen { opens_at: t0 }
        t-0.000001    B1    up to 100  NotYetOpen { opens_at: t0 }
        t-0.000001    lot   opens      NotDue { due_at: t0 }
        t0            lot   opens      free bidding, closes t600
        t0            lot   opens      NotDue { due_at: None }
        t0            B1    100        B1 leads at 100
        t1@0          B2    110        B2 leads at 110
        t1@-0.000001  B1    120        NotYetOpen { opens_at: t0 }
        ",
    );
}

#[test]
fn a_lot_without_free_phase_opens_in_the_timed_phase() {
    let terms = AscendingTerms { free_bidding: Span::ZERO, ..two_phases() };
    check(
        terms,
        "
        t0    lot   opens   timed bidding, closes t90
        t90   B1    100     B1 leads at 100, closes t180
        ",
    );
}

#[test]
fn an_opening_up_to_three_seconds_late_keeps_the_announced_end() {
    check(
        plain(),
        "
        t0    lot   waits   -
        t2    B1    100     NotYetOpen { opens_at: t0 }
        t3    lot   opens   free bidding, closes t600
        t3@1  B1    100     B1 leads at 100
        ",
    );
    check(
        two_phases(),
        "
        t0    lot   waits   -
        t3    lot   opens   free bidding until t300, closes t390
        ",
    );
}

#[test]
fn a_later_opening_gives_the_whole_length() {
    check(
        plain(),
        "
        t0            lot   waits   -
        t3.000001     lot   opens   free bidding, closes t603.000001
        t4@3          B1    100     NotYetOpen { opens_at: t3.000001 }
        t4@3.000001   B1    100     B1 leads at 100
        t603.000001   B1    110     B1 leads at 110
        ",
    );
    check(
        two_phases(),
        "
        t0    lot   waits   -
        t10   lot   opens   free bidding until t310, closes t400
        ",
    );
    check(
        AscendingTerms { free_bidding: Span::ZERO, timed_bidding: countdown(90), ..plain() },
        "
        t0    lot   waits   -
        t10   lot   opens   timed bidding, closes t100
        ",
    );
}

#[test]
fn a_late_opening_moves_the_hard_end_with_it() {
    let hard_end = Some(parse_moment("t400"));
    check(
        AscendingTerms { hard_end, ..two_phases() },
        "
        t0    lot   waits   -
        t10   lot   opens   free bidding until t310, closes t400
        t390  B1    100     B1 leads at 100, closes t410
        ",
    );
}

#[test]
fn a_bid_is_on_time_at_the_close_and_late_a_microsecond_after_it() {
    check(
        plain(),
        "
        t600          B1    100        B1 leads at 100
        t600.000001   B2    110        AuctionClosed { closed_at: t600 }
        t601          hall  looks      B1 leads at 100, least 110, closed t600
        ",
    );
    check(
        proxies(),
        "
        t600          B1    up to 200  B1 leads at 100, ceiling stands
        t600.000001   B2    up to 300  AuctionClosed { closed_at: t600 }
        ",
    );
}

#[test]
fn the_arrival_decides_while_the_close_has_not_been_ruled_on() {
    check(
        proxies(),
        "
        t600              lot   waits      -
        t600.000001       B1    100        AuctionClosed { closed_at: t600 }
        t600.000001       B1    up to 100  AuctionClosed { closed_at: t600 }
        t601@600          B1    100        B1 leads at 100
        t601@600.000001   B2    110        AuctionClosed { closed_at: t600 }
        t602@599          B2    up to 110  B2 leads at 110, ceiling stands
        t603              lot   closes     sold to B2 at 110
        t603@599          B1    120        AuctionClosed { closed_at: t600 }
        ",
    );
}

#[test]
fn a_lot_closes_at_its_moment_and_not_before() {
    check(
        plain(),
        "
        t-1           lot   closes  NotDue { due_at: None }
        t1            B1    100     B1 leads at 100
        t599.999999   lot   closes  NotDue { due_at: t600 }
        t600          lot   closes  sold to B1 at 100
        t601          lot   closes  NotDue { due_at: None }
        ",
    );
}

#[test]
fn an_arrival_after_the_ruling_is_cut_to_it() {
    check(
        AscendingTerms { free_bidding: Span::ZERO, timed_bidding: countdown(90), ..plain() },
        "
        t10@20   B1    100     B1 leads at 100, closes t100
        t100@99  B2    110     B2 leads at 110, closes t189
        ",
    );
    check(
        plain(),
        "
        t600@700      B1    100     B1 leads at 100
        t600.5@600    B2    110     B2 leads at 110
        ",
    );
}
