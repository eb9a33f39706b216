//! The applications: `GET /applications?lot=&step=&after=&limit=`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use exchange::{Action, ApplicationStep, Relation};
use serde::Serialize;
use store::ApplicationsWanted;
use utoipa::ToSchema;

use super::document::{ApplicationDocument, Sight};
use crate::asked::{Paging, Parameters, id};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;

/// A page of applications.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApplicationsPage {
    applications: Vec<ApplicationDocument>,
    /// From where to go on (`after=`); none at the end.
    next: Option<u64>,
}

/// Lists applications: to a bidder his own, to the centre all of them.
#[utoipa::path(
    get,
    path = "/applications",
    tag = "applications",
    params(
        ("lot" = Option<u64>, Query, description = "For this lot."),
        ("step" = Option<String>, Query,
            description = "Standing at `received`, `admitted`, `rejected` or `withdrawn`."),
        Paging<u64>,
    ),
    responses((status = 200, description = "Applications, by number.", body = ApplicationsPage)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn list_applications(
    State(state): State<WebState>,
    reader: SignedIn,
    parameters: Parameters,
) -> Result<Response, Problem> {
    parameters.allow(&["lot", "step", "after", "limit"])?;
    let is_bidder = !reader.may(Relation::Others, Action::ViewApplication);
    if is_bidder {
        reader.allowed(Relation::Own, Action::ViewApplication)?;
    }
    let paging = Paging::read(&parameters, id)?;
    let wanted = ApplicationsWanted {
        lot: parameters.read("lot", id)?,
        applicant: is_bidder.then(|| reader.party()),
        step: parameters.read("step", step)?,
        after: paging.after,
        limit: paging.limit_and_one(),
    };
    let mut rows = state.reader.applications(&wanted).await?;
    let next = paging.cut(&mut rows, |row| row.application.0);
    let shown = |row| ApplicationDocument::new(row, Sight::of(&state, &reader, row));
    let applications = rows.iter().map(shown).collect();
    Ok(Json(ApplicationsPage { applications, next }).into_response())
}

/// The step of a slug.
fn step(slug: &str) -> Option<ApplicationStep> {
    let steps = [
        ApplicationStep::Received,
        ApplicationStep::Admitted,
        ApplicationStep::Rejected,
        ApplicationStep::Withdrawn,
    ];
    steps.into_iter().find(|step| step.slug() == slug)
}
