//! What has to be done when, in the order of its moments.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use lexicon::Moment;

/// Keys in the order of their moments.
///
/// A moment may be noted too early: a lot's close moves later with every extension, and its note
/// stays where it is until it comes up and is noted anew. So an extension costs nothing here.
#[derive(Debug)]
pub(crate) struct Agenda<K> {
    order: BTreeSet<(Moment, K)>,
    noted: HashMap<K, Moment>,
}

impl<K> Default for Agenda<K> {
    fn default() -> Self {
        Self { order: BTreeSet::new(), noted: HashMap::new() }
    }
}

impl<K: Copy + Ord + Hash> Agenda<K> {
    /// Notes that the key comes up at this moment, unless it is noted earlier already.
    pub(crate) fn note(&mut self, key: K, at: Moment) {
        match self.noted.get(&key).copied() {
            Some(noted) if noted <= at => return,
            Some(noted) => {
                self.order.remove(&(noted, key));
            }
            None => {}
        }
        self.order.insert((at, key));
        self.noted.insert(key, at);
    }

    /// Takes out what comes up first, if it does so by now.
    pub(crate) fn pop(&mut self, now: Moment) -> Option<K> {
        let &(at, key) = self.order.first().filter(|(at, _)| *at <= now)?;
        self.order.remove(&(at, key));
        self.noted.remove(&key);
        Some(key)
    }

    /// When the first comes up, at the earliest.
    pub(crate) fn next(&self) -> Option<Moment> {
        self.order.first().map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lexicon::Span;

    #[test]
    fn what_is_noted_comes_up_in_order_and_once() {
        let at = |second| Moment::UNIX + Span::from_seconds(second);
        let mut agenda = Agenda::default();
        agenda.note('b', at(5));
        agenda.note('a', at(9));
        agenda.note('b', at(7));
        agenda.note('a', at(3));
        assert_eq!(agenda.next(), Some(at(3)));
        assert_eq!(agenda.pop(at(2)), None);
        assert_eq!(agenda.pop(at(9)), Some('a'));
        assert_eq!(agenda.pop(at(9)), Some('b'));
        assert_eq!((agenda.pop(at(9)), agenda.next()), (None, None));
    }
}
