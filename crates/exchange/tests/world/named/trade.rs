//! The same for what the way to a sale and from it keeps for ever.

use exchange::{
    AccountId, ApplicationStep, LedgerEvent, ListingStep, Media, Party, PartyKind, Payment,
    Purpose, Submission, TradingRefusal, Transfer, Visibility,
};

use super::Named;

named! {
    TradingRefusal {
        Self::TextLength { .. } => "text-length",
        Self::TextUnprintable { .. } => "text-unprintable",
        Self::UnknownListing { .. } => "unknown-listing",
        Self::UnknownApplication { .. } => "unknown-application",
        Self::ListedLots { .. } => "listed-lots",
        Self::TooManyDocuments { .. } => "too-many-documents",
        Self::DocumentTwice => "document-twice",
        Self::DepositOutOfRange { .. } => "deposit-out-of-range",
        Self::DisclosureOutOfRange { .. } => "disclosure-out-of-range",
        Self::ResultNoticeOutOfRange { .. } => "result-notice-out-of-range",
        Self::ListingAt { .. } => "listing-at",
        Self::ApplicationsEndTooEarly { .. } => "applications-end-too-early",
        Self::OpensTooEarly { .. } => "opens-too-early",
        Self::NoListing => "no-listing",
        Self::ApplicationsClosed { .. } => "applications-closed",
        Self::OwnLot => "own-lot",
        Self::AlreadyApplied { .. } => "already-applied",
        Self::ApplicationAt { .. } => "application-at",
        Self::ListingsOwnClerk => "listings-own-clerk",
        Self::DepositMissing { .. } => "deposit-missing",
        Self::DepositExceeded { .. } => "deposit-exceeded",
        Self::AmountOutOfRange => "amount-not-bookable",
        Self::AlreadyBooked { .. } => "already-booked",
        Self::PaidInFuture => "paid-in-future",
        Self::BalanceTooSmall { .. } => "balance-too-small",
        Self::DepositNeeded => "deposit-needed",
        Self::NothingToRefund => "nothing-to-refund",
        Self::RefundPending { .. } => "refund-pending",
        Self::NoRefundPending => "no-refund-pending",
        Self::NotAwarded => "not-awarded",
        Self::ResultPublished => "result-published",
        Self::ContractRecorded => "contract-recorded",
        Self::ContractMissing => "contract-missing",
        Self::PaymentExceeds { .. } => "payment-exceeds",
        Self::PriceUnpaid { .. } => "price-unpaid",
        Self::ResultNoticeRuns { .. } => "result-notice-runs",
        Self::CertificateIssued => "certificate-issued",
        Self::RolesInvalid => "roles-invalid",
        Self::TooMany { .. } => "too-many",
        Self::SubmissionChanged => "submission-changed",
        Self::PriceRecorded => "price-recorded",
    }
    ListingStep {
        Self::Submitted => "submitted",
        Self::Returned => "returned",
        Self::Accepted => "accepted",
        Self::Disclosed => "disclosed",
    }
    ApplicationStep {
        Self::Received => "received",
        Self::Admitted => "admitted",
        Self::Rejected => "rejected",
        Self::Withdrawn => "withdrawn",
    }
    LedgerEvent {
        Self::Posted { .. } => "posted",
        Self::Pended { .. } => "pended",
        Self::PendingPosted { .. } => "pending-posted",
        Self::PendingVoided { .. } => "pending-voided",
    }
    Transfer {
        Self { .. } => "whole",
    }
    AccountId {
        Self::Bank => "bank",
        Self::Deposit(_) => "deposit",
        Self::Settlement(_) => "settlement",
    }
    Purpose {
        Self::DepositReceived => "deposit-received",
        Self::DepositRefunded => "deposit-refunded",
        Self::DepositApplied => "deposit-applied",
        Self::PriceReceived => "price-received",
    }
    Payment {
        Self { .. } => "whole",
    }
    Submission {
        Self { .. } => "whole",
    }
    Media {
        Self::Pdf => "pdf",
        Self::Jpeg => "jpeg",
        Self::Png => "png",
        Self::Text => "text",
    }
    Visibility {
        Self::Public => "public",
        Self::Applicants => "applicants",
        Self::Staff => "staff",
    }
    PartyKind {
        Self::Person => "person",
        Self::Organisation => "organisation",
    }
    Party {
        Self { .. } => "whole",
    }
}
