//! The first person's half of an act of two (双人控制): `POST /proposals`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Act, Action, Command, Event, Relation};
use lexicon::{ListingId, LotId, Moment, ProposalId, RequestId, Secret};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::asked::is_id;
use crate::body::{Json, amount, moment, reason as reason_of};
use crate::problem::{Cause, Object, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, RequestKey, submit};

/// What is proposed, as programs write it.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum ProposalRequest {
    SuspendLot { lot: u64, reason: String },
    ResumeLot { lot: u64, resumes_at: String },
    ResumeLotFromBreak { lot: u64, resumes_at: String },
    TerminateLot { lot: u64, reason: String },
    EnterReserve { lot: u64, reserve: String },
    PauseExchange { reason: String, until: String },
    DiscloseListing { listing: u64, applications_until: String, opens_at: String },
}

impl TryFrom<ProposalRequest> for Act {
    type Error = Cause;

    fn try_from(request: ProposalRequest) -> Result<Self, Cause> {
        Ok(match request {
            ProposalRequest::SuspendLot { lot, reason } => {
                Self::SuspendLot { lot: named(lot)?, reason: reason_of(reason)? }
            }
            ProposalRequest::ResumeLot { lot, resumes_at } => {
                Self::ResumeLot { lot: named(lot)?, resumes_at: moment("resumes_at", &resumes_at)? }
            }
            ProposalRequest::ResumeLotFromBreak { lot, resumes_at } => Self::ResumeLotFromBreak {
                lot: named(lot)?,
                resumes_at: moment("resumes_at", &resumes_at)?,
            },
            ProposalRequest::TerminateLot { lot, reason } => {
                Self::TerminateLot { lot: named(lot)?, reason: reason_of(reason)? }
            }
            ProposalRequest::EnterReserve { lot, reserve } => Self::EnterReserve {
                lot: named(lot)?,
                reserve: Secret::new(amount("reserve", &reserve)?),
            },
            ProposalRequest::PauseExchange { reason, until } => {
                Self::PauseExchange { reason: reason_of(reason)?, until: moment("until", &until)? }
            }
            ProposalRequest::DiscloseListing { listing, applications_until, opens_at } => {
                if !is_id(listing) {
                    return Err(Cause::Unknown(Object::Listing));
                }
                Self::DiscloseListing {
                    listing: ListingId(listing),
                    applications_until: moment("applications_until", &applications_until)?,
                    opens_at: moment("opens_at", &opens_at)?,
                }
            }
        })
    }
}

/// The lot of a number that a lot can have.
fn named(lot: u64) -> Result<LotId, Cause> {
    let lot = LotId(lot);
    if is_id(lot.0) { Ok(lot) } else { Err(Cause::UnknownLot { lot: Some(lot) }) }
}

/// A proposal that waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProposalReceipt {
    proposal: u64,
    sequence: u64,
    at: String,
    expires_at: String,
    receipt: String,
}

/// Proposes an act of two people; it lapses after 24 hours.
#[utoipa::path(
    post,
    path = "/proposals",
    tag = "proposals",
    params(RequestKey),
    request_body = ProposalRequest,
    responses(
        (status = 201, description = "The proposal waits.", body = ProposalReceipt),
        (status = 404, description = "There is no such lot or listing.",
            body = crate::openapi::Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn propose(
    State(state): State<WebState>,
    clerk: SignedIn,
    RequestKey(request_id): RequestKey,
    Json(request): Json<ProposalRequest>,
) -> Result<Response, Problem> {
    clerk.allowed(Relation::None, Action::Propose)?;
    let proposed = make(&state, &clerk, request_id, request.try_into()?).await?;
    let accepted = proposed.accepted;
    Ok(accepted.respond(&ProposalReceipt {
        proposal: proposed.proposal.0,
        sequence: accepted.sequence.0,
        at: accepted.moment.to_string(),
        expires_at: proposed.expires_at.to_string(),
        receipt: accepted.hash.to_string(),
    }))
}

/// A proposal that waits.
pub(crate) struct Proposed {
    pub(crate) accepted: Accepted,
    pub(crate) proposal: ProposalId,
    pub(crate) expires_at: Moment,
}

/// Proposes an act, by program or by form.
pub(crate) async fn make(
    state: &WebState,
    clerk: &SignedIn,
    request_id: RequestId,
    act: Act,
) -> Result<Proposed, Problem> {
    let actor = clerk.allowed(Relation::None, Action::Propose)?;
    let accepted = submit(state, actor, request_id, Command::Propose { act }).await?;
    let made = accepted.events.iter().find_map(|event| match event {
        Event::ProposalMade { proposal, expires_at } => Some((*proposal, *expires_at)),
        _ => None,
    });
    let (proposal, expires_at) = made.ok_or(Cause::Fault)?;
    Ok(Proposed { accepted, proposal, expires_at })
}
