//! The second person's half of an act of two (双人控制): `POST /proposals/{proposal}/approvals`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Refusal, Relation};
use lexicon::{ProposalId, RequestId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::asked::{PathText, id};
use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, RequestKey, submit};

/// An approval.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApprovalReceipt {
    proposal: u64,
    sequence: u64,
    at: String,
    receipt: String,
}

/// Approves what somebody else has proposed.
#[utoipa::path(
    post,
    path = "/proposals/{proposal}/approvals",
    tag = "proposals",
    params(
        ("proposal" = u64, Path, minimum = 1, description = "The proposal's number."),
        RequestKey,
    ),
    responses((status = 201, description = "The act has its effect.", body = ApprovalReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn approve_proposal(
    State(state): State<WebState>,
    reviewer: SignedIn,
    PathText(proposal): PathText,
    RequestKey(request_id): RequestKey,
) -> Result<Response, Problem> {
    let proposal = named(&proposal)?;
    let accepted = give(&state, &reviewer, request_id, proposal).await?;
    Ok(accepted.respond(&ApprovalReceipt {
        proposal: proposal.0,
        sequence: accepted.sequence.0,
        at: accepted.moment.to_string(),
        receipt: accepted.hash.to_string(),
    }))
}

/// The proposal that an address or a form names.
pub(crate) fn named(text: &str) -> Result<ProposalId, Cause> {
    id(text).ok_or(Cause::Refused(Refusal::UnknownProposal))
}

/// Approves a proposal, by program or by form.
pub(crate) async fn give(
    state: &WebState,
    reviewer: &SignedIn,
    request_id: RequestId,
    proposal: ProposalId,
) -> Result<Accepted, Problem> {
    let actor = reviewer.allowed(Relation::None, Action::Approve)?;
    submit(state, actor, request_id, Command::Approve { proposal }).await
}
