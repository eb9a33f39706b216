//! What some entries change in the rows, kept until it is written in one transaction.

use exchange::World;
use lexicon::{Moment, Sequence};
use tokio::task::yield_now;

use super::applications::Applications;
use super::books::Books;
use super::entries::Entries;
use super::listings::Listings;
use super::lots::Lots;
use super::parties::Parties;
use super::proposals::Proposals;
use super::settlements::Settlements;
use super::step::{Step, events};
use crate::column::{from_id, parsed, text, to_id};
use crate::rows::Reached;
use crate::{Database, StoreError, Transaction};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND_PROJECTION, MOVE_PROJECTION];

/// What some entries change in the rows.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    entries: Entries,
    parties: Parties,
    listings: Listings,
    lots: Lots,
    applications: Applications,
    books: Books,
    settlements: Settlements,
    proposals: Proposals,
}

impl Drawn {
    /// Takes up an entry. `pause` is why the exchange was last paused.
    pub(super) fn take(
        &mut self,
        step: &Step<'_>,
        pause: &mut Option<String>,
    ) -> Result<(), StoreError> {
        self.entries.take(step)?;
        let events = events(step.decided);
        if !events.is_empty() {
            self.lots.take_reasons(step, pause);
        }
        for (ordinal, event) in events.iter().enumerate() {
            self.parties.take(step, event);
            self.listings.take(step, event);
            self.lots.take(step, (ordinal, event))?;
            self.applications.take(step, event);
            self.books.take(step, event);
            self.settlements.take(step, event);
            self.proposals.take(step, event);
        }
        Ok(())
    }

    /// Writes the rows, with the state of the exchange behind the last entry. Between two tables
    /// other tasks have their turn: a database beside the program may never let this one wait.
    pub(super) async fn write(
        &self,
        world: &World,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        self.entries.write(transaction).await?;
        yield_now().await;
        self.parties.write(transaction).await?;
        yield_now().await;
        self.listings.write(world, transaction).await?;
        yield_now().await;
        self.lots.write(world, transaction).await?;
        yield_now().await;
        self.applications.write(world, transaction).await?;
        yield_now().await;
        self.books.write(world, transaction).await?;
        yield_now().await;
        self.settlements.write(world, transaction).await?;
        yield_now().await;
        self.proposals.write(transaction).await
    }
}

const FIND_PROJECTION: &str = "
    SELECT sequence, head, moment_us, pause_reason FROM projection WHERE only_row = 1";

/// Up to which entry the rows of a database are drawn, and why the exchange was last paused.
pub(super) async fn find(database: &Database) -> Result<(Reached, Option<String>), StoreError> {
    let (sequence, head, moment_us, pause): (i64, String, i64, Option<String>) =
        on!(Database, database, |db| { sqlx::query_as(FIND_PROJECTION).fetch_one(db).await })
            .map_err(StoreError::database("find up to where the rows are drawn"))?;
    let sequence = Sequence(to_id("sequence of the rows", sequence)?);
    let head = parsed("head of the rows", &head)?;
    Ok((Reached { sequence, head, moment: Moment::from_us(moment_us) }, pause))
}

const MOVE_PROJECTION: &str = "
    UPDATE projection SET sequence = $3, head = $4, moment_us = $5, pause_reason = $6
    WHERE sequence = $1 AND head = $2";

/// Moves the end of the rows with them, and says whether it stood where it was left.
pub(super) async fn move_end(
    (from, to): (Reached, Reached),
    pause: Option<&str>,
    transaction: &mut Transaction,
) -> Result<bool, StoreError> {
    let (sequence_from, sequence_to) = (from_id(from.sequence.0)?, from_id(to.sequence.0)?);
    let moved = on!(Transaction, transaction, |db| {
        sqlx::query(MOVE_PROJECTION)
            .bind(sequence_from)
            .bind(text(from.head))
            .bind(sequence_to)
            .bind(text(to.head))
            .bind(to.moment.us())
            .bind(pause)
            .execute(&mut **db)
            .await
            .map(|done| done.rows_affected())
    });
    Ok(moved.map_err(StoreError::database("move the end of the rows"))? == 1)
}
