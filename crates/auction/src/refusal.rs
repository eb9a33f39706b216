//! Why a sale refuses a command.

use lexicon::{Moment, Money, Quantity, Unit};
use serde::{Deserialize, Serialize};

use crate::{Method, Phase};

/// A field of the terms, for a refusal at publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the field of a method's terms of the same name")]
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
    Agreement,
    EqualRanks,
    OnDefault,
    Floor,
    Step,
    Interval,
    SealedBidding,
    Tie,
    HoldersBid,
    StageLength,
    PauseLength,
    Criteria,
    Formula,
    Unit,
    Quantity,
    LotSize,
    BidderCap,
    BidsEachMax,
    Bidding,
    Tick,
    Band,
    ReferencePrice,
    Pieces,
}

impl Term {
    /// Every term.
    pub const ALL: [Self; 44] = [
        Self::OpensAt,
        Self::FreeBidding,
        Self::StopBeforeTimed,
        Self::JoinQuestion,
        Self::Preparation,
        Self::TimedEntry,
        Self::TimedBidding,
        Self::TimedIncrement,
        Self::Extension,
        Self::ExtensionCountMax,
        Self::HardEnd,
        Self::StartingPrice,
        Self::FirstBid,
        Self::Increment,
        Self::Reserve,
        Self::OwnOverbid,
        Self::BiddersMin,
        Self::ProxyBidding,
        Self::JumpCap,
        Self::Priority,
        Self::ResumeNotice,
        Self::Agreement,
        Self::EqualRanks,
        Self::OnDefault,
        Self::Floor,
        Self::Step,
        Self::Interval,
        Self::SealedBidding,
        Self::Tie,
        Self::HoldersBid,
        Self::StageLength,
        Self::PauseLength,
        Self::Criteria,
        Self::Formula,
        Self::Unit,
        Self::Quantity,
        Self::LotSize,
        Self::BidderCap,
        Self::BidsEachMax,
        Self::Bidding,
        Self::Tick,
        Self::Band,
        Self::ReferencePrice,
        Self::Pieces,
    ];
}

/// Why a sale refuses a command; each carries what the person needs to do better next time.
///
/// The order of the variants means nothing but their place on the wire; it only grows at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
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
    /// Lots of this method are not bid for in this way.
    WrongMethod {
        /// By which method the lot is sold.
        method: Method,
    },
    /// The phase that runs does not take this.
    WrongPhase {
        /// Which runs.
        phase: Phase,
        /// When it ends.
        until: Moment,
    },
    /// It arrived after the end of the phase it was meant for.
    PhaseOver {
        /// Which.
        phase: Phase,
        /// When it ended.
        ended_at: Moment,
    },
    /// Nobody else is admitted while those who are, are asked.
    AdmissionOver {
        /// In which phase.
        phase: Phase,
    },
    /// The bid lies so far above the least bid that it must be confirmed.
    JumpUnconfirmed {
        /// The least that is accepted now.
        least: Money,
        /// The most that needs no confirmation.
        most: Money,
    },
    /// Only who has a valid bid takes part in this phase.
    NoValidBid,
    /// Only who has said that he joins takes part in this phase.
    NotJoined,
    /// The question was answered before, or the bid made; it stays.
    AlreadyAnswered,
    /// The bidder holds no right of priority that goes before the winner's.
    NoPriority,
    /// The lot is not awarded, so that nobody can default.
    NoWinner,
    /// Somebody has accepted this price already.
    AlreadyTaken,
    /// The bidder holds the price of the phase before and takes no part in this one.
    HoldersTurnLater,
    /// Only the holder of the first phase bids in this one.
    NotTheHolder,
    /// The bidder has made his one bid; it cannot be changed or taken back.
    AlreadyBid,
    /// Only those whose bids were equal take part in the second round.
    NotTied,
    /// The points do not fit the criteria of the terms.
    PointsInvalid,
    /// The points of a bidder are entered once and stay.
    ScoresAlreadyEntered,
    /// The lot is counted in another unit.
    WrongUnit {
        /// In this one.
        unit: Unit,
    },
    /// The quantity is too small or too large.
    QuantityOutOfRange {
        /// The least.
        least: Quantity,
        /// The most.
        most: Quantity,
    },
    /// The quantity is no whole number of trading lots.
    NotWholeLots {
        /// How much a trading lot is.
        lot: Quantity,
    },
    /// All bids of one bidder together ask for more than one may get.
    AboveBidderCap {
        /// How much more he may ask for.
        left: Quantity,
    },
    /// A bidder, or the lot, has as many bids or orders as it may have.
    TooManyBids {
        /// That many.
        most: u32,
    },
    /// The price is no whole number of ticks.
    OffTick {
        /// One tick.
        tick: Money,
    },
    /// The price lies outside of what the day allows.
    OutsideBand {
        /// The least.
        least: Money,
        /// The most.
        most: Money,
    },
    /// The lot has taken as many bids or orders as it takes.
    BookFull {
        /// That many.
        most: u32,
    },
    /// There is no such order of this bidder's, or nothing is left of it.
    UnknownOrder,
    /// The order would meet one of the bidder's own.
    OwnOrder,
    /// The lot has no such piece.
    UnknownPart,
    /// The order would meet too many others at once.
    TooManyMatches {
        /// How much of it meets no more than that.
        most: Quantity,
    },
}
