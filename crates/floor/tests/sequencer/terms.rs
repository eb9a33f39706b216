//! Times and terms of the tests.

use exchange::{
    AscendingTerms, Command, Countdown, Entry, EqualRanks, Extension, FirstBid, Increment, Ladder,
    OnDefault, OwnOverbid, Priority, ProxyBidding, Reserve, Terms, Title,
};
use lexicon::{Category, Moment, Span};

use crate::house::yuan;

/// So many seconds after nine o'clock on 1 July 2026 in China.
pub(crate) fn t(seconds: u64) -> Moment {
    t_ms(seconds * 1_000)
}

/// So many milliseconds after the same.
pub(crate) fn t_ms(milliseconds: u64) -> Moment {
    Moment::from_us(1_782_867_600_000_000) + ms(milliseconds)
}

pub(crate) const fn ms(milliseconds: u64) -> Span {
    Span::from_ms(milliseconds)
}

pub(crate) const fn seconds(seconds: u64) -> Span {
    Span::from_seconds(seconds)
}

/// Free bidding for so long from 100 in steps of at least 1, and nothing else; its last window is
/// the last minute.
pub(crate) fn plain(opens_at: u64, free_bidding: u64) -> AscendingTerms {
    AscendingTerms {
        opens_at: t(opens_at),
        free_bidding: seconds(free_bidding),
        stop_before_timed: Span::ZERO,
        join_question: None,
        preparation: Span::ZERO,
        timed_entry: Entry::All,
        timed_bidding: None,
        timed_increment: None,
        extension: None,
        hard_end: None,
        starting_price: yuan(100),
        first_bid: FirstBid::AtStart,
        increment: Increment::AtLeast(Ladder::fixed(yuan(1))),
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

/// Free bidding, then a countdown that each bid starts anew.
pub(crate) fn timed(opens_at: u64, free_bidding: u64, cycle: u64) -> AscendingTerms {
    let timed_bidding = Some(Countdown { cycle: seconds(cycle) });
    AscendingTerms { timed_bidding, ..plain(opens_at, free_bidding) }
}

/// A bid in the last `window` moves the close to `length` after it.
pub(crate) fn extended(
    opens_at: u64,
    free_bidding: u64,
    window: u64,
    length: u64,
) -> AscendingTerms {
    let extension = Extension { window: seconds(window), length: seconds(length), count_max: None };
    AscendingTerms { extension: Some(extension), ..plain(opens_at, free_bidding) }
}

pub(crate) fn publication(terms: AscendingTerms) -> Command {
    let title = Title { chinese: "一号标的".to_owned(), english: "Lot one".to_owned() };
    let terms = Terms::Ascending(Box::new(terms));
    Command::PublishLot { title, category: Category::RuralRight, terms }
}
