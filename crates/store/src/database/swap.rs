//! Rows drawn anew take the place of those in use.
//!
//! Nobody may have rows open meanwhile: whoever calls this holds the lock of the data directory.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;

use super::{Database, Place, Shelf, checkpoint, open};
use crate::StoreError;

const DROP_NEW: &str = "DROP SCHEMA IF EXISTS rows_new CASCADE";
const DROP_OLD: &str = "DROP SCHEMA IF EXISTS rows CASCADE";
const RENAME_NEW: &str = "ALTER SCHEMA rows_new RENAME TO rows";

impl Database {
    /// Throws away rows that were drawn anew, whole or in part, and did not take their place.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub async fn discard_new_rows(place: &Place) -> Result<(), StoreError> {
        match place {
            Place::Directory(directory) => {
                let path = directory.join(Shelf::NewRows.file());
                remove_log(&path)?;
                remove(&path)
            }
            Place::Postgres(url) => {
                let mut connection = open::connection(url, Shelf::NewRows).await?;
                let done = sqlx::query(DROP_NEW).execute(&mut connection).await;
                done.map_err(StoreError::database("remove rows that were drawn anew"))?;
                close(connection).await
            }
        }
    }

    /// Puts the rows that were drawn anew, opened before as [`Shelf::NewRows`] and closed, where
    /// the rows are. Those that were there are gone; after a crash there are either these or those.
    ///
    /// # Errors
    /// When there are none, somebody has them open, or they cannot be moved.
    pub async fn swap_new_rows(place: &Place) -> Result<(), StoreError> {
        match place {
            Place::Directory(directory) => move_file(directory).await,
            Place::Postgres(url) => {
                rename_schema(open::connection(url, Shelf::NewRows).await?).await
            }
        }
    }
}

async fn rename_schema(mut connection: PgConnection) -> Result<(), StoreError> {
    let failed = || StoreError::database("put new rows in place");
    let mut transaction = connection.begin().await.map_err(failed())?;
    for statement in [DROP_OLD, RENAME_NEW] {
        sqlx::query(statement).execute(&mut *transaction).await.map_err(failed())?;
    }
    transaction.commit().await.map_err(failed())?;
    close(connection).await
}

async fn close(connection: PgConnection) -> Result<(), StoreError> {
    connection.close().await.map_err(StoreError::database("end a connection"))
}

async fn move_file(directory: &Path) -> Result<(), StoreError> {
    let new = directory.join(Shelf::NewRows.file());
    let old = directory.join(Shelf::Rows.file());
    let there = fs::metadata(&new).map_err(StoreError::disk("find", &new))?;
    assert!(there.is_file(), "rows drawn anew are a file");
    fold_log(directory, Shelf::NewRows).await?;
    // A log that is left beside the new file would be taken for its own; one taken from the old
    // file before its content was moved would leave that damaged, if the next step never came.
    match fold_log(directory, Shelf::Rows).await {
        Err(StoreError::RowsInUse) => return Err(StoreError::RowsInUse),
        Err(error) => tracing::warn!("the rows that go are damaged: {error}"),
        Ok(()) => {}
    }
    remove_log(&new)?;
    remove_log(&old)?;
    fs::rename(&new, &old).map_err(StoreError::disk("put new rows in place at", &old))?;
    let synced = File::open(directory).and_then(|directory| directory.sync_all());
    synced.map_err(StoreError::disk("sync", directory))
}

/// Moves everything from the log of a database into its file.
async fn fold_log(directory: &Path, shelf: Shelf) -> Result<(), StoreError> {
    let db = open::file(directory, shelf).await?;
    let is_whole = checkpoint(&db).await;
    db.close().await;
    if is_whole? { Ok(()) } else { Err(StoreError::RowsInUse) }
}

fn remove_log(path: &Path) -> Result<(), StoreError> {
    for suffix in ["-wal", "-shm"] {
        let mut name = OsString::from(path);
        name.push(suffix);
        remove(&PathBuf::from(name))?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), StoreError> {
    let gone = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    };
    fs::remove_file(path).or_else(gone).map_err(StoreError::disk("remove", path))
}
