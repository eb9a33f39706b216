//! Amounts in fen.

use std::fmt;
use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::{Rate, Rounding};

/// An amount of renminbi in fen; printed and read in yuan with two places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Money(i64);

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text does not follow `(0|[1-9][0-9]*)(\.[0-9]{1,2})?` in ASCII.
    #[error("read amount: not yuan such as 105000.00")]
    Form,
    /// More than two places: refused, not rounded.
    #[error("read amount: more than two decimal places")]
    Places,
    /// More than [`Money::MAX`].
    #[error("read amount: more than 10000000000000.00 yuan")]
    TooLarge,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest amount the exchange takes in: ten trillion yuan. Sums of up to nine thousand
    /// such amounts still fit the type.
    pub const MAX: Self = Self(1_000_000_000_000_000);

    /// Takes fen.
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// Fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The sum, or nothing when it does not fit.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The difference, or nothing when it does not fit.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The amount times the rate, or nothing when it does not fit.
    ///
    /// Caps round down, minimum parts round up: 30 % of 100.01 as a first instalment is 30.01.
    pub fn scaled(self, rate: Rate, rounding: Rounding) -> Option<Self> {
        let strategy = match rounding {
            Rounding::Down => RoundingStrategy::ToNegativeInfinity,
            Rounding::Up => RoundingStrategy::ToPositiveInfinity,
        };
        let exact = Decimal::from(self.0).checked_mul(rate.decimal())?;
        exact.round_dp_with_strategy(0, strategy).to_i64().map(Self)
    }

    /// Whether this is a whole number of `step`; never for a step of nothing or less.
    pub const fn is_multiple_of(self, step: Self) -> bool {
        step.0 > 0 && self.0 % step.0 == 0
    }
}

impl fmt::Display for Money {
    /// Prints yuan with two places: `105000.00`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        #[expect(clippy::integer_division, reason = "whole yuan and the fen that are left")]
        let (yuan, rest) = (fen / 100, fen % 100);
        write!(formatter, "{sign}{yuan}.{rest:02}")
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Money({self})")
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads yuan of the grammar `(0|[1-9][0-9]*)(\.[0-9]{1,2})?`, ASCII only, never negative.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (yuan, places) = text.split_once('.').map_or((text, None), |(y, p)| (y, Some(p)));
        let digits = |part: &str| {
            !part.is_empty() && part.bytes().all(|character| character.is_ascii_digit())
        };
        if !digits(yuan) || (yuan.len() > 1 && yuan.starts_with('0')) {
            return Err(MoneyError::Form);
        }
        let fen_part = match places {
            None => 0,
            Some(part) if !digits(part) => return Err(MoneyError::Form),
            Some(part) if part.len() > 2 => return Err(MoneyError::Places),
            Some(part) => {
                let read: i64 = part.parse().map_err(|_| MoneyError::Form)?;
                if part.len() == 1 { read * 10 } else { read }
            }
        };
        let yuan: i64 = yuan.parse().map_err(|_| MoneyError::TooLarge)?;
        let fen = yuan.checked_mul(100).and_then(|whole| whole.checked_add(fen_part));
        match fen {
            Some(fen) if fen <= Self::MAX.0 => Ok(Self(fen)),
            _ => Err(MoneyError::TooLarge),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_a_grammar_of_their_own() {
        for (text, read) in [
            ("0", Ok(0)),
            ("0.01", Ok(1)),
            ("1.5", Ok(150)),
            ("105000.00", Ok(10_500_000)),
            ("10000000000000", Ok(1_000_000_000_000_000)),
            ("10000000000000.01", Err(MoneyError::TooLarge)),
            ("99999999999999999999999999", Err(MoneyError::TooLarge)),
            ("1.234", Err(MoneyError::Places)),
            ("1.23x", Err(MoneyError::Form)),
            ("", Err(MoneyError::Form)),
            (".5", Err(MoneyError::Form)),
            ("5.", Err(MoneyError::Form)),
            ("+5", Err(MoneyError::Form)),
            ("-5", Err(MoneyError::Form)),
            ("05", Err(MoneyError::Form)),
            ("00", Err(MoneyError::Form)),
            ("1_000", Err(MoneyError::Form)),
            ("1,000", Err(MoneyError::Form)),
            ("1e5", Err(MoneyError::Form)),
            ("1e30", Err(MoneyError::Form)),
            ("NaN", Err(MoneyError::Form)),
            ("１００", Err(MoneyError::Form)),
            (" 1", Err(MoneyError::Form)),
            ("1.2.3", Err(MoneyError::Form)),
        ] {
            assert_eq!(text.parse::<Money>().map(Money::fen), read, "{text}");
        }
    }

    #[test]
    fn amounts_print_yuan_with_two_places() {
        assert_eq!(Money(10_500_000).to_string(), "105000.00");
        assert_eq!(Money(-1).to_string(), "-0.01");
        assert_eq!(Money(i64::MIN).to_string(), "-92233720368547758.08");
    }

    #[test]
    fn caps_round_down_and_minimum_parts_round_up() {
        let rate = Rate::from_bp(3_000);
        assert_eq!(Money(10_001).scaled(rate, Rounding::Up), Some(Money(3_001)));
        assert_eq!(Money(10_001).scaled(rate, Rounding::Down), Some(Money(3_000)));
        assert_eq!(Money(10_000).scaled(rate, Rounding::Up), Some(Money(3_000)));
        assert_eq!(Money(i64::MAX).scaled("1000".parse().unwrap(), Rounding::Up), None);
    }

    #[test]
    fn sums_are_checked() {
        assert_eq!(Money(1).checked_add(Money(2)), Some(Money(3)));
        assert_eq!(Money(i64::MAX).checked_add(Money(1)), None);
        assert_eq!(Money(i64::MIN).checked_sub(Money(1)), None);
        assert!(Money(30).is_multiple_of(Money(10)) && !Money(35).is_multiple_of(Money(10)));
        assert!(!Money(30).is_multiple_of(Money(0)));
    }
}
