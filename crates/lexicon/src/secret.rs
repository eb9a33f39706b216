//! A value that no log line may show.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value whose `Debug` prints `…`: identity numbers, secret reserves, proxy ceilings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Shows the value to code that must have it; the name makes each use easy to find.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// Gives the value up.
    pub fn into_revealed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_value() {
        let kept = Secret::new(123_456);
        assert_eq!(format!("{kept:?} {:?}", Some(kept)), "… Some(…)");
        assert_eq!(*kept.reveal(), 123_456);
    }
}
