//! The bids of a lot.

use exchange::EVENTS_MAX;
use lexicon::{LotId, Moment, Money, Paddle, Sequence};

use super::{ROWS_PER_PAGE_MAX, Reader, page};
use crate::StoreError;
use crate::column::{from_count, from_id, to_id, to_moment};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[BIDS_AFTER, BIDS_NEWEST];

/// A bid that stands in a lot's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BidRow {
    /// The entry it stands in.
    pub sequence: Sequence,
    /// When.
    pub moment: Moment,
    /// Whose.
    pub paddle: Paddle,
    /// How much.
    pub amount: Money,
}

/// Sequence, moment, paddle, amount.
type Line = (i64, i64, i64, i64);

const BIDS_AFTER: &str = "
    SELECT sequence, moment_us, paddle, amount_fen FROM bid
    WHERE lot_id = $1 AND sequence > $2 ORDER BY lot_id, sequence, ordinal LIMIT $3";
const BIDS_NEWEST: &str = "
    SELECT sequence, moment_us, paddle, amount_fen FROM bid
    WHERE lot_id = $1 ORDER BY lot_id DESC, sequence DESC, ordinal DESC LIMIT $2";

impl Reader {
    /// Bids of a lot behind an entry, oldest first: so many at most, and whatever else stands in
    /// the last one's entry.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn bids(
        &self,
        lot: LotId,
        after: Option<Sequence>,
        limit: usize,
    ) -> Result<Vec<BidRow>, StoreError> {
        let (lot, after) = (from_id(lot.0)?, from_id(after.map_or(0, |after| after.0))?);
        let limit = limit.min(ROWS_PER_PAGE_MAX);
        let most = from_count(limit.saturating_add(EVENTS_MAX));
        let mut lines: Vec<Line> = on!(Database, &self.rows, |db| {
            sqlx::query_as(BIDS_AFTER).bind(lot).bind(after).bind(most).fetch_all(db).await
        })
        .map_err(StoreError::database("list bids"))?;
        let last = limit.checked_sub(1).and_then(|place| lines.get(place)).map(|last| last.0);
        lines.truncate(match last {
            Some(last) => lines.partition_point(|line| line.0 <= last),
            None if limit == 0 => 0,
            None => lines.len(),
        });
        lines.into_iter().map(to_bid).collect()
    }

    /// The newest bids of a lot, oldest first, so many at most.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn bids_newest(&self, lot: LotId, limit: usize) -> Result<Vec<BidRow>, StoreError> {
        let lot = from_id(lot.0)?;
        let lines: Vec<Line> = on!(Database, &self.rows, |db| {
            sqlx::query_as(BIDS_NEWEST).bind(lot).bind(page(limit)).fetch_all(db).await
        })
        .map_err(StoreError::database("list the newest bids"))?;
        lines.into_iter().rev().map(to_bid).collect()
    }
}

fn to_bid((sequence, moment, paddle, amount): Line) -> Result<BidRow, StoreError> {
    Ok(BidRow {
        sequence: Sequence(to_id("sequence of a bid", sequence)?),
        moment: to_moment(moment),
        paddle: to_paddle(paddle)?,
        amount: Money::from_fen(amount),
    })
}

/// The paddle that a column holds.
pub(super) fn to_paddle(column: i64) -> Result<Paddle, StoreError> {
    u32::try_from(column).map(Paddle).map_err(|_| StoreError::Unreadable { what: "paddle" })
}
