//! An entry's bytes, parts, hash and chain.
//!
//! Every decision leaves one entry. This crate says which bytes an entry is, which hash proves it
//! and how the hashes chain, so that anyone who holds the bytes can check them without the
//! exchange: the crate reads no file and knows no bid.
//!
//! Invariant: no I/O, no clock, no randomness, no async, no floats, no unordered maps.
//!
//! Invariant: it knows bytes, not bids.
#![warn(clippy::wildcard_enum_match_arm, clippy::integer_division, clippy::indexing_slicing)]

mod chain;
mod entry;
mod header;
mod part;
mod reader;

pub use chain::{Chain, ChainError};
pub use entry::{ENTRY_SIZE_MAX, Entry};
pub use header::{Edition, HEADER_SIZE, Header, Subject};
pub use part::{
    COMMAND_SIZE_MAX, PART_RESERVE_SIZE, PART_SIZE_MAX, Part, PartNumber, SALT_SIZE, Salt,
};
pub use reader::DecodeError;
