//! The exchange's front door on HTTP: pages, JSON, live streams and problem+json.
//!
//! A browser and a program come in by the same handlers' rules: who they are is read off a cookie
//! or a bearer token, what they want becomes one command, and what the floor answers becomes one
//! receipt or one problem. What everyone may see is read off the floor's board, never from rows.
//!
//! Invariant: `web` writes no row that the journal owns.
//!
//! Invariant: the public sees paddles, never names or parties.
//!
//! Invariant: whatever can grow has a limit: sessions, attempts, bodies, pages, watchers, rings.
#![warn(clippy::indexing_slicing)]

mod accounts;
mod api;
mod asked;
mod assets;
mod attempts;
mod body;
mod edge;
mod figures;
mod language;
mod live;
mod noted;
mod openapi;
mod pages;
mod passwords;
mod problem;
mod public_url;
mod sessions;
mod signed_in;
mod state;
mod submit;
mod uploads;
mod view;

use axum::Router;

pub use accounts::{Accounts, DemoHint, DemoName};
pub use live::{Hub, WATCHERS_MAX};
pub use openapi::openapi;
pub use passwords::{
    PASSWORD_LENGTH_MIN, PASSWORD_SIZE_MAX, PasswordCost, UnhashablePassword, hash_password,
};
pub use problem::refusal_fields;
pub use public_url::{NotPublicUrl, PublicUrl};
pub use sessions::SESSION_LIFE;
pub use state::{Scheme, Settings, WebState};

/// Everything that is served, over this state.
///
/// The server hands each connection's address on by
/// `into_make_service_with_connect_info::<std::net::SocketAddr>()`; without it nothing is limited
/// by address, and entries hold no digest of it.
pub fn router(state: WebState) -> Router {
    let (described, _) = openapi::described().split_for_parts();
    let routes = Router::new().merge(described).merge(pages::router()).merge(assets::router());
    edge::around(routes, state)
}
