//! Reading bodies: JSON and forms, strictly.
//!
//! What cannot be read at all (no UTF-8, no JSON, a key twice) is 400; what can be read but is not
//! what is asked for is 422. A key that stands twice is refused because two readers of the same
//! bytes may take different ones of the two.

use std::collections::BTreeSet;
use std::fmt;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use exchange::{REASON_LENGTH_MAX, Reason, TextField, TradingRefusal, is_unprintable};
use futures_util::StreamExt as _;
use lexicon::{Moment, Money, MoneyError, Secret, Span};
use serde::de::{DeserializeOwned, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use store::FILE_SIZE_MAX;

use crate::problem::{Cause, Problem, Wanted};

/// The most bytes of a body.
pub(crate) const BODY_SIZE_MAX: usize = 64 * 1024;
/// How much of a body that is too large is read and dropped, so that the sender, who first writes
/// and then reads, gets to see the answer.
const DROPPED_SIZE_MAX: usize = 16 * 1024 * 1024;
/// How long a body may take.
const BODY_TIME_MAX: Span = Span::from_seconds(15);
/// How long a file may take: a telephone in a village sends a photograph slowly.
const FILE_TIME_MAX: Span = Span::from_seconds(180);

/// The most characters of a note.
const NOTE_LENGTH_MAX: usize = 2_000;
/// A century.
const SECONDS_MAX: u64 = 36_525 * 86_400;

/// A body of JSON.
pub(crate) struct Json<T>(pub(crate) T);

/// A body of a page's form.
pub(crate) struct Form<T>(pub(crate) T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let is_json = has_type(request.headers(), "application/json");
        let bytes = read(request.into_body()).await?;
        if !is_json {
            return Err(Cause::UnsupportedMediaType { wanted: "application/json" }.into());
        }
        parse_json(&bytes).map(Self).map_err(Problem::from)
    }
}

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        const TYPE: &str = "application/x-www-form-urlencoded";
        let is_form = has_type(request.headers(), TYPE);
        let bytes = read(request.into_body()).await?;
        if !is_form {
            return Err(Cause::UnsupportedMediaType { wanted: TYPE }.into());
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| Cause::NotUtf8)?;
        parse_form(text).map(Self).map_err(Problem::from)
    }
}

fn parse_form<T: DeserializeOwned>(text: &str) -> Result<T, Cause> {
    let refused =
        |error: de::value::Error| Cause::UnacceptableContent { reason: error.to_string() };
    serde_urlencoded::from_str(text).map_err(refused)
}

fn has_type(headers: &HeaderMap, wanted: &str) -> bool {
    let Some(given) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let essence = given.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case(wanted)
}

/// Reads a whole body of at most [`BODY_SIZE_MAX`] bytes.
async fn read(body: Body) -> Result<Bytes, Cause> {
    let read = tokio::time::timeout(BODY_TIME_MAX.to_std(), read_or_drop(body, BODY_SIZE_MAX));
    read.await.unwrap_or(Err(Cause::BodyTooSlow))
}

/// Reads a whole body that is a file.
pub(crate) async fn read_file(body: Body) -> Result<Bytes, Cause> {
    let read = tokio::time::timeout(FILE_TIME_MAX.to_std(), read_or_drop(body, FILE_SIZE_MAX));
    read.await.unwrap_or(Err(Cause::BodyTooSlow))
}

async fn read_or_drop(body: Body, size_max: usize) -> Result<Bytes, Cause> {
    let expected = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut kept = Vec::with_capacity(expected.min(BODY_SIZE_MAX));
    let mut size: usize = 0;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Cause::BodyCutOff)?;
        size = size.saturating_add(piece.len());
        if size <= size_max {
            kept.extend_from_slice(&piece);
        } else if size > DROPPED_SIZE_MAX {
            break;
        }
    }
    if size > size_max { Err(Cause::BodyTooLarge { most: size_max }) } else { Ok(kept.into()) }
}

fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Cause> {
    let text = std::str::from_utf8(bytes).map_err(|_| Cause::NotUtf8)?;
    if let Err(error) = serde_json::from_str::<WithoutDuplicates>(text) {
        let reason = error.to_string();
        // The only fault that this reader finds in the content is a key that stands twice.
        return Err(match reason.strip_prefix(DUPLICATE) {
            Some(rest) if error.is_data() => {
                let key = rest.rsplit_once(" at line ").map_or(rest, |(key, _)| key);
                Cause::DuplicateKey { key: key.to_owned() }
            }
            Some(_) | None => Cause::MalformedJson { reason },
        });
    }
    // A list of a document's values, without their names, would be taken for the document.
    if !text.trim_start().starts_with('{') {
        let reason = "expected an object".to_owned();
        return Err(Cause::UnacceptableContent { reason });
    }
    serde_json::from_str(text)
        .map_err(|error| Cause::UnacceptableContent { reason: error.to_string() })
}

const DUPLICATE: &str = "a key stands twice: ";

/// Any JSON in which no object names a key twice.
struct WithoutDuplicates;

impl<'de> Deserialize<'de> for WithoutDuplicates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for WithoutDuplicates {
    type Value = Self;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self, A::Error> {
        while sequence.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if seen.contains(&key) {
                return Err(A::Error::custom(format_args!("{DUPLICATE}{key}")));
            }
            seen.insert(key);
            map.next_value::<Self>()?;
        }
        Ok(self)
    }
}

/// Reads an amount of a field.
pub(crate) fn amount(field: &'static str, text: &str) -> Result<Money, Cause> {
    text.parse().map_err(|error| {
        let wanted = match error {
            MoneyError::Form => Wanted::Amount,
            MoneyError::Places => Wanted::TwoPlaces,
            MoneyError::TooLarge => Wanted::SmallerAmount,
        };
        Cause::UnacceptableField { field, wanted }
    })
}

/// Reads a time of a field.
pub(crate) fn moment(field: &'static str, text: &str) -> Result<Moment, Cause> {
    text.parse().map_err(|_| Cause::UnacceptableField { field, wanted: Wanted::Time })
}

/// Reads a reason that is published; one that is too long is not even journaled as refused.
pub(crate) fn reason(text: String) -> Result<Reason, Cause> {
    if text.chars().nth(REASON_LENGTH_MAX).is_none() {
        return Ok(Reason(text));
    }
    let most = u32::try_from(REASON_LENGTH_MAX).unwrap_or(u32::MAX);
    let refusal = TradingRefusal::TextLength { field: TextField::Reason, most };
    Err(Cause::Refused(refusal.into()))
}

/// Reads a note about a person: what is missing, or why somebody was rejected.
pub(crate) fn note(field: &'static str, text: String) -> Result<Secret<String>, Cause> {
    let is_long = text.chars().nth(NOTE_LENGTH_MAX).is_some();
    if text.trim().is_empty() || is_long || text.chars().any(is_unprintable_in_lines) {
        return Err(Cause::UnacceptableField { field, wanted: Wanted::Text });
    }
    Ok(Secret::new(text))
}

/// Whether a text of several lines must not have this character.
pub(crate) fn is_unprintable_in_lines(character: char) -> bool {
    is_unprintable(character) && !matches!(character, '\n' | '\r' | '\t')
}

/// Reads a length of time in whole seconds.
pub(crate) fn seconds(field: &'static str, count: u64) -> Result<Span, Cause> {
    if count > SECONDS_MAX {
        return Err(Cause::UnacceptableField { field, wanted: Wanted::Seconds });
    }
    Ok(Span::from_seconds(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Bid {
        amount: String,
    }

    fn slug(bytes: &[u8]) -> &'static str {
        match parse_json::<Bid>(bytes) {
            Ok(_) => "read",
            Err(cause) => Problem::from(cause).slug(),
        }
    }

    #[test]
    fn what_cannot_be_read_differs_from_what_is_not_wanted() {
        for (text, expected) in [
            (r#"{"amount":"1"}"#, "read"),
            (" {\"amount\" : \"1\" }\n", "read"),
            ("", "malformed-json"),
            ("{", "malformed-json"),
            (r#"{"amount":"1"}x"#, "malformed-json"),
            (r#"{"amount":NaN}"#, "malformed-json"),
            (r#"{"amount":1e999}"#, "malformed-json"),
            (r#"{"amount":"\ud800"}"#, "malformed-json"),
            (r#"{"amount":"1","amount":"2"}"#, "duplicate-key"),
            (r#"{"amount":"1","am\u006funt":"2"}"#, "duplicate-key"),
            (r#"{"amount":"1","x":[{"a":1,"a":1}]}"#, "duplicate-key"),
            (r#"{"amount":1}"#, "unacceptable-content"),
            (r#"{"amount":null}"#, "unacceptable-content"),
            (r#"{"amount":"1","x":1}"#, "unacceptable-content"),
            (r"{}", "unacceptable-content"),
            (r"[]", "unacceptable-content"),
            (r#"["1"]"#, "unacceptable-content"),
            (r"5", "unacceptable-content"),
        ] {
            assert_eq!(slug(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(slug(b"{\"amount\":\"\xff\"}"), "not-utf-8");
        let deep = "[".repeat(100_000);
        assert_eq!(slug(deep.as_bytes()), "malformed-json", "depth is limited");
    }

    #[test]
    fn a_form_is_read_as_strictly() {
        let read = |text: &str| parse_form::<Bid>(text);
        assert_eq!(read("amount=1%2E5"), Ok(Bid { amount: "1.5".to_owned() }));
        for text in ["", "é", "amount=1&x=2", "amount=1&amount=2", "x=2", "&&&=%"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_large_body_is_told_of_by_its_size_alone() {
        let body = Body::from(vec![b' '; BODY_SIZE_MAX]);
        assert!(
            futures_util::FutureExt::now_or_never(read_or_drop(body, BODY_SIZE_MAX))
                .unwrap()
                .is_ok()
        );
        let body = Body::from(vec![b' '; BODY_SIZE_MAX + 1]);
        let read =
            futures_util::FutureExt::now_or_never(read_or_drop(body, BODY_SIZE_MAX)).unwrap();
        assert_eq!(read, Err(Cause::BodyTooLarge { most: BODY_SIZE_MAX }));
    }
}
