//! What stands behind the last whole frame of a segment: nothing, the torn last batch, or damage.
//!
//! The last batch may be cut only if it was provably not wholly written: then nobody was told that
//! it is durable. Damage may look like much, but not like sectors that were never written, and
//! wherever this cannot be told, it is called damage.

use lexicon::Sequence;

use crate::error::Flaw;
use crate::frame::{self, Frame, Header};
use crate::zero::{first_nonzero, first_piece_size, is_thin, is_zero, pieces, used_size};

/// A place in a segment and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) offset: usize,
    pub(crate) what: Flaw,
}

/// What stands behind the last whole frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Zeros.
    Clean,
    /// A batch that was not wholly written.
    Incomplete {
        /// Where it begins.
        offset: usize,
        /// How many bytes there are up to the last that is not zero.
        size: usize,
    },
}

/// A segment's bytes, whole frames of which were read up to `end`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rest<'bytes> {
    /// All bytes of the segment.
    pub(crate) bytes: &'bytes [u8],
    /// The segment's number.
    pub(crate) segment: u32,
    /// Where the last whole frame ends.
    pub(crate) end: usize,
    /// The last entry before.
    pub(crate) last: Sequence,
}

impl<'bytes> Rest<'bytes> {
    /// The next frame, if it is whole and follows.
    pub(crate) fn next_frame(self) -> Option<Frame<'bytes>> {
        let begin = frame::place_behind(self.end);
        let skipped = self.bytes.get(self.end..begin)?;
        let bytes = self.bytes.get(begin..)?;
        let header = Header::read(bytes, begin, self.segment)?;
        let frame = Frame::new(header, bytes, begin)?;
        let is_whole = is_zero(skipped)
            && header.follows(self.last)
            && frame.is_payload_whole()
            && frame.is_trailer_whole();
        is_whole.then_some(frame)
    }

    /// Says what stands behind the last whole frame.
    pub(crate) fn judge(self) -> Result<Tail, Wrong> {
        let unread = self.bytes.get(self.end..).unwrap_or_default();
        let Some(skipped) = first_nonzero(unread) else { return Ok(Tail::Clean) };
        let first = self.end + skipped;
        let begin = frame::place_behind(self.end);
        if first < begin {
            return Err(Wrong { offset: first, what: Flaw::Rest });
        }
        let bytes = self.bytes.get(begin..).unwrap_or_default();
        let used = used_size(bytes);
        let is_incomplete = match Header::read(bytes, begin, self.segment) {
            Some(header) => self.is_frame_incomplete(header, begin, used)?,
            None => self.is_header_incomplete(bytes, used) || is_headless(bytes, begin, used),
        };
        if !is_incomplete {
            let what = if first == begin { Flaw::FrameHeader } else { Flaw::Rest };
            return Err(Wrong { offset: first, what });
        }
        if let Some(offset) = self.whole_frame_behind(begin) {
            return Err(Wrong { offset: begin, what: Flaw::BeforeFrame { offset: offset as u64 } });
        }
        Ok(Tail::Incomplete { offset: begin, size: used })
    }

    /// Judges a frame whose header is whole and which is not.
    fn is_frame_incomplete(self, header: Header, begin: usize, used: usize) -> Result<bool, Wrong> {
        let bytes = self.bytes.get(begin..).unwrap_or_default();
        let frame = Frame::new(header, bytes, begin).filter(|_| header.follows(self.last));
        let Some(frame) = frame else {
            return Err(Wrong { offset: begin, what: Flaw::FrameOrder });
        };
        if used <= header.frame_size() && frame.is_unwritten() {
            return Ok(true);
        }
        let what = if frame.is_payload_whole() { Flaw::FrameTrailer } else { Flaw::Frame };
        Err(Wrong { offset: begin, what })
    }

    /// Whether a header was begun and nothing behind it.
    fn is_header_incomplete(self, bytes: &[u8], used: usize) -> bool {
        let written = bytes.get(..used).unwrap_or_default();
        Header::could_begin_with(written, Sequence(self.last.0.saturating_add(1)))
    }

    /// Where a whole frame stands behind `begin`: then what stands at `begin` was followed by
    /// another batch, so it had been durable.
    fn whole_frame_behind(self, begin: usize) -> Option<usize> {
        (begin + 1..self.bytes.len()).find(|offset| {
            let bytes = self.bytes.get(*offset..).unwrap_or_default();
            let header = Header::read(bytes, *offset, self.segment);
            let frame = header.and_then(|header| Frame::new(header, bytes, *offset));
            frame.is_some_and(|frame| frame.is_payload_whole() && frame.is_trailer_whole())
        })
    }
}

/// Whether the sector with the frame's header was not written, but others of it were.
///
/// A sector that was written is not thin, and one flipped bit in an unused rest is.
fn is_headless(bytes: &[u8], begin: usize, used: usize) -> bool {
    let head = bytes.get(..first_piece_size(begin).min(bytes.len())).unwrap_or_default();
    let written = bytes.get(..used).unwrap_or_default();
    used <= frame::SIZE_MAX
        && is_zero(head)
        && pieces(written, begin).all(|piece| is_zero(piece) || !is_thin(piece))
}
