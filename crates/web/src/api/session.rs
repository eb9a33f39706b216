//! Signing in and out, and who is signed in: `POST`, `DELETE` and `GET /session`.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use lexicon::Span;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::Json;
use crate::problem::Problem;
use crate::sessions::{Issued, SESSION_LIFE};
use crate::signed_in::{Address, COOKIE, SignedIn, token};
use crate::state::{Scheme, WebState};

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionRequest {
    /// The name of the account.
    name: String,
    /// Its password.
    password: String,
    /// A second factor; accounts of a demonstration have none, so that any code does.
    #[serde(default, rename = "code")]
    _code: Option<String>,
}

/// A session that has begun.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionReceipt {
    /// The bearer token; it is shown this once.
    token: String,
    roles: Vec<&'static str>,
    expires_at: String,
}

/// Signs in: programs use the token, pages the cookie.
#[utoipa::path(
    post,
    path = "/session",
    tag = "session",
    request_body = SessionRequest,
    responses(
        (status = 201, description = "The session has begun.", body = SessionReceipt),
        (status = 401, description = "The name or the password is wrong.",
            body = crate::openapi::Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn begin_session(
    State(state): State<WebState>,
    Address(address): Address,
    Json(request): Json<SessionRequest>,
) -> Result<Response, Problem> {
    let now = state.door.now();
    let issued = state.accounts.sign_in(now, address, &request.name, &request.password).await?;
    let cookie = cookie_of(&issued, state.scheme);
    let Issued { token, session } = issued;
    let roles = session.roles.iter().map(|role| role.slug()).collect();
    let begun = SessionReceipt { token, roles, expires_at: session.expires_at.to_string() };
    Ok((StatusCode::CREATED, [(SET_COOKIE, cookie)], Answer(begun)).into_response())
}

/// Signs out; whoever is not signed in has nothing to end.
#[utoipa::path(
    delete,
    path = "/session",
    tag = "session",
    responses((status = 204, description = "The session has ended.")),
    security((), ("token" = []), ("cookie" = [])),
)]
pub(crate) async fn end_session(
    State(state): State<WebState>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = token(&headers) {
        state.accounts.sign_out(token).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie_of_none(state.scheme))]).into_response())
}

/// Who somebody is.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionDocument {
    /// The name of the account.
    name: String,
    /// The number of the party it acts for.
    party: u64,
    /// In which capacities.
    roles: Vec<&'static str>,
    expires_at: String,
}

/// Tells whoever is signed in who he is.
#[utoipa::path(
    get,
    path = "/session",
    tag = "session",
    responses((status = 200, description = "Who is signed in.", body = SessionDocument)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn show_session(reader: SignedIn) -> Response {
    let session = &reader.session;
    let document = SessionDocument {
        name: session.name.to_string(),
        party: session.party.0,
        roles: session.roles.iter().map(|role| role.slug()).collect(),
        expires_at: session.expires_at.to_string(),
    };
    Answer(document).into_response()
}

/// The cookie of pages; scripts do not see it, and other sites' forms do not send it.
pub(crate) fn cookie_of(issued: &Issued, scheme: Scheme) -> HeaderValue {
    cookie_text(&issued.token, SESSION_LIFE, scheme)
}

/// Takes the cookie back.
pub(crate) fn cookie_of_none(scheme: Scheme) -> HeaderValue {
    cookie_text("", Span::ZERO, scheme)
}

fn cookie_text(token: &str, life: Span, scheme: Scheme) -> HeaderValue {
    let secure = match scheme {
        Scheme::Http => "",
        Scheme::Https => "; Secure",
    };
    let seconds = life.to_std().as_secs();
    let text =
        format!("{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    // A token is hexadecimal, so that the text is always a header's value.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}
