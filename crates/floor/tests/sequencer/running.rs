//! A floor with its real thread, on clocks that the test sets.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use exchange::{Actor, Command, EpochClock, Outcome};
use floor::{
    Answer, Bell, Board, Clock, Door, Fatal, Floor, Inbox, LotView, Past, Start, Unanswered,
};
use journal::{Journal, JournalError, Memory, Progress};
use lexicon::{Digest, HashAlg, LotId, Moment, RequestId, Sequence, Span};
use record::Entry;
use tokio::sync::oneshot;

use crate::house::{ENTROPY, admission, bid, bidder, clerk, id, machine};
use crate::terms::{publication, t};

pub(crate) type Reply = oneshot::Receiver<Result<Answer, Unanswered>>;

/// A wall clock and a monotonic one, which the test moves together or apart.
#[derive(Debug, Default)]
pub(crate) struct SetClock {
    monotonic_us: AtomicU64,
    /// What the wall clock is ahead by, from the beginning of the test's time.
    ahead_us: AtomicU64,
}

impl SetClock {
    /// Lets time pass.
    pub(crate) fn pass(&self, span: Span) {
        self.monotonic_us.fetch_add(span.us(), Ordering::SeqCst);
    }

    /// Sets the wall clock forth.
    pub(crate) fn jump(&self, span: Span) {
        self.ahead_us.fetch_add(span.us(), Ordering::SeqCst);
    }

    /// Sets the wall clock back, by no more than it was set forth.
    pub(crate) fn jump_back(&self, span: Span) {
        self.ahead_us.fetch_sub(span.us(), Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Moment {
        t(0) + self.monotonic() + Span::from_us(self.ahead_us.load(Ordering::SeqCst))
    }

    fn monotonic(&self) -> Span {
        Span::from_us(self.monotonic_us.load(Ordering::SeqCst))
    }
}

/// A journal in memory that can be looked at when the floor has ended.
#[derive(Clone)]
pub(crate) struct Kept(pub(crate) Arc<Mutex<Memory>>);

impl Kept {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Memory::new(HashAlg::default()))))
    }

    pub(crate) fn entries(&self) -> Vec<(Entry, Digest)> {
        self.0.lock().unwrap().entries().to_vec()
    }
}

impl Journal for Kept {
    fn begin(&mut self, batch: Vec<Entry>) {
        self.0.lock().unwrap().begin(batch);
    }

    fn poll(&mut self) -> Progress {
        self.0.lock().unwrap().poll()
    }

    fn read(&mut self, sequence: Sequence) -> Result<(Entry, Digest), JournalError> {
        self.0.lock().unwrap().read(sequence)
    }
}

/// A running floor and what the test holds of it.
pub(crate) struct Running {
    pub(crate) floor: Floor,
    pub(crate) door: Door,
    pub(crate) board: Arc<Board>,
    pub(crate) bell: Arc<Bell>,
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) clock: Arc<SetClock>,
    /// What the floor says when it has to stop at once.
    pub(crate) fatal: Arc<Mutex<Vec<String>>>,
    ids: AtomicU64,
}

/// How a floor is started.
pub(crate) struct Starting {
    pub(crate) past: Past,
    pub(crate) inbox: Inbox,
    pub(crate) bell: Arc<Bell>,
    pub(crate) clock: Arc<SetClock>,
    /// Called before anybody hears of a failure.
    pub(crate) on_fatal: Box<dyn FnOnce() + Send>,
}

impl Default for Starting {
    fn default() -> Self {
        Self {
            past: Past::default(),
            inbox: Inbox::default(),
            bell: Arc::default(),
            clock: Arc::default(),
            on_fatal: Box::new(|| {}),
        }
    }
}

impl Starting {
    pub(crate) fn start(self, journal: impl Journal + 'static) -> Running {
        let Self { past, inbox, bell, clock, on_fatal } = self;
        let inbox = Arc::new(inbox);
        // Of another thousand than those of the runs before.
        let ids = AtomicU64::new(past.sequence().0 * 1_000);
        let fatal = Arc::new(Mutex::new(Vec::new()));
        let said = Arc::clone(&fatal);
        let on_fatal = move |fatal: &Fatal| {
            on_fatal();
            said.lock().unwrap().push(fatal.to_string());
        };
        let floor = Floor::start(Start {
            past,
            journal: Box::new(journal),
            tail_cut: None,
            bell: Arc::clone(&bell),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            epoch_clock: EpochClock::Wall,
            entropy: ENTROPY,
            inbox: Arc::clone(&inbox),
            on_fatal: Box::new(on_fatal),
        })
        .unwrap();
        let (door, board) = (floor.door(), floor.board());
        Running { floor, door, board, bell, inbox, clock, fatal, ids }
    }
}

impl Running {
    pub(crate) fn new_id(&self) -> RequestId {
        id(1_000_000 + self.ids.fetch_add(1, Ordering::SeqCst))
    }

    pub(crate) fn push(&self, actor: Actor, command: Command) -> Reply {
        self.door.push(actor, self.new_id(), command).unwrap()
    }

    /// Submits a command and waits for its answer.
    pub(crate) fn ask(&self, actor: Actor, command: Command) -> Answer {
        self.push(actor, command).blocking_recv().unwrap().unwrap()
    }

    /// As another clerk each time, so that none sends too fast on a clock that stands.
    pub(crate) fn ask_staff(&self, command: Command) -> Answer {
        let number = 1_000 + self.ids.load(Ordering::SeqCst);
        self.ask(clerk(number), command)
    }

    /// As another sender each time, too.
    pub(crate) fn ask_machine(&self, command: Command) -> Answer {
        let number = 1_000 + self.ids.load(Ordering::SeqCst);
        self.ask(machine(number), command)
    }

    /// Returns when all that is due by now has been decided, is durable and on the board.
    pub(crate) fn settle(&self) -> Sequence {
        let answer = self.ask_machine(admission(99_999, 1));
        assert!(matches!(answer.outcome, Outcome::Refused(_)));
        answer.sequence
    }

    /// Lets time pass in steps that leave no gap.
    pub(crate) fn pass(&self, seconds: u64) {
        for _ in 0..seconds * 2 {
            self.clock.pass(Span::from_ms(500));
            self.settle();
        }
    }

    /// Publishes a lot and admits bidders 1 to `count`.
    pub(crate) fn publish(&self, terms: exchange::AscendingTerms, count: u64) -> LotId {
        self.ask_machine(publication(terms));
        let lot = LotId(self.board.lot_count());
        for number in 1..=count {
            let answer = self.ask_machine(admission(lot.0, number));
            assert!(matches!(answer.outcome, Outcome::Accepted(_)));
        }
        lot
    }

    pub(crate) fn bid_of(&self, lot: u64, number: u64, yuan: i64) -> Command {
        let paddle = self.board.paddle(LotId(lot), bidder(number).party);
        bid(lot, paddle, yuan)
    }

    pub(crate) fn view(&self, lot: u64) -> Arc<LotView> {
        self.board.lot(LotId(lot)).unwrap()
    }

    /// Stops at once and gives the lots that the stop has interrupted.
    pub(crate) fn stop(self) -> Vec<u64> {
        self.floor.stop(Span::ZERO);
        let stopped = self.floor.join().unwrap();
        stopped.interrupted.into_iter().map(|lot| lot.0).collect()
    }
}

pub(crate) fn is_accepted(answer: &Answer) -> bool {
    matches!(answer.outcome, Outcome::Accepted(_))
}
