//! Which terms a hybrid sale may be published under, each at its edge.

use auction::{
    At, Auction, EqualRanks, HybridTerms, OnDefault, Priority, Refusal, Reserve, SaleTerms, Term,
    Terms,
};
use lexicon::Span;

use super::hybrid;
use crate::terms::{sale_terms, seconds};
use crate::words::{OPENS_AT, parse_amount, parse_moment};

const LONGEST: Span = seconds(2 * 366 * 86_400);
const TOO_SHORT: Span = Span::from_us(999_999);

fn published(terms: HybridTerms) -> Result<(), Refusal> {
    Auction::check(At::moment_only(OPENS_AT), &Terms::from(terms))
}

fn assert_published(table: impl IntoIterator<Item = HybridTerms>) {
    for terms in table {
        assert_eq!(published(terms.clone()), Ok(()), "{terms:#?}");
    }
}

fn assert_invalid(table: impl IntoIterator<Item = (Term, HybridTerms)>) {
    for (term, terms) in table {
        let refusal = Refusal::TermInvalid { term };
        assert_eq!(published(terms.clone()), Err(refusal), "{terms:#?}");
    }
}

fn sale(sale: SaleTerms) -> HybridTerms {
    HybridTerms { sale, ..hybrid() }
}

#[test]
fn the_increment_is_an_amount() {
    let rising = |amount| HybridTerms { increment: parse_amount(amount), ..hybrid() };
    assert_published([rising("0.01"), rising("10000000000000")]);
    assert_invalid([
        (Term::Increment, rising("0")),
        (Term::Increment, rising("-0.01")),
        (Term::Increment, rising("10000000000000.01")),
    ]);
}

#[test]
fn each_phase_lasts_a_second_at_least_and_two_years_at_most() {
    let sealed = |sealed_bidding| HybridTerms { sealed_bidding, ..hybrid() };
    let last = |holders_bid| HybridTerms { holders_bid, ..hybrid() };
    let standing = |interval| HybridTerms { interval, ..hybrid() };
    let too_long = LONGEST + Span::from_us(1);
    assert_published([sealed(Span::SECOND), last(Span::SECOND), standing(Span::SECOND)]);
    assert_published([sealed(LONGEST), last(LONGEST), standing(LONGEST)]);
    assert_invalid([
        (Term::SealedBidding, sealed(TOO_SHORT)),
        (Term::SealedBidding, sealed(too_long)),
        (Term::HoldersBid, last(TOO_SHORT)),
        (Term::HoldersBid, last(too_long)),
        (Term::Interval, standing(TOO_SHORT)),
        (Term::Interval, standing(too_long)),
    ]);
}

#[test]
fn the_price_falls_as_in_a_descending_sale() {
    let floor = |amount| HybridTerms { floor: parse_amount(amount), ..hybrid() };
    let step = |amount| HybridTerms { step: parse_amount(amount), ..hybrid() };
    let reserve =
        |amount| sale(SaleTerms { reserve: Reserve::Public(parse_amount(amount)), ..sale_terms() });
    assert_published([floor("100"), step("0.01"), reserve("75")]);
    assert_invalid([
        (Term::Floor, floor("100.01")),
        (Term::Floor, floor("0")),
        (Term::Step, step("0")),
        (Term::Floor, reserve("75.01")),
    ]);
}

#[test]
fn two_bidders_and_a_next_candidate_may_be_asked_for() {
    let on_default = OnDefault::NextCandidate;
    assert_published([
        sale(SaleTerms { bidders_min: 2, ..sale_terms() }),
        sale(SaleTerms { on_default, ..sale_terms() }),
    ]);
    assert_invalid([
        (Term::BiddersMin, sale(SaleTerms { bidders_min: 0, ..sale_terms() })),
        (Term::BiddersMin, sale(SaleTerms { bidders_min: 3, ..sale_terms() })),
    ]);
}

#[test]
fn what_every_sale_asks_for_is_asked_for() {
    let priority = Priority::MatchLive;
    let equal_ranks = EqualRanks::ByLot;
    assert_invalid([
        (Term::OpensAt, sale(SaleTerms { opens_at: parse_moment("t-1"), ..sale_terms() })),
        (Term::Priority, sale(SaleTerms { priority, ..sale_terms() })),
        (Term::EqualRanks, sale(SaleTerms { equal_ranks, ..sale_terms() })),
    ]);
}
