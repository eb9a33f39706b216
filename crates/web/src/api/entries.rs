//! The newest entries of the journal, for the supervisor's wall: `GET /entries`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use exchange::{Action, Relation};
use lexicon::{LotId, Sequence};
use serde::Serialize;
use store::{EntriesFrom, EntriesWanted, EntryRow};
use utoipa::ToSchema;

use crate::asked::{Paging, Parameters, id};
use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::view::has_closed;

/// A page of entries.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntriesPage {
    entries: Vec<EntryDocument>,
    /// From where to go on, by the parameter that was used (`before=` where none was); none at the
    /// end.
    next: Option<u64>,
}

/// An entry of the journal; it says in which capacity something was asked, never by whom.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryDocument {
    sequence: u64,
    /// When it was ruled on.
    at: String,
    /// When it came to the door.
    arrived_at: String,
    /// The lot it is about; where it tells of who applies, not before the lot has closed.
    lot: Option<u64>,
    role: &'static str,
    /// What was asked: `place-bid`.
    command: String,
    /// What followed: `accepted`, or the refusal's name.
    outcome: String,
    /// Its hash.
    receipt: String,
}

/// Lists entries, heartbeats left out: the newest first, or behind a sequence the oldest first.
///
/// Until a lot has closed, its list leaves out what tells of who applies.
#[utoipa::path(
    get,
    path = "/entries",
    tag = "supervision",
    params(
        ("before" = Option<u64>, Query, description = "Those before this one, the newest first."),
        ("after" = Option<u64>, Query, description = "Those behind this one, the oldest first."),
        ("lot" = Option<u64>, Query, description = "About this lot alone."),
        ("limit" = Option<u64>, Query, minimum = 1, maximum = 200,
            description = "So many at most; 50 where nobody says."),
    ),
    responses((status = 200, description = "Entries.", body = EntriesPage)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn list_entries(
    State(state): State<WebState>,
    reader: SignedIn,
    parameters: Parameters,
) -> Result<Response, Problem> {
    parameters.allow(&["before", "after", "lot", "limit"])?;
    reader.allowed(Relation::None, Action::ViewWall)?;
    let paging = Paging::<u64>::read(&parameters, id)?;
    let before: Option<Sequence> = parameters.read("before", id)?;
    let from = match (before, paging.after) {
        (None, None) => EntriesFrom::Newest,
        (Some(before), None) => EntriesFrom::Before(before),
        (None, Some(after)) => EntriesFrom::After(Sequence(after)),
        (Some(_), Some(_)) => {
            return Err(Cause::UnacceptableParameter { parameter: "before".to_owned() }.into());
        }
    };
    let lot = parameters.read("lot", id)?;
    let wanted = EntriesWanted {
        from,
        lot,
        without_applicants: lot.is_some_and(|lot| !has_closed(&state.board, lot)),
        limit: paging.limit_and_one(),
    };
    let mut rows = state.reader.entries(&wanted).await?;
    let next = paging.cut(&mut rows, |row| row.sequence.0);
    let entries = rows.into_iter().map(|row| EntryDocument::new(&state, row)).collect();
    Ok(Json(EntriesPage { entries, next }).into_response())
}

/// The lot that an entry is about. Where somebody has applied is not shown until that lot has
/// closed: together with the time it would help to find out which paddle is whose.
pub(crate) fn shown_lot(state: &WebState, row: &EntryRow) -> Option<LotId> {
    let is_secret = |lot: &LotId| row.is_about_applicant() && !has_closed(&state.board, *lot);
    row.lot.filter(|lot| !is_secret(lot))
}

impl EntryDocument {
    fn new(state: &WebState, row: EntryRow) -> Self {
        Self {
            sequence: row.sequence.0,
            at: row.moment.to_string(),
            arrived_at: row.arrived_at.to_string(),
            lot: shown_lot(state, &row).map(|lot| lot.0),
            role: row.role.slug(),
            command: row.command,
            outcome: row.outcome,
            receipt: row.hash.to_string(),
        }
    }
}
