//! The front door: a real router over a real floor whose journal is in memory.

mod bids;
mod edge;
mod hall;
mod live;
mod lots;
mod pages;
mod proposals;
mod session;
