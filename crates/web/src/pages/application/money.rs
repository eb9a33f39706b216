//! What the bank tells of a deposit: it came in, goes back, has gone back, could not go back.

use axum::extract::State;
use axum::response::Response;
use exchange::Payment;
use lexicon::{ApplicationId, PartyId, Sequence};
use store::ApplicationRow;

use super::super::acts::{self, conclude, sent};
use super::super::form::{Fault, Typed, at};
use super::super::{Reader, names};
use super::examine::{address, again, told};
use super::found;
use crate::api::applications::document::Sight;
use crate::api::applications::{
    deposit, refund as instructing, refund_failure as failing, refund_payment as refunding,
};
use crate::api::payment;
use crate::body::Form;
use crate::problem::{Cause, Problem};
use crate::state::WebState;
use crate::submit::ApplicationPath;

const DEPOSIT_FIELDS: [&str; 4] = ["amount", "paid_at", "reference", "payer"];
/// Whoever may not know who applies compares no payer with him: he could guess the name.
const UNNAMED_DEPOSIT_FIELDS: [&str; 3] = ["amount", "paid_at", "reference"];

pub(crate) async fn record_deposit(
    State(state): State<WebState>,
    reader: Reader,
    ApplicationPath(application): ApplicationPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let row = found(&state, &reader, application).await?;
    let done = send_deposit(&state, &reader, &typed, &row).await;
    let done = done.map(|sequence| told("deposit-recorded", application, sequence));
    let next = address(application);
    let answer = conclude(&state, &reader, ("deposit", typed), done, &next).await?;
    again(&state, &reader, application, answer).await
}

async fn send_deposit(
    state: &WebState,
    reader: &Reader,
    typed: &Typed,
    row: &ApplicationRow,
) -> Result<Sequence, Vec<Fault>> {
    let sees_person = Sight::of(state, reader.known().map_err(acts::unplaced)?, row).person;
    let fields: &[_] = if sees_person { &DEPOSIT_FIELDS } else { &UNNAMED_DEPOSIT_FIELDS };
    let (who, id) = sent(reader, typed, fields)?;
    let payment = payment_of(state, typed)?;
    if sees_person {
        check_payer(state, reader, typed, row.applicant).await?;
    }
    acts::done(deposit::send(state, who, id, row.application, payment).await)
}

/// What was paid, and everything that is wrong with it at once.
pub(in crate::pages) fn payment_of(state: &WebState, typed: &Typed) -> Result<Payment, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut keep = |fault: Fault| faults.push(fault);
    let amount = typed.amount("amount").map_err(&mut keep).ok();
    let paid_at = typed.moment("paid_at").map_err(&mut keep).ok();
    let reference = payment::reference(state, "reference", typed.text("reference"));
    let reference = reference.map_err(at("reference")).map_err(&mut keep).ok();
    match amount.zip(paid_at).zip(reference) {
        Some(((amount, paid_at), reference)) => Ok(Payment { amount, paid_at, reference }),
        None => Err(faults),
    }
}

/// Where the payer's name is filled in, it is compared with the name of whoever is to pay: money
/// from somebody else's account goes back and is not recorded.
pub(in crate::pages) async fn check_payer(
    state: &WebState,
    reader: &Reader,
    typed: &Typed,
    party: PartyId,
) -> Result<(), Vec<Fault>> {
    let payer = typed.text("payer");
    if payer.is_empty() {
        return Ok(());
    }
    let name = names::of(state, party, reader.language).await.map_err(acts::unplaced)?;
    if name.trim() == payer {
        return Ok(());
    }
    let reason = reader.language.say("payer-differs");
    Err(vec![at("payer")(Cause::UnacceptableContent { reason })])
}

pub(crate) async fn instruct_refund(
    State(state): State<WebState>,
    reader: Reader,
    ApplicationPath(application): ApplicationPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    found(&state, &reader, application).await?;
    let done = match sent(&reader, &typed, &[]) {
        Ok((who, id)) => acts::done(instructing::send(&state, who, id, application).await),
        Err(faults) => Err(faults),
    };
    let done = done.map(|sequence| told("refund-instructed", application, sequence));
    let next = address(application);
    let answer = conclude(&state, &reader, ("refund", typed), done, &next).await?;
    again(&state, &reader, application, answer).await
}

pub(crate) async fn record_refund(
    State(state): State<WebState>,
    reader: Reader,
    ApplicationPath(application): ApplicationPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    found(&state, &reader, application).await?;
    let done = send_refund(&state, &reader, &typed, application).await;
    let done = done.map(|sequence| told("refund-recorded", application, sequence));
    let next = address(application);
    let answer = conclude(&state, &reader, ("refund-paid", typed), done, &next).await?;
    again(&state, &reader, application, answer).await
}

async fn send_refund(
    state: &WebState,
    reader: &Reader,
    typed: &Typed,
    application: ApplicationId,
) -> Result<Sequence, Vec<Fault>> {
    let (who, id) = sent(reader, typed, &["paid_at", "reference"])?;
    let paid_at = typed.moment("paid_at").map_err(acts::alone)?;
    let reference = payment::reference(state, "reference", typed.text("reference"));
    let reference = reference.map_err(|cause| vec![at("reference")(cause)])?;
    acts::done(refunding::send(state, who, id, application, (paid_at, reference)).await)
}

pub(crate) async fn record_failure(
    State(state): State<WebState>,
    reader: Reader,
    ApplicationPath(application): ApplicationPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    found(&state, &reader, application).await?;
    let done = match sent(&reader, &typed, &[]) {
        Ok((who, id)) => acts::done(failing::send(&state, who, id, application).await),
        Err(faults) => Err(faults),
    };
    let done = done.map(|sequence| told("refund-failed", application, sequence));
    let next = address(application);
    let answer = conclude(&state, &reader, ("refund-failed", typed), done, &next).await?;
    again(&state, &reader, application, answer).await
}
