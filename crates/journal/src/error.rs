//! What can go wrong with a journal.

use std::io;
use std::sync::Arc;

use lexicon::Sequence;
use record::{ChainError, DecodeError};

/// Why a journal cannot be opened, read or written.
///
/// It can be cloned because a dead journal gives the reason of its death again and again.
#[derive(Debug, Clone, thiserror::Error)]
pub enum JournalError {
    /// The disk refused.
    #[error("{act} {name}")]
    Disk {
        /// What was tried: `open`, `write`, `sync`.
        act: &'static str,
        /// The file, or the directory.
        name: String,
        /// What the disk said.
        #[source]
        source: Arc<io::Error>,
    },
    /// What stands on the disk is not what was written.
    #[error("read segment {segment} at offset {offset}: {what}")]
    Damage {
        /// The segment's number.
        segment: u32,
        /// Where in the segment.
        offset: u64,
        /// What is wrong there.
        what: Flaw,
    },
    /// A file that is neither a segment nor a cut tail.
    #[error("list journal: {name} does not belong there")]
    Foreign {
        /// Its name.
        name: String,
    },
    /// The options contradict each other.
    #[error("use journal options: {0}")]
    Options(&'static str),
    /// No durable entry has this sequence.
    #[error("find entry {sequence} among the durable ones")]
    Absent {
        /// The sequence that was asked for.
        sequence: Sequence,
    },
    /// A thread of the journal ended although nobody told it to.
    #[error("go on: a thread of the journal has ended")]
    Ended,
}

/// What is wrong with a place of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// The segment's header is not one, or its checksum is wrong.
    #[error("the segment header is damaged")]
    SegmentHeader,
    /// The segment's header does not continue what stands before it.
    #[error("the segment does not continue the one before")]
    SegmentOrder,
    /// The segment does not exist although a later one does.
    #[error("the segment is missing")]
    SegmentMissing,
    /// The file is not as long as its header says.
    #[error("the segment has another size than its header says")]
    SegmentSize,
    /// A frame's header is damaged.
    #[error("a frame header is damaged")]
    FrameHeader,
    /// A frame's header is whole but contradicts its place or itself.
    #[error("a frame header contradicts its place")]
    FrameOrder,
    /// A frame's payload does not fit its checksum.
    #[error("a frame is damaged")]
    Frame,
    /// A frame does not end as frames do.
    #[error("a frame's trailer is damaged")]
    FrameTrailer,
    /// The last batch was not wholly written; recovery would cut it.
    #[error("the last batch is incomplete")]
    Incomplete,
    /// Something that looks like an incomplete batch stands before a whole one, at `offset`.
    #[error("a damaged frame stands before a whole one at offset {offset}")]
    BeforeFrame {
        /// Where the whole one stands.
        offset: u64,
    },
    /// A byte that must be zero is not.
    #[error("a byte of the unused rest is not zero")]
    Rest,
    /// Bytes within a frame are no entry.
    #[error("{0}")]
    Entry(DecodeError),
    /// An entry does not continue the chain.
    #[error("{0}")]
    Chain(ChainError),
}

impl JournalError {
    pub(crate) fn disk(act: &'static str, name: &str, source: io::Error) -> Self {
        Self::Disk { act, name: name.to_owned(), source: Arc::new(source) }
    }
}
