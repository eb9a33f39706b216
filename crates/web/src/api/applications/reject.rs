//! An applicant who is rejected: `POST /applications/{application}/rejection`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation};
use lexicon::{ApplicationId, RequestId, Secret};

use super::{ApplicationReceipt, receipt};
use crate::api::listings::return_to_seller::NoteRequest;
use crate::body::{Json, note};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, ApplicationPath, RequestKey, submit};

/// Rejects an applicant, with a note that says why.
#[utoipa::path(
    post,
    path = "/applications/{application}/rejection",
    tag = "applications",
    params(ApplicationPath, RequestKey),
    request_body = NoteRequest,
    responses((status = 201, description = "The applicant is rejected.",
        body = ApplicationReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn reject_applicant(
    State(state): State<WebState>,
    examiner: SignedIn,
    ApplicationPath(application): ApplicationPath,
    RequestKey(request_id): RequestKey,
    Json(request): Json<NoteRequest>,
) -> Result<Response, Problem> {
    let text = note("note", request.note)?;
    let accepted = send(&state, &examiner, request_id, application, text).await?;
    Ok(receipt(&accepted, application))
}

/// Rejects an applicant, by program or by form.
pub(crate) async fn send(
    state: &WebState,
    examiner: &SignedIn,
    request_id: RequestId,
    application: ApplicationId,
    text: Secret<String>,
) -> Result<Accepted, Problem> {
    let actor = examiner.allowed(Relation::None, Action::ExamineApplication)?;
    let note = state.put_note(examiner.party(), request_id, text.clone()).await?;
    let rejected = Command::RejectApplicant { application, note };
    let refused = match submit(state, actor, request_id, rejected).await {
        Err(refused) if refused.is_other_body() => refused,
        answered => return answered,
    };
    // The same words may have been put away before a restart, under another digest.
    state.rows_now().await;
    let row = state.reader.application(application).await?;
    match state.same_note(row.and_then(|row| row.note), &text).await? {
        Some(note) => {
            let rejected = Command::RejectApplicant { application, note };
            submit(state, actor, request_id, rejected).await
        }
        None => Err(refused),
    }
}
