//! One lot: `GET /lots/{lot}`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::LotPath;
use crate::view::LotDocument;

pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Option<SignedIn>,
    LotPath(lot): LotPath,
) -> Result<Response, Problem> {
    let view = state.board.lot(lot).ok_or(Cause::UnknownLot { lot: Some(lot) })?;
    let paddle = reader.and_then(|reader| state.board.paddle(lot, reader.party()));
    Ok(Json(LotDocument::new(&view, state.door.now(), paddle)).into_response())
}
