//! The front door: a real router over a real floor, journal and store.

#[macro_use]
mod hall;
#[path = "../postgres.rs"]
pub(crate) mod postgres;

mod authority;
mod bad_input;
mod bids;
mod edge;
mod live;
mod lots;
mod offers;
mod pages;
mod proposals;
mod road;
mod secrets;
mod session;
mod steps;
