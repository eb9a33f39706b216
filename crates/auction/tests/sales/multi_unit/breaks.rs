//! Suspension, interruption, resumption and termination while bids for quantities are taken.

use super::allowances;
use crate::table::check;

#[test]
fn a_suspension_keeps_the_bids_and_the_time_that_is_left() {
    check(
        allowances(),
        "
        t100  B1    1000 tonne at 18        B1 bid 1
        t200  desk  suspends                suspended
        t210  B2    1000 tonne at 18        AuctionSuspended { resumes_at: None }
        t220  desk  resumes t1000           goes on at t1000
        t230  B2    1000 tonne at 18        AuctionSuspended { resumes_at: t1000 }
        t1000  lot   reopens                 QuantityBidding, closes t1400
        t1400  B2    1000 tonne at 17        B2 bid 2
        t1400  lot   closes                  2000 sold at 17, 8000 left: bid 1 B1 1000 at 17 =
            + 17000; bid 2 B2 1000 at 17 = 17000, divided
        ",
    );
}

#[test]
fn after_a_break_the_phase_runs_anew_for_those_who_had_bid() {
    check(
        allowances(),
        "
        t100  B1    1000 tonne at 18             B1 bid 1
        t500  desk  interrupts t400..t450        OutsideLastWindow { begins_at: t540 }
        t600  lot   closes uncovered t590..t595  interrupted
        t601  B1    1000 tonne at 18             AuctionInterrupted { resumes_at: None }
        t610  desk  resumes from break t700      goes on at t700
        t620  B1    1000 tonne at 18             AuctionInterrupted { resumes_at: t700 }
        t700  lot   reopens                      QuantityBidding, closes t1300
        t701  B2    1000 tonne at 18             NoBidBeforeBreak
        t702  B1    1000 tonne at 17             B1 bid 2
        t1300  lot   closes                       2000 sold at 17, 8000 left: bid 1 B1 1000 at 17 =
            + 17000; bid 2 B1 1000 at 17 = 17000, divided
        ",
    );
    check(
        allowances(),
        "
        t600  lot   closes uncovered t590..t595  interrupted
        t610  desk  resumes from break t700      goes on at t700
        t701  B2    1000 tonne at 18             B2 bid 1
        ",
    );
}

#[test]
fn a_terminated_sale_gives_nobody_anything() {
    check(
        allowances(),
        "
        t100  B1    1000 tonne at 18   B1 bid 1
        t200  desk  terminates         terminated
        t201  B1    1000 tonne at 18   AuctionTerminated
        t201  lot   closes             NotDue { due_at: None }
        t201  hall  awards             nobody gets anything
        ",
    );
    check(
        allowances(),
        "
        t100  desk  suspends           suspended
        t200  desk  terminates         terminated
        ",
    );
    check(
        allowances(),
        "
        t600  lot   closes uncovered t590..t595  interrupted
        t700  desk  terminates                   terminated
        ",
    );
}
