//! What can be asked of the exchange.

use lexicon::{
    ApplicationId, Category, Digest, ListingId, LotId, Moment, Money, OrderNumber, Paddle, PartyId,
    ProposalId, Rank, Secret,
};
use serde::{Deserialize, Serialize};

use crate::{
    Coverage, Order, Part, Party, Points, PriorityAnswer, QuantityBid, Reason, Submission, Terms,
    Title,
};

/// Chance as a value: 32 bytes drawn outside and kept in the entry.
pub type Seed = [u8; 32];

/// Whose time an epoch runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EpochClock {
    /// The machine's; `verify` measures coverage again.
    Wall,
    /// A script's: rehearsal, simulation, the past of a demonstration. The script sets coverage.
    Virtual,
}

/// What can be asked of the exchange.
///
/// Kept for ever: a released variant never changes; a new need is a new variant at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Begins a run over the journal; its first entry.
    BeginEpoch {
        /// Whose time it runs in.
        clock: EpochClock,
    },
    /// Shows that the exchange is open.
    Heartbeat,
    /// Records that an incomplete last batch was cut off the journal.
    RecordTailCut {
        /// The segment's number.
        segment: u64,
        /// Where in it.
        offset: u64,
        /// How many bytes.
        size: u64,
    },
    /// Publishes a lot under terms that stay.
    PublishLot {
        /// What it is called.
        title: Title,
        /// Its family.
        category: Category,
        /// What the sale is held to.
        terms: Terms,
    },
    /// Admits a party to a lot under a paddle drawn by the seed, or changes its admission.
    AdmitBidder {
        /// The lot.
        lot: LotId,
        /// The party, whom no event names.
        party: PartyId,
        /// The last moment at which its bids are covered, where that is limited.
        until: Option<Moment>,
        /// The highest amount its bids are covered for, where that is limited.
        ceiling: Option<Money>,
        /// The rank of its right of priority, where it holds one (优先购买权).
        rank: Option<Rank>,
    },
    /// Ends a bidder's right to bid, by an event of the rules; never by hand.
    StopBidder {
        /// The lot.
        lot: LotId,
        /// Who.
        paddle: Paddle,
    },
    /// Bids (出价).
    PlaceBid {
        /// The lot.
        lot: LotId,
        /// The sender's paddle, filled in at the door; none where it has none.
        paddle: Option<Paddle>,
        /// How much.
        amount: Money,
        /// Whether the bidder has confirmed a jump.
        confirmed: bool,
    },
    /// Leaves a ceiling (代理出价).
    PlaceProxyBid {
        /// The lot.
        lot: LotId,
        /// The sender's paddle, filled in at the door; none where it has none.
        paddle: Option<Paddle>,
        /// The ceiling, secret until the award.
        ceiling: Secret<Money>,
    },
    /// Opens a lot when its moment has come.
    OpenLot {
        /// The lot.
        lot: LotId,
    },
    /// Begins a lot's next phase.
    BeginPhase {
        /// The lot.
        lot: LotId,
    },
    /// Lets a stopped lot go on when the announced moment has come.
    ReopenLot {
        /// The lot.
        lot: LotId,
    },
    /// Ends a phase that decides something, when its moment has come: mostly it closes the lot.
    CloseLot {
        /// The lot.
        lot: LotId,
        /// Whether the exchange was open all through the last window, as the floor measured it.
        coverage: Coverage,
    },
    /// Interrupts a lot in whose last window the exchange was not open (中断).
    InterruptLot {
        /// The lot.
        lot: LotId,
        /// Where the gap begins.
        from: Moment,
        /// Where it ends.
        until: Moment,
    },
    /// Suspends a running lot because the exchange is paused.
    SuspendForPause {
        /// The lot.
        lot: LotId,
    },
    /// Announces when a lot that the pause had suspended goes on.
    ResumeAfterPause {
        /// The lot.
        lot: LotId,
    },
    /// Ends a pause when its moment has come.
    EndPause,
    /// The first person's half of an act of two.
    Propose {
        /// What is proposed.
        act: Act,
    },
    /// The second person's half.
    Approve {
        /// Which proposal.
        proposal: ProposalId,
    },
    /// Drops a proposal that nobody approved in time.
    ExpireProposal {
        /// Which.
        proposal: ProposalId,
    },
    /// Registers a party, whose profile is in the vault.
    RegisterParty {
        /// What it is.
        party: Party,
    },
    /// Submits a listing (申请挂牌).
    SubmitListing {
        /// What is submitted.
        submission: Submission,
    },
    /// Submits a returned listing again.
    ResubmitListing {
        /// Which.
        listing: ListingId,
        /// What is submitted now.
        submission: Submission,
    },
    /// Accepts a listing (受理).
    AcceptListing {
        /// Which.
        listing: ListingId,
    },
    /// Gives a listing back to its seller (一次性告知).
    ReturnListing {
        /// Which.
        listing: ListingId,
        /// The digest of the note in the vault that says what is missing.
        note: Digest,
    },
    /// Applies to bid on a lot (报名).
    Apply {
        /// The lot.
        lot: LotId,
    },
    /// Withdraws an application before it is examined.
    WithdrawApplication {
        /// Which.
        application: ApplicationId,
    },
    /// Admits an applicant under a paddle drawn by the seed (资格审查).
    AdmitApplicant {
        /// Which application.
        application: ApplicationId,
        /// The rank of the applicant's right of priority, where one was proved (优先购买权).
        rank: Option<Rank>,
    },
    /// Rejects an applicant.
    RejectApplicant {
        /// Which application.
        application: ApplicationId,
        /// The digest of the note in the vault that says why.
        note: Digest,
    },
    /// Records a deposit, or a part of it, that the bank has received (保证金).
    RecordDeposit {
        /// For which application.
        application: ApplicationId,
        /// What was paid.
        payment: Payment,
    },
    /// Instructs the bank to give a deposit back (退付).
    InstructRefund {
        /// Of which application.
        application: ApplicationId,
    },
    /// Records that the bank has given a deposit back.
    RecordRefund {
        /// Of which application.
        application: ApplicationId,
        /// When.
        paid_at: Moment,
        /// The digest of the bank's reference.
        reference: Digest,
    },
    /// Records that the bank could not give a deposit back.
    RecordRefundFailure {
        /// Of which application.
        application: ApplicationId,
    },
    /// Publishes a sale's result (成交公示).
    PublishResult {
        /// The lot.
        lot: LotId,
    },
    /// Records the contract of seller and buyer.
    RecordContract {
        /// The lot.
        lot: LotId,
        /// The digest of the signed file.
        document: Digest,
    },
    /// Records what the buyer has paid of the price; his deposit becomes part of it.
    RecordPayment {
        /// The lot.
        lot: LotId,
        /// What was paid.
        payment: Payment,
    },
    /// Issues the certificate (交易凭证).
    IssueCertificate {
        /// The lot.
        lot: LotId,
    },
    /// Answers the question who joins a lot's timed phase.
    AnswerJoinQuestion {
        /// The lot.
        lot: LotId,
        /// The sender's paddle, filled in at the door; none where it has none.
        paddle: Option<Paddle>,
        /// Whether the sender joins.
        joins: bool,
    },
    /// Answers whether a right of priority is exercised (行权).
    AnswerPriority {
        /// The lot.
        lot: LotId,
        /// The sender's paddle, filled in at the door; none where it has none.
        paddle: Option<Paddle>,
        /// What the sender does.
        answer: PriorityAnswer,
    },
    /// Bids once, unseen until the bids are opened (密封报价).
    PlaceSealedBid {
        /// The lot.
        lot: LotId,
        /// The sender's paddle, filled in at the door; none where it has none.
        paddle: Option<Paddle>,
        /// How much, secret until the bids are opened.
        amount: Secret<Money>,
    },
    /// Bids for a quantity, unseen until the close.
    PlaceQuantityBid {
        /// The lot.
        lot: LotId,
        /// The sender's paddle, filled in at the door; none where it has none.
        paddle: Option<Paddle>,
        /// For how much, at which price.
        bid: Secret<QuantityBid>,
    },
    /// Places an order to buy or to sell (委托).
    PlaceOrder {
        /// The lot.
        lot: LotId,
        /// The sender's paddle, filled in at the door; none where it has none.
        paddle: Option<Paddle>,
        /// What is ordered.
        order: Order,
    },
    /// Takes back what is left of an order (撤单).
    CancelOrder {
        /// The lot.
        lot: LotId,
        /// The sender's paddle, filled in at the door; none where it has none.
        paddle: Option<Paddle>,
        /// Which.
        order: OrderNumber,
    },
    /// Bids for the whole or for one of its pieces (整体与分零).
    PlacePieceBid {
        /// The lot.
        lot: LotId,
        /// The sender's paddle, filled in at the door; none where it has none.
        paddle: Option<Paddle>,
        /// For what.
        part: Part,
        /// How much.
        amount: Money,
    },
}

/// Money that the bank has received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// How much.
    pub amount: Money,
    /// When the bank received it.
    pub paid_at: Moment,
    /// The digest of the bank's reference, by which it is booked once.
    pub reference: Digest,
}

/// What only two people together can do (双人控制).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Stops a lot (中止).
    SuspendLot {
        /// The lot.
        lot: LotId,
        /// The published reason.
        reason: Reason,
    },
    /// Announces when a suspended lot goes on (恢复).
    ResumeLot {
        /// The lot.
        lot: LotId,
        /// When.
        resumes_at: Moment,
    },
    /// Announces when an interrupted lot goes on with a full fresh cycle (断点续拍).
    ResumeLotFromBreak {
        /// The lot.
        lot: LotId,
        /// When.
        resumes_at: Moment,
    },
    /// Ends a lot without result (终结).
    TerminateLot {
        /// The lot.
        lot: LotId,
        /// The published reason.
        reason: Reason,
    },
    /// Enters a lot's secret reserve (保留价).
    EnterReserve {
        /// The lot.
        lot: LotId,
        /// The least price at which it is sold.
        reserve: Secret<Money>,
    },
    /// Stops all bidding for a planned time.
    PauseExchange {
        /// The published reason.
        reason: Reason,
        /// Until when.
        until: Moment,
    },
    /// Discloses an accepted listing and publishes its lots (信息披露).
    DiscloseListing {
        /// Which.
        listing: ListingId,
        /// Until when applications are taken.
        applications_until: Moment,
        /// When bidding opens.
        opens_at: Moment,
    },
    /// Enters what a bidder's plan was found worth, beside his price (综合评分).
    EnterScores {
        /// The lot.
        lot: LotId,
        /// Whose plan.
        paddle: Paddle,
        /// Points for each criterion of the terms, in their order; secret until the close.
        points: Secret<Vec<Points>>,
    },
    /// Records that the winner does not keep his word (悔拍).
    RecordDefault {
        /// The lot.
        lot: LotId,
        /// The published reason.
        reason: Reason,
    },
}

impl Command {
    /// Whether ruling on it takes chance.
    pub const fn needs_seed(&self) -> bool {
        matches!(
            self,
            Self::AdmitBidder { .. } | Self::AdmitApplicant { .. } | Self::OpenLot { .. }
        )
    }

    /// Whether it is ruled on before everything else that waits: what stops a sale must not queue
    /// behind the bids that it stops.
    pub const fn is_urgent(&self) -> bool {
        match self {
            Self::InterruptLot { .. } | Self::SuspendForPause { .. } | Self::Approve { .. } => true,
            Self::Propose { act } => act.is_urgent(),
            Self::BeginEpoch { .. }
            | Self::Heartbeat
            | Self::RecordTailCut { .. }
            | Self::PublishLot { .. }
            | Self::AdmitBidder { .. }
            | Self::StopBidder { .. }
            | Self::PlaceBid { .. }
            | Self::PlaceProxyBid { .. }
            | Self::OpenLot { .. }
            | Self::BeginPhase { .. }
            | Self::ReopenLot { .. }
            | Self::CloseLot { .. }
            | Self::ResumeAfterPause { .. }
            | Self::EndPause
            | Self::ExpireProposal { .. }
            | Self::RegisterParty { .. }
            | Self::SubmitListing { .. }
            | Self::ResubmitListing { .. }
            | Self::AcceptListing { .. }
            | Self::ReturnListing { .. }
            | Self::Apply { .. }
            | Self::WithdrawApplication { .. }
            | Self::AdmitApplicant { .. }
            | Self::RejectApplicant { .. }
            | Self::RecordDeposit { .. }
            | Self::InstructRefund { .. }
            | Self::RecordRefund { .. }
            | Self::RecordRefundFailure { .. }
            | Self::PublishResult { .. }
            | Self::RecordContract { .. }
            | Self::RecordPayment { .. }
            | Self::IssueCertificate { .. }
            | Self::AnswerJoinQuestion { .. }
            | Self::AnswerPriority { .. }
            | Self::PlaceSealedBid { .. }
            | Self::PlaceQuantityBid { .. }
            | Self::PlaceOrder { .. }
            | Self::CancelOrder { .. }
            | Self::PlacePieceBid { .. } => false,
        }
    }

    /// The proposal it approves.
    pub const fn approves(&self) -> Option<ProposalId> {
        if let Self::Approve { proposal } = self { Some(*proposal) } else { None }
    }

    /// The paddle that a bidder's own command names, filled in at the door; none inside where the
    /// sender has none.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only a bidder's commands name it so")]
    pub const fn bidders_paddle(&self) -> Option<Option<Paddle>> {
        match self {
            Self::PlaceBid { paddle, .. }
            | Self::PlaceProxyBid { paddle, .. }
            | Self::AnswerJoinQuestion { paddle, .. }
            | Self::AnswerPriority { paddle, .. }
            | Self::PlaceSealedBid { paddle, .. }
            | Self::PlaceQuantityBid { paddle, .. }
            | Self::PlaceOrder { paddle, .. }
            | Self::CancelOrder { paddle, .. }
            | Self::PlacePieceBid { paddle, .. } => Some(*paddle),
            _ => None,
        }
    }

    /// The application it is about.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only few commands are about one")]
    pub const fn application(&self) -> Option<ApplicationId> {
        match self {
            Self::WithdrawApplication { application }
            | Self::AdmitApplicant { application, .. }
            | Self::RejectApplicant { application, .. }
            | Self::RecordDeposit { application, .. }
            | Self::InstructRefund { application }
            | Self::RecordRefund { application, .. }
            | Self::RecordRefundFailure { application } => Some(*application),
            _ => None,
        }
    }

    /// The lot it is about; none for what is about no lot, and for what only the world can tell.
    pub const fn lot(&self) -> Option<LotId> {
        match self {
            Self::AdmitBidder { lot, .. }
            | Self::StopBidder { lot, .. }
            | Self::PlaceBid { lot, .. }
            | Self::PlaceProxyBid { lot, .. }
            | Self::AnswerJoinQuestion { lot, .. }
            | Self::AnswerPriority { lot, .. }
            | Self::PlaceSealedBid { lot, .. }
            | Self::PlaceQuantityBid { lot, .. }
            | Self::PlaceOrder { lot, .. }
            | Self::CancelOrder { lot, .. }
            | Self::PlacePieceBid { lot, .. }
            | Self::OpenLot { lot }
            | Self::BeginPhase { lot }
            | Self::ReopenLot { lot }
            | Self::CloseLot { lot, .. }
            | Self::InterruptLot { lot, .. }
            | Self::SuspendForPause { lot }
            | Self::ResumeAfterPause { lot }
            | Self::Apply { lot }
            | Self::PublishResult { lot }
            | Self::RecordContract { lot, .. }
            | Self::RecordPayment { lot, .. }
            | Self::IssueCertificate { lot } => Some(*lot),
            Self::Propose { act } => act.lot(),
            Self::BeginEpoch { .. }
            | Self::Heartbeat
            | Self::RecordTailCut { .. }
            | Self::PublishLot { .. }
            | Self::EndPause
            | Self::Approve { .. }
            | Self::ExpireProposal { .. }
            | Self::RegisterParty { .. }
            | Self::SubmitListing { .. }
            | Self::ResubmitListing { .. }
            | Self::AcceptListing { .. }
            | Self::ReturnListing { .. }
            | Self::WithdrawApplication { .. }
            | Self::AdmitApplicant { .. }
            | Self::RejectApplicant { .. }
            | Self::RecordDeposit { .. }
            | Self::InstructRefund { .. }
            | Self::RecordRefund { .. }
            | Self::RecordRefundFailure { .. } => None,
        }
    }
}

impl Act {
    /// Whether it stops something.
    const fn is_urgent(&self) -> bool {
        match self {
            Self::SuspendLot { .. } | Self::TerminateLot { .. } | Self::PauseExchange { .. } => {
                true
            }
            Self::ResumeLot { .. }
            | Self::ResumeLotFromBreak { .. }
            | Self::EnterReserve { .. }
            | Self::DiscloseListing { .. }
            | Self::EnterScores { .. }
            | Self::RecordDefault { .. } => false,
        }
    }

    /// The lot it is about.
    pub const fn lot(&self) -> Option<LotId> {
        match self {
            Self::SuspendLot { lot, .. }
            | Self::ResumeLot { lot, .. }
            | Self::ResumeLotFromBreak { lot, .. }
            | Self::TerminateLot { lot, .. }
            | Self::EnterReserve { lot, .. }
            | Self::EnterScores { lot, .. }
            | Self::RecordDefault { lot, .. } => Some(*lot),
            Self::PauseExchange { .. } | Self::DiscloseListing { .. } => None,
        }
    }
}
