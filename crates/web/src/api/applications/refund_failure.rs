//! A refund that failed: `POST /applications/{application}/refund/failure`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation};
use lexicon::{ApplicationId, RequestId};

use super::{ApplicationReceipt, receipt};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, ApplicationPath, RequestKey, submit};

/// Records that the bank could not give a deposit back.
#[utoipa::path(
    post,
    path = "/applications/{application}/refund/failure",
    tag = "applications",
    params(ApplicationPath, RequestKey),
    responses((status = 201, description = "The deposit is held again.",
        body = ApplicationReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn record_refund_failure(
    State(state): State<WebState>,
    person: SignedIn,
    ApplicationPath(application): ApplicationPath,
    RequestKey(request_id): RequestKey,
) -> Result<Response, Problem> {
    let accepted = send(&state, &person, request_id, application).await?;
    Ok(receipt(&accepted, application))
}

/// The same, by program or by form.
pub(crate) async fn send(
    state: &WebState,
    person: &SignedIn,
    request_id: RequestId,
    application: ApplicationId,
) -> Result<Accepted, Problem> {
    let actor = person.allowed(Relation::None, Action::RecordRefundFailure)?;
    submit(state, actor, request_id, Command::RecordRefundFailure { application }).await
}
