//! Pages: Chinese first, English beside it, working without script.

mod desk;
mod hall;
mod lot;
mod problem;
mod session;
mod words;

use std::fmt::Display;

use askama::Template;
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::asked::query_without;
use crate::language::{Language, PARAMETER};
use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;

pub(crate) use problem::write as write_problem;
pub(crate) use words::{say_money, say_time};

pub(crate) fn router() -> Router<WebState> {
    Router::new()
        .route("/", get(hall::show))
        .route("/lots/{lot}", get(lot::show))
        .route("/lots/{lot}/bids", get(lot::go_back).post(lot::place::bid))
        .route("/lots/{lot}/proxy-bids", get(lot::go_back).post(lot::place::ceiling))
        .route("/session", get(session::show).post(session::begin))
        .route("/session/end", post(session::end))
        .route("/desk", get(desk::show))
        .route("/desk/proposals", post(desk::propose))
        .route("/desk/proposals/{proposal}/approvals", post(desk::approve))
}

/// What every page shows around its own matter.
pub(crate) struct Frame {
    language: Language,
    here: &'static str,
    name: Option<String>,
    is_staff: bool,
    switch_href: String,
    sign_in_href: String,
    pause_until: Option<String>,
    server_time: String,
    server_time_text: String,
    script_phrases: String,
}

impl Frame {
    /// The frame of a page at this address for this reader.
    pub(crate) fn new(state: &WebState, reader: &Reader, here: &'static str) -> Self {
        let now = state.door.now();
        let others = query_without(reader.uri.query(), PARAMETER);
        let joint = if others.is_empty() { "" } else { "&" };
        let tag = reader.language.other().tag();
        let path = page_path(&reader.uri);
        Self {
            language: reader.language,
            here,
            name: reader.signed_in.as_ref().map(|signed_in| signed_in.session.name.clone()),
            is_staff: reader.signed_in.as_ref().is_some_and(SignedIn::is_staff),
            switch_href: format!("{path}?{others}{joint}{PARAMETER}={tag}"),
            sign_in_href: format!("/session?next={path}"),
            pause_until: state.board.pause_until().map(say_time),
            server_time: now.to_string(),
            server_time_text: say_time(now),
            script_phrases: words::for_scripts(reader.language),
        }
    }

    fn say(&self, key: &str) -> String {
        self.language.say(key)
    }

    fn say_with<const N: usize>(&self, key: &str, values: &[(&str, &str); N]) -> String {
        self.language.say_with(key, values)
    }

    fn tag(&self) -> &'static str {
        self.language.tag()
    }

    fn other_tag(&self) -> &'static str {
        self.language.other().tag()
    }
}

/// The address to come back to by GET: that of a form's answer is its page's.
fn page_path(uri: &Uri) -> &str {
    let path = uri.path();
    path.strip_suffix("/bids").or_else(|| path.strip_suffix("/proxy-bids")).unwrap_or(path)
}

/// Who reads a page, where, and in which language.
pub(crate) struct Reader {
    pub(crate) language: Language,
    pub(crate) uri: Uri,
    pub(crate) signed_in: Option<SignedIn>,
}

impl FromRequestParts<WebState> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let language = Language::of(parts.uri.query(), &parts.headers);
        let signed_in = crate::signed_in::find(&parts.headers, &parts.extensions, state);
        Ok(Self { language, uri: parts.uri.clone(), signed_in })
    }
}

impl Reader {
    /// Whoever is signed in; nobody else comes further.
    pub(crate) fn known(&self) -> Result<&SignedIn, Problem> {
        self.signed_in.as_ref().ok_or_else(|| Cause::NotSignedIn.into())
    }
}

/// A problem as a page tells it beside a field or above a form.
pub(crate) struct Told {
    title: String,
    detail: String,
}

impl Told {
    pub(crate) fn new(problem: &Problem, language: Language) -> Self {
        Self { title: problem.title(language), detail: problem.detail(language) }
    }
}

/// One choice of a list.
pub(crate) struct Choice {
    value: String,
    text: String,
    is_chosen: bool,
}

/// Answers with a page.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    let Ok(text) = template.render() else { return Problem::from(Cause::Fault).into_response() };
    let mut response = (status, text).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Sends a browser on by GET.
pub(crate) fn see_other(address: &impl Display) -> Response {
    let address = HeaderValue::from_str(&address.to_string());
    let address = address.unwrap_or(HeaderValue::from_static("/"));
    let mut headers = HeaderMap::new();
    headers.insert(axum::http::header::LOCATION, address);
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// The request id of a form that is shown again: one that has no answer yet goes on, so that what
/// is sent again has its effect once; one that is answered is used up.
pub(crate) fn next_request_id(problem: &Problem, sent_id: String) -> String {
    if problem.is_unanswered() { sent_id } else { new_request_id() }
}

/// A request id for a form, made with the page that holds it.
pub(crate) fn new_request_id() -> String {
    lexicon::RequestId(crate::sessions::entropy()).to_string()
}
