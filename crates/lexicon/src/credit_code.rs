//! Unified social credit code (统一社会信用代码), GB 32100-2015.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The 31 characters of GB 32100-2015 table 3, in the order of their values; I, O, S, V and Z do
/// not occur.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// GB 32100-2015: the weight of place i is 3^(i-1) mod 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// An organisation's unified social credit code of 18 characters, its check character right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode([u8; 18]);

/// Why a text is no unified social credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Not 18 characters.
    #[error("read credit code: not 18 characters")]
    Length,
    /// A character that the code cannot hold at this place.
    #[error("read credit code: character {place} cannot stand there")]
    Character {
        /// Its place, from 1.
        place: usize,
    },
    /// The last character does not fit the others.
    #[error("read credit code: the check character is wrong")]
    CheckCharacter,
}

impl CreditCode {
    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn value(character: u8) -> Option<u32> {
    ALPHABET.iter().position(|&known| known == character).and_then(|at| u32::try_from(at).ok())
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;

    /// Reads 18 capital characters; the division code (places 3 to 8) holds digits only.
    fn from_str(text: &str) -> Result<Self, CreditCodeError> {
        let bytes: [u8; 18] = text.as_bytes().try_into().map_err(|_| CreditCodeError::Length)?;
        let mut sum = 0;
        for (at, &character) in bytes.iter().enumerate() {
            let wrong = CreditCodeError::Character { place: at + 1 };
            let digits_only = (2..8).contains(&at);
            let value = value(character).ok_or(wrong)?;
            if digits_only && value > 9 {
                return Err(wrong);
            }
            sum += WEIGHTS.get(at).map_or(0, |weight| weight * value);
        }
        // GB 32100-2015: 31 less the sum's rest; a rest of nothing gives the character 0.
        let check = (31 - sum % 31) % 31;
        if value(bytes[17]) == Some(check) {
            Ok(Self(bytes))
        } else {
            Err(CreditCodeError::CheckCharacter)
        }
    }
}

impl TryFrom<String> for CreditCode {
    type Error = CreditCodeError;

    fn try_from(text: String) -> Result<Self, CreditCodeError> {
        text.parse()
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for CreditCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_is_checked() {
        // The first is the example of the standard; the second is invented.
        for text in ["91350100M000100Y43", "91410900MA0GAWEL1C"] {
            let code: CreditCode = text.parse().unwrap();
            assert_eq!(code.to_string(), text);
        }
        for (text, why) in [
            ("", CreditCodeError::Length),
            ("91350100M000100Y4", CreditCodeError::Length),
            ("91350100M000100Y44", CreditCodeError::CheckCharacter),
            ("91350100M000100Y34", CreditCodeError::CheckCharacter),
            ("91350100m000100y43", CreditCodeError::Character { place: 9 }),
            ("9135010AM000100Y43", CreditCodeError::Character { place: 8 }),
            ("91350100O000100Y43", CreditCodeError::Character { place: 9 }),
            ("９1350100M000100Y", CreditCodeError::Character { place: 1 }),
        ] {
            assert_eq!(text.parse::<CreditCode>(), Err(why), "{text}");
        }
    }

    #[test]
    fn every_single_wrong_character_is_found() {
        let right = "91350100M000100Y43";
        for at in 0..18 {
            for &character in ALPHABET {
                let mut bytes = right.as_bytes().to_vec();
                if bytes[at] != character {
                    bytes[at] = character;
                    let text = String::from_utf8(bytes).unwrap();
                    assert!(text.parse::<CreditCode>().is_err(), "{text}");
                }
            }
        }
    }
}
