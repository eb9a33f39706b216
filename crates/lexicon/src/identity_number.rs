//! Citizen identity number (公民身份号码), GB 11643-1999.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// GB 11643-1999: the weight of place i from the right is 2^(i-1) mod 11.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character for each rest of the weighted sum divided by 11.
const CHECKS: &[u8; 11] = b"10X98765432";

/// A citizen's identity number of 18 characters, its birth date and check character right.
///
/// Personal data: `Debug` prints `…`, and only [`IdentityNumber::reveal`] shows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdentityNumber([u8; 18]);

/// Why a text is no citizen identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityNumberError {
    /// Not 18 characters.
    #[error("read identity number: not 18 characters")]
    Length,
    /// Not a digit (at the last place: not a digit or `X`), or a region starting with 0.
    #[error("read identity number: character {place} cannot stand there")]
    Character {
        /// Its place, from 1.
        place: usize,
    },
    /// Places 7 to 14 are no date.
    #[error("read identity number: the birth date does not exist")]
    BirthDate,
    /// The last character does not fit the others.
    #[error("read identity number: the check character is wrong")]
    CheckCharacter,
}

impl IdentityNumber {
    /// The 18 characters, for code that must have them.
    pub fn reveal(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for IdentityNumber {
    type Err = IdentityNumberError;

    /// Reads 17 digits and a digit or `X`; a small `x` is taken for `X`.
    fn from_str(text: &str) -> Result<Self, IdentityNumberError> {
        let mut bytes: [u8; 18] =
            text.as_bytes().try_into().map_err(|_| IdentityNumberError::Length)?;
        bytes[17] = bytes[17].to_ascii_uppercase();
        for (at, &character) in bytes.iter().enumerate() {
            let fits = match at {
                0 => matches!(character, b'1'..=b'9'),
                17 => matches!(character, b'0'..=b'9' | b'X'),
                _ => character.is_ascii_digit(),
            };
            if !fits {
                return Err(IdentityNumberError::Character { place: at + 1 });
            }
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().fold(0_u16, |sum, digit| sum * 10 + u16::from(digit - b'0'))
        };
        if !is_birth_date(number(6..10), number(10..12), number(12..14)) {
            return Err(IdentityNumberError::BirthDate);
        }
        let sum: u32 = WEIGHTS
            .iter()
            .zip(&bytes)
            .map(|(weight, digit)| weight * u32::from(digit - b'0'))
            .sum();
        let rest = usize::try_from(sum % 11).unwrap_or_default();
        if bytes[17] == CHECKS[rest] {
            Ok(Self(bytes))
        } else {
            Err(IdentityNumberError::CheckCharacter)
        }
    }
}

fn is_birth_date(year: u16, month: u16, day: u16) -> bool {
    let (Ok(month), Ok(day)) = (u8::try_from(month), u8::try_from(day)) else { return false };
    let Ok(month) = time::Month::try_from(month) else { return false };
    year >= 1800 && time::Date::from_calendar_date(i32::from(year), month, day).is_ok()
}

impl TryFrom<String> for IdentityNumber {
    type Error = IdentityNumberError;

    fn try_from(text: String) -> Result<Self, IdentityNumberError> {
        text.parse()
    }
}

impl From<IdentityNumber> for String {
    fn from(number: IdentityNumber) -> Self {
        number.reveal().to_owned()
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_and_the_birth_date_are_checked() {
        // Both are the examples of the standard.
        for text in ["11010519491231002X", "440524188001010014"] {
            let number: IdentityNumber = text.parse().unwrap();
            assert_eq!(number.reveal(), text);
            assert_eq!(format!("{number:?}"), "…");
        }
        assert_eq!("11010519491231002x".parse::<IdentityNumber>().unwrap().reveal().len(), 18);
        for (text, why) in [
            ("", IdentityNumberError::Length),
            ("11010519491231002", IdentityNumberError::Length),
            ("110105194912310021", IdentityNumberError::CheckCharacter),
            ("110105194902290021", IdentityNumberError::BirthDate),
            ("110105194913310021", IdentityNumberError::BirthDate),
            ("1101051949123100AX", IdentityNumberError::Character { place: 17 }),
            ("01010519491231002X", IdentityNumberError::Character { place: 1 }),
            ("1１1051949123100X", IdentityNumberError::Character { place: 2 }),
        ] {
            assert_eq!(text.parse::<IdentityNumber>(), Err(why), "{text}");
        }
    }
}
