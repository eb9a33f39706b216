//! What can be asked of a sale.

use lexicon::{Moment, Money, OrderNumber, Paddle, Rank, Secret};
use serde::{Deserialize, Serialize};

use crate::{Order, Part, Points, QuantityBid};

/// Chance as a value: 32 bytes drawn outside.
pub type Chance = [u8; 32];

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
    Open {
        /// What lots are drawn by where the terms draw any; secret until then.
        chance: Option<Secret<Chance>>,
    },
    /// Begins the next phase at the end of one whose end decides nothing.
    BeginPhase,
    /// Ends a phase that decides something, when its moment has come: mostly it closes the lot.
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
        /// The rank of his right of priority, where he holds one (优先购买权).
        rank: Option<Rank>,
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
    /// Answers the question who joins the timed phase.
    AnswerJoinQuestion {
        /// Who; none where the sender was never admitted.
        paddle: Option<Paddle>,
        /// Whether he joins; silence is no.
        joins: bool,
    },
    /// Answers whether a right of priority is exercised at the winner's price.
    AnswerPriority {
        /// Who; none where the sender was never admitted.
        paddle: Option<Paddle>,
        /// What he does.
        answer: PriorityAnswer,
    },
    /// Records that the winner does not keep his word (悔拍).
    RecordDefault,
    /// Bids once, unseen until the bids are opened (密封报价).
    PlaceSealedBid {
        /// Who; none where the sender was never admitted.
        paddle: Option<Paddle>,
        /// How much.
        amount: Secret<Money>,
    },
    /// Enters what a bidder's plan was found worth, beside his price (综合评分).
    EnterScores {
        /// Whose.
        paddle: Paddle,
        /// Points for each criterion of the terms, in their order.
        points: Secret<Vec<Points>>,
    },
    /// Bids for a quantity at a price for one unit.
    PlaceQuantityBid {
        /// Who; none where the sender was never admitted.
        paddle: Option<Paddle>,
        /// For how much, at which price; unseen until the close.
        bid: Secret<QuantityBid>,
    },
    /// Places an order to buy or to sell (委托).
    PlaceOrder {
        /// Who; none where the sender was never admitted.
        paddle: Option<Paddle>,
        /// What is ordered.
        order: Order,
    },
    /// Takes back what is left of an order (撤单).
    CancelOrder {
        /// Who; none where the sender was never admitted.
        paddle: Option<Paddle>,
        /// Which.
        order: OrderNumber,
    },
    /// Bids for the whole or for one of its pieces (整体与分零).
    PlacePieceBid {
        /// Who; none where the sender was never admitted.
        paddle: Option<Paddle>,
        /// For what.
        part: Part,
        /// How much.
        amount: Money,
    },
}

/// What the holder of a right of priority does when he is asked after the close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PriorityAnswer {
    /// He takes the lot at the winner's price (行权).
    Take,
    /// He does not (放弃).
    Waive,
}
