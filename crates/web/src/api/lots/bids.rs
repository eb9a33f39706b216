//! A lot's history: `GET /lots/{lot}/bids?after=&limit=`.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use floor::BidLine;
use lexicon::{LotId, Sequence};
use serde::Serialize;
use utoipa::ToSchema;

use crate::asked::{Parameters, id};
use crate::problem::{Cause, Problem};
use crate::state::WebState;
use crate::submit::LotPath;
use crate::view::{BidDocument, line};

/// The most bids of one answer.
const PAGE_LENGTH_MAX: usize = 1_000;
/// How many bids an answer has where nobody says.
const PAGE_LENGTH: usize = 100;
/// How long the rows are waited for that hold what the board has left out.
const ROWS_TIME_MAX: Duration = Duration::from_secs(1);

/// A part of a lot's history, oldest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct BidsPage {
    lot: u64,
    bids: Vec<BidDocument>,
    /// From where to go on (`after=`); none at the end.
    next: Option<u64>,
}

/// Lists the bids of a lot behind a sequence. The bids of one entry stay together, so that a page
/// may have one more than its limit.
#[utoipa::path(
    get,
    path = "/lots/{lot}/bids",
    tag = "lots",
    params(
        LotPath,
        ("after" = Option<u64>, Query, minimum = 0, description = "Behind this sequence."),
        ("limit" = Option<u64>, Query, minimum = 1, maximum = 1000,
            description = "So many at most; 100 where nobody says."),
    ),
    responses((status = 200, description = "Bids, oldest first.", body = BidsPage)),
)]
pub(crate) async fn list_bids(
    State(state): State<WebState>,
    LotPath(lot): LotPath,
    parameters: Parameters,
) -> Result<Response, Problem> {
    parameters.allow(&["after", "limit"])?;
    // Zero is the place before the first entry.
    let after = parameters.read("after", |text| match text {
        "0" => Some(Sequence::ZERO),
        text => id(text),
    })?;
    let limit = parameters.read("limit", |text| match text.parse() {
        Ok(limit) if (1..=PAGE_LENGTH_MAX).contains(&limit) => Some(limit),
        _ => None,
    })?;
    let newest = state.board.newest_bids(lot, 1).ok_or(Cause::UnknownLot { lot: Some(lot) })?;
    let after = after.unwrap_or(Sequence::ZERO);
    let lines = history(&state, lot, after, limit.unwrap_or(PAGE_LENGTH)).await?;
    let last = lines.last().map(|line| line.sequence);
    let next = last.filter(|last| newest.iter().any(|line| line.sequence > *last));
    let bids = lines.iter().map(BidDocument::from).collect();
    Ok(Json(BidsPage { lot: lot.0, bids, next: next.map(|last| last.0) }).into_response())
}

/// The bids of a lot behind a sequence, so many at most and whatever else stands in the last one's
/// entry: from the board as far as it keeps them, older ones from the rows.
pub(crate) async fn history(
    state: &WebState,
    lot: LotId,
    after: Sequence,
    most: usize,
) -> Result<Vec<BidLine>, Cause> {
    let mut lines: Vec<BidLine> = Vec::new();
    while lines.len() < most {
        let missing = most.saturating_sub(lines.len());
        let after = lines.last().map_or(after, |line| line.sequence);
        let kept = state.board.bids(lot, after, missing);
        let kept = kept.ok_or(Cause::UnknownLot { lot: Some(lot) })?;
        if kept.is_whole {
            lines.extend(kept.lines);
            break;
        }
        let first_kept = kept.lines.first().map_or(Sequence::ZERO, |line| line.sequence);
        if !state.reader.wait_for(first_kept, ROWS_TIME_MAX).await {
            return Err(Cause::Unavailable);
        }
        let rows = state.reader.bids(lot, Some(after), missing).await?;
        if rows.is_empty() {
            return Err(Cause::Unavailable);
        }
        lines.extend(rows.iter().map(line));
    }
    Ok(lines)
}
