//! The rows: what the journal says, drawn as tables that can be searched.
//!
//! They hold nothing that the journal does not say, and can be thrown away at any time:
//! [`Projector`] draws them entry by entry, [`Rebuild`] draws them anew beside the old, and
//! [`Reader`] answers questions from them.
//!
//! Invariant: the rows and the sequence up to which they are drawn change in one transaction.
//!
//! Invariant: no secret stands in a row: neither a reserve nor a ceiling, nor anything of which
//! the journal has the digest only.

pub(crate) mod dump;
mod error;
mod gram;
#[macro_use]
mod many;
pub(crate) mod projector;
pub(crate) mod reader;
mod rebuild;
mod words;

pub use error::DrawError;
pub use projector::{ENTRIES_PER_TRANSACTION_MAX, Projector};
pub use reader::{
    ApplicationRow, ApplicationsWanted, BalanceRow, BidRow, EntriesFrom, EntriesWanted, EntryRow,
    ListingLotRow, ListingRow, ListingsWanted, LotRow, LotState, LotsWanted, PaperKind, PaperRow,
    PartyRow, ProposalRow, ProposalState, ProposalsWanted, ROWS_PER_PAGE_MAX, Reader,
    SEARCH_WORDS_MAX, SettlementRow, SettlementsWanted, TransferRow, TransferState,
};
pub use rebuild::Rebuild;

use std::sync::Arc;

use lexicon::{Digest, Moment, Sequence};
use tokio::sync::watch;

use crate::{Database, Place, Shelf, StoreError};

/// Up to which entry the rows are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// The entry; [`Sequence::ZERO`] before the first.
    pub sequence: Sequence,
    /// When it was ruled on.
    pub moment: Moment,
    /// Its hash, by which the rows know their journal; [`Digest::ZERO`] before the first.
    pub head: Digest,
}

/// A table with all its rows, and every column as text; none where there is no value.
pub type Dump = Vec<(&'static str, Vec<Vec<Option<String>>>)>;

/// The rows drawn from a journal. A clone is the same rows.
#[derive(Debug, Clone)]
pub struct Rows {
    database: Database,
    reached: Arc<watch::Sender<Reached>>,
}

impl Reached {
    /// Before the first entry.
    pub const NOTHING: Self =
        Self { sequence: Sequence::ZERO, moment: Moment::MIN, head: Digest::ZERO };
}

impl Rows {
    /// Opens the rows of an installation; where there are none, they are empty.
    ///
    /// # Errors
    /// When the database cannot be reached, is damaged, or was migrated by a newer program.
    pub async fn open(place: &Place) -> Result<Self, StoreError> {
        Self::on(place, Shelf::Rows).await
    }

    async fn on(place: &Place, shelf: Shelf) -> Result<Self, StoreError> {
        let database = Database::open(place, shelf).await?;
        let reached = projector::reached(&database).await?;
        Ok(Self { database, reached: Arc::new(watch::Sender::new(reached)) })
    }

    /// Up to which entry they are drawn, so that whoever replays the journal keeps the state of
    /// that entry for [`Projector::open`].
    pub fn reached(&self) -> Reached {
        *self.reached.borrow()
    }

    /// Answers from them.
    pub fn reader(&self) -> Reader {
        Reader::new(self.database.clone(), self.reached.subscribe())
    }

    /// Tells whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.database.check().await
    }

    /// Ends every connection after the work that it does.
    pub async fn close(&self) {
        self.database.close().await;
    }
}
