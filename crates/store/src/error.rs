//! What can go wrong with databases and files.

use std::io;
use std::path::PathBuf;

use exchange::Media;

/// Why something cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused, or cannot be reached.
    #[error("{act}")]
    Database {
        /// What was tried: `find account`.
        act: &'static str,
        /// What the database said.
        #[source]
        source: sqlx::Error,
    },
    /// The tables cannot be brought up to date.
    #[error("migrate {database}")]
    Migration {
        /// Which logical database.
        database: &'static str,
        /// What went wrong.
        #[source]
        source: sqlx::migrate::MigrateError,
    },
    /// The PostgreSQL database cannot hold Chinese text.
    #[error("use a database in {encoding}: it must be UTF8")]
    Encoding {
        /// Its encoding.
        encoding: String,
    },
    /// Rows cannot be replaced while somebody has them open.
    #[error("replace rows: somebody has them open")]
    RowsInUse,
    /// The disk refused.
    #[error("{act} {}", path.display())]
    Disk {
        /// What was tried: `open`, `sync`.
        act: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the disk said.
        #[source]
        source: io::Error,
    },
    /// The place of files refused.
    #[error("{act}")]
    Content {
        /// What was tried: `write file`.
        act: &'static str,
        /// What the place said.
        #[source]
        source: object_store::Error,
    },
    /// The operating system has no chance to give.
    #[error("draw chance from the operating system")]
    Entropy {
        /// What it said.
        #[source]
        source: getrandom::Error,
    },
    /// A task was given up before it ended, since the program stops.
    #[error("finish a task while the program stops")]
    Stopping,
    /// What stands there is not what was kept.
    #[error("read {what}: not as it was kept")]
    Unreadable {
        /// What it should be.
        what: &'static str,
    },
    /// An id that no database can hold.
    #[error("keep id {id}: too large")]
    IdTooLarge {
        /// The id.
        id: u64,
    },
    /// There is an account of this name.
    #[error("make account {name}: the name is taken")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// There is no account of this name, or it is disabled.
    #[error("find account")]
    AccountAbsent,
    /// More bytes than are taken.
    #[error("keep {what}: more than {size_max} bytes")]
    TooLarge {
        /// What was to be kept.
        what: &'static str,
        /// How many bytes are taken.
        size_max: usize,
    },
    /// More of them than are taken.
    #[error("keep more than {count_max} {what}")]
    TooMany {
        /// What was to be kept.
        what: &'static str,
        /// How many are taken.
        count_max: usize,
    },
    /// The content is of no kind that is taken.
    #[error("keep file: neither PDF nor JPEG nor PNG nor text")]
    MediaUnknown,
    /// The content is of another kind than was said.
    #[error("keep file: said to be {}, but it is {}", .declared.mime(), .found.mime())]
    MediaDiffers {
        /// What was said.
        declared: Media,
        /// What it is.
        found: Media,
    },
}

impl StoreError {
    /// What the database said while this was tried.
    pub(crate) fn database(act: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database { act, source }
    }

    /// What the disk said while this was tried.
    pub(crate) fn disk(
        act: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Disk { act, path, source }
    }

    /// What the place of files said while this was tried.
    pub(crate) fn content(act: &'static str) -> impl FnOnce(object_store::Error) -> Self {
        move |source| Self::Content { act, source }
    }
}
