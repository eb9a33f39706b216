//! Which request ids have been answered, so that asking again is safe.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use lexicon::{Moment, PartyId, RequestId, Sequence, Span};

/// How long an id is kept.
const KEPT: Span = Span::DAY;
/// How many are kept even when they are older.
const KEPT_MIN: usize = 1_000_000;
/// How many are kept at most.
const KEPT_MAX: usize = 4_000_000;

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

/// How many ids are kept, and how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) kept: Span,
    pub(crate) kept_min: usize,
    pub(crate) kept_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { kept: KEPT, kept_min: KEPT_MIN, kept_max: KEPT_MAX }
    }
}

/// The request ids of the last day.
#[derive(Debug)]
pub(crate) struct Answered {
    known: HashMap<Key, Known>,
    order: VecDeque<(Moment, Key)>,
    limits: Limits,
    forgotten_through: Sequence,
}

impl Default for Answered {
    fn default() -> Self {
        Self::with_limits(Limits::default())
    }
}

impl Answered {
    pub(crate) fn with_limits(limits: Limits) -> Self {
        let (known, order) = (HashMap::new(), VecDeque::new());
        Self { known, order, limits, forgotten_through: Sequence::ZERO }
    }

    /// The newest entry whose id has been forgotten; zero when none has.
    pub(crate) fn forgotten_through(&self) -> Sequence {
        self.forgotten_through
    }

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
        let Limits { kept, kept_min, kept_max } = self.limits;
        while let Some(&(moment, key)) = self.order.front() {
            let is_old = now.since(moment) > kept && self.order.len() > kept_min;
            if !is_old && self.order.len() <= kept_max {
                return;
            }
            self.order.pop_front();
            if let Some(known) = self.known.remove(&key) {
                self.forgotten_through = self.forgotten_through.max(known.sequence);
            }
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
        for number in 1..=kept_min {
            remember(&mut answered, Moment::UNIX, number);
        }
        remember(&mut answered, Moment::UNIX + KEPT, kept_min + 1);
        assert_eq!(answered.known.len(), KEPT_MIN + 1, "a day old is not older than a day");
        assert_eq!(answered.forgotten_through(), Sequence::ZERO);
        let later = Moment::UNIX + KEPT + Span::from_us(1);
        remember(&mut answered, later, kept_min + 2);
        assert_eq!(answered.known.len(), KEPT_MIN);
        assert_eq!(answered.order.len(), KEPT_MIN);
        assert_eq!(answered.forgotten_through(), Sequence(2));
    }

    #[test]
    fn more_than_the_most_go_however_young_they_are() {
        let limits = Limits { kept: KEPT, kept_min: 2, kept_max: 5 };
        let mut answered = Answered::with_limits(limits);
        for number in 1..=9_u8 {
            let id = RequestId([number; 16]);
            answered.remember(Moment::UNIX, PartyId(1), id, 0, Sequence(number.into()));
            let forgotten = u64::from(number.saturating_sub(5));
            assert_eq!(answered.forgotten_through(), Sequence(forgotten));
            for earlier in 1..=number {
                let is_known = answered.is_known(PartyId(1), RequestId([earlier; 16]));
                assert_eq!(is_known, u64::from(earlier) > forgotten);
            }
        }
    }
}
