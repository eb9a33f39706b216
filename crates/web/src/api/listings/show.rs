//! One listing: `GET /listings/{listing}`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use lexicon::ListingId;
use store::ListingRow;

use super::document::{ListingDocument, Sight};
use crate::problem::{Cause, Object, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::ListingPath;

/// Shows a listing: the seller's own and, to the centre, any; to everyone a disclosed one.
#[utoipa::path(
    get,
    path = "/listings/{listing}",
    tag = "listings",
    params(ListingPath),
    responses((status = 200, description = "The listing.", body = ListingDocument)),
    security((), ("token" = []), ("cookie" = [])),
)]
pub(crate) async fn show_listing(
    State(state): State<WebState>,
    reader: Option<SignedIn>,
    ListingPath(listing): ListingPath,
) -> Result<Response, Problem> {
    let (row, sight) = seen(&state, reader.as_ref(), listing).await?;
    let mut document = ListingDocument::new(&row, sight, reader.as_ref());
    if let (Sight::Whole, Some(note)) = (sight, row.note) {
        let note = state.vault.note(note).await?;
        document = document.with_note(note.map(|note| note.text.reveal().clone()));
    }
    Ok(Json(document).into_response())
}

/// A listing that somebody may see, and how far.
pub(crate) async fn seen(
    state: &WebState,
    reader: Option<&SignedIn>,
    listing: ListingId,
) -> Result<(ListingRow, Sight), Cause> {
    let row = state.reader.listing(listing).await?;
    let row = row.ok_or(Cause::Unknown(Object::Listing))?;
    let sight = Sight::of(state, reader, &row).await?;
    Ok((row, sight))
}
