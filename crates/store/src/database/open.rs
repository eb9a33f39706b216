//! Opening a database: its file or schema, its connections, its tables.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

use lexicon::Secret;
use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};

use super::Shelf;
use crate::{StoreError, migrations};

/// The most connections to one SQLite file: one writes at a time, the others read.
const SQLITE_CONNECTIONS_MAX: u32 = 8;
/// The most connections to one PostgreSQL schema; a server takes 100 unless told otherwise.
const POSTGRES_CONNECTIONS_MAX: u32 = 16;
/// How long anybody waits for a connection.
const ACQUIRE_TIME_MAX: Duration = Duration::from_secs(5);
/// How long a writer waits for the one before it.
const BUSY_TIME_MAX: Duration = Duration::from_secs(5);
/// How large SQLite's log of writes may stay after its content was moved into the file.
const LOG_SIZE_MAX: &str = "67108864";
/// How long PostgreSQL works on one statement.
const STATEMENT_TIME_MAX: &str = "30s";
/// How long a transaction may stand still before PostgreSQL ends it: a node that lost the network
/// must not hold the others' turn to write.
const IDLE_TRANSACTION_TIME_MAX: &str = "30s";

const ENCODING: &str = "SHOW server_encoding";

/// Opens a SQLite file of a directory that is there.
pub(super) async fn file(directory: &Path, shelf: Shelf) -> Result<SqlitePool, StoreError> {
    let path = directory.join(shelf.file());
    // Let go at the end: whoever opens the file at the same time must not migrate it twice.
    let _turn = take_turn(directory.to_owned()).await?;
    create_private(directory, &path).map_err(StoreError::disk("make", &path))?;
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(shelf.synchronous())
        .busy_timeout(BUSY_TIME_MAX)
        .foreign_keys(true)
        .pragma("journal_size_limit", LOG_SIZE_MAX)
        // What is erased is overwritten in the file.
        .pragma("secure_delete", "ON")
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new()
        .max_connections(SQLITE_CONNECTIONS_MAX)
        .acquire_timeout(ACQUIRE_TIME_MAX)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(StoreError::database("open the database file"))?;
    migrations::for_sqlite(shelf).run(&pool).await.map_err(migration_error(shelf))?;
    Ok(pool)
}

/// Waits until nobody else opens a database of this directory.
async fn take_turn(directory: PathBuf) -> Result<File, StoreError> {
    let waited = tokio::task::spawn_blocking(move || {
        let taken = File::open(&directory).and_then(|turn| turn.lock().map(|()| turn));
        taken.map_err(StoreError::disk("open", directory))
    });
    waited.await.map_err(|_| StoreError::Stopping)?
}

/// Makes an empty file that its owner alone can read; SQLite gives its log the same mode.
fn create_private(directory: &Path, path: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => File::open(directory)?.sync_all(),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => fs::metadata(path).map(drop),
        Err(error) => Err(error),
    }
}

/// Opens a PostgreSQL schema. Statements name none: its connections look into this one only.
pub(super) async fn schema(url: &Secret<String>, shelf: Shelf) -> Result<PgPool, StoreError> {
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS_MAX)
        .acquire_timeout(ACQUIRE_TIME_MAX)
        .connect_with(connect_options(url, shelf)?)
        .await
        .map_err(StoreError::database("reach the database"))?;
    let encoding: String = sqlx::query_scalar(ENCODING)
        .fetch_one(&pool)
        .await
        .map_err(StoreError::database("ask for the encoding of the database"))?;
    if encoding != "UTF8" {
        return Err(StoreError::Encoding { encoding });
    }
    let mut migrator = migrations::for_postgres(shelf);
    migrator.create_schema(shelf.schema());
    migrator.run(&pool).await.map_err(migration_error(shelf))?;
    Ok(pool)
}

/// One connection to PostgreSQL, for what concerns a schema as a whole.
pub(super) async fn connection(
    url: &Secret<String>,
    shelf: Shelf,
) -> Result<PgConnection, StoreError> {
    let options = connect_options(url, shelf)?;
    options.connect().await.map_err(StoreError::database("reach the database"))
}

fn connect_options(url: &Secret<String>, shelf: Shelf) -> Result<PgConnectOptions, StoreError> {
    let options = PgConnectOptions::from_str(url.reveal())
        .map_err(StoreError::database("read the address of the database"))?;
    Ok(options
        .application_name("gavel")
        .options([
            ("search_path", shelf.schema()),
            ("statement_timeout", STATEMENT_TIME_MAX),
            ("idle_in_transaction_session_timeout", IDLE_TRANSACTION_TIME_MAX),
        ])
        .disable_statement_logging())
}

fn migration_error(shelf: Shelf) -> impl FnOnce(sqlx::migrate::MigrateError) -> StoreError {
    move |source| StoreError::Migration { database: shelf.schema(), source }
}
