//! Whether the server lives, whether it is ready, and its figures.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::problem::{Cause, Problem};
use crate::state::WebState;

/// Statuses have three digits.
const STATUSES: usize = 1_000;

/// Figures of the front door, since start.
pub(crate) struct Figures {
    answers: Vec<AtomicU64>,
}

impl Default for Figures {
    fn default() -> Self {
        Self { answers: (0..STATUSES).map(|_| AtomicU64::new(0)).collect() }
    }
}

impl Figures {
    pub(crate) fn count(&self, status: StatusCode) {
        if let Some(answers) = self.answers.get(usize::from(status.as_u16())) {
            answers.fetch_add(1, Ordering::Relaxed);
        }
    }
}

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(livez)).routes(routes!(readyz)).routes(routes!(metrics))
}

/// Tells that the process lives.
#[utoipa::path(
    get,
    path = "/livez",
    tag = "operation",
    responses((status = 200, description = "It lives.", body = String)),
)]
async fn livez() -> &'static str {
    "alive\n"
}

/// Tells whether requests are answered: from the first entry on until the server stops.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operation",
    responses(
        (status = 200, description = "They are.", body = String),
        (status = 503, description = "They are not.", body = crate::openapi::Problem,
            content_type = "application/problem+json"),
    ),
)]
async fn readyz(State(state): State<WebState>) -> Response {
    let is_ready = state.board.sequence().0 > 0 && !state.stop.is_cancelled();
    if is_ready {
        "ready\n".into_response()
    } else {
        Problem::from(Cause::Stopping).into_response()
    }
}

/// Shows figures, in the text format of Prometheus.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operation",
    responses((status = 200, description = "The figures.", body = String)),
)]
async fn metrics(State(state): State<WebState>) -> Response {
    let sessions = state.accounts.session_count().await;
    let mut text = String::new();
    let mut write = |name: &str, kind: &str, what: &str, lines: &[(String, u64)]| {
        let _ = writeln!(text, "# HELP {name} {what}\n# TYPE {name} {kind}");
        for (labels, value) in lines {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
    let one = |value: u64| [(String::new(), value)];
    let length = |value: usize| one(u64::try_from(value).unwrap_or(u64::MAX));
    let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
    let (door, floor) = (state.door.counts(), &state.floor_counts);

    write("gavel_sequence", "gauge", "The newest published entry.", &one(state.board.sequence().0));
    let drawn = state.reader.reached().sequence.0;
    write("gavel_rows_sequence", "gauge", "The newest entry that the rows show.", &one(drawn));
    write("gavel_lots", "gauge", "Lots on the board.", &one(state.board.lot_count()));
    let refused = [
        (r#"{reason="too-fast"}"#.to_owned(), read(&door.too_fast)),
        (r#"{reason="queue-full"}"#.to_owned(), read(&door.queue_full)),
    ];
    write(
        "gavel_door_taken_total",
        "counter",
        "Commands that were queued.",
        &one(read(&door.taken)),
    );
    write("gavel_door_refused_total", "counter", "Commands refused before the queue.", &refused);
    write(
        "gavel_entries_total",
        "counter",
        "Durable entries since start.",
        &one(read(&floor.entries)),
    );
    write(
        "gavel_batches_total",
        "counter",
        "Durable batches since start.",
        &one(read(&floor.batches)),
    );
    write("gavel_faults_total", "counter", "Rulings that faulted.", &one(read(&floor.faults)));
    if let Ok(sessions) = sessions {
        write("gavel_sessions", "gauge", "Log-in sessions.", &one(sessions));
    }
    write("gavel_watchers", "gauge", "Open live streams.", &length(state.hub.watcher_count()));
    write(
        "gavel_watched_lots",
        "gauge",
        "Lots with a ring.",
        &length(state.hub.watched_lot_count()),
    );
    let answers = state.figures.answers.iter().enumerate();
    let answers = answers.filter(|(_, count)| read(count) > 0);
    let answers: Vec<_> =
        answers.map(|(status, count)| (format!("{{status=\"{status}\"}}"), read(count))).collect();
    write("gavel_http_answers_total", "counter", "Answers by status.", &answers);

    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(CONTENT_TYPE, kind)], text).into_response()
}
