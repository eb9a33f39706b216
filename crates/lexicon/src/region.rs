//! Administrative divisions (行政区划代码, GB/T 2260).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is no code of a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read region: not six digits, the first from 1 to 8")]
pub struct RegionError;

/// An administrative division (行政区划), by its six digits; whether there is one of that number
/// changes with the years and is not asked here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Region(u32);

impl FromStr for Region {
    type Err = RegionError;

    fn from_str(text: &str) -> Result<Self, RegionError> {
        let is_plain = text.len() == 6 && text.bytes().all(|digit| digit.is_ascii_digit());
        let number = text.parse().map_err(|_| RegionError)?;
        if is_plain && (100_000..900_000).contains(&number) {
            Ok(Self(number))
        } else {
            Err(RegionError)
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:06}", self.0)
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Region({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_six_digits() {
        assert_eq!(
            "350102".parse::<Region>().map(|region| region.to_string()),
            Ok("350102".into())
        );
        for text in ["", "3501", "35010", "3501020", "035010", "900000", "35010a", "３５０１０２"]
        {
            assert_eq!(text.parse::<Region>(), Err(RegionError), "{text}");
        }
    }
}
