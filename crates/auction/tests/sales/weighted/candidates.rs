//! What comes after the scoring: reserve, number of bidders, right of priority, default.

use auction::{OnDefault, Priority, Reserve, SaleTerms, WeightedTerms};
use lexicon::Paddle;

use crate::table::{check, check_among};
use crate::terms::{sale_terms, seconds, weighted};
use crate::words::parse_amount;

fn under(sale: SaleTerms) -> WeightedTerms {
    WeightedTerms { sale, ..weighted() }
}

#[test]
fn the_reserve_is_compared_with_the_price_of_the_best_bid() {
    let reserve = Reserve::Public(parse_amount("190"));
    let terms = || under(SaleTerms { reserve, ..sale_terms() });
    check(
        terms(),
        "
        t1    desk  scores B1 20 0   B1 scored
        t2    B1    seals 189.99     B1 sealed
        t3    B2    seals 200        B2 sealed
        t600  lot   closes  by 200: B1 56.99+20=76.99 B2 60+0=60, unsold: BelowReserve
        ",
    );
    check(
        terms(),
        "
        t1    desk  scores B1 20 0   B1 scored
        t2    B1    seals 190        B1 sealed
        t3    B2    seals 200        B2 sealed
        t600  lot   closes  by 200: B1 57+20=77 B2 60+0=60, sold to B1 at 190
        ",
    );
    let reserve = Reserve::Secret { entered_from: None, entered_until: seconds(60) };
    check(
        under(SaleTerms { reserve, ..sale_terms() }),
        "
        t2    B1    seals 190            B1 sealed
        t540  desk  enters reserve 191   entered
        t600  lot   closes  by 190: B1 60+0=60, unsold: BelowReserve
        ",
    );
}

#[test]
fn where_two_bidders_are_asked_for_one_is_too_few() {
    let terms = || under(SaleTerms { bidders_min: 2, ..sale_terms() });
    check(
        terms(),
        "
        t1    desk  scores B2 20 0   B2 scored
        t2    B1    seals 190        B1 sealed
        t600  lot   closes  by 190: B1 60+0=60, unsold: TooFewBidders
        ",
    );
    check(
        terms(),
        "
        t2    B1    seals 200        B1 sealed
        t3    B2    seals 100        B2 sealed
        t600  lot   closes  by 200: B1 60+0=60 B2 30+0=30, sold to B1 at 200
        ",
    );
}

#[test]
fn a_holder_of_a_right_of_priority_is_asked_after_the_close() {
    let priority = Priority::MatchAfterClose { window: seconds(60) };
    check(
        under(SaleTerms { priority, ..sale_terms() }),
        "
        t-1   desk  admits B3 rank 1     admitted
        t2    B2    seals 150            B2 sealed
        t600  lot   waits                -
        t601  lot   closes  by 150: B2 60+0=60, asked against B2 at 150, PriorityMatch, closes t660
        t601  desk  scores B4 25 15      WrongPhase { phase: PriorityMatch, until: t660 }
        t601  B4    seals 160            WrongPhase { phase: PriorityMatch, until: t660 }
        t602  B3    takes it             B3 takes it
        t660  lot   closes               sold to B3 at 150
        ",
    );
}

#[test]
fn after_a_default_the_next_of_the_ranking_gets_the_lot_at_his_own_price() {
    let reserve = Reserve::Public(parse_amount("150"));
    let sale = SaleTerms { reserve, on_default: OnDefault::NextCandidate, ..sale_terms() };
    check(
        under(sale),
        "
        t1    desk  scores B1 25 15      B1 scored
        t1    desk  scores B2 20 10      B2 scored
        t1    desk  scores B3 25 10      B3 scored
        t2    B1    seals 160            B1 sealed
        t3    B2    seals 200            B2 sealed
        t4    B3    seals 149.99         B3 sealed
        t5    B4    seals 190            B4 sealed
        t600  lot   closes  by 200: B2 60+30=90 B1 48+40=88 B3 44.99+35=79.99 B4 57+0=57, \
                            sold to B2 at 200
        t700  desk  records default      B2 defaults, sold to B1 at 160
        t701  desk  records default      B1 defaults, sold to B4 at 190
        t702  desk  records default      B4 defaults, unsold: WinnerDefaulted
        t703  desk  records default      NoWinner
        ",
    );
    check(
        under(SaleTerms { on_default: OnDefault::NextCandidate, ..sale_terms() }),
        "
        t2    B1    seals 200            B1 sealed
        t3    B2    seals 190            B2 sealed
        t4    B3    seals 180            B3 sealed
        t5    desk  stops B2             stopped
        t600  lot   closes  by 200: B1 60+0=60 B2 57+0=57 B3 54+0=54, sold to B1 at 200
        t700  desk  records default      B1 defaults, sold to B3 at 180
        ",
    );
    check(
        weighted(),
        "
        t2    B1    seals 200            B1 sealed
        t3    B2    seals 190            B2 sealed
        t600  lot   closes  by 200: B1 60+0=60 B2 57+0=57, sold to B1 at 200
        t700  desk  records default      B1 defaults, unsold: WinnerDefaulted
        ",
    );
}

#[test]
fn a_sole_applicant_agrees_without_being_scored() {
    let sale = || SaleTerms { agreement: Some(seconds(120)), ..sale_terms() };
    check_among(
        &[Paddle(1)],
        under(sale()),
        "
        t-1   desk  scores B1 20 10    B1 scored
        t0    lot   opens              Agreement, closes t120
        t1    B1    seals 150          WrongPhase { phase: Agreement, until: t120 }
        t1    desk  scores B1 20 10    WrongPhase { phase: Agreement, until: t120 }
        t3    B1    120                B1 agrees to 120
        t120  lot   closes             sold to B1 at 120
        ",
    );
}
