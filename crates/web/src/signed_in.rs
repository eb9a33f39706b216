//! Who asks: read off a bearer token or a cookie.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{AUTHORIZATION, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use exchange::{Action, Actor, Authority, Facts, Relation, Role, may};
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

    /// The person as an actor in this capacity.
    fn actor(&self, role: Role) -> Actor {
        self.origin.actor(self.session.party, role, self.session.id)
    }

    /// The capacity in which the authority lets the person do this.
    fn role_for(&self, relation: Relation, action: Action) -> Option<Role> {
        let is_allowed = |role: &&Role| {
            may(Facts { role: Some(**role), relation }, action) == Authority::Allowed
        };
        self.session.roles.iter().find(is_allowed).copied()
    }

    /// Whether the authority lets the person do this, in any of his capacities.
    pub(crate) fn may(&self, relation: Relation, action: Action) -> bool {
        self.role_for(relation, action).is_some()
    }

    /// The actor in the capacity in which the person may do this. Whoever may not is refused here:
    /// what he writes neither waits among the acts of those who may nor is journaled.
    pub(crate) fn allowed(&self, relation: Relation, action: Action) -> Result<Actor, Cause> {
        let role = self.role_for(relation, action).ok_or(Cause::NotPermitted)?;
        Ok(self.actor(role))
    }

    /// The actor in the capacity in which the person may do this; whoever may not acts in his own
    /// first one, so that the refusal is recorded.
    pub(crate) fn acting(&self, relation: Relation, action: Action) -> Actor {
        let role = self.role_for(relation, action).or(self.session.roles.first().copied());
        self.actor(role.unwrap_or(Role::Bidder))
    }

    /// How the person stands to what belongs to a party.
    pub(crate) fn relation_to(&self, owner: PartyId) -> Relation {
        if owner == self.party() { Relation::Own } else { Relation::Others }
    }

    /// Whether the person works at the centre, and so sees what waits there.
    pub(crate) fn is_staff(&self) -> bool {
        self.may(Relation::None, Action::ViewProposals)
    }
}

impl FromRequestParts<WebState> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let found = find(&parts.headers, &parts.extensions, state).await?;
        found.ok_or_else(|| Cause::NotSignedIn.into())
    }
}

impl OptionalFromRequestParts<WebState> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &WebState,
    ) -> Result<Option<Self>, Problem> {
        Ok(find(&parts.headers, &parts.extensions, state).await?)
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
pub(crate) async fn find(
    headers: &HeaderMap,
    extensions: &Extensions,
    state: &WebState,
) -> Result<Option<SignedIn>, Cause> {
    let Some(token) = token(headers) else { return Ok(None) };
    let session = state.accounts.session(state.door.now(), token).await?;
    let Some(session) = session else { return Ok(None) };
    let device = headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    let address = address(extensions).map(|address| address.to_string());
    let origin = Origin {
        device: state.keyed_digest("device", device.unwrap_or_default()),
        address: state.keyed_digest("address", &address.unwrap_or_default()),
    };
    Ok(Some(SignedIn { session, token: token.to_owned(), origin }))
}

fn address(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip())
}
