//! The migrations, embedded in the program: those for both engines and those for one.

use std::borrow::Cow;

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use crate::Shelf;

/// Names and texts of the files of one folder.
macro_rules! folder {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$((
            $name,
            include_str!(concat!("../../../migrations/", $folder, "/", $name, ".sql")),
        )),*]
    };
}

type Folder = &'static [(&'static str, &'static str)];

const KEPT_COMMON: Folder = folder!("kept/common":
    "0001_account",
    "0002_session",
    "0003_draft",
    "0005_file",
    "0006_named_key",
);
const KEPT_SQLITE: Folder = folder!("kept/sqlite": "0004_vault");
const KEPT_POSTGRES: Folder = folder!("kept/postgres": "0004_vault", "0007_byte_order");

const ROWS_COMMON: Folder = folder!("rows/common":
    "0001_projection",
    "0002_entry",
    "0003_party",
    "0004_listing",
    "0005_lot",
    "0006_application",
    "0007_ledger",
    "0008_settlement",
    "0009_proposal",
);
const ROWS_SQLITE: Folder = &[];
const ROWS_POSTGRES: Folder = folder!("rows/postgres": "0010_byte_order");

/// The migrations of a logical database on SQLite.
pub(crate) fn for_sqlite(shelf: Shelf) -> Migrator {
    match shelf {
        Shelf::Kept => merged(KEPT_COMMON, KEPT_SQLITE),
        Shelf::Rows | Shelf::NewRows => merged(ROWS_COMMON, ROWS_SQLITE),
    }
}

/// The migrations of a logical database on PostgreSQL.
pub(crate) fn for_postgres(shelf: Shelf) -> Migrator {
    match shelf {
        Shelf::Kept => merged(KEPT_COMMON, KEPT_POSTGRES),
        Shelf::Rows | Shelf::NewRows => merged(ROWS_COMMON, ROWS_POSTGRES),
    }
}

fn merged(common: Folder, of_engine: Folder) -> Migrator {
    Migrator::with_migrations(common.iter().chain(of_engine).map(migration).collect())
}

fn migration((name, text): &(&'static str, &'static str)) -> Migration {
    let (number, what) = name.split_once('_').unwrap_or((name, ""));
    let number = number.parse();
    assert!(number.is_ok(), "a migration's name begins with its number");
    let sql = text.into_sql_str();
    let (number, what) = (number.unwrap_or_default(), Cow::Borrowed(what));
    Migration::new(number, what, MigrationType::Simple, sql, false)
}
