//! What waits for its second person, for staff: `GET /proposals`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use floor::ProposalView;
use serde::Serialize;

use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;

#[derive(Serialize)]
struct Waiting {
    proposals: Vec<ProposalDocument>,
}

#[derive(Serialize)]
struct ProposalDocument {
    proposal: u64,
    act: &'static str,
    lot: Option<u64>,
    reason: Option<String>,
    moment: Option<String>,
    /// Whether the reader proposed it, and so cannot approve it.
    yours: bool,
    expires_at: String,
}

pub(crate) async fn list(
    State(state): State<WebState>,
    reader: SignedIn,
) -> Result<Response, Problem> {
    if !reader.is_staff() {
        return Err(Cause::NotPermitted.into());
    }
    let proposals = state.board.proposals();
    let proposals = proposals.iter().map(|proposal| document(proposal, &reader)).collect();
    Ok(Json(Waiting { proposals }).into_response())
}

fn document(view: &ProposalView, reader: &SignedIn) -> ProposalDocument {
    ProposalDocument {
        proposal: view.proposal.0,
        act: view.act,
        lot: view.lot.map(|lot| lot.0),
        reason: view.reason.as_ref().map(|reason| reason.0.clone()),
        moment: view.moment.map(|moment| moment.to_string()),
        yours: view.proposer == reader.party(),
        expires_at: view.expires_at.to_string(),
    }
}
