//! From a command to its answer.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use exchange::{Actor, Command, Events, Outcome};
use floor::Unanswered;
use lexicon::{Digest, LotId, Moment, RequestId, Sequence, Span};
use serde::Serialize;

use crate::problem::{Cause, Problem, REPLAYED_HEADER, SEQUENCE_HEADER};
use crate::state::WebState;

/// How long an answer is waited for; behind it the sender asks again with the same id.
const ANSWER_TIME_MAX: Span = Span::from_seconds(10);

const KEY_HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// The id under which a request has its effect once (`Idempotency-Key`).
pub(crate) struct RequestKey(pub(crate) RequestId);

impl<S: Sync> FromRequestParts<S> for RequestKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut given = parts.headers.get_all(KEY_HEADER).iter();
        let key = given.next().ok_or(Cause::RequestIdMissing)?;
        if given.next().is_some() {
            return Err(Cause::RequestIdMalformed.into());
        }
        let key = key.to_str().map_err(|_| Cause::RequestIdMalformed)?;
        key.parse().map(Self).map_err(|_| Cause::RequestIdMalformed.into())
    }
}

/// The lot that an address names; whether there is one, the floor or the board says.
pub(crate) struct LotPath(pub(crate) LotId);

impl<S: Send + Sync> FromRequestParts<S> for LotPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let unknown = || Cause::UnknownLot { lot: None };
        let path = RawPathParams::from_request_parts(parts, state).await;
        let path = path.map_err(|_| unknown())?;
        let named = path.iter().find(|(name, _)| *name == "lot").map(|(_, text)| text);
        let lot = named.and_then(|text| text.parse().ok());
        lot.map(Self).ok_or_else(|| unknown().into())
    }
}

/// What was accepted: a durable answer and what followed.
pub(crate) struct Accepted {
    pub(crate) sequence: Sequence,
    pub(crate) moment: Moment,
    pub(crate) hash: Digest,
    pub(crate) events: Events,
    is_replayed: bool,
}

impl Accepted {
    /// The receipt, as an answer of 201.
    pub(crate) fn respond(&self, receipt: &impl Serialize) -> Response {
        let mut response = (StatusCode::CREATED, axum::Json(receipt)).into_response();
        let headers = response.headers_mut();
        headers.insert(SEQUENCE_HEADER, HeaderValue::from(self.sequence.0));
        if self.is_replayed {
            headers.insert(REPLAYED_HEADER, HeaderValue::from_static("true"));
        }
        response
    }
}

/// Submits a command and waits for its durable answer.
pub(crate) async fn submit(
    state: &WebState,
    actor: Actor,
    request_id: RequestId,
    command: Command,
) -> Result<Accepted, Problem> {
    let answer = state.door.submit(actor, request_id, command);
    let answer = tokio::time::timeout(ANSWER_TIME_MAX.to_std(), answer).await;
    let answer = answer.unwrap_or(Err(Unanswered::Unknown))?;
    match &answer.outcome {
        Outcome::Refused(refusal) => Err(Problem::refused(*refusal, &answer)),
        Outcome::Accepted(events) => Ok(Accepted {
            sequence: answer.sequence,
            moment: answer.moment,
            hash: answer.hash,
            events: events.clone(),
            is_replayed: answer.is_replayed,
        }),
    }
}
