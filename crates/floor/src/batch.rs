//! What one step decided, on its way to the disk and to those who wait.

use exchange::Outcome;
use lexicon::{Moment, Sequence};
use record::Entry;
use tokio::sync::oneshot;

use crate::board::Changes;
use crate::{Answer, Unanswered};

/// Where an answer goes.
pub(crate) type Reply = oneshot::Sender<Result<Answer, Unanswered>>;

#[expect(clippy::large_enum_variant, reason = "nearly every answer is the large one")]
/// An answer that waits until what it tells is durable.
#[derive(Debug)]
pub(crate) enum Waiting {
    /// Of an entry of this batch.
    Decided { sequence: Sequence, moment: Moment, outcome: Outcome, reply: Reply },
    /// Of an entry that the same party asked for before.
    Again { sequence: Sequence, reply: Reply },
    /// Of nothing: the id was used for another command.
    OtherBody { reply: Reply },
}

/// What one step, or several, decided: entries for the journal, changes for the board, and answers.
#[derive(Debug, Default)]
pub struct Batch {
    entries: Vec<Entry>,
    size: usize,
    pub(crate) changes: Changes,
    pub(crate) waiting: Vec<Waiting>,
}

impl Batch {
    /// The entries, in their order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether nothing was decided and nobody waits.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.waiting.is_empty()
    }

    /// The entries' size in the journal.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn push(&mut self, entry: Entry) {
        self.size += entry.encoded_size();
        self.entries.push(entry);
    }

    /// Gives the entries up to the journal.
    pub(crate) fn take_entries(&mut self) -> Vec<Entry> {
        self.size = 0;
        std::mem::take(&mut self.entries)
    }

    /// Takes what a later step decided.
    pub(crate) fn append(&mut self, later: Self) {
        self.size += later.size;
        self.entries.extend(later.entries);
        self.waiting.extend(later.waiting);
        let Changes { through, views, bids, paddles, proposals, pause } = later.changes;
        // Of two views of one lot the later stands last and is published last.
        self.changes.views.extend(views);
        self.changes.bids.extend(bids);
        self.changes.paddles.extend(paddles);
        self.changes.through = through.or(self.changes.through);
        self.changes.proposals = proposals.or_else(|| self.changes.proposals.take());
        self.changes.pause = pause.or(self.changes.pause);
    }
}
