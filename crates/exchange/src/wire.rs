//! The bytes of an entry's parts: postcard, read strictly.

mod decided;

use lexicon::RequestId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Command;

pub use decided::{Decided, PartError, Parts};

/// The most bytes of one command.
pub const COMMAND_SIZE_MAX: usize = 64 * 1024;

/// The command part of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The id its sender made.
    pub request_id: RequestId,
    /// What was asked.
    pub command: Command,
}

/// Why bytes are no part of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The bytes are not of this form.
    #[error("decode part: not of its form")]
    Form,
    /// Bytes are left over, or another encoding of the same value was used.
    #[error("decode part: not the one encoding of its value")]
    NotCanonical,
}

/// The bytes of a value.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    let bytes = postcard::to_stdvec(value);
    bytes.unwrap_or_else(|error| panic!("invariant: every part has a postcard form: {error}"))
}

/// The value of bytes that [`encode`] gave.
///
/// postcard alone reads over-long numbers and ignores what is left over; the same value would then
/// have two encodings, hence two hashes.
///
/// # Errors
/// When the bytes are not exactly the encoding of a value.
pub fn decode<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    let (value, rest) = postcard::take_from_bytes::<T>(bytes).map_err(|_| WireError::Form)?;
    if rest.is_empty() && encode(&value) == bytes {
        Ok(value)
    } else {
        Err(WireError::NotCanonical)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_encoding_is_read() {
        let bytes = encode(&(1_u32, 300_u32));
        assert_eq!(bytes, [1, 0xac, 0x02]);
        assert_eq!(decode::<(u32, u32)>(&bytes), Ok((1, 300)));
        assert_eq!(decode::<u32>(&[0x81, 0x80, 0x00]), Err(WireError::NotCanonical));
        assert_eq!(decode::<u32>(&[1, 1]), Err(WireError::NotCanonical));
        assert_eq!(decode::<u32>(&[0x81]), Err(WireError::Form));
    }
}
