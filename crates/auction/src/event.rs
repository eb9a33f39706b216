//! What can happen in a sale.

use arrayvec::ArrayVec;
use lexicon::{Digest, Moment, Money, OrderNumber, Paddle, Quantity, Rank};
use serde::{Deserialize, Serialize};

use crate::{
    Allocation, CallResult, Chance, Comparison, Match, OpenedBid, Order, Part, Phase,
    PriorityAnswer, Score,
};

/// The most events of one command; it never shrinks, for a shorter list could not read the old.
pub const EVENTS_MAX: usize = 6;

/// How many bytes the list in an event may take, so that all events of a command fit 64 KiB.
pub(crate) const LIST_SIZE_MAX: usize = 60 * 1024;

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
    /// The winner did not keep his word, and nobody comes after him.
    WinnerDefaulted,
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
    /// The next phase has begun.
    PhaseBegan {
        /// Which.
        phase: Phase,
        /// When it ends.
        phase_ends_at: Moment,
        /// When the lot closes at the earliest.
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
        /// The rank of his right of priority, where he holds one.
        rank: Option<Rank>,
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
    /// The exchange has committed to the seed that lots would be drawn by.
    ChanceCommitted {
        /// The digest of the seed; the seed itself is published when lots are drawn.
        digest: Digest,
    },
    /// Lots are drawn (摇号).
    LotteryDrawn {
        /// By what, and in which order.
        lottery: Box<Lottery>,
    },
    /// A bidder has said whether he joins the timed phase.
    JoinAnswered {
        /// Who.
        paddle: Paddle,
        /// Whether he joins.
        joins: bool,
    },
    /// The only applicant agrees to this price.
    Agreed {
        /// Who.
        paddle: Paddle,
        /// Which price.
        price: Money,
    },
    /// Whoever holds a better right of priority is asked whether he takes the winner's price.
    PriorityAsked {
        /// The winner of the bidding.
        paddle: Paddle,
        /// His price.
        price: Money,
    },
    /// A holder of a right of priority has answered.
    PriorityAnswered {
        /// Who.
        paddle: Paddle,
        /// What he does.
        answer: PriorityAnswer,
    },
    /// The winner does not keep his word (悔拍).
    WinnerDefaulted {
        /// Who.
        paddle: Paddle,
    },
    /// Nobody has accepted, and the price has fallen (降价).
    PriceStepped {
        /// To this price.
        price: Money,
        /// When it falls again, or the lot closes.
        closes_at: Moment,
    },
    /// A sealed bid has come in; the command holds it.
    SealedBidReceived {
        /// Whose.
        paddle: Paddle,
    },
    /// The sealed bids are open.
    BidsOpened {
        /// All of them, the best first.
        bids: Vec<OpenedBid>,
    },
    /// A bidder's points are in; the command holds them.
    ScoresEntered {
        /// Whose.
        paddle: Paddle,
    },
    /// Price and points are put together.
    BidsScored {
        /// The price that the others are measured by: the highest, or the mean of all.
        reference: Money,
        /// Every figure, the best bid first.
        scores: Vec<Score>,
    },
    /// A bid for a quantity has come in; the command holds it.
    QuantityBidReceived {
        /// Whose.
        paddle: Paddle,
        /// Its number in this lot.
        number: OrderNumber,
    },
    /// The quantity is divided.
    QuantityAllocated {
        /// Who gets how much at which price.
        allocation: Box<Allocation>,
    },
    /// An order stands.
    OrderAccepted {
        /// Its number in this lot.
        number: OrderNumber,
        /// Whose.
        paddle: Paddle,
        /// What was ordered.
        order: Order,
    },
    /// An order has met others.
    OrdersMatched {
        /// Each meeting, in their sequence.
        matches: Vec<Match>,
    },
    /// What was left of an order is taken back.
    OrderCancelled {
        /// Which.
        number: OrderNumber,
        /// How much was left of it.
        quantity: Quantity,
    },
    /// The one price of the call auction is found.
    CallPriced {
        /// The price and what follows from it.
        result: Box<CallResult>,
    },
    /// A bid for the whole or a piece stands.
    PieceBidAccepted {
        /// Whose.
        paddle: Paddle,
        /// For what.
        part: Part,
        /// At which price.
        amount: Money,
    },
    /// The whole is compared with the sum of its pieces.
    PartsCompared {
        /// The comparison and who gets what.
        comparison: Box<Comparison>,
    },
    /// The lot is sold to several buyers, as an event of the same command says.
    LotDivided,
}

/// A drawing of lots that anyone can do again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lottery {
    /// The seed whose digest was published when bidding opened.
    pub seed: Chance,
    /// The paddles in the order in which their lots were drawn.
    pub order: Vec<Paddle>,
}
