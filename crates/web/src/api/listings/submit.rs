//! A seller's listing (申请挂牌): `POST /listings`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation, Submission};
use lexicon::RequestId;

use super::request::ListingRequest;
use super::{ListingReceipt, receipt, submitted};
use crate::body::Json;
use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, RequestKey, submit};

/// Submits a listing.
///
/// The centre examines it, and discloses it by two people.
#[utoipa::path(
    post,
    path = "/listings",
    tag = "listings",
    params(RequestKey),
    request_body = ListingRequest,
    responses((status = 201, description = "The listing has come in.", body = ListingReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn submit_listing(
    State(state): State<WebState>,
    seller: SignedIn,
    RequestKey(request_id): RequestKey,
    Json(request): Json<ListingRequest>,
) -> Result<Response, Problem> {
    seller.allowed(Relation::Own, Action::SubmitListing)?;
    let submission = request.prepare(&state, seller.party(), &[]).await?;
    let accepted = send(&state, &seller, request_id, submission).await?;
    let listing = submitted(&accepted).ok_or(Cause::Fault)?;
    Ok(receipt(&accepted, listing))
}

/// Submits a listing, by program or by form.
pub(crate) async fn send(
    state: &WebState,
    seller: &SignedIn,
    request_id: RequestId,
    submission: Submission,
) -> Result<Accepted, Problem> {
    let actor = seller.allowed(Relation::Own, Action::SubmitListing)?;
    submit(state, actor, request_id, Command::SubmitListing { submission }).await
}
