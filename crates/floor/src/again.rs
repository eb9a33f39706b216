//! Answers that are asked for again, read back from the journal a few at a time.
//!
//! Reading one back costs as much as the frame it stands in is long. All at once they could hold up
//! the sequencer's thread so long that it falls silent.

use std::collections::VecDeque;

use journal::Journal;
use lexicon::Sequence;

use crate::batch::Reply;
use crate::door::FULL_RETRY_AFTER;
use crate::{Answer, Fatal, Unanswered, entry};

/// How many wait to be read back at most.
const LENGTH_MAX: usize = 4_096;
/// How many are read back before the sequencer looks round again.
const ROUND: usize = 16;

/// Those who asked again and whose answers are durable.
#[derive(Debug, Default)]
pub(crate) struct Again {
    waiting: VecDeque<(Sequence, Reply)>,
}

impl Again {
    /// Takes somebody in, or tells him to come back.
    pub(crate) fn push(&mut self, sequence: Sequence, reply: Reply) {
        if self.waiting.len() < LENGTH_MAX {
            self.waiting.push_back((sequence, reply));
        } else {
            let full = Unanswered::QueueFull { retry_after: FULL_RETRY_AFTER };
            // Whoever no longer waits asks again with the same id.
            let _ = reply.send(Err(full));
        }
    }

    /// Whether nobody waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Answers a few.
    pub(crate) fn answer(&mut self, journal: &mut dyn Journal) -> Result<(), Fatal> {
        for _ in 0..ROUND {
            let Some((sequence, reply)) = self.waiting.pop_front() else { return Ok(()) };
            let (found, hash) = journal.read(sequence).map_err(Fatal::Journal)?;
            let outcome = entry::read(&found).map_err(Fatal::Part)?.outcome;
            let moment = found.header.moment;
            let answer = Answer { sequence, moment, hash, outcome, is_replayed: true };
            let _ = reply.send(Ok(answer));
        }
        Ok(())
    }
}
