//! Names that stand in rows, addresses and files alike: small letters, digits and `._-`.

use std::fmt;
use std::str::FromStr;

const LENGTH_MAX: usize = 64;

/// Why a text is no such name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read name: not 1 to 64 characters of a-z, 0-9, '.', '_' and '-'")]
pub struct NameError;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            /// Reads 1 to 64 characters of `a-z`, `0-9`, `.`, `_` and `-`.
            fn from_str(text: &str) -> Result<Self, NameError> {
                if is_name(text) { Ok(Self(text.to_owned())) } else { Err(NameError) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

name! {
    /// The name by which somebody signs in.
    AccountName
}
name! {
    /// What a party calls one of its drafts: `listing.3`.
    DraftKey
}

fn is_name(text: &str) -> bool {
    let fits = |character: u8| matches!(character, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-');
    (1..=LENGTH_MAX).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_to_64_small_characters() {
        for text in ["a", "bidder1", "zhang.wei_2-x", &"z".repeat(64)] {
            assert_eq!(text.parse::<AccountName>().map(|name| name.to_string()), Ok(text.into()));
        }
        for text in ["", "Bidder1", "a b", "张", "a\0", "a/b", "a'b", "é", &"z".repeat(65)] {
            assert_eq!(text.parse::<DraftKey>(), Err(NameError), "{text}");
        }
    }
}
