//! How the price falls, and who accepts it at what.

use std::fmt::Write as _;

use auction::DescendingTerms;

use super::falling;
use crate::table::check;
use crate::terms::seconds;
use crate::words::parse_amount;

#[test]
fn the_price_falls_by_steps_to_exactly_the_floor() {
    check(
        falling(),
        "
        t0    lot   opens   FallingPrice, closes t10
        t1    hall  looks   nobody leads, least 100, closes t10
        t10   lot   closes  falls to 90, until t20
        t20   lot   closes  falls to 80, until t30
        t30   lot   closes  falls to 75, until t40
        t35   hall  looks   nobody leads, least 75, closes t40
        t40   lot   closes  unsold: NoBid
        t41   lot   closes  NotDue { due_at: None }
        t41   B1    75      AuctionClosed { closed_at: t40 }
        ",
    );
}

#[test]
fn a_floor_at_the_starting_price_and_a_step_beyond_the_floor_are_one_price_and_two() {
    check(
        DescendingTerms { floor: parse_amount("100"), ..falling() },
        "t10  lot  closes  unsold: NoBid",
    );
    check(
        DescendingTerms { step: parse_amount("1000"), ..falling() },
        "
        t10   lot   closes  falls to 75, until t20
        t20   lot   closes  unsold: NoBid
        ",
    );
}

#[test]
fn the_first_to_accept_has_the_lot_at_the_price_in_force() {
    check(
        falling(),
        "
        t0    lot   opens   FallingPrice, closes t10
        t9    B1    90      BelowLeastBid { least: 100 }
        t10   lot   closes  falls to 90, until t20
        t15   B1    89.99   BelowLeastBid { least: 90 }
        t16   B2    90      B2 leads at 90
        t17   B1    90      AlreadyTaken
        t17   hall  looks   B2 leads at 90, least 90, closes t20
        t20   lot   closes  sold to B2 at 90
        ",
    );
}

#[test]
fn a_price_is_accepted_to_its_last_moment() {
    check(
        falling(),
        "
        t10        B1    99.99   BelowLeastBid { least: 100 }
        t10        B1    100     B1 leads at 100
        t10        lot   closes  sold to B1 at 100
        ",
    );
    check(
        falling(),
        "
        t10.000001  B1    90      B1 leads at 90
        t20         lot   closes  sold to B1 at 90
        ",
    );
    check(
        falling(),
        "
        t40        B1    75      B1 leads at 75
        t40        lot   closes  sold to B1 at 75
        ",
    );
}

#[test]
fn whoever_names_more_than_the_price_in_force_pays_that_price() {
    check(
        falling(),
        "
        t15   B1    100     B1 leads at 90
        t20   lot   closes  sold to B1 at 90
        ",
    );
    check(falling(), "t15  B1  10000000000000  B1 leads at 90");
}

#[test]
fn of_two_who_accept_together_the_first_in_sequence_has_the_lot() {
    check(
        falling(),
        "
        t5      B1    100     B1 leads at 100
        t5      B2    100     AlreadyTaken
        t6@1    B3    200     AlreadyTaken
        t7      B1    100     AlreadyTaken
        t7      B1    1       AlreadyTaken
        t10     lot   closes  sold to B1 at 100
        ",
    );
}

#[test]
fn what_arrived_too_late_for_a_price_is_not_taken_for_it() {
    check(
        falling(),
        "
        t10             lot   waits   -
        t12@10.000001   B1    100     PhaseOver { phase: FallingPrice, ended_at: t10 }
        t12@10          B2    100     B2 leads at 100
        t13             lot   closes  sold to B2 at 100
        ",
    );
    // What was on its way when the price fell meets the lower one.
    check(
        falling(),
        "
        t10             lot   closes  falls to 90, until t20
        t11@9           B1    100     B1 leads at 90
        ",
    );
}

#[test]
fn a_price_that_begins_more_than_three_seconds_late_stands_its_whole_time() {
    check(
        falling(),
        "
        t10          lot   waits   -
        t13          lot   closes  falls to 90, until t20
        t20          lot   waits   -
        t23.000001   lot   closes  falls to 80, until t33.000001
        t33.000001   B1    80      B1 leads at 80
        ",
    );
}

#[test]
fn only_who_may_bid_accepts() {
    check(
        falling(),
        "
        t1          nobody  100                       NotAdmitted
        t1          B9      100                       NotAdmitted
        t1          B1      0                         AmountOutOfRange { most: 10000000000000 }
        t1          B1      10000000000000.01         AmountOutOfRange { most: 10000000000000 }
        t1          desk    admits B5 until t5        admitted
        t5.000001   B5      100                       AdmissionEnded { ended_at: t5 }
        t6          desk    stops B1                  stopped
        t6          B1      100                       BidderStopped
        t6          desk    admits B2 up to 99.99     admitted
        t6          B2      100                       AboveAdmittedAmount { ceiling: 99.99 }
        t6          desk    admits B2 up to 100       admitted
        t7          B2      100                       B2 leads at 100
        t8          desk    stops B2                  stopped
        t10         lot     closes                    sold to B2 at 100
        ",
    );
    check(falling(), "t-1  B1  100  NotYetOpen { opens_at: t0 }");
}

#[test]
fn what_covers_a_bidder_is_compared_with_what_he_names() {
    check(
        falling(),
        "
        t1    desk  admits B2 up to 95  admitted
        t11   B2    95.01               AboveAdmittedAmount { ceiling: 95 }
        t11   B2    95                  B2 leads at 90
        t12   B2    96                  AboveAdmittedAmount { ceiling: 95 }
        ",
    );
}

#[test]
fn bids_of_other_methods_are_refused() {
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
        writeln!(table, "t1  B1  {what}  WrongMethod {{ method: Descending }}").unwrap();
    }
    write!(table, "t1  desk  scores B1 5  WrongMethod {{ method: Descending }}").unwrap();
    write!(table, "\nt1  B1  takes it  WrongPhase {{ phase: FallingPrice, until: t10 }}").unwrap();
    write!(table, "\nt1  lot  begins next  NotDue {{ due_at: None }}").unwrap();
    write!(table, "\nt9.999999  lot  closes  NotDue {{ due_at: t10 }}").unwrap();
    check(falling(), &table);
}

#[test]
fn the_window_of_a_price_is_its_interval_and_a_minute_at_least() {
    check(
        DescendingTerms { floor: parse_amount("1"), ..falling() },
        "
        t95   desk  interrupts t1..t39.999999   OutsideLastWindow { begins_at: t40 }
        t95   desk  interrupts t1..t40          interrupted
        ",
    );
    check(
        DescendingTerms { interval: seconds(120), ..falling() },
        "
        t130  desk  interrupts t1..t119.999999  OutsideLastWindow { begins_at: t120 }
        t130  desk  interrupts t1..t120         interrupted
        ",
    );
}
