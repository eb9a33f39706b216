//! The real binary, killed, stopped, cheated of its disk and its clock.
//!
//! The binary is found by the variable `GAVEL_BIN`. Each test starts servers of its own on ports
//! and in directories of their own, and ends them by their process ids.

mod acknowledged;
mod admin;
mod bad_input;
mod chance;
mod clocks;
mod crowd;
mod faults;
mod http;
mod installation;
mod journaled;
mod kills;
pub(crate) mod minutes;
mod openings;
mod people;
mod planted;
mod restarts;
mod road;
mod rows;
mod script;
mod started;
mod stops;
mod synced;
mod traced;
