//! Keeps records: segment files, and memory.
//!
//! The journal is the truth of the exchange, so this crate promises one thing before all others:
//! what it once called durable is there after any crash, and what is not there whole is noticed.
//!
//! Invariant: it knows bytes, not bids.
//!
//! Invariant: nothing is called durable before it is synced, and after a failed write or sync
//! nothing is called durable any more.
#![warn(clippy::indexing_slicing)]

mod disk;
mod error;
mod follower;
mod frame;
mod held;
mod index;
mod inline;
mod memory;
mod options;
mod recovery;
mod segment;
mod segments;
mod supply;
mod tail;
#[cfg(test)]
mod tests;
mod walk;
mod writer;
mod zero;

pub use disk::{Disk, DiskFile, Faults, RealDisk, RealFile, SimulatedDisk, SimulatedFile};
pub use error::{Flaw, JournalError};
pub use follower::Follower;
pub use inline::InlineSegments;
pub use memory::Memory;
pub use options::{Options, SEGMENT_SIZE_DEFAULT};
pub use recovery::scan;
pub use segments::{Segments, Wake};

use lexicon::{Digest, HashAlg, Sequence};
use record::{ENTRY_SIZE_MAX, Entry};

/// How many bytes of encoded entries one batch may hold.
pub const BATCH_SIZE_MAX: usize = 1024 * 1024;
/// How many entries one batch may hold.
pub const BATCH_LENGTH_MAX: usize = 4096;

const _: () = assert!(ENTRY_SIZE_MAX <= BATCH_SIZE_MAX, "the longest entry fits a batch");

/// What a durable batch gives back: the hash of each of its entries, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipts {
    /// The sequence of the first entry.
    pub first: Sequence,
    /// One hash per entry.
    pub hashes: Vec<Digest>,
}

impl Receipts {
    /// The sequence of the last entry.
    pub fn last(&self) -> Sequence {
        let length = u64::try_from(self.hashes.len()).unwrap_or(u64::MAX);
        Sequence((self.first.0 + length).saturating_sub(1))
    }
}

/// How far the batch is that was begun.
#[derive(Debug, Clone)]
pub enum Progress {
    /// No batch is in flight.
    Idle,
    /// The batch is not durable yet.
    Pending,
    /// The batch is durable; said once for each batch.
    Durable(Receipts),
    /// The journal is dead: nothing becomes durable any more, and the process must stop.
    Failed(JournalError),
    /// A remote store did not say whether the batch is durable; segments never answer this.
    Unknown(JournalError),
}

/// A place where entries are kept for ever.
///
/// A batch is begun and then polled, since an append that blocks could not let the next batch
/// fill meanwhile.
pub trait Journal: Send {
    /// Takes the next entries, whose sequences rise by one; only when no batch is in flight.
    ///
    /// A journal that has failed takes nothing, and goes on answering [`Progress::Failed`].
    fn begin(&mut self, batch: Vec<Entry>);

    /// Says how far the batch is.
    fn poll(&mut self) -> Progress;

    /// Reads one durable entry again, with its hash.
    ///
    /// # Errors
    /// When no durable entry has that sequence, or it cannot be read.
    fn read(&mut self, sequence: Sequence) -> Result<(Entry, Digest), JournalError>;
}

/// What was found in a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// The sequence of the last entry.
    pub last: Sequence,
    /// The hash of the last entry.
    pub head: Digest,
    /// How many entries there are.
    pub entries: u64,
    /// The incomplete last batch that recovery cut, if there was one.
    pub tail_cut: Option<TailCut>,
    /// Which hash makes the chain; the default one where no segment names any.
    pub hash: HashAlg,
}

/// An incomplete last batch that recovery cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TailCut {
    /// The number of the segment it stood in.
    pub segment: u32,
    /// Where in the segment it began.
    pub offset: u64,
    /// How many bytes of it there were.
    pub size: u64,
}

/// Asserts what whoever begins a batch must have seen to.
fn check_batch(batch: &[Entry], last: Sequence, options: Options) {
    let first = batch.first().map(|entry| entry.header.sequence);
    assert!(first == Some(last.next()), "a batch continues the journal");
    assert!(batch.len() <= BATCH_LENGTH_MAX, "a batch keeps its limit of entries");
    let size: usize = batch.iter().map(Entry::encoded_size).sum();
    assert!(size <= options.batch_size_max, "a batch keeps its limit of bytes");
}
