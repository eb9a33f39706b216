//! The end of the day: no stage begins at it or behind it, and a running one ends at it.

use super::until;
use crate::table::check;

#[test]
fn a_stage_ends_with_the_day_and_the_last_to_bid_wins() {
    check(
        until("t300"),
        "
        t100  B1    100          B1 leads at 100, BetweenStages until t115, closes t295
        t120  B2    110          B2 leads at 110, BetweenStages until t135, closes t300
        t135  lot   begins next  BiddingStage, closes t300
        t300  lot   closes       sold to B2 at 110
        ",
    );
    check(until("t180"), "t180  lot  closes  unsold: NoBid");
}

#[test]
fn no_stage_begins_where_the_pause_reaches_the_end_of_the_day() {
    check(
        until("t300"),
        "
        t120  B1    100          B1 leads at 100, BetweenStages until t135, closes t300
        t285  B2    110          B2 leads at 110, BetweenStages, closes t300
        t290  B1    120          WrongPhase { phase: BetweenStages, until: t300 }
        t300  B1    120          WrongPhase { phase: BetweenStages, until: t300 }
        t300  lot   begins next  NotDue { due_at: None }
        t300  lot   closes       sold to B2 at 110
        ",
    );
    check(
        until("t300"),
        "
        t120         B1    100     B1 leads at 100, BetweenStages until t135, closes t300
        t284.999999  B2    110     B2 leads at 110, BetweenStages until t299.999999, closes t300
        t300         B1    120     B1 leads at 120, BetweenStages, closes t300
        t300         lot   closes  sold to B1 at 120
        ",
    );
}

#[test]
fn a_bid_that_is_ruled_on_after_the_day_counts_where_it_arrived_in_it() {
    check(
        until("t300"),
        "
        t120         B1    100     B1 leads at 100, BetweenStages until t135, closes t300
        t300         lot   waits   -
        t305@300     B2    110     B2 leads at 110, BetweenStages, closes t300
        t306@300     B1    120     WrongPhase { phase: BetweenStages, until: t300 }
        t306@300.5   B1    120     PhaseOver { phase: BetweenStages, ended_at: t300 }
        t307         lot   closes  sold to B2 at 110
        ",
    );
}

#[test]
fn what_the_exchange_itself_begins_late_is_given_back_behind_the_end_of_the_day() {
    check(
        until("t300"),
        "
        t130  B1    100          B1 leads at 100, BetweenStages until t145, closes t300
        t145  lot   waits        -
        t160  lot   begins next  BiddingStage, closes t315
        t310  B2    110          B2 leads at 110, BetweenStages, closes t315
        t315  lot   closes       sold to B2 at 110
        ",
    );
}

#[test]
fn a_suspension_moves_the_end_of_the_day_by_its_length() {
    check(
        until("t200"),
        "
        t10   B1    100           B1 leads at 100, BetweenStages until t25, closes t200
        t20   desk  suspends      suspended
        t20   desk  resumes t100  goes on at t100
        t100  lot   reopens       BetweenStages until t105, closes t280
        t105  lot   begins next   BiddingStage, closes t280
        t260  B2    110           B2 leads at 110, BetweenStages until t275, closes t280
        t276  B1    120           B1 leads at 120, BetweenStages, closes t280
        t280  lot   closes        sold to B1 at 120
        ",
    );
    check(
        until("t200"),
        "
        t-10  desk  suspends      suspended
        t-10  desk  resumes t100  goes on at t100
        t100  lot   opens         BiddingStage, closes t280
        t150  B1    100           B1 leads at 100, BetweenStages until t165, closes t300
        ",
    );
}

#[test]
fn a_break_moves_the_end_of_the_day_and_gives_a_whole_stage() {
    check(
        until("t200"),
        "
        t100  desk  interrupts t95..t99      interrupted
        t110  desk  resumes from break t300  goes on at t300
        t300  lot   reopens                  BiddingStage, closes t480
        t400  B1    100                      B1 leads at 100, BetweenStages until t415, closes t480
        t480  lot   closes                   sold to B1 at 100
        ",
    );
}
