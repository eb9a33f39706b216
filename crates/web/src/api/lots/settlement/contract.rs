//! The contract of seller and buyer: `POST /lots/{lot}/contract`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation};
use lexicon::{Digest, LotId, RequestId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{SettlementReceipt, receipt};
use crate::api::listings::request::kept;
use crate::body::Json;
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, LotPath, RequestKey, submit};

/// A signed contract.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContractRequest {
    /// The digest that `POST /files` has answered the same person.
    document: String,
}

/// Records the contract of seller and buyer.
#[utoipa::path(
    post,
    path = "/lots/{lot}/contract",
    tag = "settlement",
    params(LotPath, RequestKey),
    request_body = ContractRequest,
    responses((status = 201, description = "The contract is recorded.", body = SettlementReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn record_contract(
    State(state): State<WebState>,
    clerk: SignedIn,
    LotPath(lot): LotPath,
    RequestKey(request_id): RequestKey,
    Json(request): Json<ContractRequest>,
) -> Result<Response, Problem> {
    clerk.allowed(Relation::None, Action::Settle)?;
    let own = (clerk.party(), [].as_slice());
    let (document, _) = kept(&state, "document", &request.document, own).await?;
    let accepted = send(&state, &clerk, request_id, lot, document).await?;
    Ok(receipt(&accepted, lot))
}

/// Records a contract whose file is kept, by program or by form.
pub(crate) async fn send(
    state: &WebState,
    clerk: &SignedIn,
    request_id: RequestId,
    lot: LotId,
    document: Digest,
) -> Result<Accepted, Problem> {
    let actor = clerk.allowed(Relation::None, Action::Settle)?;
    submit(state, actor, request_id, Command::RecordContract { lot, document }).await
}
