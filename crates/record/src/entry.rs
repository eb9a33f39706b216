//! An entry: one decision, as bytes and as a hash.

use lexicon::{Digest, HashAlg};

use crate::header::{HEADER_SIZE, Header};
use crate::part::{self, Part, PartNumber};
use crate::reader::{DecodeError, Reader};

/// Begins the hash of an entry; see also the part's.
const ENTRY_DOMAIN: u8 = 0x02;
const HASH_SIZE: usize = size_of::<Digest>();

/// How many bytes an encoded entry may take.
pub const ENTRY_SIZE_MAX: usize =
    HASH_SIZE + HEADER_SIZE + PartNumber::ALL.len() * part::ENCODED_SIZE_MAX;

/// One decision: who asked for what, by which chance, and what was ruled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What is open to everyone.
    pub header: Header,
    /// Who acted.
    pub actor: Part,
    /// What was asked, with its request id.
    pub command: Part,
    /// The 32 bytes of chance, where the command asks for it.
    pub seed: Part,
    /// The events or the refusal.
    pub outcome: Part,
}

impl Entry {
    /// The parts in the order of [`PartNumber::ALL`].
    pub fn parts(&self) -> [&Part; 4] {
        [&self.actor, &self.command, &self.seed, &self.outcome]
    }

    /// The digests of the parts, in the order of [`PartNumber::ALL`].
    pub fn part_digests(&self, alg: HashAlg) -> [Digest; 4] {
        let mut numbers = PartNumber::ALL.into_iter();
        self.parts().map(|part| {
            let number = numbers.next().unwrap_or(PartNumber::Outcome);
            part.digest(alg, number)
        })
    }

    /// The hash that proves this entry and, by the hash of the one before, all before it.
    pub fn hash(&self, alg: HashAlg, before: Digest) -> Digest {
        let header = self.header.to_bytes();
        let [actor, command, seed, outcome] = self.part_digests(alg);
        alg.digest(&[
            &[ENTRY_DOMAIN],
            &before.0,
            &header,
            &actor.0,
            &command.0,
            &seed.0,
            &outcome.0,
        ])
    }

    /// How many bytes [`Entry::encode`] adds.
    pub fn encoded_size(&self) -> usize {
        let parts: usize = self.parts().into_iter().map(Part::encoded_size).sum();
        HASH_SIZE + HEADER_SIZE + parts
    }

    /// Adds the entry's bytes: its own hash, the header, the parts.
    ///
    /// The hash is stored, although the chain gives it, so that a receipt can be looked up and an
    /// entry answered again without walking the chain.
    pub fn encode(&self, hash: Digest, into: &mut Vec<u8>) {
        into.extend_from_slice(&hash.0);
        into.extend_from_slice(&self.header.to_bytes());
        for part in self.parts() {
            part.encode(into);
        }
    }

    /// Reads the entry with which the bytes begin, its hash as stored, and how many bytes it took.
    ///
    /// Exactly one sequence of bytes is read as a given entry and hash. Whether the hash is right
    /// is the chain's to say.
    ///
    /// # Errors
    /// When the bytes do not begin with an entry.
    pub fn decode(bytes: &[u8]) -> Result<(Self, Digest, usize), DecodeError> {
        let mut reader = Reader::new(bytes);
        let hash = Digest(reader.array()?);
        let entry = Self {
            header: Header::read(&mut reader)?,
            actor: Part::read(&mut reader)?,
            command: Part::read(&mut reader)?,
            seed: Part::read(&mut reader)?,
            outcome: Part::read(&mut reader)?,
        };
        Ok((entry, hash, bytes.len() - reader.left()))
    }

    /// Reads one entry that takes all the bytes.
    ///
    /// # Errors
    /// When the bytes are anything but one entry.
    pub fn decode_whole(bytes: &[u8]) -> Result<(Self, Digest), DecodeError> {
        let (entry, hash, read) = Self::decode(bytes)?;
        if read == bytes.len() { Ok((entry, hash)) } else { Err(DecodeError::LeftOver) }
    }
}

#[cfg(test)]
mod tests;
