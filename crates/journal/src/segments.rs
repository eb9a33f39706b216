//! Segments written by a thread of their own.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::{self, JoinHandle};

use lexicon::{Digest, Sequence};
use record::Entry;

use crate::disk::Disk;
use crate::held::Held;
use crate::recovery::{self, Opened};
use crate::supply::Supply;
use crate::writer::{Writer, Written};
use crate::{Journal, JournalError, Options, Progress, Recovered, check_batch};

const THREAD_NAME: &str = "journal";

/// Called by the journal's thread whenever [`Journal::poll`] has something new to say.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Segments written by a thread of their own, which also hashes and encodes: while one batch
/// syncs, the next is ruled on.
#[derive(Debug)]
pub struct Segments<D: Disk> {
    options: Options,
    held: Held<D>,
    /// Taken when the journal is dropped, which ends the thread.
    batches: Option<SyncSender<Vec<Entry>>>,
    written: Receiver<Result<Written, JournalError>>,
    thread: Option<JoinHandle<()>>,
    is_in_flight: bool,
    /// Why nothing becomes durable any more.
    dead: Option<JournalError>,
}

impl<D: Disk> Segments<D> {
    /// Recovers the journal on the disk, or makes a new one, visits every entry in order, and
    /// starts the journal's thread.
    ///
    /// Recovery cuts one thing only: a single last batch that was provably not wholly written, and
    /// of which therefore nobody has heard; [`Recovered::tail_cut`] tells of it.
    ///
    /// # Errors
    /// When the disk fails, when what stands on it is not what was written
    /// ([`JournalError::Damage`]), when the options contradict each other, and whatever `visit`
    /// gives.
    pub fn open<E: From<JournalError>>(
        disk: D,
        options: Options,
        wake: Wake,
        visit: &mut dyn FnMut(Entry, Digest) -> Result<(), E>,
    ) -> Result<(Self, Recovered), E> {
        let disk = Arc::new(disk);
        let supply = Supply::by_helper(Arc::clone(&disk), options.segment_size)?;
        let Opened { writer, held, recovered } = recovery::open(disk, options, supply, visit)?;

        // One batch is in flight at a time, so neither channel is ever full.
        let (batches, begun) = sync_channel(1);
        let (results, written) = sync_channel(1);
        let work = move || write_batches(writer, begun, results, wake);
        let thread = thread::Builder::new().name(THREAD_NAME.to_owned()).spawn(work);
        let thread = thread.map_err(|error| JournalError::disk("start", THREAD_NAME, error))?;
        let segments = Self {
            options,
            held,
            batches: Some(batches),
            written,
            thread: Some(thread),
            is_in_flight: false,
            dead: None,
        };
        Ok((segments, recovered))
    }
}

/// What the journal's thread does until nobody has batches for it, or it fails.
fn write_batches<D: Disk>(
    mut writer: Writer<D>,
    batches: Receiver<Vec<Entry>>,
    results: SyncSender<Result<Written, JournalError>>,
    wake: Wake,
) {
    // Declared before the sender is moved into it, so that even a panic is seen: the sender is
    // dropped first, then the sequencer is woken and finds the channel closed.
    let results = WakeAtEnd { results: Some(results), wake };
    for batch in batches {
        let outcome = writer.write(&batch).and_then(|written| writer.sync().map(|()| written));
        let has_failed = outcome.is_err();
        let is_heard = results.send(outcome);
        if has_failed || !is_heard {
            break;
        }
    }
}

/// The sender of results, which wakes the sequencer for each and when it is dropped.
struct WakeAtEnd {
    results: Option<SyncSender<Result<Written, JournalError>>>,
    wake: Wake,
}

impl WakeAtEnd {
    /// Sends a result; false when nobody is there to hear it.
    fn send(&self, outcome: Result<Written, JournalError>) -> bool {
        let sent = self.results.as_ref().is_some_and(|results| results.send(outcome).is_ok());
        (self.wake)();
        sent
    }
}

impl Drop for WakeAtEnd {
    fn drop(&mut self) {
        self.results = None;
        (self.wake)();
    }
}

impl<D: Disk> Journal for Segments<D> {
    fn begin(&mut self, batch: Vec<Entry>) {
        assert!(!self.is_in_flight, "a batch begins when none is in flight");
        if self.dead.is_some() {
            return;
        }
        check_batch(&batch, self.held.last(), self.options);
        // A thread that has ended is noticed by the next poll.
        self.is_in_flight = true;
        if let Some(batches) = &self.batches {
            drop(batches.send(batch));
        }
    }

    fn poll(&mut self) -> Progress {
        if let Some(error) = &self.dead {
            return Progress::Failed(error.clone());
        }
        let outcome = match self.written.try_recv() {
            Ok(outcome) => outcome,
            Err(TryRecvError::Disconnected) => Err(JournalError::Ended),
            Err(TryRecvError::Empty) if self.is_in_flight => return Progress::Pending,
            Err(TryRecvError::Empty) => return Progress::Idle,
        };
        self.is_in_flight = false;
        match outcome {
            Ok(written) => Progress::Durable(self.held.extend(written)),
            Err(error) => Progress::Failed(self.dead.insert(error).clone()),
        }
    }

    fn read(&mut self, sequence: Sequence) -> Result<(Entry, Digest), JournalError> {
        self.held.read(sequence)
    }
}

impl<D: Disk> Drop for Segments<D> {
    fn drop(&mut self) {
        self.batches = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been answered as `Ended` wherever it mattered.
            drop(thread.join());
        }
    }
}
