//! Columns: how ids, digests and moments stand in a row.
//!
//! Both engines count in 64 bits with a sign, and digests stand in hexadecimal.

use std::fmt::Display;
use std::str::FromStr;

use lexicon::Moment;

use crate::StoreError;

/// An id as a column holds it.
pub(crate) fn from_id(id: u64) -> Result<i64, StoreError> {
    i64::try_from(id).map_err(|_| StoreError::IdTooLarge { id })
}

/// The id that a column holds; `what` names it for an operator.
pub(crate) fn to_id(what: &'static str, column: i64) -> Result<u64, StoreError> {
    u64::try_from(column).map_err(|_| StoreError::Unreadable { what })
}

/// The value whose text a column holds.
pub(crate) fn parsed<T: FromStr>(what: &'static str, column: &str) -> Result<T, StoreError> {
    column.parse().map_err(|_| StoreError::Unreadable { what })
}

/// The moment that a column holds.
pub(crate) fn to_moment(column: i64) -> Moment {
    Moment::from_us(column)
}

/// A count or limit as a column or `LIMIT` takes it.
pub(crate) fn from_count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A value as a column holds its text.
pub(crate) fn text(value: impl Display) -> String {
    value.to_string()
}
