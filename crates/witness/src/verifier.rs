//! Checking the chain and running the engine again, entry by entry.

use std::collections::BTreeMap;

use exchange::wire::{Decided, PartError, Parts};
use exchange::{
    Actor, At, Command, Coverage, EDITION, EpochClock, Event, Events, Outcome, Presence, Refusal,
    Role, World,
};
use lexicon::{Digest, Epoch, HashAlg, LotId, Moment, Sequence};
use record::{Chain, ChainError, Entry, Header, Part, Subject};

/// Where a journal is not what it claims to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// The entry does not continue the chain.
    #[error("chain breaks at sequence {sequence}")]
    Chain {
        /// The entry.
        sequence: Sequence,
        /// Why.
        #[source]
        source: ChainError,
    },
    /// A part of the entry cannot be read.
    #[error("part unreadable at sequence {sequence}")]
    Part {
        /// The entry.
        sequence: Sequence,
        /// Why.
        #[source]
        source: PartError,
    },
    /// The rules, asked again, give another outcome.
    #[error("outcome differs at sequence {sequence}")]
    Outcome {
        /// The entry.
        sequence: Sequence,
    },
    /// The entry has chance where its command asks for none, or none where it does.
    #[error("seed out of place at sequence {sequence}")]
    Seed {
        /// The entry.
        sequence: Sequence,
    },
    /// The header names another lot than the command is about.
    #[error("subject differs at sequence {sequence}")]
    Subject {
        /// The entry.
        sequence: Sequence,
    },
    /// Moment, arrival or epoch goes where it cannot.
    #[error("time or epoch out of order at sequence {sequence}")]
    Order {
        /// The entry.
        sequence: Sequence,
    },
    /// The entry was made under rules that this program does not have.
    #[error("edition {edition} of the rules is not known, at sequence {sequence}")]
    Edition {
        /// The entry.
        sequence: Sequence,
        /// Under which rules.
        edition: u32,
    },
    /// A lot was closed although the exchange was not provably open in its last window.
    #[error("lot {lot} closed uncovered at sequence {sequence}")]
    Uncovered {
        /// The entry.
        sequence: Sequence,
        /// The lot.
        lot: LotId,
    },
    /// A receipt does not stand at its place.
    #[error("receipt differs at sequence {sequence}")]
    Receipt {
        /// The entry.
        sequence: Sequence,
    },
    /// A receipt names an entry that is not there.
    #[error("receipt at sequence {sequence} lies beyond the last entry")]
    ReceiptBeyond {
        /// The entry that is not there.
        sequence: Sequence,
    },
}

/// What was proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The last entry.
    pub sequence: Sequence,
    /// Its hash: whoever knows it knows the whole journal.
    pub head: Digest,
    /// How many epochs there were.
    pub epochs: u32,
    /// How many of them ran in a script's time, in which coverage is the script's to set.
    pub virtual_epochs: u32,
    /// The entries whose ruling failed by a fault; they changed nothing and are not ruled on again.
    pub faults: Vec<Sequence>,
    /// The state that the entries leave.
    pub state_digest: Digest,
}

/// Takes entries in their order and believes none of them.
#[derive(Debug)]
pub struct Verifier {
    chain: Chain,
    world: World,
    presence: Presence,
    clock: EpochClock,
    epoch: Epoch,
    virtual_epochs: u32,
    moment: Moment,
    faults: Vec<Sequence>,
    receipts: BTreeMap<Sequence, Digest>,
}

impl Verifier {
    /// Begins before the first entry. Each receipt must stand at its place.
    pub fn new(receipts: BTreeMap<Sequence, Digest>) -> Self {
        Self {
            chain: Chain::new(HashAlg::default()),
            world: World::default(),
            presence: Presence::default(),
            clock: EpochClock::Wall,
            epoch: Epoch(0),
            virtual_epochs: 0,
            moment: Moment::MIN,
            faults: Vec::new(),
            receipts,
        }
    }

    /// Checks the next entry.
    ///
    /// # Errors
    /// The first thing about it that is not as it should be.
    pub fn take(&mut self, entry: &Entry, hash: Digest) -> Result<(), Mismatch> {
        let sequence = entry.header.sequence;
        if sequence == Sequence(1) {
            self.chain = Chain::new(hash_of_first(entry, hash));
        }
        self.chain.check(entry, hash).map_err(|source| Mismatch::Chain { sequence, source })?;
        if self.receipts.remove(&sequence).is_some_and(|receipt| receipt != hash) {
            return Err(Mismatch::Receipt { sequence });
        }
        let edition = entry.header.edition.0;
        if edition != EDITION {
            return Err(Mismatch::Edition { sequence, edition });
        }
        let decided = read(entry).map_err(|source| Mismatch::Part { sequence, source })?;
        self.check_outcome(&entry.header, &decided)?;
        self.check_header(&entry.header, &decided)?;
        self.check_coverage(&entry.header, &decided)?;
        self.take_up(&entry.header, &decided);
        Ok(())
    }

    /// Ends behind the last entry.
    ///
    /// # Errors
    /// When a receipt was not found.
    pub fn finish(self) -> Result<Verified, Mismatch> {
        if let Some((&sequence, _)) = self.receipts.first_key_value() {
            return Err(Mismatch::ReceiptBeyond { sequence });
        }
        Ok(Verified {
            sequence: self.chain.last(),
            head: self.chain.head(),
            epochs: self.epoch.0,
            virtual_epochs: self.virtual_epochs,
            faults: self.faults,
            state_digest: self.world.state_digest(),
        })
    }

    fn check_outcome(&self, header: &Header, decided: &Decided) -> Result<(), Mismatch> {
        let sequence = header.sequence;
        let Decided { actor, request, seed, outcome } = decided;
        if request.command.needs_seed() != seed.is_some() {
            return Err(Mismatch::Seed { sequence });
        }
        if *outcome == Outcome::Refused(Refusal::Fault) {
            return Ok(());
        }
        let mut events = Events::new();
        let at = At::new(header.moment, header.arrived_at);
        let ruled = self.world.rule(at, actor, seed.as_ref(), &request.command, &mut events);
        let again = match ruled {
            Ok(()) => Outcome::Accepted(events),
            Err(refusal) => Outcome::Refused(refusal),
        };
        if again == *outcome { Ok(()) } else { Err(Mismatch::Outcome { sequence }) }
    }

    /// The moment never goes back, nothing arrives after it was ruled on, and an epoch begins with
    /// the entry that says so.
    fn check_header(&self, header: &Header, decided: &Decided) -> Result<(), Mismatch> {
        let sequence = header.sequence;
        let begins = matches!(decided.request.command, Command::BeginEpoch { .. });
        let begins = begins && is_exchange(&decided.actor);
        let epoch = Epoch(self.epoch.0 + u32::from(begins));
        let is_in_order = header.moment >= self.moment
            && header.arrived_at <= header.moment
            && header.epoch == epoch
            && epoch.0 > 0;
        if !is_in_order {
            return Err(Mismatch::Order { sequence });
        }
        let lot = self.world.subject(&decided.request.command, &decided.outcome);
        let subject = lot.map_or(Subject::Other, Subject::Lot);
        if subject == header.subject { Ok(()) } else { Err(Mismatch::Subject { sequence }) }
    }

    /// Measures coverage again where the exchange ran in the machine's time.
    fn check_coverage(&self, header: &Header, decided: &Decided) -> Result<(), Mismatch> {
        let Command::CloseLot { lot, coverage: Coverage::Covered } = decided.request.command else {
            return Ok(());
        };
        let window = self.world.lot(lot).and_then(|lot| lot.sale().last_window());
        let is_open = window.is_none_or(|window| {
            self.clock == EpochClock::Virtual || self.presence.coverage(window) == Coverage::Covered
        });
        let sequence = header.sequence;
        if is_open { Ok(()) } else { Err(Mismatch::Uncovered { sequence, lot }) }
    }

    fn take_up(&mut self, header: &Header, decided: &Decided) {
        (self.moment, self.epoch) = (header.moment, header.epoch);
        let events = match &decided.outcome {
            Outcome::Accepted(events) => events.as_slice(),
            Outcome::Refused(refusal) => {
                if *refusal == Refusal::Fault {
                    self.faults.push(header.sequence);
                }
                &[]
            }
        };
        if let Some(Event::EpochBegan { clock }) = events.first() {
            self.clock = *clock;
            self.virtual_epochs += u32::from(*clock == EpochClock::Virtual);
            self.presence.epoch(header.moment, *clock);
        } else {
            self.presence.entry(header.moment);
        }
        let at = At::new(header.moment, header.arrived_at);
        let seed = decided.seed.as_ref();
        self.world.apply_all(at, &decided.actor, seed, &decided.request.command, events);
    }
}

/// Which hash makes the chain shows in its first entry.
fn hash_of_first(entry: &Entry, hash: Digest) -> HashAlg {
    let is_sm3 = entry.hash(HashAlg::Sm3, Digest::ZERO) == hash;
    if is_sm3 { HashAlg::Sm3 } else { HashAlg::Sha256 }
}

fn is_exchange(actor: &Actor) -> bool {
    actor.role == Role::Exchange
}

fn read(entry: &Entry) -> Result<Decided, PartError> {
    Decided::read(Parts {
        actor: bytes(&entry.actor),
        command: bytes(&entry.command),
        seed: bytes(&entry.seed),
        outcome: bytes(&entry.outcome),
    })
}

fn bytes(part: &Part) -> Option<&[u8]> {
    match part {
        Part::Open { bytes, .. } => Some(bytes),
        Part::Withheld(_) => None,
    }
}
