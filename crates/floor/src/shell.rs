//! The sequencer's shell: lends it a thread, a clock, the queues and the journal.
//!
//! While one batch is being synced the next fills. What is durable is published on the board
//! first and answered second; nothing is answered before.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use exchange::wire::PartError;
use journal::{BATCH_LENGTH_MAX, BATCH_SIZE_MAX, Journal, JournalError, Progress, Receipts};
use lexicon::{Moment, Span};

use crate::again::Again;
use crate::batch::Waiting;
use crate::running::{Control, Stopped};
use crate::sequencer::BATCH_COMMANDS_MAX;
use crate::{Answer, Batch, Bell, Board, Clock, ClockWatch, Inbox, Sequencer, Unanswered};

/// A batch below this size takes what one more step may decide.
const FILLING_SIZE_MAX: usize = BATCH_SIZE_MAX / 4;
const FILLING_LENGTH_MAX: usize = BATCH_LENGTH_MAX - 2 * BATCH_COMMANDS_MAX;
/// While a batch has been on its way to the disk for longer than this, nothing more is ruled on: a
/// lot must not close in a time of which nobody could hear. The silence then tells by itself.
const FLIGHT_AGE_MAX: Span = Span::from_ms(500);
/// The longest sleep, so that a clock that was set is noticed soon.
const SLEEP_MAX: Span = Span::SECOND;

/// Why the exchange must stop at once.
#[derive(Debug, thiserror::Error)]
pub enum Fatal {
    /// The journal cannot be written or synced.
    #[error("keep the journal")]
    Journal(#[source] JournalError),
    /// An entry that was answered once cannot be read again.
    #[error("read an entry again")]
    Part(#[source] PartError),
    /// The sequencer failed by a fault of ours, after which its state cannot be trusted.
    #[error("go on after a fault: {0}")]
    Fault(String),
}

pub(crate) struct Shell {
    pub(crate) sequencer: Sequencer,
    pub(crate) journal: Box<dyn Journal>,
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) bell: Arc<Bell>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) board: Arc<Board>,
    pub(crate) control: Arc<Control>,
    pub(crate) filling: Batch,
    pub(crate) in_flight: Option<Batch>,
    /// Those who asked again.
    pub(crate) again: Again,
    /// When the batch in flight was begun, by the clock that is never set.
    pub(crate) begun_at: Span,
}

impl Shell {
    /// Runs until it is told to stop and everything decided is durable and answered.
    pub(crate) fn run(&mut self) -> Result<Stopped, Fatal> {
        self.bell.attend();
        let mut watch = ClockWatch::begin(&*self.clock);
        while !self.control.is_closing(!self.sequencer.is_any_window_open(), &*self.clock) {
            self.forward()?;
            let now = self.look_at_clock(&mut watch);
            if self.control.is_draining() {
                self.sequencer.stop_opening();
            }
            let is_idle = !self.may_fill() || self.step(now);
            if is_idle && !self.is_ready_to_begin() && self.again.is_empty() {
                self.sleep(now);
            }
        }
        self.close_down(&mut watch)
    }

    /// Gives the wall clock's time and notes where it jumped.
    fn look_at_clock(&self, watch: &mut ClockWatch) -> Moment {
        let (now, jump) = watch.look_at(&*self.clock);
        if let Some(jump) = jump {
            tracing::warn!(from = %jump.from, until = %jump.until, "the wall clock was set");
            self.inbox.note_jump(jump);
        }
        now
    }

    /// Decides on what waits; answers whether there was nothing.
    pub(crate) fn step(&mut self, now: Moment) -> bool {
        let batch = self.sequencer.step(now, &self.inbox);
        let is_idle = batch.is_empty() && !self.sequencer.is_busy();
        let counts = &self.control.counts;
        counts.faults.store(self.sequencer.fault_count(), Ordering::Relaxed);
        counts.forgotten_through.store(self.sequencer.forgotten_through().0, Ordering::Relaxed);
        self.filling.append(batch);
        is_idle
    }

    /// Moves a durable batch on to those who wait, and the full one on to the disk.
    pub(crate) fn forward(&mut self) -> Result<(), Fatal> {
        self.take_recalls();
        loop {
            match self.journal.poll() {
                Progress::Durable(receipts) => {
                    let batch = self.in_flight.take();
                    let batch =
                        batch.unwrap_or_else(|| panic!("only a batch in flight gets durable"));
                    self.publish(batch, &receipts);
                }
                Progress::Idle | Progress::Pending => {}
                Progress::Failed(error) | Progress::Unknown(error) => {
                    return Err(Fatal::Journal(error));
                }
            }
            if !self.is_ready_to_begin() {
                return self.again.answer(&mut *self.journal);
            }
            // Looks again behind it: a journal in memory is done at once and rings no bell.
            self.begin();
        }
    }

    /// Takes in those who ask for an old answer by its place.
    fn take_recalls(&mut self) {
        while let Some(recall) = self.inbox.pop_recall() {
            self.again.recall(recall, self.board.sequence());
        }
    }

    fn begin(&mut self) {
        let mut batch = std::mem::take(&mut self.filling);
        let entries = batch.take_entries();
        if entries.is_empty() {
            // Everything that is asked for again lies before, and all before is durable.
            let receipts = Receipts { first: self.sequencer.sequence(), hashes: Vec::new() };
            self.publish(batch, &receipts);
            return;
        }
        self.in_flight = Some(batch);
        self.begun_at = self.clock.monotonic();
        self.journal.begin(entries);
    }

    fn publish(&mut self, batch: Batch, receipts: &Receipts) {
        let count = u64::try_from(receipts.hashes.len()).unwrap_or(u64::MAX);
        self.control.counts.entries.fetch_add(count, Ordering::Relaxed);
        self.control.counts.batches.fetch_add(u64::from(count > 0), Ordering::Relaxed);
        self.board.publish(batch.changes);
        for waiting in batch.waiting {
            // Whoever no longer waits asks again with the same id.
            match waiting {
                Waiting::Decided { sequence, moment, outcome, reply } => {
                    let place = usize::try_from(sequence.0 - receipts.first.0).ok();
                    let hash = place.and_then(|place| receipts.hashes.get(place)).copied();
                    let hash = hash.unwrap_or_else(|| panic!("every entry has a receipt"));
                    let is_replayed = false;
                    let answer = Answer { sequence, moment, hash, outcome, is_replayed };
                    let _ = reply.send(Ok(answer));
                }
                Waiting::Again { sequence, reply } => self.again.push(sequence, reply),
                Waiting::OtherBody { reply } => {
                    let _ = reply.send(Err(Unanswered::OtherBody));
                }
            }
        }
    }

    pub(crate) fn may_fill(&self) -> bool {
        let age = self.clock.monotonic().us().saturating_sub(self.begun_at.us());
        let is_stalled = self.in_flight.is_some() && age > FLIGHT_AGE_MAX.us();
        !is_stalled
            && self.filling.size() < FILLING_SIZE_MAX
            && self.filling.entries().len() < FILLING_LENGTH_MAX
            && self.filling.waiting.len() < FILLING_LENGTH_MAX
    }

    /// Whether everything decided is durable and answered.
    pub(crate) fn is_settled(&self) -> bool {
        self.in_flight.is_none() && self.filling.is_empty() && self.again.is_empty()
    }

    pub(crate) fn is_ready_to_begin(&self) -> bool {
        self.in_flight.is_none() && !self.filling.is_empty()
    }

    fn sleep(&self, now: Moment) {
        let due = self.sequencer.wakes_at().map_or(SLEEP_MAX, |at| at.since(now));
        // A due moment that lies behind and is not done yet waits for the disk, which rings.
        let longest = if due.is_zero() { Span::MILLISECOND } else { due.min(SLEEP_MAX) };
        self.bell.sleep(longest.to_std());
    }

    /// Takes nothing more, interrupts the lots in their last window, and brings everything to the
    /// disk and to those who wait.
    fn close_down(&mut self, watch: &mut ClockWatch) -> Result<Stopped, Fatal> {
        self.control.close_door();
        loop {
            self.forward()?;
            if self.may_fill() {
                let now = self.look_at_clock(watch);
                let batch = self.sequencer.close_down(now, &self.inbox);
                self.filling.append(batch);
            }
            let is_done = self.inbox.is_empty() && !self.sequencer.is_busy();
            if is_done && self.is_settled() {
                return Ok(Stopped { interrupted: self.sequencer.stopped() });
            }
            if !self.is_ready_to_begin() && self.again.is_empty() {
                self.bell.sleep(SLEEP_MAX.to_std());
            }
        }
    }
}
