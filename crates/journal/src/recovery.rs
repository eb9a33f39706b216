//! Finds the end of a journal after whatever stopped it, and makes it fit to be written again.

use std::sync::Arc;

use record::Chain;

use crate::disk::{Disk, Named, SECTOR_SIZE, sync_dir};
use crate::error::Flaw;
use crate::frame;
use crate::held::Held;
use crate::segment;
use crate::supply::Supply;
use crate::tail::Tail;
use crate::walk::{LastSegment, Visit, damage, walk};
use crate::writer::{Open, Writer};
use crate::zero::{first_piece_size, is_zero};
use crate::{JournalError, Options, Recovered, TailCut};

/// How many tails may be cut off one segment.
const TORN_FILES_MAX: u32 = 1000;

/// Reads a journal without changing anything: every byte is checked, every entry visited.
///
/// # Errors
/// When anything is not as a journal is that was closed in order, a last batch that was not wholly
/// written included; with the segment and the offset. Also whatever `visit` gives.
pub fn scan<D: Disk, E: From<JournalError>>(
    disk: &D,
    visit: &mut dyn FnMut(record::Entry, lexicon::Digest) -> Result<(), E>,
) -> Result<Recovered, E> {
    let end = walk(disk, visit)?;
    if let Some(last) = &end.last {
        last.refuse_incomplete()?;
    }
    if let Some(number) = end.begun {
        return Err(damage(number, 0, Flaw::Incomplete).into());
    }
    Ok(recovered(&end.chain.unwrap_or_else(|| Chain::new(lexicon::HashAlg::default())), None))
}

/// A journal ready to be written.
pub(crate) struct Opened<D: Disk> {
    pub(crate) writer: Writer<D>,
    pub(crate) held: Held<D>,
    pub(crate) recovered: Recovered,
}

/// Recovers a journal, or makes a new one, and visits every entry.
pub(crate) fn open<D: Disk, E: From<JournalError>>(
    disk: Arc<D>,
    options: Options,
    supply: Supply<D>,
    visit: &mut Visit<'_, E>,
) -> Result<Opened<D>, E> {
    options.check()?;
    let end = walk(&*disk, visit)?;
    let chain = end.chain.unwrap_or_else(|| Chain::new(options.hash));
    let mut tail_cut = None;
    let segment = match end.last {
        Some(last) => {
            tail_cut = cut_tail(&*disk, &last)?;
            resume(&*disk, last)?
        }
        None => Open::begin(segment::make(&*disk, 1, options.segment_size)?, 1, &chain)?,
    };
    let recovered = recovered(&chain, tail_cut);
    let held = Held::new(disk, end.index, chain.last());
    let writer = Writer::new(chain, segment, supply)?;
    Ok(Opened { writer, held, recovered })
}

fn recovered(chain: &Chain, tail_cut: Option<TailCut>) -> Recovered {
    Recovered {
        last: chain.last(),
        head: chain.head(),
        // Journals begin with the entry of sequence 1.
        entries: chain.last().0,
        tail_cut,
        hash: chain.alg(),
    }
}

/// Opens the last segment for writing, and writes its tail again.
///
/// What was read may stand in the cache only: the process may have died between a write and its
/// sync, and after a sync that failed, Linux holds pages for clean that the disk never got. All
/// before the last frame is durable, since that frame was written after.
fn resume<D: Disk>(disk: &D, last: LastSegment) -> Result<Open<D>, JournalError> {
    let LastSegment { number, bytes, last_frame, end, .. } = last;
    let file = Named::open_to_write(disk, segment::name(number))?;
    file.write_all_at(bytes.get(..segment::HEADER_SIZE).unwrap_or_default(), 0)?;
    file.write_all_at(bytes.get(last_frame..end).unwrap_or_default(), last_frame as u64)?;
    file.sync_data()?;
    sync_dir(disk)?;
    Ok(Open { file, number, size: bytes.len() as u64, end })
}

/// Cuts an incomplete last batch: its bytes are kept elsewhere, then zeros take their place.
fn cut_tail<D: Disk>(disk: &D, last: &LastSegment) -> Result<Option<TailCut>, JournalError> {
    let Tail::Incomplete { offset, size } = last.tail else { return Ok(None) };
    let torn = last.bytes.get(offset..offset + size).unwrap_or_default();
    keep_torn(disk, last.number, torn)?;

    // A crash in the middle must leave what is again an incomplete last batch and nothing else.
    // Taking sectors away one by one from a frame that lacks some leaves a frame that lacks more,
    // as long as its header stays: that goes last, when all else is gone for sure.
    let file = Named::open_to_write(disk, segment::name(last.number))?;
    let (head, behind) = torn.split_at(first_piece_size(offset).min(torn.len()));
    let zeros = [0; SECTOR_SIZE];
    for (piece, place) in
        behind.chunks(SECTOR_SIZE).zip((offset + head.len()..).step_by(SECTOR_SIZE))
    {
        if !is_zero(piece) {
            file.write_all_at(zeros.get(..piece.len()).unwrap_or_default(), place as u64)?;
        }
    }
    file.sync_data()?;
    file.write_all_at(zeros.get(..head.len()).unwrap_or_default(), offset as u64)?;
    file.sync_data()?;
    Ok(Some(TailCut { segment: last.number, offset: offset as u64, size: size as u64 }))
}

/// Keeps the bytes of a tail in a file of their own, durably.
fn keep_torn<D: Disk>(disk: &D, number: u32, torn: &[u8]) -> Result<(), JournalError> {
    assert!(torn.len() <= frame::SIZE_MAX, "a tail is at most one frame");
    for nth in 1..=TORN_FILES_MAX {
        if let Some(file) = Named::create(disk, segment::torn_name(number, nth))? {
            file.write_all_at(torn, 0)?;
            file.sync_data()?;
            return sync_dir(disk);
        }
    }
    let error = std::io::ErrorKind::AlreadyExists.into();
    Err(JournalError::disk("create", &segment::torn_name(number, TORN_FILES_MAX), error))
}
