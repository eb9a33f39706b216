//! The chain of hashes: whoever holds its head holds a proof of everything before.

use lexicon::{Digest, HashAlg, Sequence};

use crate::entry::Entry;

/// The end of a chain of entries, to which the next is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    alg: HashAlg,
    last: Sequence,
    head: Digest,
}

/// Why an entry is not the next of its chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// Another sequence must follow.
    #[error("follow chain: entry {found} stands where {expected} must")]
    Sequence {
        /// The one that must follow.
        expected: Sequence,
        /// The one that stands there.
        found: Sequence,
    },
    /// The stored hash is not that of the entry behind this chain.
    #[error("follow chain: the hash of entry {sequence} is wrong")]
    Hash {
        /// The entry's place.
        sequence: Sequence,
    },
}

impl Chain {
    /// A chain without entries.
    pub fn new(alg: HashAlg) -> Self {
        Self::resume(alg, Sequence::ZERO, Digest::ZERO)
    }

    /// A chain that ends with the entry at `last`, whose hash is `head`.
    pub fn resume(alg: HashAlg, last: Sequence, head: Digest) -> Self {
        Self { alg, last, head }
    }

    /// Which hash makes the chain.
    pub fn alg(&self) -> HashAlg {
        self.alg
    }

    /// The hash of the last entry, [`Digest::ZERO`] before the first.
    pub fn head(&self) -> Digest {
        self.head
    }

    /// The last entry's place.
    pub fn last(&self) -> Sequence {
        self.last
    }

    /// Adds the next entry and gives its hash.
    pub fn seal(&mut self, entry: &Entry) -> Digest {
        assert!(entry.header.sequence == self.last.next(), "sequences rise by one");
        self.last = entry.header.sequence;
        self.head = entry.hash(self.alg, self.head);
        self.head
    }

    /// Adds the next entry, as read, if `hash` is its hash; otherwise leaves the chain as it was.
    ///
    /// # Errors
    /// When it is not the next entry of this chain.
    pub fn check(&mut self, entry: &Entry, hash: Digest) -> Result<(), ChainError> {
        let found = entry.header.sequence;
        // The last number has none behind it, and a forger may have written it.
        let expected = Sequence(self.last.0.wrapping_add(1));
        if found != expected || found == Sequence::ZERO {
            return Err(ChainError::Sequence { expected, found });
        }
        if entry.hash(self.alg, self.head) != hash {
            return Err(ChainError::Hash { sequence: found });
        }
        self.last = found;
        self.head = hash;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use lexicon::{Epoch, Moment};

    use super::*;
    use crate::{Edition, Header, Part, Subject};

    fn entry(sequence: u64) -> Entry {
        let part = |salt: u8| Part::Open { salt: [salt; 16], bytes: vec![salt] };
        let header = Header {
            sequence: Sequence(sequence),
            epoch: Epoch(1),
            moment: Moment::UNIX,
            arrived_at: Moment::UNIX,
            subject: Subject::Other,
            edition: Edition(1),
        };
        Entry { header, actor: part(1), command: part(2), seed: part(3), outcome: part(4) }
    }

    #[test]
    fn what_was_sealed_is_checked_from_the_beginning_and_from_the_middle() {
        for alg in [HashAlg::Sha256, HashAlg::Sm3] {
            let mut sealed = Chain::new(alg);
            let mut checked = Chain::new(alg);
            for sequence in 1..=5 {
                let mut resumed = Chain::resume(alg, sealed.last(), sealed.head());
                let hash = sealed.seal(&entry(sequence));
                assert_eq!(checked.check(&entry(sequence), hash), Ok(()));
                assert_eq!(resumed.check(&entry(sequence), hash), Ok(()));
                assert_eq!((resumed, checked.clone()), (sealed.clone(), sealed.clone()));
            }
            assert_eq!(sealed.last(), Sequence(5));
        }
    }

    #[test]
    fn what_does_not_follow_is_refused_and_changes_nothing() {
        let mut chain = Chain::new(HashAlg::Sha256);
        let first = chain.seal(&entry(1));
        let second = chain.clone().seal(&entry(2));
        let before = chain.clone();
        let sequence = |found| ChainError::Sequence { expected: Sequence(2), found };
        assert_eq!(chain.check(&entry(1), first), Err(sequence(Sequence(1))));
        assert_eq!(chain.check(&entry(3), second), Err(sequence(Sequence(3))));
        let wrong = Err(ChainError::Hash { sequence: Sequence(2) });
        assert_eq!(chain.check(&entry(2), first), wrong);
        assert_eq!(chain, before);
        assert_eq!(chain.check(&entry(2), second), Ok(()));
    }

    #[test]
    fn nothing_follows_the_last_number() {
        let mut chain = Chain::resume(HashAlg::Sha256, Sequence(u64::MAX), Digest::ZERO);
        let error = chain.check(&entry(0), Digest::ZERO);
        let expected = Sequence::ZERO;
        assert_eq!(error, Err(ChainError::Sequence { expected, found: Sequence::ZERO }));
    }
}
