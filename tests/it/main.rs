//! Tests of whole roads through the program, one module a noun.
//!
//! Modules `real` (the real binary, with clocks, signals and kills) and `long` (what is too long
//! for every run) are suites of their own in `tests/run`; all others use no clock and no network
//! but loopback.

mod chronicle;
mod draw;
mod golden;
mod http;
mod long;
mod play;
mod program;
mod real;
mod real_input;
mod rehearsal;
mod verification;
mod workspace;
