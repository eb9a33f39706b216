//! The door: where a command comes in and its answer goes out.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use exchange::{Actor, Command, Outcome, wire};
use lexicon::{Digest, Moment, PartyId, RequestId, Sequence, Span};
use tokio::sync::oneshot;

use crate::again::Recall;
use crate::answered::digest;
use crate::bucket::Buckets;
use crate::inbox::{Inbox, Submission};
use crate::running::Control;
use crate::{Bell, Clock};

/// How long a sender waits before he asks again when a queue is full.
pub const FULL_RETRY_AFTER: Span = Span::SECOND;

/// The answer to a command: durable, for ever the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Where it stands in the journal.
    pub sequence: Sequence,
    /// The moment of the ruling.
    pub moment: Moment,
    /// The entry's hash: the receipt.
    pub hash: Digest,
    /// What followed.
    pub outcome: Outcome,
    /// Whether this was asked before under the same id.
    pub is_replayed: bool,
}

/// Why a command has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The party sends faster than its bucket fills; not journaled.
    #[error("submit: too many commands, try again in {retry_after:?}")]
    TooFast {
        /// When to try again.
        retry_after: Span,
    },
    /// The queue is full; not journaled.
    #[error("submit: the queue is full, try again in {retry_after:?}")]
    QueueFull {
        /// When to try again.
        retry_after: Span,
    },
    /// The command is larger than one command may be; not journaled.
    #[error("submit: the command has {size} bytes, more than {most}")]
    TooLarge {
        /// Its bytes.
        size: usize,
        /// The most bytes.
        most: usize,
    },
    /// The id was used by the same party for another command; not journaled.
    #[error("submit: the request id was used for another command")]
    OtherBody,
    /// The exchange is stopping and takes nothing more; not journaled.
    #[error("submit: the exchange is stopping")]
    Stopping,
    /// The exchange stopped before it could answer: ask again with the same id.
    #[error("submit: no answer, ask again with the same request id")]
    Unknown,
}

/// Figures of the door, since start.
#[derive(Debug, Default)]
pub struct DoorCounts {
    /// Commands that went into a queue.
    pub taken: AtomicU64,
    /// Commands refused because a party sent too fast.
    pub too_fast: AtomicU64,
    /// Commands refused because a queue was full.
    pub queue_full: AtomicU64,
}

/// Where commands come in; cheap to clone.
#[derive(Clone)]
pub struct Door {
    inbox: Arc<Inbox>,
    bell: Arc<Bell>,
    clock: Arc<dyn Clock>,
    control: Arc<Control>,
    buckets: Arc<Buckets>,
    counts: Arc<DoorCounts>,
    /// The last stamp of an arrival, in microseconds; arrivals do not follow a clock back.
    stamped_us: Arc<AtomicI64>,
}

impl Door {
    /// A door on which nothing arrives before `since`, whatever the clock shows.
    pub(crate) fn new(
        inbox: Arc<Inbox>,
        bell: Arc<Bell>,
        clock: Arc<dyn Clock>,
        control: Arc<Control>,
        since: Moment,
    ) -> Self {
        let stamped_us = Arc::new(AtomicI64::new(since.us()));
        let (buckets, counts) = (Arc::default(), Arc::default());
        Self { inbox, bell, clock, control, buckets, counts, stamped_us }
    }

    /// Submits a command and waits for its durable answer.
    ///
    /// # Errors
    /// See [`Unanswered`]; only with [`Unanswered::Unknown`] the command may have had its effect.
    pub async fn submit(
        &self,
        actor: Actor,
        request_id: RequestId,
        command: Command,
    ) -> Result<Answer, Unanswered> {
        let answer = self.push(actor, request_id, command)?;
        // The sender is dropped without an answer only when the exchange stops.
        answer.await.unwrap_or(Err(Unanswered::Unknown))
    }

    /// Submits a command; the answer comes through the receiver, whose sender is dropped where it
    /// is [`Unanswered::Unknown`].
    ///
    /// # Errors
    /// What is refused before it reaches a queue.
    pub fn push(
        &self,
        actor: Actor,
        request_id: RequestId,
        command: Command,
    ) -> Result<oneshot::Receiver<Result<Answer, Unanswered>>, Unanswered> {
        if self.control.is_closed() {
            return Err(Unanswered::Stopping);
        }
        let now = self.clock.now();
        self.take_from_bucket(actor.party, now)?;
        let (reply, answer) = oneshot::channel();
        let arrived_at = self.stamp(now);
        let submission = Submission { actor, request_id, command, arrived_at, reply: Some(reply) };
        self.count_full(self.inbox.push(submission))?;
        self.counts.taken.fetch_add(1, Ordering::Relaxed);
        self.call();
        Ok(answer)
    }

    /// Asks for the answer to a command that was decided so long ago that its request id has been
    /// forgotten (see [`crate::FloorCounts::forgotten_through`]), and whose place is known from the
    /// rows: it is read back from the journal. None where no published entry at that place decided
    /// on a request of that party under that id.
    ///
    /// It takes from the party's bucket as a command does, since it costs as much.
    ///
    /// # Errors
    /// [`Unanswered::OtherBody`] where that request was for another command; otherwise nothing was
    /// read, and it can be asked for again.
    pub async fn recall(
        &self,
        party: PartyId,
        request_id: RequestId,
        command: &Command,
        sequence: Sequence,
    ) -> Result<Option<Answer>, Unanswered> {
        if self.control.is_closed() {
            return Err(Unanswered::Stopping);
        }
        self.take_from_bucket(party, self.clock.now())?;
        let body = digest(&wire::encode(command));
        let (reply, answer) = oneshot::channel();
        let recall = Recall { sequence, party, request_id, body, reply };
        self.count_full(self.inbox.push_recall(recall))?;
        self.call();
        // The sender is dropped without an answer only when the exchange stops.
        answer.await.unwrap_or(Err(Unanswered::Unknown))
    }

    fn take_from_bucket(&self, party: PartyId, now: Moment) -> Result<(), Unanswered> {
        self.buckets.take(party, now).map_err(|retry_after| {
            self.counts.too_fast.fetch_add(1, Ordering::Relaxed);
            Unanswered::TooFast { retry_after }
        })
    }

    fn count_full(&self, pushed: Result<(), Unanswered>) -> Result<(), Unanswered> {
        if pushed == Err(Unanswered::QueueFull { retry_after: FULL_RETRY_AFTER }) {
            self.counts.queue_full.fetch_add(1, Ordering::Relaxed);
        }
        pushed
    }

    /// Wakes the sequencer for what was put down.
    fn call(&self) {
        self.bell.ring();
        if self.control.is_over() {
            // It stopped after this door was found open, and may have left behind what was put
            // down.
            self.inbox.forget();
        }
    }

    /// When something arrives that arrives now. A clock that is set back takes no arrival back
    /// with it: a lot that has opened would else refuse bids as too early.
    fn stamp(&self, now: Moment) -> Moment {
        let before = self.stamped_us.fetch_max(now.us(), Ordering::SeqCst);
        now.max(Moment::from_us(before))
    }

    /// The exchange's time.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Figures since start.
    pub fn counts(&self) -> &DoorCounts {
        &self.counts
    }
}
