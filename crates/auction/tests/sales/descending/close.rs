//! What the close decides beside the acceptance: reserve, priority, default, the only applicant.

use auction::{DescendingTerms, Priority, Reserve, SaleTerms};
use lexicon::Paddle;

use super::falling;
use crate::table::{check, check_among};
use crate::terms::{sale_terms, seconds};
use crate::words::parse_amount;

fn under(sale: SaleTerms) -> DescendingTerms {
    DescendingTerms { sale, ..falling() }
}

#[test]
fn a_secret_reserve_is_compared_with_the_price_that_was_accepted() {
    let reserve = Reserve::Secret { entered_from: None, entered_until: seconds(0) };
    let secret = || under(SaleTerms { reserve, ..sale_terms() });
    check(
        secret(),
        "
        t1    desk  enters reserve 90.01  entered
        t15   B1    90                    B1 leads at 90
        t20   lot   closes                unsold: BelowReserve
        ",
    );
    check(
        secret(),
        "
        t1    desk  enters reserve 90     entered
        t15   B1    90                    B1 leads at 90
        t20   lot   closes                sold to B1 at 90
        ",
    );
    check(
        secret(),
        "
        t1    desk  enters reserve 89.99  entered
        t15   B1    90                    B1 leads at 90
        t20   lot   closes                sold to B1 at 90
        ",
    );
    check(falling(), "t1  desk  enters reserve 90  NoSecretReserve");
}

#[test]
fn the_time_for_the_reserve_is_counted_back_from_the_end_of_the_price_that_stands() {
    let reserve = Reserve::Secret { entered_from: Some(seconds(9)), entered_until: seconds(3) };
    check(
        under(SaleTerms { reserve, ..sale_terms() }),
        "
        t0.999999     desk  enters reserve 90  ReserveTooEarly { from: t1 }
        t7.000001     desk  enters reserve 90  ReserveTooLate { until: t7 }
        t17           desk  enters reserve 90  entered
        t18           desk  enters reserve 90  ReserveAlreadyEntered
        ",
    );
}

#[test]
fn a_public_reserve_is_reached_at_the_floor() {
    let reserve = Reserve::Public(parse_amount("75"));
    check(
        under(SaleTerms { reserve, ..sale_terms() }),
        "
        t40   B1    75                    B1 leads at 75
        t40   lot   closes                sold to B1 at 75
        ",
    );
}

#[test]
fn a_holder_of_a_better_right_takes_the_accepted_price_after_the_close() {
    let priority = Priority::MatchAfterClose { window: seconds(60) };
    check(
        under(SaleTerms { priority, ..sale_terms() }),
        "
        t1    desk  admits B2 rank 1      admitted
        t5    B1    100                   B1 leads at 100
        t10   lot   closes                asked against B1 at 100, PriorityMatch, closes t70
        t11   B3    100                   WrongPhase { phase: PriorityMatch, until: t70 }
        t11   B3    takes it              NoPriority
        t11   desk  admits B9             AdmissionOver { phase: PriorityMatch }
        t12   B2    takes it              B2 takes it
        t70   lot   closes                sold to B2 at 100
        ",
    );
    check(
        under(SaleTerms { priority, ..sale_terms() }),
        "
        t1    desk  admits B2 rank 1      admitted
        t5    B1    100                   B1 leads at 100
        t10   lot   closes                asked against B1 at 100, PriorityMatch, closes t70
        t70   lot   closes                sold to B1 at 100
        ",
    );
    check(
        under(SaleTerms { priority, ..sale_terms() }),
        "
        t5    B1    100                   B1 leads at 100
        t10   lot   closes                sold to B1 at 100
        ",
    );
}

#[test]
fn a_question_that_is_asked_late_is_asked_for_its_whole_time() {
    let priority = Priority::MatchAfterClose { window: seconds(60) };
    check(
        under(SaleTerms { priority, ..sale_terms() }),
        "
        t1    desk  admits B2 rank 1      admitted
        t5    B1    100                   B1 leads at 100
        t10   lot   waits                 -
        t40   lot   closes                asked against B1 at 100, PriorityMatch, closes t100
        ",
    );
}

#[test]
fn a_winner_who_does_not_keep_his_word_leaves_the_lot_unsold() {
    check(
        falling(),
        "
        t5    B1    100                   B1 leads at 100
        t9    desk  records default       NoWinner
        t20   desk  records default       B1 defaults, unsold: WinnerDefaulted
        t20   desk  records default       NoWinner
        ",
    );
}

#[test]
fn the_only_applicant_agrees_to_the_floor() {
    let agreement = Some(seconds(60));
    let alone = || under(SaleTerms { agreement, ..sale_terms() });
    check_among(
        &[Paddle(1)],
        alone(),
        "
        t0    lot   opens                 Agreement, closes t60
        t1    hall  looks                 nobody leads, least 75, closes t60
        t2    B1    74.99                 BelowLeastBid { least: 75 }
        t3    B1    75                    B1 agrees to 75
        t4    B1    80                    AlreadyAnswered
        t4    hall  looks                 B1 leads at 75, least 75, closes t60
        t60   lot   closes                sold to B1 at 75
        ",
    );
    check_among(&[Paddle(1)], alone(), "t60  lot  closes  unsold: NoBid");
    check(alone(), "t0  lot  opens  FallingPrice, closes t10");
}
