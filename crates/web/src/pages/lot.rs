//! One lot: its price, its rules, its history, and a form to bid: `/lots/{lot}`.

mod about;
pub(super) mod apply;
pub(super) mod place;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use exchange::ProxyBidding;
use floor::{BidLine, LotView, Standing};
use lexicon::{LotId, Paddle};

use super::form::Refused;
use super::hall::Card;
use super::words::{self, Rule};
use super::{Frame, Reader, Told, new_request_id, page, see_other};
use crate::language::Language;
use crate::problem::{Cause, Problem};
use crate::state::WebState;
use crate::submit::LotPath;
use crate::view::{State as SaleState, Times, ascending};

/// The most lines of history on the page.
const HISTORY_MAX: usize = 50;

#[derive(Template)]
#[template(path = "lot.html")]
struct LotPage {
    f: Frame,
    card: Card,
    your_paddle: String,
    leads: bool,
    phase_text: String,
    stop: Option<Stop>,
    panel: Panel,
    bid: Field,
    ceiling: Option<Field>,
    least_bid: String,
    step: String,
    history: Vec<Line>,
    history_max: &'static str,
    rules: Vec<Rule>,
    about: about::About,
    joining: about::Joining,
}

/// What the page offers to whoever reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Panel {
    SignIn,
    NotAdmitted,
    NotRunning,
    Over,
    Bid,
}

/// Why a sale stands still, and when it goes on.
struct Stop {
    heading: String,
    reason: String,
    resumes: String,
}

/// A form's one field, with what was wrong with it.
pub(super) struct Field {
    pub(super) amount: String,
    pub(super) request_id: String,
    pub(super) problem: Option<Told>,
}

struct Line {
    key: String,
    at: String,
    at_text: String,
    paddle: Paddle,
    amount: String,
    sequence: u64,
    is_yours: bool,
}

/// What a form's answer adds to the page.
#[derive(Default)]
pub(super) struct Entered {
    pub(super) bid: Option<Field>,
    pub(super) ceiling: Option<Field>,
    pub(super) apply: Option<Refused>,
}

pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Reader,
    LotPath(lot): LotPath,
) -> Result<Response, Problem> {
    Ok(page(StatusCode::OK, &draw(&state, &reader, lot, Entered::default()).await?))
}

/// Whoever reloads the address of a form by hand gets the lot.
pub(crate) async fn go_back(LotPath(lot): LotPath) -> Response {
    see_other(&format!("/lots/{lot}"))
}

async fn draw(
    state: &WebState,
    reader: &Reader,
    lot: LotId,
    entered: Entered,
) -> Result<LotPage, Problem> {
    let view = state.board.lot(lot).ok_or(Cause::UnknownLot { lot: Some(lot) })?;
    let language = reader.language;
    let signed_in = reader.signed_in.as_ref();
    let paddle = signed_in.and_then(|signed_in| state.board.paddle(lot, signed_in.party()));
    let terms = ascending(&view.card.terms);
    let lines = state.board.newest_bids(lot, HISTORY_MAX).unwrap_or_default();
    let price = view.leading_price.unwrap_or(view.card.terms.starting_price());
    let panel = panel(&view, signed_in.is_some(), paddle);
    let about = about::about(state, reader, &view).await?;
    let mut joining = about::joining(state, reader, &view, panel).await?;
    let mut f = Frame::at(state, reader, "lot", &format!("/lots/{lot}")).told(state, reader).await;
    if let Some(refused) = entered.apply {
        let mut forms: Vec<_> = joining.form.take().into_iter().collect();
        f.problem = refused.show(&mut forms, language);
        joining.form = forms.pop();
    }
    let empty = |amount| Field { amount, request_id: new_request_id(), problem: None };
    let ceiling = terms
        .is_some_and(|terms| terms.proxy_bidding == ProxyBidding::Allowed)
        .then(|| entered.ceiling.unwrap_or_else(|| empty(String::new())));
    Ok(LotPage {
        f,
        card: Card::new(&view, language),
        your_paddle: paddle.map(|paddle| paddle.to_string()).unwrap_or_default(),
        leads: paddle.is_some() && paddle == view.leading_paddle,
        phase_text: words::say_phase(&view, language),
        stop: stop(&view, language),
        panel,
        bid: entered.bid.unwrap_or_else(|| empty(view.least_bid.to_string())),
        ceiling,
        least_bid: words::say_money(view.least_bid),
        step: terms.map_or_else(String::new, |terms| words::say_money(terms.increment.step(price))),
        history: lines.iter().rev().map(|line| Line::new(line, paddle)).collect(),
        history_max: "50",
        rules: words::say_rules(&view, language),
        about,
        joining,
    })
}

fn panel(view: &LotView, is_signed_in: bool, paddle: Option<Paddle>) -> Panel {
    match (is_signed_in, paddle) {
        _ if SaleState::of(&view.standing).is_over() => Panel::Over,
        (false, _) => Panel::SignIn,
        (true, None) => Panel::NotAdmitted,
        (true, Some(_)) if SaleState::of(&view.standing).is_running() => Panel::Bid,
        (true, Some(_)) => Panel::NotRunning,
    }
}

fn stop(view: &LotView, language: Language) -> Option<Stop> {
    let resumes_at = Times::of(view).resumes_at;
    let resumes = match resumes_at {
        Some(at) => language.say_with("resumes-at", &[("moment", &words::say_time(at))]),
        None => language.say("resumes-unknown"),
    };
    let (key, resumes) = match view.standing {
        Standing::Suspended { .. } => ("stop-suspended", resumes),
        Standing::Interrupted { .. } => ("stop-interrupted", resumes),
        Standing::Terminated { .. } => ("stop-terminated", language.say("resumes-never")),
        Standing::Announced { .. }
        | Standing::Running { .. }
        | Standing::Awarded { .. }
        | Standing::Divided { .. }
        | Standing::Unsold { .. } => return None,
    };
    let reason = view.reason.as_ref().map(|reason| reason.0.clone()).unwrap_or_default();
    Some(Stop { heading: language.say(key), reason, resumes })
}

impl Line {
    fn new(line: &BidLine, yours: Option<Paddle>) -> Self {
        Self {
            key: format!("{}-{}", line.sequence, line.paddle),
            at: line.moment.to_string(),
            at_text: words::say_time(line.moment),
            paddle: line.paddle,
            amount: words::say_money(line.amount),
            sequence: line.sequence.0,
            is_yours: yours == Some(line.paddle),
        }
    }
}
