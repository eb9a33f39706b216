//! What a person reads who did not get what he asked for (RFC 9457).
//!
//! A [`Cause`] knows its status, its slug and its own fields; [`Problem`] adds the entry in which a
//! refusal is recorded. The text is written where the reader's language is known, at the edge: as
//! problem+json for programs, as a page for readers.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use exchange::{Refusal, TradingRefusal};
use floor::{Answer, Unanswered};
use lexicon::{Digest, LotId, Sequence, Span};
use serde_json::{Map, Value, json};
use store::StoreError;

use crate::language::Language;

mod refusal;
mod trading;

pub use refusal::fields as refusal_fields;

/// Which entry an answer is of.
pub(crate) const SEQUENCE_HEADER: HeaderName = HeaderName::from_static("gavel-sequence");
/// That an answer was given before.
pub(crate) const REPLAYED_HEADER: HeaderName = HeaderName::from_static("idempotent-replayed");

/// How long to wait when something is full that empties by people's acts.
const FULL_RETRY_AFTER: Span = Span::MINUTE;

/// Why somebody did not get what he asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The rules say no; recorded.
    Refused(Refusal),
    /// The floor has no answer.
    Unanswered(Unanswered),
    /// Nobody is signed in.
    NotSignedIn,
    /// The name or the password is wrong.
    WrongPassword,
    /// Too many failed log-ins.
    TooManyAttempts {
        /// When to try again.
        retry_after: Span,
    },
    /// The signed-in person's roles do not show him this.
    NotPermitted,
    /// A browser sent this from another site's page.
    CrossSite,
    /// There is nothing at this address.
    NotFound,
    /// There is no such lot.
    UnknownLot {
        /// The number that was asked for.
        lot: Option<LotId>,
    },
    /// There is no such thing, or the signed-in person may not see it: both answer alike.
    Unknown(Object),
    /// The address knows other methods only.
    MethodNotAllowed,
    /// The body is too large.
    BodyTooLarge {
        /// The most bytes.
        most: usize,
    },
    /// The body did not come in time.
    BodyTooSlow,
    /// The connection ended within the body.
    BodyCutOff,
    /// The body is of another type.
    UnsupportedMediaType {
        /// The type that is read here.
        wanted: &'static str,
    },
    /// The body is no UTF-8.
    NotUtf8,
    /// The body is no JSON.
    MalformedJson {
        /// Where and why.
        reason: String,
    },
    /// The body names a key twice.
    DuplicateKey {
        /// Which.
        key: String,
    },
    /// The body is JSON, or a form, but not what is asked for here.
    UnacceptableContent {
        /// Where and why.
        reason: String,
    },
    /// A field holds nothing that can be taken.
    UnacceptableField {
        /// Which.
        field: &'static str,
        /// What it must be.
        wanted: Wanted,
    },
    /// A parameter of the address holds nothing that can be taken.
    UnacceptableParameter {
        /// Which.
        parameter: String,
    },
    /// The request has no `Idempotency-Key`.
    RequestIdMissing,
    /// The `Idempotency-Key` is neither a ULID nor a UUID.
    RequestIdMalformed,
    /// So many files were handed in that no further one is taken today.
    TooManyFiles {
        /// The most within a day.
        most: usize,
    },
    /// So many watch that no further one is let in.
    TooManyWatchers,
    /// So many hand in files at this moment that no further one had its turn.
    TooManyUploads,
    /// The server is stopping.
    Stopping,
    /// What is kept beside the journal cannot be reached.
    Unavailable,
    /// We are wrong.
    Fault,
}

/// What an address can name besides a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    /// A listing.
    Listing,
    /// An application.
    Application,
    /// What follows from an award.
    Settlement,
    /// A file.
    File,
    /// A paper that the exchange has issued.
    Paper,
}

impl Object {
    const fn slug(self) -> &'static str {
        match self {
            Self::Listing => "unknown-listing",
            Self::Application => "unknown-application",
            Self::Settlement => "unknown-settlement",
            Self::File => "unknown-file",
            Self::Paper => "unknown-paper",
        }
    }
}

/// What a field must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Yuan such as 105000.00.
    Amount,
    /// At most two decimal places.
    TwoPlaces,
    /// Not more than the exchange takes in.
    SmallerAmount,
    /// An RFC 3339 time.
    Time,
    /// A number from 1.
    Number,
    /// A text that is not empty, not longer than it may be, and can be shown.
    Text,
    /// One of those that are known.
    Choice,
    /// Six digits of an administrative division.
    Region,
    /// A length of time in whole seconds, not longer than a century.
    Seconds,
    /// The digest of a file that is kept.
    File,
    /// The name of an account.
    Name,
    /// The name of an account that nobody has.
    FreeName,
    /// A password of the length that is asked for.
    Password,
    /// A number with its check digit.
    Identity,
}

impl Wanted {
    const fn slug(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::TwoPlaces => "two-places",
            Self::SmallerAmount => "smaller-amount",
            Self::Time => "time",
            Self::Number => "number",
            Self::Text => "text",
            Self::Choice => "choice",
            Self::Region => "region",
            Self::Seconds => "seconds",
            Self::File => "file",
            Self::Name => "name",
            Self::FreeName => "free-name",
            Self::Password => "password",
            Self::Identity => "identity",
        }
    }
}

/// What stands in the answer beside the cause.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) cause: Cause,
    entry: Option<(Sequence, Digest)>,
    is_replayed: bool,
}

impl From<Cause> for Problem {
    fn from(cause: Cause) -> Self {
        Self { cause, entry: None, is_replayed: false }
    }
}

impl From<Unanswered> for Problem {
    fn from(unanswered: Unanswered) -> Self {
        Cause::Unanswered(unanswered).into()
    }
}

impl From<StoreError> for Cause {
    /// Tells the operator; a stranger learns only that it does not work.
    fn from(error: StoreError) -> Self {
        let source = std::error::Error::source(&error).map(ToString::to_string);
        tracing::error!(source, "failed to {error}");
        match error {
            StoreError::Unreadable { .. } | StoreError::IdTooLarge { .. } => Self::Fault,
            _ => Self::Unavailable,
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Cause::from(error).into()
    }
}

impl Problem {
    /// A refusal, with the entry in which it is recorded.
    pub(crate) fn refused(refusal: Refusal, answer: &Answer) -> Self {
        Self {
            cause: Cause::Refused(refusal),
            entry: Some((answer.sequence, answer.hash)),
            is_replayed: answer.is_replayed,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match &self.cause {
            Cause::Refused(refusal) => refusal::status(refusal),
            Cause::Unanswered(Unanswered::TooFast { .. })
            | Cause::TooManyAttempts { .. }
            | Cause::TooManyFiles { .. } => StatusCode::TOO_MANY_REQUESTS,
            Cause::Unanswered(
                Unanswered::QueueFull { .. } | Unanswered::Stopping | Unanswered::Unknown,
            )
            | Cause::TooManyWatchers
            | Cause::TooManyUploads
            | Cause::Unavailable
            | Cause::Stopping => StatusCode::SERVICE_UNAVAILABLE,
            Cause::Unanswered(Unanswered::TooLarge { .. }) | Cause::BodyTooLarge { .. } => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Cause::Unanswered(Unanswered::OtherBody)
            | Cause::UnacceptableContent { .. }
            | Cause::UnacceptableField { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Cause::NotSignedIn | Cause::WrongPassword => StatusCode::UNAUTHORIZED,
            Cause::NotPermitted | Cause::CrossSite => StatusCode::FORBIDDEN,
            Cause::NotFound | Cause::UnknownLot { .. } | Cause::Unknown(_) => StatusCode::NOT_FOUND,
            Cause::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Cause::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Cause::UnsupportedMediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Cause::BodyCutOff
            | Cause::NotUtf8
            | Cause::MalformedJson { .. }
            | Cause::DuplicateKey { .. }
            | Cause::UnacceptableParameter { .. }
            | Cause::RequestIdMissing
            | Cause::RequestIdMalformed => StatusCode::BAD_REQUEST,
            Cause::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether the request id has no answer yet: the same request may be sent again under it. That
    /// another request was sent under it is an answer.
    pub(crate) fn is_unanswered(&self) -> bool {
        matches!(&self.cause, Cause::Unanswered(why) if *why != Unanswered::OtherBody)
    }

    /// Whether the request id was used for another body.
    pub(crate) fn is_other_body(&self) -> bool {
        self.cause == Cause::Unanswered(Unanswered::OtherBody)
    }

    /// The stable name in the problem's type.
    pub(crate) fn slug(&self) -> &'static str {
        match &self.cause {
            Cause::Refused(refusal) => refusal.slug(),
            Cause::Unanswered(unanswered) => match unanswered {
                Unanswered::TooFast { .. } => "too-fast",
                Unanswered::QueueFull { .. } => "queue-full",
                Unanswered::TooLarge { .. } => "too-large",
                Unanswered::OtherBody => "other-body",
                Unanswered::Stopping => "stopping",
                Unanswered::Unknown => "unknown",
            },
            Cause::NotSignedIn => "not-signed-in",
            Cause::WrongPassword => "wrong-password",
            Cause::TooManyAttempts { .. } => "too-many-attempts",
            Cause::NotPermitted => "not-permitted",
            Cause::CrossSite => "cross-site",
            Cause::NotFound => "not-found",
            Cause::UnknownLot { .. } => "unknown-lot",
            Cause::Unknown(object) => object.slug(),
            Cause::MethodNotAllowed => "method-not-allowed",
            Cause::BodyTooLarge { .. } => "too-large",
            Cause::BodyTooSlow => "body-too-slow",
            Cause::BodyCutOff => "body-cut-off",
            Cause::UnsupportedMediaType { .. } => "unsupported-media-type",
            Cause::NotUtf8 => "not-utf-8",
            Cause::MalformedJson { .. } => "malformed-json",
            Cause::DuplicateKey { .. } => "duplicate-key",
            Cause::UnacceptableContent { .. } => "unacceptable-content",
            Cause::UnacceptableField { wanted, .. } => match wanted {
                Wanted::Amount | Wanted::TwoPlaces | Wanted::SmallerAmount => "malformed-amount",
                Wanted::Time => "malformed-time",
                Wanted::Number => "malformed-number",
                Wanted::Text
                | Wanted::Choice
                | Wanted::Region
                | Wanted::Seconds
                | Wanted::File
                | Wanted::Name
                | Wanted::FreeName
                | Wanted::Password
                | Wanted::Identity => "unacceptable-field",
            },
            Cause::UnacceptableParameter { .. } => "unacceptable-parameter",
            Cause::RequestIdMissing => "request-id-missing",
            Cause::RequestIdMalformed => "request-id-malformed",
            Cause::TooManyFiles { .. } => "too-many-files",
            Cause::TooManyWatchers => "too-many-watchers",
            Cause::TooManyUploads => "too-many-uploads",
            Cause::Stopping => "stopping",
            Cause::Unavailable => "unavailable",
            Cause::Fault => "fault",
        }
    }

    fn retry_after(&self) -> Option<Span> {
        match &self.cause {
            Cause::TooManyAttempts { retry_after }
            | Cause::Unanswered(
                Unanswered::TooFast { retry_after } | Unanswered::QueueFull { retry_after },
            ) => Some(*retry_after),
            Cause::Refused(
                Refusal::TooManyProposals { .. }
                | Refusal::TooManyLots { .. }
                | Refusal::TooManyBidders { .. }
                | Refusal::Trading(TradingRefusal::TooMany { .. }),
            ) => Some(FULL_RETRY_AFTER),
            Cause::TooManyFiles { .. } => Some(Span::HOUR),
            Cause::Unanswered(Unanswered::Stopping | Unanswered::Unknown)
            | Cause::TooManyWatchers
            | Cause::TooManyUploads
            | Cause::Unavailable
            | Cause::Stopping => Some(Span::from_seconds(5)),
            _ => None,
        }
    }

    /// The cause's own fields.
    pub(crate) fn fields(&self) -> Map<String, Value> {
        let fields = match &self.cause {
            Cause::Refused(refusal) => refusal::fields(refusal),
            Cause::Unanswered(Unanswered::TooLarge { most, .. })
            | Cause::BodyTooLarge { most }
            | Cause::TooManyFiles { most } => json!({ "most": most }),
            Cause::UnknownLot { lot } => json!({ "lot": lot.map(|lot| lot.0) }),
            Cause::UnsupportedMediaType { wanted } => json!({ "wanted": wanted }),
            Cause::MalformedJson { reason } | Cause::UnacceptableContent { reason } => {
                json!({ "reason": reason })
            }
            Cause::DuplicateKey { key } => json!({ "key": key }),
            Cause::UnacceptableField { field, wanted } => {
                json!({ "field": field, "wanted": wanted.slug() })
            }
            Cause::UnacceptableParameter { parameter } => json!({ "parameter": parameter }),
            _ => json!({}),
        };
        let mut fields = match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        if let Some(retry_after) = self.retry_after() {
            fields.insert("retry_after".to_owned(), json!(whole_seconds(retry_after)));
        }
        fields
    }

    /// What happened, in the reader's language.
    pub(crate) fn title(&self, language: Language) -> String {
        language.say(&self.phrase())
    }

    /// What to do about it.
    pub(crate) fn detail(&self, language: Language) -> String {
        let fields = self.fields();
        let texts: Vec<(&str, String)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), readable(name, value, language)))
            .collect();
        let values: Vec<(&str, &str)> =
            texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        language.beside(&self.phrase(), self.detail_name(), &values)
    }

    fn phrase(&self) -> String {
        format!("problem-{}", self.slug())
    }

    /// Which of a phrase's sentences says what to do; some have more than one.
    fn detail_name(&self) -> &'static str {
        match &self.cause {
            Cause::Refused(refusal) => refusal::sentence(refusal),
            Cause::UnacceptableField { wanted: Wanted::TwoPlaces, .. } => "places",
            Cause::UnacceptableField { wanted: Wanted::SmallerAmount, .. } => "smaller",
            Cause::UnacceptableField {
                wanted: Wanted::Amount | Wanted::Time | Wanted::Number,
                ..
            } => "detail",
            Cause::UnacceptableField { wanted, .. } => wanted.slug(),
            _ => "detail",
        }
    }

    /// The document for programs.
    pub(crate) fn document(&self, language: Language) -> Value {
        let mut document = Map::new();
        document.insert("type".to_owned(), json!(format!("/problems/{}", self.slug())));
        document.insert("title".to_owned(), json!(self.title(language)));
        document.insert("status".to_owned(), json!(self.status().as_u16()));
        document.insert("detail".to_owned(), json!(self.detail(language)));
        document.extend(self.fields());
        if let Some((sequence, hash)) = self.entry {
            document.insert("sequence".to_owned(), json!(sequence.0));
            document.insert("receipt".to_owned(), json!(hash.to_string()));
        }
        Value::Object(document)
    }
}

impl IntoResponse for Problem {
    /// The document in the first language; the edge writes it anew for readers of another, and as
    /// a page where pages are served.
    fn into_response(self) -> Response {
        let document = self.document(Language::default()).to_string();
        let mut response = Response::new(Body::from(document));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(retry_after) = self.retry_after() {
            headers.insert(RETRY_AFTER, HeaderValue::from(whole_seconds(retry_after)));
        }
        if let Some((sequence, _)) = self.entry {
            headers.insert(SEQUENCE_HEADER, HeaderValue::from(sequence.0));
        }
        if self.is_replayed {
            headers.insert(REPLAYED_HEADER, HeaderValue::from_static("true"));
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Whoever waits so many seconds has waited long enough.
fn whole_seconds(span: Span) -> u64 {
    span.us().div_ceil(Span::SECOND.us()).max(1)
}

/// A field's value as a sentence wants it.
fn readable(name: &str, value: &Value, language: Language) -> String {
    match value {
        Value::Number(seconds) if name.ends_with("_seconds") => {
            let seconds = seconds.as_u64().unwrap_or_default();
            crate::pages::say_span(Span::from_seconds(seconds), language)
        }
        Value::String(text) => match text.parse() {
            Ok(moment) => crate::pages::say_time(moment),
            Err(_) => match text.parse() {
                Ok(money) => crate::pages::say_money(money),
                Err(_) => text.clone(),
            },
        },
        Value::Null => language.say("unknown"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use exchange::SaleRefusal;

    use super::*;

    #[test]
    fn every_cause_says_in_both_languages_what_to_do() {
        let retry_after = Span::SECOND;
        let text = || "x".to_owned();
        for (cause, status) in [
            (Cause::Unanswered(Unanswered::TooFast { retry_after }), 429),
            (Cause::Unanswered(Unanswered::QueueFull { retry_after }), 503),
            (Cause::Unanswered(Unanswered::TooLarge { size: 2, most: 1 }), 413),
            (Cause::Unanswered(Unanswered::OtherBody), 422),
            (Cause::Unanswered(Unanswered::Stopping), 503),
            (Cause::Unanswered(Unanswered::Unknown), 503),
            (Cause::NotSignedIn, 401),
            (Cause::WrongPassword, 401),
            (Cause::TooManyAttempts { retry_after }, 429),
            (Cause::NotPermitted, 403),
            (Cause::CrossSite, 403),
            (Cause::NotFound, 404),
            (Cause::UnknownLot { lot: None }, 404),
            (Cause::Unknown(Object::Listing), 404),
            (Cause::Unknown(Object::Application), 404),
            (Cause::Unknown(Object::Settlement), 404),
            (Cause::Unknown(Object::File), 404),
            (Cause::Unknown(Object::Paper), 404),
            (Cause::MethodNotAllowed, 405),
            (Cause::BodyTooLarge { most: 1 }, 413),
            (Cause::BodyTooSlow, 408),
            (Cause::BodyCutOff, 400),
            (Cause::UnsupportedMediaType { wanted: "application/json" }, 415),
            (Cause::NotUtf8, 400),
            (Cause::MalformedJson { reason: text() }, 400),
            (Cause::DuplicateKey { key: text() }, 400),
            (Cause::UnacceptableContent { reason: text() }, 422),
            (Cause::UnacceptableField { field: "amount", wanted: Wanted::Amount }, 422),
            (Cause::UnacceptableField { field: "amount", wanted: Wanted::TwoPlaces }, 422),
            (Cause::UnacceptableField { field: "amount", wanted: Wanted::SmallerAmount }, 422),
            (Cause::UnacceptableField { field: "until", wanted: Wanted::Time }, 422),
            (Cause::UnacceptableField { field: "lot", wanted: Wanted::Number }, 422),
            (Cause::UnacceptableField { field: "x", wanted: Wanted::Text }, 422),
            (Cause::UnacceptableField { field: "x", wanted: Wanted::Choice }, 422),
            (Cause::UnacceptableField { field: "x", wanted: Wanted::Region }, 422),
            (Cause::UnacceptableField { field: "x", wanted: Wanted::Seconds }, 422),
            (Cause::UnacceptableField { field: "x", wanted: Wanted::File }, 422),
            (Cause::UnacceptableField { field: "x", wanted: Wanted::Name }, 422),
            (Cause::UnacceptableField { field: "x", wanted: Wanted::FreeName }, 422),
            (Cause::UnacceptableField { field: "x", wanted: Wanted::Password }, 422),
            (Cause::UnacceptableField { field: "x", wanted: Wanted::Identity }, 422),
            (Cause::UnacceptableParameter { parameter: text() }, 400),
            (Cause::RequestIdMissing, 400),
            (Cause::RequestIdMalformed, 400),
            (Cause::TooManyFiles { most: 1 }, 429),
            (Cause::TooManyWatchers, 503),
            (Cause::TooManyUploads, 503),
            (Cause::Stopping, 503),
            (Cause::Unavailable, 503),
            (Cause::Fault, 500),
        ] {
            let problem = Problem::from(cause);
            assert_eq!(problem.status().as_u16(), status, "{problem:?}");
            let must_wait = matches!(status, 429 | 503);
            assert_eq!(problem.retry_after().is_some(), must_wait, "{problem:?}");
            for language in [Language::Chinese, Language::English] {
                let (title, detail) = (problem.title(language), problem.detail(language));
                assert!(!title.starts_with("problem-"), "{title}");
                assert!(!detail.starts_with("problem-") && !detail.contains('{'), "{detail}");
            }
        }
    }

    #[test]
    fn a_refusal_carries_its_own_fields_and_says_amounts_in_groups() {
        let least = lexicon::Money::from_fen(10_600_000);
        let refusal = Refusal::Sale(SaleRefusal::BelowLeastBid { least });
        let document = Problem::from(Cause::Refused(refusal)).document(Language::English);
        let expected = json!({
            "type": "/problems/below-least-bid",
            "title": "The bid is too low",
            "status": 422,
            "detail": "The least bid is now CNY 106,000.00.",
            "least_bid": "106000.00",
        });
        assert_eq!(document, expected);
    }
}
