//! The terms that the tables sell under; each table changes what it is about.

use auction::{
    AscendingTerms, Band, Countdown, Criterion, Entry, EqualRanks, Extension, FirstBid, Increment,
    Ladder, OnDefault, OwnOverbid, Points, PriceFormula, Pricing, Priority, ProxyBidding, Reserve,
    SaleTerms, SealedTerms, Tie, WeightedTerms,
};
use lexicon::{Money, Span};

use crate::words::{OPENS_AT, parse_amount};

pub(crate) const fn seconds(seconds: u64) -> Span {
    Span::from_seconds(seconds)
}

/// A step of 10 for every price, or more.
pub(crate) fn at_least_10() -> Increment {
    Increment::AtLeast(Ladder::fixed(Money::from_fen(1_000)))
}

/// Whole steps of 10.
pub(crate) fn multiple_of_10() -> Increment {
    Increment::Multiple(Ladder::fixed(Money::from_fen(1_000)))
}

/// Ten minutes of free bidding from 100 in steps of at least 10, and nothing else.
pub(crate) fn plain() -> AscendingTerms {
    AscendingTerms {
        opens_at: OPENS_AT,
        free_bidding: seconds(600),
        stop_before_timed: Span::ZERO,
        join_question: None,
        preparation: Span::ZERO,
        timed_entry: Entry::All,
        timed_bidding: None,
        timed_increment: None,
        extension: None,
        hard_end: None,
        starting_price: Money::from_fen(10_000),
        first_bid: FirstBid::AtStart,
        increment: at_least_10(),
        reserve: Reserve::None,
        own_overbid: OwnOverbid::Allowed,
        bidders_min: 1,
        proxy_bidding: ProxyBidding::Refused,
        jump_cap: None,
        priority: Priority::None,
        equal_ranks: EqualRanks::ByTime,
        agreement: None,
        on_default: OnDefault::Relist,
        resume_notice: seconds(60),
    }
}

/// Five minutes of free bidding, then a countdown of 90 seconds (自由报价, 限时报价).
pub(crate) fn two_phases() -> AscendingTerms {
    AscendingTerms { free_bidding: seconds(300), timed_bidding: countdown(90), ..plain() }
}

/// A bid in the last five minutes moves the close to five minutes after it (延时).
pub(crate) fn five_minutes() -> AscendingTerms {
    AscendingTerms { extension: extension(300, 300), ..plain() }
}

/// Ceilings allowed (代理出价).
pub(crate) fn proxies() -> AscendingTerms {
    AscendingTerms { proxy_bidding: ProxyBidding::Allowed, ..plain() }
}

#[expect(clippy::unnecessary_wraps, reason = "as the field of the terms has it")]
pub(crate) fn countdown(cycle: u64) -> Option<Countdown> {
    Some(Countdown { cycle: seconds(cycle) })
}

#[expect(clippy::unnecessary_wraps, reason = "as the field of the terms has it")]
pub(crate) fn extension(window: u64, length: u64) -> Option<Extension> {
    Some(Extension { window: seconds(window), length: seconds(length), count_max: None })
}

/// The steps by which prices rise on a large auction site for everybody, from 0.05 to 100.
pub(crate) fn bands() -> Ladder {
    let bands = [
        ("1", "0.05"),
        ("5", "0.25"),
        ("25", "0.50"),
        ("100", "1"),
        ("250", "2.50"),
        ("500", "5"),
        ("1000", "10"),
        ("2500", "25"),
        ("5000", "50"),
    ];
    let band = |(below, step)| Band { below: parse_amount(below), step: parse_amount(step) };
    Ladder::banded(bands.map(band).to_vec(), parse_amount("100")).unwrap()
}

/// What every method's terms hold: from 100, and nothing else.
pub(crate) fn sale_terms() -> SaleTerms {
    SaleTerms {
        opens_at: OPENS_AT,
        starting_price: Money::from_fen(10_000),
        reserve: Reserve::None,
        bidders_min: 1,
        agreement: None,
        priority: Priority::None,
        equal_ranks: EqualRanks::ByTime,
        on_default: OnDefault::Relist,
        resume_notice: seconds(60),
    }
}

/// Ten minutes for one bid each, unseen; the highest wins at its amount, of equals the earlier.
pub(crate) fn sealed() -> SealedTerms {
    SealedTerms {
        sale: sale_terms(),
        bidding: seconds(600),
        pricing: Pricing::First,
        tie: Tie::ByTime,
    }
}

/// Sixty points for the price as a share of the highest, 25 and 15 for the plan, two places.
pub(crate) fn weighted() -> WeightedTerms {
    WeightedTerms {
        sale: sale_terms(),
        bidding: seconds(600),
        price_points: points("60"),
        criteria: vec![criterion("经营方案", "25"), criterion("业绩", "15")],
        formula: PriceFormula::ShareOfHighest,
        places: 2,
    }
}

pub(crate) fn criterion(name: &str, most: &str) -> Criterion {
    Criterion { name: name.to_owned(), most: points(most) }
}

pub(crate) fn points(text: &str) -> Points {
    Points(text.parse().unwrap())
}
