//! The durable part of a journal, of which single entries are read again.

use std::sync::Arc;

use lexicon::{Digest, Sequence};
use record::Entry;

use crate::disk::{Disk, Named};
use crate::error::Flaw;
use crate::frame::{self, Frame, Header, Place};
use crate::index::Index;
use crate::segment;
use crate::walk::damage;
use crate::writer::Written;
use crate::{JournalError, Receipts};

/// The durable part of a journal.
#[derive(Debug)]
pub(crate) struct Held<D: Disk> {
    disk: Arc<D>,
    index: Index,
    /// The last durable entry.
    last: Sequence,
    /// The segment that was read last: answers given again are mostly young.
    open: Option<(u32, Named<D::File>)>,
}

impl<D: Disk> Held<D> {
    pub(crate) fn new(disk: Arc<D>, index: Index, last: Sequence) -> Self {
        Self { disk, index, last, open: None }
    }

    /// The last durable entry.
    pub(crate) fn last(&self) -> Sequence {
        self.last
    }

    /// Takes up a batch that has become durable.
    pub(crate) fn extend(&mut self, written: Written) -> Receipts {
        self.index.note(written.receipts.first, written.place);
        self.last = written.receipts.last();
        written.receipts
    }

    /// Reads one durable entry.
    pub(crate) fn read(&mut self, sequence: Sequence) -> Result<(Entry, Digest), JournalError> {
        let absent = JournalError::Absent { sequence };
        // Behind the last durable entry the journal's thread may be writing just now.
        if sequence > self.last {
            return Err(absent);
        }
        let Place { segment, mut offset } = self.index.find(sequence).ok_or(absent)?;
        let file = self.segment(segment)?;
        let flawed = |offset: usize, what| damage(segment, offset as u64, what);
        loop {
            offset = frame::place_behind(offset);
            let mut head = [0; frame::HEADER_SIZE];
            file.read_exact_at(&mut head, offset as u64)?;
            let header = Header::read(&head, offset, segment);
            let header = header.ok_or_else(|| flawed(offset, Flaw::FrameHeader))?;
            if sequence.0 >= header.first.0 + u64::from(header.count) {
                offset += header.frame_size();
                continue;
            }
            let mut bytes = vec![0; header.frame_size()];
            file.read_exact_at(&mut bytes, offset as u64)?;
            let frame = Frame::new(header, &bytes, offset).filter(Frame::is_payload_whole);
            let frame = frame.ok_or_else(|| flawed(offset, Flaw::Frame))?;
            return entry_of(&frame, sequence).map_err(|what| flawed(offset, what));
        }
    }

    fn segment(&mut self, number: u32) -> Result<&Named<D::File>, JournalError> {
        let open = match self.open.take() {
            Some(open) if open.0 == number => open,
            Some(_) | None => (number, Named::open_to_read(&*self.disk, segment::name(number))?),
        };
        Ok(&self.open.insert(open).1)
    }
}

/// Decodes a frame up to the entry that is looked for.
fn entry_of(frame: &Frame<'_>, sequence: Sequence) -> Result<(Entry, Digest), Flaw> {
    let mut payload = frame.payload();
    for _ in 0..frame.header.count {
        let (entry, hash, size) = Entry::decode(payload).map_err(Flaw::Entry)?;
        if entry.header.sequence == sequence {
            return Ok((entry, hash));
        }
        payload = payload.get(size..).unwrap_or_default();
    }
    Err(Flaw::FrameOrder)
}
