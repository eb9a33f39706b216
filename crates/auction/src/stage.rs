//! Where a sale stands.

use lexicon::{Moment, Money, Paddle, Span};
use serde::{Deserialize, Serialize};

use crate::UnsoldReason;

/// A phase in which bids are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Phase {
    /// Bids at any time until its end (自由报价期).
    FreeBidding,
    /// Each valid bid starts the countdown anew (限时报价期).
    TimedBidding,
    /// Bidders are asked whether they join the timed phase.
    JoinQuestion,
    /// Nothing happens until the timed phase (停牌).
    Stopped,
    /// Bidders prepare for the timed phase (准备期).
    Preparation,
    /// The only applicant may agree to a price (协议).
    Agreement,
    /// Holders of a right of priority are asked after the close (行权期).
    PriorityMatch,
    /// The price falls by steps until somebody accepts (降价).
    FallingPrice,
    /// Each bidder makes one bid, unseen (密封报价).
    SealedBidding,
    /// Those whose bids were equal bid once more.
    SecondRound,
    /// The holder of the falling price may top the sealed bids.
    HoldersBid,
    /// A stage in which a bidder may agree or increase (竞价阶段).
    BiddingStage,
    /// The pause between two stages.
    BetweenStages,
    /// Bids for quantities are taken, unseen.
    QuantityBidding,
    /// Orders are collected for one price (集合竞价).
    OrderEntry,
    /// Orders meet as they come (连续竞价).
    ContinuousMatching,
}

impl Phase {
    /// Every phase.
    pub const ALL: [Self; 16] = [
        Self::FreeBidding,
        Self::TimedBidding,
        Self::JoinQuestion,
        Self::Stopped,
        Self::Preparation,
        Self::Agreement,
        Self::PriorityMatch,
        Self::FallingPrice,
        Self::SealedBidding,
        Self::SecondRound,
        Self::HoldersBid,
        Self::BiddingStage,
        Self::BetweenStages,
        Self::QuantityBidding,
        Self::OrderEntry,
        Self::ContinuousMatching,
    ];

    /// As answers and rows write it: `free-bidding`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::FreeBidding => "free-bidding",
            Self::TimedBidding => "timed-bidding",
            Self::JoinQuestion => "join-question",
            Self::Stopped => "stopped",
            Self::Preparation => "preparation",
            Self::Agreement => "agreement",
            Self::PriorityMatch => "priority-match",
            Self::FallingPrice => "falling-price",
            Self::SealedBidding => "sealed-bidding",
            Self::SecondRound => "second-round",
            Self::HoldersBid => "holders-bid",
            Self::BiddingStage => "bidding-stage",
            Self::BetweenStages => "between-stages",
            Self::QuantityBidding => "quantity-bidding",
            Self::OrderEntry => "order-entry",
            Self::ContinuousMatching => "continuous-matching",
        }
    }

    /// Whether each bidder makes one bid in it. After an outage those take part who have not made
    /// it yet: whoever has made it cannot bid again, and a round that nobody can use repairs
    /// nothing.
    pub const fn is_of_one_bid(self) -> bool {
        matches!(self, Self::SealedBidding | Self::SecondRound | Self::HoldersBid)
    }

    /// Whether bidders can do something in it.
    pub const fn takes_bids(self) -> bool {
        !matches!(self, Self::Stopped | Self::Preparation | Self::BetweenStages)
    }
}

/// Where a sale stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Published, not yet open.
    Announced {
        /// When bidding opens.
        opens_at: Moment,
    },
    /// Bids are taken.
    Running {
        /// In which phase.
        phase: Phase,
        /// When that phase ends.
        phase_ends_at: Moment,
        /// When the lot closes at the earliest; never moves earlier.
        closes_at: Moment,
    },
    /// Stopped by two people (中止).
    Suspended(Pause),
    /// Stopped by an outage (中断).
    Interrupted(Pause),
    /// Stopped, with an announced moment at which bidding goes on.
    Resuming {
        /// What is taken up again.
        pause: Pause,
        /// When.
        resumes_at: Moment,
    },
    /// Over.
    Closed {
        /// When.
        closed_at: Moment,
        /// How.
        conclusion: Conclusion,
    },
}

/// What a stopped sale takes up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The phase it was in; none when bidding had not opened.
    pub phase: Option<Phase>,
    /// What was left of that phase, or of the time until opening.
    pub remaining: Span,
    /// When it stopped.
    pub paused_at: Moment,
    /// The close as it stood, which never moves earlier.
    pub closes_at: Option<Moment>,
    /// Whether an outage stopped it, so that a full fresh cycle runs.
    pub interrupted: bool,
}

/// How a sale ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Conclusion {
    /// Sold (成交).
    Awarded {
        /// To whom.
        paddle: Paddle,
        /// At which price.
        price: Money,
    },
    /// Sold to several buyers, each his part.
    Divided,
    /// Not sold (流标).
    Unsold {
        /// Why.
        reason: UnsoldReason,
    },
    /// Ended without result (终结).
    Terminated,
}

/// The leading bid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leading {
    /// Whose.
    pub paddle: Paddle,
    /// At which price.
    pub price: Money,
}

/// What the exchange has to do by itself for a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// See [`crate::Command::Open`].
    Open,
    /// See [`crate::Command::BeginPhase`].
    BeginPhase,
    /// See [`crate::Command::Reopen`].
    Reopen,
    /// See [`crate::Command::CloseLot`].
    Close,
}

/// A lot's last window: the exchange must be provably open from its beginning to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its beginning: no earlier than the opening or the last resumption.
    pub begins_at: Moment,
    /// Its end, the close.
    pub closes_at: Moment,
}
