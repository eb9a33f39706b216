//! Files that listings and contracts name.

pub(crate) mod keep;
pub(crate) mod show;
