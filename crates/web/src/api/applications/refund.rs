//! A deposit that is to go back (退付): `POST /applications/{application}/refund`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation};
use lexicon::{ApplicationId, RequestId};

use super::{ApplicationReceipt, receipt};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, ApplicationPath, RequestKey, submit};

/// Instructs the bank to give a deposit back.
#[utoipa::path(
    post,
    path = "/applications/{application}/refund",
    tag = "applications",
    params(ApplicationPath, RequestKey),
    responses((status = 201, description = "The refund is on its way.", body = ApplicationReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn instruct_refund(
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
    let actor = person.allowed(Relation::None, Action::RecordMoney)?;
    submit(state, actor, request_id, Command::InstructRefund { application }).await
}
