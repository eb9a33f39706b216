//! A listing that goes back to its seller (一次性告知): `POST /listings/{listing}/return`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation};
use lexicon::{ListingId, RequestId, Secret};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{ListingReceipt, receipt};
use crate::body::{Json, note};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, ListingPath, RequestKey, submit};

/// A note that the journal holds only the digest of.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteRequest {
    /// The text: at most 2,000 characters.
    pub(crate) note: String,
}

/// Gives a listing back to its seller, with all that is missing told at once.
#[utoipa::path(
    post,
    path = "/listings/{listing}/return",
    tag = "listings",
    params(ListingPath, RequestKey),
    request_body = NoteRequest,
    responses((status = 201, description = "The listing went back.", body = ListingReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn return_listing(
    State(state): State<WebState>,
    clerk: SignedIn,
    ListingPath(listing): ListingPath,
    RequestKey(request_id): RequestKey,
    Json(request): Json<NoteRequest>,
) -> Result<Response, Problem> {
    let text = note("note", request.note)?;
    let accepted = send(&state, &clerk, request_id, listing, text).await?;
    Ok(receipt(&accepted, listing))
}

/// Gives a listing back, by program or by form.
pub(crate) async fn send(
    state: &WebState,
    clerk: &SignedIn,
    request_id: RequestId,
    listing: ListingId,
    text: Secret<String>,
) -> Result<Accepted, Problem> {
    let actor = clerk.allowed(Relation::None, Action::ExamineListing)?;
    let note = state.put_note(clerk.party(), request_id, text.clone()).await?;
    let returned = Command::ReturnListing { listing, note };
    let refused = match submit(state, actor, request_id, returned).await {
        Err(refused) if refused.is_other_body() => refused,
        answered => return answered,
    };
    // The same words may have been put away before a restart, under another digest.
    state.rows_now().await;
    let row = state.reader.listing(listing).await?;
    match state.same_note(row.and_then(|row| row.note), &text).await? {
        Some(note) => {
            submit(state, actor, request_id, Command::ReturnListing { listing, note }).await
        }
        None => Err(refused),
    }
}
