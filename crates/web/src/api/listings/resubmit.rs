//! A returned listing, submitted again: `POST /listings/{listing}/submissions`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation, Submission};
use lexicon::{ListingId, RequestId};

use super::request::ListingRequest;
use super::{ListingReceipt, receipt};
use crate::body::Json;
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, ListingPath, RequestKey, submit};

/// Submits a listing again that went back to its seller.
#[utoipa::path(
    post,
    path = "/listings/{listing}/submissions",
    tag = "listings",
    params(ListingPath, RequestKey),
    request_body = ListingRequest,
    responses((status = 201, description = "The listing has come in again.",
        body = ListingReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn resubmit_listing(
    State(state): State<WebState>,
    seller: SignedIn,
    ListingPath(listing): ListingPath,
    RequestKey(request_id): RequestKey,
    Json(request): Json<ListingRequest>,
) -> Result<Response, Problem> {
    seller.allowed(Relation::Own, Action::ResubmitListing)?;
    let before = state.reader.listing(listing).await?.filter(|row| row.seller == seller.party());
    let before = before.map(|row| row.documents).unwrap_or_default();
    let submission = request.prepare(&state, seller.party(), &before).await?;
    let accepted = send(&state, &seller, request_id, listing, submission).await?;
    Ok(receipt(&accepted, listing))
}

/// Submits a listing again, by program or by form; whose it is, the floor says.
pub(crate) async fn send(
    state: &WebState,
    seller: &SignedIn,
    request_id: RequestId,
    listing: ListingId,
    submission: Submission,
) -> Result<Accepted, Problem> {
    let actor = seller.allowed(Relation::Own, Action::ResubmitListing)?;
    submit(state, actor, request_id, Command::ResubmitListing { listing, submission }).await
}
