//! A lot's history: `GET /lots/{lot}/bids?after=&limit=`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use floor::BidLine;
use lexicon::Sequence;
use serde::Serialize;

use crate::asked::Parameters;
use crate::problem::{Cause, Problem};
use crate::state::WebState;
use crate::submit::LotPath;
use crate::view::BidDocument;

/// The most bids of one answer.
const PAGE_LENGTH_MAX: usize = 1_000;
/// A bid and the answer of a standing ceiling: the most lines of one entry.
const LINES_PER_ENTRY_MAX: usize = 2;
/// How many bids an answer has where nobody says.
const PAGE_LENGTH: usize = 100;

#[derive(Serialize)]
struct Page {
    lot: u64,
    bids: Vec<BidDocument>,
    /// From where to go on (`after=`); none at the end.
    next: Option<u64>,
}

pub(crate) async fn bids(
    State(state): State<WebState>,
    LotPath(lot): LotPath,
    parameters: Parameters,
) -> Result<Response, Problem> {
    parameters.allow(&["after", "limit"])?;
    // Zero is the place before the first entry.
    let after = parameters.read("after", |text| match text {
        "0" => Some(Sequence::ZERO),
        text => text.parse().ok(),
    })?;
    let limit = parameters.read("limit", |text| match text.parse() {
        Ok(limit) if (1..=PAGE_LENGTH_MAX).contains(&limit) => Some(limit),
        _ => None,
    })?;
    let limit = limit.unwrap_or(PAGE_LENGTH);
    let after = after.unwrap_or(Sequence::ZERO);
    let lines = state.board.bids_after(lot, after, limit + LINES_PER_ENTRY_MAX);
    let mut lines = lines.ok_or(Cause::UnknownLot { lot: Some(lot) })?;
    let has_more = cut(&mut lines, limit);
    let next = if has_more { lines.last().map(|line| line.sequence.0) } else { None };
    let bids = lines.iter().map(BidDocument::from).collect();
    Ok(Json(Page { lot: lot.0, bids, next }).into_response())
}

/// Cuts the lines to so many, and tells whether any is left over; the lines of one entry stay
/// together, since whoever goes on asks for what stands behind it.
fn cut(lines: &mut Vec<BidLine>, most: usize) -> bool {
    let last = most.checked_sub(1).and_then(|place| lines.get(place)).map(|line| line.sequence);
    let together = lines.iter().skip(most).take_while(|line| Some(line.sequence) == last).count();
    let length = lines.len();
    lines.truncate(most.saturating_add(together));
    lines.len() < length
}

#[cfg(test)]
mod tests {
    use lexicon::{Moment, Money, Paddle};

    use super::*;

    #[test]
    fn the_lines_of_one_entry_are_never_parted() {
        let line = |sequence| BidLine {
            sequence: Sequence(sequence),
            moment: Moment::UNIX,
            paddle: Paddle(1),
            amount: Money::from_fen(1),
        };
        for (sequences, most, left, has_more) in [
            (vec![1, 2, 2, 3], 1, 1, true),
            (vec![1, 2, 2, 3], 2, 3, true),
            (vec![1, 2, 2], 2, 3, false),
            (vec![1, 2, 2], 3, 3, false),
            (vec![1], 5, 1, false),
            (vec![], 1, 0, false),
        ] {
            let mut lines: Vec<_> = sequences.into_iter().map(line).collect();
            assert_eq!((cut(&mut lines, most), lines.len()), (has_more, left));
        }
    }
}
