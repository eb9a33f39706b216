//! The points of the plans: who enters them, when, and which.

use auction::WeightedTerms;

use crate::table::check;
use crate::terms::weighted;

#[test]
fn the_points_of_a_bidder_are_entered_once_and_stay() {
    check(
        weighted(),
        "
        t1    desk  scores B1 25 15      B1 scored
        t2    desk  scores B1 24 15      ScoresAlreadyEntered
        t2    desk  scores B1 25 15      ScoresAlreadyEntered
        t2    desk  scores B1 25         ScoresAlreadyEntered
        t3    B1    seals 100            B1 sealed
        t600  lot   closes               by 100: B1 60+40=100, sold to B1 at 100
        ",
    );
}

#[test]
fn points_are_entered_for_admitted_bidders_only() {
    check(
        weighted(),
        "
        t1    desk  scores B9 25 15      NotAdmitted
        t1    desk  scores B9 25         NotAdmitted
        t2    desk  admits B9            admitted
        t3    desk  scores B9 25 15      B9 scored
        t4    desk  stops B1             stopped
        t5    desk  scores B1 25 15      B1 scored
        ",
    );
}

#[test]
fn points_fit_the_criteria() {
    check(
        weighted(),
        "
        t1    desk  scores B1            PointsInvalid
        t1    desk  scores B1 25         PointsInvalid
        t1    desk  scores B1 25 15 0    PointsInvalid
        t1    desk  scores B1 25.01 15   PointsInvalid
        t1    desk  scores B1 25 15.01   PointsInvalid
        t1    desk  scores B1 -0.01 15   PointsInvalid
        t1    desk  scores B1 25 -1      PointsInvalid
        t1    desk  scores B1 12.345 15  PointsInvalid
        t1    desk  scores B1 25 0.001   PointsInvalid
        t1    desk  scores B1 15 25      PointsInvalid
        t1    desk  scores B1 24.99 15   B1 scored
        t1    desk  scores B2 0 0.01     B2 scored
        t1    desk  scores B3 -0 15.000  B3 scored
        ",
    );
    check(
        WeightedTerms { places: 0, ..weighted() },
        "
        t1    desk  scores B1 24.5 15    PointsInvalid
        t1    desk  scores B1 24.0 15    B1 scored
        ",
    );
    check(
        WeightedTerms { places: 6, ..weighted() },
        "
        t1    desk  scores B1 24.9999999 15  PointsInvalid
        t1    desk  scores B1 25.000001 15   PointsInvalid
        t1    desk  scores B1 24.999999 15   B1 scored
        ",
    );
}

#[test]
fn points_are_entered_from_the_publication_to_the_end_of_bidding() {
    check(
        weighted(),
        "
        t-900        desk  scores B1 25 15     B1 scored
        t600         desk  scores B2 25 15     B2 scored
        t600         lot   waits               -
        t600.000001  desk  scores B3 25 15     PhaseOver { phase: SealedBidding, ended_at: t600 }
        t601@600     desk  scores B3 25 15     B3 scored
        t602         lot   closes              unsold: NoBid
        t603         desk  scores B4 25 15     AuctionClosed { closed_at: t600 }
        ",
    );
}

#[test]
fn while_a_sale_is_stopped_no_points_are_entered() {
    check(
        weighted(),
        "
        t1    desk  suspends                      suspended
        t2    desk  scores B1 25 15               AuctionSuspended { resumes_at: None }
        t3    desk  resumes t100                  goes on at t100
        t4    desk  scores B1 25 15               AuctionSuspended { resumes_at: t100 }
        t100  desk  scores B1 25 15               B1 scored
        t699  lot   closes uncovered t690..t695   interrupted
        t700  desk  scores B2 25 15               AuctionInterrupted { resumes_at: None }
        t701  desk  resumes from break t800       goes on at t800
        t702  desk  scores B2 25 15               AuctionInterrupted { resumes_at: t800 }
        t800  desk  scores B2 25 15               B2 scored
        t801  desk  terminates                    terminated
        t802  desk  scores B3 25 15               AuctionTerminated
        ",
    );
    check(
        weighted(),
        "
        t-10  desk  suspends                      suspended
        t-9   desk  scores B1 25 15               AuctionSuspended { resumes_at: None }
        t-8   desk  resumes t52                   goes on at t52
        t-7   desk  scores B1 25 15               B1 scored
        ",
    );
}
