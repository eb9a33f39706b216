//! Writes honest journals by hand: rules, seals and applies, as the exchange does.

use exchange::wire::{Decided, Request};
use exchange::{
    Act, Actor, AscendingTerms, At, Command, EDITION, Entry as TimedEntry, EqualRanks, Event,
    Events, Extension, FirstBid, Increment, Ladder, OnDefault, Outcome, OwnOverbid, Party,
    PartyKind, Priority, ProxyBidding, Refusal, Reserve, Role, Terms, World,
};
use lexicon::{
    Digest, Epoch, HashAlg, LotId, Moment, Money, PartyId, ProposalId, RequestId, Sequence,
    SessionId, Span,
};
use record::{Chain, Edition, Entry, Header, Part, Subject};
use store::Reached;

/// Entries with the hashes that were given to them.
pub(crate) type Sealed = Vec<(Entry, Digest)>;

/// 2026-07-01T09:00:00+08:00.
const START_US: i64 = 1_782_867_600_000_000;

/// So many seconds after the start.
pub(crate) fn t(seconds: i64) -> Moment {
    Moment::from_us(START_US + seconds * 1_000_000)
}

pub(crate) fn yuan(yuan: i64) -> Money {
    Money::from_fen(yuan * 100)
}

/// The digest of a file or a text that the vault or the files would hold.
pub(crate) fn digest(content: &str) -> Digest {
    HashAlg::Sha256.digest(&[content.as_bytes()])
}

pub(crate) fn actor(party: PartyId, role: Role) -> Actor {
    let (session, device, address) = (SessionId([7; 16]), Digest([8; 32]), Digest([9; 32]));
    Actor { party, role, session, device, address }
}

/// A minute, extended by a bid in its last twenty seconds to twenty seconds after it.
pub(crate) fn terms() -> AscendingTerms {
    let twenty = Span::from_seconds(20);
    AscendingTerms {
        opens_at: t(0),
        free_bidding: Span::MINUTE,
        stop_before_timed: Span::ZERO,
        join_question: None,
        preparation: Span::ZERO,
        timed_entry: TimedEntry::All,
        timed_bidding: None,
        timed_increment: None,
        extension: Some(Extension { window: twenty, length: twenty, count_max: None }),
        hard_end: None,
        starting_price: yuan(100),
        first_bid: FirstBid::AtStart,
        increment: Increment::AtLeast(Ladder::fixed(yuan(10))),
        reserve: Reserve::None,
        own_overbid: OwnOverbid::Refused,
        bidders_min: 1,
        proxy_bidding: ProxyBidding::Allowed,
        jump_cap: None,
        priority: Priority::None,
        equal_ranks: EqualRanks::ByTime,
        agreement: None,
        on_default: OnDefault::Relist,
        resume_notice: Span::MINUTE,
    }
}

pub(crate) fn boxed(terms: AscendingTerms) -> Terms {
    Terms::Ascending(Box::new(terms))
}

/// A journal under way.
#[derive(Debug)]
pub(crate) struct Pen {
    pub(crate) world: World,
    chain: Chain,
    now: Moment,
    pub(crate) written: Sealed,
}

impl Pen {
    pub(crate) fn new() -> Self {
        let (world, chain) = (World::default(), Chain::new(HashAlg::Sha256));
        Self { world, chain, now: t(-10_000), written: Sealed::new() }
    }

    pub(crate) fn set(&mut self, now: Moment) {
        assert!(now >= self.now, "time never goes back");
        self.now = now;
    }

    pub(crate) fn now(&self) -> Moment {
        self.now
    }

    pub(crate) fn last(&self) -> Sequence {
        self.chain.last()
    }

    pub(crate) fn party(&mut self, roles: &[Role]) -> PartyId {
        let number = self.last().0.to_string();
        let (kind, roles, profile) = (PartyKind::Person, roles.to_vec(), digest(&number));
        let events = self.own(Command::RegisterParty { party: Party { kind, roles, profile } });
        match events.as_slice() {
            [Event::PartyRegistered { party }] => *party,
            other => panic!("a party is registered: {other:?}"),
        }
    }

    /// What the exchange does by itself, and is not refused.
    pub(crate) fn own(&mut self, command: Command) -> Events {
        self.done(Actor::EXCHANGE, command)
    }

    /// Asks for what is not refused.
    pub(crate) fn done(&mut self, actor: Actor, command: Command) -> Events {
        let ruling = self.ask(actor, command);
        ruling.unwrap_or_else(|refusal| panic!("refused on the road: {refusal:?}"))
    }

    /// Asks for what is refused.
    pub(crate) fn refused(&mut self, actor: Actor, command: Command) {
        let ruling = self.ask(actor, command);
        assert!(ruling.is_err(), "to be refused: {ruling:?}");
    }

    /// Two people do something.
    pub(crate) fn both(&mut self, first: Actor, second: Actor, act: Act) {
        let proposal = self.propose(first, act);
        self.done(second, Command::Approve { proposal });
    }

    pub(crate) fn propose(&mut self, first: Actor, act: Act) -> ProposalId {
        match self.done(first, Command::Propose { act }).as_slice() {
            [Event::ProposalMade { proposal, .. }] => *proposal,
            other => panic!("a proposal is made: {other:?}"),
        }
    }

    pub(crate) fn bid(&mut self, lot: LotId, actor: Actor, amount: i64) -> Result<Events, Refusal> {
        let paddle = self.world.lot(lot).and_then(|lot| lot.paddle(actor.party));
        let command = Command::PlaceBid { lot, paddle, amount: yuan(amount), confirmed: false };
        self.ask(actor, command)
    }

    /// Rules, seals and applies.
    pub(crate) fn ask(&mut self, actor: Actor, command: Command) -> Result<Events, Refusal> {
        let number = self.last().next().0;
        let seed = HashAlg::Sha256.digest(&[b"seed", &number.to_le_bytes()]).0;
        let seed = command.needs_seed().then_some(seed);
        let mut events = Events::new();
        let at = At::new(self.now, self.now);
        let ruling = self.world.rule(at, &actor, seed.as_ref(), &command, &mut events);
        let outcome = match ruling {
            Ok(()) => Outcome::Accepted(events.clone()),
            Err(refusal) => Outcome::Refused(refusal),
        };
        let request_id = request_id(Sequence(number));
        let request = Request { request_id, command };
        let decided = Decided { actor, request, seed, outcome };
        self.seal(&decided);
        self.world.apply_all(at, &actor, decided.seed.as_ref(), &decided.request.command, &events);
        ruling.map(|()| events)
    }

    fn seal(&mut self, decided: &Decided) {
        let lot = self.world.subject(&decided.request.command, &decided.outcome);
        let header = Header {
            sequence: self.last().next(),
            epoch: Epoch(1),
            moment: self.now,
            arrived_at: self.now,
            subject: lot.map_or(Subject::Other, Subject::Lot),
            edition: Edition(EDITION),
        };
        let [actor, command, seed, outcome] =
            decided.write().map(|bytes| Part::Open { salt: [5; 16], bytes });
        let entry = Entry { header, actor, command, seed, outcome };
        let hash = self.chain.seal(&entry);
        self.written.push((entry, hash));
    }
}

/// The request id of an entry.
pub(crate) fn request_id(sequence: Sequence) -> RequestId {
    RequestId(u128::from(sequence.0).to_be_bytes())
}

/// The entries up to this one.
pub(crate) fn through(entries: &Sealed, sequence: Sequence) -> &[(Entry, Digest)] {
    &entries[..usize::try_from(sequence.0).unwrap()]
}

/// What the journal says of an entry, and the state of the exchange behind it, as whoever replays
/// it finds them.
pub(crate) fn replayed(entries: &Sealed, sequence: Sequence) -> (Reached, World) {
    let mut world = World::default();
    let mut reached = Reached::NOTHING;
    for (entry, hash) in through(entries, sequence) {
        let decided = decided(entry);
        let Header { sequence, moment, arrived_at, .. } = entry.header;
        if let Outcome::Accepted(events) = &decided.outcome {
            let at = At::new(moment, arrived_at);
            let seed = decided.seed.as_ref();
            world.apply_all(at, &decided.actor, seed, &decided.request.command, events);
        }
        reached = Reached { sequence, moment, head: *hash };
    }
    (reached, world)
}

/// What an entry holds.
pub(crate) fn decided(entry: &Entry) -> Decided {
    let bytes = |part: &Part| match part {
        Part::Open { bytes, .. } => bytes.clone(),
        Part::Withheld(_) => panic!("nothing is withheld here"),
    };
    let parts = [&entry.actor, &entry.command, &entry.seed, &entry.outcome].map(bytes);
    let [actor, command, seed, outcome] = &parts;
    let parts = exchange::wire::Parts {
        actor: Some(actor),
        command: Some(command),
        seed: Some(seed),
        outcome: Some(outcome),
    };
    Decided::read(parts).unwrap()
}
