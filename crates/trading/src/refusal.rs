//! Why a step on the way to a sale, or from it, is refused.

use lexicon::{ApplicationId, ListingId, Moment, Money, Span, TransferId};
use serde::{Deserialize, Serialize};

use crate::TextField;

/// Where a listing stands, for a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListingStep {
    /// Waits to be examined.
    Submitted,
    /// Went back to its seller.
    Returned,
    /// Waits to be disclosed.
    Accepted,
    /// Disclosed.
    Disclosed,
}

/// Where an application stands, for a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApplicationStep {
    /// Waits to be examined.
    Received,
    /// Admitted.
    Admitted,
    /// Rejected.
    Rejected,
    /// Withdrawn by the applicant.
    Withdrawn,
}

/// Why a step is refused; each carries what the person needs to do better next time.
///
/// Kept for ever. The order of the variants means nothing but their place on the wire; it only
/// grows at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// A text is empty or too long.
    TextLength {
        /// Which.
        field: TextField,
        /// The most characters it may have.
        most: u32,
    },
    /// A text holds control characters or such as turn its direction.
    TextUnprintable {
        /// Which.
        field: TextField,
    },
    /// There is no such listing, or it is another's.
    UnknownListing {
        /// The number that was asked for.
        listing: ListingId,
    },
    /// There is no such application, or it is another's.
    UnknownApplication {
        /// The number that was asked for.
        application: ApplicationId,
    },
    /// A listing has one lot at least and so many at most.
    ListedLots {
        /// The most it may have.
        most: u32,
    },
    /// A listing names so many documents at most.
    TooManyDocuments {
        /// The most it may name.
        most: u32,
    },
    /// A document is named twice.
    DocumentTwice,
    /// The deposit is above the starting price or below nothing.
    DepositOutOfRange {
        /// The most it may be.
        most: Money,
    },
    /// The disclosure is longer than it may be.
    DisclosureOutOfRange {
        /// The longest.
        most: Span,
    },
    /// The notice of the result is longer than it may be.
    ResultNoticeOutOfRange {
        /// The longest.
        most: Span,
    },
    /// The listing's stage does not allow this step.
    ListingAt {
        /// Where it stands.
        step: ListingStep,
    },
    /// The end of applications lies behind.
    ApplicationsEndTooEarly {
        /// The earliest it may be.
        earliest: Moment,
    },
    /// Bidding would open before the disclosure has run its length.
    OpensTooEarly {
        /// The earliest it may open.
        earliest: Moment,
    },
    /// The lot is outside any listing, so that nobody can apply for it.
    NoListing,
    /// Applications are no longer taken.
    ApplicationsClosed {
        /// Since when.
        closed_at: Moment,
    },
    /// The seller does not bid on his own lot.
    OwnLot,
    /// The party has an application for this lot that waits or was admitted.
    AlreadyApplied {
        /// By this application.
        application: ApplicationId,
    },
    /// The application's stage does not allow this step.
    ApplicationAt {
        /// Where it stands.
        step: ApplicationStep,
    },
    /// Whoever accepted the listing does not examine who applies for it.
    ListingsOwnClerk,
    /// The deposit is not there in full.
    DepositMissing {
        /// What is missing.
        due: Money,
    },
    /// More than the deposit that is due.
    DepositExceeded {
        /// What is still due.
        due: Money,
    },
    /// An amount must be more than nothing and fit the books.
    AmountOutOfRange,
    /// The bank's reference stands in the books already.
    AlreadyBooked {
        /// By this posting.
        transfer: TransferId,
    },
    /// The money was paid in the future.
    PaidInFuture,
    /// The account does not hold so much.
    BalanceTooSmall {
        /// What it holds.
        balance: Money,
    },
    /// The deposit is still needed: the sale is not over, or it is the buyer's.
    DepositNeeded,
    /// There is nothing to refund.
    NothingToRefund,
    /// A refund is on its way.
    RefundPending {
        /// By this posting.
        transfer: TransferId,
    },
    /// No refund is on its way.
    NoRefundPending,
    /// The lot is not awarded.
    NotAwarded,
    /// The result is published already.
    ResultPublished,
    /// A contract is recorded already.
    ContractRecorded,
    /// No contract is recorded.
    ContractMissing,
    /// More than what is still to be paid.
    PaymentExceeds {
        /// What is still to be paid.
        due: Money,
    },
    /// The price is not paid in full.
    PriceUnpaid {
        /// What is still to be paid.
        due: Money,
    },
    /// The result is not published, or its notice still runs.
    ResultNoticeRuns {
        /// Until when; none where it is not published.
        until: Option<Moment>,
    },
    /// The certificate is issued already.
    CertificateIssued,
    /// A party has one role at least, each once, none of the exchange's own, and either roles of
    /// the market (seller, bidder) or of the centre.
    RolesInvalid,
    /// There are as many as there can be.
    TooMany {
        /// The most there can be.
        most: u64,
    },
    /// The listing was submitted and accepted anew after this was proposed.
    SubmissionChanged,
    /// Something of the price is booked already, so that the award stands.
    PriceRecorded,
}

impl Refusal {
    /// The stable name in problem types and figures: `deposit-missing`.
    pub const fn slug(&self) -> &'static str {
        match self {
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
    }
}

impl ListingStep {
    /// The name in answers and rows: `submitted`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::Disclosed => "disclosed",
        }
    }
}

impl ApplicationStep {
    /// The name in answers and rows: `received`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Admitted => "admitted",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }
}
