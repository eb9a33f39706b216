//! `gavel rehearse`: bids that people placed, through the real queue, engine and journal.

mod bid_files;
mod figures;
mod malformed;
mod resumed;

use std::path::Path;

use crate::program::{self, Run};

/// Rehearses a file.
pub(crate) fn rehearse(file: &Path, method: &str, more: &[&str]) -> Run {
    let file = program::text(file);
    let arguments = ["rehearse", file, "--mapping", "ebay", "--method", method];
    program::run(&[&arguments, more].concat())
}

pub(crate) use bid_files::{invented, small};
