//! The description of the HTTP interface (`OpenAPI` 3.1), drawn from the handlers themselves.
//!
//! Each handler describes what it takes and what it answers when all goes well. How it can fail
//! follows from what it takes: a body can be malformed, a number unknown, a session missing. That
//! is added here, once for all.

use std::sync::LazyLock;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::{PartialSchema as _, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::WebState;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
const SCHEMA: &str = "#/components/schemas/Problem";

/// Why somebody did not get what he asked for (RFC 9457); further fields depend on the type.
#[derive(Serialize, ToSchema)]
pub(crate) struct Problem {
    /// The stable name: `/problems/below-least-bid`.
    r#type: String,
    /// What happened, in the reader's language.
    title: String,
    /// The status of the answer.
    status: u16,
    /// What to do about it, in the reader's language.
    detail: String,
    /// The entry in which a refusal is recorded.
    sequence: Option<u64>,
    /// That entry's hash.
    receipt: Option<String>,
}

/// The routes of programs, with their description.
pub(crate) fn described() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .nest("/api/v1", crate::api::router())
        .merge(crate::figures::router())
        .routes(routes!(show_openapi))
}

/// Shows this description.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "operation",
    responses((status = 200, description = "The description.", body = Object,
        content_type = "application/json")),
)]
async fn show_openapi() -> Response {
    /// Drawn once: it is the same for everyone.
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| openapi().to_string());
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}

/// The description of the HTTP interface (`OpenAPI` 3.1).
#[expect(clippy::indexing_slicing, reason = "what is written to JSON is made where it is not")]
pub fn openapi() -> Value {
    let drawn = described().into_openapi();
    let mut document = serde_json::to_value(drawn).unwrap_or_default();
    document["openapi"] = json!("3.1.0");
    document["info"] = json!({
        "title": "Gavel 槌定",
        "description": "Public resource trading: amounts are strings in yuan with two places, \
            times RFC 3339 with +08:00, errors application/problem+json. Every answer carries \
            Gavel-Sequence; sent back as Gavel-At-Least, it asks for nothing older.",
        "version": env!("CARGO_PKG_VERSION"),
        "license": { "name": "MIT OR Apache-2.0" },
    });
    document["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer" },
        "cookie": { "type": "apiKey", "in": "cookie", "name": crate::signed_in::COOKIE },
    });
    let problem = serde_json::to_value(Problem::schema()).unwrap_or_default();
    document["components"]["schemas"]["Problem"] = problem;
    if let Some(paths) = document["paths"].as_object_mut() {
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            for (_, operation) in item.iter_mut().filter(|(it, _)| METHODS.contains(&it.as_str())) {
                add_problems(operation);
            }
        }
    }
    document
}

/// Adds how a call can fail, by what it takes.
fn add_problems(operation: &mut Value) {
    let statuses = statuses(operation);
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for (status, description) in statuses {
        responses.entry(status.to_string()).or_insert_with(|| {
            json!({
                "description": description,
                "content": { "application/problem+json": { "schema": { "$ref": SCHEMA } } },
            })
        });
    }
}

fn statuses(operation: &Value) -> Vec<(u16, &'static str)> {
    let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
    let has = |place: &str| parameters.iter().any(|it| it["in"] == place);
    let names = |name: &str| parameters.iter().any(|it| it["name"] == name);
    let has_body = !operation["requestBody"].is_null();
    let security = operation["security"].as_array().map_or(&[][..], Vec::as_slice);
    let is_open = security.is_empty() || security.iter().any(|it| *it == json!({}));
    let is_command = names("Idempotency-Key");

    let mut all = vec![(500, "We are wrong."), (503, "Not at the moment; ask again.")];
    let mut add = |applies: bool, status: u16, description: &'static str| {
        if applies {
            all.push((status, description));
        }
    };
    add(true, 400, "It cannot be read.");
    add(!is_open, 401, "Nobody is signed in.");
    add(!is_open || has_body || is_command, 403, "He may not, or it came from another site.");
    add(has("path") || names("lots"), 404, "There is no such thing, or it is not his to see.");
    add(has_body, 408, "The body came too slowly.");
    add(is_command, 409, "Nobody may do this now.");
    add(has_body || is_command, 413, "It is too large.");
    add(has_body, 415, "The body is of another type.");
    add(has_body || is_command, 422, "What it says is not acceptable.");
    add(is_command || has_body, 429, "Too much at a time.");
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn operations() -> Vec<(String, String, Value)> {
        let document = openapi();
        let paths = document["paths"].as_object().unwrap().clone();
        let of_path = |(path, item): (String, Value)| {
            let item = item.as_object().unwrap().clone();
            let operations = item.into_iter().filter(|(it, _)| METHODS.contains(&it.as_str()));
            operations.map(move |(method, operation)| (method, path.clone(), operation))
        };
        paths.into_iter().flat_map(of_path).collect()
    }

    #[test]
    fn every_operation_has_a_name_of_its_own_and_says_what_it_is_for() {
        let mut names = BTreeSet::new();
        for (method, path, operation) in operations() {
            let name = operation["operationId"].as_str().unwrap().to_owned();
            assert!(names.insert(name.clone()), "{method} {path}: {name} stands twice");
            assert!(operation["summary"].is_string(), "{name} has no summary");
        }
        for name in ["place_bid", "submit_listing", "record_deposit", "show_openapi", "livez"] {
            assert!(names.contains(name), "{name} is missing in {names:?}");
        }
    }

    #[test]
    fn every_command_has_a_key_and_every_way_to_fail_is_described() {
        for (method, path, operation) in operations() {
            let statuses: BTreeSet<&str> =
                operation["responses"].as_object().unwrap().keys().map(String::as_str).collect();
            let says = |all: &[&str]| all.iter().all(|status| statuses.contains(status));
            assert!(says(&["400", "500", "503"]), "{path}: {statuses:?}");
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let has_key = parameters.iter().any(|it| it["name"] == "Idempotency-Key");
            let is_command =
                method == "post" && !["/api/v1/session", "/api/v1/files"].contains(&&*path);
            assert_eq!(has_key, is_command, "{method} {path}");
            if is_command {
                let all = ["201", "401", "403", "409", "413", "422", "429"];
                assert!(says(&all), "{path}: {statuses:?}");
            }
            for part in path.split('/').filter_map(|part| part.strip_prefix('{')) {
                let name = part.trim_end_matches('}');
                let described =
                    parameters.iter().any(|it| it["in"] == "path" && it["name"] == name);
                assert!(described && says(&["404"]), "{path} does not describe {name}");
            }
        }
    }

    #[test]
    fn every_schema_that_is_named_is_there() {
        fn named(value: &Value, found: &mut BTreeSet<String>) {
            match value {
                Value::Object(fields) => {
                    for (key, value) in fields {
                        match value.as_str() {
                            Some(name) if key == "$ref" => drop(found.insert(name.to_owned())),
                            _ => named(value, found),
                        }
                    }
                }
                Value::Array(values) => values.iter().for_each(|value| named(value, found)),
                _ => {}
            }
        }
        let document = openapi();
        let mut names = BTreeSet::new();
        named(&document, &mut names);
        assert!(names.contains(SCHEMA));
        for name in names {
            let schema = document.pointer(name.trim_start_matches('#'));
            assert!(schema.is_some(), "{name} is missing");
        }
    }
}
