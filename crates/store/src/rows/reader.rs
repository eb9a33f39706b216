//! Answers from the rows: one module per table, each with its row, its questions and its SQL.
//!
//! Lists are read page by page: behind the last key of the page before, so many rows at most.

#[macro_use]
mod columns;

pub(crate) mod applications;
pub(crate) mod bids;
pub(crate) mod entries;
pub(crate) mod ledger;
pub(crate) mod listings;
pub(crate) mod lots;
pub(crate) mod papers;
pub(crate) mod parties;
pub(crate) mod proposals;
pub(crate) mod settlements;

pub use applications::{ApplicationRow, ApplicationsWanted};
pub use bids::BidRow;
pub use entries::{EntriesFrom, EntriesWanted, EntryRow};
pub use ledger::{BalanceRow, TransferRow, TransferState};
pub use listings::{ListingLotRow, ListingRow, ListingsWanted};
pub use lots::{LotRow, LotState, LotsWanted, SEARCH_WORDS_MAX};
pub use papers::{PaperKind, PaperRow};
pub use parties::PartyRow;
pub use proposals::{ProposalRow, ProposalState, ProposalsWanted};
pub use settlements::{SettlementRow, SettlementsWanted};

use std::time::Duration;

use lexicon::Sequence;
use tokio::sync::watch;

use crate::column::from_count;
use crate::{Database, Reached};

/// The most rows of one page; who asks for more gets so many.
pub const ROWS_PER_PAGE_MAX: usize = 500;

/// Answers from the rows. A clone is the same reader.
#[derive(Debug, Clone)]
pub struct Reader {
    rows: Database,
    reached: watch::Receiver<Reached>,
}

/// So many rows as a page may have, as `LIMIT` takes it.
fn page(limit: usize) -> i64 {
    from_count(limit.min(ROWS_PER_PAGE_MAX))
}

impl Reader {
    pub(super) fn new(rows: Database, reached: watch::Receiver<Reached>) -> Self {
        Self { rows, reached }
    }

    /// Up to which entry the rows are drawn.
    pub fn reached(&self) -> Reached {
        *self.reached.borrow()
    }

    /// Waits until the rows are drawn up to an entry, so that whoever changed something finds it;
    /// says whether they are.
    pub async fn wait_for(&self, sequence: Sequence, at_most: Duration) -> bool {
        let mut reached = self.reached.clone();
        let waited = reached.wait_for(|reached| reached.sequence >= sequence);
        matches!(tokio::time::timeout(at_most, waited).await, Ok(Ok(_)))
    }
}
