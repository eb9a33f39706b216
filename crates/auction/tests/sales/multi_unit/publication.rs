//! Which terms such a lot may be published under.

use auction::{
    At, Auction, EqualRanks, MultiUnitTerms, OnDefault, Priority, Refusal, Reserve, SaleTerms,
    Term, Terms,
};
use lexicon::{Money, Quantity, Span};

use super::allowances;
use crate::terms::seconds;
use crate::words::parse_moment;

fn check(terms: MultiUnitTerms) -> Result<(), Refusal> {
    Auction::check(At::moment_only(parse_moment("t0")), &Terms::from(terms))
}

fn with(change: impl Fn(&mut MultiUnitTerms)) -> Result<(), Refusal> {
    let mut terms = allowances();
    change(&mut terms);
    check(terms)
}

fn with_sale(change: impl Fn(&mut SaleTerms)) -> Result<(), Refusal> {
    with(|terms| change(&mut terms.sale))
}

const fn invalid(term: Term) -> Result<(), Refusal> {
    Err(Refusal::TermInvalid { term })
}

const fn units(units: u64) -> Quantity {
    Quantity::from_units(units)
}

#[test]
fn a_lot_of_several_winners_has_no_right_of_one() {
    let window = seconds(60);
    assert_eq!(check(allowances()), Ok(()));
    for priority in [Priority::MatchLive, Priority::MatchAfterClose { window }, Priority::Ordinary]
    {
        assert_eq!(with_sale(|sale| sale.priority = priority), invalid(Term::Priority));
    }
    assert_eq!(with_sale(|sale| sale.agreement = Some(window)), invalid(Term::Agreement));
    assert_eq!(
        with_sale(|sale| sale.on_default = OnDefault::NextCandidate),
        invalid(Term::OnDefault)
    );
    assert_eq!(with_sale(|sale| sale.equal_ranks = EqualRanks::ByLot), invalid(Term::EqualRanks));
}

#[test]
fn the_quantity_the_lot_and_the_cap_fit_each_other() {
    assert_eq!(with(|it| it.lot = units(0)), invalid(Term::LotSize));
    assert_eq!(with(|it| it.lot = units(1)), Ok(()));
    assert_eq!(with(|it| it.lot = units(1_000_000_000_001)), invalid(Term::LotSize));
    assert_eq!(with(|it| it.lot = units(10_001)), invalid(Term::Quantity));
    assert_eq!(with(|it| it.quantity = units(0)), invalid(Term::Quantity));
    assert_eq!(with(|it| it.quantity = units(10_001)), invalid(Term::Quantity));
    assert_eq!(with(|it| it.quantity = units(11_000)), Ok(()));
    assert_eq!(with(|it| it.quantity = units(1_000_000_000_000)), Ok(()));
    assert_eq!(with(|it| it.quantity = units(1_000_000_001_000)), invalid(Term::Quantity));
    assert_eq!(with(|it| it.bidder_cap = units(0)), invalid(Term::BidderCap));
    assert_eq!(with(|it| it.bidder_cap = units(999)), invalid(Term::BidderCap));
    assert_eq!(with(|it| it.bidder_cap = units(1_000)), Ok(()));
    assert_eq!(with(|it| it.bidder_cap = units(1_001)), invalid(Term::BidderCap));
    assert_eq!(with(|it| it.bidder_cap = units(10_000)), Ok(()));
    assert_eq!(with(|it| it.bidder_cap = units(11_000)), invalid(Term::BidderCap));
}

#[test]
fn a_bidder_has_one_to_a_hundred_bids_and_bidding_lasts_a_second_at_least() {
    assert_eq!(with(|it| it.bids_each_max = 0), invalid(Term::BidsEachMax));
    assert_eq!(with(|it| it.bids_each_max = 1), Ok(()));
    assert_eq!(with(|it| it.bids_each_max = 100), Ok(()));
    assert_eq!(with(|it| it.bids_each_max = 101), invalid(Term::BidsEachMax));
    assert_eq!(with(|it| it.bidding = Span::from_us(999_999)), invalid(Term::Bidding));
    assert_eq!(with(|it| it.bidding = Span::SECOND), Ok(()));
}

#[test]
fn what_holds_for_every_method_holds_here() {
    let reserve = |fen| Reserve::Public(Money::from_fen(fen));
    assert_eq!(with_sale(|sale| sale.opens_at = parse_moment("t-1")), invalid(Term::OpensAt));
    assert_eq!(with_sale(|sale| sale.starting_price = Money::ZERO), invalid(Term::StartingPrice));
    assert_eq!(with_sale(|sale| sale.reserve = reserve(1_608)), invalid(Term::Reserve));
    assert_eq!(with_sale(|sale| sale.reserve = reserve(1_609)), Ok(()));
    assert_eq!(with_sale(|sale| sale.bidders_min = 3), invalid(Term::BiddersMin));
}
