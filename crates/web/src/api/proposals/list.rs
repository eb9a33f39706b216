//! What waits for its second person, for staff: `GET /proposals`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use exchange::{Action, Relation};
use floor::ProposalView;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;

/// What waits for its second person.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProposalsPage {
    proposals: Vec<ProposalDocument>,
}

/// A proposal; a secret is not in it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProposalDocument {
    proposal: u64,
    act: &'static str,
    lot: Option<u64>,
    listing: Option<u64>,
    reason: Option<String>,
    moment: Option<String>,
    /// Whether the reader proposed it, and so cannot approve it.
    yours: bool,
    expires_at: String,
}

/// Lists what waits for its second person, for the centre.
#[utoipa::path(
    get,
    path = "/proposals",
    tag = "proposals",
    responses((status = 200, description = "What waits.", body = ProposalsPage)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn list_proposals(
    State(state): State<WebState>,
    reader: SignedIn,
) -> Result<Response, Problem> {
    reader.allowed(Relation::None, Action::ViewProposals)?;
    let proposals = state.board.proposals();
    let proposals = proposals.iter().map(|proposal| document(proposal, &reader)).collect();
    Ok(Json(ProposalsPage { proposals }).into_response())
}

fn document(view: &ProposalView, reader: &SignedIn) -> ProposalDocument {
    ProposalDocument {
        proposal: view.proposal.0,
        act: view.act,
        lot: view.lot.map(|lot| lot.0),
        listing: view.listing.map(|listing| listing.0),
        reason: view.reason.as_ref().map(|reason| reason.0.clone()),
        moment: view.moment.map(|moment| moment.to_string()),
        yours: view.proposer == reader.party(),
        expires_at: view.expires_at.to_string(),
    }
}
