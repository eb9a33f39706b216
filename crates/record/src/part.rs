//! The four parts of an entry, each of which can be withheld without breaking the chain.

use std::fmt;

use lexicon::{Digest, HashAlg};

use crate::reader::{DecodeError, Reader};

/// How many bytes a salt takes.
pub const SALT_SIZE: usize = 16;
/// How many bytes a command may take.
pub const COMMAND_SIZE_MAX: usize = 64 * 1024;
/// What a part may hold beside a command: a request id, an actor, an outcome's own fields.
pub const PART_RESERVE_SIZE: usize = 4 * 1024;
/// How many bytes a part may take.
pub const PART_SIZE_MAX: usize = COMMAND_SIZE_MAX + PART_RESERVE_SIZE;

/// Begins the hash of a part; the tree to come has 0x00 and 0x01, an entry has 0x02.
const PART_DOMAIN: u8 = 0x03;
const OPEN_TAG: u8 = 0;
const WITHHELD_TAG: u8 = 1;
const TAG_SIZE: usize = 1;
const LENGTH_SIZE: usize = 4;
const DIGEST_SIZE: usize = size_of::<Digest>();

/// How many bytes an encoded part may take.
pub(crate) const ENCODED_SIZE_MAX: usize = TAG_SIZE + LENGTH_SIZE + SALT_SIZE + PART_SIZE_MAX;

const _: () = assert!(PART_SIZE_MAX <= u32::MAX as usize, "a length fits its four bytes");
const _: () = assert!(DIGEST_SIZE <= SALT_SIZE + PART_SIZE_MAX, "open parts may be the longest");

/// What keeps a part's digest from telling its bytes to someone who guesses them.
pub type Salt = [u8; SALT_SIZE];

/// Which of an entry's parts a part is; its number goes into its digest, so that no part can
/// stand in another's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartNumber {
    /// Who acted.
    Actor = 0,
    /// What was asked.
    Command = 1,
    /// The chance that was given to the ruling.
    Seed = 2,
    /// What was ruled.
    Outcome = 3,
}

/// A part of an entry; one that does not exist is open and has no bytes.
#[derive(Clone, PartialEq, Eq)]
pub enum Part {
    /// The part's bytes, with the salt that goes into its digest.
    Open {
        /// Drawn anew for every part.
        salt: Salt,
        /// What the part says.
        bytes: Vec<u8>,
    },
    /// Only the digest: the bytes are not shown, or were destroyed with their salt.
    Withheld(Digest),
}

impl PartNumber {
    /// All of them, in their order within an entry.
    pub const ALL: [Self; 4] = [Self::Actor, Self::Command, Self::Seed, Self::Outcome];
}

impl Part {
    /// Gives what stands for the part in its entry's hash, whether it is open or withheld.
    pub fn digest(&self, alg: HashAlg, number: PartNumber) -> Digest {
        match self {
            Self::Open { salt, bytes } => {
                // The salt has a fixed size and the bytes come last, so no length is needed.
                alg.digest(&[&[PART_DOMAIN, number as u8], salt, bytes])
            }
            Self::Withheld(digest) => *digest,
        }
    }

    /// How many bytes [`Part::encode`] adds.
    pub(crate) fn encoded_size(&self) -> usize {
        match self {
            Self::Open { bytes, .. } => TAG_SIZE + LENGTH_SIZE + SALT_SIZE + bytes.len(),
            Self::Withheld(_) => TAG_SIZE + DIGEST_SIZE,
        }
    }

    pub(crate) fn encode(&self, into: &mut Vec<u8>) {
        match self {
            Self::Open { salt, bytes } => {
                assert!(bytes.len() <= PART_SIZE_MAX, "a part is at most PART_SIZE_MAX long");
                let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
                into.push(OPEN_TAG);
                into.extend_from_slice(&length.to_le_bytes());
                into.extend_from_slice(salt);
                into.extend_from_slice(bytes);
            }
            Self::Withheld(digest) => {
                into.push(WITHHELD_TAG);
                into.extend_from_slice(&digest.0);
            }
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.array()? {
            [OPEN_TAG] => {
                let length = u32::from_le_bytes(reader.array()?);
                let length = usize::try_from(length).map_err(|_| DecodeError::PartSize)?;
                if length > PART_SIZE_MAX {
                    return Err(DecodeError::PartSize);
                }
                let salt = reader.array()?;
                Ok(Self::Open { salt, bytes: reader.bytes(length)?.to_vec() })
            }
            [WITHHELD_TAG] => Ok(Self::Withheld(Digest(reader.array()?))),
            [_] => Err(DecodeError::Tag),
        }
    }
}

impl fmt::Debug for Part {
    /// Prints no byte of the part: it may hold a reserve price or a ceiling.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { bytes, .. } => write!(formatter, "Open({} bytes)", bytes.len()),
            Self::Withheld(digest) => write!(formatter, "Withheld({digest})"),
        }
    }
}
