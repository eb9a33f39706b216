//! A certificate (交易凭证): `POST /lots/{lot}/certificate`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation};
use lexicon::{LotId, RequestId};

use super::{SettlementReceipt, receipt};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, LotPath, RequestKey, submit};

/// Issues the certificate, once the contract is recorded and the price paid.
#[utoipa::path(
    post,
    path = "/lots/{lot}/certificate",
    tag = "settlement",
    params(LotPath, RequestKey),
    responses((status = 201, description = "The certificate is issued.", body = SettlementReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn issue_certificate(
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
    submit(state, actor, request_id, Command::IssueCertificate { lot }).await
}
