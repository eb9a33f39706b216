//! The front door: a real router over a real floor, journal and store.

mod bids;
mod edge;
mod hall;
mod live;
mod lots;
mod pages;
mod proposals;
mod road;
mod session;
