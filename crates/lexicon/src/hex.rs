//! Reading and printing bytes in hexadecimal, for digests and public ids.

use std::fmt;

/// Why a text is not the hexadecimal form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HexError {
    /// The text is too short or too long.
    #[error("read hex: {found} characters, not {expected}")]
    Length {
        /// How many characters the value has.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// A character is not one of `0-9a-f`.
    #[error("read hex: character {place} is not 0-9 or a-f")]
    Character {
        /// Its place, from 0.
        place: usize,
    },
}

pub(crate) fn write(formatter: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
}

pub(crate) fn parse<const N: usize>(text: &str) -> Result<[u8; N], HexError> {
    if text.len() != N * 2 {
        return Err(HexError::Length { expected: N * 2, found: text.len() });
    }
    let mut bytes = [0_u8; N];
    for (place, character) in text.bytes().enumerate() {
        let nibble = match character {
            b'0'..=b'9' => character - b'0',
            b'a'..=b'f' => character - b'a' + 10,
            _ => return Err(HexError::Character { place }),
        };
        let byte = &mut bytes[place >> 1];
        *byte = (*byte << 4) | nibble;
    }
    Ok(bytes)
}
