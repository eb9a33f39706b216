//! Suspension, interruption, resumption and termination while orders are collected.

use super::call;
use crate::table::check;

#[test]
fn a_suspension_keeps_the_orders_and_the_time_that_is_left() {
    check(
        call(),
        "
        t100   B1    buys 20 tonne at 10    B1 order 1
        t200   desk  suspends               suspended
        t210   B2    sells 10 tonne at 10   AuctionSuspended { resumes_at: None }
        t210   B1    cancels 1              AuctionSuspended { resumes_at: None }
        t220   desk  resumes t1000          goes on at t1000
        t230   B1    cancels 1              AuctionSuspended { resumes_at: t1000 }
        t1000  lot   reopens                OrderEntry, closes t1400
        t1001  B2    sells 10 tonne at 10   B2 order 2
        t1400  lot   closes                 10 at 10 of 20 and 10, B1 from B2 10 at 10, divided
        ",
    );
}

#[test]
fn after_a_break_the_phase_runs_anew_for_those_who_had_ordered() {
    check(
        call(),
        "
        t100   B1    buys 20 tonne at 10            B1 order 1
        t101   B3    buys 10 tonne at 9             B3 order 2
        t102   B3    cancels 2                      order 2 back: 10
        t539   desk  interrupts t500..t539          OutsideLastWindow { begins_at: t540 }
        t600   lot   closes uncovered t590..t595    interrupted
        t601   B1    cancels 1                      AuctionInterrupted { resumes_at: None }
        t610   desk  resumes from break t700        goes on at t700
        t620   B1    buys 20 tonne at 10            AuctionInterrupted { resumes_at: t700 }
        t700   lot   reopens                        OrderEntry, closes t1300
        t701   B2    sells 10 tonne at 10           NoBidBeforeBreak
        t701   B2    cancels 1                      NoBidBeforeBreak
        t702   B3    sells 10 tonne at 10           B3 order 3
        t1300  lot   closes                         10 at 10 of 20 and 10, B1 from B3 10 at 10,
            + divided
        ",
    );
    check(
        call(),
        "
        t600   lot   closes uncovered t590..t595    interrupted
        t610   desk  resumes from break t700        goes on at t700
        t701   B2    sells 10 tonne at 10           B2 order 1
        ",
    );
}

#[test]
fn a_terminated_call_gives_nobody_anything() {
    check(
        call(),
        "
        t100   B1    buys 20 tonne at 10    B1 order 1
        t101   B2    sells 10 tonne at 10   B2 order 2
        t200   desk  terminates             terminated
        t201   B1    cancels 1              AuctionTerminated
        t201   B1    buys 20 tonne at 10    AuctionTerminated
        t201   hall  awards                 nobody gets anything
        ",
    );
    check(
        call(),
        "
        t100   desk  suspends               suspended
        t200   desk  terminates             terminated
        ",
    );
    check(
        call(),
        "
        t600   lot   closes uncovered t590..t595  interrupted
        t700   desk  terminates                   terminated
        ",
    );
}
