//! Acts of two people.

pub(crate) mod approve;
pub(crate) mod list;
pub(crate) mod propose;
