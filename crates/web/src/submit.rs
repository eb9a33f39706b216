//! From a command to its answer.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use exchange::{Actor, Command, Events, Outcome};
use floor::{Answer, Unanswered};
use lexicon::{ApplicationId, Digest, ListingId, LotId, Moment, RequestId, Sequence, Span};
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, Required};

use crate::asked::id;
use crate::problem::{Cause, Object, Problem, REPLAYED_HEADER, SEQUENCE_HEADER};
use crate::state::WebState;

/// How long an answer is waited for; behind it the sender asks again with the same id.
const ANSWER_TIME_MAX: Span = Span::from_seconds(10);

/// How long rows are waited for that must know the ids the floor has forgotten.
const ROWS_TIME_MAX: Duration = Duration::from_secs(1);

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

/// The listing that an address names; whether there is one, the floor or the rows say.
pub(crate) struct ListingPath(pub(crate) ListingId);

/// The application that an address names; whether there is one, the floor or the rows say.
pub(crate) struct ApplicationPath(pub(crate) ApplicationId);

/// The digest that an address names.
pub(crate) struct DigestPath(pub(crate) Digest);

impl<S: Send + Sync> FromRequestParts<S> for DigestPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let digest = named(parts, state, "digest", |text| text.parse().ok()).await;
        digest.map(Self).ok_or_else(|| Cause::Unknown(Object::File).into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for LotPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let lot = named(parts, state, "lot", id).await;
        lot.map(Self).ok_or_else(|| Cause::UnknownLot { lot: None }.into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ListingPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let listing = named(parts, state, "listing", id).await;
        listing.map(Self).ok_or_else(|| Cause::Unknown(Object::Listing).into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ApplicationPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let application = named(parts, state, "application", id).await;
        application.map(Self).ok_or_else(|| Cause::Unknown(Object::Application).into())
    }
}

/// What a part of the address says; none where it says nothing that there could be.
async fn named<T, S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
    wanted: &str,
    read: impl Fn(&str) -> Option<T> + Send,
) -> Option<T> {
    let path = RawPathParams::from_request_parts(parts, state).await.ok()?;
    let found = path.iter().find(|(name, _)| *name == wanted)?;
    read(found.1)
}

/// Describes a number of the address.
fn number(name: &str, what: &str) -> Vec<Parameter> {
    let schema = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1_u64));
    vec![
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some(what))
            .schema(Some(schema))
            .build(),
    ]
}

impl IntoParams for LotPath {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        number("lot", "The lot's number.")
    }
}

impl IntoParams for ListingPath {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        number("listing", "The listing's number.")
    }
}

impl IntoParams for ApplicationPath {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        number("application", "The application's number.")
    }
}

impl IntoParams for DigestPath {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![
            ParameterBuilder::new()
                .name("digest")
                .parameter_in(ParameterIn::Path)
                .required(Required::True)
                .description(Some("The digest of the file's content, in hexadecimal."))
                .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
                .build(),
        ]
    }
}

impl IntoParams for RequestKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let what = "A new ULID or UUID for each request; the same one when it is sent again, so \
            that it has its effect once.";
        let example = "01J9ZK4Q8X7N2V5T3R6W1Y0B9C";
        vec![
            ParameterBuilder::new()
                .name("Idempotency-Key")
                .parameter_in(ParameterIn::Header)
                .required(Required::True)
                .description(Some(what))
                .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
                .example(Some(example.into()))
                .build(),
        ]
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
    let answer = answer(state, actor, request_id, command);
    let answer = tokio::time::timeout(ANSWER_TIME_MAX.to_std(), answer).await;
    let answer = answer.unwrap_or(Err(Unanswered::Unknown.into()))?;
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

async fn answer(
    state: &WebState,
    actor: Actor,
    request_id: RequestId,
    command: Command,
) -> Result<Answer, Problem> {
    let forgotten = Sequence(state.floor_counts.forgotten_through.load(Ordering::Relaxed));
    if forgotten > Sequence::ZERO
        && let Some(answer) = old_answer(state, actor, request_id, &command, forgotten).await?
    {
        return Ok(answer);
    }
    Ok(state.door.submit(actor, request_id, command).await?)
}

/// The answer to a request whose id the floor has forgotten, looked up in the rows.
async fn old_answer(
    state: &WebState,
    actor: Actor,
    request_id: RequestId,
    command: &Command,
    forgotten: Sequence,
) -> Result<Option<Answer>, Problem> {
    // Rows that have not come so far cannot tell an old id from a new one.
    if !state.reader.wait_for(forgotten, ROWS_TIME_MAX).await {
        return Err(Cause::Unavailable.into());
    }
    let Some(sequence) = state.reader.request(actor.party, request_id).await? else {
        return Ok(None);
    };
    Ok(state.door.recall(actor.party, request_id, command, sequence).await?)
}
