//! Who wins after which stages, and what a stage takes and refuses.

use std::fmt::Write as _;

use super::staged;
use crate::table::check;

#[test]
fn one_increases_and_nobody_follows() {
    check(
        staged(),
        "
        t0    lot   opens        BiddingStage, closes t180
        t10   B1    120          B1 leads at 120, BetweenStages until t25, closes t205
        t25   lot   begins next  BiddingStage, closes t205
        t205  lot   closes       sold to B1 at 120
        ",
    );
}

#[test]
fn one_increases_another_agrees_and_nobody_follows() {
    check(
        staged(),
        "
        t10   B1    120          B1 leads at 120, BetweenStages until t25, closes t205
        t25   lot   begins next  BiddingStage, closes t205
        t26   hall  looks        B1 leads at 120, least 130, closes t205
        t30   B2    130          B2 leads at 130, BetweenStages until t45, closes t225
        t45   lot   begins next  BiddingStage, closes t225
        t225  lot   closes       sold to B2 at 130
        ",
    );
}

#[test]
fn one_increases_agrees_himself_and_nobody_follows() {
    check(
        staged(),
        "
        t10   B1    120          B1 leads at 120, BetweenStages until t25, closes t205
        t30   B1    130          B1 leads at 130, BetweenStages until t45, closes t225
        t225  lot   closes       sold to B1 at 130
        ",
    );
}

#[test]
fn one_agrees_and_nobody_follows() {
    check(
        staged(),
        "
        t10   B1    100          B1 leads at 100, BetweenStages until t25, closes t205
        t205  lot   closes       sold to B1 at 100
        ",
    );
}

#[test]
fn another_agrees_then_one_agrees_and_nobody_follows() {
    check(
        staged(),
        "
        t10   B2    100          B2 leads at 100, BetweenStages until t25, closes t205
        t30   B1    110          B1 leads at 110, BetweenStages until t45, closes t225
        t225  lot   closes       sold to B1 at 110
        ",
    );
}

#[test]
fn one_agrees_twice_and_nobody_follows() {
    check(
        staged(),
        "
        t10   B1    100          B1 leads at 100, BetweenStages until t25, closes t205
        t30   B1    110          B1 leads at 110, BetweenStages until t45, closes t225
        t225  lot   closes       sold to B1 at 110
        ",
    );
}

#[test]
fn a_stage_that_nobody_bids_in_leaves_the_lot_unsold() {
    check(
        staged(),
        "
        t0           lot   opens        BiddingStage, closes t180
        t179.999999  lot   closes       NotDue { due_at: t180 }
        t180         lot   begins next  NotDue { due_at: None }
        t180         lot   closes       unsold: NoBid
        t181         B1    100          AuctionClosed { closed_at: t180 }
        ",
    );
}

#[test]
fn whoever_agrees_names_the_price_and_whoever_increases_whole_increments_more() {
    check(
        staged(),
        "
        t1    B1    99.99        BelowLeastBid { least: 100 }
        t1    B1    100.01       NotAMultiple { least: 100, step: 10 }
        t1    B1    109.99       NotAMultiple { least: 100, step: 10 }
        t2    B1    110          B1 leads at 110, BetweenStages until t17, closes t197
        t18   B2    119.99       BelowLeastBid { least: 120 }
        t18   B2    120.01       NotAMultiple { least: 120, step: 10 }
        t19   B2    200          B2 leads at 200, BetweenStages until t34, closes t214
        t35   B1    209.99       BelowLeastBid { least: 210 }
        t36   B1    210          B1 leads at 210, BetweenStages until t51, closes t231
        ",
    );
}

#[test]
fn of_two_who_bid_together_the_first_in_sequence_ends_the_stage() {
    check(
        staged(),
        "
        t10     B1    100        B1 leads at 100, BetweenStages until t25, closes t205
        t10     B2    100        WrongPhase { phase: BetweenStages, until: t25 }
        t11@9   B3    200        WrongPhase { phase: BetweenStages, until: t25 }
        ",
    );
}

#[test]
fn nothing_is_bid_between_two_stages() {
    check(
        staged(),
        "
        t10         B1    100          B1 leads at 100, BetweenStages until t25, closes t205
        t20         B1    110          WrongPhase { phase: BetweenStages, until: t25 }
        t20         B2    110          WrongPhase { phase: BetweenStages, until: t25 }
        t20         B9    110          NotAdmitted
        t20         lot   closes       NotDue { due_at: None }
        t24.999999  lot   begins next  NotDue { due_at: t25 }
        t25         B2    110          WrongPhase { phase: BetweenStages, until: t25 }
        t25.000001  B2    110  B2 leads at 110, BetweenStages until t40.000001, closes t220.000001
        ",
    );
}

#[test]
fn a_bid_is_on_time_to_the_last_moment_of_its_stage() {
    check(
        staged(),
        "
        t180             B1    100  B1 leads at 100, BetweenStages until t195, closes t375
        t375             lot   waits       -
        t377@375.000001  B2    110         PhaseOver { phase: BiddingStage, ended_at: t375 }
        t377@375         B2    110  B2 leads at 110, BetweenStages until t392, closes t572
        ",
    );
    check(staged(), "t-1  B1  100  NotYetOpen { opens_at: t0 }");
}

#[test]
fn the_pause_runs_from_the_ruling_and_not_from_the_arrival() {
    check(
        staged(),
        "
        t50@40   B1    100          B1 leads at 100, BetweenStages until t65, closes t245
        t65      lot   begins next  BiddingStage, closes t245
        t66@64   B2    110          B2 leads at 110, BetweenStages until t81, closes t261
        ",
    );
}

#[test]
fn a_stage_that_begins_more_than_three_seconds_late_lasts_its_whole_length() {
    check(
        staged(),
        "
        t10          B1    100          B1 leads at 100, BetweenStages until t25, closes t205
        t25          lot   waits        -
        t28          lot   begins next  BiddingStage, closes t205
        t30          B2    110          B2 leads at 110, BetweenStages until t45, closes t225
        t45          lot   waits        -
        t48.000001   lot   begins next  BiddingStage, closes t228.000001
        ",
    );
}

#[test]
fn only_who_may_bid_does() {
    check(
        staged(),
        "
        t1          nobody  100                     NotAdmitted
        t1          B9      100                     NotAdmitted
        t1          B1      0                       AmountOutOfRange { most: 10000000000000 }
        t1          B1      10000000000000.01       AmountOutOfRange { most: 10000000000000 }
        t1          desk    admits B2 up to 109.99  admitted
        t2          B2      110                     AboveAdmittedAmount { ceiling: 109.99 }
        t3          desk    admits B5 until t20     admitted
        t20.000001  B5      100                     AdmissionEnded { ended_at: t20 }
        t21         desk    stops B3                stopped
        t21         B3      100                     BidderStopped
        t22         desk    admits B6               admitted
        t23         B6      100  B6 leads at 100, BetweenStages until t38, closes t218
        t24         desk    stops B6                stopped
        t40         B6      110                     BidderStopped
        t218        lot     closes                  sold to B6 at 100
        ",
    );
}

#[test]
fn a_price_beyond_what_the_exchange_takes_in_ends_the_sale() {
    check(
        staged(),
        "
        t1    B1    10000000000000  B1 leads at 10000000000000, BetweenStages until t16, closes t196
        t17   B2    10000000000000  BelowLeastBid { least: 10000000000010 }
        t196  lot   closes          sold to B1 at 10000000000000
        ",
    );
}

#[test]
fn bids_of_other_methods_are_refused_in_every_phase() {
    let others = [
        "up to 100",
        "joins",
        "seals 100",
        "5 tonne at 100",
        "buys 5 tonne at 100",
        "cancels 1",
        "100 for the whole",
        "100 for piece 1",
    ];
    let mut table = String::new();
    for what in others {
        writeln!(table, "t1  B1  {what}  WrongMethod {{ method: Staged }}").unwrap();
    }
    write!(table, "t2  B1  100  B1 leads at 100, BetweenStages until t17, closes t197").unwrap();
    for what in others {
        write!(table, "\nt3  B1  {what}  WrongMethod {{ method: Staged }}").unwrap();
    }
    write!(table, "\nt3  desk  scores B1 5  WrongMethod {{ method: Staged }}").unwrap();
    write!(table, "\nt3  B1  takes it  WrongPhase {{ phase: BetweenStages, until: t17 }}").unwrap();
    check(staged(), &table);
}
