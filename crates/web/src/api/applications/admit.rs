//! An applicant who is admitted (资格审查): `POST /applications/{application}/admission`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation};
use lexicon::{ApplicationId, RequestId};

use super::{ApplicationReceipt, receipt};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, ApplicationPath, RequestKey, submit};

/// Admits an applicant under a paddle that is drawn; whoever accepted the listing does not.
#[utoipa::path(
    post,
    path = "/applications/{application}/admission",
    tag = "applications",
    params(ApplicationPath, RequestKey),
    responses((status = 201, description = "The applicant is admitted.",
        body = ApplicationReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn admit_applicant(
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
    let actor = person.allowed(Relation::None, Action::ExamineApplication)?;
    submit(state, actor, request_id, Command::AdmitApplicant { application, rank: None }).await
}
