//! What happens once request ids are forgotten, which takes a million of them: here, a handful.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use exchange::{Actor, Command, EpochClock, Outcome, Role};
use journal::{InlineSegments, JournalError, Memory, Options, SimulatedDisk};
use lexicon::{
    Digest, HashAlg, LotId, Moment, Money, Paddle, PartyId, RequestId, Sequence, SessionId, Span,
};
use record::Entry;
use tokio::sync::oneshot;

use crate::again::{Again, Recall};
use crate::answered::Limits;
use crate::{
    Answer, BIDS_BURST, Bell, Clock, Door, FULL_RETRY_AFTER, Fatal, Floor, Inbox, ManualClock,
    Past, RECALLS_LENGTH_MAX, Sequencer, Start, Submission, Unanswered,
};

const LIMITS: Limits = Limits { kept: Span::DAY, kept_min: 3, kept_max: 6 };
const BEGUN: Moment = Moment::UNIX;

fn actor(party: u64) -> Actor {
    Actor {
        party: PartyId(party),
        role: Role::Bidder,
        session: SessionId::NONE,
        device: Digest::ZERO,
        address: Digest::ZERO,
    }
}

fn id(number: u8) -> RequestId {
    RequestId([number; 16])
}

/// A bid that is refused and recorded, since there is no such lot.
fn bid(fen: i64) -> Command {
    let (lot, paddle) = (LotId(1), Some(Paddle(1)));
    Command::PlaceBid { lot, paddle, amount: Money::from_fen(fen), confirmed: false }
}

#[test]
fn what_is_forgotten_is_the_same_behind_a_restart_at_any_entry() {
    let inbox = Inbox::default();
    let mut sequencer = Sequencer::new(Past::with_limits(LIMITS), EpochClock::Wall, [7; 32], None);
    let mut entries: Vec<Entry> = Vec::new();
    let mut forgotten = Vec::new();
    // More than a day passes twice, and once there are too many of one day.
    let ages_s = [0, 0, 0, 0, 100_000, 0, 0, 0, 0, 0, 0, 0, 100_000, 0, 0];
    for (number, age_s) in (1..).zip(ages_s) {
        let arrived_at = sequencer.moment().max(BEGUN) + Span::from_seconds(age_s);
        let (actor, request_id, command) = (actor(1), id(number), bid(number.into()));
        let submission = Submission { actor, request_id, command, arrived_at, reply: None };
        inbox.push(submission).unwrap();
        let batch = sequencer.step(arrived_at, &inbox);
        for entry in batch.entries() {
            entries.push(entry.clone());
            forgotten.push(sequencer.forgotten_through());
        }
    }
    assert_eq!(entries.len(), 1 + ages_s.len(), "the beginning of the epoch, and the bids");
    let numbers: Vec<u64> = forgotten.iter().map(|sequence| sequence.0).collect();
    // The id of the epoch's beginning is one of them.
    assert_eq!(numbers, [0, 0, 0, 0, 0, 3, 4, 5, 5, 5, 5, 6, 7, 11, 12, 13]);

    let mut past = Past::with_limits(LIMITS);
    for (entry, forgotten) in entries.iter().zip(forgotten) {
        past.take(entry).unwrap();
        assert_eq!(past.forgotten_through(), forgotten, "behind {}", past.sequence());
    }
}

/// A floor whose ids are soon forgotten, on a disk.
struct Short {
    floor: Floor,
    door: Door,
    clock: Arc<ManualClock>,
}

impl Short {
    fn start(disk: &SimulatedDisk, now: Moment) -> Self {
        let mut past = Past::with_limits(LIMITS);
        let opened =
            InlineSegments::open(disk.clone(), Options::small(64 * 1024), &mut |entry, _| {
                past.take(&entry).unwrap();
                Ok::<_, JournalError>(())
            });
        let clock = Arc::new(ManualClock::new(now));
        let floor = Floor::start(Start {
            past,
            journal: Box::new(opened.unwrap().0),
            tail_cut: None,
            bell: Arc::new(Bell::default()),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            epoch_clock: EpochClock::Wall,
            entropy: [7; 32],
            inbox: Arc::default(),
            on_fatal: Box::new(|fatal: &Fatal| panic!("{fatal}")),
        });
        let floor = floor.unwrap();
        let door = floor.door();
        Self { floor, door, clock }
    }

    fn forgotten_through(&self) -> u64 {
        self.floor.counts().forgotten_through.load(Ordering::Relaxed)
    }

    fn ask(&self, party: u64, number: u8, command: Command) -> Answer {
        wait(self.door.submit(actor(party), id(number), command)).unwrap()
    }

    fn recall(
        &self,
        party: u64,
        number: u8,
        fen: i64,
        sequence: Sequence,
    ) -> Result<Option<Answer>, Unanswered> {
        wait(self.door.recall(PartyId(party), id(number), &bid(fen), sequence))
    }

    fn stop(self) {
        self.floor.stop(Span::ZERO);
        self.floor.join().unwrap();
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for an answer without a runtime.
fn wait<T>(answer: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut answer = pin!(answer);
    loop {
        match answer.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(answer) => return answer,
            Poll::Pending => thread::park(),
        }
    }
}

#[test]
fn a_forgotten_answer_is_recalled_by_its_place_before_and_behind_a_restart() {
    let disk = SimulatedDisk::new(1);
    let short = Short::start(&disk, BEGUN);
    let first: Vec<Answer> = (1..=4).map(|number| short.ask(1, number, bid(1))).collect();
    assert_eq!(short.forgotten_through(), 0);
    let later = BEGUN + Span::DAY + Span::SECOND;
    short.clock.set(later);
    let young = short.ask(2, 1, bid(1));
    assert_eq!(short.forgotten_through(), first[1].sequence.0);
    assert!(short.ask(1, 3, bid(1)).is_replayed, "what is kept is answered without being recalled");
    assert!(matches!(young.outcome, Outcome::Refused(_)));

    let check = |short: &Short| {
        for answer in &first {
            let number = u8::try_from(answer.sequence.0 - 1).unwrap();
            let again = Answer { is_replayed: true, ..answer.clone() };
            assert_eq!(short.recall(1, number, 1, answer.sequence), Ok(Some(again)));
            let other = short.recall(1, number, 2, answer.sequence);
            assert_eq!(other, Err(Unanswered::OtherBody));
            assert_eq!(short.recall(2, number, 1, answer.sequence), Ok(None), "another's");
            assert_eq!(short.recall(1, 9, 1, answer.sequence), Ok(None), "of another id");
            let next = answer.sequence.next();
            assert_eq!(short.recall(1, number, 1, next), Ok(None), "at another place");
        }
        for nowhere in [0, 99, u64::MAX] {
            assert_eq!(short.recall(1, 1, 1, Sequence(nowhere)), Ok(None));
        }
    };
    check(&short);
    short.stop();

    let short = Short::start(&disk, later);
    // The run's own first entry, which may be decided by now, pushes out one more.
    let forgotten = first[1].sequence.0..=first[2].sequence.0;
    assert!(forgotten.contains(&short.forgotten_through()), "known before anybody asks");
    check(&short);
    // Whoever does not look it up has his effect twice: this is what the recall is for.
    let twice = short.ask(1, 1, bid(1));
    assert!(!twice.is_replayed && twice.sequence > young.sequence);
    short.stop();
}

#[test]
fn a_recall_takes_from_the_bucket_of_its_party_and_ends_with_the_exchange() {
    let short = Short::start(&SimulatedDisk::new(1), BEGUN);
    let answer = short.ask(1, 1, bid(1));
    for _ in 1..BIDS_BURST {
        assert!(short.recall(1, 1, 1, answer.sequence).unwrap().is_some());
    }
    let refused = short.recall(1, 1, 1, answer.sequence).unwrap_err();
    assert!(matches!(refused, Unanswered::TooFast { .. }));
    assert_eq!(short.recall(2, 1, 1, answer.sequence), Ok(None), "another has his own bucket");
    assert_eq!(short.door.counts().too_fast.load(Ordering::Relaxed), 1);
    assert_eq!(short.door.counts().taken.load(Ordering::Relaxed), 1, "a recall is no command");
    let door = short.door.clone();
    short.stop();
    let stopped = wait(door.recall(PartyId(3), id(1), &bid(1), answer.sequence));
    assert_eq!(stopped, Err(Unanswered::Stopping));
}

/// Recalls and a stop at the same time: each hears something.
#[test]
fn nobody_waits_for_ever_for_a_recall_from_an_exchange_that_stops() {
    for seed in 0..50 {
        let short = Short::start(&SimulatedDisk::new(seed), BEGUN);
        let answer = short.ask(1, 1, bid(1));
        thread::scope(|scope| {
            for number in 0..4 {
                let (door, answer) = (short.door.clone(), &answer);
                scope.spawn(move || {
                    for round in 0.. {
                        let party = PartyId(10 + number * 1_000_000 + round);
                        match wait(door.recall(party, id(1), &bid(1), answer.sequence)) {
                            Ok(None) | Err(Unanswered::Unknown) => {}
                            Err(Unanswered::Stopping) => return,
                            other => panic!("{other:?}"),
                        }
                    }
                });
            }
            short.floor.stop(Span::ZERO);
        });
        assert!(short.floor.join().is_some());
    }
}

type Recalled = oneshot::Receiver<Result<Option<Answer>, Unanswered>>;

fn recall() -> (Recall, Recalled) {
    let (reply, recalled) = oneshot::channel();
    let (party, request_id) = (PartyId(1), id(1));
    (Recall { sequence: Sequence(1), party, request_id, body: 0, reply }, recalled)
}

#[test]
fn too_many_recalls_at_once_are_told_to_come_back() {
    let full = Unanswered::QueueFull { retry_after: FULL_RETRY_AFTER };
    let inbox = Inbox::default();
    let mut waiting = Vec::new();
    for place in 0..=RECALLS_LENGTH_MAX {
        let expected = if place < RECALLS_LENGTH_MAX { Ok(()) } else { Err(full) };
        let (recall, recalled) = recall();
        assert_eq!(inbox.push_recall(recall), expected);
        waiting.push(recalled);
    }
    assert!(inbox.is_empty(), "they take no command's place");
    inbox.forget();
    for recalled in waiting {
        assert!(recalled.blocking_recv().is_err(), "unknown, never a false answer");
    }

    let mut journal = Memory::new(HashAlg::default());
    let mut sequencer = Sequencer::new(Past::default(), EpochClock::Wall, [7; 32], None);
    let begun = sequencer.step(BEGUN, &Inbox::default()).take_entries();
    journal::Journal::begin(&mut journal, begun);
    let mut again = Again::default();
    let mut waiting = Vec::new();
    for _ in 0..5_000 {
        let (recall, recalled) = recall();
        again.recall(recall, Sequence(1));
        waiting.push(recalled);
    }
    assert!(!again.is_empty());
    while !again.is_empty() {
        again.answer(&mut journal).unwrap();
    }
    let answers: Vec<_> = waiting.into_iter().map(|it| it.blocking_recv().unwrap()).collect();
    let (answered, refused) = answers.split_at(4_096);
    assert!(answered.iter().all(|answer| *answer == Ok(None)));
    assert!(refused.iter().all(|answer| *answer == Err(full)));
}
