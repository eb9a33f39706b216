//! Which request ids have been answered, so that asking again is safe.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use lexicon::{Moment, PartyId, RequestId, Sequence, Span};

/// How long an id is kept.
pub(crate) const KEPT: Span = Span::DAY;
/// How many are kept even when they are older.
pub(crate) const KEPT_MIN: usize = 1_000_000;
/// How many are kept at most.
pub(crate) const KEPT_MAX: usize = 4_000_000;

type Key = (PartyId, RequestId);

#[derive(Debug, Clone, Copy)]
struct Known {
    sequence: Sequence,
    body: u64,
}

/// What an id is to the party that sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// Never seen, or longer ago than is kept.
    New,
    /// Answered by this entry.
    Same(Sequence),
    /// Used for another command.
    OtherBody,
}

/// The request ids of the last day.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    known: HashMap<Key, Known>,
    order: VecDeque<(Moment, Key)>,
}

impl Answered {
    pub(crate) fn lookup(&self, party: PartyId, request_id: RequestId, body: u64) -> Lookup {
        match self.known.get(&(party, request_id)) {
            None => Lookup::New,
            Some(known) if known.body == body => Lookup::Same(known.sequence),
            Some(_) => Lookup::OtherBody,
        }
    }

    pub(crate) fn is_known(&self, party: PartyId, request_id: RequestId) -> bool {
        self.known.contains_key(&(party, request_id))
    }

    pub(crate) fn remember(
        &mut self,
        moment: Moment,
        party: PartyId,
        request_id: RequestId,
        body: u64,
        sequence: Sequence,
    ) {
        let key = (party, request_id);
        if self.known.insert(key, Known { sequence, body }).is_none() {
            self.order.push_back((moment, key));
        }
        self.forget(moment);
    }

    fn forget(&mut self, now: Moment) {
        while let Some(&(moment, key)) = self.order.front() {
            let is_old = now.since(moment) > KEPT && self.order.len() > KEPT_MIN;
            if !is_old && self.order.len() <= KEPT_MAX {
                return;
            }
            self.order.pop_front();
            self.known.remove(&key);
        }
    }
}

/// A short digest of a command's bytes. Two commands of one party under one id that agree in it
/// are taken for one; a party that made such a pair would deceive only itself.
pub(crate) fn digest(body: &[u8]) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_belongs_to_the_party_that_sent_it() {
        let mut answered = Answered::default();
        let id = RequestId([7; 16]);
        answered.remember(Moment::UNIX, PartyId(1), id, digest(b"bid"), Sequence(9));
        assert_eq!(answered.lookup(PartyId(1), id, digest(b"bid")), Lookup::Same(Sequence(9)));
        assert_eq!(answered.lookup(PartyId(1), id, digest(b"other")), Lookup::OtherBody);
        assert_eq!(answered.lookup(PartyId(2), id, digest(b"bid")), Lookup::New);
    }

    #[test]
    fn old_ids_go_once_there_are_enough_and_all_others_stay() {
        let mut answered = Answered::default();
        let remember = |answered: &mut Answered, at: Moment, number: u64| {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&number.to_le_bytes());
            answered.remember(at, PartyId(1), RequestId(bytes), 0, Sequence(number));
        };
        let kept_min = u64::try_from(KEPT_MIN).unwrap();
        for number in 0..kept_min {
            remember(&mut answered, Moment::UNIX, number);
        }
        let later = Moment::UNIX + KEPT + Span::from_us(1);
        remember(&mut answered, Moment::UNIX + KEPT, kept_min);
        assert_eq!(answered.known.len(), KEPT_MIN + 1, "a day old is not older than a day");
        remember(&mut answered, later, kept_min + 1);
        assert_eq!(answered.known.len(), KEPT_MIN);
        assert_eq!(answered.order.len(), KEPT_MIN);
    }
}
