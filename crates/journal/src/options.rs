//! How segments are made.

use lexicon::HashAlg;

use crate::disk::SECTOR_SIZE;
use crate::{BATCH_SIZE_MAX, JournalError, frame, segment};

/// How long a segment is unless told otherwise.
pub const SEGMENT_SIZE_DEFAULT: u64 = 16 * 1024 * 1024;

/// What a segment needs beside the payload of its first frame.
const RESERVE_SIZE: usize = segment::HEADER_SIZE + frame::HEADER_SIZE + frame::OVERHEAD_SIZE_MAX;

const _: () = assert!(
    (BATCH_SIZE_MAX + RESERVE_SIZE) as u64 <= SEGMENT_SIZE_DEFAULT,
    "the longest batch fits a segment"
);
const _: () = assert!(SEGMENT_SIZE_DEFAULT <= segment::SIZE_MAX, "segments keep their limit");

/// How segments are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Which hash makes the chain of a new journal; an old one keeps its own.
    pub hash: HashAlg,
    /// How many bytes a new segment has: a multiple of a sector's 512.
    pub segment_size: u64,
    /// How many bytes of encoded entries a batch may hold, at most [`BATCH_SIZE_MAX`]; small
    /// segments need small batches.
    pub batch_size_max: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            hash: HashAlg::default(),
            segment_size: SEGMENT_SIZE_DEFAULT,
            batch_size_max: BATCH_SIZE_MAX,
        }
    }
}

impl Options {
    /// Small segments of small batches, for tests and simulation.
    pub fn small(segment_size: u64) -> Self {
        let size = usize::try_from(segment_size).unwrap_or(usize::MAX);
        let batch_size_max = size.saturating_sub(RESERVE_SIZE).min(BATCH_SIZE_MAX);
        Self { segment_size, batch_size_max, ..Self::default() }
    }

    pub(crate) fn check(self) -> Result<(), JournalError> {
        let first_frame = self.batch_size_max.saturating_add(RESERVE_SIZE) as u64;
        if self.batch_size_max == 0 || self.batch_size_max > BATCH_SIZE_MAX {
            return Err(JournalError::Options("a batch has 1 to BATCH_SIZE_MAX bytes"));
        }
        if self.segment_size < first_frame {
            return Err(JournalError::Options("the longest batch must fit a segment"));
        }
        if self.segment_size > segment::SIZE_MAX {
            return Err(JournalError::Options("a segment is too long"));
        }
        if !self.segment_size.is_multiple_of(SECTOR_SIZE as u64) {
            return Err(JournalError::Options("a segment ends where a sector does"));
        }
        Ok(())
    }
}
