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
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use lexicon::Sequence;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::language::{self, Language};
use crate::pages;
use crate::problem::{Cause, Problem, SEQUENCE_HEADER};
use crate::state::{Scheme, WebState};

const AT_LEAST_HEADER: HeaderName = HeaderName::from_static("gavel-at-least");
const AGE_HEADER: HeaderName = HeaderName::from_static("gavel-age");
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
    let Some(asked) = request.headers().get(AT_LEAST_HEADER) else {
        return Ok(next.run(request).await);
    };
    let asked: Option<Sequence> = asked.to_str().ok().and_then(|text| text.parse().ok());
    let refused = || Cause::UnacceptableParameter { parameter: AT_LEAST_HEADER.to_string() };
    let asked = asked.ok_or_else(refused)?;
    let mut moves = state.board.watch();
    let reached = moves.wait_for(|sequence| *sequence >= asked);
    let is_reached = tokio::time::timeout(AT_LEAST_WAIT, reached).await.is_ok();
    let mut response = next.run(request).await;
    if !is_reached {
        let age = state.hub.age().as_secs();
        response.headers_mut().insert(AGE_HEADER, HeaderValue::from(age));
    }
    Ok(response)
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
    let asked = Asked::of(&state, &request);
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
}

impl Asked {
    fn of(state: &WebState, request: &Request) -> Self {
        let (uri, headers) = (request.uri(), request.headers());
        let language = Language::of(uri.query(), headers);
        let reader = is_page(uri.path()).then(|| pages::Reader {
            language,
            uri: uri.clone(),
            signed_in: crate::signed_in::find(headers, request.extensions(), state),
        });
        Self { language, chosen: Language::chosen(uri.query()), reader }
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
    let secure = match scheme {
        Scheme::Http => "",
        Scheme::Https => "; Secure",
    };
    let (name, tag) = (language::COOKIE, language.tag());
    let text = format!("{name}={tag}; Path=/; Max-Age=31536000; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}
