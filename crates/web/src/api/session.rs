//! Signing in and out: `POST` and `DELETE /session`.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use exchange::Role;
use lexicon::Span;
use serde::{Deserialize, Serialize};

use crate::body::Json;
use crate::problem::Problem;
use crate::sessions::{Issued, SESSION_LIFE};
use crate::signed_in::{Address, COOKIE, token};
use crate::state::{Scheme, WebState};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    name: String,
    password: String,
    /// A second factor; accounts of a demonstration have none, so that any code does.
    #[serde(default, rename = "code")]
    _code: Option<String>,
}

#[derive(Serialize)]
struct Begun {
    token: String,
    roles: Vec<&'static str>,
    expires_at: String,
}

pub(crate) async fn begin(
    State(state): State<WebState>,
    Address(address): Address,
    Json(request): Json<Request>,
) -> Result<Response, Problem> {
    let now = state.door.now();
    let issued = state.accounts.sign_in(now, address, &request.name, &request.password)?;
    let cookie = cookie_of(&issued, state.scheme);
    let Issued { token, session } = issued;
    let roles = session.roles.iter().map(|role| role_slug(*role)).collect();
    let begun = Begun { token, roles, expires_at: session.expires_at.to_string() };
    Ok((StatusCode::CREATED, [(SET_COOKIE, cookie)], Answer(begun)).into_response())
}

pub(crate) async fn end(State(state): State<WebState>, headers: HeaderMap) -> Response {
    if let Some(token) = token(&headers) {
        state.accounts.sign_out(token);
    }
    (StatusCode::NO_CONTENT, [(SET_COOKIE, cookie_of_none(state.scheme))]).into_response()
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

pub(crate) const fn role_slug(role: Role) -> &'static str {
    match role {
        Role::Exchange => "exchange",
        Role::Seller => "seller",
        Role::Bidder => "bidder",
        Role::Clerk => "clerk",
        Role::Reviewer => "reviewer",
        Role::Supervisor => "supervisor",
        Role::Administrator => "administrator",
    }
}
