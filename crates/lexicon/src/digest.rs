//! Digests and the two hashes that make them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::Digest as _;

use crate::hex::{self, HexError};

/// The 32 bytes of a hash (摘要).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest before the first entry of a chain.
    pub const ZERO: Self = Self([0; 32]);
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(formatter, &self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(formatter, &self.0)
    }
}

impl FromStr for Digest {
    type Err = HexError;

    /// Reads 64 characters `0-9a-f`.
    fn from_str(text: &str) -> Result<Self, HexError> {
        hex::parse(text).map(Self)
    }
}

/// Which hash makes a chain's digests; the algorithm is named in the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum HashAlg {
    /// SHA-256 (FIPS 180-4).
    #[default]
    Sha256,
    /// SM3 (GB/T 32905).
    Sm3,
}

impl HashAlg {
    /// Starts a hash.
    pub fn hasher(self) -> Hasher {
        match self {
            Self::Sha256 => Hasher::Sha256(sha2::Sha256::new()),
            Self::Sm3 => Hasher::Sm3(sm3::Sm3::new()),
        }
    }

    /// Hashes the pieces one behind the other.
    pub fn digest(self, pieces: &[&[u8]]) -> Digest {
        let mut hasher = self.hasher();
        for piece in pieces {
            hasher.update(piece);
        }
        hasher.finish()
    }
}

/// A hash being made.
#[derive(Debug, Clone)]
pub enum Hasher {
    /// See [`HashAlg::Sha256`].
    Sha256(sha2::Sha256),
    /// See [`HashAlg::Sm3`].
    Sm3(sm3::Sm3),
}

impl Hasher {
    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sm3(hasher) => sm3::Digest::update(hasher, bytes),
        }
    }

    /// Ends the hash.
    pub fn finish(self) -> Digest {
        match self {
            Self::Sha256(hasher) => Digest(hasher.finalize().into()),
            Self::Sm3(hasher) => Digest(sm3::Digest::finalize(hasher).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_give_their_published_vectors() {
        // FIPS 180-4 and GB/T 32905-2016 appendix A: "abc".
        let sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(HashAlg::Sha256.digest(&[b"a", b"bc"]).to_string(), sha);
        assert_eq!(HashAlg::Sm3.digest(&[b"abc"]).to_string(), sm3);
    }

    #[test]
    fn a_digest_reads_back_what_it_printed() {
        let digest = HashAlg::Sha256.digest(&[b"lot"]);
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert!("ab".parse::<Digest>().is_err());
        assert!("G".repeat(64).parse::<Digest>().is_err());
        assert!("A".repeat(64).parse::<Digest>().is_err());
    }
}
