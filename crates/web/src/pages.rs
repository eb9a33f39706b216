//! Pages: Chinese first, English beside it, working without script.
//!
//! A page's form sends one command, under a request id that was made with the page; what followed
//! is told once on the page that comes next. A form that is refused comes back as it was typed.

mod accounts;
mod acts;
mod application;
mod applications;
mod capitals;
mod desk;
mod form;
mod hall;
mod listing;
mod listings;
mod lot;
mod names;
mod paper;
mod problem;
mod sections;
mod session;
mod settlement;
mod told;
mod upload;
mod wall;
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
use exchange::{Action, Relation, Role};

use crate::asked::{own_path, query_without};
use crate::language::{Language, PARAMETER};
use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use sections::Link;

pub(crate) use problem::write as write_problem;
pub(crate) use words::{say_money, say_span, say_time};

pub(crate) fn router() -> Router<WebState> {
    Router::new()
        .route("/", get(hall::show))
        .route("/lots/{lot}", get(lot::show))
        .route("/lots/{lot}/bids", get(lot::go_back).post(lot::place::bid))
        .route("/lots/{lot}/proxy-bids", get(lot::go_back).post(lot::place::ceiling))
        .route("/lots/{lot}/applications", get(lot::go_back).post(lot::apply::apply))
        .route("/session", get(session::show).post(session::begin))
        .route("/session/end", post(session::end))
        .route("/desk", get(desk::show))
        .route("/desk/proposals", get(desk::go_back).post(desk::propose))
        .route("/desk/proposals/{proposal}/approvals", get(desk::go_back).post(desk::approve))
        .route("/wall", get(wall::show))
        .route("/papers/{code}", get(paper::check::show))
        .route("/accounts", get(accounts::show).post(accounts::add))
        .merge(listing_routes())
        .merge(application_routes())
        .merge(settlement_routes())
}

fn listing_routes() -> Router<WebState> {
    Router::new()
        .route("/listings", get(listings::show).post(listing::submit::submit))
        .route("/listings/new", get(listing::submit::choose))
        .route("/listings/{listing}", get(listing::show).post(listing::submit::resubmit))
        .route("/listings/{listing}/edit", get(listing::submit::edit))
        .route(
            "/listings/{listing}/acceptance",
            get(listing::go_back).post(listing::examine::accept),
        )
        .route(
            "/listings/{listing}/return",
            get(listing::go_back).post(listing::examine::give_back),
        )
        .route(
            "/listings/{listing}/disclosure",
            get(listing::go_back).post(listing::examine::propose_disclosure),
        )
        .layer(upload::limit())
}

fn application_routes() -> Router<WebState> {
    use application::{examine, money};
    let back = || get(application::go_back);
    Router::new()
        .route("/applications", get(applications::show))
        .route("/applications/{application}", get(application::show))
        .route("/applications/{application}/withdrawal", back().post(examine::withdraw))
        .route("/applications/{application}/admission", back().post(examine::admit))
        .route("/applications/{application}/rejection", back().post(examine::reject))
        .route("/applications/{application}/deposits", back().post(money::record_deposit))
        .route("/applications/{application}/refund", back().post(money::instruct_refund))
        .route("/applications/{application}/refund/paid", back().post(money::record_refund))
        .route("/applications/{application}/refund/failed", back().post(money::record_failure))
}

fn settlement_routes() -> Router<WebState> {
    let back = || get(settlement::go_back);
    Router::new()
        .route("/lots/{lot}/settlement", get(settlement::show))
        .route("/lots/{lot}/result", back().post(settlement::publish_result))
        .route("/lots/{lot}/contract", back().post(settlement::record_contract))
        .route("/lots/{lot}/payments", back().post(settlement::record_payment))
        .route("/lots/{lot}/letter", get(paper::letter))
        .route(
            "/lots/{lot}/certificate",
            get(paper::certificate).post(settlement::issue_certificate),
        )
        .layer(upload::limit())
}

/// What every page shows around its own matter.
pub(crate) struct Frame {
    language: Language,
    here: &'static str,
    name: Option<String>,
    /// The pages of whoever reads, by his roles.
    places: Vec<Place>,
    switch_href: String,
    sign_in_href: String,
    pause_until: Option<String>,
    server_time: String,
    server_time_text: String,
    script_phrases: String,
    /// What the last act led to, told once.
    notice: Option<String>,
    problem: Option<Told>,
}

/// A page that the navigation leads to.
struct Place {
    is_here: bool,
    link: Link,
}

/// The pages that a role has of its own.
const PLACES: [(Role, &str); 7] = [
    (Role::Seller, "listings"),
    (Role::Bidder, "applications"),
    (Role::Clerk, "desk"),
    (Role::Reviewer, "desk"),
    (Role::Supervisor, "desk"),
    (Role::Supervisor, "wall"),
    (Role::Administrator, "accounts"),
];

impl Frame {
    /// The frame of a page at this address for this reader.
    pub(crate) fn new(state: &WebState, reader: &Reader, here: &'static str) -> Self {
        Self::at(state, reader, here, page_path(&reader.uri))
    }

    /// The frame of a page that lies at another address than what was sent.
    pub(crate) fn at(state: &WebState, reader: &Reader, here: &'static str, path: &str) -> Self {
        let now = state.door.now();
        let is_there = path == reader.uri.path();
        let path = own_path(path);
        let query = if is_there { reader.uri.query() } else { None };
        let others = query_without(query, PARAMETER);
        let joint = if others.is_empty() { "" } else { "&" };
        let tag = reader.language.other().tag();
        let roles = reader.signed_in.as_ref().map(|signed_in| signed_in.session.roles.as_slice());
        Self {
            language: reader.language,
            here,
            name: reader.signed_in.as_ref().map(|signed_in| signed_in.session.name.to_string()),
            places: places(roles.unwrap_or_default(), here, reader.language),
            switch_href: format!("{path}?{others}{joint}{PARAMETER}={tag}"),
            sign_in_href: format!("/session?next={path}"),
            pause_until: state.board.pause_until().map(say_time),
            server_time: now.to_string(),
            server_time_text: say_time(now),
            script_phrases: words::for_scripts(reader.language),
            notice: None,
            problem: None,
        }
    }

    /// With what the last act led to, which is told once.
    pub(crate) async fn told(mut self, state: &WebState, reader: &Reader) -> Self {
        self.notice = told::take(state, reader).await;
        self
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

fn places(roles: &[Role], here: &str, language: Language) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for (role, page) in PLACES {
        let href = format!("/{page}");
        if roles.contains(&role) && !places.iter().any(|place| place.link.href == href) {
            let text = language.say(&format!("nav-{page}"));
            places.push(Place { is_here: page == here, link: Link::new(href, text) });
        }
    }
    places
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
        let signed_in = crate::signed_in::find(&parts.headers, &parts.extensions, state).await?;
        Ok(Self { language, uri: parts.uri.clone(), signed_in })
    }
}

impl Reader {
    /// Whoever is signed in; nobody else comes further.
    pub(crate) fn known(&self) -> Result<&SignedIn, Problem> {
        self.signed_in.as_ref().ok_or_else(|| Cause::NotSignedIn.into())
    }

    /// Where nobody is signed in, the way to the log-in page and back.
    pub(crate) fn to_sign_in(&self) -> Response {
        see_other(&format!("/session?next={}", own_path(self.uri.path())))
    }

    /// Whether the reader may do something in one of his capacities, as far as pages can tell: what
    /// they show as possible is what the ruling allows.
    pub(crate) fn may(&self, action: Action, relation: Relation) -> bool {
        self.signed_in.as_ref().is_some_and(|signed_in| signed_in.may(relation, action))
    }

    /// How the reader stands to what is this party's.
    pub(crate) fn relation(&self, owner: lexicon::PartyId) -> Relation {
        self.signed_in.as_ref().map_or(Relation::None, |it| it.relation_to(owner))
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
