//! One lot: `GET /lots/{lot}`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::LotPath;
use crate::view::LotDocument;

/// Shows a lot as it stands.
#[utoipa::path(
    get,
    path = "/lots/{lot}",
    tag = "lots",
    params(LotPath),
    responses((status = 200, description = "The lot.", body = LotDocument<'_>)),
    security((), ("token" = []), ("cookie" = [])),
)]
pub(crate) async fn show_lot(
    State(state): State<WebState>,
    reader: Option<SignedIn>,
    LotPath(lot): LotPath,
) -> Result<Response, Problem> {
    let view = state.board.lot(lot).ok_or(Cause::UnknownLot { lot: Some(lot) })?;
    let paddle = reader.and_then(|reader| state.board.paddle(lot, reader.party()));
    Ok(Json(LotDocument::new(&view, state.door.now(), paddle)).into_response())
}
