//! A disk that hangs without failing: nobody could hear, so no lot closes meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use floor::Standing;
use journal::{Journal, JournalError, Progress};
use lexicon::{Digest, Sequence, Span};
use record::Entry;

use crate::house::bidder;
use crate::running::{Kept, Running, Starting, is_accepted};
use crate::terms::plain;

/// A journal whose disk hangs while it is told to.
struct Hanging {
    kept: Kept,
    disk: Arc<Disk>,
    is_in_flight: bool,
}

/// Whether the disk hangs, and how often it was looked at.
#[derive(Default)]
struct Disk {
    hangs: AtomicBool,
    looks: AtomicU64,
}

impl Journal for Hanging {
    fn begin(&mut self, batch: Vec<Entry>) {
        self.kept.begin(batch);
        self.is_in_flight = true;
    }

    fn poll(&mut self) -> Progress {
        self.disk.looks.fetch_add(1, Ordering::SeqCst);
        if self.is_in_flight && self.disk.hangs.load(Ordering::SeqCst) {
            return Progress::Pending;
        }
        self.is_in_flight = false;
        self.kept.poll()
    }

    fn read(&mut self, sequence: Sequence) -> Result<(Entry, Digest), JournalError> {
        self.kept.read(sequence)
    }
}

/// Lets the sequencer's thread go round a few times.
fn go_round(running: &Running, disk: &Disk) {
    let before = disk.looks.load(Ordering::SeqCst);
    while disk.looks.load(Ordering::SeqCst) < before + 3 {
        running.bell.ring();
        thread::yield_now();
    }
}

#[test]
fn a_disk_that_hangs_in_the_last_window_interrupts_and_awards_nothing() {
    for (hung_for, is_sold) in [(2, true), (15, false)] {
        let disk = Arc::new(Disk::default());
        let journal = Hanging { kept: Kept::new(), disk: Arc::clone(&disk), is_in_flight: false };
        let running = Starting::default().start(journal);
        running.publish(plain(1, 80), 2);
        running.pass(5);
        assert!(is_accepted(&running.ask(bidder(1), running.bid_of(1, 1, 100))));
        running.pass(70);
        disk.hangs.store(true, Ordering::SeqCst);
        let late = running.push(bidder(2), running.bid_of(1, 2, 200));
        for _ in 0..hung_for * 4 {
            go_round(&running, &disk);
            running.clock.pass(Span::from_ms(250));
        }
        go_round(&running, &disk);
        disk.hangs.store(false, Ordering::SeqCst);
        running.settle();
        assert!(is_accepted(&late.blocking_recv().unwrap().unwrap()));
        running.pass(20);
        let standing = running.view(1).standing;
        assert_eq!(matches!(standing, Standing::Awarded { .. }), is_sold, "{standing:?}");
        assert_eq!(matches!(standing, Standing::Interrupted { .. }), !is_sold, "{standing:?}");
        running.stop();
    }
}
