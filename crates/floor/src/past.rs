//! What the journal told: the state in which a run takes over from the one before.

use std::collections::BTreeMap;

use exchange::wire::{Decided, PartError};
use exchange::{At, Command, EDITION, Event, Outcome, Presence, Refusal, Role, World};
use lexicon::{Epoch, LotId, Moment, PartyId, RequestId, Sequence};
use record::{Entry, Header};

use crate::answered::{Answered, digest};
use crate::board::{Board, Changes};
use crate::chance::ChanceUsed;
use crate::entry;
use crate::history::History;
use crate::view::{self, Cards};

/// Why an entry cannot be taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PastError {
    /// A part cannot be read.
    #[error("take up entry {sequence}")]
    Part {
        /// Which entry.
        sequence: Sequence,
        /// Why.
        #[source]
        source: PartError,
    },
    /// The entry was made under rules that this program does not have.
    #[error("take up entry {sequence}: edition {edition} of the rules is not known")]
    Edition {
        /// Which entry.
        sequence: Sequence,
        /// Under which rules.
        edition: u32,
    },
    /// Sequence, epoch and moment never go back.
    #[error("take up entry {sequence}: its place, epoch or moment lies before the one before it")]
    Order {
        /// Which entry.
        sequence: Sequence,
    },
}

/// The state that the entries so far have left.
#[derive(Debug)]
pub struct Past {
    pub(crate) world: World,
    pub(crate) presence: Presence,
    pub(crate) answered: Answered,
    pub(crate) cards: Cards,
    pub(crate) sequence: Sequence,
    pub(crate) epoch: Epoch,
    pub(crate) moment: Moment,
    pub(crate) chance_used: ChanceUsed,
    histories: BTreeMap<LotId, History>,
}

impl Default for Past {
    fn default() -> Self {
        Self {
            world: World::default(),
            presence: Presence::default(),
            answered: Answered::default(),
            cards: Cards::default(),
            sequence: Sequence::ZERO,
            epoch: Epoch(0),
            moment: Moment::MIN,
            chance_used: ChanceUsed::default(),
            histories: BTreeMap::new(),
        }
    }
}

impl Past {
    #[cfg(test)]
    pub(crate) fn with_limits(limits: crate::answered::Limits) -> Self {
        Self { answered: Answered::with_limits(limits), ..Self::default() }
    }

    /// Takes up the next entry.
    ///
    /// # Errors
    /// When the entry cannot be read or does not follow the one before.
    pub fn take(&mut self, entry: &Entry) -> Result<(), PastError> {
        let sequence = entry.header.sequence;
        let edition = entry.header.edition.0;
        if edition == 0 || edition > EDITION {
            return Err(PastError::Edition { sequence, edition });
        }
        let decided = entry::read(entry).map_err(|source| PastError::Part { sequence, source })?;
        let follows = sequence == self.sequence.next()
            && entry.header.moment >= self.moment
            && entry.header.epoch >= self.epoch;
        if !follows {
            return Err(PastError::Order { sequence });
        }
        self.take_up(&entry.header, &decided, digest(entry::body(entry)));
        for (lot, line) in view::bid_lines(sequence, entry.header.moment, &decided.outcome) {
            self.histories.entry(lot).or_default().push(line);
        }
        Ok(())
    }

    /// Takes up what was decided, whether it was read or has just been ruled.
    ///
    /// `body` is the digest of the command's bytes.
    pub(crate) fn take_up(&mut self, header: &Header, decided: &Decided, body: u64) {
        let Header { sequence, epoch, moment, arrived_at, .. } = *header;
        (self.sequence, self.epoch, self.moment) = (sequence, epoch, moment);
        self.chance_used.take(decided);
        let Decided { actor, request, seed, outcome } = decided;
        let events = match outcome {
            Outcome::Accepted(events) => events.as_slice(),
            Outcome::Refused(_) => &[],
        };
        match events.first() {
            Some(Event::EpochBegan { clock }) => {
                self.presence.epoch(moment, *clock);
            }
            Some(_) | None => {
                self.presence.entry(moment);
            }
        }
        self.cards.take(&self.world, &request.command, events);
        let at = At::new(moment, arrived_at);
        self.world.apply_all(at, actor, seed.as_ref(), &request.command, events);
        if is_remembered(decided) {
            self.answered.remember(moment, actor.party, request.request_id, body, sequence);
        }
    }

    /// The state of the exchange.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The last entry.
    pub fn sequence(&self) -> Sequence {
        self.sequence
    }

    /// Whether this party's request id has been answered.
    pub fn is_known(&self, party: PartyId, request_id: RequestId) -> bool {
        self.answered.is_known(party, request_id)
    }

    /// The newest entry whose request id is not kept any more; zero when all are.
    pub fn forgotten_through(&self) -> Sequence {
        self.answered.forgotten_through()
    }

    /// The moment of the last entry.
    pub fn moment(&self) -> Moment {
        self.moment
    }

    /// Puts everything onto an empty board.
    pub(crate) fn publish(&mut self, board: &Board) {
        let mut changes = Changes {
            through: Some(self.sequence),
            proposals: Some(view::proposals(&self.world)),
            pause: Some(self.world.pause_until().into()),
            ..Changes::default()
        };
        for id in self.world.lot_ids() {
            let Some(lot) = self.world.lot(id) else { continue };
            changes.views.extend(self.cards.view(id, lot, self.sequence));
            changes.paddles.extend(lot.paddles().map(|(party, paddle)| (id, party, paddle)));
        }
        board.publish(changes);
        for (lot, history) in std::mem::take(&mut self.histories) {
            board.put_history(lot, history);
        }
    }
}

/// Heartbeats are not asked for again. A duty whose ruling failed by a fault may be tried again by
/// the next run, whose program may know better.
fn is_remembered(decided: &Decided) -> bool {
    let is_fault = decided.outcome == Outcome::Refused(Refusal::Fault);
    let is_beat = decided.request.command == Command::Heartbeat;
    decided.actor.role != Role::Exchange || !(is_fault || is_beat)
}
