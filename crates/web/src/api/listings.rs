//! Listings (挂牌项目): what sellers submit, and what the centre does with it.

pub(crate) mod accept;
pub(crate) mod document;
pub(crate) mod list;
pub(crate) mod request;
pub(crate) mod resubmit;
pub(crate) mod return_to_seller;
pub(crate) mod show;
pub(crate) mod submit;

use axum::response::Response;
use exchange::Event;
use lexicon::ListingId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::submit::Accepted;

/// What was done to a listing.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListingReceipt {
    /// The listing's number.
    listing: u64,
    /// The entry in which it is recorded.
    sequence: u64,
    /// When it was ruled on.
    at: String,
    /// The entry's hash.
    receipt: String,
}

/// The receipt of a step of a listing.
pub(crate) fn receipt(accepted: &Accepted, listing: ListingId) -> Response {
    accepted.respond(&ListingReceipt {
        listing: listing.0,
        sequence: accepted.sequence.0,
        at: accepted.moment.to_string(),
        receipt: accepted.hash.to_string(),
    })
}

/// The number under which a listing has come in.
pub(crate) fn submitted(accepted: &Accepted) -> Option<ListingId> {
    accepted.events.iter().find_map(|event| match event {
        Event::ListingSubmitted { listing } => Some(*listing),
        _ => None,
    })
}
