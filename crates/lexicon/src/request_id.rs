//! The id a client makes before it submits a command (`Idempotency-Key`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::hex;

/// Sixteen bytes made by the sender before a command is submitted, so that asking again is safe.
///
/// A request id belongs to the party that sent it; another party's equal id is another id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub [u8; 16]);

/// Why a text is no request id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read request id: neither a ULID nor a UUID")]
pub struct RequestIdError;

impl FromStr for RequestId {
    type Err = RequestIdError;

    /// Reads a UUID (36 characters with hyphens) or a ULID (26 characters, Crockford's base 32).
    fn from_str(text: &str) -> Result<Self, RequestIdError> {
        match text.len() {
            36 => parse_uuid(text),
            26 => parse_ulid(text),
            _ => Err(RequestIdError),
        }
    }
}

fn parse_uuid(text: &str) -> Result<RequestId, RequestIdError> {
    let mut digits = String::with_capacity(32);
    for (place, character) in text.chars().enumerate() {
        let hyphen_due = matches!(place, 8 | 13 | 18 | 23);
        if hyphen_due != (character == '-') {
            return Err(RequestIdError);
        }
        if !hyphen_due {
            digits.push(character.to_ascii_lowercase());
        }
    }
    hex::parse(&digits).map(RequestId).map_err(|_| RequestIdError)
}

fn parse_ulid(text: &str) -> Result<RequestId, RequestIdError> {
    let mut value: u128 = 0;
    for (place, character) in text.bytes().enumerate() {
        let digit = crockford_digit(character).ok_or(RequestIdError)?;
        // 26 characters hold 130 bits: the first may use three of its five only.
        if place == 0 && digit > 7 {
            return Err(RequestIdError);
        }
        value = (value << 5) | u128::from(digit);
    }
    Ok(RequestId(value.to_be_bytes()))
}

/// The value of a character in Crockford's base 32, in which I, L, O and U do not occur.
fn crockford_digit(character: u8) -> Option<u8> {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let upper = character.to_ascii_uppercase();
    ALPHABET.iter().position(|&known| known == upper).and_then(|place| u8::try_from(place).ok())
}

impl fmt::Display for RequestId {
    /// Prints the UUID form.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                formatter.write_str("-")?;
            }
            write!(formatter, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_and_a_ulid_of_the_same_bytes_are_one_id() {
        // The pair of the ULID specification's own implementations.
        let read: RequestId = "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap();
        let uuid: RequestId = "01563e3a-b5d3-d676-4c61-efb99302bd5b".parse().unwrap();
        assert_eq!(read, uuid);
        assert_eq!(uuid.to_string().parse(), Ok(read));
        assert_eq!("01563E3A-B5D3-D676-4C61-EFB99302BD5B".parse(), Ok(read));
    }

    #[test]
    fn what_is_neither_is_refused() {
        for text in [
            "",
            "1",
            "81ARZ3NDEKTSV4RRFFQ69G5FAV",
            "01ARZ3NDEKTSV4RRFFQ69G5FAU",
            "01563e3a-b5d3-d676-4c61-efb99302bd5",
            "01563e3ab5d3-d676-4c61-efb99302bd5bx",
            "01563e3a-b5d3-d676-4c61-efb99302bd5g",
            "０1ARZ3NDEKTSV4RRFFQ69G5F",
        ] {
            assert_eq!(text.parse::<RequestId>(), Err(RequestIdError), "{text}");
        }
    }
}
