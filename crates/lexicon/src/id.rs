//! Typed numbers: what they count cannot be confused.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::hex::{self, HexError};

/// Why a text is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read number: not a decimal number from 1")]
pub struct NumberError;

/// Reads a decimal number from 1, without sign, leading zero or any digit but `0-9`.
fn parse_number(text: &str) -> Result<u64, NumberError> {
    let plain = text.bytes().all(|character| character.is_ascii_digit()) && !text.starts_with('0');
    if plain { text.parse().map_err(|_| NumberError) } else { Err(NumberError) }
}

macro_rules! number {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NumberError;

            fn from_str(text: &str) -> Result<Self, NumberError> {
                let number = parse_number(text)?;
                number.try_into().map(Self).map_err(|_| NumberError)
            }
        }
    };
}

number! {
    /// The place of an entry in the journal, from 1, rising by one.
    Sequence(u64)
}
number! {
    /// One run of the exchange over a journal, from 1, rising by one.
    Epoch(u32)
}
number! {
    /// What is sold (标的), from 1.
    LotId(u64)
}
number! {
    /// A person or organisation that acts on the exchange, from 1.
    PartyId(u64)
}
number! {
    /// A two-person act that waits for its second person, from 1.
    ProposalId(u64)
}
number! {
    /// The process around one or more lots (挂牌项目), from 1.
    ListingId(u64)
}
number! {
    /// What a party asks for when it wants to bid on a lot (报名), from 1.
    ApplicationId(u64)
}
number! {
    /// One of a lot's quantity bids or orders, in the sequence in which they came, from 1.
    OrderNumber(u32)
}
number! {
    /// The place of a right of priority among others (优先顺位), 1 being the first.
    Rank(u8)
}
number! {
    /// A posting of the ledger, from 1.
    TransferId(u64)
}
number! {
    /// What the public sees in place of a bidder's name (竞买号); unique within its lot.
    Paddle(u32)
}

impl Sequence {
    /// The place before the first entry.
    pub const ZERO: Self = Self(0);

    /// The next place.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The public id of a log-in session; never its token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SessionId(pub [u8; 16]);

impl SessionId {
    /// The session of what the exchange does by itself.
    pub const NONE: Self = Self([0; 16]);
}

impl fmt::Debug for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(formatter, &self.0)
    }
}

impl FromStr for SessionId {
    type Err = HexError;

    /// Reads 32 characters `0-9a-f`.
    fn from_str(text: &str) -> Result<Self, HexError> {
        hex::parse(text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_decimal_numbers_from_one() {
        assert_eq!("1".parse(), Ok(LotId(1)));
        assert_eq!("18446744073709551615".parse(), Ok(LotId(u64::MAX)));
        for text in ["", "0", "01", "+1", "-1", "1.0", " 1", "１", "18446744073709551616"] {
            assert_eq!(text.parse::<LotId>(), Err(NumberError), "{text}");
        }
        assert_eq!("4294967296".parse::<Paddle>(), Err(NumberError));
    }
}
