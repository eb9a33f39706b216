//! What the close decides beside the bids: how many, the reserve, priority, default.

use auction::{OnDefault, Priority, Reserve, SaleTerms, StagedTerms};
use lexicon::Paddle;

use super::staged;
use crate::table::{check, check_among};
use crate::terms::{sale_terms, seconds};
use crate::words::parse_amount;

fn under(sale: SaleTerms) -> StagedTerms {
    StagedTerms { sale, ..staged() }
}

#[test]
fn two_bids_of_one_bidder_are_one_bidder() {
    let two = || under(SaleTerms { bidders_min: 2, ..sale_terms() });
    check(
        two(),
        "
        t10   B1    100     B1 leads at 100, BetweenStages until t25, closes t205
        t30   B1    110     B1 leads at 110, BetweenStages until t45, closes t225
        t225  lot   closes  unsold: TooFewBidders
        ",
    );
    check(
        two(),
        "
        t10   B1    100     B1 leads at 100, BetweenStages until t25, closes t205
        t30   B2    110     B2 leads at 110, BetweenStages until t45, closes t225
        t225  lot   closes  sold to B2 at 110
        ",
    );
}

#[test]
fn the_reserve_is_compared_with_the_last_bid() {
    let public = |amount| {
        under(SaleTerms { reserve: Reserve::Public(parse_amount(amount)), ..sale_terms() })
    };
    check(
        public("100.01"),
        "
        t10   B1    100     B1 leads at 100, BetweenStages until t25, closes t205
        t205  lot   closes  unsold: BelowReserve
        ",
    );
    check(
        public("100"),
        "
        t10   B1    100     B1 leads at 100, BetweenStages until t25, closes t205
        t205  lot   closes  sold to B1 at 100
        ",
    );
    let reserve = Reserve::Secret { entered_from: None, entered_until: seconds(60) };
    check(
        under(SaleTerms { reserve, ..sale_terms() }),
        "
        t10   B1    100                 B1 leads at 100, BetweenStages until t25, closes t205
        t20   desk  enters reserve 110  entered
        t30   B2    120                 B2 leads at 120, BetweenStages until t45, closes t225
        t225  lot   closes              sold to B2 at 120
        ",
    );
    check(
        under(SaleTerms { reserve, ..sale_terms() }),
        "
        t120.000001  desk  enters reserve 110  ReserveTooLate { until: t120 }
        t121         B1    100     B1 leads at 100, BetweenStages until t136, closes t316
        t256         desk  enters reserve 110  entered
        t316         lot   closes              unsold: BelowReserve
        ",
    );
}

#[test]
fn a_holder_of_a_better_right_takes_the_last_bid_after_the_close() {
    let priority = Priority::MatchAfterClose { window: seconds(60) };
    check(
        under(SaleTerms { priority, ..sale_terms() }),
        "
        t1    desk  admits B2 rank 1  admitted
        t10   B1    100       B1 leads at 100, BetweenStages until t25, closes t205
        t205  lot   closes    asked against B1 at 100, PriorityMatch, closes t265
        t210  B3    110       WrongPhase { phase: PriorityMatch, until: t265 }
        t211  B2    takes it  B2 takes it
        t265  lot   closes    sold to B2 at 100
        ",
    );
}

#[test]
fn a_defaulter_gives_way_to_the_next_best_bid_or_to_nobody() {
    let next = SaleTerms { on_default: OnDefault::NextCandidate, ..sale_terms() };
    check(
        under(next),
        "
        t10   B1    100              B1 leads at 100, BetweenStages until t25, closes t205
        t30   B2    110              B2 leads at 110, BetweenStages until t45, closes t225
        t50   B1    120              B1 leads at 120, BetweenStages until t65, closes t245
        t60   desk  records default  NoWinner
        t245  lot   closes           sold to B1 at 120
        t300  desk  records default  B1 defaults, sold to B2 at 110
        t301  desk  records default  B2 defaults, unsold: WinnerDefaulted
        ",
    );
    check(
        staged(),
        "
        t10   B1    100              B1 leads at 100, BetweenStages until t25, closes t205
        t30   B2    110              B2 leads at 110, BetweenStages until t45, closes t225
        t225  lot   closes           sold to B2 at 110
        t300  desk  records default  B2 defaults, unsold: WinnerDefaulted
        ",
    );
}

#[test]
fn the_only_applicant_agrees_to_the_starting_price() {
    let agreement = Some(seconds(60));
    check_among(
        &[Paddle(1)],
        under(SaleTerms { agreement, ..sale_terms() }),
        "
        t0    lot   opens            Agreement, closes t60
        t1    B1    99.99            BelowLeastBid { least: 100 }
        t2    B1    100              B1 agrees to 100
        t60   lot   closes           sold to B1 at 100
        ",
    );
}
