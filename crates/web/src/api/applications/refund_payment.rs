//! A refund that the bank has paid: `POST /applications/{application}/refund/payment`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation};
use lexicon::{ApplicationId, Digest, Moment, RequestId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{ApplicationReceipt, receipt};
use crate::api::payment::reference;
use crate::body::{Json, moment};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, ApplicationPath, RequestKey, submit};

/// What the bank tells of a refund.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefundRequest {
    /// When the bank paid it.
    #[schema(example = "2026-07-01T09:30:00+08:00")]
    paid_at: String,
    /// The bank's reference, at most 64 characters; the journal holds its digest.
    reference: String,
}

/// Records that the bank has given a deposit back.
#[utoipa::path(
    post,
    path = "/applications/{application}/refund/payment",
    tag = "applications",
    params(ApplicationPath, RequestKey),
    request_body = RefundRequest,
    responses((status = 201, description = "The refund is in the books.",
        body = ApplicationReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn record_refund(
    State(state): State<WebState>,
    clerk: SignedIn,
    ApplicationPath(application): ApplicationPath,
    RequestKey(request_id): RequestKey,
    Json(request): Json<RefundRequest>,
) -> Result<Response, Problem> {
    let paid_at = moment("paid_at", &request.paid_at)?;
    let reference = reference(&state, "reference", &request.reference)?;
    let accepted = send(&state, &clerk, request_id, application, (paid_at, reference)).await?;
    Ok(receipt(&accepted, application))
}

/// Records that a deposit went back, by program or by form: when, and by which reference.
pub(crate) async fn send(
    state: &WebState,
    clerk: &SignedIn,
    request_id: RequestId,
    application: ApplicationId,
    (paid_at, reference): (Moment, Digest),
) -> Result<Accepted, Problem> {
    let actor = clerk.allowed(Relation::None, Action::RecordMoney)?;
    let command = Command::RecordRefund { application, paid_at, reference };
    submit(state, actor, request_id, command).await
}
