//! Money that the bank has moved, as programs write it.

use exchange::Payment;
use lexicon::Digest;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::body::{amount, moment};
use crate::problem::{Cause, Wanted};
use crate::state::WebState;

/// The most characters of a reference of the bank's.
const REFERENCE_LENGTH_MAX: usize = 64;

/// What the bank tells of money that has come in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaymentRequest {
    /// How much, in yuan.
    #[schema(example = "10000.00")]
    amount: String,
    /// When the bank received it.
    #[schema(example = "2026-07-01T09:30:00+08:00")]
    paid_at: String,
    /// The bank's reference, at most 64 characters, by which it is booked once; the journal holds
    /// its digest.
    reference: String,
}

impl PaymentRequest {
    /// Reads it; equal references give equal digests, and nobody without the key can tell whose.
    pub(crate) fn read(&self, state: &WebState) -> Result<Payment, Cause> {
        Ok(Payment {
            amount: amount("amount", &self.amount)?,
            paid_at: moment("paid_at", &self.paid_at)?,
            reference: reference(state, "reference", &self.reference)?,
        })
    }
}

/// The digest of a reference of the bank's.
pub(crate) fn reference(
    state: &WebState,
    field: &'static str,
    text: &str,
) -> Result<Digest, Cause> {
    let text = plain_reference(text);
    let text = text.ok_or(Cause::UnacceptableField { field, wanted: Wanted::Text })?;
    Ok(state.keyed_digest("reference", text))
}

/// A reference without the space around it, if it is one.
fn plain_reference(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_plain = !text.is_empty()
        && text.chars().nth(REFERENCE_LENGTH_MAX).is_none()
        && text.bytes().all(|it| it.is_ascii_graphic() || it == b' ');
    is_plain.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_a_short_line_of_plain_characters() {
        let longest = "9".repeat(REFERENCE_LENGTH_MAX);
        for (text, read) in [
            ("2026070100012345", Some("2026070100012345")),
            (" A-1/2 3 ", Some("A-1/2 3")),
            (longest.as_str(), Some(longest.as_str())),
            ("", None),
            ("  ", None),
            ("１２３", None),
            ("a\u{202e}b", None),
            ("a\nb", None),
        ] {
            assert_eq!(plain_reference(text), read, "{text:?}");
        }
        assert_eq!(plain_reference(&format!("{longest}9")), None);
    }
}
