//! The listings: `GET /listings?step=&after=&limit=`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use exchange::{Action, ListingStep, Relation};
use serde::Serialize;
use store::ListingsWanted;
use utoipa::ToSchema;

use super::document::{ListingDocument, Sight};
use crate::asked::{Paging, Parameters, id};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;

/// A page of listings.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListingsPage {
    listings: Vec<ListingDocument>,
    /// From where to go on (`after=`); none at the end.
    next: Option<u64>,
}

/// Lists listings: to a seller his own, to the centre all of them.
#[utoipa::path(
    get,
    path = "/listings",
    tag = "listings",
    params(
        ("step" = Option<String>, Query,
            description = "Standing at `submitted`, `returned`, `accepted` or `disclosed`."),
        Paging<u64>,
    ),
    responses((status = 200, description = "Listings, by number.", body = ListingsPage)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn list_listings(
    State(state): State<WebState>,
    reader: SignedIn,
    parameters: Parameters,
) -> Result<Response, Problem> {
    parameters.allow(&["step", "after", "limit"])?;
    let is_seller = !reader.may(Relation::Others, Action::ViewListing);
    if is_seller {
        reader.allowed(Relation::Own, Action::ViewListing)?;
    }
    let paging = Paging::read(&parameters, id)?;
    let wanted = ListingsWanted {
        seller: is_seller.then(|| reader.party()),
        step: parameters.read("step", step)?,
        after: paging.after,
        limit: paging.limit_and_one(),
    };
    let mut rows = state.reader.listings(&wanted).await?;
    let next = paging.cut(&mut rows, |row| row.listing.0);
    let shown = rows.iter().map(|row| ListingDocument::new(row, Sight::Whole, Some(&reader)));
    Ok(Json(ListingsPage { listings: shown.collect(), next }).into_response())
}

/// The step of a slug.
fn step(slug: &str) -> Option<ListingStep> {
    let steps = [
        ListingStep::Submitted,
        ListingStep::Returned,
        ListingStep::Accepted,
        ListingStep::Disclosed,
    ];
    steps.into_iter().find(|step| step.slug() == slug)
}
