//! Accounts, which administrators make.

pub(crate) mod create;
pub(crate) mod list;
