//! The calls of programs, all under `/api/v1`.

mod live;
mod lots;
mod proposals;
mod session;

use axum::Router;
use axum::routing::{get, post};

use crate::state::WebState;

pub(crate) use lots::list::{PAGE_LENGTH, Wanted};
pub(crate) use lots::place_bid::Bid;
pub(crate) use lots::place_proxy_bid::place_ceiling;
pub(crate) use proposals::{approve, propose};
pub(crate) use session::{cookie_of, cookie_of_none, role_slug};

pub(crate) fn router() -> Router<WebState> {
    Router::new()
        .route("/session", post(session::begin).delete(session::end))
        .route("/lots", get(lots::list::list))
        .route("/lots/{lot}", get(lots::show::show))
        .route("/lots/{lot}/bids", get(lots::bids::bids).post(lots::place_bid::place_bid))
        .route("/lots/{lot}/proxy-bids", post(lots::place_proxy_bid::place_proxy_bid))
        .route("/lots/{lot}/live", get(live::one))
        .route("/live", get(live::many))
        .route("/proposals", get(proposals::list::list).post(propose::propose))
        .route("/proposals/{proposal}/approvals", post(approve::approve))
}
