//! Bytes that must be zero, and pieces of sectors that are.

use crate::disk::SECTOR_SIZE;

const BLOCK_SIZE: usize = 4096;
static BLOCK: [u8; BLOCK_SIZE] = [0; BLOCK_SIZE];

/// A piece of a sector with fewer bytes than this that are not zero is thin.
pub(crate) const THICK_COUNT: usize = 8;

/// Where the first byte stands that is not zero.
pub(crate) fn first_nonzero(bytes: &[u8]) -> Option<usize> {
    // Comparing whole blocks is what makes the check of an unused rest as fast as memory.
    let skipped = bytes
        .chunks(BLOCK_SIZE)
        .take_while(|chunk| BLOCK.get(..chunk.len()).is_some_and(|zeros| zeros == *chunk))
        .map(<[u8]>::len)
        .sum();
    let place = bytes.get(skipped..)?.iter().position(|byte| *byte != 0)?;
    Some(skipped + place)
}

/// How many bytes there are up to the last that is not zero.
pub(crate) fn used_size(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte != 0).map_or(0, |place| place + 1)
}

/// Whether all bytes are zero.
pub(crate) fn is_zero(bytes: &[u8]) -> bool {
    first_nonzero(bytes).is_none()
}

/// Whether a piece has so few bytes that are not zero that damage could have taken them away, or
/// put them there.
pub(crate) fn is_thin(piece: &[u8]) -> bool {
    piece.iter().filter(|byte| **byte != 0).take(THICK_COUNT).count() < THICK_COUNT
}

/// Cuts bytes that stand at `offset` of a file into what each sector holds of them.
pub(crate) fn pieces(bytes: &[u8], offset: usize) -> impl Iterator<Item = &[u8]> {
    let (first, rest) = bytes.split_at(first_piece_size(offset).min(bytes.len()));
    std::iter::once(first).chain(rest.chunks(SECTOR_SIZE))
}

/// How many bytes lie between `offset` and the end of its sector.
pub(crate) fn first_piece_size(offset: usize) -> usize {
    SECTOR_SIZE - offset % SECTOR_SIZE
}
