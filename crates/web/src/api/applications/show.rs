//! One application: `GET /applications/{application}`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use exchange::Action;
use lexicon::ApplicationId;
use store::ApplicationRow;

use super::document::{ApplicationDocument, Sight};
use crate::problem::{Cause, Object, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::ApplicationPath;

/// Shows an application to the applicant and to the centre.
///
/// Until the lot has closed, nobody but the applicant sees the paddle, and whoever accepted the
/// listing does not see who applies.
#[utoipa::path(
    get,
    path = "/applications/{application}",
    tag = "applications",
    params(ApplicationPath),
    responses((status = 200, description = "The application.", body = ApplicationDocument)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn show_application(
    State(state): State<WebState>,
    reader: SignedIn,
    ApplicationPath(application): ApplicationPath,
) -> Result<Response, Problem> {
    let row = seen(&state, &reader, application).await?;
    let sight = Sight::of(&state, &reader, &row);
    let mut document = ApplicationDocument::new(&row, sight);
    if let Some(note) = row.note.filter(|_| sight.person) {
        let note = state.vault.note(note).await?;
        document = document.with_note(note.map(|note| note.text.reveal().clone()));
    }
    Ok(Json(document).into_response())
}

/// An application that somebody may see.
pub(crate) async fn seen(
    state: &WebState,
    reader: &SignedIn,
    application: ApplicationId,
) -> Result<ApplicationRow, Cause> {
    let row = state.reader.application(application).await?;
    row.filter(|row| reader.may(reader.relation_to(row.applicant), Action::ViewApplication))
        .ok_or(Cause::Unknown(Object::Application))
}
