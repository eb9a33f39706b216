//! Suspension, interruption, resumption and termination while the price falls.

use super::falling;
use crate::table::check;

#[test]
fn what_was_left_of_a_price_runs_on_after_a_suspension() {
    check(
        falling(),
        "
        t14       desk  suspends       suspended
        t15       B1    90             AuctionSuspended { resumes_at: None }
        t20       lot   closes         NotDue { due_at: None }
        t20       desk  resumes t100   goes on at t100
        t30       B1    90             AuctionSuspended { resumes_at: t100 }
        t100      lot   reopens        FallingPrice, closes t106
        t101@99   B1    90             NotYetOpen { opens_at: t100 }
        t102      hall  looks          nobody leads, least 90, closes t106
        t106      lot   closes         falls to 80, until t116
        t107      B1    80             B1 leads at 80
        t116      lot   closes         sold to B1 at 80
        ",
    );
}

#[test]
fn an_acceptance_outlasts_a_suspension() {
    check(
        falling(),
        "
        t14       B1    90             B1 leads at 90
        t15       desk  suspends       suspended
        t15       desk  resumes t100   goes on at t100
        t101      B2    90             AlreadyTaken
        t105      lot   closes         sold to B1 at 90
        ",
    );
}

#[test]
fn a_price_that_a_break_cut_short_stands_anew() {
    check(
        falling(),
        "
        t10       lot   closes                      falls to 90, until t20
        t20       lot   closes uncovered t15..t19   interrupted
        t21       B1    90                          AuctionInterrupted { resumes_at: None }
        t30       desk  resumes from break t100     goes on at t100
        t31       B1    90                          AuctionInterrupted { resumes_at: t100 }
        t100      lot   reopens                     FallingPrice, closes t110
        t101      hall  looks                       nobody leads, least 90, closes t110
        t110      lot   closes                      falls to 80, until t120
        t115      desk  interrupts t112..t114       interrupted
        t116      desk  resumes from break t200     goes on at t200
        t200      lot   reopens                     FallingPrice, closes t210
        t201      B3    80                          B3 leads at 80
        t210      lot   closes                      sold to B3 at 80
        ",
    );
}

#[test]
fn the_floor_is_not_passed_in_a_break() {
    check(
        falling(),
        "
        t39       hall  looks                       nobody leads, least 75, closes t40
        t40       lot   closes uncovered t39..t40   interrupted
        t41       desk  resumes from break t200     goes on at t200
        t210      B1    75                          B1 leads at 75
        t210      lot   closes                      sold to B1 at 75
        ",
    );
}

#[test]
fn after_a_break_behind_an_acceptance_nobody_else_takes_part() {
    check(
        falling(),
        "
        t5        B1    100                         B1 leads at 100
        t10       lot   closes uncovered t6..t9.5   interrupted
        t11       desk  resumes from break t100     goes on at t100
        t101      B2    100                         NoBidBeforeBreak
        t102      B1    100                         AlreadyTaken
        t110      lot   closes                      sold to B1 at 100
        ",
    );
}

#[test]
fn a_falling_price_is_terminated_at_any_stage() {
    check(
        falling(),
        "
        t15       desk  terminates                  terminated
        t16       B1    90                          AuctionTerminated
        t20       lot   closes                      NotDue { due_at: None }
        ",
    );
    check(
        falling(),
        "
        t15       B1    90                          B1 leads at 90
        t16       desk  terminates                  terminated
        t17       desk  records default             NoWinner
        ",
    );
    check(
        falling(),
        "
        t15       desk  suspends                    suspended
        t16       desk  terminates                  terminated
        ",
    );
    check(
        falling(),
        "
        t15       desk  interrupts t14..t15         interrupted
        t16       desk  resumes from break t200     goes on at t200
        t17       desk  terminates                  terminated
        t200      lot   reopens                     NotDue { due_at: None }
        ",
    );
}
