//! The exchange as one state machine: who may do what, what follows, and its bytes for ever.
//!
//! `samples` holds at least one value of every variant that is kept for ever; `golden` compares
//! its bytes with those that were released. `hall` runs a world as the exchange does, and looks
//! after every command whether what holds for every ruling still holds.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod admission;
mod digest;
mod golden;
mod hall;
mod named;
mod names;
mod pause;
mod permission;
mod properties;
mod proposal;
mod reserve;
mod samples;
mod terms;
mod text;
mod trade;
