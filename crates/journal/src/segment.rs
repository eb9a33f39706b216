//! A segment: one file of the journal, of fixed size, filled with zeros before it is used.
//!
//! | bytes | what, little-endian |
//! |---|---|
//! | 8 | magic bytes |
//! | 4, 4 | version, hash of the chain |
//! | 4, 8 | number of the segment, size of its file |
//! | 8, 32 | sequence of its first entry, hash of the entry before |
//! | 4 | CRC-32C of the header so far |
//! | the rest | frames, then zeros |
//!
//! A frame that does not fit the rest begins the next segment. Segments are never used again.

use lexicon::{Digest, HashAlg, Sequence};
use record::Chain;

use crate::JournalError;
use crate::disk::{Disk, Named, sync_dir};

/// How many bytes a segment's header takes.
pub(crate) const HEADER_SIZE: usize = 72;
/// How many bytes a segment may have: one is read whole into memory.
pub(crate) const SIZE_MAX: u64 = 1024 * 1024 * 1024;
const MAGIC: [u8; 8] = *b"\xC7\x97gavelS";
const VERSION: u32 = 1;
const SUFFIX: &str = ".seg";
/// A cut tail is kept in a file that ends like this.
const TORN_SUFFIX: &str = ".torn";
const NUMBER_WIDTH: usize = 10;
/// How many bytes of zeros are written at once.
const FILL_SIZE: usize = 1024 * 1024;

/// What a segment says of itself; together with the chain before it, all of it is known before it
/// is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) alg: HashAlg,
    pub(crate) number: u32,
    /// How many bytes the file has.
    pub(crate) size: u64,
    /// The sequence of the first entry.
    pub(crate) first: Sequence,
    /// The hash of the entry before.
    pub(crate) head: Digest,
}

impl Header {
    /// The header of the segment that continues a chain.
    pub(crate) fn behind(chain: &Chain, number: u32, size: u64) -> Self {
        Self { alg: chain.alg(), number, size, first: chain.last().next(), head: chain.head() }
    }

    pub(crate) fn to_bytes(self) -> [u8; HEADER_SIZE] {
        let version = VERSION.to_le_bytes();
        let alg = number_of_alg(self.alg).to_le_bytes();
        let number = self.number.to_le_bytes();
        let size = self.size.to_le_bytes();
        let first = self.first.0.to_le_bytes();
        let fields: [&[u8]; 7] = [&MAGIC, &version, &alg, &number, &size, &first, &self.head.0];

        let mut bytes = [0; HEADER_SIZE];
        for (target, source) in bytes.iter_mut().zip(fields.into_iter().flatten()) {
            *target = *source;
        }
        let covered = bytes.split_last_chunk::<4>().map(|(covered, _)| crc32c::crc32c(covered));
        if let (Some(crc), Some(place)) = (covered, bytes.last_chunk_mut()) {
            *place = crc.to_le_bytes();
        }
        bytes
    }

    /// Reads the header with which the bytes begin, if there is one and it is whole.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; HEADER_SIZE] = bytes.first_chunk()?;
        let rest = bytes.strip_prefix(&MAGIC)?;
        let (version, rest) = rest.split_first_chunk()?;
        let (alg, rest) = rest.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (size, rest) = rest.split_first_chunk()?;
        let (first, rest) = rest.split_first_chunk()?;
        let (head, _) = rest.split_first_chunk()?;
        let header = Self {
            alg: alg_of_number(u32::from_le_bytes(*alg))?,
            number: u32::from_le_bytes(*number),
            size: u64::from_le_bytes(*size),
            first: Sequence(u64::from_le_bytes(*first)),
            head: Digest(*head),
        };
        // Writing it again checks the checksum and that nothing else stands between the fields.
        (u32::from_le_bytes(*version) == VERSION && header.to_bytes() == *bytes).then_some(header)
    }
}

fn number_of_alg(alg: HashAlg) -> u32 {
    match alg {
        HashAlg::Sha256 => 1,
        HashAlg::Sm3 => 2,
    }
}

fn alg_of_number(number: u32) -> Option<HashAlg> {
    match number {
        1 => Some(HashAlg::Sha256),
        2 => Some(HashAlg::Sm3),
        _ => None,
    }
}

/// The name of a segment's file.
pub(crate) fn name(number: u32) -> String {
    format!("{number:0NUMBER_WIDTH$}{SUFFIX}")
}

/// The name of the file that keeps the `nth` tail cut off a segment, from 1.
pub(crate) fn torn_name(number: u32, nth: u32) -> String {
    let name = name(number);
    if nth == 1 { name + TORN_SUFFIX } else { format!("{name}.{nth}{TORN_SUFFIX}") }
}

/// Lists the segments' numbers, rising; refuses what is neither a segment nor a cut tail.
pub(crate) fn list<D: Disk>(disk: &D) -> Result<Vec<u32>, JournalError> {
    let names = disk.list().map_err(|error| JournalError::disk("list", "the directory", error))?;
    let mut numbers = Vec::new();
    for found in names {
        let number = found.strip_suffix(SUFFIX).and_then(|digits| digits.parse().ok());
        match number {
            Some(number) if number > 0 && name(number) == found => numbers.push(number),
            _ if found.ends_with(TORN_SUFFIX) => {}
            _ => return Err(JournalError::Foreign { name: found }),
        }
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Makes the file of a segment, all zeros and durable, and at least as long as `size`.
///
/// A file that is there already is what a crash left of an earlier making, and is made anew.
pub(crate) fn make<D: Disk>(
    disk: &D,
    number: u32,
    size: u64,
) -> Result<(Named<D::File>, u64), JournalError> {
    let file = match Named::create(disk, name(number))? {
        Some(file) => file,
        None => Named::open_to_write(disk, name(number))?,
    };
    let size = file.size()?.max(size);
    let zeros = vec![0; FILL_SIZE];
    let mut offset = 0;
    while offset < size {
        let left = usize::try_from(size - offset).unwrap_or(FILL_SIZE);
        let chunk = zeros.get(..left.min(FILL_SIZE)).unwrap_or(&zeros);
        file.write_all_at(chunk, offset)?;
        offset += chunk.len() as u64;
    }
    file.sync_data()?;
    sync_dir(disk)?;
    Ok((file, size))
}
