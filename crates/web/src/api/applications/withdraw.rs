//! An application that is withdrawn: `POST /applications/{application}/withdrawal`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation};
use lexicon::{ApplicationId, RequestId};

use super::{ApplicationReceipt, receipt};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, ApplicationPath, RequestKey, submit};

/// Withdraws one's application before it is examined.
#[utoipa::path(
    post,
    path = "/applications/{application}/withdrawal",
    tag = "applications",
    params(ApplicationPath, RequestKey),
    responses((status = 201, description = "The application is withdrawn.",
        body = ApplicationReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn withdraw_application(
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
    let actor = person.allowed(Relation::Own, Action::WithdrawApplication)?;
    submit(state, actor, request_id, Command::WithdrawApplication { application }).await
}
