//! The matching core: one lot's sale ruled on and applied, one module per sale method.
//!
//! A sale is a state machine of two halves. [`Auction::rule`] looks at a command and says what
//! follows from it, changing nothing; [`Auction::apply`] takes up what followed. Both see one lot
//! only, so that a lot can be verified, moved and sharded alone.
//!
//! Invariant: no I/O, no clock, no randomness, no async, no floats, no unordered maps.
//!
//! Invariant: `apply` cannot fail: what is in the journal has happened.
//!
//! Invariant: a bidder is a [`lexicon::Paddle`] here; no rule of a sale knows a name.
#![warn(clippy::wildcard_enum_match_arm, clippy::integer_division)]

mod ascending;
mod command;
mod event;
mod increment;
mod refusal;
mod sale;
mod stage;
mod terms;

pub use ascending::{Ascending, LAST_WINDOW_MIN, LATENESS_MAX};
pub use command::{At, Command, Coverage};
pub use event::{EVENTS_MAX, Event, Events, UnsoldReason};
pub use increment::{BANDS_MAX, Band, Increment, IncrementError, Ladder};
pub use refusal::{Refusal, Term};
pub use sale::{Auction, EDITION};
pub use stage::{Conclusion, Duty, Leading, Pause, Phase, Stage, Window};
pub use terms::{
    AscendingTerms, Countdown, Entry, Extension, FirstBid, JumpCap, OwnOverbid, Priority,
    ProxyBidding, Reserve, Terms,
};
