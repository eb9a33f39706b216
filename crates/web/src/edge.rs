//! What is done to every request and every answer, whatever it is about.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{
    Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, Version,
};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use lexicon::Sequence;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::asked::cookie;
use crate::language::{self, Language};
use crate::pages;
use crate::problem::{Cause, Problem, SEQUENCE_HEADER};
use crate::state::{Scheme, WebState};

const AT_LEAST_HEADER: HeaderName = HeaderName::from_static("gavel-at-least");
const AGE_HEADER: HeaderName = HeaderName::from_static("gavel-age");
/// The cookie by which a page's form tells the next page how new it must be.
const AT_LEAST_COOKIE: &str = "gavel-at-least";
/// How long that is of use: the rows come behind by far less.
const AT_LEAST_COOKIE_SECONDS: u64 = 30;
/// How long a reader waits for the sequence that he has seen elsewhere.
const AT_LEAST_WAIT: Duration = Duration::from_secs(1);

/// Nothing but our own files, no script or style within a page, no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Puts the edge around the routes.
///
/// A request that changes something and comes from a browser must come from a page of ours
/// (`Sec-Fetch-Site`, else `Origin`); programs, which send neither, are not concerned.
pub(crate) fn around(routes: Router<WebState>, state: WebState) -> Router {
    let cross_site = |_: ProtectionError| Problem::from(Cause::CrossSite).into_response();
    routes
        .fallback(async || Problem::from(Cause::NotFound))
        .method_not_allowed_fallback(async || Problem::from(Cause::MethodNotAllowed))
        .layer(from_fn_with_state(state.clone(), wait_for_sequence))
        .layer(CsrfLayer::new().with_rejection_response(cross_site))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), finish))
        .layer(CompressionLayer::new().compress_when(is_worth_compressing))
        .with_state(state)
}

/// Pages, styles and scripts; never a stream, whose events must not wait for a block to fill, and
/// no receipt, which is small and must be quick.
fn is_worth_compressing(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let worth = ["text/html", "text/css", "text/javascript", "image/svg+xml"];
    content_type.is_some_and(|given| worth.iter().any(|kind| given.starts_with(kind)))
}

/// A reader who has seen an answer elsewhere reads nothing older here, or is told how old.
async fn wait_for_sequence(
    State(state): State<WebState>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let Some(asked) = at_least(request.headers())? else { return Ok(next.run(request).await) };
    let mut moves = state.board.watch();
    let published = async { moves.wait_for(|sequence| *sequence >= asked).await.is_ok() };
    let published = tokio::time::timeout(AT_LEAST_WAIT, published);
    // Rows are drawn from what is published; waiting for both at once waits no longer than for one.
    let drawn = state.reader.wait_for(asked, AT_LEAST_WAIT);
    let (is_published, is_drawn) = tokio::join!(published, drawn);
    let mut response = next.run(request).await;
    if is_published != Ok(true) || !is_drawn {
        let age = state.door.now().since(state.reader.reached().moment);
        let seconds = age.to_std().as_secs();
        response.headers_mut().insert(AGE_HEADER, HeaderValue::from(seconds));
    }
    Ok(response)
}

/// What a reader has seen elsewhere: a program says so, a page's cookie may be out of date.
fn at_least(headers: &HeaderMap) -> Result<Option<Sequence>, Cause> {
    let Some(asked) = headers.get(AT_LEAST_HEADER) else {
        return Ok(cookie(headers, AT_LEAST_COOKIE).and_then(|text| text.parse().ok()));
    };
    let asked: Option<Sequence> = asked.to_str().ok().and_then(|text| text.parse().ok());
    let refused = || Cause::UnacceptableParameter { parameter: AT_LEAST_HEADER.to_string() };
    asked.map(Some).ok_or_else(refused)
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    // The panic's own hook has told where; its text may hold what must not be logged twice.
    tracing::error!("a handler panicked");
    Problem::from(Cause::Fault).into_response()
}

/// Writes problems for their reader, adds what every answer carries, counts and logs.
async fn finish(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let asked = {
        let (uri, headers) = (request.uri(), request.headers());
        Asked::of(&state, &method, uri, headers, request.extensions()).await
    };
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        asked.write(&state, &problem, &mut response);
    }
    asked.dress(&state, response.headers_mut());
    let status = response.status();
    state.figures.count(status);
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let duration_us = began.elapsed().as_micros();
    if status.is_server_error() {
        tracing::warn!(%method, route, status = status.as_u16(), duration_us, "answered {status}");
    } else {
        tracing::debug!(%method, route, status = status.as_u16(), duration_us, "answered");
    }
    response
}

/// What the edge keeps of a request until its answer is there.
struct Asked {
    language: Language,
    /// The language that the address has chosen, to be kept.
    chosen: Option<Language>,
    /// Who reads; programs need no page.
    reader: Option<pages::Reader>,
    /// Whether a page's form sent it: the next page must show what it changed.
    is_form: bool,
}

impl Asked {
    async fn of(
        state: &WebState,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        extensions: &Extensions,
    ) -> Self {
        let language = Language::of(uri.query(), headers);
        let reader = if is_page(uri.path()) {
            // A page that tells of a problem is shown to a stranger where nobody can be found.
            let found = crate::signed_in::find(headers, extensions, state).await;
            let signed_in = found.ok().flatten();
            Some(pages::Reader { language, uri: uri.clone(), signed_in })
        } else {
            None
        };
        let is_form = *method == Method::POST && reader.is_some();
        Self { language, chosen: Language::chosen(uri.query()), reader, is_form }
    }

    /// Writes a problem anew: as a page, or in the language of the program's user.
    fn write(&self, state: &WebState, problem: &Problem, response: &mut Response) {
        let body = match &self.reader {
            Some(reader) => {
                let (parts, body) = pages::write_problem(state, reader, problem).into_parts();
                response.headers_mut().extend(parts.headers);
                body
            }
            None if self.language == Language::default() => return,
            None => Body::from(problem.document(self.language).to_string()),
        };
        *response.body_mut() = body;
    }

    /// Adds what every answer carries.
    fn dress(&self, state: &WebState, headers: &mut HeaderMap) {
        let sequence = || HeaderValue::from(state.board.sequence().0);
        headers.entry(SEQUENCE_HEADER).or_insert_with(sequence);
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        let opener = HeaderName::from_static("cross-origin-opener-policy");
        headers.insert(opener, HeaderValue::from_static("same-origin"));
        if headers.get(CONTENT_TYPE).is_some_and(is_in_a_language) {
            headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(self.language.tag()));
            headers.append(VARY, HeaderValue::from_static("accept-language, cookie"));
        }
        if self.is_form {
            headers.append(SET_COOKIE, remember(state.board.sequence(), state.scheme));
        }
        if let (Some(chosen), Some(_)) = (self.chosen, &self.reader) {
            headers.append(SET_COOKIE, keep(chosen, state.scheme));
        }
    }
}

fn is_in_a_language(content_type: &HeaderValue) -> bool {
    let text = content_type.to_str().unwrap_or_default();
    text.starts_with("text/html") || text.starts_with("application/problem+json")
}

/// Whether what lies at a path is read by people.
fn is_page(path: &str) -> bool {
    let machine = ["/api/", "/assets/", "/livez", "/readyz", "/metrics", "/openapi.json"];
    !machine.iter().any(|prefix| path.starts_with(prefix))
}

/// Keeps the chosen language for a year.
fn keep(language: Language, scheme: Scheme) -> HeaderValue {
    set_cookie(language::COOKIE, language.tag(), 31_536_000, scheme)
}

/// Lets the next page wait until it shows what the last form changed.
fn remember(sequence: Sequence, scheme: Scheme) -> HeaderValue {
    set_cookie(AT_LEAST_COOKIE, &sequence.to_string(), AT_LEAST_COOKIE_SECONDS, scheme)
}

fn set_cookie(name: &str, value: &str, seconds: u64, scheme: Scheme) -> HeaderValue {
    let secure = match scheme {
        Scheme::Http => "",
        Scheme::Https => "; Secure",
    };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_must_write_what_it_has_seen_and_a_cookie_may_be_stale() {
        let with = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            at_least(&headers)
        };
        let refused = Cause::UnacceptableParameter { parameter: "gavel-at-least".to_owned() };
        for (name, value, read) in [
            ("gavel-at-least", "12", Ok(Some(Sequence(12)))),
            ("gavel-at-least", "x", Err(refused.clone())),
            ("gavel-at-least", "-1", Err(refused.clone())),
            ("gavel-at-least", "", Err(refused)),
            ("cookie", "a=1; gavel-at-least=12", Ok(Some(Sequence(12)))),
            ("cookie", "gavel-at-least=x", Ok(None)),
            ("cookie", "other=12", Ok(None)),
        ] {
            assert_eq!(with(name, value), read, "{name}: {value}");
        }
    }

    #[test]
    fn a_cookie_is_marked_for_tls_where_there_is_tls() {
        let text = |scheme| remember(Sequence(7), scheme).to_str().unwrap().to_owned();
        let plain = "gavel-at-least=7; Path=/; Max-Age=30; SameSite=Lax";
        assert_eq!(text(Scheme::Http), plain);
        assert_eq!(text(Scheme::Https), format!("{plain}; Secure"));
    }
}
