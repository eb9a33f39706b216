//! Suspension, interruption, resumption and termination.

use crate::table::check;
use crate::terms::weighted;

#[test]
fn what_was_left_of_the_bidding_runs_on_after_a_suspension() {
    check(
        weighted(),
        "
        t50   B1    seals 120     B1 sealed
        t100  desk  suspends      suspended
        t110  B2    seals 110     AuctionSuspended { resumes_at: None }
        t140  desk  resumes t200  goes on at t200
        t150  B2    seals 110     AuctionSuspended { resumes_at: t200 }
        t200  lot   reopens       SealedBidding, closes t700
        t201  B1    seals 130     AlreadyBid
        t700  B2    seals 110     B2 sealed
        t700  lot   closes        by 120: B1 60+0=60 B2 55+0=55, sold to B1 at 120
        ",
    );
}

#[test]
fn after_an_outage_bids_and_points_stay_and_all_the_bidding_runs_anew() {
    check(
        weighted(),
        "
        t40    desk  scores B1 20 10                 B1 scored
        t50    B1    seals 120                       B1 sealed
        t600   lot   closes uncovered t590..t595     interrupted
        t601   B2    seals 110                       AuctionInterrupted { resumes_at: None }
        t610   desk  resumes from break t700         goes on at t700
        t700   lot   reopens                         SealedBidding, closes t1300
        t701   B1    seals 130                       AlreadyBid
        t702   B2    seals 130                       B2 sealed
        t703   desk  scores B1 25 15                 ScoresAlreadyEntered
        t1300  lot   closes  by 130: B1 55.38+30=85.38 B2 60+0=60, sold to B1 at 120
        ",
    );
    check(
        weighted(),
        "
        t590   desk  interrupts t500..t539.999999    OutsideLastWindow { begins_at: t540 }
        t590   desk  interrupts t500..t540           interrupted
        t610   desk  resumes from break t700         goes on at t700
        t701   B2    seals 130                       B2 sealed
        t1300  lot   closes  by 130: B2 60+0=60, sold to B2 at 130
        ",
    );
}

#[test]
fn a_sale_can_be_terminated() {
    check(
        weighted(),
        "
        t1    B1    seals 100   B1 sealed
        t2    desk  terminates  terminated
        t3    B2    seals 100   AuctionTerminated
        t3    hall  looks       nobody leads, least 100, closed t2
        ",
    );
}
