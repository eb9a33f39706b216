//! The centre: its parties, and the one authority over who may do what.
//!
//! [`may`] is asked by the ruling with facts from the state and by every page with facts from the
//! rows, so that what a page shows as possible is what the ruling allows.
//!
//! Invariant: no I/O, no clock, no randomness, no async, no floats, no unordered maps.
#![warn(clippy::wildcard_enum_match_arm, clippy::integer_division)]

mod may;
mod party;
mod role;

pub use may::{Action, Answer, Facts, Relation, may};
pub use party::{Party, PartyKind};
pub use role::{Role, RolesError, check_roles};
