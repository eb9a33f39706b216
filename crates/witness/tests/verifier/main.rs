//! Whether a journal is believed: honest ones are, and none that a forger has made, however well
//! he has computed every hash anew.
//!
//! `pen` writes honest journals by hand, ruling on each command as the exchange would; `forger`
//! changes one thing in such a journal and seals everything behind it again.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod coverage;
mod forged;
mod forger;
mod honest;
mod order;
mod pen;
mod receipts;
