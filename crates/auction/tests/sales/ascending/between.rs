//! What lies between the free phase and the timed one, in its order: question, stop and preparation
//! (停牌, 准备期); what stops a sale there and lets it go on.

use auction::{AscendingTerms, Entry};

use super::gate::listing;
use super::joining::asking;
use crate::table::check;
use crate::terms::{countdown, seconds, two_phases};

/// Everything that may stand between the two phases.
fn everything() -> AscendingTerms {
    AscendingTerms {
        timed_entry: Entry::RecentBidders { within: seconds(100), bidders_min: 2 },
        stop_before_timed: seconds(60),
        preparation: seconds(30),
        ..asking()
    }
}

#[test]
fn all_phases_follow_in_their_order() {
    check(
        everything(),
        "
        t0    lot   opens                 free bidding, closes t300
        t200  B1    100                   B1 leads at 100
        t300  B2    110                   B2 leads at 110
        t300  lot   closes                JoinQuestion, closes t600
        t400  B1    joins                 B1 joins
        t600  lot   closes                Stopped until t660, closes t780
        t610  B1    120                   WrongPhase { phase: Stopped, until: t660 }
        t660  lot   begins preparation    Preparation until t690, closes t780
        t670  B1    120                   WrongPhase { phase: Preparation, until: t690 }
        t690  lot   begins timed bidding  timed bidding, closes t780
        t700  B2    120                   NotJoined
        t780  B1    120                   B1 leads at 120, closes t870
        t870  lot   closes                sold to B1 at 120
        ",
    );
    check(
        everything(),
        "
        t199.999999  B1    100            B1 leads at 100
        t300         B2    110            B2 leads at 110
        t300         lot   closes         sold to B2 at 110
        ",
    );
}

#[test]
fn a_stop_and_a_preparation_without_question_follow_by_themselves() {
    let both =
        AscendingTerms { stop_before_timed: seconds(60), preparation: seconds(30), ..two_phases() };
    check(
        both.clone(),
        "
        t0    lot   opens                 free bidding until t300, closes t480
        t300  lot   begins stop           Stopped until t360, closes t480
        t301  B1    100                   WrongPhase { phase: Stopped, until: t360 }
        t301  B1    joins                 WrongPhase { phase: Stopped, until: t360 }
        t360  lot   begins preparation    Preparation until t390, closes t480
        t390  lot   begins timed bidding  timed bidding, closes t480
        t391  B1    100                   B1 leads at 100, closes t481
        ",
    );
    // However slow the exchange is: between the phases nobody bids.
    check(
        both,
        "
        t300             lot   waits                 -
        t301@300.000001  B1    100  PhaseOver { phase: FreeBidding, ended_at: t300 }
        t302@300         B1    100                   B1 leads at 100
        t303             lot   begins stop           Stopped until t360, closes t480
        t360             lot   begins preparation    Preparation until t390, closes t480
        t390             lot   begins timed bidding  timed bidding, closes t480
        t391@389.999999  B2    110                   WrongPhase { phase: Preparation, until: t390 }
        t391@390         B2    110                   B2 leads at 110
        ",
    );
}

#[test]
fn a_suspension_keeps_what_is_left_of_each_phase() {
    check(
        everything(),
        "
        t190   B1    100                   B1 leads at 100
        t210   desk  suspends              suspended
        t900   desk  resumes t1000         goes on at t1000
        t1000  lot   reopens               free bidding, closes t1090
        t1001  B2    110                   B2 leads at 110
        t1090  lot   closes                sold to B2 at 110
        ",
    );
    // The last part of the free phase is counted without the stop.
    check(
        everything(),
        "
        t200   B1    100                   B1 leads at 100
        t210   desk  suspends              suspended
        t900   desk  resumes t1000         goes on at t1000
        t1001  B2    110                   B2 leads at 110
        t1090  lot   closes                JoinQuestion, closes t1390
        t1100  B1    joins                 B1 joins
        t1200  desk  suspends              suspended
        t1201  B2    joins                 AuctionSuspended { resumes_at: None }
        t1210  desk  resumes t1300         goes on at t1300
        t1250  B2    joins                 AuctionSuspended { resumes_at: t1300 }
        t1300  lot   reopens               JoinQuestion, closes t1490
        t1301  B1    joins                 AlreadyAnswered
        t1302  B2    joins                 B2 joins
        t1490  lot   closes                Stopped until t1550, closes t1670
        t1500  desk  suspends              suspended
        t1540  desk  resumes t1600         goes on at t1600
        t1600  lot   reopens               Stopped until t1650, closes t1770
        t1650  lot   begins preparation    Preparation until t1680, closes t1770
        t1670  desk  suspends              suspended
        t1671  desk  resumes t1800         goes on at t1800
        t1800  lot   reopens               Preparation until t1810, closes t1900
        t1810  lot   begins timed bidding  timed bidding, closes t1900
        t1820  desk  suspends              suspended
        t1821  desk  resumes t2000         goes on at t2000
        t2000  lot   reopens               timed bidding, closes t2080
        t2001  B1    120                   B1 leads at 120, closes t2091
        ",
    );
}

#[test]
fn a_break_runs_the_deciding_phases_anew() {
    check(
        everything(),
        "
        t200   B1    100                          B1 leads at 100
        t250   B2    110                          B2 leads at 110
        t300   lot   closes uncovered t280..t290  interrupted
        t301   B1    120                          AuctionInterrupted { resumes_at: None }
        t310   desk  resumes from break t400      goes on at t400
        t400   lot   reopens                      free bidding, closes t500
        t401   B3    120                          NoBidBeforeBreak
        t500   lot   closes                       JoinQuestion, closes t800
        t510   B1    joins                        B1 joins
        t511   B3    joins                        NoBidBeforeBreak
        t800   lot   closes uncovered t510..t520  interrupted
        t810   B2    joins                        AuctionInterrupted { resumes_at: None }
        t810   desk  resumes from break t900      goes on at t900
        t900   lot   reopens                      JoinQuestion, closes t1200
        t901   B1    stays out                    AlreadyAnswered
        t902   B2    joins                        B2 joins
        t1200  lot   closes                       Stopped until t1260, closes t1380
        t1230  desk  interrupts t1220..t1289      OutsideLastWindow { begins_at: t1290 }
        t1260  lot   begins preparation           Preparation until t1290, closes t1380
        t1290  lot   begins timed bidding         timed bidding, closes t1380
        t1300  desk  interrupts t1291..t1299      interrupted
        t1310  desk  resumes from break t1400     goes on at t1400
        t1400  lot   reopens                      timed bidding, closes t1490
        t1490  lot   closes                       sold to B2 at 110
        ",
    );
}

#[test]
fn a_break_with_a_short_countdown_leaves_the_rest_of_stop_and_preparation() {
    let short = AscendingTerms {
        stop_before_timed: seconds(60),
        preparation: seconds(30),
        timed_bidding: countdown(10),
        ..two_phases()
    };
    check(
        short.clone(),
        "
        t0     lot   opens                     free bidding until t300, closes t400
        t345   desk  interrupts t340..t344     interrupted
        t350   desk  resumes from break t410   goes on at t410
        t410   lot   reopens                   Stopped until t425, closes t465
        t425   lot   begins preparation        Preparation until t455, closes t465
        ",
    );
    check(
        short,
        "
        t375   desk  interrupts t370..t374     interrupted
        t375   B1    100                       AuctionInterrupted { resumes_at: None }
        t376   desk  resumes from break t436   goes on at t436
        t436   lot   reopens                   Preparation until t451, closes t461
        t451   lot   begins timed bidding      timed bidding, closes t461
        ",
    );
}

#[test]
fn a_break_takes_no_time_from_a_listing() {
    check(
        listing(),
        "
        t3700   B1    100                        B1 leads at 100
        t3800   B2    110                        B2 leads at 110
        t3900   desk  interrupts t3599..t3599.999999  OutsideLastWindow { begins_at: t3600 }
        t3900   desk  interrupts t3850..t3890    interrupted
        t9000   desk  resumes from break t9100   goes on at t9100
        t9100   lot   reopens                    free bidding, closes t12700
        t12700  lot   closes                     Preparation until t13600, closes t13900
        ",
    );
}

#[test]
fn every_phase_can_be_ended_without_result() {
    let bids = "
        t200  B1    100         B1 leads at 100
        t250  B2    110         B2 leads at 110
        ";
    let joins = "t301  B1    joins       B1 joins";
    for (moment, before) in
        [("t260", ""), ("t310", joins), ("t610", joins), ("t670", joins), ("t700", joins)]
    {
        let ends = format!(
            "
            {moment}  desk  terminates  terminated
            {moment}  B1    120         AuctionTerminated
            {moment}  B2    joins       AuctionTerminated
            {moment}  desk  terminates  AuctionTerminated
            {moment}  desk  suspends    AuctionTerminated
            "
        );
        check(everything(), &format!("{bids}\n{before}\n{ends}"));
    }
}
