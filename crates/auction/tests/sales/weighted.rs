//! The rules of the weighted sale (权重报价).

mod bids;
mod candidates;
mod figures;
mod pauses;
mod points;
mod properties;
mod publication;
