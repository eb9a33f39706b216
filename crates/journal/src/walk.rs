//! Reads a journal from its first byte to its last and believes none of them.

use lexicon::{Digest, HashAlg};
use record::{Chain, Entry};

use crate::JournalError;
use crate::disk::{Disk, Named};
use crate::error::Flaw;
use crate::frame::{self, Frame, Place};
use crate::index::Index;
use crate::segment::{self, Header};
use crate::tail::{Rest, Tail, Wrong};
use crate::zero::{first_nonzero, used_size};

/// What is done with every entry, in order.
pub(crate) type Visit<'visit, E> = dyn FnMut(Entry, Digest) -> Result<(), E> + 'visit;

/// Where a journal ends.
#[derive(Debug)]
pub(crate) struct End {
    /// The chain of all entries; `None` when no segment has a header.
    pub(crate) chain: Option<Chain>,
    /// The last segment that has a header.
    pub(crate) last: Option<LastSegment>,
    /// A segment behind it whose header was begun and not finished.
    pub(crate) begun: Option<u32>,
    /// Where the frames stand.
    pub(crate) index: Index,
}

/// The last segment that has a header.
#[derive(Debug)]
pub(crate) struct LastSegment {
    pub(crate) number: u32,
    pub(crate) bytes: Vec<u8>,
    /// Where its last whole frame begins, or its end where it has none.
    pub(crate) last_frame: usize,
    /// Where its last whole frame ends.
    pub(crate) end: usize,
    pub(crate) tail: Tail,
}

/// A walk over all segments, and how far it has come.
struct Walk<'walk, E> {
    end: End,
    visit: &'walk mut Visit<'walk, E>,
}

/// Reads all segments, visits every entry and says where the journal ends.
///
/// An incomplete last batch is no error here: it is for the caller to cut or to refuse.
pub(crate) fn walk<D: Disk, E: From<JournalError>>(
    disk: &D,
    visit: &mut Visit<'_, E>,
) -> Result<End, E> {
    let numbers = segment::list(disk)?;
    let end = End { chain: None, last: None, begun: None, index: Index::default() };
    let mut visit = |entry: Entry, hash: Digest| visit(entry, hash);
    let mut walk = Walk { end, visit: &mut visit };
    let last = numbers.last().copied();
    let mut buffer = Vec::new();
    for (number, expected) in numbers.into_iter().zip(1..) {
        if number != expected {
            return Err(damage(expected, 0, Flaw::SegmentMissing).into());
        }
        let bytes = read(disk, number, buffer)?;
        buffer = walk.segment(number, bytes, last == Some(number))?;
    }
    Ok(walk.end)
}

fn read<D: Disk>(disk: &D, number: u32, mut bytes: Vec<u8>) -> Result<Vec<u8>, JournalError> {
    let file = Named::open_to_read(disk, segment::name(number))?;
    let size = file.size()?;
    if size > segment::SIZE_MAX {
        return Err(damage(number, 0, Flaw::SegmentSize));
    }
    bytes.resize(usize::try_from(size).unwrap_or(usize::MAX), 0);
    file.read_exact_at(&mut bytes, 0)?;
    Ok(bytes)
}

impl<E: From<JournalError>> Walk<'_, E> {
    /// Reads a segment and gives back a buffer that is no longer needed.
    fn segment(&mut self, number: u32, bytes: Vec<u8>, is_last: bool) -> Result<Vec<u8>, E> {
        let Some(header) = Header::read(&bytes) else {
            self.headless(number, &bytes, is_last)?;
            return Ok(bytes);
        };
        // A segment is begun only when all before it is durable.
        self.refuse_incomplete()?;
        let chain = self.end.chain.take().unwrap_or_else(|| Chain::new(header.alg));
        if header != Header::behind(&chain, number, header.size) {
            return Err(damage(number, 0, Flaw::SegmentOrder).into());
        }
        if header.size != bytes.len() as u64 {
            return Err(damage(number, 0, Flaw::SegmentSize).into());
        }
        let chain = self.end.chain.insert(chain);
        let mut end = segment::HEADER_SIZE;
        let mut last_frame = end;
        loop {
            let begin = frame::place_behind(end);
            let rest = Rest { bytes: &bytes, segment: number, end, last: chain.last() };
            let Some(frame) = rest.next_frame() else { break };
            let place = Place { segment: number, offset: begin };
            self.end.index.note(frame.header.first, place);
            visit_frame(chain, &frame, place, self.visit)?;
            last_frame = begin;
            end = begin + frame.header.frame_size();
        }
        let rest = Rest { bytes: &bytes, segment: number, end, last: chain.last() };
        let tail = rest.judge().map_err(|wrong| wrong.in_segment(number))?;
        let last = LastSegment { number, bytes, last_frame, end, tail };
        Ok(self.end.last.replace(last).map(|before| before.bytes).unwrap_or_default())
    }

    /// Takes a segment without a whole header, which can only be the last one: it was made ahead
    /// of need, and the crash came before or while its header was written.
    fn headless(&mut self, number: u32, bytes: &[u8], is_last: bool) -> Result<(), JournalError> {
        let Some(offset) = first_nonzero(bytes) else {
            let missed = if is_last { Ok(()) } else { Err(Flaw::SegmentHeader) };
            return missed.map_err(|what| damage(number, 0, what));
        };
        self.refuse_incomplete()?;
        let written = bytes.get(..used_size(bytes)).unwrap_or_default();
        let size = bytes.len() as u64;
        let is_begun = self.possible_chains().iter().any(|chain| {
            let header = Header::behind(chain, number, size).to_bytes();
            header.starts_with(written)
        });
        if is_last && is_begun {
            self.end.begun = Some(number);
            return Ok(());
        }
        let is_header = offset < segment::HEADER_SIZE;
        let what = if is_header { Flaw::SegmentHeader } else { Flaw::Rest };
        Err(damage(number, if is_header { 0 } else { offset as u64 }, what))
    }

    /// The chains that the next segment may continue: before the first it may be of any hash.
    fn possible_chains(&self) -> Vec<Chain> {
        match &self.end.chain {
            Some(chain) => vec![chain.clone()],
            None => [HashAlg::Sha256, HashAlg::Sm3].map(Chain::new).to_vec(),
        }
    }

    /// Refuses an incomplete batch in the last segment so far, since something stands behind it.
    fn refuse_incomplete(&self) -> Result<(), JournalError> {
        match &self.end.last {
            Some(last) => last.refuse_incomplete(),
            None => Ok(()),
        }
    }
}

impl LastSegment {
    /// Refuses an incomplete last batch.
    pub(crate) fn refuse_incomplete(&self) -> Result<(), JournalError> {
        match self.tail {
            Tail::Clean => Ok(()),
            Tail::Incomplete { offset, .. } => {
                Err(damage(self.number, offset as u64, Flaw::Incomplete))
            }
        }
    }
}

impl Wrong {
    fn in_segment(self, segment: u32) -> JournalError {
        damage(segment, self.offset as u64, self.what)
    }
}

/// Visits the entries of a whole frame.
fn visit_frame<E: From<JournalError>>(
    chain: &mut Chain,
    frame: &Frame<'_>,
    place: Place,
    visit: &mut Visit<'_, E>,
) -> Result<(), E> {
    let flawed = |what| damage(place.segment, place.offset as u64, what);
    let mut payload = frame.payload();
    for _ in 0..frame.header.count {
        let decoded = Entry::decode(payload);
        let (entry, hash, size) = decoded.map_err(|error| flawed(Flaw::Entry(error)))?;
        chain.check(&entry, hash).map_err(|error| flawed(Flaw::Chain(error)))?;
        payload = payload.get(size..).unwrap_or_default();
        visit(entry, hash)?;
    }
    if payload.is_empty() {
        Ok(())
    } else {
        Err(flawed(Flaw::Entry(record::DecodeError::LeftOver)).into())
    }
}

pub(crate) fn damage(segment: u32, offset: u64, what: Flaw) -> JournalError {
    JournalError::Damage { segment, offset, what }
}
