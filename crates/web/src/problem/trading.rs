//! A refusal on the way to a sale or from it, as HTTP tells it.

use axum::http::StatusCode;
use exchange::{TextField, TradingRefusal as Refusal};
use serde_json::{Value, json};

/// The status of each refusal; a new one finds its place here.
pub(super) const fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::UnknownListing { .. } | Refusal::UnknownApplication { .. } => {
            StatusCode::NOT_FOUND
        }
        // Nobody may do this now.
        Refusal::ListingAt { .. }
        | Refusal::NoListing
        | Refusal::ApplicationsClosed { .. }
        | Refusal::AlreadyApplied { .. }
        | Refusal::ApplicationAt { .. }
        | Refusal::AlreadyBooked { .. }
        | Refusal::DepositNeeded
        | Refusal::NothingToRefund
        | Refusal::RefundPending { .. }
        | Refusal::NoRefundPending
        | Refusal::NotAwarded
        | Refusal::ResultPublished
        | Refusal::ContractRecorded
        | Refusal::ContractMissing
        | Refusal::PriceUnpaid { .. }
        | Refusal::ResultNoticeRuns { .. }
        | Refusal::CertificateIssued
        | Refusal::SubmissionChanged
        | Refusal::PriceRecorded => StatusCode::CONFLICT,
        // This person may not.
        Refusal::OwnLot | Refusal::ListingsOwnClerk => StatusCode::FORBIDDEN,
        // This content fails a rule.
        Refusal::TextLength { .. }
        | Refusal::TextUnprintable { .. }
        | Refusal::ListedLots { .. }
        | Refusal::TooManyDocuments { .. }
        | Refusal::DocumentTwice
        | Refusal::DepositOutOfRange { .. }
        | Refusal::DisclosureOutOfRange { .. }
        | Refusal::ResultNoticeOutOfRange { .. }
        | Refusal::ApplicationsEndTooEarly { .. }
        | Refusal::OpensTooEarly { .. }
        | Refusal::DepositMissing { .. }
        | Refusal::DepositExceeded { .. }
        | Refusal::AmountOutOfRange
        | Refusal::PaidInFuture
        | Refusal::BalanceTooSmall { .. }
        | Refusal::PaymentExceeds { .. }
        | Refusal::RolesInvalid => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::TooMany { .. } => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// What a refusal says besides its name.
pub(super) fn fields(refusal: &Refusal) -> Value {
    match refusal {
        Refusal::TextLength { field, most } => {
            json!({ "field": field_name(*field), "most": most })
        }
        Refusal::TextUnprintable { field } => json!({ "field": field_name(*field) }),
        Refusal::UnknownListing { listing } => json!({ "listing": listing.0 }),
        Refusal::UnknownApplication { application } | Refusal::AlreadyApplied { application } => {
            json!({ "application": application.0 })
        }
        Refusal::ListedLots { most } | Refusal::TooManyDocuments { most } => {
            json!({ "most": most })
        }
        Refusal::DepositOutOfRange { most } => json!({ "most": most.to_string() }),
        Refusal::DisclosureOutOfRange { most } | Refusal::ResultNoticeOutOfRange { most } => {
            json!({ "most_seconds": most.to_std().as_secs() })
        }
        Refusal::ListingAt { step } => json!({ "step": step.slug() }),
        Refusal::ApplicationAt { step } => json!({ "step": step.slug() }),
        Refusal::ApplicationsEndTooEarly { earliest } | Refusal::OpensTooEarly { earliest } => {
            json!({ "earliest": earliest.to_string() })
        }
        Refusal::ApplicationsClosed { closed_at } => json!({ "closed_at": closed_at.to_string() }),
        Refusal::DepositMissing { due }
        | Refusal::DepositExceeded { due }
        | Refusal::PaymentExceeds { due }
        | Refusal::PriceUnpaid { due } => json!({ "due": due.to_string() }),
        Refusal::AlreadyBooked { transfer } | Refusal::RefundPending { transfer } => {
            json!({ "transfer": transfer.0 })
        }
        Refusal::BalanceTooSmall { balance } => json!({ "balance": balance.to_string() }),
        Refusal::ResultNoticeRuns { until } => {
            json!({ "until": until.map(|until| until.to_string()) })
        }
        Refusal::TooMany { most } => json!({ "most": most }),
        Refusal::DocumentTwice
        | Refusal::SubmissionChanged
        | Refusal::PriceRecorded
        | Refusal::NoListing
        | Refusal::OwnLot
        | Refusal::ListingsOwnClerk
        | Refusal::AmountOutOfRange
        | Refusal::PaidInFuture
        | Refusal::DepositNeeded
        | Refusal::NothingToRefund
        | Refusal::NoRefundPending
        | Refusal::NotAwarded
        | Refusal::ResultPublished
        | Refusal::ContractRecorded
        | Refusal::ContractMissing
        | Refusal::CertificateIssued
        | Refusal::RolesInvalid => json!({}),
    }
}

/// Which of its sentences a refusal takes that has one for each case.
pub(super) const fn sentence(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::ListingAt { step } => step.slug(),
        Refusal::ApplicationAt { step } => step.slug(),
        Refusal::ResultNoticeRuns { until: None } => "without",
        _ => "detail",
    }
}

const fn field_name(field: TextField) -> &'static str {
    match field {
        TextField::TitleChinese => "title",
        TextField::TitleEnglish => "title_en",
        TextField::Reason => "reason",
        TextField::Caption => "caption",
        TextField::Place => "place",
    }
}

/// Every refusal with its status; the compiler finds a missing one in [`status`], and the tests of
/// the whole one without words.
#[cfg(test)]
pub(super) fn refusals() -> Vec<(Refusal, u16)> {
    use exchange::{ApplicationStep, ListingStep};
    use lexicon::{ApplicationId, ListingId, Moment, Money, Span, TransferId};

    let (at, money, most) = (Moment::UNIX, Money::from_fen(1), Span::HOUR);
    let (application, transfer) = (ApplicationId(1), TransferId(1));
    let steps = [
        ListingStep::Submitted,
        ListingStep::Returned,
        ListingStep::Accepted,
        ListingStep::Disclosed,
    ];
    let listing = steps.map(|step| (Refusal::ListingAt { step }, 409));
    let steps = [
        ApplicationStep::Received,
        ApplicationStep::Admitted,
        ApplicationStep::Rejected,
        ApplicationStep::Withdrawn,
    ];
    let stages = steps.map(|step| (Refusal::ApplicationAt { step }, 409));
    let others = [
        (Refusal::TextLength { field: TextField::Caption, most: 1 }, 422),
        (Refusal::TextUnprintable { field: TextField::Place }, 422),
        (Refusal::UnknownListing { listing: ListingId(1) }, 404),
        (Refusal::UnknownApplication { application }, 404),
        (Refusal::ListedLots { most: 1 }, 422),
        (Refusal::TooManyDocuments { most: 1 }, 422),
        (Refusal::DocumentTwice, 422),
        (Refusal::DepositOutOfRange { most: money }, 422),
        (Refusal::DisclosureOutOfRange { most }, 422),
        (Refusal::ResultNoticeOutOfRange { most }, 422),
        (Refusal::ApplicationsEndTooEarly { earliest: at }, 422),
        (Refusal::OpensTooEarly { earliest: at }, 422),
        (Refusal::NoListing, 409),
        (Refusal::ApplicationsClosed { closed_at: at }, 409),
        (Refusal::OwnLot, 403),
        (Refusal::AlreadyApplied { application }, 409),
        (Refusal::ListingsOwnClerk, 403),
        (Refusal::DepositMissing { due: money }, 422),
        (Refusal::DepositExceeded { due: money }, 422),
        (Refusal::AmountOutOfRange, 422),
        (Refusal::AlreadyBooked { transfer }, 409),
        (Refusal::PaidInFuture, 422),
        (Refusal::BalanceTooSmall { balance: money }, 422),
        (Refusal::DepositNeeded, 409),
        (Refusal::NothingToRefund, 409),
        (Refusal::RefundPending { transfer }, 409),
        (Refusal::NoRefundPending, 409),
        (Refusal::NotAwarded, 409),
        (Refusal::ResultPublished, 409),
        (Refusal::ContractRecorded, 409),
        (Refusal::ContractMissing, 409),
        (Refusal::PaymentExceeds { due: money }, 422),
        (Refusal::PriceUnpaid { due: money }, 409),
        (Refusal::ResultNoticeRuns { until: None }, 409),
        (Refusal::ResultNoticeRuns { until: Some(at) }, 409),
        (Refusal::CertificateIssued, 409),
        (Refusal::RolesInvalid, 422),
        (Refusal::TooMany { most: 1 }, 503),
        (Refusal::SubmissionChanged, 409),
        (Refusal::PriceRecorded, 409),
    ];
    listing.into_iter().chain(stages).chain(others).collect()
}
