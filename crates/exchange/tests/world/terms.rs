//! Moments, people and terms that the tests speak of.

use exchange::{
    Actor, AscendingTerms, Command, Entry, EqualRanks, Extension, FirstBid, Increment, Ladder,
    OnDefault, OwnOverbid, Priority, ProxyBidding, Reserve, Role, Terms, Title,
};
use lexicon::{Category, Digest, LotId, Moment, Money, Paddle, PartyId, SessionId, Span};

/// 2026-07-01T09:00:00+08:00.
const START_US: i64 = 1_782_867_600_000_000;

/// So many seconds after the start.
pub(crate) fn t(seconds: i64) -> Moment {
    Moment::from_us(START_US + seconds * 1_000_000)
}

pub(crate) fn us(us: u64) -> Span {
    Span::from_us(us)
}

pub(crate) fn seconds(seconds: u64) -> Span {
    Span::from_seconds(seconds)
}

pub(crate) fn yuan(yuan: i64) -> Money {
    Money::from_fen(yuan * 100)
}

pub(crate) fn actor(party: u64, role: Role) -> Actor {
    let (session, device, address) = (SessionId([7; 16]), Digest([8; 32]), Digest([9; 32]));
    Actor { party: PartyId(party), role, session, device, address }
}

pub(crate) fn clerk() -> Actor {
    actor(1, Role::Clerk)
}

pub(crate) fn reviewer() -> Actor {
    actor(2, Role::Reviewer)
}

pub(crate) fn bidder(number: u64) -> Actor {
    actor(100 + number, Role::Bidder)
}

/// Opens at t0, bids for ten minutes, each bid in the last minute moves the close to a minute
/// after it; the first bid is at least 100 yuan, every further one 10 more.
pub(crate) fn plain() -> AscendingTerms {
    AscendingTerms {
        opens_at: t(0),
        free_bidding: seconds(600),
        stop_before_timed: Span::ZERO,
        join_question: None,
        preparation: Span::ZERO,
        timed_entry: Entry::All,
        timed_bidding: None,
        timed_increment: None,
        extension: Some(Extension { window: seconds(60), length: seconds(60), count_max: None }),
        hard_end: None,
        starting_price: yuan(100),
        first_bid: FirstBid::AtStart,
        increment: Increment::AtLeast(Ladder::fixed(yuan(10))),
        reserve: Reserve::None,
        own_overbid: OwnOverbid::Allowed,
        bidders_min: 1,
        proxy_bidding: ProxyBidding::Allowed,
        jump_cap: None,
        priority: Priority::None,
        equal_ranks: EqualRanks::ByTime,
        agreement: None,
        on_default: OnDefault::Relist,
        resume_notice: seconds(60),
    }
}

pub(crate) fn published(terms: AscendingTerms) -> Command {
    Command::PublishLot {
        title: Title { chinese: "鱼塘承包权".to_owned(), english: "Pond lease".to_owned() },
        category: Category::RuralRight,
        terms: Terms::Ascending(Box::new(terms)),
    }
}

pub(crate) fn admission(lot: u64, party: PartyId) -> Command {
    Command::AdmitBidder { lot: LotId(lot), party, until: None, ceiling: None, rank: None }
}

pub(crate) fn bid(lot: u64, paddle: Option<Paddle>, amount: Money) -> Command {
    Command::PlaceBid { lot: LotId(lot), paddle, amount, confirmed: false }
}
