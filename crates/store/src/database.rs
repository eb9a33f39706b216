//! The two logical databases on either engine; the one place that knows which engine runs.

mod open;
mod swap;

use std::path::PathBuf;

use lexicon::Secret;
use sqlx::postgres::{PgPool, Postgres};
use sqlx::sqlite::{Sqlite, SqlitePool, SqliteSynchronous};

use crate::StoreError;

const CHECK: &str = "SELECT 1";
/// SQLite's own: a deferred transaction that reads before it writes is refused at the write.
const BEGIN_IMMEDIATE: &str = "BEGIN IMMEDIATE";
/// PostgreSQL's own: writers of one schema wait for each other, as those of one file do.
const LOCK_WRITER: &str =
    "SELECT pg_advisory_xact_lock(hashtext('gavel'), hashtext(current_schema()))";
/// SQLite's own: moves what was written from the log into the file, and empties the log.
const CHECKPOINT: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// Runs one body against whichever engine is behind a value.
macro_rules! on {
    ($kind:ident, $engine:expr, |$db:ident| $body:expr) => {
        match $engine {
            $crate::database::$kind::Sqlite($db) => $body,
            $crate::database::$kind::Postgres($db) => $body,
        }
    };
}

/// Where an installation has its databases.
#[derive(Debug, Clone)]
pub enum Place {
    /// SQLite, in files of this directory.
    Directory(PathBuf),
    /// PostgreSQL, in schemas of the database at this address; it may hold a password.
    Postgres(Secret<String>),
}

/// One of the logical databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Drawn from the journal; may be thrown away.
    Rows,
    /// Rows that are drawn anew beside those in use, until they take their place.
    NewRows,
    /// What cannot be drawn again.
    Kept,
}

/// One logical database, its tables up to date. A clone is the same database.
#[derive(Debug, Clone)]
pub enum Database {
    /// A file.
    Sqlite(SqlitePool),
    /// A schema.
    Postgres(PgPool),
}

/// A transaction that writes; dropped without [`Transaction::commit`], it changes nothing.
#[derive(Debug)]
pub(crate) enum Transaction {
    /// In a file.
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    /// In a schema.
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Shelf {
    const fn schema(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::NewRows => "rows_new",
            Self::Kept => "kept",
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::Rows => "rows.db",
            Self::NewRows => "rows.new.db",
            Self::Kept => "kept.db",
        }
    }

    /// Rows can be drawn again after a crash, so that they need not reach the disk at once.
    const fn synchronous(self) -> SqliteSynchronous {
        match self {
            Self::Rows | Self::NewRows => SqliteSynchronous::Normal,
            Self::Kept => SqliteSynchronous::Full,
        }
    }
}

impl Database {
    /// Opens a logical database, makes it where it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// When it cannot be reached, is damaged, or was migrated by a newer program.
    pub async fn open(place: &Place, shelf: Shelf) -> Result<Self, StoreError> {
        match place {
            Place::Directory(directory) => open::file(directory, shelf).await.map(Self::Sqlite),
            Place::Postgres(url) => open::schema(url, shelf).await.map(Self::Postgres),
        }
    }

    /// Ends every connection after the work that it does; nobody gets one any more.
    pub async fn close(&self) {
        on!(Database, self, |db| db.close().await);
    }

    /// Tells whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn check(&self) -> Result<(), StoreError> {
        let answered = on!(Database, self, |db| sqlx::query(CHECK).execute(db).await.map(drop));
        answered.map_err(StoreError::database("reach the database"))
    }

    /// Begins a transaction that writes. On both engines there is one at a time in each logical
    /// database, so that what it reads stays so until it ends.
    ///
    /// # Errors
    /// When the database cannot be reached, or is busy for too long.
    pub(crate) async fn begin(&self) -> Result<Transaction, StoreError> {
        let act = "begin a transaction";
        match self {
            Self::Sqlite(db) => {
                let begun = db.begin_with(BEGIN_IMMEDIATE).await;
                Ok(Transaction::Sqlite(begun.map_err(StoreError::database(act))?))
            }
            Self::Postgres(db) => {
                let mut begun = db.begin().await.map_err(StoreError::database(act))?;
                let locked = sqlx::query(LOCK_WRITER).execute(&mut *begun).await;
                locked.map_err(StoreError::database(act))?;
                Ok(Transaction::Postgres(begun))
            }
        }
    }

    /// Removes from the file what was erased. PostgreSQL cannot be told to: what its dead rows,
    /// log and backups still hold ends with their retention.
    pub(crate) async fn scrub(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(db) => {
                if !checkpoint(db).await? {
                    tracing::warn!("what was erased leaves the log only with its next emptying");
                }
                Ok(())
            }
            Self::Postgres(_) => Ok(()),
        }
    }
}

impl Transaction {
    /// Makes everything that the transaction did durable and seen.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let done = on!(Transaction, self, |db| db.commit().await);
        done.map_err(StoreError::database("commit a transaction"))
    }
}

/// Tells whether the log is empty afterwards: it is not while somebody reads an older state.
async fn checkpoint(db: &SqlitePool) -> Result<bool, StoreError> {
    let done = sqlx::query_as(CHECKPOINT).fetch_one(db).await;
    let (busy, _, _): (i64, i64, i64) = done.map_err(StoreError::database("empty the log"))?;
    Ok(busy == 0)
}
