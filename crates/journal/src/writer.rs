//! Writes batches to segments: one frame, one write and one sync each.

use record::{Chain, Entry};

use crate::disk::{Disk, Named};
use crate::frame::{self, Draft, Place};
use crate::segment::{self, Header};
use crate::supply::Supply;
use crate::{JournalError, Receipts};

/// What was written, and where.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) receipts: Receipts,
    pub(crate) place: Place,
}

/// The end of a journal, to which batches are added.
///
/// After any error it must not be used again: nobody knows what the disk holds.
#[derive(Debug)]
pub(crate) struct Writer<D: Disk> {
    chain: Chain,
    segment: Open<D>,
    supply: Supply<D>,
    draft: Draft,
}

/// The segment in use.
#[derive(Debug)]
pub(crate) struct Open<D: Disk> {
    pub(crate) file: Named<D::File>,
    pub(crate) number: u32,
    pub(crate) size: u64,
    /// Where its last frame ends.
    pub(crate) end: usize,
}

impl<D: Disk> Open<D> {
    /// Makes a segment the one in use: its header is durable before any frame of it, and before
    /// the segment behind it is made, so that only the last can be without one.
    pub(crate) fn begin(
        (file, size): (Named<D::File>, u64),
        number: u32,
        chain: &Chain,
    ) -> Result<Self, JournalError> {
        let header = Header::behind(chain, number, size).to_bytes();
        file.write_all_at(&header, 0)?;
        file.sync_data()?;
        Ok(Self { file, number, size, end: segment::HEADER_SIZE })
    }
}

impl<D: Disk> Writer<D> {
    pub(crate) fn new(
        chain: Chain,
        segment: Open<D>,
        mut supply: Supply<D>,
    ) -> Result<Self, JournalError> {
        supply.want(segment.number + 1)?;
        Ok(Self { chain, segment, supply, draft: Draft::default() })
    }

    /// Writes a batch, which is durable only after [`Writer::sync`].
    pub(crate) fn write(&mut self, batch: &[Entry]) -> Result<Written, JournalError> {
        self.supply.look()?;
        let before = self.chain.clone();
        let payload = self.draft.begin();
        let chain = &mut self.chain;
        let seal = |entry: &Entry| {
            let hash = chain.seal(entry);
            entry.encode(hash, payload);
            hash
        };
        let hashes = batch.iter().map(seal).collect();

        if self.place() + self.draft.frame_size() as u64 > self.segment.size {
            let number = self.segment.number + 1;
            self.segment = Open::begin(self.supply.take()?, number, &before)?;
            self.supply.want(number + 1)?;
        }
        let offset = frame::place_behind(self.segment.end);
        let place = Place { segment: self.segment.number, offset };
        let bytes = self.draft.finish(place, batch.len(), before.last());
        let end = offset + bytes.len();
        assert!(end as u64 <= self.segment.size, "a new segment holds any batch");
        self.segment.file.write_all_at(bytes, offset as u64)?;
        self.segment.end = end;
        Ok(Written { receipts: Receipts { first: before.last().next(), hashes }, place })
    }

    /// Makes durable what was written.
    pub(crate) fn sync(&self) -> Result<(), JournalError> {
        self.segment.file.sync_data()
    }

    fn place(&self) -> u64 {
        frame::place_behind(self.segment.end) as u64
    }
}
