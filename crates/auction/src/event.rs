//! What can happen in a sale.

use arrayvec::ArrayVec;
use lexicon::{Moment, Money, Paddle};
use serde::{Deserialize, Serialize};

use crate::Phase;

/// The most events of one command; it never shrinks, for a shorter list could not read the old.
pub const EVENTS_MAX: usize = 4;

/// The events of one command, without allocation.
pub type Events = ArrayVec<Event, EVENTS_MAX>;

/// Why a lot was not sold (流标).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnsoldReason {
    /// Nobody bid.
    NoBid,
    /// The highest bid is below the reserve.
    BelowReserve,
    /// Fewer bidders bid than the terms ask for.
    TooFewBidders,
}

/// What can happen in a sale.
///
/// An event never names a secret: where a ceiling or a reserve is set, `apply` reads it from the
/// command, whose part of the entry can be withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Bidding has opened.
    LotOpened {
        /// In which phase.
        phase: Phase,
        /// When that phase ends.
        phase_ends_at: Moment,
        /// When the lot closes at the earliest.
        closes_at: Moment,
    },
    /// The timed phase has begun.
    TimedBiddingBegan {
        /// When the lot closes unless somebody bids.
        closes_at: Moment,
    },
    /// A bidder may bid.
    BidderAdmitted {
        /// Who.
        paddle: Paddle,
        /// Until when, where that is limited.
        until: Option<Moment>,
        /// Up to which amount, where that is limited.
        ceiling: Option<Money>,
    },
    /// A bidder may bid no longer.
    BidderStopped {
        /// Who.
        paddle: Paddle,
    },
    /// A bid stands.
    BidAccepted {
        /// Whose.
        paddle: Paddle,
        /// At which price.
        amount: Money,
    },
    /// A standing ceiling has answered a bid.
    ProxyAnswered {
        /// Whose ceiling.
        paddle: Paddle,
        /// At which price its holder now leads.
        amount: Money,
    },
    /// A ceiling stands; the command holds it.
    CeilingStands {
        /// Whose.
        paddle: Paddle,
    },
    /// The close has moved (延时).
    LotExtended {
        /// To this moment.
        closes_at: Moment,
    },
    /// The secret reserve has been entered; the command holds it.
    ReserveEntered,
    /// The sale is suspended (中止).
    LotSuspended,
    /// A suspended or interrupted sale goes on at an announced moment.
    ResumptionAnnounced {
        /// That moment.
        resumes_at: Moment,
    },
    /// Bidding goes on.
    LotReopened {
        /// In which phase.
        phase: Phase,
        /// When that phase ends.
        phase_ends_at: Moment,
        /// When the lot closes at the earliest.
        closes_at: Moment,
    },
    /// The exchange was not provably open in the lot's last window (中断).
    LotInterrupted {
        /// Where the gap begins.
        from: Moment,
        /// Where it ends.
        until: Moment,
    },
    /// The lot is sold (成交).
    LotAwarded {
        /// To whom.
        paddle: Paddle,
        /// At which price.
        price: Money,
    },
    /// The lot is not sold (流标).
    LotUnsold {
        /// Why.
        reason: UnsoldReason,
    },
    /// The sale has ended without result (终结).
    LotTerminated,
}
