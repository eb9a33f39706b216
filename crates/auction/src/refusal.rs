//! Why a sale refuses a command.

use lexicon::{Moment, Money};
use serde::{Deserialize, Serialize};

/// A field of the terms, for a refusal at publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the field of AscendingTerms of the same name")]
pub enum Term {
    OpensAt,
    FreeBidding,
    StopBeforeTimed,
    JoinQuestion,
    Preparation,
    TimedEntry,
    TimedBidding,
    TimedIncrement,
    Extension,
    ExtensionCountMax,
    HardEnd,
    StartingPrice,
    FirstBid,
    Increment,
    Reserve,
    OwnOverbid,
    BiddersMin,
    ProxyBidding,
    JumpCap,
    Priority,
    ResumeNotice,
}

/// Why a sale refuses a command; each carries what the person needs to do better next time.
///
/// The order of the variants means nothing but their place on the wire; it only grows at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// A term is known but cannot be sold by yet.
    TermNotImplemented {
        /// Which.
        term: Term,
    },
    /// A term makes no sense, alone or beside another.
    TermInvalid {
        /// Which.
        term: Term,
    },
    /// Bidding has not opened.
    NotYetOpen {
        /// When it opens.
        opens_at: Moment,
    },
    /// Bidding is over.
    AuctionClosed {
        /// When it closed.
        closed_at: Moment,
    },
    /// The sale is suspended.
    AuctionSuspended {
        /// When bidding goes on, where that is announced.
        resumes_at: Option<Moment>,
    },
    /// The sale is interrupted.
    AuctionInterrupted {
        /// When bidding goes on, where that is announced.
        resumes_at: Option<Moment>,
    },
    /// The sale was ended without result.
    AuctionTerminated,
    /// The bidder is not admitted to this lot.
    NotAdmitted,
    /// What covered the bidder's bids has ended.
    AdmissionEnded {
        /// When.
        ended_at: Moment,
    },
    /// The bidder's right to bid has ended by an event of the rules.
    BidderStopped,
    /// After a break only bidders with a valid bid before it take part.
    NoBidBeforeBreak,
    /// The bid is above what covers the bidder's bids.
    AboveAdmittedAmount {
        /// What covers them.
        ceiling: Money,
    },
    /// The bidder leads already and may not outbid himself.
    AlreadyLeading,
    /// The bid is too low.
    BelowLeastBid {
        /// The least that is accepted now.
        least: Money,
    },
    /// The bid is no whole number of steps.
    NotAMultiple {
        /// The least that is accepted now.
        least: Money,
        /// Any whole number of these above it is accepted too.
        step: Money,
    },
    /// The amount is nothing, less, or more than the exchange takes in.
    AmountOutOfRange {
        /// The most it takes in.
        most: Money,
    },
    /// The terms allow no ceilings.
    ProxyNotAllowed,
    /// The leading bidder's new ceiling is not above his standing one.
    CeilingNotRaised,
    /// The command's moment has not come.
    NotDue {
        /// When it comes, where that is known.
        due_at: Option<Moment>,
    },
    /// The terms foresee no secret reserve.
    NoSecretReserve,
    /// The secret reserve is entered once and stays.
    ReserveAlreadyEntered,
    /// It is too early to enter the reserve.
    ReserveTooEarly {
        /// When that may begin, as the close stands now.
        from: Moment,
    },
    /// It is too late to enter the reserve.
    ReserveTooLate {
        /// When that had to be done.
        until: Moment,
    },
    /// The sale is not running, so that it cannot be stopped.
    NotRunning,
    /// An outage that did not touch the last window interrupts nothing.
    OutsideLastWindow {
        /// Where the last window begins, as the close stands now.
        begins_at: Moment,
    },
    /// The sale is not suspended.
    NotSuspended,
    /// The sale is not interrupted.
    NotInterrupted,
    /// A resumption must be announced earlier.
    NoticeTooShort {
        /// The earliest moment at which bidding may go on.
        earliest: Moment,
    },
}
