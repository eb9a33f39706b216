//! Proves afterwards that the result is the right one.
//!
//! Whoever holds the entries needs no trust in the exchange that made them: [`Verifier`] checks
//! that each entry continues the chain, and rules on every command again.
//!
//! Invariant: no I/O, no clock, no randomness, no async, no floats, no unordered maps.
#![warn(clippy::wildcard_enum_match_arm, clippy::integer_division)]

mod verifier;

pub use verifier::{Mismatch, Verified, Verifier};
