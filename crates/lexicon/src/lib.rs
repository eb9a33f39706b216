//! The words everyone shares: money, moments, ids, digests, identifiers with check digits.
//!
//! Every other crate speaks in these types, so that an amount of fen can never be taken for a
//! count of microseconds, nor a lot's number for a party's.
//!
//! Invariant: no I/O, no clock, no randomness, no async, no floats, no unordered maps.
#![warn(clippy::wildcard_enum_match_arm, clippy::integer_division)]

mod category;
mod credit_code;
mod digest;
mod hex;
mod id;
mod identity_number;
mod moment;
mod money;
mod quantity;
mod rate;
mod region;
mod request_id;
mod secret;

pub use category::Category;
pub use credit_code::{CreditCode, CreditCodeError};
pub use digest::{Digest, HashAlg, Hasher};
pub use hex::HexError;
pub use id::{
    ApplicationId, Epoch, ListingId, LotId, NumberError, OrderNumber, Paddle, PartyId, ProposalId,
    Rank, Sequence, SessionId, TransferId,
};
pub use identity_number::{IdentityNumber, IdentityNumberError};
pub use moment::{Moment, MomentError, Span};
pub use money::{Money, MoneyError};
pub use quantity::{Quantity, QuantityError, Unit};
pub use rate::{Rate, RateError, Rounding};
pub use region::{Region, RegionError};
pub use request_id::{RequestId, RequestIdError};
pub use secret::Secret;
