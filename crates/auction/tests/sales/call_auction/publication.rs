//! Which terms such a lot may be published under; what it shares with a continuous market is
//! looked at there in full.

use auction::{CallAuctionTerms, EqualRanks, OnDefault, Priority, Refusal, Reserve, Term};
use lexicon::{Money, Quantity, Span};

use super::call;
use crate::continuous::publication::{check, invalid};
use crate::terms::seconds;
use crate::words::{parse_amount, parse_moment};

fn with(change: impl Fn(&mut CallAuctionTerms)) -> Result<(), Refusal> {
    let mut terms = call();
    change(&mut terms);
    check(terms)
}

#[test]
fn the_reference_is_a_price_of_the_day() {
    let reference = |price| with(|it| it.reference = parse_amount(price));
    assert_eq!(reference("9"), Ok(()));
    assert_eq!(reference("8.95"), invalid(Term::ReferencePrice));
    assert_eq!(reference("11"), Ok(()));
    assert_eq!(reference("11.05"), invalid(Term::ReferencePrice));
    assert_eq!(reference("10.01"), invalid(Term::ReferencePrice));
}

#[test]
fn the_starting_price_is_the_least_price_of_the_day() {
    let start = |price| with(|it| it.sale.starting_price = parse_amount(price));
    assert_eq!(start("8.95"), invalid(Term::StartingPrice));
    assert_eq!(start("9"), Ok(()));
    assert_eq!(start("9.05"), invalid(Term::StartingPrice));
}

#[test]
fn what_holds_for_every_market_holds_here() {
    assert_eq!(check(call()), Ok(()));
    assert_eq!(with(|it| it.sale.priority = Priority::Ordinary), invalid(Term::Priority));
    assert_eq!(with(|it| it.sale.agreement = Some(seconds(60))), invalid(Term::Agreement));
    assert_eq!(with(|it| it.sale.on_default = OnDefault::NextCandidate), invalid(Term::OnDefault));
    assert_eq!(with(|it| it.sale.equal_ranks = EqualRanks::ByLot), invalid(Term::EqualRanks));
    let reserve = Reserve::Public(Money::from_fen(1_000));
    assert_eq!(with(|it| it.sale.reserve = reserve), invalid(Term::Reserve));
    assert_eq!(with(|it| it.lot = Quantity::ZERO), invalid(Term::LotSize));
    assert_eq!(with(|it| it.tick = Money::ZERO), invalid(Term::Tick));
    assert_eq!(with(|it| it.highest = parse_amount("8.95")), invalid(Term::Band));
    assert_eq!(with(|it| it.orders_each_max = 0), invalid(Term::BidsEachMax));
    assert_eq!(with(|it| it.orders_each_max = 100), Ok(()));
    assert_eq!(with(|it| it.orders_each_max = 101), invalid(Term::BidsEachMax));
    assert_eq!(with(|it| it.order_entry = Span::from_us(999_999)), invalid(Term::Bidding));
    assert_eq!(with(|it| it.order_entry = Span::SECOND), Ok(()));
    assert_eq!(with(|it| it.sale.opens_at = parse_moment("t-1")), invalid(Term::OpensAt));
}
