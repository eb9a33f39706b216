//! A deposit that the bank has received (保证金): `POST /applications/{application}/deposits`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Payment, Relation};
use lexicon::{ApplicationId, RequestId};

use super::{ApplicationReceipt, receipt};
use crate::api::payment::PaymentRequest;
use crate::body::Json;
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, ApplicationPath, RequestKey, submit};

/// Records a deposit, or a part of it, that the bank has received.
#[utoipa::path(
    post,
    path = "/applications/{application}/deposits",
    tag = "applications",
    params(ApplicationPath, RequestKey),
    request_body = PaymentRequest,
    responses((status = 201, description = "The deposit is in the books.",
        body = ApplicationReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn record_deposit(
    State(state): State<WebState>,
    clerk: SignedIn,
    ApplicationPath(application): ApplicationPath,
    RequestKey(request_id): RequestKey,
    Json(request): Json<PaymentRequest>,
) -> Result<Response, Problem> {
    let payment = request.read(&state)?;
    let accepted = send(&state, &clerk, request_id, application, payment).await?;
    Ok(receipt(&accepted, application))
}

/// Records a deposit, by program or by form.
pub(crate) async fn send(
    state: &WebState,
    clerk: &SignedIn,
    request_id: RequestId,
    application: ApplicationId,
    payment: Payment,
) -> Result<Accepted, Problem> {
    let actor = clerk.allowed(Relation::None, Action::RecordMoney)?;
    submit(state, actor, request_id, Command::RecordDeposit { application, payment }).await
}
