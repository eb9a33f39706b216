//! Every statement is prepared on both engines.

use lexicon::Secret;
use sqlx::{Executor as _, SqlSafeStr as _};

use crate::{Database, Place, Shelf, desk, files, keys, rows, vault};

#[path = "../../../tests/postgres.rs"]
mod postgres;

const STATEMENTS: &[(Shelf, &[&str])] = &[
    (Shelf::Kept, desk::account::STATEMENTS),
    (Shelf::Kept, desk::draft::STATEMENTS),
    (Shelf::Kept, desk::session::STATEMENTS),
    (Shelf::Kept, files::STATEMENTS),
    (Shelf::Kept, keys::STATEMENTS),
    (Shelf::Kept, vault::STATEMENTS),
    (Shelf::Rows, rows::dump::STATEMENTS),
    (Shelf::Rows, rows::projector::applications::STATEMENTS),
    (Shelf::Rows, rows::projector::books::STATEMENTS),
    (Shelf::Rows, rows::projector::drawn::STATEMENTS),
    (Shelf::Rows, rows::projector::entries::STATEMENTS),
    (Shelf::Rows, rows::projector::listings::STATEMENTS),
    (Shelf::Rows, rows::projector::lots::STATEMENTS),
    (Shelf::Rows, rows::projector::parties::STATEMENTS),
    (Shelf::Rows, rows::projector::proposals::STATEMENTS),
    (Shelf::Rows, rows::projector::settlements::STATEMENTS),
    (Shelf::Rows, rows::reader::applications::STATEMENTS),
    (Shelf::Rows, rows::reader::bids::STATEMENTS),
    (Shelf::Rows, rows::reader::entries::STATEMENTS),
    (Shelf::Rows, rows::reader::ledger::STATEMENTS),
    (Shelf::Rows, rows::reader::listings::STATEMENTS),
    (Shelf::Rows, rows::reader::lots::STATEMENTS),
    (Shelf::Rows, rows::reader::papers::STATEMENTS),
    (Shelf::Rows, rows::reader::parties::STATEMENTS),
    (Shelf::Rows, rows::reader::proposals::STATEMENTS),
    (Shelf::Rows, rows::reader::settlements::STATEMENTS),
];

async fn prepare_all(place: &Place) {
    for (shelf, statements) in STATEMENTS {
        let database = Database::open(place, *shelf).await.unwrap();
        for statement in *statements {
            let prepared = on!(Database, &database, |db| {
                db.prepare(statement.into_sql_str()).await.map(drop)
            });
            prepared.unwrap_or_else(|error| panic!("failed to prepare{statement}:\n{error}"));
        }
        database.close().await;
    }
}

#[tokio::test]
async fn sqlite_prepares_every_statement() {
    let directory = tempfile::tempdir().unwrap();
    prepare_all(&Place::Directory(directory.path().to_owned())).await;
}

/// Lists of what is to be done stay short; read any other way they would pass over all that is
/// done.
#[tokio::test]
async fn sqlite_lists_what_is_to_be_done_by_its_index() {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::Directory(directory.path().to_owned());
    let Database::Sqlite(rows) = Database::open(&place, Shelf::Rows).await.unwrap() else {
        panic!("files are of SQLite");
    };
    for (statement, index) in [
        (rows::reader::applications::DEPOSITS_TO_RETURN, "application_with_deposit"),
        (rows::reader::settlements::OPEN_SETTLEMENTS, "settlement_open"),
    ] {
        let explained = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(explained).fetch_all(&rows).await.unwrap();
        let first = &plan[0].3;
        assert!(first.starts_with("SEARCH") && first.contains(index), "{plan:?}");
        let sorts = plan.iter().any(|(.., step)| step.contains("TEMP B-TREE"));
        assert!(!sorts, "{plan:?}");
    }
}

#[tokio::test]
async fn postgres_prepares_every_statement() {
    let database = postgres::PostgresDatabase::new();
    prepare_all(&Place::Postgres(Secret::new(database.url().to_owned()))).await;
}
