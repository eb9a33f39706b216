//! The way to a sale and from it: listing, application, ledger, settlement.
//!
//! Each part is a state of its own with questions that change nothing (`check_…`) and steps that
//! cannot fail (what has been ruled has happened). The exchange asks first and takes the step when
//! it applies the event.
//!
//! Invariant: no I/O, no clock, no randomness, no async, no floats, no unordered maps.
//!
//! Invariant: debits equal credits, no account but the bank's is overdrawn, and a pending transfer
//! is resolved once.
#![warn(clippy::wildcard_enum_match_arm, clippy::integer_division)]

mod application;
mod document;
mod ledger;
mod listing;
mod refusal;
mod settlement;
mod text;

pub use application::{Application, ApplicationStage, Deposit};
pub use document::{Document, Media, Visibility};
pub use ledger::{AccountId, Balance, Ledger, LedgerEvent, Numbering, Purpose, Transfer};
pub use listing::{
    DISCLOSURE_MAX, DOCUMENTS_MAX, LISTING_LOTS_MAX, ListedLot, Listing, ListingStage,
    RESULT_NOTICE_MAX, Submission,
};
pub use refusal::{ApplicationStep, ListingStep, Refusal};
pub use settlement::{Contract, ResultNotice, Settlement};
pub use text::{
    CAPTION_LENGTH_MAX, REASON_LENGTH_MAX, Reason, TITLE_LENGTH_MAX, TextField, Title,
    is_unprintable,
};
