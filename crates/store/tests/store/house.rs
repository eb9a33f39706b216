//! A place with databases for one test, and the macro that runs a test on both engines.

use std::path::Path;

use lexicon::{Moment, Secret, Span};
use store::{Account, AccountName, Database, Desk, Place, Shelf};
use tempfile::TempDir;

use crate::postgres::PostgresDatabase;

/// Makes of each `async fn name(house) {…}` two tests: `sqlite::name` and `postgres::name`.
macro_rules! on_both_engines {
    ($(async fn $name:ident($house:ident) $body:block)+) => {
        $(async fn $name($house: &$crate::house::House) $body)+

        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&$crate::house::House::on_sqlite()).await;
            })+
        }

        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&$crate::house::House::on_postgres()).await;
            })+
        }
    };
}

/// A data directory, and with PostgreSQL a database beside it.
pub(crate) struct House {
    pub(crate) place: Place,
    directory: TempDir,
    // Dropped after the test's connections, which it would else wait for.
    _database: Option<PostgresDatabase>,
}

impl House {
    pub(crate) fn on_sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let place = Place::Directory(directory.path().to_owned());
        Self { place, directory, _database: None }
    }

    pub(crate) fn on_postgres() -> Self {
        let database = PostgresDatabase::new();
        let place = Place::Postgres(Secret::new(database.url().to_owned()));
        Self { place, directory: tempfile::tempdir().unwrap(), _database: Some(database) }
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) async fn kept(&self) -> Database {
        Database::open(&self.place, Shelf::Kept).await.unwrap()
    }

    pub(crate) async fn desk(&self) -> Desk {
        Desk::new(self.kept().await)
    }
}

/// A moment so many seconds after the beginning.
pub(crate) fn t(seconds: u64) -> Moment {
    Moment::UNIX + Span::DAY + Span::from_seconds(seconds)
}

pub(crate) fn name(text: &str) -> AccountName {
    text.parse().unwrap()
}

pub(crate) fn account(text: &str, party: u64) -> Account {
    Account {
        name: name(text),
        party: lexicon::PartyId(party),
        password_hash: Secret::new("$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA".to_owned()),
        roles: vec![exchange::Role::Bidder],
        created_at: t(0),
        disabled_at: None,
    }
}
