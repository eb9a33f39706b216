//! Lots, bidders and entries for the benchmarks.

use std::sync::Arc;

use exchange::{
    Actor, AscendingTerms, Command, Entry as TimedEntry, EqualRanks, Extension, FirstBid,
    Increment, Ladder, OnDefault, OwnOverbid, Priority, ProxyBidding, Reserve, Role, Terms, Title,
};
use floor::{Batch, Inbox, Past, Sequencer, Submission};
use lexicon::{
    Category, Digest, LotId, Moment, Money, Paddle, PartyId, RequestId, SessionId, Span,
};

/// When everything begins.
pub fn start() -> Moment {
    Moment::UNIX + Span::DAY
}

/// Terms with every rule of the first method that costs something: reserve, extension, ceilings.
pub fn terms() -> AscendingTerms {
    AscendingTerms {
        opens_at: start(),
        free_bidding: Span::from_seconds(30 * 86_400),
        stop_before_timed: Span::ZERO,
        join_question: None,
        preparation: Span::ZERO,
        timed_entry: TimedEntry::All,
        timed_bidding: None,
        timed_increment: None,
        extension: Some(Extension {
            window: Span::from_seconds(300),
            length: Span::from_seconds(300),
            count_max: None,
        }),
        hard_end: None,
        starting_price: Money::from_fen(10_000),
        first_bid: FirstBid::AtStart,
        increment: Increment::AtLeast(Ladder::fixed(Money::from_fen(100))),
        reserve: Reserve::Public(Money::from_fen(20_000)),
        own_overbid: OwnOverbid::Allowed,
        bidders_min: 2,
        proxy_bidding: ProxyBidding::Allowed,
        jump_cap: None,
        priority: Priority::None,
        equal_ranks: EqualRanks::ByTime,
        agreement: None,
        on_default: OnDefault::Relist,
        resume_notice: Span::MINUTE,
    }
}

/// Somebody who acts.
pub fn actor(party: u64, role: Role) -> Actor {
    let (session, device, address) = (SessionId::NONE, Digest::ZERO, Digest::ZERO);
    Actor { party: PartyId(party), role, session, device, address }
}

/// A request id from a number.
pub fn request_id(number: u128) -> RequestId {
    RequestId(number.to_be_bytes())
}

/// A floor with open lots, each with the same bidders admitted.
pub struct OpenFloor {
    /// Decides.
    pub sequencer: Sequencer,
    /// What waits for it.
    pub inbox: Arc<Inbox>,
    /// The paddle of each lot's first bidder.
    pub paddles: Vec<Paddle>,
    /// What was decided while setting up.
    pub batches: Vec<Batch>,
    number: u128,
}

/// The party that bids on every lot.
pub const BIDDER: u64 = 7;

impl OpenFloor {
    /// Publishes, admits and opens so many lots.
    pub fn new(lot_count: u64) -> Self {
        let clock = exchange::EpochClock::Virtual;
        let mut floor = Self {
            sequencer: Sequencer::new(Past::default(), clock, [7; 32], None),
            inbox: Arc::default(),
            paddles: Vec::new(),
            batches: Vec::new(),
            number: 0,
        };
        let title = Title { chinese: "鱼塘".to_owned(), english: String::new() };
        for _ in 0..lot_count {
            let terms = Terms::Ascending(Box::new(terms()));
            let (title, category) = (title.clone(), Category::RuralRight);
            floor.decide(1, Role::Exchange, Command::PublishLot { title, category, terms });
        }
        for lot in (1..=lot_count).map(LotId) {
            let (party, until, ceiling) = (PartyId(BIDDER), None, None);
            floor.decide(
                1,
                Role::Exchange,
                Command::AdmitBidder { lot, party, until, ceiling, rank: None },
            );
        }
        floor.paddles = (1..=lot_count)
            .map(|lot| floor.sequencer.world().lot(LotId(lot)).unwrap())
            .map(|lot| lot.paddle(PartyId(BIDDER)).unwrap())
            .collect();
        floor
    }

    /// Puts a command into the queue.
    pub fn push(&mut self, party: u64, role: Role, command: Command) {
        self.number += 1;
        let pushed = self.inbox.push(Submission {
            actor: actor(party, role),
            request_id: request_id(self.number),
            command,
            arrived_at: start(),
            reply: None,
        });
        assert!(pushed.is_ok(), "the queue takes what a step takes out");
    }

    fn decide(&mut self, party: u64, role: Role, command: Command) {
        self.push(party, role, command);
        let batch = self.sequencer.step(start(), &self.inbox);
        self.batches.push(batch);
    }

    /// A bid on a lot.
    pub fn bid(&self, lot: u64, fen: i64) -> Command {
        let place = usize::try_from(lot - 1).unwrap();
        let (paddle, amount) = (Some(self.paddles[place]), Money::from_fen(fen));
        Command::PlaceBid { lot: LotId(lot), paddle, amount, confirmed: false }
    }
}
