//! The papers of a sale, as they are printed: `/lots/{lot}/letter`, `/lots/{lot}/certificate`.

pub(super) mod check;
mod code;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use exchange::ResultNotice;
use lexicon::LotId;
use store::SettlementRow;

use super::capitals::capitals;
use super::sections::Fact;
use super::{Frame, Reader, names, page, say_time, settlement, words};
use crate::language::Language;
use crate::problem::{Cause, Problem};
use crate::state::WebState;
use crate::submit::LotPath;

#[derive(Template)]
#[template(path = "paper.html")]
struct PaperPage {
    f: Frame,
    title: String,
    number: String,
    lead: String,
    facts: Vec<Fact>,
    price: String,
    price_words: String,
    closing: String,
    issued_at: String,
    /// The whole address of the public check page.
    check_address: String,
    check_href: String,
    square: code::Square,
}

pub(crate) async fn letter(
    State(state): State<WebState>,
    reader: Reader,
    headers: HeaderMap,
    LotPath(lot): LotPath,
) -> Result<Response, Problem> {
    if reader.signed_in.is_none() {
        return Ok(reader.to_sign_in());
    }
    let row = settlement::found(&state, &reader, lot).await?;
    let language = reader.language;
    let mut drawn = draw(&state, &reader, &headers, &row, ("letter", &row.letter_code)).await?;
    drawn.facts.push(Fact::new(language.say("fact-awarded-at"), say_time(row.awarded_at)));
    drawn.issued_at = say_time(row.awarded_at);
    Ok(page(StatusCode::OK, &drawn))
}

pub(crate) async fn certificate(
    State(state): State<WebState>,
    reader: Reader,
    headers: HeaderMap,
    LotPath(lot): LotPath,
) -> Result<Response, Problem> {
    if reader.signed_in.is_none() {
        return Ok(reader.to_sign_in());
    }
    let row = settlement::found(&state, &reader, lot).await?;
    let (Some(certified_at), Some(code)) = (row.certified_at, row.certificate_code.as_deref())
    else {
        return Err(Cause::NotFound.into());
    };
    let language = reader.language;
    let mut drawn = draw(&state, &reader, &headers, &row, ("certificate", code)).await?;
    let mut fact = |key: &str, text: String| {
        drawn.facts.push(Fact::new(language.say(&format!("fact-{key}")), text));
    };
    fact("awarded-at", say_time(row.awarded_at));
    if let Some(ResultNotice { published_at, until }) = row.result {
        let (from, until) = (say_time(published_at), say_time(until));
        let runs = language.say_with("result-runs", &[("from", &from), ("until", &until)]);
        fact("result", runs);
    }
    if let Some(contract) = row.contract {
        fact("contract-at", say_time(contract.recorded_at));
    }
    if let Some(paid_at) = row.paid_at {
        fact("paid-at", say_time(paid_at));
    }
    drawn.issued_at = say_time(certified_at);
    Ok(page(StatusCode::OK, &drawn))
}

async fn draw(
    state: &WebState,
    reader: &Reader,
    headers: &HeaderMap,
    row: &SettlementRow,
    (kind, code): (&'static str, &str),
) -> Result<PaperPage, Problem> {
    let language = reader.language;
    let check_href = format!("/papers/{code}");
    let check_address = format!("{}{check_href}", state.public_origin(headers));
    let square = code::Square::of(&check_address).ok_or(Cause::Fault)?;
    let mut facts = lot_facts(state, row.lot, language);
    let mut fact = |key: &str, text: String| {
        facts.push(Fact::new(language.say(&format!("fact-{key}")), text));
    };
    fact("seller", names::of(state, row.seller, language).await?);
    fact("buyer", names::of(state, row.buyer, language).await?);
    fact("paddle", row.paddle.to_string());
    Ok(PaperPage {
        f: Frame::new(state, reader, ""),
        title: language.say(kind),
        number: code.to_owned(),
        lead: language.say(&format!("{kind}-lead")),
        facts,
        price: super::say_money(row.price),
        price_words: capitals(row.price),
        closing: language.say(&format!("{kind}-closing")),
        issued_at: String::new(),
        check_address,
        check_href,
        square,
    })
}

fn lot_facts(state: &WebState, lot: LotId, language: Language) -> Vec<Fact> {
    let mut facts = Vec::new();
    let Some(view) = state.board.lot(lot) else { return facts };
    let card = &view.card;
    let title = words::say_title(&card.title, language);
    facts.push(Fact::new(language.say("lot"), format!("{lot} · {title}")));
    let category = words::say_category(card.category, language);
    facts.push(Fact::new(language.say("fact-category"), category));
    let place = card.listing.as_ref().map(|listing| listing.place.clone()).unwrap_or_default();
    if !place.is_empty() {
        facts.push(Fact::new(language.say("fact-place"), place));
    }
    facts
}
