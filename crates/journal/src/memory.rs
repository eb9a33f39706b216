//! A journal in memory, for sales on paper and for tests.

use lexicon::{Digest, HashAlg, Sequence};
use record::{Chain, Entry};

use crate::{Journal, JournalError, Progress, Receipts};

/// A journal that lasts as long as it is held; what is begun is durable at the next poll.
#[derive(Debug)]
pub struct Memory {
    chain: Chain,
    entries: Vec<(Entry, Digest)>,
    durable: Option<Receipts>,
}

impl Memory {
    /// A journal without entries.
    pub fn new(hash: HashAlg) -> Self {
        Self { chain: Chain::new(hash), entries: Vec::new(), durable: None }
    }

    /// Every entry with its hash, in order.
    pub fn entries(&self) -> &[(Entry, Digest)] {
        &self.entries
    }

    /// The hash of the last entry.
    pub fn head(&self) -> Digest {
        self.chain.head()
    }
}

impl Journal for Memory {
    fn begin(&mut self, batch: Vec<Entry>) {
        assert!(self.durable.is_none(), "a batch begins when none is in flight");
        assert!(!batch.is_empty(), "a batch has entries");
        let first = self.chain.last().next();
        let sealed: Vec<_> = batch
            .into_iter()
            .map(|entry| {
                let hash = self.chain.seal(&entry);
                (entry, hash)
            })
            .collect();
        let hashes = sealed.iter().map(|&(_, hash)| hash).collect();
        self.durable = Some(Receipts { first, hashes });
        self.entries.extend(sealed);
    }

    fn poll(&mut self) -> Progress {
        self.durable.take().map_or(Progress::Idle, Progress::Durable)
    }

    fn read(&mut self, sequence: Sequence) -> Result<(Entry, Digest), JournalError> {
        let index = usize::try_from(sequence.0).ok().and_then(|place| place.checked_sub(1));
        let held = index.and_then(|index| self.entries.get(index));
        held.cloned().ok_or(JournalError::Absent { sequence })
    }
}
