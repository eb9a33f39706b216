//! What follows from an award (结算): result, contract, payment, certificate.

pub(crate) mod certify;
pub(crate) mod contract;
pub(crate) mod pay;
pub(crate) mod publish;
pub(crate) mod show;

use axum::response::Response;
use lexicon::LotId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::submit::Accepted;

/// What was done to settle a lot.
#[derive(Serialize, ToSchema)]
pub(crate) struct SettlementReceipt {
    /// The lot's number.
    lot: u64,
    /// The entry in which it is recorded.
    sequence: u64,
    /// When it was ruled on.
    at: String,
    /// The entry's hash.
    receipt: String,
}

/// The receipt of a step of a settlement.
pub(crate) fn receipt(accepted: &Accepted, lot: LotId) -> Response {
    accepted.respond(&SettlementReceipt {
        lot: lot.0,
        sequence: accepted.sequence.0,
        at: accepted.moment.to_string(),
        receipt: accepted.hash.to_string(),
    })
}
