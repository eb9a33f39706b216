//! The sequencer, its shell, its door and its board.
//!
//! `house` moves a sequencer by hand from moment to moment; most tests do. `running` starts the
//! real thread, always on clocks that the test sets. `simulation` lets a seed decide everything,
//! crashes included.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod board;
mod coverage;
mod house;
mod order;
mod pause;
mod proposal;
mod repeat;
mod restart;
mod running;
mod shell;
mod simulation;
mod stall;
mod stop;
mod terms;
