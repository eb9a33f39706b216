//! A bid (出价): `POST /lots/{lot}/bids`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Event, Relation, SaleEvent};
use lexicon::{LotId, Money, Paddle, RequestId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::{Json, amount};
use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, LotPath, RequestKey, submit};

/// A bid.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BidRequest {
    /// How much, in yuan.
    #[schema(example = "105000.00")]
    amount: String,
    /// Whether the bidder has confirmed a jump.
    #[serde(default)]
    confirmed: bool,
}

/// A bid that stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct BidReceipt {
    lot: u64,
    sequence: u64,
    at: String,
    paddle: u32,
    amount: String,
    /// Whether the bid leads; a standing ceiling may have answered it at once.
    leads: bool,
    receipt: String,
}

/// Bids; an accepted bid cannot be withdrawn.
#[utoipa::path(
    post,
    path = "/lots/{lot}/bids",
    tag = "lots",
    params(LotPath, RequestKey),
    request_body = BidRequest,
    responses((status = 201, description = "The bid stands.", body = BidReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn place_bid(
    State(state): State<WebState>,
    bidder: SignedIn,
    LotPath(lot): LotPath,
    RequestKey(request_id): RequestKey,
    Json(request): Json<BidRequest>,
) -> Result<Response, Problem> {
    let wanted =
        Bid { lot, amount: amount("amount", &request.amount)?, confirmed: request.confirmed };
    let placed = wanted.place(&state, &bidder, request_id).await?;
    let Accepted { sequence, moment, hash, .. } = placed.accepted;
    Ok(placed.accepted.respond(&BidReceipt {
        lot: lot.0,
        sequence: sequence.0,
        at: moment.to_string(),
        paddle: placed.paddle.0,
        amount: placed.amount.to_string(),
        leads: placed.leads,
        receipt: hash.to_string(),
    }))
}

/// A bid that somebody wants to place, by program or by form.
pub(crate) struct Bid {
    pub(crate) lot: LotId,
    pub(crate) amount: Money,
    pub(crate) confirmed: bool,
}

/// A bid that stands.
pub(crate) struct Placed {
    pub(crate) accepted: Accepted,
    pub(crate) paddle: Paddle,
    pub(crate) amount: Money,
    pub(crate) leads: bool,
}

impl Bid {
    pub(crate) async fn place(
        self,
        state: &WebState,
        bidder: &SignedIn,
        request_id: RequestId,
    ) -> Result<Placed, Problem> {
        let Self { lot, amount, confirmed } = self;
        let paddle = state.board.paddle(lot, bidder.party());
        let command = Command::PlaceBid { lot, paddle, amount, confirmed };
        let actor = bidder.acting(Relation::None, Action::Bid);
        let accepted = submit(state, actor, request_id, command).await?;
        let (mut stands, mut leads) = (None, true);
        for event in &accepted.events {
            if let Event::Sale { event: SaleEvent::BidAccepted { paddle, amount }, .. } = event {
                stands = Some((*paddle, *amount));
            }
            leads &= !matches!(event, Event::Sale { event: SaleEvent::ProxyAnswered { .. }, .. });
        }
        // An accepted bid without its event would be our own fault.
        let (paddle, amount) = stands.ok_or(Cause::Fault)?;
        Ok(Placed { accepted, paddle, amount, leads })
    }
}
