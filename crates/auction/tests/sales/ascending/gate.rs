//! The way from the free phase into the timed one: whether anybody comes through, and who
//! (挂牌转拍卖).

use auction::{AscendingTerms, Entry, FirstBid, Increment, Ladder, ProxyBidding, Reserve};
use lexicon::Money;

use super::joining::asking;
use crate::table::check;
use crate::terms::{countdown, multiple_of_10, seconds, two_phases};

/// Two hours of listing; where two or more bid in the last of them, a quarter of an hour to
/// prepare and a countdown of five minutes.
pub(crate) fn listing() -> AscendingTerms {
    AscendingTerms {
        free_bidding: seconds(7_200),
        timed_entry: Entry::RecentBidders { within: seconds(3_600), bidders_min: 2 },
        preparation: seconds(900),
        timed_bidding: countdown(300),
        ..two_phases()
    }
}

fn fifty() -> Ladder {
    Ladder::fixed(Money::from_fen(5_000))
}

#[test]
fn two_who_bid_in_the_last_hour_lead_to_the_countdown() {
    check(
        listing(),
        "
        t0              lot   opens                 free bidding, closes t7200
        t1              B4    100                   B4 leads at 100
        t3600           B1    110                   B1 leads at 110
        t7200           B2    120                   B2 leads at 120
        t7200           lot   begins preparation    NotDue { due_at: None }
        t7200           lot   closes                Preparation until t8100, closes t8400
        t7201           B1    130                   WrongPhase { phase: Preparation, until: t8100 }
        t7201           hall  looks                 B2 leads at 120, least 130, closes t8400
        t8099.999999    lot   begins timed bidding  NotDue { due_at: t8100 }
        t8100           lot   closes                NotDue { due_at: None }
        t8100           lot   begins timed bidding  timed bidding, closes t8400
        t8101           B3    130                   NoValidBid
        t8101           B4    130                   B4 leads at 130, closes t8401
        t8401           B1    140                   B1 leads at 140, closes t8701
        t8701           lot   closes                sold to B1 at 140
        ",
    );
}

#[test]
fn a_bid_before_the_last_hour_does_not_open_the_gate() {
    check(
        listing(),
        "
        t3599.999999        B1    100     B1 leads at 100
        t3600               B2    110     B2 leads at 110
        t7200               lot   closes  sold to B2 at 110
        ",
    );
    // The arrival decides, not the ruling.
    check(
        listing(),
        "
        t3600@3599.999999   B1    100     B1 leads at 100
        t3600               B2    110     B2 leads at 110
        t7200               lot   closes  sold to B2 at 110
        ",
    );
    check(
        listing(),
        "
        t3601@3600          B1    100     B1 leads at 100
        t3601               B2    110     B2 leads at 110
        t7200               lot   closes  Preparation until t8100, closes t8400
        ",
    );
}

#[test]
fn one_bidder_is_one_however_often_he_bids() {
    check(
        listing(),
        "
        t7000  B1    100     B1 leads at 100
        t7001  B1    110     B1 leads at 110
        t7002  B1    120     B1 leads at 120
        t7003  B2    125     BelowLeastBid { least: 130 }
        t7200  lot   closes  sold to B1 at 120
        ",
    );
    let three = Entry::RecentBidders { within: seconds(3_600), bidders_min: 3 };
    let terms = || AscendingTerms { timed_entry: three, ..listing() };
    check(
        terms(),
        "
        t7000  B1    100     B1 leads at 100
        t7001  B2    110     B2 leads at 110
        t7200  lot   closes  sold to B2 at 110
        ",
    );
    check(
        terms(),
        "
        t7000  B1    100     B1 leads at 100
        t7001  B2    110     B2 leads at 110
        t7002  B3    120     B3 leads at 120
        t7200  lot   closes  Preparation until t8100, closes t8400
        ",
    );
}

#[test]
fn the_highest_bid_of_a_listing_without_countdown_wins_as_any_other() {
    check(listing(), "t7200  lot  closes  unsold: NoBid");
    check(
        AscendingTerms { bidders_min: 2, ..listing() },
        "
        t7000  B1    100     B1 leads at 100
        t7200  lot   closes  unsold: TooFewBidders
        ",
    );
    check(
        AscendingTerms { reserve: Reserve::Public(Money::from_fen(10_001)), ..listing() },
        "
        t7000  B1    100     B1 leads at 100
        t7200  lot   closes  unsold: BelowReserve
        ",
    );
}

#[test]
fn what_comes_after_the_end_of_the_listing_is_too_late_for_it() {
    check(
        listing(),
        "
        t7000              B1    100     B1 leads at 100
        t7200              lot   waits   -
        t7201@7200.000001  B2    110     PhaseOver { phase: FreeBidding, ended_at: t7200 }
        t7202@7200         B2    110     B2 leads at 110
        t7203              lot   closes  Preparation until t8100, closes t8400
        ",
    );
}

#[test]
fn a_phase_that_begins_late_has_its_whole_length() {
    check(
        listing(),
        "
        t7000         B1    100                   B1 leads at 100
        t7001         B2    110                   B2 leads at 110
        t7203         lot   closes                Preparation until t8100, closes t8400
        t8104         lot   begins timed bidding  timed bidding, closes t8404
        ",
    );
    check(
        listing(),
        "
        t7000         B1    100                   B1 leads at 100
        t7001         B2    110                   B2 leads at 110
        t7203.000001  lot   closes  Preparation until t8103.000001, closes t8403.000001
        t8102         B1    120     WrongPhase { phase: Preparation, until: t8103.000001 }
        ",
    );
    check(
        asking(),
        "
        t10           B1    100                   B1 leads at 100
        t11           B2    110                   B2 leads at 110
        t304          lot   begins question       JoinQuestion, closes t604
        t305          B1    joins                 B1 joins
        t614          lot   closes                timed bidding, closes t704
        ",
    );
}

#[test]
fn the_countdown_has_steps_of_its_own() {
    let stepping = |step| AscendingTerms { timed_increment: Some(step), ..listing() };
    check(
        stepping(Increment::AtLeast(fifty())),
        "
        t7000  B1    100                   B1 leads at 100
        t7001  B2    110.01                B2 leads at 110.01
        t7200  hall  looks                 B2 leads at 110.01, least 120.01, closes t7200
        t8100  lot   begins timed bidding  timed bidding, closes t8400
        t8101  B1    160                   BelowLeastBid { least: 160.01 }
        t8101  B1    160.01                B1 leads at 160.01, closes t8401
        t8102  hall  looks                 B1 leads at 160.01, least 210.01, closes t8401
        t8102  B2    210.02                B2 leads at 210.02, closes t8402
        ",
    );
    check(
        AscendingTerms { increment: multiple_of_10(), ..stepping(Increment::Multiple(fifty())) },
        "
        t7000  B1    100                   B1 leads at 100
        t7001  B2    110                   B2 leads at 110
        t8101  B1    200                   NotAMultiple { least: 160, step: 50 }
        t8101  B1    210                   B1 leads at 210, closes t8401
        t8102  B2    250                   BelowLeastBid { least: 260 }
        t8102  B2    260                   B2 leads at 260, closes t8402
        ",
    );
}

#[test]
fn the_countdown_of_a_lot_without_bid_begins_at_the_starting_price() {
    let stepping = AscendingTerms {
        timed_increment: Some(Increment::Multiple(fifty())),
        preparation: seconds(10),
        ..two_phases()
    };
    check(
        stepping.clone(),
        "
        t0    lot   opens  free bidding until t300, closes t400
        t311  B1    99.99  BelowLeastBid { least: 100 }
        t311  B1    110    NotAMultiple { least: 100, step: 50 }
        t311  B1    150    B1 leads at 150, closes t401
        ",
    );
    check(
        AscendingTerms { first_bid: FirstBid::AboveStart, ..stepping },
        "
        t299  hall  looks  nobody leads, least 110, closes t400
        t311  B1    110    BelowLeastBid { least: 150 }
        t311  B1    150    B1 leads at 150, closes t401
        ",
    );
}

#[test]
fn a_ceiling_left_before_the_countdown_answers_on_its_grid() {
    let terms = || AscendingTerms {
        proxy_bidding: ProxyBidding::Allowed,
        increment: multiple_of_10(),
        timed_increment: Some(Increment::Multiple(fifty())),
        ..two_phases()
    };
    check(
        terms(),
        "
        t10   B1    up to 290  B1 leads at 100, ceiling stands
        t20   B2    up to 140  B2 bids 140, B1 answers 150
        t301  B2    200        B2 bids 200, B1 answers 250, closes t391
        t302  B2    300        B2 leads at 300, closes t392
        t303  B1    up to 390  NotAMultiple { least: 350, step: 50 }
        ",
    );
    // Of 290 the grid has 250: that is as far as the ceiling goes.
    check(
        terms(),
        "
        t10   B1    up to 290  B1 leads at 100, ceiling stands
        t20   B2    up to 140  B2 bids 140, B1 answers 150
        t301  B2    250        B2 bids 250, B1 answers 250, closes t391
        t302  B2    300        B2 leads at 300, closes t392
        ",
    );
}

#[test]
fn only_who_has_bid_comes_into_the_countdown() {
    check(
        AscendingTerms { timed_entry: Entry::WithValidBid, ..two_phases() },
        "
        t10     B1      100                   B1 leads at 100
        t20     B2      105                   BelowLeastBid { least: 110 }
        t301    B2      110                   NoValidBid
        t301    B2      1                     NoValidBid
        t301    B9      110                   NotAdmitted
        t301    nobody  110                   NotAdmitted
        t302    desk    admits B5             admitted
        t302    B5      110                   NoValidBid
        t303    B1      110                   B1 leads at 110, closes t393
        t393    lot     closes                sold to B1 at 110
        ",
    );
    check(
        AscendingTerms { timed_entry: Entry::WithValidBid, ..two_phases() },
        "
        t301    B1      100                   NoValidBid
        t390    lot     closes                unsold: NoBid
        ",
    );
}
