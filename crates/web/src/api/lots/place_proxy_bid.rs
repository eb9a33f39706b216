//! A ceiling (代理出价): `POST /lots/{lot}/proxy-bids`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Command, Role};
use lexicon::{LotId, Money, RequestId, Secret};
use serde::{Deserialize, Serialize};

use crate::body::{Json, amount};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, LotPath, RequestKey, submit};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    ceiling: String,
}

/// The ceiling itself is not repeated: it is secret until the award.
#[derive(Serialize)]
struct CeilingReceipt {
    lot: u64,
    sequence: u64,
    at: String,
    paddle: Option<u32>,
    receipt: String,
}

pub(crate) async fn place_proxy_bid(
    State(state): State<WebState>,
    bidder: SignedIn,
    LotPath(lot): LotPath,
    RequestKey(request_id): RequestKey,
    Json(request): Json<Request>,
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
    submit(state, bidder.acting_as(&[Role::Bidder]), request_id, command).await
}
