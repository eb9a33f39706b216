//! Why the exchange refuses a command.

use lexicon::{LotId, Moment};
use serde::{Deserialize, Serialize};

use crate::{SaleRefusal, TradingRefusal};

/// Why the exchange refuses a command; each carries what the person needs to do better next time.
///
/// Kept for ever. The order of the variants means nothing but their place on the wire; it only
/// grows at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The lot's sale says no.
    Sale(SaleRefusal),
    /// Ruling failed by a fault of ours; nothing changed.
    Fault,
    /// The actor's role may not do this.
    NotPermitted,
    /// There is no such lot.
    UnknownLot {
        /// The number that was asked for.
        lot: LotId,
    },
    /// The paddle is not the sender's.
    NotYourPaddle,
    /// There is no such proposal, or no longer.
    UnknownProposal,
    /// Nobody approved in time.
    ProposalExpired {
        /// When it expired.
        expired_at: Moment,
    },
    /// The second person must be another than the first.
    SamePerson,
    /// So many proposals wait that no further one is taken.
    TooManyProposals {
        /// The most that may wait.
        most: u32,
    },
    /// No further lot can be published.
    TooManyLots {
        /// The most there can be.
        most: u64,
    },
    /// No further bidder can be admitted to the lot.
    TooManyBidders {
        /// The most there can be.
        most: u32,
    },
    /// A pause must end in the future, at most thirty days ahead.
    PauseOutOfRange {
        /// The latest end.
        latest: Moment,
    },
    /// The exchange is paused already.
    AlreadyPaused {
        /// Until when.
        until: Moment,
    },
    /// The command's moment has not come.
    NotDue,
    /// Nothing opens while the exchange is paused.
    ExchangePaused {
        /// Until when.
        until: Moment,
    },
    /// A step on the way to a sale, or from it, is refused.
    Trading(TradingRefusal),
}

impl From<TradingRefusal> for Refusal {
    fn from(refusal: TradingRefusal) -> Self {
        Self::Trading(refusal)
    }
}

impl From<Result<SaleRefusal, TradingRefusal>> for Refusal {
    fn from(refusal: Result<SaleRefusal, TradingRefusal>) -> Self {
        refusal.map_or_else(Self::Trading, Self::Sale)
    }
}

impl Refusal {
    /// The stable name in problem types, figures and rehearsals: `below-least-bid`.
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Sale(refusal) => sale_slug(refusal),
            Self::Fault => "fault",
            Self::NotPermitted => "not-permitted",
            Self::UnknownLot { .. } => "unknown-lot",
            Self::NotYourPaddle => "not-your-paddle",
            Self::UnknownProposal => "unknown-proposal",
            Self::ProposalExpired { .. } => "proposal-expired",
            Self::SamePerson => "same-person",
            Self::TooManyProposals { .. } => "too-many-proposals",
            Self::TooManyLots { .. } => "too-many-lots",
            Self::TooManyBidders { .. } => "too-many-bidders",
            Self::PauseOutOfRange { .. } => "pause-out-of-range",
            Self::AlreadyPaused { .. } => "already-paused",
            Self::NotDue => "not-due",
            Self::ExchangePaused { .. } => "exchange-paused",
            Self::Trading(refusal) => refusal.slug(),
        }
    }
}

const fn sale_slug(refusal: &SaleRefusal) -> &'static str {
    match refusal {
        SaleRefusal::TermInvalid { .. } => "term-invalid",
        SaleRefusal::NotYetOpen { .. } => "not-yet-open",
        SaleRefusal::AuctionClosed { .. } => "auction-closed",
        SaleRefusal::AuctionSuspended { .. } => "auction-suspended",
        SaleRefusal::AuctionInterrupted { .. } => "auction-interrupted",
        SaleRefusal::AuctionTerminated => "auction-terminated",
        SaleRefusal::NotAdmitted => "not-admitted",
        SaleRefusal::AdmissionEnded { .. } => "admission-ended",
        SaleRefusal::BidderStopped => "bidder-stopped",
        SaleRefusal::NoBidBeforeBreak => "no-bid-before-break",
        SaleRefusal::AboveAdmittedAmount { .. } => "above-admitted-amount",
        SaleRefusal::AlreadyLeading => "already-leading",
        SaleRefusal::BelowLeastBid { .. } => "below-least-bid",
        SaleRefusal::NotAMultiple { .. } => "not-a-multiple",
        SaleRefusal::AmountOutOfRange { .. } => "amount-out-of-range",
        SaleRefusal::ProxyNotAllowed => "proxy-not-allowed",
        SaleRefusal::CeilingNotRaised => "ceiling-not-raised",
        SaleRefusal::NotDue { .. } => "not-due",
        SaleRefusal::NoSecretReserve => "no-secret-reserve",
        SaleRefusal::ReserveAlreadyEntered => "reserve-already-entered",
        SaleRefusal::ReserveTooEarly { .. } => "reserve-too-early",
        SaleRefusal::ReserveTooLate { .. } => "reserve-too-late",
        SaleRefusal::NotRunning => "not-running",
        SaleRefusal::OutsideLastWindow { .. } => "outside-last-window",
        SaleRefusal::NotSuspended => "not-suspended",
        SaleRefusal::NotInterrupted => "not-interrupted",
        SaleRefusal::NoticeTooShort { .. } => "notice-too-short",
        SaleRefusal::WrongMethod { .. } => "wrong-method",
        SaleRefusal::WrongPhase { .. } => "wrong-phase",
        SaleRefusal::PhaseOver { .. } => "phase-over",
        SaleRefusal::AdmissionOver { .. } => "admission-over",
        SaleRefusal::JumpUnconfirmed { .. } => "jump-unconfirmed",
        SaleRefusal::NoValidBid => "no-valid-bid",
        SaleRefusal::NotJoined => "not-joined",
        SaleRefusal::AlreadyAnswered => "already-answered",
        SaleRefusal::NoPriority => "no-priority",
        SaleRefusal::NoWinner => "no-winner",
        SaleRefusal::AlreadyTaken => "already-taken",
        SaleRefusal::HoldersTurnLater => "holders-turn-later",
        SaleRefusal::NotTheHolder => "not-the-holder",
        SaleRefusal::AlreadyBid => "already-bid",
        SaleRefusal::NotTied => "not-tied",
        SaleRefusal::PointsInvalid => "points-invalid",
        SaleRefusal::ScoresAlreadyEntered => "scores-already-entered",
        SaleRefusal::WrongUnit { .. } => "wrong-unit",
        SaleRefusal::QuantityOutOfRange { .. } => "quantity-out-of-range",
        SaleRefusal::NotWholeLots { .. } => "not-whole-lots",
        SaleRefusal::AboveBidderCap { .. } => "above-bidder-cap",
        SaleRefusal::TooManyBids { .. } => "too-many-bids",
        SaleRefusal::OffTick { .. } => "off-tick",
        SaleRefusal::OutsideBand { .. } => "outside-band",
        SaleRefusal::BookFull { .. } => "book-full",
        SaleRefusal::UnknownOrder => "unknown-order",
        SaleRefusal::OwnOrder => "own-order",
        SaleRefusal::UnknownPart => "unknown-part",
        SaleRefusal::TooManyMatches { .. } => "too-many-matches",
    }
}
