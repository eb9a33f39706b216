//! A lot as the exchange keeps it.

use std::collections::BTreeMap;

use auction::Auction;
use lexicon::{ListingId, Paddle, PartyId};
use serde::Serialize;

/// What is sold (标的), with the edition of the rules it was published under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lot {
    pub(crate) edition: u32,
    pub(crate) sale: Auction,
    pub(crate) paddles: BTreeMap<PartyId, Paddle>,
    /// The listing it belongs to; none for a lot outside any listing.
    pub(crate) listing: Option<ListingId>,
    /// Whether the exchange's pause suspended it, so that the pause's end lets it go on.
    pub(crate) is_paused: bool,
}

impl Lot {
    /// The lot's sale.
    pub const fn sale(&self) -> &Auction {
        &self.sale
    }

    /// The listing it belongs to; none for a lot outside any listing.
    pub const fn listing(&self) -> Option<ListingId> {
        self.listing
    }

    /// The party that was admitted under a paddle.
    pub fn party(&self, paddle: Paddle) -> Option<PartyId> {
        self.paddles.iter().find(|(_, known)| **known == paddle).map(|(party, _)| *party)
    }

    /// The edition of the rules it is sold under.
    pub const fn edition(&self) -> u32 {
        self.edition
    }

    /// The paddle under which a party was admitted.
    pub fn paddle(&self, party: PartyId) -> Option<Paddle> {
        self.paddles.get(&party).copied()
    }

    /// Everyone admitted, in the order of the parties.
    pub fn paddles(&self) -> impl Iterator<Item = (PartyId, Paddle)> + '_ {
        self.paddles.iter().map(|(party, paddle)| (*party, *paddle))
    }
}
