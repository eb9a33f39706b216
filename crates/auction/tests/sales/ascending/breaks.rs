//! Interruption and resumption from the break (中断, 断点续拍).
//!
//! The last valid bid stays, only bidders with a valid bid take part, and a full fresh cycle runs.

use auction::AscendingTerms;
use lexicon::Span;

use crate::table::check;
use crate::terms::{countdown, extension, five_minutes, plain, proxies, two_phases};
use crate::words::parse_moment;

#[test]
fn a_lot_is_not_closed_when_its_last_window_was_not_covered() {
    check(
        two_phases(),
        "
        t310      B1    100                          B1 leads at 100, closes t400
        t320      B2    110                          B2 leads at 110, closes t410
        t330      B3    115                          BelowLeastBid { least: 120 }
        t409      lot   closes uncovered t380..t385  NotDue { due_at: t410 }
        t410      lot   closes uncovered t380..t385  interrupted
        t411      lot   closes                       NotDue { due_at: None }
        t411      B1    120                          AuctionInterrupted { resumes_at: None }
        t420      desk  resumes from break t479      NoticeTooShort { earliest: t480 }
        t420      desk  resumes from break t500      goes on at t500
        t430      B1    120                          AuctionInterrupted { resumes_at: t500 }
        t430      desk  resumes from break t600      NotInterrupted
        t499      lot   reopens                      NotDue { due_at: t500 }
        t500      lot   reopens                      timed bidding, closes t590
        t500      hall  looks                        B2 leads at 110, least 120, closes t590
        t501      B3    120                          NoBidBeforeBreak
        t501      B3    1                            NoBidBeforeBreak
        t501      B9    120                          NotAdmitted
        t502      B1    115                          BelowLeastBid { least: 120 }
        t550      B1    120                          B1 leads at 120, closes t640
        t640      lot   closes                       sold to B1 at 120
        ",
    );
}

#[test]
fn after_a_break_in_which_nobody_had_bid_everyone_may() {
    check(
        two_phases(),
        "
        t390      lot   closes uncovered t380..t385  interrupted
        t400      desk  resumes from break t500      goes on at t500
        t501      B1    100                          B1 leads at 100, closes t591
        t502      B2    110                          B2 leads at 110, closes t592
        t592      lot   closes uncovered t550..t560  interrupted
        t600      desk  resumes from break t700      goes on at t700
        t701      B3    120                          NoBidBeforeBreak
        t702      B1    120                          B1 leads at 120, closes t792
        ",
    );
}

#[test]
fn who_was_admitted_after_the_break_does_not_take_part() {
    check(
        proxies(),
        "
        t590      B1    up to 200                     B1 leads at 100, ceiling stands
        t595      B2    up to 150                     B2 bids 150, B1 answers 160
        t600      lot   closes uncovered t598..t600   interrupted
        t601      desk  admits B5                     admitted
        t602      desk  resumes from break t700       goes on at t700
        t701      B5    up to 500                     NoBidBeforeBreak
        t702      B2    up to 200                     B2 bids 200, B1 answers 200
        t703      B2    up to 210                     B2 leads at 210, ceiling stands
        ",
    );
}

#[test]
fn an_interruption_touches_the_last_window() {
    check(
        two_phases(),
        "
        t299      desk  interrupts t290..t299.999999     OutsideLastWindow { begins_at: t300 }
        t299      desk  interrupts t290..t300            interrupted
        ",
    );
    check(
        plain(),
        "
        t-1       desk  interrupts t-5..t-1              NotRunning
        t10       desk  interrupts t5..t6                OutsideLastWindow { begins_at: t540 }
        t541      desk  interrupts t530..t539.999999     OutsideLastWindow { begins_at: t540 }
        t541      desk  interrupts t530..t540            interrupted
        t542      desk  interrupts t530..t540            NotRunning
        t542      desk  suspends                         NotRunning
        t542      desk  resumes t900                     NotSuspended
        ",
    );
    check(
        plain(),
        "
        t600      lot   waits                            -
        t602      desk  interrupts t600.000001..t602     OutsideLastWindow { begins_at: t540 }
        t602      desk  interrupts t600..t602            interrupted
        ",
    );
    check(
        five_minutes(),
        "
        t310      desk  interrupts t290..t299            OutsideLastWindow { begins_at: t300 }
        t310      desk  interrupts t299..t305            interrupted
        ",
    );
}

#[test]
fn the_last_window_is_the_longest_of_cycle_extension_window_and_a_minute() {
    check(
        AscendingTerms { timed_bidding: countdown(59), ..two_phases() },
        "t310  desk  interrupts t1..t298.999999  OutsideLastWindow { begins_at: t299 }",
    );
    check(
        AscendingTerms { timed_bidding: countdown(61), ..two_phases() },
        "t310  desk  interrupts t1..t299.999999  OutsideLastWindow { begins_at: t300 }",
    );
    check(
        AscendingTerms { extension: extension(59, 300), ..plain() },
        "t590  desk  interrupts t1..t539.999999  OutsideLastWindow { begins_at: t540 }",
    );
    check(
        AscendingTerms { extension: extension(61, 300), ..plain() },
        "t590  desk  interrupts t1..t538.999999  OutsideLastWindow { begins_at: t539 }",
    );
}

#[test]
fn the_last_window_begins_no_earlier_than_the_opening_or_the_last_resumption() {
    let terms = AscendingTerms { free_bidding: Span::from_seconds(30), ..plain() };
    check(
        terms.clone(),
        "
        t10       desk  interrupts t-9..t-0.000001    OutsideLastWindow { begins_at: t0 }
        t10       desk  interrupts t-9..t0            interrupted
        ",
    );
    check(
        terms,
        "
        t10       desk  suspends                       suspended
        t10       desk  resumes t100                   goes on at t100
        t105      desk  interrupts t10..t99.999999     OutsideLastWindow { begins_at: t100 }
        t105      desk  interrupts t10..t100           interrupted
        ",
    );
}

#[test]
fn a_full_fresh_cycle_never_ends_before_the_old_close() {
    let at_once = Span::ZERO;
    check(
        AscendingTerms { resume_notice: at_once, ..two_phases() },
        "
        t305      desk  interrupts t300..t305          interrupted
        t306      desk  resumes from break t306        goes on at t306
        t306      lot   reopens                        timed bidding, closes t396
        ",
    );
    check(
        AscendingTerms { extension: extension(300, 60), resume_notice: at_once, ..plain() },
        "
        t310      desk  interrupts t300..t305          interrupted
        t320      desk  resumes from break t320        goes on at t320
        t320      lot   reopens                        free bidding, closes t600
        ",
    );
    check(
        AscendingTerms { resume_notice: at_once, ..five_minutes() },
        "
        t310      desk  interrupts t300..t305          interrupted
        t320      desk  resumes from break t320        goes on at t320
        t320      lot   reopens                        free bidding, closes t620
        ",
    );
    check(
        AscendingTerms { resume_notice: at_once, ..plain() },
        "
        t550      desk  interrupts t545..t549          interrupted
        t551      desk  resumes from break t551        goes on at t551
        t551      lot   reopens                        free bidding, closes t611
        ",
    );
}

#[test]
fn a_break_in_the_free_phase_leaves_its_rest_and_the_whole_timed_phase() {
    check(
        AscendingTerms { timed_bidding: countdown(30), ..two_phases() },
        "
        t280      desk  interrupts t275..t279          interrupted
        t300      desk  resumes from break t400        goes on at t400
        t400      lot   reopens                        free bidding until t420, closes t450
        t420      lot   begins timed bidding           timed bidding, closes t450
        ",
    );
}

#[test]
fn a_late_reopening_gives_the_whole_cycle() {
    check(
        two_phases(),
        "
        t390         lot   closes uncovered t380..t385  interrupted
        t400         desk  resumes from break t500      goes on at t500
        t503         lot   reopens                      timed bidding, closes t590
        ",
    );
    check(
        two_phases(),
        "
        t390         lot   closes uncovered t380..t385  interrupted
        t400         desk  resumes from break t500      goes on at t500
        t503.000001  lot   reopens                      timed bidding, closes t593.000001
        ",
    );
}

#[test]
fn a_break_moves_the_hard_end_by_its_length() {
    let hard_end = Some(parse_moment("t650"));
    check(
        AscendingTerms { extension: extension(300, 100), hard_end, ..plain() },
        "
        t400      desk  interrupts t350..t390          interrupted
        t900      desk  resumes from break t1000       goes on at t1000
        t1000     lot   reopens                        free bidding, closes t1100
        t1100     B1    100                            B1 leads at 100, closes t1200
        t1149     B2    110                            B2 leads at 110, closes t1249
        t1160     B1    120                            B1 leads at 120, closes t1250
        t1240     B2    130                            B2 leads at 130
        t1250     lot   closes                         sold to B2 at 130
        ",
    );
    let hard_end = Some(parse_moment("t900"));
    check(
        AscendingTerms { hard_end, ..five_minutes() },
        "
        t600      B1    100                            B1 leads at 100, closes t900
        t850      desk  interrupts t840..t845          interrupted
        t900      desk  resumes from break t1000       goes on at t1000
        t1000     lot   reopens                        free bidding, closes t1300
        t1250     B1    110                            B1 leads at 110
        ",
    );
}

#[test]
fn a_sale_suspended_while_it_waits_to_go_on_from_a_break_stays_broken_off() {
    check(
        two_phases(),
        "
        t310      B1    100                          B1 leads at 100, closes t400
        t400      lot   closes uncovered t380..t385  interrupted
        t410      desk  resumes from break t500      goes on at t500
        t420      desk  suspends                     suspended
        t430      B1    110                          AuctionInterrupted { resumes_at: None }
        t430      desk  resumes t600                 NotSuspended
        t500      lot   reopens                      NotDue { due_at: None }
        t510      desk  resumes from break t600      goes on at t600
        t600      lot   reopens                      timed bidding, closes t690
        t601      B2    110                          NoBidBeforeBreak
        t690      lot   closes                       sold to B1 at 100
        ",
    );
}

#[test]
fn a_suspension_after_a_break_lets_nobody_else_in() {
    check(
        two_phases(),
        "
        t310      B1    100                          B1 leads at 100, closes t400
        t400      lot   closes uncovered t380..t385  interrupted
        t410      desk  resumes from break t500      goes on at t500
        t553      desk  suspends                     suspended
        t600      desk  resumes t700                 goes on at t700
        t700      lot   reopens                      timed bidding, closes t737
        t701      B2    110                          NoBidBeforeBreak
        t702      B1    110                          B1 leads at 110, closes t792
        ",
    );
}
