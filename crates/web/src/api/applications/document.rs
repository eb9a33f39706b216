//! An application as programs see it.

use lexicon::{Money, PartyId};
use serde::Serialize;
use store::ApplicationRow;
use utoipa::ToSchema;

/// An application.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApplicationDocument {
    /// Its number.
    application: u64,
    /// For which lot.
    lot: u64,
    /// The lot's listing.
    listing: u64,
    /// The applicant's number.
    applicant: u64,
    /// When it came in.
    received_at: String,
    /// Where it stands: `received`, `admitted`, `rejected` or `withdrawn`.
    step: &'static str,
    /// Since when.
    step_at: String,
    /// The paddle, for the applicant alone: the centre sees paddles without names.
    paddle: Option<u32>,
    /// The deposit that the listing asks for.
    deposit: String,
    /// What is there of it.
    held: String,
    /// What is still due.
    due: String,
    /// A refund that is on its way.
    refund_pending: Option<String>,
    /// Why it was rejected.
    note: Option<String>,
}

impl ApplicationDocument {
    /// An application as this party sees it, without the note.
    pub(crate) fn new(row: &ApplicationRow, reader: PartyId) -> Self {
        let due = row.required.checked_sub(row.held).filter(|due| *due > Money::ZERO);
        Self {
            application: row.application.0,
            lot: row.lot.0,
            listing: row.listing.0,
            applicant: row.applicant.0,
            received_at: row.received_at.to_string(),
            step: row.step.slug(),
            step_at: row.step_at.to_string(),
            paddle: row.paddle.filter(|_| reader == row.applicant).map(|paddle| paddle.0),
            deposit: row.required.to_string(),
            held: row.held.to_string(),
            due: due.unwrap_or(Money::ZERO).to_string(),
            refund_pending: row.refund_pending.map(|amount| amount.to_string()),
            note: None,
        }
    }

    /// The same with the note that says why it was rejected.
    pub(crate) fn with_note(mut self, note: Option<String>) -> Self {
        self.note = note;
        self
    }
}
