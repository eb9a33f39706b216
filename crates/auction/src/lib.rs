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
mod award;
mod book;
mod call_auction;
mod command;
mod continuous;
mod course;
mod descending;
mod event;
mod hybrid;
mod increment;
mod market;
mod multi_unit;
mod order;
mod package;
mod refusal;
mod sale;
mod sealed;
mod stage;
mod staged;
mod terms;
mod weighted;

pub use ascending::Preset;
pub use award::Award;
pub use book::{Book, Depth, LEVELS_MAX, Standing};
pub use call_auction::{CallAuctionTerms, CallResult};
pub use command::{At, Chance, Command, Coverage, PriorityAnswer};
pub use continuous::ContinuousTerms;
pub use course::{LAST_WINDOW_MIN, LATENESS_MAX};
pub use descending::DescendingTerms;
pub(crate) use event::LIST_SIZE_MAX;
pub use event::{EVENTS_MAX, Event, Events, Lottery, UnsoldReason};
pub use hybrid::HybridTerms;
pub use increment::{BANDS_MAX, Band, Increment, IncrementError, Ladder};
pub use multi_unit::{Allocation, Allotment, MultiUnitTerms, QuantityBid, UnitPricing};
pub use order::{Match, Order, Side};
pub use package::{Comparison, PackageTerms, Part, PartStanding, WinningSide};
pub use refusal::{Refusal, Term};
pub use sale::{Auction, EDITION};
pub use sealed::{OpenedBid, Pricing, SEALED_BIDS_MAX, SealedTerms, Tie};
pub use stage::{Conclusion, Duty, Leading, Pause, Phase, Stage, Window};
pub use staged::StagedTerms;
pub(crate) use terms::Frame;
pub use terms::{
    AscendingTerms, Countdown, Entry, EqualRanks, Extension, FirstBid, JumpCap, Method, OnDefault,
    OwnOverbid, Priority, ProxyBidding, Reserve, SaleTerms, Terms,
};
pub use weighted::{
    CRITERIA_MAX, Criterion, PLACES_MAX, Points, PriceFormula, SCORED_BIDS_MAX, Score,
    WeightedTerms,
};
