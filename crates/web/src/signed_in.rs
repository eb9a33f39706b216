//! Who asks: read off a bearer token or a cookie.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{AUTHORIZATION, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use exchange::{Actor, Role};
use lexicon::PartyId;

use crate::asked::cookie;
use crate::problem::{Cause, Problem};
use crate::sessions::Session;
use crate::state::{Origin, WebState};

/// The cookie of pages.
pub(crate) const COOKIE: &str = "gavel_session";

/// Somebody who has signed in.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) session: Arc<Session>,
    pub(crate) token: String,
    origin: Origin,
}

impl SignedIn {
    pub(crate) fn party(&self) -> PartyId {
        self.session.party
    }

    /// The actor in the first of these capacities that the person has; in none of them he acts in
    /// his own first one, so that the refusal is recorded.
    pub(crate) fn acting_as(&self, wanted: &[Role]) -> Actor {
        let roles = &self.session.roles;
        let role = wanted.iter().find(|role| roles.contains(role)).or(roles.first());
        let role = role.copied().unwrap_or(Role::Bidder);
        self.origin.actor(self.session.party, role, self.session.id)
    }

    /// The actor in the first of these capacities that the person has. Whoever has none of them is
    /// refused here: what he writes neither waits among the acts of those who may nor is journaled.
    pub(crate) fn allowed_as(&self, wanted: &[Role]) -> Result<Actor, Cause> {
        let is_allowed = wanted.iter().any(|role| self.session.roles.contains(role));
        if is_allowed { Ok(self.acting_as(wanted)) } else { Err(Cause::NotPermitted) }
    }

    /// Whether the person works at the centre, and so sees what waits there.
    pub(crate) fn is_staff(&self) -> bool {
        let staff = [Role::Clerk, Role::Reviewer, Role::Supervisor];
        self.session.roles.iter().any(|role| staff.contains(role))
    }
}

impl FromRequestParts<WebState> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        find(&parts.headers, &parts.extensions, state).ok_or_else(|| Cause::NotSignedIn.into())
    }
}

impl OptionalFromRequestParts<WebState> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &WebState,
    ) -> Result<Option<Self>, Problem> {
        Ok(find(&parts.headers, &parts.extensions, state))
    }
}

/// The address of the connection, where the server hands it on.
pub(crate) struct Address(pub(crate) Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(address(&parts.extensions)))
    }
}

/// The token that a request carries: a bearer token goes before the cookie.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    bearer.or_else(|| cookie(headers, COOKIE))
}

/// Whoever sent a request, if his session runs.
pub(crate) fn find(
    headers: &HeaderMap,
    extensions: &Extensions,
    state: &WebState,
) -> Option<SignedIn> {
    let token = token(headers)?;
    let session = state.accounts.session(state.door.now(), token)?;
    let device = headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    let address = address(extensions).map(|address| address.to_string());
    let origin = Origin {
        device: state.keyed_digest("device", device.unwrap_or_default()),
        address: state.keyed_digest("address", &address.unwrap_or_default()),
    };
    Some(SignedIn { session, token: token.to_owned(), origin })
}

fn address(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip())
}
