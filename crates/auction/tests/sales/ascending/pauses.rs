//! Suspension and resumption (中止, 恢复): what was left runs on, announced beforehand.

use auction::AscendingTerms;
use lexicon::Span;

use crate::table::check;
use crate::terms::{extension, five_minutes, plain, proxies, two_phases};
use crate::words::parse_moment;

#[test]
fn what_was_left_runs_on_after_a_suspension() {
    check(
        plain(),
        "
        t50       B1    100           B1 leads at 100
        t100      desk  suspends      suspended
        t110      B2    110           AuctionSuspended { resumes_at: None }
        t140      desk  resumes t200  goes on at t200
        t150      B2    110           AuctionSuspended { resumes_at: t200 }
        t150      hall  looks         B1 leads at 100, least 110, goes on at t200
        t200      lot   reopens       free bidding, closes t700
        t200      B2    110           B2 leads at 110
        t700      lot   closes        sold to B2 at 110
        ",
    );
}

#[test]
fn of_a_countdown_37_seconds_are_left_37_seconds_run_on() {
    check(
        two_phases(),
        "
        t353      desk  suspends       suspended
        t800      desk  resumes t1000  goes on at t1000
        t1000     lot   reopens        timed bidding, closes t1037
        t1037     lot   closes         unsold: NoBid
        ",
    );
    check(
        two_phases(),
        "
        t353      desk  suspends       suspended
        t800      desk  resumes t1000  goes on at t1000
        t1037     B1    100            B1 leads at 100, closes t1127
        ",
    );
}

#[test]
fn what_was_left_of_the_free_phase_runs_on_before_the_timed_phase() {
    check(
        two_phases(),
        "
        t100      desk  suspends              suspended
        t100      desk  resumes t500          goes on at t500
        t500      lot   reopens               free bidding until t700, closes t790
        t700      lot   begins timed bidding  timed bidding, closes t790
        ",
    );
}

#[test]
fn a_resumption_is_announced_as_long_beforehand_as_the_terms_say() {
    check(
        plain(),
        "
        t100      desk  suspends             suspended
        t140      desk  resumes t199.999999  NoticeTooShort { earliest: t200 }
        t140      desk  resumes t10          NoticeTooShort { earliest: t200 }
        t140@100  desk  resumes t199         NoticeTooShort { earliest: t200 }
        t140      desk  resumes t200         goes on at t200
        t150      desk  resumes t300         NotSuspended
        ",
    );
    check(
        AscendingTerms { resume_notice: Span::ZERO, ..plain() },
        "
        t100      desk  suspends             suspended
        t140      desk  resumes t139.999999  NoticeTooShort { earliest: t140 }
        t140      desk  resumes t140         goes on at t140
        t140      lot   reopens              free bidding, closes t640
        ",
    );
}

#[test]
fn a_suspended_lot_does_nothing_by_itself() {
    check(
        proxies(),
        "
        t100      desk  suspends      suspended
        t101      desk  suspends      NotRunning
        t102      B1    up to 200     AuctionSuspended { resumes_at: None }
        t600      lot   closes        NotDue { due_at: None }
        t600      lot   reopens       NotDue { due_at: None }
        t601      desk  interrupts t590..t600   NotRunning
        t602      desk  resumes from break t900  NotInterrupted
        t9000     hall  looks         nobody leads, least 100, suspended
        ",
    );
}

#[test]
fn only_what_is_suspended_is_resumed() {
    check(
        plain(),
        "
        t-10      desk  resumes t100  NotSuspended
        t10       desk  resumes t100  NotSuspended
        t10       desk  resumes from break t100  NotInterrupted
        t-10@-10  hall  looks         nobody leads, least 100, closes t600
        ",
    );
}

#[test]
fn a_lot_reopens_at_its_moment_or_later_with_its_whole_rest() {
    check(
        plain(),
        "
        t100          desk  suspends      suspended
        t100          desk  resumes t200  goes on at t200
        t199.999999   lot   reopens       NotDue { due_at: t200 }
        t203          lot   reopens       free bidding, closes t700
        t203@200      B1    100           B1 leads at 100
        t204          lot   reopens       NotDue { due_at: None }
        ",
    );
    check(
        plain(),
        "
        t100            desk  suspends      suspended
        t100            desk  resumes t200  goes on at t200
        t203.000001     lot   reopens       free bidding, closes t703.000001
        t204@203        B1    100           NotYetOpen { opens_at: t203.000001 }
        t204@203.000001  B1   100           B1 leads at 100
        ",
    );
}

#[test]
fn what_arrived_while_the_sale_stood_still_is_not_taken_afterwards() {
    check(
        plain(),
        "
        t100      desk  suspends      suspended
        t100      desk  resumes t200  goes on at t200
        t200      lot   reopens       free bidding, closes t700
        t201@150  B1    100           NotYetOpen { opens_at: t200 }
        t201@99   B1    100           NotYetOpen { opens_at: t200 }
        t201@200  B1    100           B1 leads at 100
        ",
    );
}

#[test]
fn a_sale_may_be_suspended_again_before_it_goes_on() {
    check(
        plain(),
        "
        t100      desk  suspends      suspended
        t140      desk  resumes t200  goes on at t200
        t150      desk  suspends      suspended
        t160      B1    100           AuctionSuspended { resumes_at: None }
        t200      lot   reopens       NotDue { due_at: None }
        t240      desk  resumes t300  goes on at t300
        t300      lot   reopens       free bidding, closes t800
        t350      desk  suspends      suspended
        t350      desk  resumes t500  goes on at t500
        t500      lot   reopens       free bidding, closes t950
        ",
    );
}

#[test]
fn a_lot_suspended_before_it_opened_opens_as_announced_or_at_the_resumption() {
    check(
        plain(),
        "
        t-100     desk  suspends      suspended
        t-90      B1    100           AuctionSuspended { resumes_at: None }
        t-80      desk  resumes t-20  goes on at t-20
        t-20      hall  looks         nobody leads, least 100, opens t0
        t-10      B1    100           NotYetOpen { opens_at: t0 }
        t0        lot   opens         free bidding, closes t600
        ",
    );
    check(
        plain(),
        "
        t-100     desk  suspends      suspended
        t10       lot   opens         NotDue { due_at: None }
        t10       desk  resumes t70   goes on at t70
        t69       B1    100           NotYetOpen { opens_at: t70 }
        t69       desk  suspends      suspended
        t69       desk  resumes t130  goes on at t130
        t130      lot   opens         free bidding, closes t730
        t130      B1    100           B1 leads at 100
        ",
    );
}

#[test]
fn a_suspension_moves_the_hard_end_by_its_length() {
    let hard_end = Some(parse_moment("t700"));
    check(
        AscendingTerms { hard_end, ..five_minutes() },
        "
        t500      desk  suspends       suspended
        t500      desk  resumes t1000  goes on at t1000
        t1000     lot   reopens        free bidding, closes t1100
        t1050     B1    100            B1 leads at 100, closes t1200
        t1150     B2    110            B2 leads at 110
        ",
    );
    check(
        AscendingTerms { hard_end, ..five_minutes() },
        "
        t-100     desk  suspends       suspended
        t0        desk  resumes t1000  goes on at t1000
        t1600     B1    100            B1 leads at 100, closes t1700
        t1650     B2    110            B2 leads at 110
        ",
    );
}

#[test]
fn the_extension_window_is_that_of_the_new_close() {
    check(
        AscendingTerms { extension: extension(100, 200), ..plain() },
        "
        t100          desk  suspends       suspended
        t100          desk  resumes t1000  goes on at t1000
        t1000         lot   reopens        free bidding, closes t1500
        t1399.999999  B1    100            B1 leads at 100
        t1400         B2    110            B2 leads at 110, closes t1600
        ",
    );
}

#[test]
fn a_standing_ceiling_outlasts_a_suspension() {
    check(
        proxies(),
        "
        t50       B1    up to 200     B1 leads at 100, ceiling stands
        t100      desk  suspends      suspended
        t100      desk  resumes t200  goes on at t200
        t201      B2    150           B2 bids 150, B1 answers 160
        ",
    );
}
