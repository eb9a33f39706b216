//! The terms that are used most, each with the figures of the rule it follows.
//!
//! A preset is a beginning: every figure can be changed before the lot is published, and the rule
//! packs of a centre bring their own.

use lexicon::{Moment, Money, Span};

use crate::{
    AscendingTerms, Countdown, Entry, EqualRanks, Extension, FirstBid, Increment, OnDefault,
    OwnOverbid, Priority, ProxyBidding, Reserve,
};

/// A sale as it is mostly held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// A free phase of a day, then a countdown of two minutes (自由报价加限时报价).
    FreeAndTimed,
    /// One session in which each bid starts the countdown anew (多次报价).
    CentralisedSession,
    /// A day, and five minutes more after every bid in the last five.
    ///
    /// 法释〔2016〕18号第二十条.
    Judicial,
    /// A listing of ten days; where two or more bid in its last hour, a preparation of 15 minutes
    /// and a countdown of five; otherwise the highest bid wins (挂牌转拍卖).
    ListingThenAuction,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 4] =
        [Self::FreeAndTimed, Self::CentralisedSession, Self::Judicial, Self::ListingThenAuction];

    /// As files write it: `free-and-timed`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::FreeAndTimed => "free-and-timed",
            Self::CentralisedSession => "centralised-session",
            Self::Judicial => "judicial",
            Self::ListingThenAuction => "listing-then-auction",
        }
    }

    /// The terms of such a sale.
    pub fn terms(
        self,
        opens_at: Moment,
        starting_price: Money,
        increment: Increment,
    ) -> AscendingTerms {
        let plain = plain(opens_at, starting_price, increment);
        let countdown = |seconds| Some(Countdown { cycle: Span::from_seconds(seconds) });
        let five_minutes = Span::from_seconds(300);
        match self {
            Self::FreeAndTimed => AscendingTerms { timed_bidding: countdown(120), ..plain },
            Self::CentralisedSession => {
                AscendingTerms { free_bidding: Span::ZERO, timed_bidding: countdown(180), ..plain }
            }
            Self::Judicial => AscendingTerms {
                extension: Some(Extension {
                    window: five_minutes,
                    length: five_minutes,
                    count_max: None,
                }),
                priority: Priority::MatchLive,
                ..plain
            },
            Self::ListingThenAuction => AscendingTerms {
                free_bidding: Span::from_seconds(10 * 86_400),
                timed_entry: Entry::RecentBidders {
                    within: Span::from_seconds(3_600),
                    bidders_min: 2,
                },
                preparation: Span::from_seconds(900),
                timed_bidding: countdown(300),
                ..plain
            },
        }
    }
}

/// A day of free bidding and nothing else.
fn plain(opens_at: Moment, starting_price: Money, increment: Increment) -> AscendingTerms {
    AscendingTerms {
        opens_at,
        free_bidding: Span::from_seconds(86_400),
        stop_before_timed: Span::ZERO,
        join_question: None,
        preparation: Span::ZERO,
        timed_entry: Entry::All,
        timed_bidding: None,
        timed_increment: None,
        extension: None,
        hard_end: None,
        starting_price,
        first_bid: FirstBid::AtStart,
        increment,
        reserve: Reserve::None,
        own_overbid: OwnOverbid::Refused,
        bidders_min: 1,
        proxy_bidding: ProxyBidding::Refused,
        jump_cap: None,
        priority: Priority::None,
        equal_ranks: EqualRanks::ByTime,
        agreement: None,
        on_default: OnDefault::Relist,
        resume_notice: Span::from_seconds(600),
    }
}
