//! The names of the variants that are kept for ever.
//!
//! Each list is a `match` without a rest: a new variant does not compile here until it is named,
//! and what is named must have its golden bytes.

use exchange::{
    Act, Actor, AscendingTerms, Command, Coverage, Entry, EpochClock, Event, FirstBid, Increment,
    Outcome, OwnOverbid, Phase, Priority, ProxyBidding, Refusal, Reserve, Role, SaleEvent,
    SaleRefusal, Term, Terms, TextField, UnsoldReason, wire::Request,
};
use lexicon::Category;

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
        Self::BeginTimedBidding { .. } => "begin-timed-bidding",
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
    }
    Act {
        Self::SuspendLot { .. } => "suspend-lot",
        Self::ResumeLot { .. } => "resume-lot",
        Self::ResumeLotFromBreak { .. } => "resume-lot-from-break",
        Self::TerminateLot { .. } => "terminate-lot",
        Self::EnterReserve { .. } => "enter-reserve",
        Self::PauseExchange { .. } => "pause-exchange",
        Self::DiscloseListing { .. } => "disclose-listing",
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
        Self::TimedBiddingBegan { .. } => "timed-bidding-began",
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
    }
    Phase {
        Self::FreeBidding => "free-bidding",
        Self::TimedBidding => "timed-bidding",
    }
    UnsoldReason {
        Self::NoBid => "no-bid",
        Self::BelowReserve => "below-reserve",
        Self::TooFewBidders => "too-few-bidders",
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
        Self::TermNotImplemented { .. } => "term-not-implemented",
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
