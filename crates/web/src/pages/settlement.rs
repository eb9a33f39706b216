//! What follows from a lot's award, for staff, seller and buyer: `/lots/{lot}/settlement`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use exchange::{AccountId, Action, Relation, TradingRefusal};
use lexicon::{LotId, Money, PartyId, Sequence};
use store::SettlementRow;

use super::acts::{self, Done, conclude, sent, unplaced};
use super::application::money::{check_payer, payment_of};
use super::application::{PAYER_LENGTH_MAX, REFERENCE_LENGTH_MAX, transfer_row};
use super::form::{Fault, Field, Kind, PostForm, Refused, Style, Typed, at, moment_value};
use super::sections::{Chip, Fact, Link, Section, SectionsPage};
use super::upload::{self, Upload, Uploaded};
use super::{Frame, Reader, applications, names, page, say_time, see_other, words};
use crate::api::lots::settlement::{certify, contract, pay, publish};
use crate::body::Form;
use crate::language::Language;
use crate::problem::{Cause, Object, Problem, Wanted};
use crate::state::WebState;
use crate::submit::LotPath;

/// The field of the contract's file.
const DOCUMENT: &str = "document";
/// The most postings that the page shows.
const TRANSFERS_MAX: usize = 50;

pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Reader,
    LotPath(lot): LotPath,
) -> Result<Response, Problem> {
    if reader.signed_in.is_none() {
        return Ok(reader.to_sign_in());
    }
    draw(&state, &reader, lot, None).await
}

/// Whoever reloads the address of a form by hand gets the settlement.
pub(crate) async fn go_back(LotPath(lot): LotPath) -> Response {
    see_other(&format!("/lots/{lot}/settlement"))
}

/// A settlement that the reader may see; to everyone else there is none.
pub(super) async fn found(
    state: &WebState,
    reader: &Reader,
    lot: LotId,
) -> Result<SettlementRow, Problem> {
    reader.known()?;
    let row = state.reader.settlement(lot).await?;
    let row = row.filter(|row| reader.may(Action::ViewSettlement, relation(reader, row)));
    let not_awarded = || Cause::Refused(TradingRefusal::NotAwarded.into());
    match row {
        Some(row) => Ok(row),
        None if reader.may(Action::ViewSettlement, Relation::Others) => Err(not_awarded().into()),
        None => Err(Cause::Unknown(Object::Settlement).into()),
    }
}

/// A settlement is its seller's and its buyer's own.
fn relation(reader: &Reader, row: &SettlementRow) -> Relation {
    match reader.relation(row.buyer) {
        Relation::Own => Relation::Own,
        Relation::Others | Relation::None => reader.relation(row.seller),
    }
}

async fn draw(
    state: &WebState,
    reader: &Reader,
    lot: LotId,
    refused: Option<Refused>,
) -> Result<Response, Problem> {
    let row = found(state, reader, lot).await?;
    let language = reader.language;
    let path = format!("/lots/{lot}/settlement");
    let f = Frame::at(state, reader, "desk", &path).told(state, reader).await;
    let number = lot.to_string();
    let mut drawn =
        SectionsPage::new(f, language.say_with("settlement-title", &[("lot", &number)]));
    drawn.lead = applications::lot_title(state, lot, language);
    let crumb = language.say_with("lot-number", &[("lot", &number)]);
    drawn.crumbs = vec![Link::new(format!("/lots/{lot}"), crumb)];
    drawn.chip = Some(chip(&row, language));
    drawn.links.push(Link::new(format!("/lots/{lot}/letter"), language.say("letter")));
    if row.certified_at.is_some() {
        let href = format!("/lots/{lot}/certificate");
        drawn.links.push(Link::new(href, language.say("certificate")));
    }
    drawn.sections.push(state_section(state, &row, language).await?);
    if reader.may(Action::Settle, relation(reader, &row)) {
        let forms = forms(state, &row, language);
        if !forms.is_empty() {
            let mut act = Section::new("settlement-act", language);
            act.lead = language.say("settlement-act-lead");
            act.forms = forms;
            drawn.sections.push(act);
        }
    }
    let mut money = Section::new("settlement-money", language);
    let account = AccountId::Settlement(lot);
    for transfer in state.reader.transfers(account, None, TRANSFERS_MAX).await? {
        money.rows.push(transfer_row(&transfer, language));
    }
    money.empty = language.say("settlement-no-money");
    drawn.sections.push(money);
    let status = refused.as_ref().map_or(StatusCode::OK, Refused::status);
    drawn.refuse(refused);
    Ok(page(status, &drawn))
}

/// Where a settlement stands: the last step that was taken.
pub(super) fn chip(row: &SettlementRow, language: Language) -> Chip {
    let (tone, key) = match (row.certified_at, row.paid_at, &row.contract, &row.result) {
        (Some(_), ..) => ("good", "certified"),
        (None, Some(_), ..) => ("good", "paid"),
        (None, None, Some(_), _) => ("wait", "contracted"),
        (None, None, None, Some(_)) => ("wait", "published"),
        (None, None, None, None) => ("warn", "awarded"),
    };
    Chip { tone, text: language.say(&format!("settlement-{key}")) }
}

async fn state_section(
    state: &WebState,
    row: &SettlementRow,
    language: Language,
) -> Result<Section, Problem> {
    let mut section = Section::new("settlement-state", language);
    let none = || language.say("not-yet");
    let mut fact = |key: &str, text: String| {
        section.facts.push(Fact::new(language.say(&format!("fact-{key}")), text));
    };
    fact("price", words::say_yuan(row.price, language));
    fact("paddle", row.paddle.to_string());
    fact("seller", names::of(state, row.seller, language).await?);
    fact("buyer", names::of(state, row.buyer, language).await?);
    fact("awarded-at", say_time(row.awarded_at));
    let result = row.result.map(|result| {
        let (from, until) = (say_time(result.published_at), say_time(result.until));
        language.say_with("result-runs", &[("from", &from), ("until", &until)])
    });
    fact("result", result.unwrap_or_else(none));
    fact("contract-at", row.contract.map_or_else(none, |it| say_time(it.recorded_at)));
    fact("paid", words::say_yuan(row.paid, language));
    fact("price-due", words::say_yuan(row.due, language));
    fact("certified-at", row.certified_at.map_or_else(none, say_time));
    if let Some(contract) = row.contract {
        let text = language.say("contract-file");
        section.links.push(Link::new(acts::contract_href(row.lot, contract.document), text));
    }
    Ok(section)
}

fn forms(state: &WebState, row: &SettlementRow, language: Language) -> Vec<PostForm> {
    let lot = row.lot;
    let address = |act: &str| format!("/lots/{lot}/{act}");
    let mut forms = Vec::new();
    if row.result.is_none() {
        let publish = PostForm::new("publish", address("result"), language)
            .lead(language.say("form-publish-lead"))
            .style(Style::Primary);
        forms.push(publish);
    }
    if row.contract.is_none() {
        let file = Field::new(DOCUMENT, "contract", Kind::File, language)
            .hint(language.say("field-file-hint"));
        let contract = PostForm::new("contract", address("contract"), language).with(file);
        forms.push(contract);
    }
    if row.contract.is_some() && row.paid_at.is_none() {
        forms.push(payment_form(state, row, language));
    }
    if row.certified_at.is_none() && row.paid_at.is_some() {
        let lead = match row.result {
            Some(result) if state.door.now() < result.until => {
                language.say_with("form-certify-wait", &[("moment", &say_time(result.until))])
            }
            Some(_) => language.say("form-certify-lead"),
            None => language.say("form-certify-unpublished"),
        };
        let is_due = row.result.is_some_and(|result| state.door.now() >= result.until);
        let style = if is_due { Style::Primary } else { Style::Plain };
        let certify = PostForm::new("certify", address("certificate"), language);
        forms.push(certify.lead(lead).style(style));
    }
    forms
}

fn payment_form(state: &WebState, row: &SettlementRow, language: Language) -> PostForm {
    let reference = Kind::Line(REFERENCE_LENGTH_MAX);
    let payer = Kind::Line(PAYER_LENGTH_MAX);
    let due = words::say_yuan(row.due, language);
    let lead = match row.due {
        Money::ZERO => language.say("form-payment-deposit-covers"),
        _ => language.say_with("form-payment-lead", &[("due", &due)]),
    };
    PostForm::new("payment", format!("/lots/{}/payments", row.lot), language)
        .lead(lead)
        .with(Field::amount("amount", "amount", language).value(row.due.to_string()))
        .with(
            Field::new("paid_at", "paid-at", Kind::Moment, language)
                .value(moment_value(state.door.now()))
                .hint(language.say("china-time")),
        )
        .with(
            Field::new("reference", "reference", reference, language)
                .hint(language.say("field-reference-hint")),
        )
        .with(
            Field::new("payer", "payer", payer, language)
                .hint(language.say("field-payer-hint"))
                .optional(),
        )
        .style(Style::Primary)
}

pub(crate) async fn publish_result(
    State(state): State<WebState>,
    reader: Reader,
    LotPath(lot): LotPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    found(&state, &reader, lot).await?;
    let done = match sent(&reader, &typed, &[]) {
        Ok((who, id)) => acts::done(publish::send(&state, who, id, lot).await),
        Err(faults) => Err(faults),
    };
    let done = done.map(|sequence| Done { told: "result-published", number: lot.0, sequence });
    finish(&state, &reader, lot, ("publish", typed), done).await
}

pub(crate) async fn record_contract(
    State(state): State<WebState>,
    reader: Reader,
    LotPath(lot): LotPath,
    upload: Upload,
) -> Result<Response, Problem> {
    let Upload { typed, files, .. } = upload;
    found(&state, &reader, lot).await?;
    let done = send_contract(&state, &reader, &typed, (lot, files)).await;
    let done = done.map(|sequence| Done { told: "contract-recorded", number: lot.0, sequence });
    finish(&state, &reader, lot, ("contract", typed), done).await
}

pub(crate) async fn record_payment(
    State(state): State<WebState>,
    reader: Reader,
    LotPath(lot): LotPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let buyer = found(&state, &reader, lot).await?.buyer;
    let done = send_payment(&state, &reader, &typed, (lot, buyer)).await;
    let done = done.map(|sequence| Done { told: "payment-recorded", number: lot.0, sequence });
    finish(&state, &reader, lot, ("payment", typed), done).await
}

async fn send_contract(
    state: &WebState,
    reader: &Reader,
    typed: &Typed,
    (lot, files): (LotId, Vec<Uploaded>),
) -> Result<Sequence, Vec<Fault>> {
    let (who, id) = sent(reader, typed, &[])?;
    let absent = || Cause::UnacceptableField { field: DOCUMENT, wanted: Wanted::File };
    let file = files.into_iter().find(|file| file.field == DOCUMENT);
    let file = file.ok_or_else(|| vec![at(DOCUMENT)(absent())])?;
    who.allowed(Relation::Own, Action::KeepFile).map_err(|cause| unplaced(cause.into()))?;
    let (digest, _) = upload::keep(state, who, file.content, reader.language)
        .await
        .map_err(|cause| vec![at(DOCUMENT)(cause)])?;
    acts::done(contract::send(state, who, id, lot, digest).await)
}

async fn send_payment(
    state: &WebState,
    reader: &Reader,
    typed: &Typed,
    (lot, buyer): (LotId, PartyId),
) -> Result<Sequence, Vec<Fault>> {
    let (who, id) = sent(reader, typed, &["amount", "paid_at", "reference", "payer"])?;
    let payment = payment_of(state, typed)?;
    check_payer(state, reader, typed, buyer).await?;
    acts::done(pay::send(state, who, id, lot, payment).await)
}

pub(crate) async fn issue_certificate(
    State(state): State<WebState>,
    reader: Reader,
    LotPath(lot): LotPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    found(&state, &reader, lot).await?;
    let done = match sent(&reader, &typed, &[]) {
        Ok((who, id)) => acts::done(certify::send(&state, who, id, lot).await),
        Err(faults) => Err(faults),
    };
    let done = done.map(|sequence| Done { told: "certificate-issued", number: lot.0, sequence });
    finish(&state, &reader, lot, ("certify", typed), done).await
}

async fn finish(
    state: &WebState,
    reader: &Reader,
    lot: LotId,
    sent: (&'static str, Typed),
    done: Result<Done, Vec<Fault>>,
) -> Result<Response, Problem> {
    let next = format!("/lots/{lot}/settlement");
    match conclude(state, reader, sent, done, &next).await? {
        Ok(response) => Ok(response),
        Err(refused) => draw(state, reader, lot, Some(refused)).await,
    }
}
