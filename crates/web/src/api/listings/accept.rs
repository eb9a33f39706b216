//! A listing that is accepted (受理): `POST /listings/{listing}/acceptance`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation};
use lexicon::{ListingId, RequestId};

use super::{ListingReceipt, receipt};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, ListingPath, RequestKey, submit};

/// Accepts a listing; whoever accepts it does not examine who applies for its lots.
#[utoipa::path(
    post,
    path = "/listings/{listing}/acceptance",
    tag = "listings",
    params(ListingPath, RequestKey),
    responses((status = 201, description = "The listing is accepted.", body = ListingReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn accept_listing(
    State(state): State<WebState>,
    clerk: SignedIn,
    ListingPath(listing): ListingPath,
    RequestKey(request_id): RequestKey,
) -> Result<Response, Problem> {
    let accepted = send(&state, &clerk, request_id, listing).await?;
    Ok(receipt(&accepted, listing))
}

/// Accepts a listing, by program or by form.
pub(crate) async fn send(
    state: &WebState,
    clerk: &SignedIn,
    request_id: RequestId,
    listing: ListingId,
) -> Result<Accepted, Problem> {
    let actor = clerk.allowed(Relation::None, Action::ExamineListing)?;
    submit(state, actor, request_id, Command::AcceptListing { listing }).await
}
