//! The real binary, killed, stopped, cheated of its disk and its clock.
//!
//! The binary is found by the variable `GAVEL_BIN`. Each test starts servers of its own on ports
//! and in directories of their own, and ends them by their process ids.

mod acknowledged;
mod bad_input;
mod chance;
mod clocks;
mod crowd;
mod demo;
mod faults;
mod http;
mod journaled;
mod kills;
mod openings;
mod people;
mod planted;
mod restarts;
mod script;
mod stops;
mod synced;
mod traced;
