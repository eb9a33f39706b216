//! What lies in databases and files: rows drawn from the journal, and what is kept beside it.
//!
//! There are two logical databases, on SQLite and on PostgreSQL from one SQL text. `rows` is drawn
//! from the journal and may be thrown away at any time; `kept` cannot be drawn again: accounts,
//! sessions and drafts ([`Desk`]), personal data and texts about people ([`Vault`]), which files
//! there are ([`Files`]), and the keys of the installation ([`Keys`]).
//!
//! Invariant: only `database` knows which engine runs.
//!
//! Invariant: what a command's digest names is durable before the command is submitted.

mod column;
#[macro_use]
mod database;
mod desk;
mod error;
mod files;
mod housekeeping;
mod keys;
mod migrations;
mod rows;
#[cfg(test)]
mod statements;
mod vault;

pub(crate) use database::Transaction;
pub use database::{Database, Place, Shelf};
pub use desk::{
    ACCOUNTS_AT_ONCE_MAX, ACCOUNTS_PER_PAGE_MAX, Account, AccountName, DRAFT_SIZE_MAX,
    DRAFTS_PER_PARTY_MAX, Desk, Draft, DraftKey, NOTICE_SIZE_MAX, NameError, NewSession,
    SESSIONS_MAX, SESSIONS_PER_ACCOUNT_MAX, Session, SessionLimits,
};
pub use error::StoreError;
pub use files::{FILE_SIZE_MAX, FILES_PER_DAY_MAX, File, Files, Media, NewFile};
pub use housekeeping::{Housekeeping, Round, UNNAMED_FOR_MAX};
pub use keys::Keys;
pub use rows::{
    ApplicationRow, ApplicationsWanted, BalanceRow, BidRow, DrawError, Dump,
    ENTRIES_PER_TRANSACTION_MAX, EntriesFrom, EntriesWanted, EntryRow, ListingLotRow, ListingRow,
    ListingsWanted, LotRow, LotState, LotsWanted, PaperKind, PaperRow, PartyRow, Projector,
    ProposalRow, ProposalState, ProposalsWanted, ROWS_PER_PAGE_MAX, Reached, Reader, Rebuild, Rows,
    SEARCH_WORDS_MAX, SettlementRow, SettlementsWanted, TransferRow, TransferState,
};
pub use vault::{BODY_SIZE_MAX, Identity, Note, Profile, Vault, VaultKind, Vaulted};
