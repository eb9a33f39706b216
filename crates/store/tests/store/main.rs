//! Every function of the store, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[macro_use]
mod house;
#[path = "../../../../tests/postgres.rs"]
mod postgres;

mod accounts;
mod database;
mod drafts;
mod files;
mod keys;
mod sessions;
mod vault;
