//! The whole exchange as one state machine.
//!
//! [`World::rule`] answers every [`Command`] with events or a [`Refusal`] and changes nothing;
//! [`World::apply_all`] takes up what happened. Time, chance and the outside world reach both as
//! values, so that the journal, ruled on again anywhere, gives the same world byte for byte.
//!
//! Invariant: no I/O, no clock, no randomness, no async, no floats, no unordered maps.
//!
//! Invariant: `apply` cannot fail: what is in the journal has happened.
//!
//! Invariant: a refusal is recorded like an acceptance.
#![warn(clippy::wildcard_enum_match_arm, clippy::integer_division)]

mod actor;
mod command;
mod coverage;
mod duty;
mod event;
mod lot;
mod paddle;
mod permission;
mod proposal;
mod refusal;
pub mod wire;
mod world;

pub use actor::Actor;
pub use command::{Act, Command, EpochClock, Payment, Seed};
pub use coverage::{COVERAGE_GAP_MAX, Gap, Presence};
pub use duty::Duty;
pub use event::{EVENTS_MAX, Event, Events, Outcome};
pub use lot::Lot;
pub use proposal::{PROPOSAL_LIFE, PROPOSALS_MAX, Proposal};
pub use refusal::Refusal;
pub use world::{LOTS_MAX, PARTIES_MAX, World};

// What the commands, events and views of the exchange carry.
pub use auction::{
    Allocation, Allotment, AscendingTerms, At, Auction, Award, Band, Book, CallAuctionTerms,
    CallResult, Chance, Comparison, Conclusion, ContinuousTerms, Countdown, Coverage, Criterion,
    Depth, DescendingTerms, EDITION, Entry, EqualRanks, Event as SaleEvent, Extension, FirstBid,
    HybridTerms, Increment, JumpCap, LAST_WINDOW_MIN, Ladder, Leading, Lottery, Match, Method,
    MultiUnitTerms, OnDefault, OpenedBid, Order, OwnOverbid, PackageTerms, Part, PartStanding,
    Phase, Points, Preset, PriceFormula, Pricing, Priority, PriorityAnswer, ProxyBidding,
    QuantityBid, Refusal as SaleRefusal, Reserve, SaleTerms, Score, SealedTerms, Side, Stage,
    StagedTerms, Term, Terms, Tie, UnitPricing, UnsoldReason, WeightedTerms, Window, WinningSide,
};
pub use centre::{
    Action, Answer as Authority, Facts, Party, PartyKind, Relation, Role, RolesError, check_roles,
    may,
};
pub use trading::{
    AccountId, Application, ApplicationStage, ApplicationStep, Balance, CAPTION_LENGTH_MAX,
    Contract, DISCLOSURE_MAX, DOCUMENTS_MAX, Deposit, Document, LISTING_LOTS_MAX, Ledger,
    LedgerEvent, ListedLot, Listing, ListingStage, ListingStep, Media, Purpose, REASON_LENGTH_MAX,
    RESULT_NOTICE_MAX, Reason, Refusal as TradingRefusal, ResultNotice, Settlement, Submission,
    TITLE_LENGTH_MAX, TextField, Title, Transfer, Visibility, is_unprintable,
};
