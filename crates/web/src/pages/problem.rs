//! A problem as a page.

use askama::Template;
use axum::response::Response;

use super::{Frame, Reader, Told, page};
use crate::problem::Problem;
use crate::state::WebState;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    f: Frame,
    problem: Told,
    status: u16,
}

/// Writes a problem for a reader, with the headers that it has.
pub(crate) fn write(state: &WebState, reader: &Reader, problem: &Problem) -> Response {
    let told = Told::new(problem, reader.language);
    let status = problem.status();
    let f = Frame::new(state, reader, "");
    page(status, &ProblemPage { f, problem: told, status: status.as_u16() })
}
