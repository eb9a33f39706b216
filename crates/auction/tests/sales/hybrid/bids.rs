//! The three phases, what is bid in each, and what each refuses.

use std::fmt::Write as _;

use auction::{Auction, HybridTerms};

use super::hybrid;
use crate::sale::Sale;
use crate::table::check;
use crate::words::{OPENS_AT, parse_amount};

#[test]
fn the_holder_of_the_falling_price_tops_the_best_sealed_bid() {
    check(
        hybrid(),
        "
        t0    lot   opens         FallingPrice, closes t10
        t10   lot   closes        falls to 90, until t20
        t15   B1    90            B1 leads at 90
        t20   lot   closes        SealedBidding, closes t140
        t30   B2    seals 94.99   BelowLeastBid { least: 95 }
        t31   B2    seals 110     B2 sealed
        t32   B3    seals 120     B3 sealed
        t33   B1    seals 130     HoldersTurnLater
        t34   B2    seals 125     AlreadyBid
        t35   hall  looks         B1 leads at 90, least 95, closes t140
        t140  lot   closes        opened: B3 120 B2 110, HoldersBid, closes t200
        t141  hall  looks         B3 leads at 120, least 125, closes t200
        t150  B1    124.99        BelowLeastBid { least: 125 }
        t151  B1    125           B1 leads at 125
        t152  B1    130           AlreadyBid
        t153  B2    130           NotTheHolder
        t200  lot   closes        sold to B1 at 125
        ",
    );
}

#[test]
fn the_best_sealed_bid_wins_where_the_holder_is_silent() {
    check(
        hybrid(),
        "
        t5    B1    100           B1 leads at 100
        t11   B2    seals 105     B2 sealed
        t130  lot   closes        opened: B2 105, HoldersBid, closes t190
        t190  lot   closes        sold to B2 at 105
        ",
    );
}

#[test]
fn the_holder_has_the_lot_at_his_price_where_nobody_seals() {
    check(
        hybrid(),
        "
        t5    B1    100           B1 leads at 100
        t10   lot   closes        SealedBidding, closes t130
        t11   B2    seals 104.99  BelowLeastBid { least: 105 }
        t130  lot   closes        sold to B1 at 100
        ",
    );
}

#[test]
fn a_price_that_nobody_accepts_opens_no_sealed_bidding() {
    check(
        hybrid(),
        "
        t10   lot   closes        falls to 90, until t20
        t20   lot   closes        falls to 80, until t30
        t30   lot   closes        falls to 75, until t40
        t40   lot   closes        unsold: NoBid
        ",
    );
}

#[test]
fn of_equal_sealed_bids_the_earlier_in_sequence_is_the_better() {
    check(
        hybrid(),
        "
        t5      B1    100         B1 leads at 100
        t12     B4    seals 105   B4 sealed
        t13     B3    seals 110   B3 sealed
        t14@11  B2    seals 110   B2 sealed
        t130    lot   closes      opened: B3 110 B2 110 B4 105, HoldersBid, closes t190
        t190    lot   closes      sold to B3 at 110
        ",
    );
}

#[test]
fn of_two_who_accept_together_the_first_in_sequence_holds_the_price() {
    check(
        hybrid(),
        "
        t5      B1    100         B1 leads at 100
        t5      B2    100         AlreadyTaken
        t6      B1    100         AlreadyTaken
        t6      B3    1           AlreadyTaken
        t7      hall  looks       B1 leads at 100, least 105, closes t10
        t11     B2    seals 105   B2 sealed
        ",
    );
}

#[test]
fn each_phase_takes_its_own_bids_only() {
    check(
        hybrid(),
        "
        t1    B1    seals 100     WrongPhase { phase: FallingPrice, until: t10 }
        t1    B1    99.99         BelowLeastBid { least: 100 }
        t5    B1    120           B1 leads at 100
        t6    B2    seals 105     WrongPhase { phase: FallingPrice, until: t10 }
        t11   B1    200           WrongPhase { phase: SealedBidding, until: t130 }
        t11   B2    200           WrongPhase { phase: SealedBidding, until: t130 }
        t12   B2    seals 105     B2 sealed
        t131  B2    seals 200     WrongPhase { phase: HoldersBid, until: t190 }
        t131  B3    seals 200     WrongPhase { phase: HoldersBid, until: t190 }
        t131  B1    seals 200     WrongPhase { phase: HoldersBid, until: t190 }
        t132  B2    1             NotTheHolder
        t133  B1    1             BelowLeastBid { least: 110 }
        t134  B1    110           B1 leads at 110
        t135  B1    1             AlreadyBid
        ",
    );
}

#[test]
fn a_bid_is_on_time_to_the_last_moment_of_its_phase() {
    check(
        hybrid(),
        "
        t5               B1    100        B1 leads at 100
        t130             B2    seals 105  B2 sealed
        t130             lot   waits      -
        t131@130.000001  B3    seals 200  PhaseOver { phase: SealedBidding, ended_at: t130 }
        t131@130         B3    seals 110  B3 sealed
        t132             lot   closes     opened: B3 110 B2 105, HoldersBid, closes t190
        t190             lot   waits      -
        t191@190.000001  B1    115        PhaseOver { phase: HoldersBid, ended_at: t190 }
        t191@190         B1    115        B1 leads at 115
        t192             lot   closes     sold to B1 at 115
        ",
    );
}

#[test]
fn a_phase_that_begins_more_than_three_seconds_late_runs_its_whole_length() {
    check(
        hybrid(),
        "
        t5           B1    100        B1 leads at 100
        t10          lot   waits      -
        t13.000001   lot   closes     SealedBidding, closes t133.000001
        t14          B2    seals 105  B2 sealed
        t133.000001  lot   waits      -
        t140         lot   closes     opened: B2 105, HoldersBid, closes t200
        ",
    );
}

#[test]
fn only_who_may_bid_does() {
    check(
        hybrid(),
        "
        t5          B1      100                       B1 leads at 100
        t11         nobody  seals 105                 NotAdmitted
        t11         B9      seals 105                 NotAdmitted
        t11         B2      seals 0                   AmountOutOfRange { most: 10000000000000 }
        t11         B2      seals 10000000000000.01   AmountOutOfRange { most: 10000000000000 }
        t12         desk    admits B2 up to 109.99    admitted
        t12         B2      seals 110                 AboveAdmittedAmount { ceiling: 109.99 }
        t13         desk    admits B2 up to 110       admitted
        t13         B2      seals 110                 B2 sealed
        t14         B2      seals 111                 AboveAdmittedAmount { ceiling: 110 }
        t14         desk    admits B5 until t20       admitted
        t20.000001  B5      seals 110                 AdmissionEnded { ended_at: t20 }
        t21         desk    stops B3                  stopped
        t21         B3      seals 110                 BidderStopped
        t22         desk    admits B6                 admitted
        t23         B6      seals 112                 B6 sealed
        t24         desk    stops B6                  stopped
        t130        lot     closes  opened: B6 112 B2 110, HoldersBid, closes t190
        t131        desk    admits B1 up to 116.99    admitted
        t131        B1      117                       AboveAdmittedAmount { ceiling: 116.99 }
        t132        nobody  117                       NotAdmitted
        t133        desk    stops B1                  stopped
        t133        B1      117                       BidderStopped
        t190        lot     closes                    sold to B6 at 112
        ",
    );
    check(hybrid(), "t-1  B1  seals 100  NotYetOpen { opens_at: t0 }");
}

#[test]
fn bids_of_other_methods_are_refused_in_every_phase() {
    let others = [
        "up to 100",
        "joins",
        "5 tonne at 100",
        "buys 5 tonne at 100",
        "cancels 1",
        "100 for the whole",
        "100 for piece 1",
    ];
    let mut table = String::new();
    for (moment, own) in [(5, "B1  100  B1 leads at 100"), (15, "B2  seals 105  B2 sealed")] {
        for what in others {
            writeln!(table, "t{moment}  B1  {what}  WrongMethod {{ method: Hybrid }}").unwrap();
        }
        writeln!(table, "t{moment}  {own}").unwrap();
    }
    for what in others {
        writeln!(table, "t150  B1  {what}  WrongMethod {{ method: Hybrid }}").unwrap();
    }
    write!(table, "t150  desk  scores B1 5  WrongMethod {{ method: Hybrid }}").unwrap();
    write!(table, "\nt150  B1  waives  WrongPhase {{ phase: HoldersBid, until: t190 }}").unwrap();
    write!(table, "\nt150  lot  begins next  NotDue {{ due_at: None }}").unwrap();
    check(hybrid(), &table);
}

/// What the public sees of a sale: who leads, at what, what may be bid, how many have bid.
fn seen(auction: &Auction) -> String {
    format!("{:?} {} {:?}", auction.leading(), auction.least_bid(), auction.stage())
}

#[test]
fn what_is_sealed_shows_in_no_figure_until_it_is_opened() {
    let run = |amount: &str| {
        let mut sale = Sale::publish(OPENS_AT, hybrid());
        let mut told = String::new();
        let lines = [
            ("t0", "desk", "admits B1".to_owned()),
            ("t0", "desk", "admits B2".to_owned()),
            ("t5", "B1", "100".to_owned()),
            ("t11", "B2", format!("seals {amount}")),
            ("t12", "B2", "seals 300".to_owned()),
        ];
        for (when, who, what) in lines {
            let at = crate::words::parse_at(when);
            sale.attend(at.arrived_at(), None);
            let crate::words::Asked::Ruling(command) = crate::words::parse_asked(who, &what) else {
                panic!("each line is a command")
            };
            write!(told, "{:?}", sale.submit(at, &command)).unwrap();
        }
        told + &seen(sale.auction())
    };
    assert_eq!(run("105"), run("199.99"));
}

#[test]
fn no_bid_fits_above_the_most_that_the_exchange_takes_in() {
    let mut terms = HybridTerms { increment: parse_amount("10000000000000"), ..hybrid() };
    terms.sale.starting_price = parse_amount("100");
    check(
        terms,
        "
        t5    B1    100                   B1 leads at 100
        t11   B2    seals 10000000000000  BelowLeastBid { least: 10000000000100 }
        t130  lot   closes                sold to B1 at 100
        ",
    );
}
