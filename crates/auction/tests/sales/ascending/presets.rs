//! The terms that are used most, each with the figures of the rule it follows.

use auction::{AscendingTerms, Preset};

use crate::table::check;
use crate::terms::{at_least_10, multiple_of_10};
use crate::words::{OPENS_AT, parse_amount};

fn preset(preset: Preset) -> AscendingTerms {
    preset.terms(OPENS_AT, parse_amount("100"), multiple_of_10())
}

#[test]
fn a_day_is_free_then_a_countdown_of_two_minutes_runs() {
    check(
        preset(Preset::FreeAndTimed),
        "
        t0      lot   opens                 free bidding until t86400, closes t86520
        t1      B1    100                   B1 leads at 100
        t2      B1    110                   AlreadyLeading
        t3      B2    up to 200             ProxyNotAllowed
        t86400  lot   begins timed bidding  timed bidding, closes t86520
        t86410  B2    115                   NotAMultiple { least: 110, step: 10 }
        t86410  B2    110                   B2 leads at 110, closes t86530
        t86530  lot   closes                sold to B2 at 110
        ",
    );
}

#[test]
fn a_session_is_a_countdown_of_three_minutes() {
    check(
        preset(Preset::CentralisedSession),
        "
        t0    lot   opens   timed bidding, closes t180
        t10   B1    100     B1 leads at 100, closes t190
        t190  B2    110     B2 leads at 110, closes t370
        t370  lot   closes  sold to B2 at 110
        ",
    );
}

#[test]
fn a_judicial_sale_is_extended_by_five_minutes_and_its_price_matched() {
    let judicial = Preset::Judicial.terms(OPENS_AT, parse_amount("100"), at_least_10());
    check(
        judicial.clone(),
        "
        t-1            desk  admits B3 rank 1             admitted
        t0             lot   opens                        free bidding, closes t86400
        t86099.999999  B1    100                          B1 leads at 100
        t86100.000001  B2    110                          B2 leads at 110, closes t86400.000001
        t86400         B1    120                          B1 leads at 120, closes t86700
        t86700         B3    120                          B3 leads at 120, closes t87000
        t87000         lot   closes                       sold to B3 at 120
        t87001         desk  records default              B3 defaults, unsold: WinnerDefaulted
        ",
    );
    // One bidder is enough: 法释〔2016〕18号第十一条.
    check(
        judicial,
        "
        t1      B1    100         B1 leads at 100
        t86400  lot   closes      sold to B1 at 100
        ",
    );
}

#[test]
fn a_listing_of_ten_days_becomes_an_auction_where_two_bid_in_its_last_hour() {
    check(
        preset(Preset::ListingThenAuction),
        "
        t0       lot   opens                 free bidding, closes t864000
        t860400  B1    100                   B1 leads at 100
        t864000  B2    110                   B2 leads at 110
        t864000  lot   closes                Preparation until t864900, closes t865200
        t864900  lot   begins timed bidding  timed bidding, closes t865200
        t865200  B1    120                   B1 leads at 120, closes t865500
        t865500  lot   closes                sold to B1 at 120
        ",
    );
    check(
        preset(Preset::ListingThenAuction),
        "
        t860399.999999  B1    100     B1 leads at 100
        t860400         B2    110     B2 leads at 110
        t864000         lot   closes  sold to B2 at 110
        ",
    );
}

#[test]
fn every_preset_can_be_published_and_has_a_name_of_its_own() {
    let slugs = Preset::ALL.map(Preset::slug);
    assert_eq!(
        slugs,
        ["free-and-timed", "centralised-session", "judicial", "listing-then-auction"]
    );
    for each in Preset::ALL {
        check(preset(each), "t1  B1  100.01  NotAMultiple { least: 100, step: 10 }");
    }
}
