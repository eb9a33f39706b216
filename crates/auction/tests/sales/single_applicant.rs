//! The only applicant (唯一竞买人): he bids like any other, or agrees to a price without bidding
//! where the terms give him time for that (协议).

use auction::{
    AscendingTerms, At, Auction, FirstBid, OnDefault, OwnOverbid, Preset, Priority, Refusal,
    Reserve, Term, Terms,
};
use lexicon::{Money, Paddle, Span};

use crate::table::{check, check_among};
use crate::terms::{at_least_10, plain, seconds, two_phases};
use crate::words::{OPENS_AT, parse_amount, parse_moment};

const ALONE: [Paddle; 1] = [Paddle(1)];
const TWO: [Paddle; 2] = [Paddle(1), Paddle(2)];

/// Whoever is alone has ten minutes to agree.
fn agreeing() -> AscendingTerms {
    AscendingTerms { agreement: Some(seconds(600)), ..two_phases() }
}

fn reserve_until_a_minute_before() -> Reserve {
    Reserve::Secret { entered_from: None, entered_until: seconds(60) }
}

#[test]
fn without_agreement_who_is_alone_bids_and_wins() {
    check_among(
        &ALONE,
        plain(),
        "
        t0    lot   opens   free bidding, closes t600
        t1    B1    99.99   BelowLeastBid { least: 100 }
        t2    B1    100     B1 leads at 100
        t600  lot   closes  sold to B1 at 100
        ",
    );
    let reserved = AscendingTerms { reserve: Reserve::Public(parse_amount("100.01")), ..plain() };
    check_among(
        &ALONE,
        reserved.clone(),
        "
        t2    B1    100     B1 leads at 100
        t600  lot   closes  unsold: BelowReserve
        ",
    );
    check_among(
        &ALONE,
        reserved,
        "
        t2    B1    100.01  B1 leads at 100.01
        t600  lot   closes  sold to B1 at 100.01
        ",
    );
    check_among(
        &ALONE,
        AscendingTerms { bidders_min: 2, ..plain() },
        "
        t2    B1    100     B1 leads at 100
        t600  lot   closes  unsold: TooFewBidders
        ",
    );
}

#[test]
fn a_judicial_sale_needs_one_bidder() {
    let judicial = Preset::Judicial.terms(OPENS_AT, parse_amount("100"), at_least_10());
    check_among(
        &ALONE,
        judicial,
        "
        t0      lot   opens   free bidding, closes t86400
        t2      B1    100     B1 leads at 100
        t86400  lot   closes  sold to B1 at 100
        ",
    );
}

#[test]
fn who_is_alone_agrees_to_no_less_than_the_floor_and_once() {
    check_among(
        &ALONE,
        agreeing(),
        "
        t-1     B1      100    NotYetOpen { opens_at: t0 }
        t0      lot     opens  Agreement, closes t600
        t0      hall    looks  nobody leads, least 100, closes t600
        t1      B1      99.99  BelowLeastBid { least: 100 }
        t2      B1      0      AmountOutOfRange { most: 10000000000000 }
        t3      nobody  100    NotAdmitted
        t3      B9      100    NotAdmitted
        t4      B1      100    B1 agrees to 100
        t5      B1      100    AlreadyAnswered
        t5      B1      200    AlreadyAnswered
        t5      hall    looks  B1 leads at 100, least 100, closes t600
        t599    lot     closes  NotDue { due_at: t600 }
        t600    lot     closes  sold to B1 at 100
        t601    B1      100    AuctionClosed { closed_at: t600 }
        ",
    );
    // Steps and the rule on the first bid are for bids; he may agree to more than the floor.
    check_among(
        &ALONE,
        AscendingTerms {
            first_bid: FirstBid::AboveStart,
            own_overbid: OwnOverbid::Refused,
            ..agreeing()
        },
        "
        t0    hall  looks   nobody leads, least 100, closes t600
        t4    B1    100.01  B1 agrees to 100.01
        t600  lot   closes  sold to B1 at 100.01
        ",
    );
}

#[test]
fn silence_until_the_end_leaves_the_lot_unsold() {
    check_among(
        &ALONE,
        agreeing(),
        "
        t600              lot   waits   -
        t601@600.000001   B1    100     PhaseOver { phase: Agreement, ended_at: t600 }
        t602              lot   closes  unsold: NoBid
        t603              desk  records default  NoWinner
        ",
    );
    check_among(
        &ALONE,
        agreeing(),
        "
        t600              lot   waits   -
        t601@600          B1    100     B1 agrees to 100
        t602              lot   closes  sold to B1 at 100
        ",
    );
}

#[test]
fn an_agreement_is_no_other_kind_of_bid() {
    check_among(
        &ALONE,
        agreeing(),
        "
        t1    B1    up to 200        ProxyNotAllowed
        t1    B1    joins            WrongPhase { phase: Agreement, until: t600 }
        t1    B1    takes it         WrongPhase { phase: Agreement, until: t600 }
        t1    B1    seals 100        WrongMethod { method: Ascending }
        t1    B1    100 for piece 1  WrongMethod { method: Ascending }
        ",
    );
}

#[test]
fn what_covers_an_applicant_covers_his_agreement() {
    check_among(
        &[],
        agreeing(),
        "
        t-9         desk  admits B1 up to 100  admitted
        t1          B1    100.01               AboveAdmittedAmount { ceiling: 100 }
        t2          B1    100                  B1 agrees to 100
        ",
    );
    check_among(
        &[],
        agreeing(),
        "
        t-9         desk  admits B1 until t5   admitted
        t5.000001   B1    100                  AdmissionEnded { ended_at: t5 }
        t6          desk  admits B1 until t9   admitted
        t7          desk  stops B1             stopped
        t8          B1    100                  BidderStopped
        t9          desk  admits B1            admitted
        t10         B1    100                  B1 agrees to 100
        t600        lot   closes               sold to B1 at 100
        ",
    );
    // What he has agreed to stays agreed.
    check_among(
        &ALONE,
        agreeing(),
        "
        t2          B1    100                  B1 agrees to 100
        t3          desk  stops B1             stopped
        t600        lot   closes               sold to B1 at 100
        ",
    );
}

#[test]
fn nobody_else_is_admitted_while_one_is_asked_alone() {
    check_among(
        &ALONE,
        agreeing(),
        "
        t-1    desk  admits B2           admitted
        t0     lot   opens               free bidding until t300, closes t390
        ",
    );
    check_among(
        &ALONE,
        agreeing(),
        "
        t0     lot   opens               Agreement, closes t600
        t1     desk  admits B2           AdmissionOver { phase: Agreement }
        t2     desk  suspends            suspended
        t3     desk  admits B2           AdmissionOver { phase: Agreement }
        t4     desk  resumes t100        goes on at t100
        t5     desk  admits B2           AdmissionOver { phase: Agreement }
        t6     desk  admits B1 up to 500  admitted
        t101   B1    500                 B1 agrees to 500
        t102   desk  admits B2           AdmissionOver { phase: Agreement }
        ",
    );
}

#[test]
fn only_one_applicant_is_asked() {
    check_among(&TWO, agreeing(), "t0  lot  opens  free bidding until t300, closes t390");
    check_among(
        &[],
        agreeing(),
        "
        t0    lot   opens      free bidding until t300, closes t390
        t1    desk  admits B1  admitted
        t2    B1    100        B1 leads at 100
        t390  lot   closes     sold to B1 at 100
        ",
    );
    // Who was stopped, or is covered no longer, is no second applicant.
    check_among(
        &TWO,
        agreeing(),
        "
        t-1   desk  stops B2   stopped
        t0    lot   opens      Agreement, closes t600
        t1    B2    100        BidderStopped
        t2    desk  admits B2  AdmissionOver { phase: Agreement }
        t3    B1    100        B1 agrees to 100
        t600  lot   closes     sold to B1 at 100
        ",
    );
    let covered_until = |until: &str, opens: &str| {
        let table = format!(
            "
            t-9   desk  admits B2 until {until}  admitted
            t0    lot   opens                    {opens}
            "
        );
        check_among(&ALONE, agreeing(), &table);
    };
    covered_until("t-0.000001", "Agreement, closes t600");
    check_among(
        &ALONE,
        agreeing(),
        "
        t-9   desk  admits B2 until t-1  admitted
        t0    lot   opens                Agreement, closes t600
        t1    desk  admits B2            AdmissionOver { phase: Agreement }
        t2    B2    100                  AdmissionEnded { ended_at: t-1 }
        ",
    );
    covered_until("t0", "free bidding until t300, closes t390");
}

#[test]
fn one_who_may_agree_alone_is_not_one_bidder_too_few() {
    check_among(
        &ALONE,
        AscendingTerms { bidders_min: 2, ..agreeing() },
        "
        t4    B1    100     B1 agrees to 100
        t600  lot   closes  sold to B1 at 100
        ",
    );
    // Where two were admitted they bid, and two must.
    check_among(
        &TWO,
        AscendingTerms { bidders_min: 2, ..agreeing() },
        "
        t4    B1    100     B1 leads at 100
        t390  lot   closes  unsold: TooFewBidders
        ",
    );
}

#[test]
fn an_agreement_reaches_the_reserve() {
    for (reserve, result) in [
        ("149.99", "sold to B1 at 150"),
        ("150", "sold to B1 at 150"),
        ("150.01", "unsold: BelowReserve"),
    ] {
        let secret = format!(
            "
            t4    B1    150                       B1 agrees to 150
            t540  desk  enters reserve {reserve}  entered
            t541  desk  enters reserve {reserve}  ReserveAlreadyEntered
            t600  lot   closes                    {result}
            "
        );
        check_among(
            &ALONE,
            AscendingTerms { reserve: reserve_until_a_minute_before(), ..agreeing() },
            &secret,
        );
        let public = Reserve::Public(parse_amount(reserve));
        let table = format!(
            "
            t4    B1    150                       B1 agrees to 150
            t600  lot   closes                    {result}
            "
        );
        check_among(&ALONE, AscendingTerms { reserve: public, ..agreeing() }, &table);
    }
    check_among(
        &ALONE,
        AscendingTerms { reserve: reserve_until_a_minute_before(), ..agreeing() },
        "
        t4           B1    150                 B1 agrees to 150
        t540.000001  desk  enters reserve 151  ReserveTooLate { until: t540 }
        t600         lot   closes              sold to B1 at 150
        ",
    );
}

#[test]
fn an_agreement_is_stopped_and_goes_on_like_bidding() {
    check_among(
        &ALONE,
        agreeing(),
        "
        t100   desk  suspends        suspended
        t101   B1    100             AuctionSuspended { resumes_at: None }
        t110   desk  resumes t200    goes on at t200
        t150   B1    100             AuctionSuspended { resumes_at: t200 }
        t200   lot   reopens         Agreement, closes t700
        t200   hall  looks           nobody leads, least 100, closes t700
        t300   B1    100             B1 agrees to 100
        t700   lot   closes          sold to B1 at 100
        ",
    );
    check_among(
        &ALONE,
        agreeing(),
        "
        t100   desk  interrupts t50..t60          interrupted
        t101   B1    100                          AuctionInterrupted { resumes_at: None }
        t110   desk  resumes from break t200      goes on at t200
        t200   lot   reopens                      Agreement, closes t800
        t300   B1    100                          B1 agrees to 100
        t800   lot   closes uncovered t500..t510  interrupted
        t810   desk  resumes from break t900      goes on at t900
        t900   lot   reopens                      Agreement, closes t1500
        t901   B1    200                          AlreadyAnswered
        t1500  lot   closes                       sold to B1 at 100
        ",
    );
    check_among(
        &ALONE,
        agreeing(),
        "
        t100   B1    100         B1 agrees to 100
        t200   desk  terminates  terminated
        t201   B1    100         AuctionTerminated
        ",
    );
}

#[test]
fn nobody_comes_after_a_sole_applicant_who_defaults() {
    for on_default in [OnDefault::Relist, OnDefault::NextCandidate] {
        check_among(
            &ALONE,
            AscendingTerms { on_default, ..agreeing() },
            "
            t100   B1    100              B1 agrees to 100
            t600   lot   closes           sold to B1 at 100
            t601   desk  records default  B1 defaults, unsold: WinnerDefaulted
            t602   desk  records default  NoWinner
            ",
        );
    }
}

#[test]
fn an_agreement_fits_rights_of_priority_and_a_hard_end() {
    check_among(
        &ALONE,
        AscendingTerms {
            priority: Priority::MatchAfterClose { window: seconds(180) },
            hard_end: Some(parse_moment("t390")),
            ..agreeing()
        },
        "
        t0     lot   opens                        Agreement, closes t600
        t100   B1    100                          B1 agrees to 100
        t600   lot   closes                       sold to B1 at 100
        ",
    );
}

#[test]
fn an_agreement_has_a_second_at_least() {
    let check_of = |agreement| {
        let terms = AscendingTerms { agreement: Some(agreement), bidders_min: 2, ..plain() };
        Auction::check(At::moment_only(OPENS_AT), &Terms::from(terms))
    };
    let invalid = Err(Refusal::TermInvalid { term: Term::Agreement });
    assert_eq!(check_of(Span::SECOND), Ok(()));
    assert_eq!(check_of(Span::from_us(999_999)), invalid);
    check(
        AscendingTerms { starting_price: Money::from_fen(1), ..agreeing() },
        "t0  lot  opens  free bidding until t300, closes t390",
    );
}
