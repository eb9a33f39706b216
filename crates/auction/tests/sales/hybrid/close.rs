//! What the close decides beside the bids: how many, the reserve, priority, default.

use auction::{HybridTerms, OnDefault, Priority, Reserve, SaleTerms};
use lexicon::Paddle;

use super::hybrid;
use crate::table::{check, check_among};
use crate::terms::{sale_terms, seconds};

fn under(sale: SaleTerms) -> HybridTerms {
    HybridTerms { sale, ..hybrid() }
}

#[test]
fn a_holder_alone_is_one_bidder() {
    let two = || under(SaleTerms { bidders_min: 2, ..sale_terms() });
    check(
        two(),
        "
        t5    B1    100        B1 leads at 100
        t11   B2    seals 104  BelowLeastBid { least: 105 }
        t130  lot   closes     unsold: TooFewBidders
        ",
    );
    check(
        two(),
        "
        t5    B1    100        B1 leads at 100
        t11   B2    seals 105  B2 sealed
        t130  lot   closes     opened: B2 105, HoldersBid, closes t190
        t190  lot   closes     sold to B2 at 105
        ",
    );
}

fn secret() -> HybridTerms {
    let reserve = Reserve::Secret { entered_from: None, entered_until: seconds(0) };
    under(SaleTerms { reserve, ..sale_terms() })
}

#[test]
fn the_reserve_is_compared_with_the_price_that_wins() {
    check(
        secret(),
        "
        t5    B1    100                    B1 leads at 100
        t11   B2    seals 105              B2 sealed
        t12   desk  enters reserve 105.01  entered
        t130  lot   closes                 opened: B2 105, HoldersBid, closes t190
        t190  lot   closes                 unsold: BelowReserve
        ",
    );
    check(
        secret(),
        "
        t5    B1    100                    B1 leads at 100
        t11   B2    seals 105              B2 sealed
        t12   desk  enters reserve 105     entered
        t130  lot   closes                 opened: B2 105, HoldersBid, closes t190
        t190  lot   closes                 sold to B2 at 105
        ",
    );
    check(
        secret(),
        "
        t5    B1    100                    B1 leads at 100
        t11   B2    seals 105              B2 sealed
        t12   desk  enters reserve 110     entered
        t131  B1    110                    B1 leads at 110
        t190  lot   closes                 sold to B1 at 110
        ",
    );
    check(
        secret(),
        "
        t5    B1    100                    B1 leads at 100
        t11   desk  enters reserve 100.01  entered
        t130  lot   closes                 unsold: BelowReserve
        ",
    );
}

#[test]
fn a_holder_of_a_better_right_is_asked_after_the_last_word() {
    let priority = Priority::MatchAfterClose { window: seconds(60) };
    check(
        under(SaleTerms { priority, ..sale_terms() }),
        "
        t1    desk  admits B4 rank 1  admitted
        t5    B1    100               B1 leads at 100
        t11   B2    seals 105         B2 sealed
        t140  B1    110               B1 leads at 110
        t190  lot   closes            asked against B1 at 110, PriorityMatch, closes t250
        t191  B1    120               WrongPhase { phase: PriorityMatch, until: t250 }
        t191  B2    seals 120         WrongPhase { phase: PriorityMatch, until: t250 }
        t200  B4    takes it          B4 takes it
        t250  lot   closes            sold to B4 at 110
        ",
    );
}

fn next_candidate() -> HybridTerms {
    under(SaleTerms { on_default: OnDefault::NextCandidate, ..sale_terms() })
}

#[test]
fn a_defaulter_gives_way_to_the_next_best_bid() {
    check(
        next_candidate(),
        "
        t5    B1    100               B1 leads at 100
        t11   B4    seals 120         B4 sealed
        t12   B3    seals 110         B3 sealed
        t13   B2    seals 110         B2 sealed
        t140  B1    125               B1 leads at 125
        t190  lot   closes            sold to B1 at 125
        t200  desk  records default   B1 defaults, sold to B4 at 120
        t201  desk  records default   B4 defaults, sold to B3 at 110
        t202  desk  records default   B3 defaults, sold to B2 at 110
        t203  desk  records default   B2 defaults, unsold: WinnerDefaulted
        t204  desk  records default   NoWinner
        ",
    );
    check(
        next_candidate(),
        "
        t5    B1    100               B1 leads at 100
        t11   B2    seals 105         B2 sealed
        t130  lot   closes            opened: B2 105, HoldersBid, closes t190
        t190  lot   closes            sold to B2 at 105
        t200  desk  records default   B2 defaults, sold to B1 at 100
        t201  desk  records default   B1 defaults, unsold: WinnerDefaulted
        ",
    );
}

#[test]
fn who_is_stopped_or_below_the_reserve_is_no_next_candidate() {
    let sale = SaleTerms { on_default: OnDefault::NextCandidate, ..secret().sale };
    check(
        under(sale),
        "
        t5    B1    100                  B1 leads at 100
        t11   B4    seals 120            B4 sealed
        t12   B3    seals 115            B3 sealed
        t13   B2    seals 110            B2 sealed
        t14   desk  stops B3             stopped
        t15   desk  enters reserve 110   entered
        t130  lot   closes               opened: B4 120 B3 115 B2 110, HoldersBid, closes t190
        t190  lot   closes               sold to B4 at 120
        t200  desk  records default      B4 defaults, sold to B2 at 110
        t201  desk  records default      B2 defaults, unsold: WinnerDefaulted
        ",
    );
}

#[test]
fn a_defaulter_ends_the_sale_where_the_terms_say_so() {
    check(
        hybrid(),
        "
        t5    B1    100               B1 leads at 100
        t11   B2    seals 105         B2 sealed
        t130  lot   closes            opened: B2 105, HoldersBid, closes t190
        t190  lot   closes            sold to B2 at 105
        t200  desk  records default   B2 defaults, unsold: WinnerDefaulted
        ",
    );
}

#[test]
fn the_only_applicant_agrees_to_the_floor() {
    let agreement = Some(seconds(60));
    check_among(
        &[Paddle(1)],
        under(SaleTerms { agreement, ..sale_terms() }),
        "
        t0    lot   opens             Agreement, closes t60
        t1    B1    seals 90          WrongPhase { phase: Agreement, until: t60 }
        t2    B1    74.99             BelowLeastBid { least: 75 }
        t3    B1    75                B1 agrees to 75
        t60   lot   closes            sold to B1 at 75
        ",
    );
}
