//! Reads a journal behind whoever writes it, as far as it is durable.
//!
//! Rows, archives and messages are drawn from the journal by readers of their own pace, who run
//! beside the exchange and must not hold it up: so they read the files themselves, and share
//! nothing with the writer but the disk.

mod place;
mod window;

use lexicon::{Digest, Sequence};
use record::{Chain, DecodeError, Entry};

use self::place::{Look, Segment};
use self::window::Window;
#[cfg(test)]
pub(crate) use self::window::{CHUNK_SIZE_MAX, CHUNK_SIZE_MIN};
use crate::disk::Disk;
use crate::error::Flaw;
use crate::frame::{self, Frame, Header};
use crate::walk::{Visit, damage};
use crate::zero::first_nonzero;
use crate::{JournalError, segment};

/// Reads the entries of segments in their order, while more of them are being written.
///
/// It holds its place: each reading costs what is new and no more. No byte behind the frame of the
/// last entry that it was told to read is believed, and none is remembered for the next reading.
/// Every frame's checksums and every entry's hash are checked; what the writer fills the rest of a
/// segment with is not, which is for [`crate::scan`].
#[derive(Debug)]
pub struct Follower<D: Disk> {
    disk: D,
    /// The number of the segment it reads.
    segment: u32,
    window: Window<D::File>,
    /// Where the next frame is looked for.
    end: usize,
    /// The frame before, while some of its entries wait to be visited.
    waiting: Option<Waiting>,
    /// The chain up to the last entry visited.
    chain: Chain,
}

/// A frame, known to be whole, of which some entries wait to be visited.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    header: Header,
    /// Where it stands.
    offset: usize,
    /// How many bytes of its payload have been visited.
    visited_size: usize,
    /// How many of its entries wait.
    left: u32,
}

impl<D: Disk> Follower<D> {
    /// Finds the place behind the entry at `after` in a journal that has been opened for writing
    /// before; zero is the place before the first.
    ///
    /// Segments and frames before it are passed over by their headers, so that their entries are
    /// not read again; recovery has checked them.
    ///
    /// # Errors
    /// When the disk fails, when what stands there is not what was written, or with
    /// [`JournalError::Absent`] when there is no entry at `after`, as when a journal was put back
    /// from an older copy than the rows that were drawn from it.
    pub fn open(disk: D, after: Sequence) -> Result<Self, JournalError> {
        let Segment { number, file, header } = place::find(&disk, after)?;
        let before = Sequence(header.first.0.saturating_sub(1));
        let mut follower = Self {
            disk,
            segment: number,
            window: Window::new(file, header.size),
            end: segment::HEADER_SIZE,
            waiting: None,
            chain: Chain::resume(header.alg, before, header.head),
        };
        follower.pass_over(after)?;
        Ok(follower)
    }

    /// The last entry visited or passed over.
    pub fn last(&self) -> Sequence {
        self.chain.last()
    }

    /// The hash of that entry, by which whoever kept it knows that this is the same journal.
    pub fn head(&self) -> Digest {
        self.chain.head()
    }

    /// Visits the entries behind the last one up to `through`, which must be durable, and says how
    /// many they were.
    ///
    /// Where `visit` refuses an entry or an error is found, the place stays before that entry, and
    /// the next reading begins with it.
    ///
    /// # Errors
    /// When the disk fails, when an entry is not what was written
    /// ([`JournalError::Damage`]), when there is none yet ([`JournalError::Absent`]), and whatever
    /// `visit` gives.
    pub fn read<E: From<JournalError>>(
        &mut self,
        through: Sequence,
        visit: &mut dyn FnMut(Entry, Digest) -> Result<(), E>,
    ) -> Result<u64, E> {
        let before = self.last();
        // What was read of the bytes behind may have been written since.
        self.window.forget_behind(self.end);
        while self.last() < through {
            match self.waiting {
                Some(waiting) => self.visit(waiting, visit)?,
                None => self.go_on()?,
            }
        }
        Ok(self.last().0 - before.0)
    }

    /// Visits the next entry of the frame.
    fn visit<E: From<JournalError>>(
        &mut self,
        waiting: Waiting,
        visit: &mut Visit<'_, E>,
    ) -> Result<(), E> {
        let mut chain = self.chain.clone();
        let (entry, hash, left) = self.decode(waiting)?;
        let flawed = |what| damage(self.segment, waiting.offset as u64, what);
        chain.check(&entry, hash).map_err(|error| flawed(Flaw::Chain(error)))?;
        visit(entry, hash)?;
        (self.chain, self.waiting) = (chain, left);
        Ok(())
    }

    /// Decodes the next entry of the frame, and says what then waits of it.
    fn decode(
        &mut self,
        waiting: Waiting,
    ) -> Result<(Entry, Digest, Option<Waiting>), JournalError> {
        let Waiting { header, offset, visited_size, left } = waiting;
        let flawed = |what| damage(self.segment, offset as u64, what);
        let bytes = self.window.load(offset, header.frame_size())?;
        let frame = Frame::new(header, bytes, offset).ok_or_else(|| flawed(Flaw::FrameOrder))?;
        let unread = frame.payload().get(visited_size..).unwrap_or_default();
        let decoded = Entry::decode(unread).map_err(|error| flawed(Flaw::Entry(error)))?;
        let (entry, hash, size) = decoded;
        let (visited_size, left) = (visited_size + size, left.saturating_sub(1));
        if left > 0 {
            return Ok((entry, hash, Some(Waiting { visited_size, left, ..waiting })));
        }
        if size < unread.len() {
            return Err(flawed(Flaw::Entry(DecodeError::LeftOver)));
        }
        Ok((entry, hash, None))
    }

    /// Takes up the next frame, or the next segment where this one has no further frame.
    fn go_on(&mut self) -> Result<(), JournalError> {
        match self.next_frame(self.last())? {
            Some(frame) => self.take_up(frame),
            None => self.begin_segment(),
        }
    }

    /// Reads the header of the next frame, which must follow the entry at `last`; none where the
    /// segment has no further frame.
    fn next_frame(&mut self, last: Sequence) -> Result<Option<Waiting>, JournalError> {
        let number = self.segment;
        let flawed = |offset: usize, what| damage(number, offset as u64, what);
        let (end, size) = (self.end, self.window.size());
        let offset = frame::place_behind(end);
        let behind = (offset + frame::HEADER_SIZE).min(size);
        let bytes = self.window.load(end, behind.saturating_sub(end))?;
        let Some(first) = first_nonzero(bytes) else { return Ok(None) };
        if end + first < offset {
            return Err(flawed(end + first, Flaw::Rest));
        }
        let head = bytes.get(offset - end..).unwrap_or_default();
        let header = Header::read(head, offset, number);
        let header = header.ok_or_else(|| flawed(offset, Flaw::FrameHeader))?;
        if !header.follows(last) || offset + header.frame_size() > size {
            return Err(flawed(offset, Flaw::FrameOrder));
        }
        Ok(Some(Waiting { header, offset, visited_size: 0, left: header.count }))
    }

    /// Checks that a frame is whole, and lets its entries wait.
    fn take_up(&mut self, waiting: Waiting) -> Result<(), JournalError> {
        let Waiting { header, offset, .. } = waiting;
        let flawed = |what| damage(self.segment, offset as u64, what);
        let bytes = self.window.load(offset, header.frame_size())?;
        let frame = Frame::new(header, bytes, offset).ok_or_else(|| flawed(Flaw::FrameOrder))?;
        if !frame.is_payload_whole() {
            return Err(flawed(Flaw::Frame));
        }
        if !frame.is_trailer_whole() {
            return Err(flawed(Flaw::FrameTrailer));
        }
        self.end = offset + header.frame_size();
        self.waiting = Some(waiting);
        Ok(())
    }

    /// Goes over to the next segment, which must continue the chain.
    fn begin_segment(&mut self) -> Result<(), JournalError> {
        let number = self.segment.saturating_add(1);
        match place::look(&self.disk, number)? {
            Look::Segment(Segment { file, header, .. }) => {
                if header != segment::Header::behind(&self.chain, number, header.size) {
                    return Err(damage(number, 0, Flaw::SegmentOrder));
                }
                (self.segment, self.end) = (number, segment::HEADER_SIZE);
                self.window = Window::new(file, header.size);
                Ok(())
            }
            Look::Unwritten => Err(JournalError::Absent { sequence: self.last().next() }),
            Look::Headless => Err(damage(number, 0, Flaw::SegmentHeader)),
        }
    }

    /// Passes over the entries up to `after`, all of which stand in this segment.
    fn pass_over(&mut self, after: Sequence) -> Result<(), JournalError> {
        let mut last = self.last();
        while last < after {
            let absent = JournalError::Absent { sequence: after };
            let frame = self.next_frame(last)?.ok_or(absent)?;
            last = Sequence(last.0.saturating_add(u64::from(frame.header.count)));
            if last < after {
                self.end = frame.offset + frame.header.frame_size();
            } else {
                self.take_up(frame)?;
                self.pass_over_within(frame, after)?;
            }
        }
        Ok(())
    }

    /// Passes over the first entries of a frame. The chain goes on from the hash that is stored
    /// with the first: what follows proves it.
    fn pass_over_within(&mut self, frame: Waiting, after: Sequence) -> Result<(), JournalError> {
        let (segment, alg) = (self.segment, self.chain.alg());
        let flawed = |what| damage(segment, frame.offset as u64, what);
        let mut chain: Option<Chain> = None;
        let mut next = Some(frame);
        for _ in frame.header.first.0..=after.0 {
            let waiting = next.ok_or_else(|| flawed(Flaw::FrameOrder))?;
            let (entry, hash, left) = self.decode(waiting)?;
            next = left;
            match &mut chain {
                Some(chain) => {
                    let checked = chain.check(&entry, hash);
                    checked.map_err(|error| flawed(Flaw::Chain(error)))?;
                }
                None if entry.header.sequence == frame.header.first => {
                    chain = Some(Chain::resume(alg, frame.header.first, hash));
                }
                None => return Err(flawed(Flaw::FrameOrder)),
            }
        }
        self.chain = chain.ok_or_else(|| flawed(Flaw::FrameOrder))?;
        self.waiting = next;
        Ok(())
    }
}
