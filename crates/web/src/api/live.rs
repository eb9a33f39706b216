//! Live streams: `GET /live?lots=1,2,…` and `GET /lots/{lot}/live`.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName};
use axum::response::Response;
use lexicon::{LotId, Sequence};

use crate::asked::Parameters;
use crate::live::{LOTS_MAX, open};
use crate::problem::{Cause, Problem};
use crate::signed_in::Address;
use crate::state::WebState;
use crate::submit::LotPath;

const LAST_EVENT: HeaderName = HeaderName::from_static("last-event-id");

/// Streams one lot.
#[utoipa::path(
    get,
    path = "/lots/{lot}/live",
    tag = "live",
    params(LotPath),
    responses((status = 200, description = "Server-sent events; each id is a sequence.",
        body = String, content_type = "text/event-stream")),
)]
pub(crate) async fn watch_lot(
    State(state): State<WebState>,
    LotPath(lot): LotPath,
    Address(address): Address,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    state.board.lot(lot).ok_or(Cause::UnknownLot { lot: Some(lot) })?;
    open(&state.hub, &[lot], address, last_event(&headers))
}

/// Streams many lots at once, since browsers allow few connections.
#[utoipa::path(
    get,
    path = "/live",
    tag = "live",
    params(("lots" = String, Query, description = "Lots, separated by commas; at most 50.",
        example = "1,2")),
    responses((status = 200, description = "Server-sent events; each id is a sequence.",
        body = String, content_type = "text/event-stream")),
)]
pub(crate) async fn watch_lots(
    State(state): State<WebState>,
    parameters: Parameters,
    Address(address): Address,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    parameters.allow(&["lots"])?;
    let lots = parameters.read("lots", read_lots)?;
    let lots = lots.ok_or(Cause::UnacceptableParameter { parameter: "lots".to_owned() })?;
    for lot in &lots {
        state.board.lot(*lot).ok_or(Cause::UnknownLot { lot: Some(*lot) })?;
    }
    open(&state.hub, &lots, address, last_event(&headers))
}

/// Reads `1,2,…`: at least one lot and at most [`LOTS_MAX`], none twice.
fn read_lots(text: &str) -> Option<Vec<LotId>> {
    let lots: Option<Vec<LotId>> =
        text.split(',').take(LOTS_MAX + 1).map(|lot| lot.parse().ok()).collect();
    let mut lots = lots.filter(|lots| lots.len() <= LOTS_MAX)?;
    lots.sort_unstable();
    lots.dedup();
    Some(lots)
}

/// Where a watcher was who comes again; a text that is no place counts as none.
fn last_event(headers: &HeaderMap) -> Option<Sequence> {
    headers.get(LAST_EVENT)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_are_a_short_list_of_numbers() {
        assert_eq!(read_lots("2,1,2"), Some(vec![LotId(1), LotId(2)]));
        for text in ["", ",", "1,", "0", "1, 2", "x", "-1"] {
            assert_eq!(read_lots(text), None, "{text}");
        }
        let list = |count: usize| (1..=count).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
        assert_eq!(read_lots(&list(LOTS_MAX)).map(|lots| lots.len()), Some(LOTS_MAX));
        assert_eq!(read_lots(&list(LOTS_MAX + 1)), None);
    }
}
