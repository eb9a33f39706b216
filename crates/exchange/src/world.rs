//! The state of the exchange, ruled on and applied.

mod apply;
mod apply_trade;
mod rule;
mod trade;

use std::collections::{BTreeMap, BTreeSet};

use lexicon::{
    ApplicationId, Digest, HashAlg, ListingId, LotId, Moment, Paddle, PartyId, ProposalId,
    TransferId,
};
use serde::Serialize;

use crate::{
    Application, Command, Event, Ledger, Listing, Lot, Outcome, Party, Proposal, Settlement, wire,
};

/// The most lots of a world.
pub const LOTS_MAX: u64 = 10_000_000;

/// The most parties of a world.
pub const PARTIES_MAX: u64 = 100_000_000;
/// The most listings of a world.
const LISTINGS_MAX: u64 = 10_000_000;
/// The most applications of a world.
const APPLICATIONS_MAX: u64 = 100_000_000;
/// The most applications of a party for a lot, one behind the other.
const APPLICATIONS_EACH_MAX: u8 = 5;

/// The state of the exchange: what the rules read, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct World {
    /// Lot n stands at place n - 1.
    lots: Vec<Lot>,
    proposals: BTreeMap<ProposalId, Proposal>,
    proposals_made: u64,
    pause_until: Option<Moment>,
    parties: BTreeMap<PartyId, Party>,
    pub(crate) parties_made: u64,
    /// Listing n stands at place n - 1.
    listings: Vec<Listing>,
    /// Application n stands at place n - 1.
    applications: Vec<Application>,
    /// Who has applied for what: the last application, and how many there were.
    applied: BTreeMap<(LotId, PartyId), (ApplicationId, u8)>,
    ledger: Ledger,
    /// Who instructed each refund that is on its way.
    refunds_instructed: BTreeMap<TransferId, PartyId>,
    /// Who said of the last refund of an application that it had not moved.
    refunds_failed: BTreeMap<ApplicationId, PartyId>,
    settlements: BTreeMap<LotId, Settlement>,
    /// Whose award fell because they did not keep their word.
    defaulted: BTreeSet<(LotId, ApplicationId)>,
}

impl World {
    /// SHA-256 over what the rules read, in the order of ids.
    ///
    /// Not in it: sequence numbers, epochs, the exchange's own moment, request ids, hashes,
    /// coverage marks.
    pub fn state_digest(&self) -> Digest {
        HashAlg::Sha256.digest(&[&wire::encode(self)])
    }

    /// A lot.
    pub fn lot(&self, lot: LotId) -> Option<&Lot> {
        let place = lot.0.checked_sub(1).and_then(|place| usize::try_from(place).ok())?;
        self.lots.get(place)
    }

    /// How many lots there are; their numbers run from 1.
    pub fn lot_count(&self) -> u64 {
        u64::try_from(self.lots.len()).unwrap_or(u64::MAX)
    }

    /// A registered party.
    pub fn party(&self, party: PartyId) -> Option<&Party> {
        self.parties.get(&party)
    }

    /// A listing.
    pub fn listing(&self, listing: ListingId) -> Option<&Listing> {
        let place = listing.0.checked_sub(1).and_then(|place| usize::try_from(place).ok())?;
        self.listings.get(place)
    }

    /// How many listings there are; their numbers run from 1.
    pub fn listing_count(&self) -> u64 {
        u64::try_from(self.listings.len()).unwrap_or(u64::MAX)
    }

    /// An application.
    pub fn application(&self, application: ApplicationId) -> Option<&Application> {
        let place = application.0.checked_sub(1).and_then(|place| usize::try_from(place).ok())?;
        self.applications.get(place)
    }

    /// How many applications there are; their numbers run from 1.
    pub fn application_count(&self) -> u64 {
        u64::try_from(self.applications.len()).unwrap_or(u64::MAX)
    }

    /// A party's last application for a lot.
    pub fn application_of(&self, lot: LotId, party: PartyId) -> Option<ApplicationId> {
        self.applied.get(&(lot, party)).map(|(last, _)| *last)
    }

    /// The books.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What followed from a lot's award.
    pub fn settlement(&self, lot: LotId) -> Option<&Settlement> {
        self.settlements.get(&lot)
    }

    /// Every lot's number, rising.
    pub fn lot_ids(&self) -> impl Iterator<Item = LotId> + use<> {
        (1..=self.lot_count()).map(LotId)
    }

    /// A proposal that waits.
    pub fn proposal(&self, proposal: ProposalId) -> Option<&Proposal> {
        self.proposals.get(&proposal)
    }

    /// The proposals that wait.
    pub fn proposals(&self) -> impl Iterator<Item = (ProposalId, &Proposal)> + '_ {
        self.proposals.iter().map(|(id, proposal)| (*id, proposal))
    }

    /// Until when all bidding is stopped.
    pub fn pause_until(&self) -> Option<Moment> {
        self.pause_until
    }

    /// The lot that a command is about: its own, that of the act it approves, or the one it has
    /// made. Asked before what followed is applied. A command may name lot 0, which is none.
    pub fn subject(&self, command: &Command, outcome: &Outcome) -> Option<LotId> {
        let made = match outcome {
            Outcome::Accepted(events) => events.first().and_then(Event::made_lot),
            Outcome::Refused(_) => None,
        };
        let approved = command.approves().and_then(|id| self.proposal(id)?.act.lot());
        let applied = command.application().and_then(|id| Some(self.application(id)?.lot));
        command.lot().or(approved).or(applied).or(made).filter(|lot| lot.0 != 0)
    }

    /// Whether a paddle was given out on a lot.
    pub fn is_admitted(&self, lot: LotId, paddle: Paddle) -> bool {
        self.lot(lot).is_some_and(|lot| lot.sale.is_admitted(paddle))
    }
}
