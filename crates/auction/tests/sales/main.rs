//! The rules of every method as tables and as properties.
//!
//! A table tells a sale as people of the trade tell it, one line a command: when, who, what, and
//! what the sale says to that. `words` reads and prints it, `sale` runs the sale as the exchange
//! does and looks after every command whether what holds for every sale still holds.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod ascending;
mod call_auction;
mod continuous;
mod descending;
mod hybrid;
mod multi_unit;
mod package;
mod priority;
mod properties;
mod sale;
mod sealed;
mod single_applicant;
mod size;
mod staged;
mod table;
mod terms;
mod weighted;
mod words;
