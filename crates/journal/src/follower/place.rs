//! Finds the segment with which a follower begins.

use lexicon::Sequence;

use crate::JournalError;
use crate::disk::{Disk, Named};
use crate::error::Flaw;
use crate::segment::{self, HEADER_SIZE, Header};
use crate::walk::damage;
use crate::zero::is_zero;

/// A segment that has a header.
#[derive(Debug)]
pub(super) struct Segment<File> {
    pub(super) number: u32,
    pub(super) file: Named<File>,
    pub(super) header: Header,
}

/// What a segment looks like from outside.
#[derive(Debug)]
pub(super) enum Look<File> {
    /// It has a header.
    Segment(Segment<File>),
    /// It is not there, or was only made ahead of need.
    Unwritten,
    /// It has no whole header.
    Headless,
}

/// Finds the last segment that begins no later than behind the entry at `after`.
pub(super) fn find<D: Disk>(disk: &D, after: Sequence) -> Result<Segment<D::File>, JournalError> {
    let numbers = segment::list(disk)?;
    let missing = numbers.iter().zip(1..).find(|(number, expected)| *number != expected);
    if let Some((_, missing)) = missing {
        return Err(damage(missing, 0, Flaw::SegmentMissing));
    }
    let last = numbers.last().copied();
    let (mut begin, mut end) = (0, numbers.len());
    let mut found = None;
    while begin < end {
        let middle = begin.midpoint(end);
        let Some(number) = numbers.get(middle).copied() else { break };
        match look(disk, number)? {
            Look::Segment(segment) if segment.header.first.0.saturating_sub(1) <= after.0 => {
                found = Some(segment);
                begin = middle + 1;
            }
            Look::Segment(_) => end = middle,
            // The header of the last may be on its way to the disk just now.
            Look::Unwritten | Look::Headless if last == Some(number) => end = middle,
            Look::Unwritten | Look::Headless => {
                return Err(damage(number, 0, Flaw::SegmentHeader));
            }
        }
    }
    found.ok_or(JournalError::Absent { sequence: Sequence(1) })
}

/// Looks at the header of a segment.
pub(super) fn look<D: Disk>(disk: &D, number: u32) -> Result<Look<D::File>, JournalError> {
    let file = match Named::open_to_read(disk, segment::name(number)) {
        Ok(file) => file,
        Err(error) if is_missing(&error) => return Ok(Look::Unwritten),
        Err(error) => return Err(error),
    };
    let size = file.size()?;
    let mut bytes = [0; HEADER_SIZE];
    if size < bytes.len() as u64 {
        return Ok(Look::Unwritten);
    }
    file.read_exact_at(&mut bytes, 0)?;
    let Some(header) = Header::read(&bytes) else {
        return Ok(if is_zero(&bytes) { Look::Unwritten } else { Look::Headless });
    };
    if header.number != number {
        return Err(damage(number, 0, Flaw::SegmentOrder));
    }
    if header.size != size || size > segment::SIZE_MAX {
        return Err(damage(number, 0, Flaw::SegmentSize));
    }
    Ok(Look::Segment(Segment { number, file, header }))
}

fn is_missing(error: &JournalError) -> bool {
    match error {
        JournalError::Disk { source, .. } => source.kind() == std::io::ErrorKind::NotFound,
        JournalError::Damage { .. }
        | JournalError::Foreign { .. }
        | JournalError::Options(_)
        | JournalError::Absent { .. }
        | JournalError::Ended => false,
    }
}
