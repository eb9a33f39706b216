//! The rules of the ascending sale (增价竞价) as tables and as properties.
//!
//! A table tells a sale as people of the trade tell it, one line a command: when, who, what, and
//! what the sale says to that. `words` reads and prints it, `sale` runs the sale as the exchange
//! does and looks after every command whether what holds for every sale still holds.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod admission;
mod bids;
mod breaks;
mod ceilings;
mod close;
mod countdown;
mod opening;
mod pauses;
mod properties;
mod publication;
mod reserve;
mod sale;
mod second_price;
mod size;
mod table;
mod terms;
mod words;
