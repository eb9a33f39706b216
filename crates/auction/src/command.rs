//! What can be asked of a sale.

use lexicon::{Moment, Money, Paddle, Secret};
use serde::{Deserialize, Serialize};

/// When a command is ruled on, and when it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    moment: Moment,
    arrived_at: Moment,
}

impl At {
    /// An arrival after the moment of the ruling is cut to it: the countdown runs from the
    /// arrival, and none may run ahead of the exchange's own time.
    pub fn new(moment: Moment, arrived_at: Moment) -> Self {
        Self { moment, arrived_at: arrived_at.min(moment) }
    }

    /// What happens at once, without having travelled.
    pub fn moment_only(moment: Moment) -> Self {
        Self { moment, arrived_at: moment }
    }

    /// The moment of the ruling.
    pub const fn moment(self) -> Moment {
        self.moment
    }

    /// The arrival, at most the moment.
    pub const fn arrived_at(self) -> Moment {
        self.arrived_at
    }
}

/// Whether the exchange was provably open during a lot's last window.
///
/// The floor measures it and the ruling believes it; `verify` measures it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Coverage {
    /// It was, without a gap.
    Covered,
    /// It was not.
    Uncovered {
        /// Where the first gap begins.
        from: Moment,
        /// Where it ends.
        until: Moment,
    },
}

/// What can be asked of a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Opens bidding when its moment has come.
    Open,
    /// Begins the timed phase at the end of the free phase.
    BeginTimedBidding,
    /// Closes the lot when its moment has come.
    CloseLot {
        /// Whether the exchange was open all through the last window.
        coverage: Coverage,
    },
    /// Lets bidding go on when the announced moment has come.
    Reopen,
    /// Admits a bidder or changes what he is admitted to.
    Admit {
        /// Who.
        paddle: Paddle,
        /// The last moment at which his bids are covered, where that is limited.
        until: Option<Moment>,
        /// The highest amount his bids are covered for, where that is limited.
        ceiling: Option<Money>,
    },
    /// Ends a bidder's right to bid, by an event of the rules.
    StopBidder {
        /// Who.
        paddle: Paddle,
    },
    /// Bids (出价).
    PlaceBid {
        /// Who; none where the sender was never admitted.
        paddle: Option<Paddle>,
        /// How much.
        amount: Money,
        /// Whether the bidder has confirmed a jump.
        confirmed: bool,
    },
    /// Leaves a ceiling up to which the exchange bids for the bidder (代理出价).
    PlaceProxyBid {
        /// Who; none where the sender was never admitted.
        paddle: Option<Paddle>,
        /// The ceiling, secret until the award.
        ceiling: Secret<Money>,
    },
    /// Enters the secret reserve.
    EnterReserve {
        /// The least price at which the lot is sold.
        reserve: Secret<Money>,
    },
    /// Stops the sale, keeping what time is left (中止).
    Suspend,
    /// Announces when a suspended sale goes on (恢复).
    Resume {
        /// When bidding goes on.
        resumes_at: Moment,
    },
    /// Stops a sale whose last window the exchange was not open in (中断).
    Interrupt {
        /// Where the gap begins.
        from: Moment,
        /// Where it ends.
        until: Moment,
    },
    /// Announces when an interrupted sale goes on with a full fresh cycle (断点续拍).
    ResumeFromBreak {
        /// When bidding goes on.
        resumes_at: Moment,
    },
    /// Ends the sale without result (终结).
    Terminate,
}
