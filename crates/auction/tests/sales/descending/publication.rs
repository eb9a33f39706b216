//! Which terms a falling price may be published under, each at its edge.

use auction::{
    At, Auction, DescendingTerms, EqualRanks, OnDefault, Priority, Refusal, Reserve, SaleTerms,
    Term, Terms,
};
use lexicon::{Money, Span};

use super::falling;
use crate::terms::{sale_terms, seconds};
use crate::words::{OPENS_AT, parse_amount, parse_moment};

fn published(terms: DescendingTerms) -> Result<(), Refusal> {
    Auction::check(At::moment_only(OPENS_AT), &Terms::from(terms))
}

fn assert_published(table: impl IntoIterator<Item = DescendingTerms>) {
    for terms in table {
        assert_eq!(published(terms.clone()), Ok(()), "{terms:#?}");
    }
}

fn assert_invalid(table: impl IntoIterator<Item = (Term, DescendingTerms)>) {
    for (term, terms) in table {
        let refusal = Refusal::TermInvalid { term };
        assert_eq!(published(terms.clone()), Err(refusal), "{terms:#?}");
    }
}

fn floor(amount: &str) -> DescendingTerms {
    DescendingTerms { floor: parse_amount(amount), ..falling() }
}

fn step(amount: &str) -> DescendingTerms {
    DescendingTerms { step: parse_amount(amount), ..falling() }
}

fn interval(interval: Span) -> DescendingTerms {
    DescendingTerms { interval, ..falling() }
}

fn sale(sale: SaleTerms) -> DescendingTerms {
    DescendingTerms { sale, ..falling() }
}

#[test]
fn the_floor_is_a_price_up_to_the_starting_price() {
    assert_published([floor("100"), floor("0.01")]);
    assert_invalid([
        (Term::Floor, floor("100.01")),
        (Term::Floor, floor("0")),
        (Term::Floor, floor("-1")),
    ]);
}

#[test]
fn a_public_reserve_lies_at_the_floor_or_below() {
    let reserve =
        |amount| sale(SaleTerms { reserve: Reserve::Public(parse_amount(amount)), ..sale_terms() });
    assert_published([reserve("75"), reserve("0.01")]);
    assert_invalid([
        (Term::Floor, reserve("75.01")),
        (Term::Floor, reserve("100")),
        (Term::Reserve, reserve("0")),
    ]);
}

#[test]
fn a_step_is_an_amount_and_there_are_ten_thousand_at_most() {
    let start_of_all = |step| DescendingTerms {
        sale: SaleTerms { starting_price: parse_amount("100.01"), ..sale_terms() },
        floor: parse_amount("0.01"),
        step: Money::from_fen(step),
        ..falling()
    };
    assert_published([step("0.01"), step("1000"), start_of_all(1)]);
    let one_more = SaleTerms { starting_price: parse_amount("100.02"), ..sale_terms() };
    assert_invalid([
        (Term::Step, step("0")),
        (Term::Step, step("-0.01")),
        (Term::Step, step("10000000000000.01")),
        (Term::Step, DescendingTerms { sale: one_more, ..start_of_all(1) }),
    ]);
}

#[test]
fn a_price_stands_for_a_second_at_least_and_two_years_at_most() {
    let longest = seconds(2 * 366 * 86_400);
    assert_published([interval(Span::SECOND), interval(longest)]);
    assert_invalid([
        (Term::Interval, interval(Span::from_us(999_999))),
        (Term::Interval, interval(longest + Span::from_us(1))),
    ]);
}

#[test]
fn what_one_acceptance_can_never_fulfil_is_refused() {
    assert_invalid([
        (Term::BiddersMin, sale(SaleTerms { bidders_min: 0, ..sale_terms() })),
        (Term::BiddersMin, sale(SaleTerms { bidders_min: 2, ..sale_terms() })),
        (Term::OnDefault, sale(SaleTerms { on_default: OnDefault::NextCandidate, ..sale_terms() })),
    ]);
}

#[test]
fn rights_of_priority_are_exercised_after_the_close() {
    let after_close = Priority::MatchAfterClose { window: Span::SECOND };
    let too_short = Priority::MatchAfterClose { window: Span::from_us(999_999) };
    let holding = |priority| sale(SaleTerms { priority, ..sale_terms() });
    let by_lot =
        |priority| sale(SaleTerms { priority, equal_ranks: EqualRanks::ByLot, ..sale_terms() });
    assert_published([holding(after_close), holding(Priority::Ordinary), by_lot(after_close)]);
    assert_invalid([
        (Term::Priority, holding(Priority::MatchLive)),
        (Term::Priority, holding(too_short)),
        (Term::EqualRanks, by_lot(Priority::None)),
        (Term::EqualRanks, by_lot(Priority::Ordinary)),
    ]);
}

#[test]
fn what_every_sale_asks_for_is_asked_for() {
    let starting_price = Money::ZERO;
    assert_invalid([
        (Term::OpensAt, sale(SaleTerms { opens_at: parse_moment("t-0.000001"), ..sale_terms() })),
        (Term::StartingPrice, sale(SaleTerms { starting_price, ..sale_terms() })),
        (
            Term::Agreement,
            sale(SaleTerms { agreement: Some(Span::from_us(999_999)), ..sale_terms() }),
        ),
        (
            Term::ResumeNotice,
            sale(SaleTerms { resume_notice: seconds(2 * 366 * 86_400 + 1), ..sale_terms() }),
        ),
    ]);
}
