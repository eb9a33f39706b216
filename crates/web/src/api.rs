//! The calls of programs, all under `/api/v1`.

pub(crate) mod accounts;
pub(crate) mod applications;
pub(crate) mod entries;
pub(crate) mod files;
pub(crate) mod listings;
mod live;
pub(crate) mod lots;
pub(crate) mod papers;
pub(crate) mod payment;
mod proposals;
mod session;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::WebState;

pub(crate) use lots::list::{PAGE_LENGTH, Wanted};
pub(crate) use lots::place_bid::Bid;
pub(crate) use lots::place_proxy_bid::place_ceiling;
pub(crate) use proposals::{approve, propose};
pub(crate) use session::{cookie_of, cookie_of_none};

pub(crate) fn router() -> OpenApiRouter<WebState> {
    use lots::{bids, list, place_bid, place_proxy_bid, settlement, show};
    OpenApiRouter::new()
        .routes(routes!(session::begin_session, session::show_session, session::end_session))
        .routes(routes!(accounts::list::list_accounts, accounts::create::create_account))
        .routes(routes!(list::list_lots))
        .routes(routes!(show::show_lot))
        .routes(routes!(bids::list_bids, place_bid::place_bid))
        .routes(routes!(place_proxy_bid::place_proxy_bid))
        .routes(routes!(applications::apply::apply_for_lot))
        .routes(routes!(settlement::show::show_settlement))
        .routes(routes!(settlement::publish::publish_result))
        .routes(routes!(settlement::contract::record_contract))
        .routes(routes!(settlement::pay::record_payment))
        .routes(routes!(settlement::certify::issue_certificate))
        .routes(routes!(live::watch_lot))
        .routes(routes!(live::watch_lots))
        .routes(routes!(proposals::list::list_proposals, propose::propose))
        .routes(routes!(approve::approve_proposal))
        .routes(routes!(files::keep::keep_file))
        .routes(routes!(files::show::show_file))
        .routes(routes!(entries::list_entries))
        .routes(routes!(papers::check_paper))
        .merge(listings_router())
        .merge(applications_router())
}

fn listings_router() -> OpenApiRouter<WebState> {
    use listings::{accept, list, resubmit, return_to_seller, show, submit};
    OpenApiRouter::new()
        .routes(routes!(list::list_listings, submit::submit_listing))
        .routes(routes!(show::show_listing))
        .routes(routes!(resubmit::resubmit_listing))
        .routes(routes!(accept::accept_listing))
        .routes(routes!(return_to_seller::return_listing))
}

fn applications_router() -> OpenApiRouter<WebState> {
    use applications::{
        admit, deposit, list, refund, refund_failure, refund_payment, reject, show, withdraw,
    };
    OpenApiRouter::new()
        .routes(routes!(list::list_applications))
        .routes(routes!(show::show_application))
        .routes(routes!(withdraw::withdraw_application))
        .routes(routes!(admit::admit_applicant))
        .routes(routes!(reject::reject_applicant))
        .routes(routes!(deposit::record_deposit))
        .routes(routes!(refund::instruct_refund))
        .routes(routes!(refund_payment::record_refund))
        .routes(routes!(refund_failure::record_refund_failure))
}
