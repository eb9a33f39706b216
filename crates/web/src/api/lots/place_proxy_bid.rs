//! A ceiling (代理出价): `POST /lots/{lot}/proxy-bids`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Relation};
use lexicon::{LotId, Money, RequestId, Secret};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::{Json, amount};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, LotPath, RequestKey, submit};

/// A ceiling.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeilingRequest {
    /// The most the bidder would pay, in yuan.
    #[schema(example = "120000.00")]
    ceiling: String,
}

/// The ceiling itself is not repeated: it is secret until the award.
#[derive(Serialize, ToSchema)]
pub(crate) struct CeilingReceipt {
    lot: u64,
    sequence: u64,
    at: String,
    paddle: Option<u32>,
    receipt: String,
}

/// Leaves a ceiling up to which the exchange bids; it is secret until the award.
#[utoipa::path(
    post,
    path = "/lots/{lot}/proxy-bids",
    tag = "lots",
    params(LotPath, RequestKey),
    request_body = CeilingRequest,
    responses((status = 201, description = "The ceiling stands.", body = CeilingReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn place_proxy_bid(
    State(state): State<WebState>,
    bidder: SignedIn,
    LotPath(lot): LotPath,
    RequestKey(request_id): RequestKey,
    Json(request): Json<CeilingRequest>,
) -> Result<Response, Problem> {
    let ceiling = amount("ceiling", &request.ceiling)?;
    let accepted = place_ceiling(&state, &bidder, request_id, lot, ceiling).await?;
    let paddle = state.board.paddle(lot, bidder.party());
    Ok(accepted.respond(&CeilingReceipt {
        lot: lot.0,
        sequence: accepted.sequence.0,
        at: accepted.moment.to_string(),
        paddle: paddle.map(|paddle| paddle.0),
        receipt: accepted.hash.to_string(),
    }))
}

/// Leaves a ceiling, by program or by form.
pub(crate) async fn place_ceiling(
    state: &WebState,
    bidder: &SignedIn,
    request_id: RequestId,
    lot: LotId,
    ceiling: Money,
) -> Result<Accepted, Problem> {
    let paddle = state.board.paddle(lot, bidder.party());
    let command = Command::PlaceProxyBid { lot, paddle, ceiling: Secret::new(ceiling) };
    submit(state, bidder.acting(Relation::None, Action::Bid), request_id, command).await
}
