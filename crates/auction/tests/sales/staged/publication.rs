//! Which terms a staged sale may be published under, each at its edge.

use auction::{
    At, Auction, EqualRanks, OnDefault, Priority, Refusal, Reserve, SaleTerms, StagedTerms, Term,
    Terms,
};
use lexicon::Span;

use super::{staged, until};
use crate::terms::{sale_terms, seconds};
use crate::words::{OPENS_AT, parse_amount, parse_moment};

const LONGEST: Span = seconds(2 * 366 * 86_400);
const TOO_SHORT: Span = Span::from_us(999_999);

fn published(terms: StagedTerms) -> Result<(), Refusal> {
    Auction::check(At::moment_only(OPENS_AT), &Terms::from(terms))
}

fn assert_published(table: impl IntoIterator<Item = StagedTerms>) {
    for terms in table {
        assert_eq!(published(terms.clone()), Ok(()), "{terms:#?}");
    }
}

fn assert_invalid(table: impl IntoIterator<Item = (Term, StagedTerms)>) {
    for (term, terms) in table {
        let refusal = Refusal::TermInvalid { term };
        assert_eq!(published(terms.clone()), Err(refusal), "{terms:#?}");
    }
}

fn sale(sale: SaleTerms) -> StagedTerms {
    StagedTerms { sale, ..staged() }
}

#[test]
fn the_increment_is_an_amount() {
    let rising = |amount| StagedTerms { increment: parse_amount(amount), ..staged() };
    assert_published([rising("0.01"), rising("10000000000000")]);
    assert_invalid([
        (Term::Increment, rising("0")),
        (Term::Increment, rising("-0.01")),
        (Term::Increment, rising("10000000000000.01")),
    ]);
}

#[test]
fn a_stage_and_a_pause_last_a_second_at_least_and_two_years_at_most() {
    let hard_end = OPENS_AT + LONGEST;
    let stage = |stage| StagedTerms { stage, hard_end, ..staged() };
    let pause = |pause| StagedTerms { pause, ..staged() };
    let too_long = LONGEST + Span::from_us(1);
    assert_published([stage(Span::SECOND), stage(LONGEST), pause(Span::SECOND), pause(LONGEST)]);
    assert_invalid([
        (Term::StageLength, stage(TOO_SHORT)),
        (Term::StageLength, stage(too_long)),
        (Term::PauseLength, pause(Span::ZERO)),
        (Term::PauseLength, pause(TOO_SHORT)),
        (Term::PauseLength, pause(too_long)),
    ]);
}

#[test]
fn the_day_is_as_long_as_the_first_stage_at_least() {
    assert_published([until("t180")]);
    assert_invalid([
        (Term::HardEnd, until("t179.999999")),
        (Term::HardEnd, until("t0")),
        (Term::HardEnd, until("t-1")),
    ]);
}

#[test]
fn two_bidders_a_next_candidate_and_a_reserve_may_be_asked_for() {
    let reserve =
        |amount| sale(SaleTerms { reserve: Reserve::Public(parse_amount(amount)), ..sale_terms() });
    let on_default = OnDefault::NextCandidate;
    assert_published([
        sale(SaleTerms { bidders_min: 2, ..sale_terms() }),
        sale(SaleTerms { on_default, ..sale_terms() }),
        reserve("100"),
    ]);
    assert_invalid([
        (Term::BiddersMin, sale(SaleTerms { bidders_min: 0, ..sale_terms() })),
        (Term::BiddersMin, sale(SaleTerms { bidders_min: 3, ..sale_terms() })),
        (Term::Reserve, reserve("99.99")),
    ]);
}

#[test]
fn rights_of_priority_are_exercised_after_the_close() {
    let after_close = Priority::MatchAfterClose { window: Span::SECOND };
    let holding = |priority| sale(SaleTerms { priority, ..sale_terms() });
    let equal_ranks = EqualRanks::ByLot;
    let by_lot = |priority| sale(SaleTerms { priority, equal_ranks, ..sale_terms() });
    assert_published([holding(after_close), holding(Priority::Ordinary), by_lot(after_close)]);
    assert_invalid([
        (Term::Priority, holding(Priority::MatchLive)),
        (Term::EqualRanks, by_lot(Priority::None)),
    ]);
}

#[test]
fn terms_that_open_earlier_or_later_keep_the_length_of_their_day() {
    let opens_at = parse_moment("t1000");
    let Terms::Staged(moved) = Terms::from(until("t180")).opening_at(opens_at) else {
        panic!("the method stays")
    };
    assert_eq!((moved.sale.opens_at, moved.hard_end), (opens_at, parse_moment("t1180")));
    let opens_at = parse_moment("t-0.000001");
    assert_invalid([(Term::OpensAt, sale(SaleTerms { opens_at, ..sale_terms() }))]);
}
