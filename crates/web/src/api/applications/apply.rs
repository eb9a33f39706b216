//! An application (报名): `POST /lots/{lot}/applications`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Event, Relation};
use lexicon::{ApplicationId, LotId, RequestId};

use super::{ApplicationReceipt, receipt};
use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, LotPath, RequestKey, submit};

/// Applies to bid on a lot.
#[utoipa::path(
    post,
    path = "/lots/{lot}/applications",
    tag = "applications",
    params(LotPath, RequestKey),
    responses((status = 201, description = "The application has come in.",
        body = ApplicationReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn apply_for_lot(
    State(state): State<WebState>,
    applicant: SignedIn,
    LotPath(lot): LotPath,
    RequestKey(request_id): RequestKey,
) -> Result<Response, Problem> {
    let (accepted, application) = send(&state, &applicant, request_id, lot).await?;
    Ok(receipt(&accepted, application))
}

/// Applies to bid on a lot, by program or by form.
pub(crate) async fn send(
    state: &WebState,
    applicant: &SignedIn,
    request_id: RequestId,
    lot: LotId,
) -> Result<(Accepted, ApplicationId), Problem> {
    let actor = applicant.allowed(Relation::None, Action::Apply)?;
    let accepted = submit(state, actor, request_id, Command::Apply { lot }).await?;
    let received = accepted.events.iter().find_map(|event| match event {
        Event::ApplicationReceived { application, .. } => Some(*application),
        _ => None,
    });
    let application = received.ok_or(Cause::Fault)?;
    Ok((accepted, application))
}
