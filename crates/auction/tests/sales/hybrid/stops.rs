//! Suspension, interruption, resumption and termination in each phase.

use std::fmt::Write as _;

use auction::HybridTerms;

use super::hybrid;
use crate::table::check;
use crate::terms::seconds;

#[test]
fn what_was_left_of_each_phase_runs_on_after_a_suspension() {
    check(
        hybrid(),
        "
        t4        desk  suspends       suspended
        t5        B1    100            AuctionSuspended { resumes_at: None }
        t5        desk  resumes t100   goes on at t100
        t100      lot   reopens        FallingPrice, closes t106
        t101      B1    100            B1 leads at 100
        t106      lot   closes         SealedBidding, closes t226
        t110      B2    seals 110      B2 sealed
        t206      desk  suspends       suspended
        t207      B3    seals 120      AuctionSuspended { resumes_at: None }
        t207      desk  resumes t300   goes on at t300
        t300      lot   reopens        SealedBidding, closes t320
        t301      B2    seals 200      AlreadyBid
        t302      B3    seals 120      B3 sealed
        t320      lot   closes         opened: B3 120 B2 110, HoldersBid, closes t380
        t350      desk  suspends       suspended
        t351      B1    125            AuctionSuspended { resumes_at: None }
        t351      desk  resumes t500   goes on at t500
        t500      lot   reopens        HoldersBid, closes t530
        t530      B1    125            B1 leads at 125
        t530      lot   closes         sold to B1 at 125
        ",
    );
}

#[test]
fn after_a_break_before_anybody_accepted_everyone_takes_part() {
    check(
        hybrid(),
        "
        t10       lot   closes uncovered t5..t9     interrupted
        t20       desk  resumes from break t100     goes on at t100
        t100      lot   reopens                     FallingPrice, closes t110
        t101      B1    100                         B1 leads at 100
        t111      B2    seals 110                   B2 sealed
        ",
    );
}

#[test]
fn after_a_break_behind_the_acceptance_everybody_may_still_seal_a_bid() {
    check(
        hybrid(),
        "
        t5        B1    100                         B1 leads at 100
        t10       lot   closes uncovered t6..t9.5   interrupted
        t20       desk  resumes from break t100     goes on at t100
        t100      lot   reopens                     FallingPrice, closes t110
        t101      B2    100                         NoBidBeforeBreak
        t110      lot   closes                      SealedBidding, closes t230
        t111      B2    seals 110                   B2 sealed
        t230      lot   closes                      opened: B2 110, HoldersBid, closes t290
        t290      lot   closes                      sold to B2 at 110
        ",
    );
}

#[test]
fn sealed_bids_outlast_a_break_and_who_had_made_none_may_make_his() {
    check(
        hybrid(),
        "
        t5        B1    100                         B1 leads at 100
        t11       B2    seals 110                   B2 sealed
        t130      lot   closes uncovered t20..t50   interrupted
        t131      B3    seals 120                   AuctionInterrupted { resumes_at: None }
        t140      desk  resumes from break t300     goes on at t300
        t300      lot   reopens                     SealedBidding, closes t420
        t301      B3    seals 120                   B3 sealed
        t302      B2    seals 120                   AlreadyBid
        t303      B1    seals 120                   HoldersTurnLater
        t304      hall  looks                       B1 leads at 100, least 105, closes t420
        t420      lot   closes                      opened: B3 120 B2 110, HoldersBid, closes t480
        t421      B1    124.99                      BelowLeastBid { least: 125 }
        t480      lot   closes                      sold to B3 at 120
        ",
    );
}

#[test]
fn a_break_in_the_holders_minute_gives_it_anew_and_his_bid_stays() {
    check(
        hybrid(),
        "
        t5        B1    100                         B1 leads at 100
        t11       B2    seals 110                   B2 sealed
        t150      desk  interrupts t145..t149       interrupted
        t151      B1    115                         AuctionInterrupted { resumes_at: None }
        t160      desk  resumes from break t300     goes on at t300
        t300      lot   reopens                     HoldersBid, closes t360
        t301      B3    120                         NotTheHolder
        t301      B2    120                         NotTheHolder
        t302      B1    115                         B1 leads at 115
        t360      lot   closes uncovered t355..t359  interrupted
        t361      desk  resumes from break t500     goes on at t500
        t501      B1    130                         AlreadyBid
        t560      lot   closes                      sold to B1 at 115
        ",
    );
}

#[test]
fn the_window_of_a_phase_is_its_length_and_a_minute_at_least() {
    check(
        hybrid(),
        "
        t5        B1    100                         B1 leads at 100
        t11       B2    seals 110                   B2 sealed
        t50       desk  interrupts t1..t9.999999    OutsideLastWindow { begins_at: t10 }
        t140      desk  interrupts t20..t129.999999  OutsideLastWindow { begins_at: t130 }
        t140      desk  interrupts t20..t130        interrupted
        ",
    );
    check(
        HybridTerms { holders_bid: seconds(20), ..hybrid() },
        "
        t5        B1    100                         B1 leads at 100
        t11       B2    seals 110                   B2 sealed
        t140      desk  interrupts t20..t89.999999  OutsideLastWindow { begins_at: t90 }
        ",
    );
}

#[test]
fn a_hybrid_sale_is_terminated_in_every_phase() {
    let holder = "t5  B1  100  B1 leads at 100";
    let sealed = "t11  B2  seals 110  B2 sealed";
    let word = "t140  B1  115  B1 leads at 115";
    let told: [(&[&str], u32); 6] = [
        (&["t1  desk  suspends  suspended"], 2),
        (&[holder], 6),
        (&[holder], 20),
        (&[holder, sealed], 12),
        (&[holder, sealed], 139),
        (&[holder, sealed, word], 141),
    ];
    for (before, second) in told {
        let mut table = before.join("\n");
        write!(table, "\nt{second}  desk  terminates  terminated").unwrap();
        write!(table, "\nt300  B1  200  AuctionTerminated").unwrap();
        write!(table, "\nt300  B3  seals 200  AuctionTerminated").unwrap();
        write!(table, "\nt300  lot  closes  NotDue {{ due_at: None }}").unwrap();
        write!(table, "\nt300  desk  records default  NoWinner").unwrap();
        check(hybrid(), &table);
    }
}
