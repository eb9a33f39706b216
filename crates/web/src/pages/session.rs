//! The log-in page: `/session`.

use askama::Template;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::{Choice, Frame, Reader, Told, page, see_other};
use crate::accounts::DemoName;
use crate::api::{cookie_of, cookie_of_none};
use crate::asked::{own_path, query_value};
use crate::body::Form;
use crate::problem::Problem;
use crate::signed_in::{Address, token};
use crate::state::WebState;

#[derive(Template)]
#[template(path = "session.html")]
struct SessionPage {
    f: Frame,
    problem: Option<Told>,
    /// The names that a demonstration offers.
    names: Vec<Choice>,
    name: String,
    password: String,
    next: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

pub(crate) async fn show(State(state): State<WebState>, reader: Reader) -> Response {
    let next = query_value(reader.uri.query(), "next").unwrap_or_default();
    let template = draw(&state, &reader, None, String::new(), own_path(&next).to_owned());
    page(StatusCode::OK, &template)
}

pub(crate) async fn begin(
    State(state): State<WebState>,
    Address(address): Address,
    reader: Reader,
    Form(request): Form<Request>,
) -> Response {
    let Request { name, password, next } = request;
    match state.accounts.sign_in(state.door.now(), address, &name, &password).await {
        Ok(issued) => {
            let mut response = see_other(&own_path(&next));
            response.headers_mut().insert(SET_COOKIE, cookie_of(&issued, state.scheme));
            response
        }
        Err(cause) => {
            let problem = Problem::from(cause);
            let told = Told::new(&problem, reader.language);
            let next = own_path(&next).to_owned();
            page(problem.status(), &draw(&state, &reader, Some(told), name, next))
        }
    }
}

pub(crate) async fn end(
    State(state): State<WebState>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = token(&headers) {
        state.accounts.sign_out(token).await?;
    }
    let mut response = see_other(&"/");
    response.headers_mut().insert(SET_COOKIE, cookie_of_none(state.scheme));
    Ok(response)
}

fn draw(
    state: &WebState,
    reader: &Reader,
    problem: Option<Told>,
    name: String,
    next: String,
) -> SessionPage {
    let hint = state.accounts.hint();
    let choice = |offered: &DemoName| {
        let roles = offered.roles.iter();
        let roles: Vec<String> =
            roles.map(|role| reader.language.say(&format!("role-{}", role.slug()))).collect();
        let text = format!("{} · {}", offered.name, roles.join(" / "));
        Choice { value: offered.name.clone(), text, is_chosen: offered.name == name }
    };
    SessionPage {
        f: Frame::new(state, reader, "session"),
        problem,
        names: hint.iter().flat_map(|hint| &hint.names).map(choice).collect(),
        password: hint.map(|hint| hint.password.clone()).unwrap_or_default(),
        name,
        next,
    }
}
