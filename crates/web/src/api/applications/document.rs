//! An application as programs see it.

use exchange::{Action, Relation};
use lexicon::Money;
use serde::Serialize;
use store::ApplicationRow;
use utoipa::ToSchema;

use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::view::has_closed;

/// What somebody who may see an application sees of its person.
///
/// Until the lot has closed nobody may link a paddle to a person, and only those who examine an
/// application learn whose it is: whoever accepted the listing does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sight {
    /// Whether he sees who applies, and what was written about him.
    pub(crate) person: bool,
    /// Whether he sees the paddle.
    pub(crate) paddle: bool,
}

impl Sight {
    pub(crate) fn of(state: &WebState, reader: &SignedIn, row: &ApplicationRow) -> Self {
        let relation = reader.relation_to(row.applicant);
        let examines = reader.may(relation, Action::ExamineApplication);
        let is_listings_clerk = row.clerk == Some(reader.party());
        let is_examiner = examines && !is_listings_clerk;
        Self::new(relation == Relation::Own, is_examiner, has_closed(&state.board, row.lot))
    }

    const fn new(is_own: bool, is_examiner: bool, has_closed: bool) -> Self {
        Self { person: is_own || is_examiner || has_closed, paddle: is_own || has_closed }
    }
}

/// An application.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApplicationDocument {
    /// Its number.
    application: u64,
    /// For which lot.
    lot: u64,
    /// The lot's listing.
    listing: u64,
    /// The applicant's number; for whoever accepted the listing not before the lot has closed.
    applicant: Option<u64>,
    /// When it came in.
    received_at: String,
    /// Where it stands: `received`, `admitted`, `rejected` or `withdrawn`.
    step: &'static str,
    /// Since when.
    step_at: String,
    /// The paddle, until the lot has closed for the applicant alone: the centre sees paddles
    /// without names.
    paddle: Option<u32>,
    /// The deposit that the listing asks for.
    deposit: String,
    /// What is there of it.
    held: String,
    /// What is still due.
    due: String,
    /// A refund that is on its way.
    refund_pending: Option<String>,
    /// Why it was rejected, for whoever sees the applicant's number.
    note: Option<String>,
}

impl ApplicationDocument {
    /// An application as somebody sees it, without the note.
    pub(crate) fn new(row: &ApplicationRow, sight: Sight) -> Self {
        let due = row.required.checked_sub(row.held).filter(|due| *due > Money::ZERO);
        Self {
            application: row.application.0,
            lot: row.lot.0,
            listing: row.listing.0,
            applicant: Some(row.applicant.0).filter(|_| sight.person),
            received_at: row.received_at.to_string(),
            step: row.step.slug(),
            step_at: row.step_at.to_string(),
            paddle: row.paddle.filter(|_| sight.paddle).map(|paddle| paddle.0),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_sees_a_person_and_his_paddle_before_the_close_but_himself() {
        for (is_own, is_examiner, has_closed, person, paddle) in [
            (true, false, false, true, true),
            (false, true, false, true, false),
            (false, false, false, false, false),
            (true, false, true, true, true),
            (false, true, true, true, true),
            (false, false, true, true, true),
        ] {
            let sight = Sight::new(is_own, is_examiner, has_closed);
            let case = (is_own, is_examiner, has_closed);
            assert_eq!(sight, Sight { person, paddle }, "{case:?}");
        }
    }
}
