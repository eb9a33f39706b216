//! Bids that must be confirmed because they jump, and extensions that are counted.

use auction::{AscendingTerms, Extension, FirstBid, Increment, JumpCap, OwnOverbid, ProxyBidding};
use lexicon::{Money, Span};

use crate::table::check;
use crate::terms::{bands, multiple_of_10, plain, proxies, seconds, two_phases};
use crate::words::parse_amount;

/// Three steps of 10 above the least bid need no confirmation.
fn capped(terms: AscendingTerms) -> AscendingTerms {
    AscendingTerms { jump_cap: Some(JumpCap { steps: 3 }), ..terms }
}

/// Each bid of the last minute gives a minute, so often at most.
fn extended(count_max: u16) -> AscendingTerms {
    let extension =
        Extension { window: seconds(60), length: seconds(60), count_max: Some(count_max) };
    AscendingTerms { extension: Some(extension), resume_notice: Span::ZERO, ..plain() }
}

#[test]
fn a_jump_above_the_cap_is_confirmed() {
    check(
        capped(plain()),
        "
        t1   B1    130.01            JumpUnconfirmed { least: 100, most: 130 }
        t2   B1    130               B1 leads at 130
        t3   B2    170.01            JumpUnconfirmed { least: 140, most: 170 }
        t4   B2    170               B2 leads at 170
        t5   B1    210.01            JumpUnconfirmed { least: 180, most: 210 }
        t6   B1    210.01 confirmed  B1 leads at 210.01
        t7   B2    220.01 confirmed  B2 leads at 220.01
        t8   B1    230               BelowLeastBid { least: 230.01 }
        t9   B1    230 confirmed     BelowLeastBid { least: 230.01 }
        t10  B1    1000000 confirmed  B1 leads at 1000000
        ",
    );
}

#[test]
fn whatever_else_is_wrong_with_a_jump_is_said_first() {
    check(
        AscendingTerms {
            increment: multiple_of_10(),
            own_overbid: OwnOverbid::Refused,
            ..capped(plain())
        },
        "
        t1   B9    500             NotAdmitted
        t1   B1    10000000000001  AmountOutOfRange { most: 10000000000000 }
        t1   B1    500.01          NotAMultiple { least: 100, step: 10 }
        t2   desk  admits B2 up to 499.99  admitted
        t2   B2    500             AboveAdmittedAmount { ceiling: 499.99 }
        t2   B2    490             JumpUnconfirmed { least: 100, most: 130 }
        t3   B1    100             B1 leads at 100
        t4   B1    500             AlreadyLeading
        t600.000001  B2  490       AuctionClosed { closed_at: t600 }
        ",
    );
}

#[test]
fn the_cap_counts_steps_of_the_band_and_of_the_phase() {
    let by_bands = AscendingTerms {
        increment: Increment::AtLeast(bands()),
        starting_price: parse_amount("99.50"),
        ..capped(plain())
    };
    check(
        by_bands,
        "
        t1   B1    102.51  JumpUnconfirmed { least: 99.50, most: 102.50 }
        t2   B1    99.50   B1 leads at 99.50
        t3   B2    108.01  JumpUnconfirmed { least: 100.50, most: 108 }
        t3   B2    108     B2 leads at 108
        ",
    );
    check(
        AscendingTerms { timed_increment: Some(multiple_of_10()), ..capped(two_phases()) },
        "
        t1    B1    105     B1 leads at 105
        t301  B2    155     JumpUnconfirmed { least: 115, most: 145 }
        t301  B2    145     B2 leads at 145, closes t391
        ",
    );
    check(
        AscendingTerms { first_bid: FirstBid::AboveStart, ..capped(plain()) },
        "
        t1   B1    140.01  JumpUnconfirmed { least: 110, most: 140 }
        t1   B1    140     B1 leads at 140
        ",
    );
}

#[test]
fn the_cap_never_lies_above_what_the_exchange_takes_in() {
    let most = AscendingTerms { jump_cap: Some(JumpCap { steps: u32::MAX }), ..plain() };
    check(
        AscendingTerms { starting_price: Money::MAX, ..most },
        "
        t1   B1    10000000000000     B1 leads at 10000000000000
        t2   B2    10000000000000     BelowLeastBid { least: 10000000000010 }
        ",
    );
}

#[test]
fn a_ceiling_is_no_jump() {
    check(
        AscendingTerms { proxy_bidding: ProxyBidding::Allowed, ..capped(proxies()) },
        "
        t1   B1    up to 1000        B1 leads at 100, ceiling stands
        t2   B2    140.01            JumpUnconfirmed { least: 110, most: 140 }
        t3   B2    140.01 confirmed  B2 bids 140.01, B1 answers 150.01
        ",
    );
}

#[test]
fn a_lot_is_extended_as_often_as_the_terms_say() {
    check(
        extended(2),
        "
        t539.999999  B1    100                       B1 leads at 100
        t540.5       B2    110                       B2 leads at 110, closes t600.5
        t600.5       B1    120                       B1 leads at 120, closes t660.5
        t660.5       B2    130                       B2 leads at 130
        t660.5       lot   closes                    sold to B2 at 130
        ",
    );
    // A bid of the window's first moment moves nothing, and counts for nothing.
    check(
        extended(1),
        "
        t540         B1    100                       B1 leads at 100
        t550         B2    110                       B2 leads at 110, closes t610
        t610         B1    120                       B1 leads at 120
        t610         lot   closes                    sold to B1 at 120
        ",
    );
    check(
        extended(0),
        "
        t600         B1    100                       B1 leads at 100
        t600         lot   closes                    sold to B1 at 100
        t600.000001  B2    110                       AuctionClosed { closed_at: t600 }
        ",
    );
}

#[test]
fn a_break_gives_no_extension_back() {
    check(
        extended(1),
        "
        t590  B1    100                          B1 leads at 100, closes t650
        t591  B2    110                          B2 leads at 110
        t650  lot   closes uncovered t600..t601  interrupted
        t651  desk  resumes from break t700      goes on at t700
        t700  lot   reopens                      free bidding, closes t760
        t759  B1    120                          B1 leads at 120
        t760  lot   closes                       sold to B1 at 120
        ",
    );
    check(
        extended(2),
        "
        t590  B1    100                          B1 leads at 100, closes t650
        t591  B2    110                          B2 leads at 110, closes t651
        t645  desk  suspends                     suspended
        t650  desk  resumes t700                 goes on at t700
        t701  B1    120                          B1 leads at 120
        t706  lot   closes                       sold to B1 at 120
        ",
    );
}
