//! The last events of one watched lot.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::Bytes;
use lexicon::Sequence;
use tokio::sync::watch;

/// The most events that a ring holds: more than six seconds of the busiest lot.
pub(crate) const RING_LENGTH_MAX: usize = 64;

/// An event as it goes over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// The hub's round that made it; several rounds may see the same sequence.
    pub(crate) round: u64,
    /// The event's `id:`, the sequence up to which the board was published.
    pub(crate) id: Sequence,
    pub(crate) bytes: Bytes,
}

/// What a ring can tell a watcher.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Everything behind his place.
    Events,
    /// The ring no longer reaches back to his place.
    Lost,
}

struct Held {
    events: VecDeque<Event>,
    /// Everything that happened from this id on is in the ring.
    complete_from: Sequence,
    /// Everything that happened behind this round is in the ring.
    complete_behind: u64,
}

/// The last events of one watched lot; one task writes, many read.
pub(crate) struct Ring {
    held: RwLock<Held>,
    newest: watch::Sender<u64>,
}

impl Ring {
    /// A ring that begins to hold what happens from here on.
    pub(crate) fn new(id: Sequence, round: u64) -> Arc<Self> {
        let held = Held { events: VecDeque::new(), complete_from: id, complete_behind: round };
        Arc::new(Self { held: RwLock::new(held), newest: watch::Sender::new(round) })
    }

    pub(crate) fn push(&self, event: Event) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.events.len() >= RING_LENGTH_MAX
            && let Some(dropped) = held.events.pop_front()
        {
            held.complete_from = dropped.id.next();
            held.complete_behind = dropped.round;
        }
        held.events.push_back(event);
    }

    /// Wakes the watchers; comes behind the round's last push, so that they see it whole.
    pub(crate) fn announce(&self, round: u64) {
        self.newest.send_replace(round);
    }

    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    pub(crate) fn watcher_count(&self) -> usize {
        self.newest.receiver_count()
    }

    /// Adds the events behind a round, up to another one.
    pub(crate) fn behind(&self, round: u64, through: u64, events: &mut Vec<Event>) -> Told {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if round < held.complete_behind {
            return Told::Lost;
        }
        let wanted =
            held.events.iter().filter(|event| (round + 1..=through).contains(&event.round));
        events.extend(wanted.cloned());
        Told::Events
    }

    /// Adds the events that somebody may have missed whose last one had this id.
    ///
    /// The event of that very id is told again: several lots share an id, and he may have seen
    /// another's only. What is told twice changes nothing.
    pub(crate) fn from(&self, id: Sequence, through: u64, events: &mut Vec<Event>) -> Told {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if id < held.complete_from {
            return Told::Lost;
        }
        let wanted = held.events.iter().filter(|event| event.id >= id && event.round <= through);
        events.extend(wanted.cloned());
        Told::Events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(round: u64, id: u64) -> Event {
        Event { round, id: Sequence(id), bytes: Bytes::new() }
    }

    fn rounds(events: &[Event]) -> Vec<u64> {
        events.iter().map(|event| event.round).collect()
    }

    #[test]
    fn a_watcher_gets_what_lies_behind_his_place() {
        let ring = Ring::new(Sequence(10), 1);
        for (round, id) in [(2, 10), (3, 12), (4, 12), (5, 20)] {
            ring.push(event(round, id));
        }
        let mut events = Vec::new();
        assert_eq!(ring.behind(2, 4, &mut events), Told::Events);
        assert_eq!(rounds(&events), [3, 4], "the round that is being written is not told yet");
        assert_eq!(ring.behind(0, 5, &mut events), Told::Lost, "before the ring began");

        events.clear();
        assert_eq!(ring.from(Sequence(12), 5, &mut events), Told::Events);
        assert_eq!(rounds(&events), [3, 4, 5], "his own id again");
        assert_eq!(ring.from(Sequence(9), 5, &mut events), Told::Lost);
    }

    #[test]
    fn a_full_ring_forgets_its_oldest_event_and_says_so() {
        let ring = Ring::new(Sequence::ZERO, 0);
        let length = u64::try_from(RING_LENGTH_MAX).unwrap();
        for round in 1..=length {
            ring.push(event(round, round));
        }
        let mut events = Vec::new();
        assert_eq!(ring.behind(0, length, &mut events), Told::Events);
        assert_eq!(events.len(), RING_LENGTH_MAX);
        ring.push(event(length + 1, length + 1));
        assert_eq!(ring.behind(0, length, &mut events), Told::Lost);
        assert_eq!(ring.behind(1, length, &mut events), Told::Events);
        assert_eq!(ring.from(Sequence(1), length, &mut events), Told::Lost);
        assert_eq!(ring.from(Sequence(2), length, &mut events), Told::Events);
    }
}
