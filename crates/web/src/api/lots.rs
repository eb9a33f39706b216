//! Lots, their bids and their streams.

pub(crate) mod bids;
pub(crate) mod list;
pub(crate) mod place_bid;
pub(crate) mod place_proxy_bid;
pub(crate) mod settlement;
pub(crate) mod show;
