//! What the buyer has paid of the price: `POST /lots/{lot}/payments`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Payment, Relation};
use lexicon::{LotId, RequestId};

use super::{SettlementReceipt, receipt};
use crate::api::payment::PaymentRequest;
use crate::body::Json;
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, LotPath, RequestKey, submit};

/// Records what the buyer has paid of the price; his deposit becomes part of it.
#[utoipa::path(
    post,
    path = "/lots/{lot}/payments",
    tag = "settlement",
    params(LotPath, RequestKey),
    request_body = PaymentRequest,
    responses((status = 201, description = "The payment is in the books.",
        body = SettlementReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn record_payment(
    State(state): State<WebState>,
    clerk: SignedIn,
    LotPath(lot): LotPath,
    RequestKey(request_id): RequestKey,
    Json(request): Json<PaymentRequest>,
) -> Result<Response, Problem> {
    let payment = request.read(&state)?;
    let accepted = send(&state, &clerk, request_id, lot, payment).await?;
    Ok(receipt(&accepted, lot))
}

/// Records a payment, by program or by form.
pub(crate) async fn send(
    state: &WebState,
    clerk: &SignedIn,
    request_id: RequestId,
    lot: LotId,
    payment: Payment,
) -> Result<Accepted, Problem> {
    let actor = clerk.allowed(Relation::None, Action::RecordMoney)?;
    submit(state, actor, request_id, Command::RecordPayment { lot, payment }).await
}
