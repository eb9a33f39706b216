//! The part of a segment that a follower holds in memory.

use crate::JournalError;
use crate::disk::{DiskFile, Named};

/// How many bytes are read at once at first: about what one batch of a quiet hour takes.
pub(crate) const CHUNK_SIZE_MIN: usize = 4 * 1024;
/// How many bytes are read at once at most, unless one frame is longer: each reading takes twice
/// as many as the one before, so that catching up takes few of them.
pub(crate) const CHUNK_SIZE_MAX: usize = 256 * 1024;

/// The part of a segment that is held in memory.
#[derive(Debug)]
pub(super) struct Window<File> {
    file: Named<File>,
    /// How many bytes the segment has.
    size: usize,
    /// Where the part begins.
    offset: usize,
    bytes: Vec<u8>,
    /// How many bytes are read at once next.
    chunk_size: usize,
}

impl<File: DiskFile> Window<File> {
    pub(super) fn new(file: Named<File>, size: u64) -> Self {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        Self { file, size, offset: 0, bytes: Vec::new(), chunk_size: CHUNK_SIZE_MIN }
    }

    /// How many bytes the segment has.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Forgets the bytes from `end` on, which may have changed since they were read.
    pub(super) fn forget_behind(&mut self, end: usize) {
        self.bytes.truncate(end.saturating_sub(self.offset));
        self.chunk_size = CHUNK_SIZE_MIN;
    }

    /// Gives so many bytes from a place on, all of which lie in the segment.
    pub(super) fn load(&mut self, offset: usize, size: usize) -> Result<&[u8], JournalError> {
        assert!(offset + size <= self.size, "what is read lies in the segment");
        let is_held = self.offset <= offset && offset + size <= self.offset + self.bytes.len();
        if !is_held {
            let chunk_size = size.max(self.chunk_size).min(self.size - offset);
            self.chunk_size = (2 * self.chunk_size).min(CHUNK_SIZE_MAX);
            // Where the reading fails nothing is held.
            let mut bytes = std::mem::take(&mut self.bytes);
            bytes.resize(chunk_size, 0);
            self.file.read_exact_at(&mut bytes, offset as u64)?;
            (self.offset, self.bytes) = (offset, bytes);
        }
        let begin = offset - self.offset;
        Ok(self.bytes.get(begin..begin + size).unwrap_or_default())
    }
}
