//! What people leave on the desk: accounts, log-in sessions, drafts.
//!
//! None of it is journaled: none of it changes the result of a sale.

pub(crate) mod account;
pub(crate) mod draft;
mod name;
mod seen;
pub(crate) mod session;

pub use account::{ACCOUNTS_AT_ONCE_MAX, ACCOUNTS_PER_PAGE_MAX, Account};
pub use draft::{DRAFT_SIZE_MAX, DRAFTS_PER_PARTY_MAX, Draft};
pub use name::{AccountName, DraftKey, NameError};
pub use session::{
    NOTICE_SIZE_MAX, NewSession, SESSIONS_MAX, SESSIONS_PER_ACCOUNT_MAX, Session, SessionLimits,
};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Database;
use seen::Seen;

/// Accounts, log-in sessions and drafts. A clone is the same desk.
#[derive(Debug, Clone)]
pub struct Desk {
    kept: Database,
    limits: SessionLimits,
    seen: Arc<Mutex<Seen>>,
}

impl Desk {
    /// The desk of a database opened as [`crate::Shelf::Kept`].
    pub fn new(kept: Database) -> Self {
        Self::with_limits(kept, SessionLimits::DEFAULT)
    }

    /// A desk that keeps other numbers of sessions.
    pub fn with_limits(kept: Database, limits: SessionLimits) -> Self {
        Self { kept, limits, seen: Arc::default() }
    }

    /// What the lock guards is whole even if somebody panicked while holding it.
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
