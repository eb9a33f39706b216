//! The right of priority (优先购买权) in its three modes.

mod defaults;

use auction::{AscendingTerms, EqualRanks, OwnOverbid, Priority, Reserve};

use crate::table::check;
use crate::terms::{five_minutes, multiple_of_10, plain, seconds, two_phases};
use crate::words::parse_amount;

/// Whoever holds a right may match the leading bid: 法释〔2016〕18号第二十一条.
fn live() -> AscendingTerms {
    AscendingTerms { priority: Priority::MatchLive, ..five_minutes() }
}

/// Whoever holds a right has three minutes after the close.
fn after_close() -> AscendingTerms {
    AscendingTerms { priority: Priority::MatchAfterClose { window: seconds(180) }, ..plain() }
}

fn by_lot() -> AscendingTerms {
    AscendingTerms { equal_ranks: EqualRanks::ByLot, ..after_close() }
}

#[test]
fn a_holder_takes_the_leading_price_and_a_higher_bid_reopens_it() {
    check(
        live(),
        "
        t0    desk  admits B3 rank 1  admitted
        t1    B3    100               B3 leads at 100
        t2    B1    110               B1 leads at 110
        t3    B3    110               B3 leads at 110
        t4    B3    110               BelowLeastBid { least: 120 }
        t5    B1    110               BelowLeastBid { least: 120 }
        t5    B1    119.99            BelowLeastBid { least: 120 }
        t6    B1    120               B1 leads at 120
        t7    B3    119.99            BelowLeastBid { least: 130 }
        t7    B3    120.01            BelowLeastBid { least: 130 }
        t7    B3    120               B3 leads at 120
        t8    hall  looks             B3 leads at 120, least 130, closes t600
        t600  lot   closes            sold to B3 at 120
        ",
    );
}

#[test]
fn the_better_rank_goes_first_and_of_the_same_the_earlier() {
    check(
        live(),
        "
        t0    desk  admits B2 rank 2  admitted
        t0    desk  admits B3 rank 1  admitted
        t0    desk  admits B4 rank 2  admitted
        t1    B1    100               B1 leads at 100
        t2    B2    100               B2 leads at 100
        t3    B4    100               BelowLeastBid { least: 110 }
        t4    B3    100               B3 leads at 100
        t5    B2    100               BelowLeastBid { least: 110 }
        t6    B4    110               B4 leads at 110
        t7    B2    110               BelowLeastBid { least: 120 }
        t8    B1    110               BelowLeastBid { least: 120 }
        t9    B3    110               B3 leads at 110
        t600  lot   closes            sold to B3 at 110
        ",
    );
}

#[test]
fn a_match_needs_no_step_and_no_grid_but_all_that_lets_one_bid() {
    check(
        AscendingTerms { increment: multiple_of_10(), own_overbid: OwnOverbid::Refused, ..live() },
        "
        t0    desk  admits B3 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t2    B3    100               B3 leads at 100
        t3    B3    100               AlreadyLeading
        t3    B3    110               AlreadyLeading
        t4    B1    110               B1 leads at 110
        t5    desk  stops B3          stopped
        t5    B3    110               BidderStopped
        t6    desk  admits B3 up to 109.99  admitted
        t6    B3    110               AboveAdmittedAmount { ceiling: 109.99 }
        t7    desk  admits B3         admitted
        t7    B3    110               BelowLeastBid { least: 120 }
        t8    desk  admits B3 rank 9  admitted
        t8    B3    110               B3 leads at 110
        t9    B3    110               AlreadyLeading
        ",
    );
}

#[test]
fn a_match_extends_the_close_like_any_bid() {
    check(
        live(),
        "
        t0           desk  admits B3 rank 1  admitted
        t299.999999  B1    100               B1 leads at 100
        t600         B3    100               B3 leads at 100, closes t900
        t900.000001  B1    110               AuctionClosed { closed_at: t900 }
        ",
    );
    check(
        AscendingTerms { priority: Priority::MatchLive, ..two_phases() },
        "
        t0    desk  admits B3 rank 1  admitted
        t10   B1    100               B1 leads at 100
        t389  B3    100               B3 leads at 100, closes t479
        t479  lot   closes            sold to B3 at 100
        ",
    );
}

#[test]
fn after_a_break_a_holder_without_bid_matches_no_more() {
    check(
        live(),
        "
        t0    desk  admits B3 rank 1             admitted
        t0    desk  admits B4 rank 2             admitted
        t310  B4    100                          B4 leads at 100, closes t610
        t311  B1    110                          B1 leads at 110, closes t611
        t611  lot   closes uncovered t400..t410  interrupted
        t612  B4    110                          AuctionInterrupted { resumes_at: None }
        t620  desk  resumes from break t700      goes on at t700
        t701  B3    110                          NoBidBeforeBreak
        t702  B4    110                          B4 leads at 110, closes t1002
        ",
    );
}

#[test]
fn without_right_or_without_the_mode_nobody_matches() {
    for priority in [Priority::None, Priority::Ordinary] {
        check(
            AscendingTerms { priority, ..plain() },
            "
            t0    desk  admits B3 rank 1  admitted
            t1    B1    100               B1 leads at 100
            t2    B3    100               BelowLeastBid { least: 110 }
            t3    B3    takes it          WrongPhase { phase: FreeBidding, until: t600 }
            t4    B3    110               B3 leads at 110
            t5    B1    120               B1 leads at 120
            t600  lot   closes            sold to B1 at 120
            t601  B3    takes it          AuctionClosed { closed_at: t600 }
            ",
        );
    }
    check(
        after_close(),
        "
        t0    desk  admits B3 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t2    B3    100               BelowLeastBid { least: 110 }
        ",
    );
}

#[test]
fn a_holder_who_takes_the_winners_price_gets_the_lot() {
    check(
        after_close(),
        "
        t0    desk  admits B3 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t2    B3    takes it          WrongPhase { phase: FreeBidding, until: t600 }
        t600  lot   closes            asked against B1 at 100, PriorityMatch, closes t780
        t601  hall  looks             B1 leads at 100, least 110, closes t780
        t601  B2    110               WrongPhase { phase: PriorityMatch, until: t780 }
        t602  B3    110               WrongPhase { phase: PriorityMatch, until: t780 }
        t603  B1    takes it          NoPriority
        t603  B2    waives            NoPriority
        t603  B9    takes it          NotAdmitted
        t603  nobody  takes it        NotAdmitted
        t604  B3    takes it          B3 takes it
        t605  B3    waives            AlreadyAnswered
        t605  B3    takes it          AlreadyAnswered
        t779  lot   closes            NotDue { due_at: t780 }
        t780  lot   closes            sold to B3 at 100
        t781  B3    takes it          AuctionClosed { closed_at: t780 }
        ",
    );
}

#[test]
fn a_waiver_and_silence_leave_the_lot_to_the_winner() {
    check(
        after_close(),
        "
        t0    desk  admits B3 rank 1  admitted
        t0    desk  admits B4 rank 2  admitted
        t1    B1    100               B1 leads at 100
        t604  B3    waives            B3 waives
        t605  B3    takes it          AlreadyAnswered
        t780  lot   closes            sold to B1 at 100
        ",
    );
}

#[test]
fn nobody_is_asked_where_nobody_goes_before_the_winner() {
    check(
        after_close(),
        "
        t1    B1    100               B1 leads at 100
        t600  lot   closes            sold to B1 at 100
        ",
    );
    check(
        after_close(),
        "
        t0    desk  admits B1 rank 2  admitted
        t0    desk  admits B2 rank 2  admitted
        t0    desk  admits B3 rank 3  admitted
        t1    B1    100               B1 leads at 100
        t600  lot   closes            sold to B1 at 100
        ",
    );
    check(
        after_close(),
        "
        t0    desk  admits B1 rank 2  admitted
        t0    desk  admits B2 rank 2  admitted
        t0    desk  admits B3 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t600  lot   closes            asked against B1 at 100, PriorityMatch, closes t780
        t601  B2    takes it          NoPriority
        t602  B3    takes it          B3 takes it
        t780  lot   closes            sold to B3 at 100
        ",
    );
    // Who is stopped is not asked.
    check(
        after_close(),
        "
        t0    desk  admits B3 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t2    desk  stops B3          stopped
        t600  lot   closes            sold to B1 at 100
        ",
    );
}

#[test]
fn what_is_not_sold_is_offered_to_nobody() {
    check(
        AscendingTerms { reserve: Reserve::Public(parse_amount("100.01")), ..after_close() },
        "
        t0    desk  admits B3 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t600  lot   closes            unsold: BelowReserve
        ",
    );
    check(
        AscendingTerms { bidders_min: 2, ..after_close() },
        "
        t0    desk  admits B3 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t600  lot   closes            unsold: TooFewBidders
        ",
    );
    check(
        after_close(),
        "
        t0    desk  admits B3 rank 1  admitted
        t600  lot   closes            unsold: NoBid
        ",
    );
}

#[test]
fn no_reserve_is_entered_once_holders_are_asked() {
    let reserve = Reserve::Secret { entered_from: None, entered_until: seconds(30) };
    check(
        AscendingTerms { reserve, ..after_close() },
        "
        t0    desk  admits B3 rank 1    admitted
        t1    B1    100                 B1 leads at 100
        t571  desk  enters reserve 200  ReserveTooLate { until: t570 }
        t610  desk  enters reserve 200  WrongPhase { phase: PriorityMatch, until: t780 }
        t620  desk  suspends            suspended
        t621  desk  enters reserve 200  NotRunning
        ",
    );
}

#[test]
fn the_best_rank_that_takes_it_gets_it_and_of_equals_the_earlier() {
    check(
        after_close(),
        "
        t0    desk  admits B2 rank 2  admitted
        t0    desk  admits B3 rank 1  admitted
        t0    desk  admits B4 rank 2  admitted
        t1    B1    100               B1 leads at 100
        t601  B4    takes it          B4 takes it
        t602  B2    takes it          B2 takes it
        t603  B3    takes it          B3 takes it
        t780  lot   closes            sold to B3 at 100
        ",
    );
    check(
        after_close(),
        "
        t0    desk  admits B2 rank 2  admitted
        t0    desk  admits B3 rank 1  admitted
        t0    desk  admits B4 rank 2  admitted
        t1    B1    100               B1 leads at 100
        t601  B4    takes it          B4 takes it
        t602  B2    takes it          B2 takes it
        t603  B3    waives            B3 waives
        t780  lot   closes            sold to B4 at 100
        ",
    );
}

#[test]
fn lots_are_drawn_among_equals_by_the_seed_committed_to() {
    check(
        by_lot(),
        "
        t-1   desk  admits B2 rank 1  admitted
        t-1   desk  admits B3 rank 1  admitted
        t-1   desk  admits B7 rank 1  admitted
        t0    lot   opens             free bidding, closes t600, chance committed
        t1    B1    100               B1 leads at 100
        t601  B3    takes it          B3 takes it
        t602  B2    takes it          B2 takes it
        t603  B7    takes it          B7 takes it
        t780  lot   closes            lots drawn: B7 B2 B3, sold to B7 at 100
        ",
    );
    // Whoever answered first has no advantage; one alone needs no lot.
    check(
        by_lot(),
        "
        t-1   desk  admits B2 rank 1  admitted
        t-1   desk  admits B7 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t601  B2    takes it          B2 takes it
        t602  B7    takes it          B7 takes it
        t780  lot   closes            lots drawn: B7 B2, sold to B7 at 100
        ",
    );
    check(
        by_lot(),
        "
        t-1   desk  admits B2 rank 1  admitted
        t-1   desk  admits B7 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t601  B2    takes it          B2 takes it
        t602  B7    waives            B7 waives
        t780  lot   closes            sold to B2 at 100
        ",
    );
}

#[test]
fn an_answer_arrives_within_the_window() {
    check(
        after_close(),
        "
        t0               desk  admits B3 rank 1  admitted
        t0               desk  admits B4 rank 2  admitted
        t1               B1    100               B1 leads at 100
        t600             lot   closes            asked against B1 at 100, PriorityMatch, closes t780
        t780             lot   waits             -
        t781@780.000001  B3    takes it          PhaseOver { phase: PriorityMatch, ended_at: t780 }
        t782@780         B4    takes it          B4 takes it
        t783             lot   closes            sold to B4 at 100
        ",
    );
    // An exchange that was slow takes nothing from the window.
    check(
        after_close(),
        "
        t0               desk  admits B3 rank 1  admitted
        t1               B1    100               B1 leads at 100
        t603.000001      lot   closes  asked against B1 at 100, PriorityMatch, closes t783.000001
        ",
    );
    check(
        after_close(),
        "
        t0               desk  admits B3 rank 1  admitted
        t1               B1    100               B1 leads at 100
        t603             lot   closes  asked against B1 at 100, PriorityMatch, closes t780
        ",
    );
}

#[test]
fn what_covers_a_holder_covers_the_price_he_takes() {
    check(
        after_close(),
        "
        t0    desk  admits B3 rank 1             admitted
        t1    B1    100                          B1 leads at 100
        t601  desk  admits B3                    AdmissionOver { phase: PriorityMatch }
        t602  desk  admits B3 rank 2             AdmissionOver { phase: PriorityMatch }
        t603  desk  admits B5                    AdmissionOver { phase: PriorityMatch }
        t604  desk  admits B2 rank 1             AdmissionOver { phase: PriorityMatch }
        t605  desk  admits B2 up to 500          admitted
        t606  desk  admits B3 rank 1 up to 99.99  admitted
        t607  B3    takes it                     AboveAdmittedAmount { ceiling: 99.99 }
        t608  desk  admits B3 rank 1 until t609  admitted
        t609.000001  B3    takes it              AdmissionEnded { ended_at: t609 }
        t610  desk  admits B3 rank 1 up to 100   admitted
        t611  B3    takes it                     B3 takes it
        t780  lot   closes                       sold to B3 at 100
        ",
    );
    check(
        after_close(),
        "
        t0    desk  admits B3 rank 1 up to 99.99  admitted
        t1    B1    100                           B1 leads at 100
        t607  B3    takes it                      AboveAdmittedAmount { ceiling: 99.99 }
        t608  B3    waives                        B3 waives
        ",
    );
}

#[test]
fn a_holder_who_is_stopped_gets_nothing() {
    check(
        after_close(),
        "
        t0    desk  admits B3 rank 1  admitted
        t0    desk  admits B4 rank 2  admitted
        t1    B1    100               B1 leads at 100
        t601  B3    takes it          B3 takes it
        t602  desk  stops B3          stopped
        t603  desk  stops B4          stopped
        t604  B4    takes it          BidderStopped
        t780  lot   closes            sold to B1 at 100
        ",
    );
}

#[test]
fn the_window_is_stopped_and_goes_on_like_bidding() {
    let holders = "
        t0    desk  admits B3 rank 1  admitted
        t0    desk  admits B4 rank 2  admitted
        t1    B1    100               B1 leads at 100
        t601  B4    takes it          B4 takes it
        ";
    let goes_on = |table: &str| check(after_close(), &format!("{holders}{table}"));
    goes_on(
        "
        t680  desk  suspends          suspended
        t681  B3    takes it          AuctionSuspended { resumes_at: None }
        t690  desk  resumes t800      goes on at t800
        t700  B3    takes it          AuctionSuspended { resumes_at: t800 }
        t800  lot   reopens           PriorityMatch, closes t900
        t801  B4    waives            AlreadyAnswered
        t802  B3    takes it          B3 takes it
        t900  lot   closes            sold to B3 at 100
        ",
    );
    // A holder answers without having bid, also after a break.
    goes_on(
        "
        t780   lot   closes uncovered t650..t660  interrupted
        t781   B3    takes it                     AuctionInterrupted { resumes_at: None }
        t790   desk  resumes from break t900      goes on at t900
        t900   lot   reopens                      PriorityMatch, closes t1080
        t901   B4    takes it                     AlreadyAnswered
        t902   B3    takes it                     B3 takes it
        t903   B2    takes it                     NoPriority
        t1080  lot   closes                       sold to B3 at 100
        ",
    );
    goes_on(
        "
        t700   desk  interrupts t599..t599.999999  OutsideLastWindow { begins_at: t600 }
        t700   desk  interrupts t600..t601         interrupted
        t701   desk  resumes from break t761       goes on at t761
        t941   lot   closes                        sold to B4 at 100
        ",
    );
    goes_on(
        "
        t700   desk  terminates  terminated
        t701   B3    takes it    AuctionTerminated
        t702   desk  records default  NoWinner
        ",
    );
}
