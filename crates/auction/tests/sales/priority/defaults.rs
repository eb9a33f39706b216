//! Who comes after a winner who does not keep his word (悔拍).

use auction::{AscendingTerms, OnDefault, ProxyBidding, Reserve};

use super::{after_close, by_lot, live};
use crate::table::check;
use crate::terms::plain;
use crate::words::parse_amount;

fn next_candidate(terms: AscendingTerms) -> AscendingTerms {
    AscendingTerms { on_default: OnDefault::NextCandidate, ..terms }
}

#[test]
fn a_winner_who_defaults_leaves_the_lot_unsold_or_to_the_next() {
    let bids = "
        t0    B9    100               NotAdmitted
        t1    B1    100               B1 leads at 100
        t2    B2    110               B2 leads at 110
        t3    B1    125               B1 leads at 125
        t4    B3    140               B3 leads at 140
        t5    desk  records default   NoWinner
        t600  lot   closes            sold to B3 at 140
        ";
    let relisted = "
        t601  desk  records default   B3 defaults, unsold: WinnerDefaulted
        t602  desk  records default   NoWinner
        ";
    check(plain(), &format!("{bids}{relisted}"));
    let followed = "
        t601  desk  records default   B3 defaults, sold to B1 at 125
        t602  B1    140               AuctionClosed { closed_at: t600 }
        t603  desk  records default   B1 defaults, sold to B2 at 110
        t604  desk  records default   B2 defaults, unsold: WinnerDefaulted
        t605  desk  records default   NoWinner
        ";
    check(next_candidate(plain()), &format!("{bids}{followed}"));
}

#[test]
fn the_next_reaches_the_reserve_and_was_not_stopped() {
    let reserved = |reserve| AscendingTerms {
        reserve: Reserve::Public(parse_amount(reserve)),
        ..next_candidate(plain())
    };
    let bids = "
        t1    B1    100               B1 leads at 100
        t2    B2    110               B2 leads at 110
        t3    B3    120               B3 leads at 120
        ";
    let next = "t601  desk  records default  B3 defaults, sold to B2 at 110";
    check(reserved("110"), &format!("{bids}{next}"));
    let none = "t601  desk  records default  B3 defaults, unsold: WinnerDefaulted";
    check(reserved("110.01"), &format!("{bids}{none}"));
    let stopped = "
        t4    desk  stops B2          stopped
        t601  desk  records default   B3 defaults, sold to B1 at 100
        ";
    check(next_candidate(plain()), &format!("{bids}{stopped}"));
}

#[test]
fn who_answered_by_a_ceiling_is_the_next_at_what_it_bid() {
    check(
        AscendingTerms { proxy_bidding: ProxyBidding::Allowed, ..next_candidate(plain()) },
        "
        t1    B1    up to 200        B1 leads at 100, ceiling stands
        t2    B2    up to 150        B2 bids 150, B1 answers 160
        t3    B3    500              B3 leads at 500
        t601  desk  records default  B3 defaults, sold to B1 at 160
        t602  desk  records default  B1 defaults, sold to B2 at 150
        ",
    );
}

#[test]
fn nobody_defaults_before_he_has_won() {
    check(
        next_candidate(after_close()),
        "
        t-1   desk  records default  NoWinner
        t0    desk  admits B3 rank 1  admitted
        t1    B1    100              B1 leads at 100
        t601  desk  records default  NoWinner
        t610  desk  suspends         suspended
        t611  desk  records default  NoWinner
        t612  desk  terminates       terminated
        t613  desk  records default  NoWinner
        ",
    );
}

#[test]
fn after_a_holder_who_defaults_comes_the_next_right_then_the_winner_of_the_bidding() {
    check(
        next_candidate(by_lot()),
        "
        t-1   desk  admits B2 rank 1  admitted
        t-1   desk  admits B7 rank 1  admitted
        t-1   desk  admits B4 rank 2  admitted
        t1    B1    100               B1 leads at 100
        t601  B4    takes it          B4 takes it
        t602  B2    takes it          B2 takes it
        t603  B7    takes it          B7 takes it
        t780  lot   closes            lots drawn: B7 B2, sold to B7 at 100
        t781  desk  records default   B7 defaults, sold to B2 at 100
        t782  desk  records default   B2 defaults, sold to B4 at 100
        t783  desk  records default   B4 defaults, sold to B1 at 100
        t784  desk  records default   B1 defaults, unsold: WinnerDefaulted
        ",
    );
    check(
        AscendingTerms { on_default: OnDefault::Relist, ..by_lot() },
        "
        t-1   desk  admits B2 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t602  B2    takes it          B2 takes it
        t780  lot   closes            sold to B2 at 100
        t781  desk  records default   B2 defaults, unsold: WinnerDefaulted
        ",
    );
}

#[test]
fn lots_are_drawn_again_where_equals_come_next() {
    check(
        next_candidate(by_lot()),
        "
        t-1   desk  admits B2 rank 2  admitted
        t-1   desk  admits B7 rank 2  admitted
        t-1   desk  admits B4 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t601  B4    takes it          B4 takes it
        t602  B2    takes it          B2 takes it
        t603  B7    takes it          B7 takes it
        t780  lot   closes            sold to B4 at 100
        t781  desk  records default   B4 defaults, lots drawn: B7 B2, sold to B7 at 100
        ",
    );
}

#[test]
fn nobody_gets_the_lot_at_a_price_that_holders_were_not_asked_about() {
    check(
        next_candidate(after_close()),
        "
        t0    desk  admits B4 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t2    B2    110               B2 leads at 110
        t601  B4    waives            B4 waives
        t780  lot   closes            sold to B2 at 110
        t781  desk  records default   B2 defaults, unsold: WinnerDefaulted
        ",
    );
    // At the price that they were asked about, a waiver stays one.
    check(
        next_candidate(after_close()),
        "
        t0    desk  admits B3 rank 1  admitted
        t0    desk  admits B4 rank 2  admitted
        t1    B1    100               B1 leads at 100
        t601  B3    takes it          B3 takes it
        t602  B4    waives            B4 waives
        t780  lot   closes            sold to B3 at 100
        t781  desk  records default   B3 defaults, sold to B1 at 100
        ",
    );
    // Where no right goes before the next candidate's, he gets it.
    check(
        next_candidate(after_close()),
        "
        t0    desk  admits B4 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t2    B4    110               B4 leads at 110
        t600  lot   closes            sold to B4 at 110
        t601  desk  records default   B4 defaults, sold to B1 at 100
        ",
    );
}

#[test]
fn of_equal_prices_the_better_right_comes_next() {
    check(
        next_candidate(live()),
        "
        t0    desk  admits B2 rank 3  admitted
        t0    desk  admits B3 rank 2  admitted
        t0    desk  admits B4 rank 1  admitted
        t1    B1    100               B1 leads at 100
        t2    B3    100               B3 leads at 100
        t3    B4    100               B4 leads at 100
        t600  lot   closes            sold to B4 at 100
        t601  desk  records default   B4 defaults, sold to B3 at 100
        t602  desk  records default   B3 defaults, sold to B1 at 100
        t603  desk  records default   B1 defaults, unsold: WinnerDefaulted
        ",
    );
}
