//! From a form to its answer: one command, one receipt, one page that comes next.

use std::time::Duration;

use axum::response::Response;
use lexicon::{Digest, ListingId, LotId, RequestId, Sequence};

use super::form::{Fault, Refused, Typed};
use super::{Reader, see_other, told};
use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::Accepted;

/// How long the page that comes next waits for the rows to hold what was just done.
const ROWS_WAIT: Duration = Duration::from_secs(2);

/// What a form's act led to.
pub(super) struct Done {
    /// Under which phrase it is told.
    pub(super) told: &'static str,
    /// The number of what it is about.
    pub(super) number: u64,
    pub(super) sequence: Sequence,
}

/// Reads a form of these fields: who sent it, and under which request id.
pub(super) fn sent<'a>(
    reader: &'a Reader,
    typed: &Typed,
    fields: &[&str],
) -> Result<(&'a SignedIn, RequestId), Vec<Fault>> {
    let read = || -> Result<_, Problem> {
        let who = reader.known()?;
        typed.allow(fields)?;
        Ok((who, typed.request_id()?))
    };
    read().map_err(unplaced)
}

/// What an act answered, as a form takes it.
pub(super) fn done(accepted: Result<Accepted, Problem>) -> Result<Sequence, Vec<Fault>> {
    accepted.map(|accepted| accepted.sequence).map_err(unplaced)
}

/// Where a document of a listing is read, by whoever may see it there.
pub(super) fn document_href(listing: ListingId, digest: Digest) -> String {
    format!("/api/v1/files/{digest}?listing={listing}")
}

/// Where a lot's contract is read, by whoever may see its settlement.
pub(super) fn contract_href(lot: LotId, digest: Digest) -> String {
    format!("/api/v1/files/{digest}?lot={lot}")
}

/// What stands in a description.
pub(super) async fn description(
    state: &WebState,
    digest: Option<Digest>,
) -> Result<String, Problem> {
    let Some(digest) = digest else { return Ok(String::new()) };
    let read = state.files.read(digest).await?;
    Ok(read.map(|(_, text)| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default())
}

/// A problem that is about no field.
pub(super) fn unplaced(problem: Problem) -> Vec<Fault> {
    vec![(None, problem)]
}

/// A fault of one field, as the only one.
pub(super) fn alone(fault: Fault) -> Vec<Fault> {
    vec![fault]
}

/// Answers a form: with the page that comes next, or with what the form is to be shown again with.
///
/// Whoever is not signed in or may not do this gets the problem as a page of its own.
pub(super) async fn conclude(
    state: &WebState,
    reader: &Reader,
    (form, typed): (&'static str, Typed),
    done: Result<Done, Vec<Fault>>,
    next: &str,
) -> Result<Result<Response, Refused>, Problem> {
    let who = reader.known()?;
    match done {
        Ok(Done { told, number, sequence }) => {
            // What was done stands even where the rows are late: the page tells it all the same.
            state.reader.wait_for(sequence, ROWS_WAIT).await;
            told::leave(state, who, told, number, sequence).await;
            Ok(Ok(see_other(&next)))
        }
        Err(faults) => {
            let is_stranger = |cause: &Cause| {
                matches!(cause, Cause::NotSignedIn | Cause::NotPermitted | Cause::NotFound)
            };
            match faults.into_iter().partition::<Vec<_>, _>(|it| is_stranger(&it.1.cause)) {
                (strange, faults) if strange.is_empty() => {
                    Ok(Err(Refused::with(form, typed, faults)))
                }
                (strange, _) => {
                    Err(strange.into_iter().next().map_or(Cause::Fault.into(), |it| it.1))
                }
            }
        }
    }
}
