//! The two queues in front of the sequencer, bounded and lock-free.

use std::sync::Mutex;
use std::sync::PoisonError;

use crossbeam::queue::ArrayQueue;
use exchange::wire::COMMAND_SIZE_MAX;
use exchange::{Actor, Command, Role};
use lexicon::{Moment, RequestId};
use tokio::sync::oneshot;

use crate::again::Recall;
use crate::door::FULL_RETRY_AFTER;
use crate::{Answer, Unanswered};

/// How many ordinary commands wait at most.
pub const ORDINARY_LENGTH_MAX: usize = 16_384;
/// How many urgent commands wait at most.
pub const URGENT_LENGTH_MAX: usize = 1_024;

/// How many wait at most for an old answer that they ask for by its place.
pub const RECALLS_LENGTH_MAX: usize = 1_024;

/// A command on its way to the sequencer.
#[derive(Debug)]
pub struct Submission {
    /// Who sent it.
    pub actor: Actor,
    /// The id its sender made.
    pub request_id: RequestId,
    /// What is asked.
    pub command: Command,
    /// When it came to the door.
    pub arrived_at: Moment,
    /// Where the answer goes.
    pub reply: Option<oneshot::Sender<Result<Answer, Unanswered>>>,
}

/// A jump of the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// The earlier end.
    pub from: Moment,
    /// The later end.
    pub until: Moment,
}

/// What waits for the sequencer.
#[derive(Debug)]
pub struct Inbox {
    urgent: ArrayQueue<Submission>,
    ordinary: ArrayQueue<Submission>,
    recalls: ArrayQueue<Recall>,
    jump: Mutex<Option<Jump>>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self::with_lengths(URGENT_LENGTH_MAX, ORDINARY_LENGTH_MAX)
    }
}

impl Inbox {
    /// Queues of these lengths, each at least one.
    pub fn with_lengths(urgent: usize, ordinary: usize) -> Self {
        Self {
            urgent: ArrayQueue::new(urgent.max(1)),
            ordinary: ArrayQueue::new(ordinary.max(1)),
            recalls: ArrayQueue::new(RECALLS_LENGTH_MAX),
            jump: Mutex::default(),
        }
    }

    /// Puts a command into the queue that it belongs to.
    ///
    /// # Errors
    /// When the queue is full or the command too large.
    pub fn push(&self, submission: Submission) -> Result<(), Unanswered> {
        check_size(&submission.command)?;
        let may_stop =
            matches!(submission.actor.role, Role::Exchange | Role::Clerk | Role::Reviewer);
        // Whoever may not stop anything must not fill the queue of those who may.
        let queue =
            if may_stop && submission.command.is_urgent() { &self.urgent } else { &self.ordinary };
        let full = Unanswered::QueueFull { retry_after: FULL_RETRY_AFTER };
        queue.push(submission).map_err(|_| full)
    }

    /// Puts down who asks for an old answer; that is no command and waits in a queue of its own.
    pub(crate) fn push_recall(&self, recall: Recall) -> Result<(), Unanswered> {
        let full = Unanswered::QueueFull { retry_after: FULL_RETRY_AFTER };
        self.recalls.push(recall).map_err(|_| full)
    }

    /// Notes that the wall clock jumped, for the next step; two jumps before it count as one over
    /// both.
    pub fn note_jump(&self, jump: Jump) {
        let mut noted = self.jump.lock().unwrap_or_else(PoisonError::into_inner);
        let Jump { from, until } = noted.unwrap_or(jump);
        *noted = Some(Jump { from: from.min(jump.from), until: until.max(jump.until) });
    }

    /// Whether no command waits.
    pub fn is_empty(&self) -> bool {
        self.urgent.is_empty() && self.ordinary.is_empty()
    }

    /// Drops what waits when nobody will rule on it, so that its senders hear that.
    pub(crate) fn forget(&self) {
        while self.pop_urgent().or_else(|| self.pop_ordinary()).is_some() {}
        while self.pop_recall().is_some() {}
    }

    pub(crate) fn pop_recall(&self) -> Option<Recall> {
        self.recalls.pop()
    }

    pub(crate) fn take_jump(&self) -> Option<Jump> {
        self.jump.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) fn pop_urgent(&self) -> Option<Submission> {
        self.urgent.pop()
    }

    pub(crate) fn pop_ordinary(&self) -> Option<Submission> {
        self.ordinary.pop()
    }

    pub(crate) fn ordinary_length(&self) -> usize {
        self.ordinary.len()
    }
}

/// Most commands are of a fixed small size; only those that carry lists or texts are measured.
fn check_size(command: &Command) -> Result<(), Unanswered> {
    let (Command::PublishLot { .. } | Command::Propose { .. }) = command else { return Ok(()) };
    let (size, most) = (exchange::wire::encode(command).len(), COMMAND_SIZE_MAX);
    if size > most { Err(Unanswered::TooLarge { size, most }) } else { Ok(()) }
}
