//! Shares of an amount, and the direction in which what is left of a fen goes.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A share of an amount, exact: 30 % is `0.30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Rate(Decimal);

/// Why a text or a number is no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read rate: not a decimal number of 0 or more with at most 12 places")]
pub struct RateError;

/// Where a part of a fen goes; always an argument, never a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rounding {
    /// To the lower fen: for caps.
    Down,
    /// To the higher fen: for minimum parts.
    Up,
}

impl Rate {
    /// All of an amount.
    pub const ONE: Self = Self(Decimal::ONE);
    const PLACES_MAX: u32 = 12;

    /// Takes hundredths of a percent.
    pub fn from_bp(bp: u32) -> Self {
        Self(Decimal::new(i64::from(bp), 4))
    }

    /// The exact number.
    pub const fn decimal(self) -> Decimal {
        self.0
    }
}

impl FromStr for Rate {
    type Err = RateError;

    /// Reads `0.30`: ASCII digits, one dot, at most 12 places.
    fn from_str(text: &str) -> Result<Self, RateError> {
        let plain = text.bytes().all(|character| character.is_ascii_digit() || character == b'.')
            && text.starts_with(|first: char| first.is_ascii_digit())
            && text.ends_with(|last: char| last.is_ascii_digit());
        let decimal: Decimal =
            if plain { text.parse().map_err(|_| RateError)? } else { return Err(RateError) };
        if decimal.scale() > Self::PLACES_MAX { Err(RateError) } else { Ok(Self(decimal)) }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_plain_decimals() {
        assert_eq!("0.3".parse(), Ok(Rate::from_bp(3_000)));
        assert_eq!("1".parse(), Ok(Rate::ONE));
        for text in ["", ".5", "5.", "-1", "+1", "1e2", "1_0", "0.1.2", "0.0000000000001"] {
            assert_eq!(text.parse::<Rate>(), Err(RateError), "{text}");
        }
    }
}
