//! How much of something that is sold by the unit: tonnes of allowances, cubic metres of water.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Money;

/// A whole number of units (数量).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Quantity(u64);

/// Why a text is no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read quantity: not a whole number of units from 0 to 1000000000000")]
pub struct QuantityError;

/// In what something is counted (计量单位).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Tonnes (吨).
    Tonne,
    /// Cubic metres (立方米).
    CubicMetre,
    /// Kilowatt-hours (千瓦时).
    KilowattHour,
    /// Tonnes of standard coal equivalent (吨标准煤).
    TonneOfCoal,
    /// Shares of a company (股).
    Share,
    /// Mu of land (亩).
    Mu,
    /// Pieces (件).
    Piece,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 7] = [
        Self::Tonne,
        Self::CubicMetre,
        Self::KilowattHour,
        Self::TonneOfCoal,
        Self::Share,
        Self::Mu,
        Self::Piece,
    ];

    /// As addresses and files write it: `cubic-metre`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Tonne => "tonne",
            Self::CubicMetre => "cubic-metre",
            Self::KilowattHour => "kilowatt-hour",
            Self::TonneOfCoal => "tonne-of-coal",
            Self::Share => "share",
            Self::Mu => "mu",
            Self::Piece => "piece",
        }
    }
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The most that the exchange takes in: a million million units.
    pub const MAX: Self = Self(1_000_000_000_000);

    /// Takes a number of units.
    pub const fn from_units(units: u64) -> Self {
        Self(units)
    }

    /// The number of units.
    pub const fn units(self) -> u64 {
        self.0
    }

    /// The sum; none beyond what fits.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference; none below nothing.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// Whether it is a whole number of lots of this size; nothing is a multiple of nothing only.
    pub const fn is_multiple_of(self, lot: Self) -> bool {
        self.0.is_multiple_of(lot.0)
    }

    /// What so much costs at a price for one unit; none beyond what fits.
    pub fn at(self, price: Money) -> Option<Money> {
        let value = i128::from(self.0).checked_mul(i128::from(price.fen()))?;
        i64::try_from(value).ok().map(Money::from_fen)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    /// Reads `1000`: ASCII digits without sign or leading zero, at most [`Quantity::MAX`].
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let is_plain = text.bytes().all(|character| character.is_ascii_digit())
            && (text == "0" || !text.starts_with('0'));
        let units = if is_plain { text.parse().ok() } else { None };
        units.map(Self).filter(|it| *it <= Self::MAX).ok_or(QuantityError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_a_plain_whole_number() {
        assert_eq!("0".parse(), Ok(Quantity::ZERO));
        assert_eq!("1000000000000".parse(), Ok(Quantity::MAX));
        for text in ["", "01", "+1", "-1", "1.0", "1_0", "1000000000001", "１"] {
            assert_eq!(text.parse::<Quantity>(), Err(QuantityError), "{text}");
        }
    }

    #[test]
    fn a_value_that_does_not_fit_is_none() {
        let price = Money::from_fen(1_609);
        assert_eq!(Quantity::from_units(1_000).at(price), Some(Money::from_fen(1_609_000)));
        assert_eq!(Quantity::MAX.at(Money::MAX), None);
    }
}
