//! What comes after the opening: the right of priority, default, the sole applicant.

use auction::{EqualRanks, OnDefault, Pricing, Priority, Reserve, SaleTerms, SealedTerms, Tie};
use lexicon::Paddle;

use crate::table::{check, check_among};
use crate::terms::{sale_terms, sealed, seconds};
use crate::words::parse_amount;

fn under(sale: SaleTerms) -> SealedTerms {
    SealedTerms { sale, ..sealed() }
}

fn next_candidate() -> SealedTerms {
    under(SaleTerms { on_default: OnDefault::NextCandidate, ..sale_terms() })
}

fn match_after_close() -> SaleTerms {
    SaleTerms { priority: Priority::MatchAfterClose { window: seconds(60) }, ..sale_terms() }
}

#[test]
fn a_holder_of_a_right_of_priority_is_asked_after_the_close() {
    let terms = || under(match_after_close());
    check(
        terms(),
        "
        t-1   desk  admits B3 rank 1  admitted
        t2    B2    seals 150         B2 sealed
        t3    B3    takes it          WrongPhase { phase: SealedBidding, until: t600 }
        t600  lot   closes  opened: B2 150, asked against B2 at 150, PriorityMatch, closes t660
        t601  B4    seals 160         WrongPhase { phase: PriorityMatch, until: t660 }
        t602  B3    takes it          B3 takes it
        t660  lot   closes            sold to B3 at 150
        ",
    );
    check(
        terms(),
        "
        t-1   desk  admits B3 rank 1  admitted
        t2    B2    seals 150         B2 sealed
        t600  lot   closes  opened: B2 150, asked against B2 at 150, PriorityMatch, closes t660
        t602  B3    waives            B3 waives
        t660  lot   closes            sold to B2 at 150
        ",
    );
}

#[test]
fn a_holder_of_a_right_of_priority_takes_the_lot_at_the_second_price() {
    check(
        SealedTerms { pricing: Pricing::Second, ..under(match_after_close()) },
        "
        t-1   desk  admits B3 rank 1  admitted
        t2    B2    seals 150         B2 sealed
        t600  lot   closes  opened: B2 150, asked against B2 at 100, PriorityMatch, closes t660
        t602  B3    takes it          B3 takes it
        t660  lot   closes            sold to B3 at 100
        ",
    );
}

#[test]
fn lots_drawn_among_holders_do_not_touch_the_ranking_of_the_bids() {
    let sale = SaleTerms { equal_ranks: EqualRanks::ByLot, ..match_after_close() };
    check(
        SealedTerms { tie: Tie::ByLot, ..under(sale) },
        "
        t-1   desk  admits B3 rank 1  admitted
        t-1   desk  admits B4 rank 1  admitted
        t1    B1    seals 150         B1 sealed
        t3    B3    seals 130         B3 sealed
        t600  lot  closes  opened: B1 150 B3 130, asked against B1 at 150, \
                            PriorityMatch, closes t660
        t601  B4    takes it          B4 takes it
        t602  B3    takes it          B3 takes it
        t660  lot   closes            lots drawn: B3 B4, sold to B3 at 150
        t661  hall  looks             B1 leads at 150, least 100, closed t660
        ",
    );
}

#[test]
fn after_a_default_the_next_bid_gets_the_lot_at_its_own_amount() {
    check(
        next_candidate(),
        "
        t1    B1    seals 150         B1 sealed
        t2    B2    seals 170         B2 sealed
        t3    B3    seals 150         B3 sealed
        t4    B4    seals 160         B4 sealed
        t5    desk  records default   NoWinner
        t600  lot   closes            opened: B2 170 B4 160 B1 150 B3 150, sold to B2 at 170
        t700  desk  stops B4          AuctionClosed { closed_at: t600 }
        t700  desk  records default   B2 defaults, sold to B4 at 160
        t701  desk  records default   B4 defaults, sold to B1 at 150
        t702  desk  records default   B1 defaults, sold to B3 at 150
        t703  desk  records default   B3 defaults, unsold: WinnerDefaulted
        t704  desk  records default   NoWinner
        ",
    );
}

#[test]
fn after_a_default_a_stopped_bidder_is_passed_over() {
    check(
        next_candidate(),
        "
        t1    B1    seals 150         B1 sealed
        t2    B2    seals 170         B2 sealed
        t3    B3    seals 160         B3 sealed
        t4    desk  stops B3          stopped
        t600  lot   closes            opened: B2 170 B3 160 B1 150, sold to B2 at 170
        t700  desk  records default   B2 defaults, sold to B1 at 150
        ",
    );
}

#[test]
fn after_a_default_the_reserve_is_still_the_least() {
    let reserve = Reserve::Public(parse_amount("150"));
    let sale = || SaleTerms { reserve, on_default: OnDefault::NextCandidate, ..sale_terms() };
    check(
        under(sale()),
        "
        t1    B1    seals 170         B1 sealed
        t2    B2    seals 150         B2 sealed
        t3    B3    seals 149.99      B3 sealed
        t600  lot   closes            opened: B1 170 B2 150 B3 149.99, sold to B1 at 170
        t700  desk  records default   B1 defaults, sold to B2 at 150
        t701  desk  records default   B2 defaults, unsold: WinnerDefaulted
        ",
    );
    check(
        SealedTerms { pricing: Pricing::Second, ..under(sale()) },
        "
        t1    B1    seals 170         B1 sealed
        t2    B2    seals 160         B2 sealed
        t3    B3    seals 149.99      B3 sealed
        t600  lot   closes            opened: B1 170 B2 160 B3 149.99, sold to B1 at 160
        t700  desk  records default   B1 defaults, sold to B2 at 150
        t701  desk  records default   B2 defaults, unsold: WinnerDefaulted
        ",
    );
}

#[test]
fn after_a_default_the_second_price_is_found_anew_without_who_defaulted() {
    check(
        SealedTerms { pricing: Pricing::Second, ..next_candidate() },
        "
        t1    B1    seals 150         B1 sealed
        t2    B2    seals 170         B2 sealed
        t3    B3    seals 120         B3 sealed
        t600  lot   closes            opened: B2 170 B1 150 B3 120, sold to B2 at 150
        t700  desk  records default   B2 defaults, sold to B1 at 120
        t701  desk  records default   B1 defaults, sold to B3 at 100
        ",
    );
}

#[test]
fn after_a_default_the_order_of_the_second_round_stands() {
    let tie = Tie::SecondRound { length: seconds(300) };
    check(
        SealedTerms { tie, ..next_candidate() },
        "
        t1    B1    seals 150         B1 sealed
        t2    B2    seals 150         B2 sealed
        t3    B3    seals 150         B3 sealed
        t4    B4    seals 140         B4 sealed
        t600  lot   closes  opened: B1 150 B2 150 B3 150 B4 140, SecondRound, closes t900
        t601  B2    seals 155         B2 sealed
        t602  B3    seals 160         B3 sealed
        t900  lot   closes            opened: B3 160 B2 155, sold to B3 at 160
        t950  desk  records default   B3 defaults, sold to B2 at 155
        t951  desk  records default   B2 defaults, sold to B1 at 150
        t952  desk  records default   B1 defaults, sold to B4 at 140
        ",
    );
}

#[test]
fn after_a_default_the_lot_can_be_listed_again_without_the_winner() {
    check(
        sealed(),
        "
        t1    B1    seals 150         B1 sealed
        t2    B2    seals 170         B2 sealed
        t600  lot   closes            opened: B2 170 B1 150, sold to B2 at 170
        t700  desk  records default   B2 defaults, unsold: WinnerDefaulted
        ",
    );
}

#[test]
fn a_sole_applicant_agrees_without_bidding() {
    let sale = || SaleTerms {
        agreement: Some(seconds(120)),
        on_default: OnDefault::NextCandidate,
        ..sale_terms()
    };
    check_among(
        &[Paddle(1)],
        under(sale()),
        "
        t0    lot   opens             Agreement, closes t120
        t1    B1    seals 150         WrongPhase { phase: Agreement, until: t120 }
        t2    B1    99.99             BelowLeastBid { least: 100 }
        t3    B1    100               B1 agrees to 100
        t120  lot   closes            sold to B1 at 100
        t200  desk  records default   B1 defaults, unsold: WinnerDefaulted
        ",
    );
    check_among(&[Paddle(1)], under(sale()), "t120  lot  closes  unsold: NoBid");
    check(
        under(sale()),
        "
        t0    lot   opens             SealedBidding, closes t600
        t1    B1    150               WrongMethod { method: Sealed }
        ",
    );
}
