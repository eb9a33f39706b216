//! An exchange moved by hand: a sequencer, its queues, and the entries that it has made.
//!
//! Time is what the test says it is, entries are durable at once, and after every step it is
//! looked whether what holds for every exchange still holds.

use std::collections::BTreeMap;

use exchange::wire::{Decided, Parts};
use exchange::{
    Act, Actor, Command, EpochClock, Event, Outcome, Reason, Role, SaleEvent, Stage, World,
};
use floor::{Inbox, Past, Sequencer, Submission};
use lexicon::{Digest, LotId, Moment, Money, Paddle, PartyId, ProposalId, RequestId, SessionId};
use record::{Chain, Entry, Header, Part};

use crate::terms::ms;

/// How many steps a house makes at one moment before the test has failed.
const STEPS_MAX: usize = 10_000;

/// What a house runs with: nobody guards its salts.
pub(crate) const ENTROPY: [u8; 32] = [7; 32];

/// An entry, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) header: Header,
    pub(crate) decided: Decided,
}

/// An exchange moved by hand.
pub(crate) struct House {
    pub(crate) sequencer: Sequencer,
    pub(crate) inbox: Inbox,
    pub(crate) entries: Vec<Entry>,
    pub(crate) told: Vec<Told>,
    pub(crate) now: Moment,
    ids: u64,
    /// Seals every entry, as the journal does.
    chain: Chain,
    /// The close of each lot as it stood, which never moves earlier.
    closes: BTreeMap<LotId, Moment>,
}

impl House {
    /// A house in wall time that has just begun.
    pub(crate) fn new(now: Moment) -> Self {
        Self::resume(Vec::new(), EpochClock::Wall, now)
    }

    /// A house that takes over from these entries.
    pub(crate) fn resume(entries: Vec<Entry>, clock: EpochClock, now: Moment) -> Self {
        let mut house = Self {
            sequencer: Sequencer::new(past(&entries), clock, ENTROPY, None),
            inbox: Inbox::default(),
            told: entries.iter().map(read).collect(),
            chain: sealed(&entries),
            entries,
            now,
            ids: 1,
            closes: BTreeMap::new(),
        };
        house.settle();
        house
    }

    /// Stops without a word and starts again later.
    pub(crate) fn restart(self, now: Moment) -> Self {
        let ids = self.ids;
        let mut house = Self::resume(self.entries, EpochClock::Wall, now);
        house.ids = ids;
        house
    }

    pub(crate) fn world(&self) -> &World {
        self.sequencer.world()
    }

    /// Puts a command into its queue under a new id.
    pub(crate) fn push(&mut self, actor: Actor, command: Command) -> RequestId {
        self.ids += 1;
        let request_id = id(self.ids);
        self.push_again(actor, request_id, command);
        request_id
    }

    pub(crate) fn push_again(&self, actor: Actor, request_id: RequestId, command: Command) {
        let arrived_at = self.now;
        let submission = Submission { actor, request_id, command, arrived_at, reply: None };
        self.inbox.push(submission).unwrap();
    }

    /// Puts a bid into the queue.
    pub(crate) fn push_bid(&mut self, lot: u64, bidder: u64, yuan: i64) -> RequestId {
        let command = self.bid_of(lot, bidder, yuan);
        self.push(self::bidder(bidder), command)
    }

    pub(crate) fn bid_of(&self, lot: u64, bidder: u64, yuan: i64) -> Command {
        let party = self::bidder(bidder).party;
        let paddle = self.world().lot(LotId(lot)).and_then(|lot| lot.paddle(party));
        bid(lot, paddle, yuan)
    }

    /// One step at the present moment.
    pub(crate) fn step(&mut self) -> Vec<Told> {
        let batch = self.sequencer.step(self.now, &self.inbox);
        self.take(batch.entries())
    }

    pub(crate) fn close_down(&mut self) -> Vec<Told> {
        let batch = self.sequencer.close_down(self.now, &self.inbox);
        self.take(batch.entries())
    }

    /// Steps until nothing is left to do at this moment.
    pub(crate) fn settle(&mut self) -> Vec<Told> {
        let mut told = Vec::new();
        for _ in 0..STEPS_MAX {
            let more = self.step();
            let is_idle = more.is_empty() && self.inbox.is_empty();
            told.extend(more);
            if is_idle && !self.sequencer.is_busy() {
                return told;
            }
        }
        panic!("the sequencer never comes to rest");
    }

    /// Sets the time and does everything that is due by then, as late as possible: nothing is
    /// written in between.
    pub(crate) fn at(&mut self, now: Moment) -> Vec<Told> {
        self.now = now;
        self.settle()
    }

    /// Lets time pass as it does in a running exchange: every wake-up in its turn.
    pub(crate) fn run_until(&mut self, until: Moment) -> Vec<Told> {
        let mut told = Vec::new();
        for _ in 0..STEPS_MAX {
            let Some(at) = self.sequencer.wakes_at().filter(|at| *at <= until) else {
                told.extend(self.at(until));
                return told;
            };
            assert!(at > self.now || told.is_empty(), "what was due has been done");
            told.extend(self.at(at.max(self.now)));
        }
        panic!("the sequencer wakes without end");
    }

    /// Submits one command and gives what was ruled.
    pub(crate) fn ask(&mut self, actor: Actor, command: Command) -> String {
        let request_id = self.push(actor, command);
        let told = self.settle();
        ruling_of(&told, request_id).unwrap_or_else(|| "nothing".to_owned())
    }

    /// Bids and gives what was ruled.
    pub(crate) fn bid(&mut self, lot: u64, bidder: u64, yuan: i64) -> String {
        let command = self.bid_of(lot, bidder, yuan);
        self.ask(self::bidder(bidder), command)
    }

    /// Publishes a lot and admits bidders 1 and 2.
    pub(crate) fn publish(&mut self, terms: exchange::AscendingTerms) -> u64 {
        assert_eq!(self.ask(machine(1), crate::terms::publication(terms)), "accepted");
        let lot = self.world().lot_count();
        for number in [1, 2] {
            assert_eq!(self.ask(machine(1), admission(lot, number)), "accepted");
        }
        lot
    }

    /// Two people do what only two people can do.
    pub(crate) fn decide_by_two(&mut self, act: Act) {
        let proposal = self.propose(act);
        let ruling = self.ask(reviewer(1), Command::Approve { proposal });
        assert_eq!(ruling, "accepted");
    }

    pub(crate) fn propose(&mut self, act: Act) -> ProposalId {
        assert_eq!(self.ask(clerk(1), Command::Propose { act }), "accepted");
        self.world().proposals().last().unwrap().0
    }

    /// Where a lot's sale stands, in words.
    pub(crate) fn stage(&self, lot: u64) -> String {
        stage(self.world(), LotId(lot))
    }

    /// The lots that have been interrupted, by the ruling or by their close.
    pub(crate) fn interrupted(&self) -> Vec<u64> {
        let happened = self.told.iter().flat_map(Told::sale_events);
        let mut lots: Vec<u64> = happened
            .filter(|(_, event)| matches!(event, SaleEvent::LotInterrupted { .. }))
            .map(|(lot, _)| lot.0)
            .collect();
        lots.sort_unstable();
        lots
    }

    /// Something that is recorded and changes nothing.
    pub(crate) fn write_something(&mut self) {
        let ruling = self.ask(machine(9), admission(99_999, 1));
        assert_eq!(ruling, "unknown-lot");
    }

    fn take(&mut self, entries: &[Entry]) -> Vec<Told> {
        let told: Vec<Told> = entries.iter().map(read).collect();
        for entry in entries {
            self.chain.seal(entry);
        }
        for line in &told {
            self.check(line);
            self.told.push(line.clone());
        }
        self.entries.extend_from_slice(entries);
        told
    }

    /// What holds for every entry.
    fn check(&mut self, told: &Told) {
        let header = told.header;
        if let Some(before) = self.told.last().map(|told| told.header) {
            assert_eq!(header.sequence, before.sequence.next(), "sequences rise by one");
            assert!(header.moment >= before.moment, "the moment never goes back");
            assert!(header.epoch >= before.epoch, "epochs rise");
        }
        assert!(header.arrived_at <= header.moment, "an arrival is cut to the moment");
        for (lot, event) in told.sale_events() {
            let Some(closes_at) = close_of(event) else { continue };
            let before = self.closes.insert(lot, closes_at);
            assert!(before.is_none_or(|it| it <= closes_at), "a close never moves earlier");
        }
    }
}

impl Told {
    pub(crate) fn events(&self) -> &[Event] {
        match &self.decided.outcome {
            Outcome::Accepted(events) => events,
            Outcome::Refused(_) => &[],
        }
    }

    pub(crate) fn sale_events(&self) -> impl Iterator<Item = (LotId, &SaleEvent)> {
        self.events().iter().filter_map(|event| match event {
            Event::Sale { lot, event } => Some((*lot, event)),
            _ => None,
        })
    }

    pub(crate) fn command(&self) -> &Command {
        &self.decided.request.command
    }

    pub(crate) fn ruling(&self) -> String {
        match &self.decided.outcome {
            Outcome::Accepted(_) => "accepted".to_owned(),
            Outcome::Refused(refusal) => refusal.slug().to_owned(),
        }
    }
}

/// Where a lot's sale stands, in words.
pub(crate) fn stage(world: &World, lot: LotId) -> String {
    let stage = match world.lot(lot).unwrap().sale().stage() {
        Stage::Announced { .. } => "announced",
        Stage::Running { .. } => "running",
        Stage::Suspended(_) => "suspended",
        Stage::Interrupted(_) => "interrupted",
        Stage::Resuming { .. } => "resuming",
        Stage::Closed { conclusion: exchange::Conclusion::Awarded { price, .. }, .. } => {
            return format!("sold at {}", price.fen() / 100);
        }
        Stage::Closed { conclusion: exchange::Conclusion::Divided, .. } => "divided",
        Stage::Closed { conclusion: exchange::Conclusion::Unsold { .. }, .. } => "unsold",
        Stage::Closed { conclusion: exchange::Conclusion::Terminated, .. } => "terminated",
    };
    stage.to_owned()
}

/// The close that an event sets.
pub(crate) fn close_of(event: &SaleEvent) -> Option<Moment> {
    match *event {
        SaleEvent::LotOpened { closes_at, .. }
        | SaleEvent::LotReopened { closes_at, .. }
        | SaleEvent::PhaseBegan { closes_at, .. }
        | SaleEvent::LotExtended { closes_at } => Some(closes_at),
        _ => None,
    }
}

/// What was ruled on a request; none when it made no entry.
pub(crate) fn ruling_of(told: &[Told], request_id: RequestId) -> Option<String> {
    let mut found = told.iter().filter(|told| told.decided.request.request_id == request_id);
    let ruling = found.next().map(Told::ruling);
    assert!(found.next().is_none(), "a request has one effect");
    ruling
}

/// The lines of some kind of command.
pub(crate) fn lines(told: &[Told], is_meant: fn(&Command) -> bool) -> Vec<Told> {
    told.iter().filter(|told| is_meant(told.command())).cloned().collect()
}

/// The state that entries have left.
pub(crate) fn past(entries: &[Entry]) -> Past {
    let mut past = Past::default();
    for entry in entries {
        past.take(entry).unwrap();
    }
    past
}

fn sealed(entries: &[Entry]) -> Chain {
    let mut chain = Chain::new(lexicon::HashAlg::default());
    for entry in entries {
        chain.seal(entry);
    }
    chain
}

pub(crate) fn read(entry: &Entry) -> Told {
    let decided = Decided::read(Parts {
        actor: bytes(&entry.actor),
        command: bytes(&entry.command),
        seed: bytes(&entry.seed),
        outcome: bytes(&entry.outcome),
    });
    Told { header: entry.header, decided: decided.unwrap() }
}

fn bytes(part: &Part) -> Option<&[u8]> {
    match part {
        Part::Open { bytes, .. } => Some(bytes),
        Part::Withheld(_) => None,
    }
}

pub(crate) fn id(number: u64) -> RequestId {
    let mut bytes = [0xAA; 16];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    RequestId(bytes)
}

fn actor(party: u64, role: Role) -> Actor {
    Actor {
        party: PartyId(party),
        role,
        session: SessionId::NONE,
        device: Digest::ZERO,
        address: Digest::ZERO,
    }
}

/// The exchange itself, which alone sells a lot outside any listing. It has a number here, so that
/// what a test sends is counted by itself.
pub(crate) fn machine(number: u64) -> Actor {
    actor(number, Role::Exchange)
}

pub(crate) fn clerk(number: u64) -> Actor {
    actor(number, Role::Clerk)
}

pub(crate) fn seller(number: u64) -> Actor {
    actor(200 + number, Role::Seller)
}

/// The second of two people; the first may be a reviewer as well.
pub(crate) fn reviewer(number: u64) -> Actor {
    actor(50 + number, Role::Reviewer)
}

pub(crate) fn bidder(number: u64) -> Actor {
    actor(100 + number, Role::Bidder)
}

pub(crate) fn yuan(yuan: i64) -> Money {
    Money::from_fen(yuan * 100)
}

pub(crate) fn bid(lot: u64, paddle: Option<Paddle>, amount: i64) -> Command {
    Command::PlaceBid { lot: LotId(lot), paddle, amount: yuan(amount), confirmed: false }
}

pub(crate) fn admission(lot: u64, number: u64) -> Command {
    let party = bidder(number).party;
    Command::AdmitBidder { lot: LotId(lot), party, until: None, ceiling: None, rank: None }
}

pub(crate) fn reason() -> Reason {
    Reason("设备检修".to_owned())
}

pub(crate) fn pause(until: Moment) -> Act {
    Act::PauseExchange { reason: reason(), until }
}

pub(crate) fn suspension(lot: u64) -> Act {
    Act::SuspendLot { lot: LotId(lot), reason: reason() }
}

/// A microsecond later.
pub(crate) fn behind(moment: Moment) -> Moment {
    moment + lexicon::Span::from_us(1)
}

/// A millisecond earlier.
pub(crate) fn before(moment: Moment) -> Moment {
    moment - ms(1)
}
