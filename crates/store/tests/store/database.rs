//! The databases open, are private, and rows drawn anew take the place of the old.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use lexicon::Secret;
use store::{Database, Desk, Keys, Place, Shelf, StoreError};

use crate::house::{House, account, name, t};

on_both_engines! {
    async fn both_databases_open_again_and_again(house) {
        for _ in 0..2 {
            for shelf in [Shelf::Rows, Shelf::Kept] {
                let database = Database::open(&house.place, shelf).await.unwrap();
                database.check().await.unwrap();
                database.close().await;
                assert!(database.check().await.is_err(), "nobody gets in after the close");
            }
        }
    }

    async fn a_database_opens_from_many_sides_at_once(house) {
        let open = || {
            let place = house.place.clone();
            tokio::spawn(async move { Database::open(&place, Shelf::Kept).await })
        };
        for task in (0..6).map(|_| open()).collect::<Vec<_>>() {
            task.await.unwrap().unwrap().check().await.unwrap();
        }
    }

    async fn the_databases_share_no_table(house) {
        let rows = Database::open(&house.place, Shelf::Rows).await.unwrap();
        house.kept().await;
        let astray = Desk::new(rows).account(&name("a")).await;
        assert!(matches!(astray, Err(StoreError::Database { .. })), "{astray:?}");
    }

    async fn rows_drawn_anew_take_the_place_of_the_old(house) {
        let kept = Desk::new(house.kept().await);
        kept.create_accounts(&[account("a", 1)]).await.unwrap();
        for _ in 0..2 {
            Database::discard_new_rows(&house.place).await.unwrap();
            Database::open(&house.place, Shelf::Rows).await.unwrap().close().await;
            let new = Database::open(&house.place, Shelf::NewRows).await.unwrap();
            new.check().await.unwrap();
            new.close().await;
            Database::swap_new_rows(&house.place).await.unwrap();
            let missing = Database::swap_new_rows(&house.place).await;
            assert!(missing.is_err(), "there are none any more");
            Database::open(&house.place, Shelf::Rows).await.unwrap().check().await.unwrap();
        }
        assert_eq!(kept.account(&name("a")).await.unwrap(), Some(account("a", 1)));
    }

    async fn rows_that_were_half_drawn_are_thrown_away(house) {
        Database::discard_new_rows(&house.place).await.unwrap();
        Database::open(&house.place, Shelf::NewRows).await.unwrap().close().await;
        Database::discard_new_rows(&house.place).await.unwrap();
        assert!(Database::swap_new_rows(&house.place).await.is_err());
    }
}

#[tokio::test]
async fn sqlite_s_files_are_private_and_the_swap_leaves_none_over() {
    let house = House::on_sqlite();
    let kept = house.kept().await;
    Keys::new(kept.clone()).key("actor", t(1)).await.unwrap();
    for file in ["kept.db", "kept.db-wal", "kept.db-shm"] {
        let mode = fs::metadata(house.directory().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    kept.close().await;
    Database::open(&house.place, Shelf::Rows).await.unwrap().close().await;
    Database::open(&house.place, Shelf::NewRows).await.unwrap().close().await;
    // What a killed program leaves beside the old rows must not be taken for the new ones' log.
    fs::write(house.directory().join("rows.db-wal"), b"left over").unwrap();
    Database::swap_new_rows(&house.place).await.unwrap();
    let entries = fs::read_dir(house.directory()).unwrap();
    let mut left: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    left.retain(|file| file.starts_with("rows"));
    assert_eq!(left, ["rows.db"]);
}

#[tokio::test]
async fn damaged_rows_are_replaced_all_the_same() {
    let house = House::on_sqlite();
    fs::write(house.directory().join("rows.db"), vec![0x5a; 10_000]).unwrap();
    assert!(Database::open(&house.place, Shelf::Rows).await.is_err());
    Database::open(&house.place, Shelf::NewRows).await.unwrap().close().await;
    Database::swap_new_rows(&house.place).await.unwrap();
    Database::open(&house.place, Shelf::Rows).await.unwrap().check().await.unwrap();
}

#[tokio::test]
async fn a_place_that_is_not_there_says_so_and_no_password() {
    let nowhere = Place::Directory(PathBuf::from("/nonexistent/gavel"));
    let refused = Database::open(&nowhere, Shelf::Kept).await.unwrap_err();
    assert_eq!(refused.to_string(), "open /nonexistent/gavel");
    for url in [
        "postgres://gavel:hunter2@127.0.0.1:1/gavel?sslmode=disable",
        "postgres://gavel:hunter2@[",
        "hunter2",
    ] {
        let place = Place::Postgres(Secret::new(url.to_owned()));
        assert!(!format!("{place:?}").contains("hunter2"));
        let refused = Database::open(&place, Shelf::Kept).await.unwrap_err();
        assert!(!format!("{refused} {refused:?}").contains("hunter2"), "{refused:?}");
    }
}
