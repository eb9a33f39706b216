//! Answers that are asked for again, read back from the journal a few at a time.
//!
//! Reading one back costs as much as the frame it stands in is long. All at once they could hold up
//! the sequencer's thread so long that it falls silent.

use std::collections::VecDeque;

use journal::Journal;
use lexicon::{PartyId, RequestId, Sequence};
use tokio::sync::oneshot;

use crate::answered::digest;
use crate::batch::Reply;
use crate::door::FULL_RETRY_AFTER;
use crate::{Answer, Fatal, Unanswered, entry};

/// How many wait to be read back at most.
const LENGTH_MAX: usize = 4_096;
/// How many are read back before the sequencer looks round again.
const ROUND: usize = 16;
const FULL: Unanswered = Unanswered::QueueFull { retry_after: FULL_RETRY_AFTER };

/// Somebody who asks for an old answer by its place, because its request id has been forgotten.
#[derive(Debug)]
pub(crate) struct Recall {
    pub(crate) sequence: Sequence,
    pub(crate) party: PartyId,
    pub(crate) request_id: RequestId,
    /// The digest of the command's bytes.
    pub(crate) body: u64,
    pub(crate) reply: oneshot::Sender<Result<Option<Answer>, Unanswered>>,
}

/// Those who asked again and whose answers are durable.
#[derive(Debug, Default)]
pub(crate) struct Again {
    waiting: VecDeque<Asked>,
}

/// Somebody who waits for an answer to be read back.
#[derive(Debug)]
enum Asked {
    /// Under an id of which it is known where it was answered.
    Known(Sequence, Reply),
    /// By a place where it may have been answered.
    Recalled(Recall),
}

impl Again {
    /// Takes somebody in, or tells him to come back.
    pub(crate) fn push(&mut self, sequence: Sequence, reply: Reply) {
        if self.is_full() {
            // Whoever no longer waits asks again with the same id.
            let _ = reply.send(Err(FULL));
        } else {
            self.waiting.push_back(Asked::Known(sequence, reply));
        }
    }

    /// Takes somebody in who asks for a place that is published, or tells him to come back.
    pub(crate) fn recall(&mut self, recall: Recall, published: Sequence) {
        if recall.sequence == Sequence::ZERO || recall.sequence > published {
            let _ = recall.reply.send(Ok(None));
        } else if self.is_full() {
            let _ = recall.reply.send(Err(FULL));
        } else {
            self.waiting.push_back(Asked::Recalled(recall));
        }
    }

    fn is_full(&self) -> bool {
        self.waiting.len() >= LENGTH_MAX
    }

    /// Whether nobody waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Answers a few.
    pub(crate) fn answer(&mut self, journal: &mut dyn Journal) -> Result<(), Fatal> {
        for _ in 0..ROUND {
            match self.waiting.pop_front() {
                None => return Ok(()),
                Some(Asked::Known(sequence, reply)) => {
                    let _ = reply.send(Ok(read_back(journal, sequence)?.answer));
                }
                Some(Asked::Recalled(recall)) => {
                    let found = read_back(journal, recall.sequence)?;
                    let answer = found.answer_to(&recall);
                    let _ = recall.reply.send(answer);
                }
            }
        }
        Ok(())
    }
}

/// What an entry answered, and to whom.
struct Found {
    answer: Answer,
    party: PartyId,
    request_id: RequestId,
    body: u64,
}

fn read_back(journal: &mut dyn Journal, sequence: Sequence) -> Result<Found, Fatal> {
    let (found, hash) = journal.read(sequence).map_err(Fatal::Journal)?;
    let decided = entry::read(&found).map_err(Fatal::Part)?;
    let (moment, outcome) = (found.header.moment, decided.outcome);
    Ok(Found {
        answer: Answer { sequence, moment, hash, outcome, is_replayed: true },
        party: decided.actor.party,
        request_id: decided.request.request_id,
        body: digest(entry::body(&found)),
    })
}

impl Found {
    /// The answer, if it was to this request: a place comes from outside the floor, and nobody
    /// must hear what another was answered.
    fn answer_to(self, recall: &Recall) -> Result<Option<Answer>, Unanswered> {
        if (self.party, self.request_id) != (recall.party, recall.request_id) {
            Ok(None)
        } else if self.body == recall.body {
            Ok(Some(self.answer))
        } else {
            Err(Unanswered::OtherBody)
        }
    }
}
