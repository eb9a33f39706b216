//! A result that is published (成交公示): `POST /lots/{lot}/result`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation};
use lexicon::{LotId, RequestId};

use super::{SettlementReceipt, receipt};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, LotPath, RequestKey, submit};

/// Publishes a sale's result.
#[utoipa::path(
    post,
    path = "/lots/{lot}/result",
    tag = "settlement",
    params(LotPath, RequestKey),
    responses((status = 201, description = "The result is published.", body = SettlementReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn publish_result(
    State(state): State<WebState>,
    clerk: SignedIn,
    LotPath(lot): LotPath,
    RequestKey(request_id): RequestKey,
) -> Result<Response, Problem> {
    let accepted = send(&state, &clerk, request_id, lot).await?;
    Ok(receipt(&accepted, lot))
}

/// The same, by program or by form.
pub(crate) async fn send(
    state: &WebState,
    clerk: &SignedIn,
    request_id: RequestId,
    lot: LotId,
) -> Result<Accepted, Problem> {
    let actor = clerk.allowed(Relation::None, Action::Settle)?;
    submit(state, actor, request_id, Command::PublishResult { lot }).await
}
