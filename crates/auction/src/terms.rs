//! What a sale is held to, fixed when the lot is published.

use lexicon::{Moment, Money, Span};
use serde::{Deserialize, Serialize};

use crate::Increment;

/// What a sale is held to, by its method (竞价方式).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Terms {
    /// Prices rise until nobody bids more (增价).
    Ascending(Box<AscendingTerms>),
}

impl Terms {
    /// The same terms with bidding opening at this moment; a hard end moves with it.
    #[must_use]
    pub fn opening_at(&self, opens_at: Moment) -> Self {
        match self {
            Self::Ascending(terms) => {
                let mut terms = terms.clone();
                let shift = opens_at.us().saturating_sub(terms.opens_at.us());
                let shifted = |end: Moment| Moment::from_us(end.us().saturating_add(shift));
                terms.hard_end = terms.hard_end.map(shifted);
                terms.opens_at = opens_at;
                Self::Ascending(terms)
            }
        }
    }

    /// The least first bid (起始价).
    pub fn starting_price(&self) -> Money {
        match self {
            Self::Ascending(terms) => terms.starting_price,
        }
    }
}

/// What an ascending sale is held to.
///
/// The free phase runs first, for [`AscendingTerms::free_bidding`]; with
/// [`AscendingTerms::timed_bidding`] a timed phase follows, otherwise the lot closes at the end of
/// the free phase, extended where [`AscendingTerms::extension`] says so.
///
/// Fields marked "held for later" are part of the terms from the start; a lot whose terms use one
/// is refused at publication, never sold as if they were not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AscendingTerms {
    /// When bidding opens.
    pub opens_at: Moment,
    /// How long the free phase lasts (自由报价期); nothing where there is none.
    pub free_bidding: Span,
    /// How long bidding stops before the timed phase (停牌); held for later.
    pub stop_before_timed: Span,
    /// How long bidders are asked whether they join the timed phase; held for later.
    pub join_question: Option<Span>,
    /// How long bidders prepare for the timed phase (准备期); held for later.
    pub preparation: Span,
    /// Who may bid in the timed phase; all but [`Entry::All`] is held for later.
    pub timed_entry: Entry,
    /// The timed phase (限时报价期).
    pub timed_bidding: Option<Countdown>,
    /// The increment of the timed phase where it differs from that of the free phase; held for
    /// later.
    pub timed_increment: Option<Increment>,
    /// The extension of a sale without timed phase (延时).
    pub extension: Option<Extension>,
    /// The moment past which nothing is extended.
    pub hard_end: Option<Moment>,
    /// The least first bid (起始价).
    pub starting_price: Money,
    /// Whether the first bid may equal the starting price.
    pub first_bid: FirstBid,
    /// By how much a bid must rise (加价幅度).
    pub increment: Increment,
    /// The least price at which the lot is sold (保留价).
    pub reserve: Reserve,
    /// Whether a leading bidder may bid again.
    pub own_overbid: OwnOverbid,
    /// How many bidders with a valid bid a sale needs: 1 or 2.
    pub bidders_min: u8,
    /// Whether a bidder may leave a ceiling (代理出价).
    pub proxy_bidding: ProxyBidding,
    /// From how far above the least bid a bid must be confirmed; held for later.
    pub jump_cap: Option<JumpCap>,
    /// How priority holders exercise their right (优先购买权); all but [`Priority::None`] is held
    /// for later.
    pub priority: Priority,
    /// How long before it bidding resumes a resumption is announced.
    pub resume_notice: Span,
}

/// The timed phase: it ends when nobody bids for a whole cycle (限时报价期).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countdown {
    /// How long the countdown runs from each valid bid (延时周期).
    pub cycle: Span,
}

/// A bid in the last `window` moves the close to at least `length` after it (延时).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// How long before the close a bid begins to extend; its first moment included.
    ///
    /// 法释〔2016〕18号第二十条: a bid in the five minutes before the end.
    pub window: Span,
    /// How long after the bid the lot closes at the earliest.
    pub length: Span,
    /// How often a lot is extended at most; held for later.
    pub count_max: Option<u16>,
}

/// Whether the first bid may equal the starting price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FirstBid {
    /// It may.
    AtStart,
    /// It must be one step higher.
    AboveStart,
}

/// The least price at which a lot is sold (保留价).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reserve {
    /// Every valid bid sells.
    None,
    /// Known to everyone.
    Public(Money),
    /// Secret, entered once by two people, compared with the price at the close. Where none is
    /// entered there is none.
    Secret {
        /// How long before the close it is entered at the earliest; at any time where absent.
        entered_from: Option<Span>,
        /// How long before the close it is entered at the latest.
        entered_until: Span,
    },
}

/// Whether a leading bidder may bid again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OwnOverbid {
    /// He may not.
    Refused,
    /// He may.
    Allowed,
}

/// Whether a bidder may leave a ceiling up to which the exchange bids for him (代理出价).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProxyBidding {
    /// He may not.
    Refused,
    /// He may.
    Allowed,
}

/// Who may bid in the timed phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// Everyone admitted.
    All,
    /// Whoever has a valid bid.
    WithValidBid,
    /// Whoever has a valid bid, if so many bid in the last part of the free phase; otherwise the
    /// highest bid wins without timed phase (挂牌转拍卖).
    RecentBidders {
        /// How long that last part is.
        within: Span,
        /// How many must have bid in it.
        bidders_min: u8,
    },
}

/// From how far above the least bid a bid must be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JumpCap {
    /// So many steps above the least bid need no confirmation.
    pub steps: u32,
}

/// How priority holders exercise their right (优先购买权).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Priority {
    /// There are none.
    None,
    /// They may match the leading bid while bidding runs.
    MatchLive,
    /// They are asked after the close.
    MatchAfterClose {
        /// How long they have.
        window: Span,
    },
    /// They take part as ordinary bidders.
    Ordinary,
}
