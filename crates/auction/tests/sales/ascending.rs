//! The rules of the ascending sale (增价竞价).

mod admission;
mod between;
mod bids;
mod breaks;
mod ceilings;
mod close;
mod countdown;
mod gate;
mod joining;
mod jumps;
mod opening;
mod pauses;
mod presets;
pub(crate) mod properties;
mod publication;
mod reserve;
mod second_price;
