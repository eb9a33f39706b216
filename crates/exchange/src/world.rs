//! The state of the exchange, ruled on and applied.

mod apply;
mod rule;

use std::collections::BTreeMap;

use lexicon::{Digest, HashAlg, LotId, Moment, Paddle, ProposalId};
use serde::Serialize;

use crate::{Command, Event, Lot, Outcome, Proposal, wire};

/// The most lots of a world.
pub const LOTS_MAX: u64 = 10_000_000;

/// The state of the exchange: what the rules read, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct World {
    /// Lot n stands at place n - 1.
    lots: Vec<Lot>,
    proposals: BTreeMap<ProposalId, Proposal>,
    proposals_made: u64,
    pause_until: Option<Moment>,
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
        command.lot().or(approved).or(made).filter(|lot| lot.0 != 0)
    }

    /// Whether a paddle was given out on a lot.
    pub fn is_admitted(&self, lot: LotId, paddle: Paddle) -> bool {
        self.lot(lot).is_some_and(|lot| lot.sale.is_admitted(paddle))
    }
}
