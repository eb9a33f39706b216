//! How a sale ends: how many bidders it needs, why it fails, and that nothing follows the end.

use std::fmt::Write as _;

use auction::{AscendingTerms, Reserve};

use crate::table::check;
use crate::terms::{plain, proxies, seconds, two_phases};
use crate::words::parse_amount;

#[test]
fn one_bidder_is_enough_where_the_terms_say_so() {
    check(
        plain(),
        "
        t1    B1    100     B1 leads at 100
        t600  lot   closes  sold to B1 at 100
        ",
    );
    check(
        plain(),
        "
        t1    B1    99      BelowLeastBid { least: 100 }
        t600  lot   closes  unsold: NoBid
        ",
    );
}

fn two_needed() -> AscendingTerms {
    AscendingTerms { bidders_min: 2, ..proxies() }
}

#[test]
fn two_bids_of_one_bidder_are_one_bidder() {
    check(
        two_needed(),
        "
        t1    B1    100     B1 leads at 100
        t2    B1    110     B1 leads at 110
        t600  lot   closes  unsold: TooFewBidders
        ",
    );
    check(
        two_needed(),
        "
        t1    B1    100     B1 leads at 100
        t2    B2    110     B2 leads at 110
        t600  lot   closes  sold to B2 at 110
        ",
    );
    check(two_needed(), "t600  lot  closes  unsold: NoBid");
}

#[test]
fn a_bid_that_is_answered_at_once_counts_and_a_refused_one_does_not() {
    check(
        two_needed(),
        "
        t1    B1    up to 200  B1 leads at 100, ceiling stands
        t2    B2    up to 109  BelowLeastBid { least: 110 }
        t600  lot   closes     unsold: TooFewBidders
        ",
    );
    check(
        two_needed(),
        "
        t1    B1    up to 200  B1 leads at 100, ceiling stands
        t2    B2    up to 110  B2 bids 110, B1 answers 120
        t600  lot   closes     sold to B1 at 120
        ",
    );
    check(
        two_needed(),
        "
        t1    B1    up to 200  B1 leads at 100, ceiling stands
        t2    B2    200        B2 bids 200, B1 answers 200
        t3    desk  stops B2   stopped
        t600  lot   closes     sold to B1 at 200
        ",
    );
}

#[test]
fn too_few_bidders_is_said_before_the_reserve() {
    let reserve = Reserve::Public(parse_amount("150"));
    check(
        AscendingTerms { reserve, ..two_needed() },
        "
        t1    B1    100     B1 leads at 100
        t600  lot   closes  unsold: TooFewBidders
        ",
    );
    check(
        AscendingTerms { reserve, ..two_needed() },
        "
        t1    B1    100     B1 leads at 100
        t2    B2    140     B2 leads at 140
        t600  lot   closes  unsold: BelowReserve
        ",
    );
}

/// Every command there is, at a lot that ended at t600 with this refusal ever after.
fn nothing_follows(ended: &str, refusal: &str) {
    let reserve = Reserve::Secret { entered_from: None, entered_until: seconds(0) };
    let closed = [
        ("B1", "200"),
        ("B1", "up to 300"),
        ("nobody", "200"),
        ("B1", "0"),
        ("desk", "admits B5"),
        ("desk", "stops B1"),
        ("desk", "stops B9"),
        ("desk", "enters reserve 200"),
        ("desk", "suspends"),
        ("desk", "resumes t900"),
        ("desk", "interrupts t590..t600"),
        ("desk", "resumes from break t900"),
        ("desk", "terminates"),
    ];
    let duties = ["opens", "begins timed bidding", "closes", "reopens"];
    let mut table = ended.to_owned();
    for (who, what) in closed {
        write!(table, "\nt700  {who}  {what}  {refusal}").unwrap();
    }
    for what in duties {
        write!(table, "\nt700  lot  {what}  NotDue {{ due_at: None }}").unwrap();
    }
    check(AscendingTerms { reserve, ..proxies() }, &table);
}

#[test]
fn nothing_follows_an_award() {
    let sold = "
        t1    B1    100     B1 leads at 100
        t600  lot   closes  sold to B1 at 100";
    nothing_follows(sold, "AuctionClosed { closed_at: t600 }");
}

#[test]
fn nothing_follows_a_failed_sale() {
    nothing_follows("t605  lot  closes  unsold: NoBid", "AuctionClosed { closed_at: t600 }");
}

#[test]
fn nothing_follows_a_termination() {
    nothing_follows("t500  desk  terminates  terminated", "AuctionTerminated");
}

#[test]
fn a_sale_is_terminated_at_any_stage() {
    check(
        proxies(),
        "
        t-1   desk  terminates  terminated
        t0    lot   opens       NotDue { due_at: None }
        t1    B1    100         AuctionTerminated
        t2    hall  looks       nobody leads, least 100, closed t-1
        ",
    );
    check(
        plain(),
        "
        t1    B1    100         B1 leads at 100
        t2    desk  terminates  terminated
        t600  lot   closes      NotDue { due_at: None }
        t601  hall  looks       B1 leads at 100, least 110, closed t2
        ",
    );
    check(
        two_phases(),
        "
        t310  B1    100         B1 leads at 100, closes t400
        t320  desk  terminates  terminated
        t330  B2    110         AuctionTerminated
        ",
    );
    check(
        plain(),
        "
        t1    desk  suspends    suspended
        t2    desk  terminates  terminated
        t3    desk  resumes t90  AuctionTerminated
        ",
    );
    check(
        plain(),
        "
        t1    desk  suspends     suspended
        t2    desk  resumes t90  goes on at t90
        t3    desk  terminates   terminated
        t90   lot   reopens      NotDue { due_at: None }
        ",
    );
    check(
        plain(),
        "
        t599  desk  interrupts t598..t599  interrupted
        t600  desk  terminates             terminated
        t601  desk  resumes from break t900  AuctionTerminated
        ",
    );
}
