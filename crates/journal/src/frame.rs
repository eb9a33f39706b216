//! A frame: the bytes of one batch in a segment.
//!
//! | bytes | what, little-endian |
//! |---|---|
//! | 8 | magic bytes |
//! | 4, 4 | length of the payload, count of its entries |
//! | 8, 8 | sequence of its first entry, highest sequence known durable when it was written |
//! | 4 | CRC-32C of the payload with the zeros behind it |
//! | 4 | how many pieces of sectors are thin |
//! | 4 | number of the segment |
//! | 4 | CRC-32C of the offset in the segment and of the header so far |
//! | length | payload: the encoded entries |
//! | up to 7 | zeros, up to a multiple of 8 |
//! | 8 | magic bytes of the trailer |
//!
//! It is made so that a frame that was not wholly written can be told from one that was and is
//! damaged now, since recovery may cut the first and never the second:
//! - header and trailer each lie within one sector, and begin and are magic bytes of which none is
//!   zero, so that a sector with a piece of either that is all zero was never written;
//! - the header counts the pieces of sectors that are thin by nature, so that payload of zeros is
//!   not taken for what was not written;
//! - the header has a checksum of its own, which also covers where it stands, so that bytes in a
//!   payload that look like a frame are none.

use lexicon::Sequence;

use crate::disk::SECTOR_SIZE;
use crate::zero::{is_thin, is_zero, pieces};
use crate::{BATCH_LENGTH_MAX, BATCH_SIZE_MAX};

/// How many bytes a frame's header takes.
pub(crate) const HEADER_SIZE: usize = 48;
/// How many bytes a frame's trailer takes.
pub(crate) const TRAILER_SIZE: usize = 8;
/// Frames begin and end at multiples of this, so that no sector cuts a trailer.
const ALIGNMENT: usize = 8;
/// How many bytes a frame takes beside its payload, at most.
pub(crate) const OVERHEAD_SIZE_MAX: usize = HEADER_SIZE + (ALIGNMENT - 1) + TRAILER_SIZE;
/// How many bytes a frame may take.
pub(crate) const SIZE_MAX: usize = BATCH_SIZE_MAX + OVERHEAD_SIZE_MAX;

// Every byte has at least two bits set: no flip of one bit makes it zero.
const MAGIC: [u8; 8] = *b"\xC7\x96gavelF";
const TRAILER: [u8; TRAILER_SIZE] = *b"Elevag\x97\xC6";

const _: () = assert!(HEADER_SIZE.is_multiple_of(ALIGNMENT), "a payload begins aligned");
const _: () = assert!(TRAILER_SIZE == ALIGNMENT, "a trailer lies within one sector");
const _: () = assert!(SECTOR_SIZE.is_multiple_of(ALIGNMENT), "sectors begin aligned");
const _: () = assert!(SIZE_MAX <= u32::MAX as usize, "a length fits its four bytes");

/// What a frame says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    /// How many bytes of entries follow.
    pub(crate) length: u32,
    /// How many entries they are.
    pub(crate) count: u32,
    /// The first entry's sequence.
    pub(crate) first: Sequence,
    /// The highest sequence that was known to be durable when this was written.
    pub(crate) durable: Sequence,
    /// CRC-32C of the payload and the zeros up to the trailer.
    pub(crate) payload_crc: u32,
    /// How many pieces of sectors are thin in the complete frame.
    pub(crate) thin_count: u32,
    /// The segment's number.
    pub(crate) segment: u32,
}

impl Header {
    /// The header's bytes where it stands at `offset`.
    fn to_bytes(self, offset: usize) -> [u8; HEADER_SIZE] {
        let length = self.length.to_le_bytes();
        let count = self.count.to_le_bytes();
        let first = self.first.0.to_le_bytes();
        let durable = self.durable.0.to_le_bytes();
        let payload_crc = self.payload_crc.to_le_bytes();
        let thin_count = self.thin_count.to_le_bytes();
        let segment = self.segment.to_le_bytes();
        let fields: [&[u8]; 8] =
            [&MAGIC, &length, &count, &first, &durable, &payload_crc, &thin_count, &segment];

        let mut bytes = [0; HEADER_SIZE];
        fill(&mut bytes, fields.into_iter().flatten());
        let crc = header_crc(&bytes, offset).to_le_bytes();
        if let Some(place) = bytes.last_chunk_mut() {
            *place = crc;
        }
        bytes
    }

    /// Reads the header that stands at `offset` of `segment`, if there is one and it is whole.
    pub(crate) fn read(bytes: &[u8], offset: usize, segment: u32) -> Option<Self> {
        let bytes: &[u8; HEADER_SIZE] = bytes.first_chunk()?;
        let rest = bytes.strip_prefix(&MAGIC)?;
        if *bytes.last_chunk()? != header_crc(bytes, offset).to_le_bytes() {
            return None;
        }
        let (length, rest) = rest.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        let (first, rest) = rest.split_first_chunk()?;
        let (durable, rest) = rest.split_first_chunk()?;
        let (payload_crc, rest) = rest.split_first_chunk()?;
        let (thin_count, rest) = rest.split_first_chunk()?;
        let (written_in, _) = rest.split_first_chunk()?;
        let header = Self {
            length: u32::from_le_bytes(*length),
            count: u32::from_le_bytes(*count),
            first: Sequence(u64::from_le_bytes(*first)),
            durable: Sequence(u64::from_le_bytes(*durable)),
            payload_crc: u32::from_le_bytes(*payload_crc),
            thin_count: u32::from_le_bytes(*thin_count),
            segment: u32::from_le_bytes(*written_in),
        };
        (header.segment == segment).then_some(header)
    }

    /// Whether the bytes may be what was written of a header before the power went: they are as
    /// long as that, and what is known beforehand stands in them.
    pub(crate) fn could_begin_with(bytes: &[u8], first: Sequence) -> bool {
        let magic = bytes.iter().zip(&MAGIC).all(|(byte, known)| byte == known);
        let place = MAGIC.len() + size_of::<u32>() + size_of::<u32>();
        let mut known = bytes.iter().skip(place).zip(first.0.to_le_bytes());
        let sequence = known.all(|(byte, known)| *byte == known);
        bytes.len() < HEADER_SIZE && magic && sequence
    }

    /// How many bytes the payload and the zeros up to the trailer take.
    pub(crate) fn padded_length(self) -> usize {
        (self.length as usize).next_multiple_of(ALIGNMENT)
    }

    /// How many bytes the frame takes.
    pub(crate) fn frame_size(self) -> usize {
        HEADER_SIZE + self.padded_length() + TRAILER_SIZE
    }

    /// Whether the header keeps the limits and could follow the entry at `last`.
    pub(crate) fn follows(self, last: Sequence) -> bool {
        let counts = 1..=BATCH_LENGTH_MAX;
        last.0.checked_add(1) == Some(self.first.0)
            && self.durable <= last
            && counts.contains(&(self.count as usize))
            && self.length as usize <= BATCH_SIZE_MAX
    }
}

/// A frame as found in a segment, its header being whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'bytes> {
    pub(crate) header: Header,
    /// All of its bytes.
    bytes: &'bytes [u8],
    /// Where it stands.
    offset: usize,
}

impl<'bytes> Frame<'bytes> {
    /// Takes the frame that the header promises; `None` when the bytes end before it does.
    pub(crate) fn new(header: Header, bytes: &'bytes [u8], offset: usize) -> Option<Self> {
        Some(Self { header, bytes: bytes.get(..header.frame_size())?, offset })
    }

    fn padded_payload(&self) -> &'bytes [u8] {
        self.bytes.get(HEADER_SIZE..HEADER_SIZE + self.header.padded_length()).unwrap_or_default()
    }

    /// The encoded entries.
    pub(crate) fn payload(&self) -> &'bytes [u8] {
        self.padded_payload().get(..self.header.length as usize).unwrap_or_default()
    }

    fn trailer(&self) -> &'bytes [u8] {
        self.bytes.get(HEADER_SIZE + self.header.padded_length()..).unwrap_or_default()
    }

    /// Whether the payload is what was written.
    pub(crate) fn is_payload_whole(&self) -> bool {
        let padding = self.padded_payload().get(self.header.length as usize..).unwrap_or_default();
        crc32c::crc32c(self.padded_payload()) == self.header.payload_crc && is_zero(padding)
    }

    /// Whether the frame ends as frames do.
    pub(crate) fn is_trailer_whole(&self) -> bool {
        self.trailer() == TRAILER
    }

    /// Whether the frame was provably not wholly written, supposing it is not whole.
    pub(crate) fn is_unwritten(&self) -> bool {
        let trailer = self.trailer();
        if is_zero(trailer) {
            return true;
        }
        let zero_count = pieces(self.bytes, self.offset).filter(|piece| is_zero(piece)).count();
        if zero_count > self.header.thin_count as usize {
            return true;
        }
        // A write that ended within the trailer has written everything before it.
        let written =
            trailer.iter().zip(&TRAILER).take_while(|(byte, known)| byte == known).count();
        trailer.get(written..).is_some_and(is_zero) && self.is_payload_whole()
    }
}

/// Where the next frame may begin behind `end`: where its header lies within one sector.
pub(crate) fn place_behind(end: usize) -> usize {
    let place = end.next_multiple_of(ALIGNMENT);
    let sector_end = place.next_multiple_of(SECTOR_SIZE);
    if place != sector_end && sector_end - place < HEADER_SIZE { sector_end } else { place }
}

/// A frame being made.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    bytes: Vec<u8>,
}

impl Draft {
    /// Begins an empty frame and gives the place for its payload's bytes, behind what is there.
    pub(crate) fn begin(&mut self) -> &mut Vec<u8> {
        self.bytes.clear();
        self.bytes.resize(HEADER_SIZE, 0);
        &mut self.bytes
    }

    /// How many bytes the frame will take.
    pub(crate) fn frame_size(&self) -> usize {
        self.bytes.len().next_multiple_of(ALIGNMENT) + TRAILER_SIZE
    }

    /// Ends the frame for the place where it will stand and gives its bytes.
    pub(crate) fn finish(&mut self, place: Place, count: usize, durable: Sequence) -> &[u8] {
        let length = self.bytes.len() - HEADER_SIZE;
        assert!(length <= BATCH_SIZE_MAX, "a batch is at most BATCH_SIZE_MAX long");
        self.bytes.resize(HEADER_SIZE + length.next_multiple_of(ALIGNMENT), 0);
        let payload_crc = crc32c::crc32c(self.bytes.get(HEADER_SIZE..).unwrap_or_default());
        self.bytes.extend_from_slice(&TRAILER);

        // The first piece has the magic bytes in it and is never thin, whatever else the header
        // will say.
        let behind = self.bytes.get(HEADER_SIZE..).unwrap_or_default();
        let behind = pieces(behind, place.offset + HEADER_SIZE);
        let first_is_thick = !(place.offset + HEADER_SIZE).is_multiple_of(SECTOR_SIZE);
        let thin_count = behind.skip(usize::from(first_is_thick)).filter(|piece| is_thin(piece));
        let header = Header {
            length: small(length),
            count: small(count),
            first: durable.next(),
            durable,
            payload_crc,
            thin_count: small(thin_count.count()),
            segment: place.segment,
        };
        fill(&mut self.bytes, &header.to_bytes(place.offset));
        &self.bytes
    }
}

/// Where a frame stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The segment's number.
    pub(crate) segment: u32,
    /// Where in the segment it begins.
    pub(crate) offset: usize,
}

fn fill<'source>(target: &mut [u8], source: impl IntoIterator<Item = &'source u8>) {
    for (target, source) in target.iter_mut().zip(source) {
        *target = *source;
    }
}

fn header_crc(bytes: &[u8; HEADER_SIZE], offset: usize) -> u32 {
    let place = crc32c::crc32c(&(offset as u64).to_le_bytes());
    let covered = bytes.split_last_chunk::<4>().map_or(bytes.as_slice(), |(covered, _)| covered);
    crc32c::crc32c_append(place, covered)
}

fn small(number: usize) -> u32 {
    assert!(u32::try_from(number).is_ok(), "lengths within a frame fit four bytes");
    u32::try_from(number).unwrap_or(u32::MAX)
}
