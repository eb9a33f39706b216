//! Rows drawn from a journal that is written by hand, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[macro_use]
#[path = "../store/house.rs"]
mod house;
#[path = "../../../../tests/postgres.rs"]
mod postgres;

mod answers;
mod chance;
mod defaults;
mod drawing;
mod following;
mod keeping;
mod pages;
mod pen;
mod rebuilding;
mod road;
mod tables;
