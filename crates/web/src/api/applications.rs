//! Applications (报名), their deposits, and what becomes of both.

pub(crate) mod admit;
pub(crate) mod apply;
pub(crate) mod deposit;
pub(crate) mod document;
pub(crate) mod list;
pub(crate) mod refund;
pub(crate) mod refund_failure;
pub(crate) mod refund_payment;
pub(crate) mod reject;
pub(crate) mod show;
pub(crate) mod withdraw;

use axum::response::Response;
use lexicon::ApplicationId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::submit::Accepted;

/// What was done to an application.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApplicationReceipt {
    /// The application's number.
    application: u64,
    /// The entry in which it is recorded.
    sequence: u64,
    /// When it was ruled on.
    at: String,
    /// The entry's hash.
    receipt: String,
}

/// The receipt of a step of an application.
pub(crate) fn receipt(accepted: &Accepted, application: ApplicationId) -> Response {
    accepted.respond(&ApplicationReceipt {
        application: application.0,
        sequence: accepted.sequence.0,
        at: accepted.moment.to_string(),
        receipt: accepted.hash.to_string(),
    })
}
