//! Suspension, interruption, resumption and termination in each phase.

use auction::{SealedTerms, Tie};

use crate::table::check;
use crate::terms::{sealed, seconds};

fn second_round() -> SealedTerms {
    SealedTerms { tie: Tie::SecondRound { length: seconds(300) }, ..sealed() }
}

#[test]
fn what_was_left_of_the_bidding_runs_on_after_a_suspension() {
    check(
        sealed(),
        "
        t50   B1    seals 120     B1 sealed
        t100  desk  suspends      suspended
        t110  B2    seals 110     AuctionSuspended { resumes_at: None }
        t140  desk  resumes t200  goes on at t200
        t150  B2    seals 110     AuctionSuspended { resumes_at: t200 }
        t150  hall  looks         nobody leads, least 100, goes on at t200
        t200  lot   reopens       SealedBidding, closes t700
        t200  B1    seals 130     AlreadyBid
        t700  B2    seals 110     B2 sealed
        t700  lot   closes        opened: B1 120 B2 110, sold to B1 at 120
        ",
    );
}

#[test]
fn what_was_left_of_the_second_round_runs_on_after_a_suspension() {
    check(
        second_round(),
        "
        t1    B1    seals 150      B1 sealed
        t2    B2    seals 150      B2 sealed
        t600  lot   closes         opened: B1 150 B2 150, SecondRound, closes t900
        t700  desk  suspends       suspended
        t701  B1    seals 160      AuctionSuspended { resumes_at: None }
        t800  desk  resumes t1000  goes on at t1000
        t801  B1    seals 160      AuctionSuspended { resumes_at: t1000 }
        t1000  lot   reopens        SecondRound, closes t1200
        t1000  hall  looks          B1 leads at 150, least 150, closes t1200
        t1100  B3    seals 160      NotTied
        t1200  B2    seals 160      B2 sealed
        t1200  lot   closes         opened: B2 160, sold to B2 at 160
        ",
    );
}

#[test]
fn after_an_outage_the_bids_stay_and_who_had_made_none_may_make_his() {
    check(
        sealed(),
        "
        t50   B1    seals 120                       B1 sealed
        t600  lot   closes uncovered t590..t595     interrupted
        t601  B2    seals 110                       AuctionInterrupted { resumes_at: None }
        t610  desk  resumes t700                    NotSuspended
        t610  desk  resumes from break t669.999999  NoticeTooShort { earliest: t670 }
        t610  desk  resumes from break t700         goes on at t700
        t620  B2    seals 110                       AuctionInterrupted { resumes_at: t700 }
        t700  lot   reopens                         SealedBidding, closes t1300
        t701  B1    seals 130                       AlreadyBid
        t702  B2    seals 130                       B2 sealed
        t1300  lot   closes                          opened: B2 130 B1 120, sold to B2 at 130
        ",
    );
}

#[test]
fn after_an_outage_before_anyone_had_bid_everyone_may() {
    check(
        sealed(),
        "
        t600  lot   closes uncovered t590..t595     interrupted
        t610  desk  resumes from break t700         goes on at t700
        t701  B1    seals 130                       B1 sealed
        t702  B2    seals 140                       B2 sealed
        t1300  lot   closes                          opened: B2 140 B1 130, sold to B2 at 140
        ",
    );
}

#[test]
fn after_an_outage_in_the_second_round_all_of_it_runs_anew() {
    check(
        second_round(),
        "
        t1    B1    seals 150                       B1 sealed
        t2    B2    seals 150                       B2 sealed
        t3    B3    seals 120                       B3 sealed
        t600  lot   closes  opened: B1 150 B2 150 B3 120, SecondRound, closes t900
        t650  B1    seals 160                       B1 sealed
        t900  lot   closes uncovered t700..t705     interrupted
        t901  B2    seals 170                       AuctionInterrupted { resumes_at: None }
        t910  desk  resumes from break t1000        goes on at t1000
        t1000  lot   reopens                         SecondRound, closes t1300
        t1001  B1    seals 180                       AlreadyBid
        t1001  B3    seals 180                       NotTied
        t1001  B4    seals 180                       NotTied
        t1300  B2    seals 170                       B2 sealed
        t1300  lot   closes                          opened: B2 170 B1 160, sold to B2 at 170
        ",
    );
}

#[test]
fn the_last_window_is_a_minute_of_the_bidding_and_all_of_the_second_round() {
    check(
        sealed(),
        "
        t550  desk  interrupts t500..t539.999999  OutsideLastWindow { begins_at: t540 }
        t550  desk  interrupts t500..t540         interrupted
        ",
    );
    check(
        second_round(),
        "
        t1    B1    seals 150                     B1 sealed
        t2    B2    seals 150                     B2 sealed
        t600  lot   closes                        opened: B1 150 B2 150, SecondRound, closes t900
        t601  desk  interrupts t590..t599.999999  OutsideLastWindow { begins_at: t600 }
        t601  desk  interrupts t590..t600         interrupted
        ",
    );
}

#[test]
fn a_sale_can_be_terminated_in_every_phase() {
    check(
        sealed(),
        "
        t-1   desk  terminates  terminated
        t1    B1    seals 100   AuctionTerminated
        ",
    );
    check(
        sealed(),
        "
        t1    B1    seals 100   B1 sealed
        t2    desk  terminates  terminated
        t3    B2    seals 100   AuctionTerminated
        t3    hall  looks       nobody leads, least 100, closed t2
        ",
    );
    check(
        second_round(),
        "
        t1    B1    seals 150   B1 sealed
        t2    B2    seals 150   B2 sealed
        t600  lot   closes      opened: B1 150 B2 150, SecondRound, closes t900
        t601  B1    seals 160   B1 sealed
        t602  desk  terminates  terminated
        t603  B2    seals 160   AuctionTerminated
        t603  desk  terminates  AuctionTerminated
        ",
    );
}
