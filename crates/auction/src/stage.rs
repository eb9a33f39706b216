//! Where a sale stands.

use lexicon::{Moment, Money, Paddle, Span};
use serde::{Deserialize, Serialize};

use crate::UnsoldReason;

/// A phase in which bids are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// Bids at any time until its end (自由报价期).
    FreeBidding,
    /// Each valid bid starts the countdown anew (限时报价期).
    TimedBidding,
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
    /// See [`crate::Command::BeginTimedBidding`].
    BeginTimedBidding,
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
