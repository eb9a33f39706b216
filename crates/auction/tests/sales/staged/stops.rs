//! Suspension, interruption, resumption and termination in a stage and between two.

use super::{staged, until};
use crate::table::check;

#[test]
fn what_was_left_of_a_stage_runs_on_after_a_suspension() {
    check(
        staged(),
        "
        t10      B1    100            B1 leads at 100, BetweenStages until t25, closes t205
        t105     desk  suspends       suspended
        t106     B2    110            AuctionSuspended { resumes_at: None }
        t106     desk  resumes t300   goes on at t300
        t107     B2    110            AuctionSuspended { resumes_at: t300 }
        t300     lot   reopens        BiddingStage, closes t400
        t301@299  B2   110            NotYetOpen { opens_at: t300 }
        t400     B2    110            B2 leads at 110, BetweenStages until t415, closes t595
        ",
    );
}

#[test]
fn what_was_left_of_a_pause_runs_on_before_a_whole_stage() {
    check(
        staged(),
        "
        t10      B1    100            B1 leads at 100, BetweenStages until t25, closes t205
        t20      desk  suspends       suspended
        t21      B2    110            AuctionSuspended { resumes_at: None }
        t30      desk  resumes t100   goes on at t100
        t100     lot   reopens        BetweenStages until t105, closes t285
        t101     B2    110            WrongPhase { phase: BetweenStages, until: t105 }
        t105     lot   begins next    BiddingStage, closes t285
        t285     lot   closes         sold to B1 at 100
        ",
    );
}

#[test]
fn a_stage_that_a_break_cut_short_runs_anew_with_those_who_had_bid() {
    check(
        staged(),
        "
        t180     lot   closes uncovered t1..t5      interrupted
        t190     desk  resumes from break t300      goes on at t300
        t300     lot   reopens                      BiddingStage, closes t480
        t310     B1    100      B1 leads at 100, BetweenStages until t325, closes t505
        t330     B2    110      B2 leads at 110, BetweenStages until t345, closes t525
        t525     lot   closes uncovered t400..t405  interrupted
        t526     B3    120                          AuctionInterrupted { resumes_at: None }
        t530     desk  resumes from break t600      goes on at t600
        t600     lot   reopens                      BiddingStage, closes t780
        t601     B3    120                          NoBidBeforeBreak
        t602     hall  looks                        B2 leads at 110, least 120, closes t780
        t603     B1    120      B1 leads at 120, BetweenStages until t618, closes t798
        t798     lot   closes                       sold to B1 at 120
        ",
    );
}

#[test]
fn a_break_between_two_stages_leaves_the_rest_of_the_pause_and_a_whole_stage() {
    check(
        staged(),
        "
        t10      B1    100      B1 leads at 100, BetweenStages until t25, closes t205
        t20      desk  interrupts t10..t24.999999   OutsideLastWindow { begins_at: t25 }
        t20      desk  interrupts t10..t25          interrupted
        t21      B2    110                          AuctionInterrupted { resumes_at: None }
        t30      desk  resumes from break t100      goes on at t100
        t100     lot   reopens                      BetweenStages until t105, closes t285
        t106     B2    110                          NoBidBeforeBreak
        t107     B1    110      B1 leads at 110, BetweenStages until t122, closes t302
        t302     lot   closes                       sold to B1 at 110
        ",
    );
}

#[test]
fn a_break_in_the_last_pause_of_the_day_gives_it_anew_and_no_further_stage() {
    check(
        until("t200"),
        "
        t10      B1    100      B1 leads at 100, BetweenStages until t25, closes t200
        t190     B2    110      B2 leads at 110, BetweenStages, closes t200
        t200     lot   closes uncovered t191..t195  interrupted
        t210     desk  resumes from break t300      goes on at t300
        t300     lot   reopens                      BetweenStages, closes t315
        t301     B1    120                          WrongPhase { phase: BetweenStages, until: t315 }
        t315     lot   closes                       sold to B2 at 110
        ",
    );
    check(
        until("t200"),
        "
        t10      B1    100      B1 leads at 100, BetweenStages until t25, closes t200
        t190     B2    110      B2 leads at 110, BetweenStages, closes t200
        t195     desk  suspends                     suspended
        t195     desk  resumes t300                 goes on at t300
        t300     lot   reopens                      BetweenStages, closes t305
        t305     lot   closes                       sold to B2 at 110
        ",
    );
}

#[test]
fn a_staged_sale_is_terminated_in_every_phase() {
    check(
        staged(),
        "
        t10      desk  terminates       terminated
        t11      B1    100              AuctionTerminated
        t180     lot   closes           NotDue { due_at: None }
        ",
    );
    check(
        staged(),
        "
        t10      B1    100      B1 leads at 100, BetweenStages until t25, closes t205
        t20      desk  terminates       terminated
        t25      lot   begins next      NotDue { due_at: None }
        t26      B2    110              AuctionTerminated
        t27      desk  records default  NoWinner
        ",
    );
    check(
        staged(),
        "
        t10      desk  suspends         suspended
        t11      desk  terminates       terminated
        ",
    );
    check(
        until("t200"),
        "
        t10      B1    100      B1 leads at 100, BetweenStages until t25, closes t200
        t190     B2    110      B2 leads at 110, BetweenStages, closes t200
        t195     desk  terminates       terminated
        t200     lot   closes           NotDue { due_at: None }
        ",
    );
}
