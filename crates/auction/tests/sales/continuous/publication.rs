//! Which terms a lot with orders may be published under.

use auction::{
    At, Auction, ContinuousTerms, EqualRanks, OnDefault, Priority, Refusal, Reserve, Term, Terms,
};
use lexicon::{Money, Quantity, Span};

use super::day;
use crate::terms::seconds;
use crate::words::{parse_amount, parse_moment};

/// Looks at terms a second after their publication would have been in time.
pub(crate) fn check(terms: impl Into<Terms>) -> Result<(), Refusal> {
    Auction::check(At::moment_only(parse_moment("t0")), &terms.into())
}

pub(crate) const fn invalid(term: Term) -> Result<(), Refusal> {
    Err(Refusal::TermInvalid { term })
}

fn with(change: impl Fn(&mut ContinuousTerms)) -> Result<(), Refusal> {
    let mut terms = day();
    change(&mut terms);
    check(terms)
}

fn band(lowest: &str, highest: &str, tick: &str) -> Result<(), Refusal> {
    let [lowest, highest, tick] = [lowest, highest, tick].map(parse_amount);
    with(|it| {
        (it.lowest, it.highest, it.tick) = (lowest, highest, tick);
        it.sale.starting_price = lowest;
    })
}

#[test]
fn a_market_has_no_reserve_and_no_right_of_one() {
    assert_eq!(check(day()), Ok(()));
    let window = seconds(60);
    for priority in [Priority::MatchLive, Priority::MatchAfterClose { window }, Priority::Ordinary]
    {
        assert_eq!(with(|it| it.sale.priority = priority), invalid(Term::Priority));
    }
    assert_eq!(with(|it| it.sale.agreement = Some(window)), invalid(Term::Agreement));
    assert_eq!(with(|it| it.sale.on_default = OnDefault::NextCandidate), invalid(Term::OnDefault));
    assert_eq!(with(|it| it.sale.equal_ranks = EqualRanks::ByLot), invalid(Term::EqualRanks));
    let public = Reserve::Public(Money::from_fen(1_000));
    let secret = Reserve::Secret { entered_from: None, entered_until: seconds(60) };
    for reserve in [public, secret] {
        assert_eq!(with(|it| it.sale.reserve = reserve), invalid(Term::Reserve));
    }
}

#[test]
fn a_band_holds_whole_ticks_and_not_too_many() {
    assert_eq!(band("9", "9", "0.05"), Ok(()));
    assert_eq!(band("9", "8.95", "0.05"), invalid(Term::Band));
    assert_eq!(band("9.01", "11", "0.05"), invalid(Term::Band));
    assert_eq!(band("9", "11.01", "0.05"), invalid(Term::Band));
    assert_eq!(band("9", "11", "0"), invalid(Term::Tick));
    assert_eq!(band("9", "11", "-0.05"), invalid(Term::Tick));
    assert_eq!(band("0.01", "655.36", "0.01"), Ok(()));
    assert_eq!(band("0.01", "655.37", "0.01"), invalid(Term::Band));
    assert_eq!(band("10000000000000", "10000000000000", "10000000000000"), Ok(()));
    assert_eq!(band("10000000000000", "10000000000000.01", "0.01"), invalid(Term::Band));
    assert_eq!(band("9", "11", "10000000000000.01"), invalid(Term::Tick));
}

#[test]
fn the_starting_price_is_a_price_of_the_day() {
    let start = |price| with(|it| it.sale.starting_price = parse_amount(price));
    assert_eq!(start("9"), Ok(()));
    assert_eq!(start("8.95"), invalid(Term::StartingPrice));
    assert_eq!(start("11"), Ok(()));
    assert_eq!(start("11.05"), invalid(Term::StartingPrice));
    assert_eq!(start("10.01"), invalid(Term::StartingPrice));
    assert_eq!(start("0"), invalid(Term::StartingPrice));
}

#[test]
fn lot_orders_and_day_are_in_range() {
    let lot = |units| with(|it| it.lot = Quantity::from_units(units));
    assert_eq!(lot(0), invalid(Term::LotSize));
    assert_eq!(lot(1), Ok(()));
    assert_eq!(lot(1_000_000_000_000), Ok(()));
    assert_eq!(lot(1_000_000_000_001), invalid(Term::LotSize));
    assert_eq!(with(|it| it.orders_each_max = 0), invalid(Term::BidsEachMax));
    assert_eq!(with(|it| it.orders_each_max = 1), Ok(()));
    assert_eq!(with(|it| it.orders_each_max = 100), Ok(()));
    assert_eq!(with(|it| it.orders_each_max = 101), invalid(Term::BidsEachMax));
    assert_eq!(with(|it| it.day = Span::from_us(999_999)), invalid(Term::Bidding));
    assert_eq!(with(|it| it.day = Span::SECOND), Ok(()));
    assert_eq!(with(|it| it.sale.opens_at = parse_moment("t-1")), invalid(Term::OpensAt));
    assert_eq!(with(|it| it.sale.bidders_min = 3), invalid(Term::BiddersMin));
}
