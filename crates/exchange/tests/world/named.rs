//! The names of the variants that are kept for ever.
//!
//! Each list is a `match` without a rest: a new variant does not compile here until it is named,
//! and what is named must have its golden bytes.

use exchange::{
    Act, Actor, AscendingTerms, Command, Coverage, Entry, EpochClock, EqualRanks, Event, FirstBid,
    Increment, Method, OnDefault, Outcome, OwnOverbid, Part, Phase, PriceFormula, Pricing,
    Priority, PriorityAnswer, ProxyBidding, Refusal, Reserve, Role, SaleEvent, SaleRefusal, Side,
    Term, Terms, TextField, Tie, UnitPricing, UnsoldReason, WinningSide, wire::Request,
};
use lexicon::{Category, Unit};

/// A type whose variants have names.
pub(crate) trait Named {
    /// Every variant.
    const NAMES: &'static [&'static str];
    /// This one.
    fn name(&self) -> &'static str;
}

macro_rules! named {
    ($($type:ty { $($pattern:pat => $name:literal,)+ })+) => {
        $(impl Named for $type {
            const NAMES: &'static [&'static str] = &[$($name),+];

            fn name(&self) -> &'static str {
                match self { $($pattern => $name),+ }
            }
        })+
    };
}

mod trade;

named! {
    Command {
        Self::BeginEpoch { .. } => "begin-epoch",
        Self::Heartbeat => "heartbeat",
        Self::RecordTailCut { .. } => "record-tail-cut",
        Self::PublishLot { .. } => "publish-lot",
        Self::AdmitBidder { .. } => "admit-bidder",
        Self::StopBidder { .. } => "stop-bidder",
        Self::PlaceBid { .. } => "place-bid",
        Self::PlaceProxyBid { .. } => "place-proxy-bid",
        Self::OpenLot { .. } => "open-lot",
        Self::BeginPhase { .. } => "begin-phase",
        Self::ReopenLot { .. } => "reopen-lot",
        Self::CloseLot { .. } => "close-lot",
        Self::InterruptLot { .. } => "interrupt-lot",
        Self::SuspendForPause { .. } => "suspend-for-pause",
        Self::ResumeAfterPause { .. } => "resume-after-pause",
        Self::EndPause => "end-pause",
        Self::Propose { .. } => "propose",
        Self::Approve { .. } => "approve",
        Self::ExpireProposal { .. } => "expire-proposal",
        Self::RegisterParty { .. } => "register-party",
        Self::SubmitListing { .. } => "submit-listing",
        Self::ResubmitListing { .. } => "resubmit-listing",
        Self::AcceptListing { .. } => "accept-listing",
        Self::ReturnListing { .. } => "return-listing",
        Self::Apply { .. } => "apply",
        Self::WithdrawApplication { .. } => "withdraw-application",
        Self::AdmitApplicant { .. } => "admit-applicant",
        Self::RejectApplicant { .. } => "reject-applicant",
        Self::RecordDeposit { .. } => "record-deposit",
        Self::InstructRefund { .. } => "instruct-refund",
        Self::RecordRefund { .. } => "record-refund",
        Self::RecordRefundFailure { .. } => "record-refund-failure",
        Self::PublishResult { .. } => "publish-result",
        Self::RecordContract { .. } => "record-contract",
        Self::RecordPayment { .. } => "record-payment",
        Self::IssueCertificate { .. } => "issue-certificate",
        Self::AnswerJoinQuestion { .. } => "answer-join-question",
        Self::AnswerPriority { .. } => "answer-priority",
        Self::PlaceSealedBid { .. } => "place-sealed-bid",
        Self::PlaceQuantityBid { .. } => "place-quantity-bid",
        Self::PlaceOrder { .. } => "place-order",
        Self::CancelOrder { .. } => "cancel-order",
        Self::PlacePieceBid { .. } => "place-piece-bid",
    }
    Act {
        Self::SuspendLot { .. } => "suspend-lot",
        Self::ResumeLot { .. } => "resume-lot",
        Self::ResumeLotFromBreak { .. } => "resume-lot-from-break",
        Self::TerminateLot { .. } => "terminate-lot",
        Self::EnterReserve { .. } => "enter-reserve",
        Self::PauseExchange { .. } => "pause-exchange",
        Self::DiscloseListing { .. } => "disclose-listing",
        Self::EnterScores { .. } => "enter-scores",
        Self::RecordDefault { .. } => "record-default",
    }
    EpochClock {
        Self::Wall => "wall",
        Self::Virtual => "virtual",
    }
    Coverage {
        Self::Covered => "covered",
        Self::Uncovered { .. } => "uncovered",
    }
    Category {
        Self::RuralRight => "rural-right",
        Self::StateAsset => "state-asset",
        Self::ConfiscatedGoods => "confiscated-goods",
        Self::ComprehensiveRight => "comprehensive-right",
        Self::NaturalResource => "natural-resource",
        Self::EnvironmentalRight => "environmental-right",
    }
    Terms {
        Self::Ascending(_) => "ascending",
        Self::Descending(_) => "descending",
        Self::Hybrid(_) => "hybrid",
        Self::Staged(_) => "staged",
        Self::Sealed(_) => "sealed",
        Self::Weighted(_) => "weighted",
        Self::MultiUnit(_) => "multi-unit",
        Self::CallAuction(_) => "call-auction",
        Self::Continuous(_) => "continuous",
        Self::Package(_) => "package",
    }
    AscendingTerms {
        Self { .. } => "whole",
    }
    Entry {
        Self::All => "all",
        Self::WithValidBid => "with-valid-bid",
        Self::RecentBidders { .. } => "recent-bidders",
    }
    FirstBid {
        Self::AtStart => "at-start",
        Self::AboveStart => "above-start",
    }
    Increment {
        Self::AtLeast(_) => "at-least",
        Self::Multiple(_) => "multiple",
    }
    Reserve {
        Self::None => "none",
        Self::Public(_) => "public",
        Self::Secret { .. } => "secret",
    }
    OwnOverbid {
        Self::Refused => "refused",
        Self::Allowed => "allowed",
    }
    ProxyBidding {
        Self::Refused => "refused",
        Self::Allowed => "allowed",
    }
    Priority {
        Self::None => "none",
        Self::MatchLive => "match-live",
        Self::MatchAfterClose { .. } => "match-after-close",
        Self::Ordinary => "ordinary",
    }
    Event {
        Self::EpochBegan { .. } => "epoch-began",
        Self::TailCut { .. } => "tail-cut",
        Self::LotPublished { .. } => "lot-published",
        Self::Sale { .. } => "sale",
        Self::ProposalMade { .. } => "proposal-made",
        Self::ProposalApproved { .. } => "proposal-approved",
        Self::ProposalExpired { .. } => "proposal-expired",
        Self::ExchangePaused { .. } => "exchange-paused",
        Self::ExchangeResumed => "exchange-resumed",
        Self::PartyRegistered { .. } => "party-registered",
        Self::ListingSubmitted { .. } => "listing-submitted",
        Self::ListingReturned { .. } => "listing-returned",
        Self::ListingAccepted { .. } => "listing-accepted",
        Self::ListingDisclosed { .. } => "listing-disclosed",
        Self::LotDisclosed { .. } => "lot-disclosed",
        Self::ApplicationReceived { .. } => "application-received",
        Self::ApplicationWithdrawn { .. } => "application-withdrawn",
        Self::ApplicantAdmitted { .. } => "applicant-admitted",
        Self::ApplicantRejected { .. } => "applicant-rejected",
        Self::Ledger(_) => "ledger",
        Self::ConfirmationLetterIssued { .. } => "confirmation-letter-issued",
        Self::ResultPublished { .. } => "result-published",
        Self::ContractRecorded { .. } => "contract-recorded",
        Self::PricePaid { .. } => "price-paid",
        Self::CertificateIssued { .. } => "certificate-issued",
    }
    SaleEvent {
        Self::LotOpened { .. } => "lot-opened",
        Self::PhaseBegan { .. } => "phase-began",
        Self::BidderAdmitted { .. } => "bidder-admitted",
        Self::BidderStopped { .. } => "bidder-stopped",
        Self::BidAccepted { .. } => "bid-accepted",
        Self::ProxyAnswered { .. } => "proxy-answered",
        Self::CeilingStands { .. } => "ceiling-stands",
        Self::LotExtended { .. } => "lot-extended",
        Self::ReserveEntered => "reserve-entered",
        Self::LotSuspended => "lot-suspended",
        Self::ResumptionAnnounced { .. } => "resumption-announced",
        Self::LotReopened { .. } => "lot-reopened",
        Self::LotInterrupted { .. } => "lot-interrupted",
        Self::LotAwarded { .. } => "lot-awarded",
        Self::LotUnsold { .. } => "lot-unsold",
        Self::LotTerminated => "lot-terminated",
        Self::ChanceCommitted { .. } => "chance-committed",
        Self::LotteryDrawn { .. } => "lottery-drawn",
        Self::JoinAnswered { .. } => "join-answered",
        Self::Agreed { .. } => "agreed",
        Self::PriorityAsked { .. } => "priority-asked",
        Self::PriorityAnswered { .. } => "priority-answered",
        Self::WinnerDefaulted { .. } => "winner-defaulted",
        Self::PriceStepped { .. } => "price-stepped",
        Self::SealedBidReceived { .. } => "sealed-bid-received",
        Self::BidsOpened { .. } => "bids-opened",
        Self::ScoresEntered { .. } => "scores-entered",
        Self::BidsScored { .. } => "bids-scored",
        Self::QuantityBidReceived { .. } => "quantity-bid-received",
        Self::QuantityAllocated { .. } => "quantity-allocated",
        Self::OrderAccepted { .. } => "order-accepted",
        Self::OrdersMatched { .. } => "orders-matched",
        Self::OrderCancelled { .. } => "order-cancelled",
        Self::CallPriced { .. } => "call-priced",
        Self::PieceBidAccepted { .. } => "piece-bid-accepted",
        Self::PartsCompared { .. } => "parts-compared",
        Self::LotDivided => "lot-divided",
    }
    Phase {
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
    UnsoldReason {
        Self::NoBid => "no-bid",
        Self::BelowReserve => "below-reserve",
        Self::TooFewBidders => "too-few-bidders",
        Self::WinnerDefaulted => "winner-defaulted",
    }
    Method {
        Self::Ascending => "ascending",
        Self::Descending => "descending",
        Self::Hybrid => "hybrid",
        Self::Staged => "staged",
        Self::Sealed => "sealed",
        Self::Weighted => "weighted",
        Self::MultiUnit => "multi-unit",
        Self::CallAuction => "call-auction",
        Self::Continuous => "continuous",
        Self::Package => "package",
    }
    PriorityAnswer {
        Self::Take => "take",
        Self::Waive => "waive",
    }
    Side {
        Self::Buy => "buy",
        Self::Sell => "sell",
    }
    Part {
        Self::Whole => "whole",
        Self::Piece(_) => "piece",
    }
    EqualRanks {
        Self::ByTime => "by-time",
        Self::ByLot => "by-lot",
    }
    OnDefault {
        Self::Relist => "relist",
        Self::NextCandidate => "next-candidate",
    }
    Pricing {
        Self::First => "first",
        Self::Second => "second",
    }
    Tie {
        Self::ByTime => "by-time",
        Self::SecondRound { .. } => "second-round",
        Self::ByLot => "by-lot",
    }
    UnitPricing {
        Self::Uniform => "uniform",
        Self::PayAsBid => "pay-as-bid",
    }
    PriceFormula {
        Self::ShareOfHighest => "share-of-highest",
        Self::ShareAboveStart => "share-above-start",
        Self::NearestToMean => "nearest-to-mean",
    }
    Unit {
        Self::Tonne => "tonne",
        Self::CubicMetre => "cubic-metre",
        Self::KilowattHour => "kilowatt-hour",
        Self::TonneOfCoal => "tonne-of-coal",
        Self::Share => "share",
        Self::Mu => "mu",
        Self::Piece => "piece",
    }
    WinningSide {
        Self::Whole => "whole",
        Self::Pieces => "pieces",
    }
    Outcome {
        Self::Accepted(_) => "accepted",
        Self::Refused(_) => "refused",
    }
    Refusal {
        Self::Sale(_) => "sale",
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
        Self::Trading(_) => "trading",
    }
    SaleRefusal {
        Self::TermInvalid { .. } => "term-invalid",
        Self::NotYetOpen { .. } => "not-yet-open",
        Self::AuctionClosed { .. } => "auction-closed",
        Self::AuctionSuspended { .. } => "auction-suspended",
        Self::AuctionInterrupted { .. } => "auction-interrupted",
        Self::AuctionTerminated => "auction-terminated",
        Self::NotAdmitted => "not-admitted",
        Self::AdmissionEnded { .. } => "admission-ended",
        Self::BidderStopped => "bidder-stopped",
        Self::NoBidBeforeBreak => "no-bid-before-break",
        Self::AboveAdmittedAmount { .. } => "above-admitted-amount",
        Self::AlreadyLeading => "already-leading",
        Self::BelowLeastBid { .. } => "below-least-bid",
        Self::NotAMultiple { .. } => "not-a-multiple",
        Self::AmountOutOfRange { .. } => "amount-out-of-range",
        Self::ProxyNotAllowed => "proxy-not-allowed",
        Self::CeilingNotRaised => "ceiling-not-raised",
        Self::NotDue { .. } => "not-due",
        Self::NoSecretReserve => "no-secret-reserve",
        Self::ReserveAlreadyEntered => "reserve-already-entered",
        Self::ReserveTooEarly { .. } => "reserve-too-early",
        Self::ReserveTooLate { .. } => "reserve-too-late",
        Self::NotRunning => "not-running",
        Self::OutsideLastWindow { .. } => "outside-last-window",
        Self::NotSuspended => "not-suspended",
        Self::NotInterrupted => "not-interrupted",
        Self::NoticeTooShort { .. } => "notice-too-short",
        Self::WrongMethod { .. } => "wrong-method",
        Self::WrongPhase { .. } => "wrong-phase",
        Self::PhaseOver { .. } => "phase-over",
        Self::AdmissionOver { .. } => "admission-over",
        Self::JumpUnconfirmed { .. } => "jump-unconfirmed",
        Self::NoValidBid => "no-valid-bid",
        Self::NotJoined => "not-joined",
        Self::AlreadyAnswered => "already-answered",
        Self::NoPriority => "no-priority",
        Self::NoWinner => "no-winner",
        Self::AlreadyTaken => "already-taken",
        Self::HoldersTurnLater => "holders-turn-later",
        Self::NotTheHolder => "not-the-holder",
        Self::AlreadyBid => "already-bid",
        Self::NotTied => "not-tied",
        Self::PointsInvalid => "points-invalid",
        Self::ScoresAlreadyEntered => "scores-already-entered",
        Self::WrongUnit { .. } => "wrong-unit",
        Self::QuantityOutOfRange { .. } => "quantity-out-of-range",
        Self::NotWholeLots { .. } => "not-whole-lots",
        Self::AboveBidderCap { .. } => "above-bidder-cap",
        Self::TooManyBids { .. } => "too-many-bids",
        Self::OffTick { .. } => "off-tick",
        Self::OutsideBand { .. } => "outside-band",
        Self::BookFull { .. } => "book-full",
        Self::UnknownOrder => "unknown-order",
        Self::OwnOrder => "own-order",
        Self::UnknownPart => "unknown-part",
        Self::TooManyMatches { .. } => "too-many-matches",
    }
    Term {
        Self::OpensAt => "opens-at",
        Self::FreeBidding => "free-bidding",
        Self::StopBeforeTimed => "stop-before-timed",
        Self::JoinQuestion => "join-question",
        Self::Preparation => "preparation",
        Self::TimedEntry => "timed-entry",
        Self::TimedBidding => "timed-bidding",
        Self::TimedIncrement => "timed-increment",
        Self::Extension => "extension",
        Self::ExtensionCountMax => "extension-count-max",
        Self::HardEnd => "hard-end",
        Self::StartingPrice => "starting-price",
        Self::FirstBid => "first-bid",
        Self::Increment => "increment",
        Self::Reserve => "reserve",
        Self::OwnOverbid => "own-overbid",
        Self::BiddersMin => "bidders-min",
        Self::ProxyBidding => "proxy-bidding",
        Self::JumpCap => "jump-cap",
        Self::Priority => "priority",
        Self::ResumeNotice => "resume-notice",
        Self::Agreement => "agreement",
        Self::EqualRanks => "equal-ranks",
        Self::OnDefault => "on-default",
        Self::Floor => "floor",
        Self::Step => "step",
        Self::Interval => "interval",
        Self::SealedBidding => "sealed-bidding",
        Self::Tie => "tie",
        Self::HoldersBid => "holders-bid",
        Self::StageLength => "stage-length",
        Self::PauseLength => "pause-length",
        Self::Criteria => "criteria",
        Self::Formula => "formula",
        Self::Unit => "unit",
        Self::Quantity => "quantity",
        Self::LotSize => "lot-size",
        Self::BidderCap => "bidder-cap",
        Self::BidsEachMax => "bids-each-max",
        Self::Bidding => "bidding",
        Self::Tick => "tick",
        Self::Band => "band",
        Self::ReferencePrice => "reference-price",
        Self::Pieces => "pieces",
    }
    TextField {
        Self::TitleChinese => "title-chinese",
        Self::TitleEnglish => "title-english",
        Self::Reason => "reason",
        Self::Caption => "caption",
        Self::Place => "place",
    }
    Role {
        Self::Exchange => "exchange",
        Self::Seller => "seller",
        Self::Bidder => "bidder",
        Self::Clerk => "clerk",
        Self::Reviewer => "reviewer",
        Self::Supervisor => "supervisor",
        Self::Administrator => "administrator",
    }
    Actor {
        Self { .. } => "whole",
    }
    Request {
        Self { .. } => "whole",
    }
}
