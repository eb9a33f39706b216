//! The forms of a lot's page, for those without script.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use floor::Unanswered;
use lexicon::{LotId, Money, RequestId};
use serde::Deserialize;

use super::{Entered, Field, draw};
use crate::api::{Bid, place_ceiling};
use crate::body::{Form, amount};
use crate::language::Language;
use crate::pages::{Frame, Reader, Told, next_request_id, page, say_money, see_other};
use crate::problem::{Cause, Problem};
use crate::sessions::Notice;
use crate::state::WebState;
use crate::submit::LotPath;

/// Asks once more before a bid is binding.
#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    f: Frame,
    lot: String,
    title: String,
    paddle: String,
    amount: String,
    amount_text: String,
    request_id: String,
}

/// Says that we do not know yet, and asks again with the same id.
#[derive(Template)]
#[template(path = "unknown.html")]
struct UnknownPage {
    f: Frame,
    lot: String,
    action: String,
    field: &'static str,
    amount: String,
    amount_text: String,
    request_id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BidForm {
    request_id: String,
    amount: String,
    #[serde(default)]
    step: Step,
}

/// A bid is looked at once more before it is placed.
#[derive(Deserialize, Default, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Step {
    Review,
    #[default]
    Place,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CeilingForm {
    request_id: String,
    ceiling: String,
    #[serde(default, rename = "step")]
    _step: Step,
}

pub(crate) async fn bid(
    State(state): State<WebState>,
    reader: Reader,
    LotPath(lot): LotPath,
    Form(form): Form<BidForm>,
) -> Result<Response, Problem> {
    let bidder = reader.known()?;
    let request_id = request_id(&form.request_id)?;
    let wanted = match amount("amount", &plain(&form.amount)) {
        Ok(wanted) => wanted,
        Err(cause) => return refuse_bid(&state, &reader, lot, form, &cause.into()).await,
    };
    if form.step == Step::Review {
        return confirm(&state, &reader, lot, wanted, form.request_id);
    }
    let bid = Bid { lot, amount: wanted, confirmed: false };
    match bid.place(&state, bidder, request_id).await {
        Ok(placed) => {
            let sequence = placed.accepted.sequence;
            let notice = Notice::BidStands { lot, sequence, amount: placed.amount };
            state.accounts.leave_notice(&bidder.token, notice);
            Ok(see_other(&format!("/lots/{lot}")))
        }
        Err(problem) if is_unknown(&problem) => {
            Ok(unknown(&state, &reader, lot, "amount", wanted, form.request_id))
        }
        Err(problem) => refuse_bid(&state, &reader, lot, form, &problem).await,
    }
}

pub(crate) async fn ceiling(
    State(state): State<WebState>,
    reader: Reader,
    LotPath(lot): LotPath,
    Form(form): Form<CeilingForm>,
) -> Result<Response, Problem> {
    let bidder = reader.known()?;
    let request_id = request_id(&form.request_id)?;
    let wanted = match amount("ceiling", &plain(&form.ceiling)) {
        Ok(wanted) => wanted,
        Err(cause) => return refuse_ceiling(&state, &reader, lot, form, &cause.into()).await,
    };
    match place_ceiling(&state, bidder, request_id, lot, wanted).await {
        Ok(accepted) => {
            let notice = Notice::CeilingStands { lot, sequence: accepted.sequence };
            state.accounts.leave_notice(&bidder.token, notice);
            Ok(see_other(&format!("/lots/{lot}")))
        }
        Err(problem) if is_unknown(&problem) => {
            Ok(unknown(&state, &reader, lot, "ceiling", wanted, form.request_id))
        }
        Err(problem) => refuse_ceiling(&state, &reader, lot, form, &problem).await,
    }
}

fn request_id(text: &str) -> Result<RequestId, Cause> {
    text.parse().map_err(|_| Cause::RequestIdMalformed)
}

/// Readers copy amounts with the groups that pages print.
fn plain(text: &str) -> String {
    text.trim().replace(',', "")
}

fn is_unknown(problem: &Problem) -> bool {
    problem.cause == Cause::Unanswered(Unanswered::Unknown)
}

fn confirm(
    state: &WebState,
    reader: &Reader,
    lot: LotId,
    amount: Money,
    request_id: String,
) -> Result<Response, Problem> {
    let view = state.board.lot(lot).ok_or(Cause::UnknownLot { lot: Some(lot) })?;
    let paddle = state.board.paddle(lot, reader.known()?.party());
    let title = &view.card.title;
    let title = match reader.language {
        Language::English if !title.english.is_empty() => title.english.clone(),
        Language::English | Language::Chinese => title.chinese.clone(),
    };
    Ok(page(
        StatusCode::OK,
        &ConfirmPage {
            f: Frame::new(state, reader, "lot"),
            lot: lot.to_string(),
            title,
            paddle: paddle.map_or("—".to_owned(), |paddle| paddle.to_string()),
            amount: amount.to_string(),
            amount_text: say_money(amount),
            request_id,
        },
    ))
}

fn unknown(
    state: &WebState,
    reader: &Reader,
    lot: LotId,
    field: &'static str,
    amount: Money,
    request_id: String,
) -> Response {
    let action = match field {
        "ceiling" => format!("/lots/{lot}/proxy-bids"),
        _ => format!("/lots/{lot}/bids"),
    };
    page(
        StatusCode::SERVICE_UNAVAILABLE,
        &UnknownPage {
            f: Frame::new(state, reader, "lot"),
            lot: lot.to_string(),
            action,
            field,
            amount: amount.to_string(),
            amount_text: say_money(amount),
            request_id,
        },
    )
}

/// The page again with what was wrong beside the field.
async fn refuse_bid(
    state: &WebState,
    reader: &Reader,
    lot: LotId,
    form: BidForm,
    problem: &Problem,
) -> Result<Response, Problem> {
    let bid = Some(refused(reader, form.amount, form.request_id, problem));
    let template = draw(state, reader, lot, Entered { bid, ..Entered::default() }).await?;
    Ok(page(problem.status(), &template))
}

async fn refuse_ceiling(
    state: &WebState,
    reader: &Reader,
    lot: LotId,
    form: CeilingForm,
    problem: &Problem,
) -> Result<Response, Problem> {
    let ceiling = Some(refused(reader, form.ceiling, form.request_id, problem));
    let template = draw(state, reader, lot, Entered { ceiling, ..Entered::default() }).await?;
    Ok(page(problem.status(), &template))
}

fn refused(reader: &Reader, amount: String, sent_id: String, problem: &Problem) -> Field {
    let request_id = next_request_id(problem, sent_id);
    let problem = Some(Told::new(problem, reader.language));
    Field { amount, request_id, problem }
}
