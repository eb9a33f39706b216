//! How a floor stops: drained, after the last windows, or at once because the journal failed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use floor::{Standing, Unanswered};
use journal::{
    Faults, InlineSegments, Journal, JournalError, Options, Progress, Segments, SimulatedDisk,
};
use lexicon::{Digest, Sequence, Span};
use record::Entry;

use crate::house::{bid, bidder, id};
use crate::running::{Kept, Reply, Running, Starting};
use crate::terms::{plain, seconds};

#[test]
fn a_stop_decides_on_everything_that_was_taken_and_takes_nothing_more() {
    let kept = Kept::new();
    let running = Starting::default().start(kept.clone());
    let replies: Vec<Reply> =
        (0..3_000).map(|number| running.push(bidder(number), bid(1, None, 1))).collect();
    running.floor.stop(Span::ZERO);
    let door = running.door.clone();
    assert!(running.floor.join().is_some());
    for reply in replies {
        assert!(reply.blocking_recv().unwrap().is_ok());
    }
    assert_eq!(kept.entries().len(), 3_001);
    let refused = door.push(bidder(1), id(1), bid(1, None, 1));
    assert_eq!(refused.unwrap_err(), Unanswered::Stopping);
}

/// A lot in its last window, with a bid of 100, and one that is not yet open.
fn in_last_window() -> Running {
    let running = Starting::default().start(Kept::new());
    running.publish(plain(1, 60), 1);
    running.publish(plain(20, 60), 1);
    running.pass(5);
    let command = running.bid_of(1, 1, 100);
    running.ask(bidder(1), command);
    running
}

#[test]
fn a_stop_waits_with_the_door_open_until_the_last_windows_have_ended() {
    let running = in_last_window();
    running.floor.stop(seconds(600));
    running.pass(54);
    let command = running.bid_of(1, 1, 200);
    running.ask(bidder(1), command);
    assert!(matches!(running.view(2).standing, Standing::Announced { .. }), "no new lot opens");
    running.clock.pass(Span::from_ms(2_000));
    running.bell.ring();
    let board = Arc::clone(&running.board);
    assert_eq!(running.floor.join().unwrap().interrupted, []);
    let sold = board.lot(lexicon::LotId(1)).unwrap().standing;
    assert!(matches!(sold, Standing::Awarded { price, .. } if price.fen() == 20_000));
}

#[test]
fn a_stop_interrupts_what_is_still_in_its_last_window_when_the_wait_is_over_and_says_so() {
    let running = in_last_window();
    running.floor.stop(seconds(10));
    running.pass(9);
    running.clock.pass(Span::SECOND);
    running.bell.ring();
    let board = Arc::clone(&running.board);
    assert_eq!(running.floor.join().unwrap().interrupted, [lexicon::LotId(1)]);
    let standing = board.lot(lexicon::LotId(1)).unwrap().standing;
    assert_eq!(standing, Standing::Interrupted { resumes_at: None });
}

#[test]
fn a_second_stop_shortens_the_wait_and_does_not_lengthen_it() {
    let running = in_last_window();
    running.floor.stop(seconds(600));
    running.settle();
    running.floor.stop(Span::ZERO);
    running.floor.stop(seconds(600));
    assert_eq!(running.floor.join().unwrap().interrupted, [lexicon::LotId(1)]);
}

#[test]
fn a_window_that_begins_with_the_stop_is_interrupted_and_named_as_well() {
    let running = Starting::default().start(Kept::new());
    running.publish(plain(1, 100), 1);
    running.pass(30);
    running.clock.pass(seconds(12));
    assert_eq!(running.stop(), [1]);
}

/// Senders and a stop at the same time: each sender hears something.
#[test]
fn nobody_waits_for_ever_for_an_exchange_that_has_stopped() {
    for _ in 0..100 {
        let running = Starting::default().start(Kept::new());
        let has_begun = AtomicBool::new(false);
        thread::scope(|scope| {
            for number in 0..4 {
                let (running, has_begun) = (&running, &has_begun);
                scope.spawn(move || {
                    for round in 0.. {
                        let (actor, command) = (bidder(number * 10_000 + round), bid(1, None, 1));
                        let pushed = running.door.push(actor, id(1), command);
                        has_begun.store(true, Ordering::SeqCst);
                        match pushed {
                            Ok(reply) => drop(reply.blocking_recv()),
                            Err(Unanswered::Stopping) => return,
                            Err(other) => panic!("{other}"),
                        }
                    }
                });
            }
            while !has_begun.load(Ordering::SeqCst) {
                thread::yield_now();
            }
            running.floor.stop(Span::ZERO);
        });
        assert!(running.floor.join().is_some());
    }
}

/// A journal in whose hands the sequencer's thread panics once it is told to.
struct Panicking {
    kept: Kept,
    is_due: Arc<AtomicBool>,
}

impl Journal for Panicking {
    fn begin(&mut self, batch: Vec<Entry>) {
        assert!(!self.is_due.load(Ordering::SeqCst), "a fault of ours");
        self.kept.begin(batch);
    }

    fn poll(&mut self) -> Progress {
        self.kept.poll()
    }

    fn read(&mut self, sequence: Sequence) -> Result<(Entry, Digest), JournalError> {
        self.kept.read(sequence)
    }
}

#[test]
fn a_fault_of_the_sequencer_is_told_to_the_process_before_anybody_hears_of_it() {
    let reply: Arc<Mutex<Option<Reply>>> = Arc::default();
    let waiting = Arc::clone(&reply);
    let on_fatal = move || {
        // The test holds the lock until the reply lies there.
        let mut waiting = waiting.lock().unwrap();
        let still_waits = waiting.as_mut().unwrap().try_recv();
        assert_eq!(still_waits, Err(tokio::sync::oneshot::error::TryRecvError::Empty));
    };
    let starting = Starting { on_fatal: Box::new(on_fatal), ..Starting::default() };
    let is_due = Arc::new(AtomicBool::new(false));
    let running = starting.start(Panicking { kept: Kept::new(), is_due: Arc::clone(&is_due) });
    running.settle();
    is_due.store(true, Ordering::SeqCst);
    let mut held = reply.lock().unwrap();
    *held = Some(running.push(bidder(1), bid(1, None, 1)));
    drop(held);
    assert!(running.floor.join().is_none());
    assert_eq!(*running.fatal.lock().unwrap(), ["go on after a fault: a fault of ours"]);
    let reply = reply.lock().unwrap().take().unwrap();
    assert!(reply.blocking_recv().is_err(), "unknown, never a false answer");
}

fn options() -> Options {
    Options::small(64 * 1024)
}

fn opened(disk: &SimulatedDisk) -> Vec<(Entry, Digest)> {
    let mut entries = Vec::new();
    let opened = InlineSegments::open(disk.clone(), options(), &mut |entry, hash| {
        entries.push((entry, hash));
        Ok::<_, JournalError>(())
    });
    opened.unwrap();
    entries
}

/// Starts a floor on a disk that will fail, sends until it does, and looks at what was answered.
fn fail(seed: u64, faults: Faults) -> (usize, usize) {
    let disk = SimulatedDisk::new(seed);
    let starting = Starting::default();
    let bell = Arc::clone(&starting.bell);
    let wake: journal::Wake = Arc::new(move || bell.ring());
    let nothing = &mut |_, _| Ok::<_, JournalError>(());
    let journal = Segments::open(disk.clone(), options(), wake, nothing).unwrap().0;
    disk.plan(faults);
    let running = starting.start(journal);
    let (mut answers, mut unknown) = (Vec::new(), 0);
    'sending: for round in 0..200 {
        let mut replies = Vec::new();
        for number in 0..=round % 5 {
            match running.door.push(bidder(round * 5 + number), id(round), bid(1, None, 1)) {
                Ok(reply) => replies.push(reply),
                Err(Unanswered::Stopping) => break,
                Err(other) => panic!("{other}"),
            }
        }
        for reply in replies {
            match reply.blocking_recv() {
                Ok(answer) => answers.push(answer.unwrap()),
                Err(_) => unknown += 1,
            }
        }
        if unknown > 0 {
            break 'sending;
        }
    }
    assert!(running.floor.join().is_none());
    assert_eq!(*running.fatal.lock().unwrap(), ["keep the journal"]);
    let refused = running.door.push(bidder(9_999), id(1), bid(1, None, 1));
    assert_eq!(refused.unwrap_err(), Unanswered::Stopping);

    disk.plan(Faults::default());
    for after in [disk.crash_forgetful(), disk.crash(), disk] {
        let entries = opened(&after);
        for answer in &answers {
            let (entry, hash) = &entries[usize::try_from(answer.sequence.0).unwrap() - 1];
            assert_eq!((*hash, entry.header.moment), (answer.hash, answer.moment));
            assert_eq!(crate::house::read(entry).decided.outcome, answer.outcome);
        }
    }
    (answers.len(), unknown)
}

#[test]
fn a_journal_that_fails_stops_the_exchange_and_answers_nothing_that_is_not_durable() {
    let (mut answered, mut unknown) = (0, 0);
    for at in 1..=40 {
        for faults in [
            Faults { full_at_write: Some(at), ..Faults::default() },
            Faults { fail_at_sync: Some(at), ..Faults::default() },
            Faults { power_off_at_call: Some(at), ..Faults::default() },
        ] {
            let seen = fail(at, faults);
            answered += seen.0;
            unknown += seen.1;
        }
    }
    assert!(answered > 2_000 && unknown > 50, "{answered} answered, {unknown} unknown");
}
