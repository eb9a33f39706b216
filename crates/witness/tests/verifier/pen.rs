//! Writes honest journals by hand.

use exchange::wire::{Decided, Request};
use exchange::{
    Actor, AscendingTerms, At, Command, EDITION, Entry as TimedEntry, EpochClock, EqualRanks,
    Events, Extension, FirstBid, Increment, Ladder, OnDefault, Outcome, OwnOverbid, Priority,
    ProxyBidding, Refusal, Reserve, Role, Terms, Title, World,
};
use lexicon::{
    Category, Digest, Epoch, HashAlg, LotId, Moment, Money, Paddle, PartyId, RequestId, Sequence,
    SessionId, Span,
};
use record::{Chain, Edition, Entry, Header, Part, Subject};

/// Entries with the hashes that were given to them.
pub(crate) type Sealed = Vec<(Entry, Digest)>;

/// 2026-07-01T09:00:00+08:00.
const START_US: i64 = 1_782_867_600_000_000;

/// So many milliseconds after the start.
pub(crate) fn ms(ms: i64) -> Moment {
    Moment::from_us(START_US + ms * 1_000)
}

pub(crate) fn t(seconds: i64) -> Moment {
    ms(seconds * 1_000)
}

pub(crate) fn yuan(yuan: i64) -> Money {
    Money::from_fen(yuan * 100)
}

fn actor(party: u64, role: Role) -> Actor {
    let (session, device, address) = (SessionId([7; 16]), Digest([8; 32]), Digest([9; 32]));
    Actor { party: PartyId(party), role, session, device, address }
}

pub(crate) fn bidder(number: u64) -> Actor {
    actor(100 + number, Role::Bidder)
}

/// A minute from t0, extended by a bid in its last twenty seconds to twenty seconds after it.
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

/// Rules, seals and applies, as the exchange does.
#[derive(Debug, Clone)]
pub(crate) struct Pen {
    world: World,
    chain: Chain,
    epoch: Epoch,
    salts: u8,
    pub(crate) written: Sealed,
}

impl Pen {
    /// A journal whose first entry begins an epoch of a script's time.
    pub(crate) fn new() -> Self {
        Self::with(HashAlg::Sha256, EpochClock::Virtual)
    }

    pub(crate) fn with(alg: HashAlg, clock: EpochClock) -> Self {
        let (world, chain, written) = (World::default(), Chain::new(alg), Vec::new());
        let mut pen = Self { world, chain, epoch: Epoch(0), salts: 0, written };
        pen.begin(t(-10), clock);
        pen
    }

    /// The next run begins.
    pub(crate) fn begin(&mut self, moment: Moment, clock: EpochClock) {
        self.epoch.0 += 1;
        self.own(moment, Command::BeginEpoch { clock });
    }

    /// A lot with two bidders.
    pub(crate) fn publish(&mut self, terms: AscendingTerms) -> LotId {
        let at = terms.opens_at - Span::from_seconds(5);
        let title = Title { chinese: "鱼塘".to_owned(), english: "Pond".to_owned() };
        let terms = Terms::Ascending(Box::new(terms));
        let category = Category::RuralRight;
        self.ask(at, at, Actor::EXCHANGE, Command::PublishLot { title, category, terms });
        let lot = LotId(self.world.lot_count());
        for number in [1, 2] {
            let (party, until, ceiling) = (bidder(number).party, None, None);
            self.ask(
                at,
                at,
                Actor::EXCHANGE,
                Command::AdmitBidder { lot, party, until, ceiling, rank: None },
            );
        }
        lot
    }

    pub(crate) fn paddle(&self, lot: LotId, number: u64) -> Option<Paddle> {
        self.world.lot(lot).unwrap().paddle(bidder(number).party)
    }

    /// A bid that arrives and is ruled on at this moment.
    pub(crate) fn bid(&mut self, at: Moment, lot: LotId, number: u64, amount: i64) -> Sequence {
        let paddle = self.paddle(lot, number);
        let command = Command::PlaceBid { lot, paddle, amount: yuan(amount), confirmed: false };
        self.ask(at, at, bidder(number), command)
    }

    /// What the exchange does by itself.
    pub(crate) fn own(&mut self, moment: Moment, command: Command) -> Sequence {
        self.ask(moment, moment, Actor::EXCHANGE, command)
    }

    /// Something that shows that the exchange is open, every so often up to a moment.
    pub(crate) fn beat(&mut self, from: Moment, until: Moment, every: Span) {
        let mut at = from;
        while at <= until {
            self.own(at, Command::Heartbeat);
            at = at + every;
        }
    }

    pub(crate) fn ask(
        &mut self,
        moment: Moment,
        arrived_at: Moment,
        actor: Actor,
        command: Command,
    ) -> Sequence {
        let number = self.chain.last().0 + 1;
        let seed = HashAlg::Sha256.digest(&[b"seed", &number.to_le_bytes()]).0;
        let seed = command.needs_seed().then_some(seed);
        let mut events = Events::new();
        let at = At::new(moment, arrived_at);
        let ruling = self.world.rule(at, &actor, seed.as_ref(), &command, &mut events);
        let outcome = match ruling {
            Ok(()) => Outcome::Accepted(events),
            Err(refusal) => Outcome::Refused(refusal),
        };
        self.write(
            moment,
            arrived_at,
            &Decided { actor, request: self.request(command), seed, outcome },
        )
    }

    /// A ruling that failed by a fault.
    pub(crate) fn fault(&mut self, moment: Moment, actor: Actor, command: Command) -> Sequence {
        let outcome = Outcome::Refused(Refusal::Fault);
        let request = self.request(command);
        self.write(moment, moment, &Decided { actor, request, seed: None, outcome })
    }

    fn request(&self, command: Command) -> Request {
        let number = u128::from(self.chain.last().0);
        Request { request_id: RequestId(number.to_be_bytes()), command }
    }

    fn write(&mut self, moment: Moment, arrived_at: Moment, decided: &Decided) -> Sequence {
        let sequence = self.chain.last().next();
        let lot = self.world.subject(&decided.request.command, &decided.outcome);
        let header = Header {
            sequence,
            epoch: self.epoch,
            moment,
            arrived_at,
            subject: lot.map_or(Subject::Other, Subject::Lot),
            edition: Edition(EDITION),
        };
        let [actor, command, seed, outcome] = decided.write().map(|bytes| {
            self.salts = self.salts.wrapping_add(1);
            Part::Open { salt: [self.salts; 16], bytes }
        });
        let entry = Entry { header, actor, command, seed, outcome };
        let hash = self.chain.seal(&entry);
        self.written.push((entry, hash));
        if let Outcome::Accepted(events) = &decided.outcome {
            let at = At::new(moment, arrived_at);
            let seed = decided.seed.as_ref();
            self.world.apply_all(at, &decided.actor, seed, &decided.request.command, events);
        }
        sequence
    }

    pub(crate) fn state_digest(&self) -> Digest {
        self.world.state_digest()
    }

    pub(crate) fn head(&self) -> Digest {
        self.chain.head()
    }
}

/// Where the entries of the sale below stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places {
    pub(crate) admission: Sequence,
    pub(crate) first_bid: Sequence,
    pub(crate) second_bid: Sequence,
    pub(crate) low_bid: Sequence,
    pub(crate) late_extending_bid: Sequence,
    pub(crate) bid_after_close: Sequence,
    pub(crate) close: Sequence,
    pub(crate) last: Sequence,
}

/// One lot from its publication to its award, with refusals, an extension and a bid that came too
/// late.
pub(crate) fn sale(alg: HashAlg) -> (Pen, Places) {
    let mut pen = Pen::with(alg, EpochClock::Virtual);
    let lot = pen.publish(terms());
    let admission = pen.chain.last();
    pen.own(t(0), Command::OpenLot { lot });
    let first_bid = pen.bid(t(10), lot, 1, 100);
    let second_bid = pen.bid(t(20), lot, 2, 110);
    let low_bid = pen.bid(t(30), lot, 1, 111);
    // In its last window: it extends to t75.
    let late_extending_bid = pen.bid(t(55), lot, 1, 200);
    let bid_after_close = {
        let paddle = pen.paddle(lot, 2);
        let command = Command::PlaceBid { lot, paddle, amount: yuan(900), confirmed: false };
        pen.ask(ms(75_002), ms(75_001), bidder(2), command)
    };
    let coverage = exchange::Coverage::Covered;
    let close = pen.own(ms(75_002), Command::CloseLot { lot, coverage });
    let last = pen.bid(t(90), lot, 2, 1_000);
    let places = Places {
        admission,
        first_bid,
        second_bid,
        low_bid,
        late_extending_bid,
        bid_after_close,
        close,
        last,
    };
    (pen, places)
}
