//! An application is withdrawn, admitted or rejected.

use axum::extract::State;
use axum::response::Response;
use lexicon::{ApplicationId, Sequence};

use super::super::Reader;
use super::super::acts::{self, Done, conclude, sent};
use super::super::form::{Fault, Refused, Typed, at};
use super::{draw, found};
use crate::api::applications::{admit as admitting, reject as rejecting, withdraw as withdrawing};
use crate::body::{Form, note};
use crate::problem::Problem;
use crate::state::WebState;
use crate::submit::ApplicationPath;

pub(crate) async fn withdraw(
    State(state): State<WebState>,
    reader: Reader,
    ApplicationPath(application): ApplicationPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    found(&state, &reader, application).await?;
    let done = match sent(&reader, &typed, &[]) {
        Ok((who, id)) => acts::done(withdrawing::send(&state, who, id, application).await),
        Err(faults) => Err(faults),
    };
    let done = done.map(|sequence| told("application-withdrawn", application, sequence));
    let next = address(application);
    let answer = conclude(&state, &reader, ("withdraw", typed), done, &next).await?;
    again(&state, &reader, application, answer).await
}

pub(crate) async fn admit(
    State(state): State<WebState>,
    reader: Reader,
    ApplicationPath(application): ApplicationPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    found(&state, &reader, application).await?;
    let done = match sent(&reader, &typed, &[]) {
        Ok((who, id)) => acts::done(admitting::send(&state, who, id, application).await),
        Err(faults) => Err(faults),
    };
    let done = done.map(|sequence| told("application-admitted", application, sequence));
    let next = address(application);
    let answer = conclude(&state, &reader, ("admit", typed), done, &next).await?;
    again(&state, &reader, application, answer).await
}

pub(crate) async fn reject(
    State(state): State<WebState>,
    reader: Reader,
    ApplicationPath(application): ApplicationPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    found(&state, &reader, application).await?;
    let done = send_rejection(&state, &reader, &typed, application).await;
    let done = done.map(|sequence| told("application-rejected", application, sequence));
    let next = address(application);
    let answer = conclude(&state, &reader, ("reject", typed), done, &next).await?;
    again(&state, &reader, application, answer).await
}

async fn send_rejection(
    state: &WebState,
    reader: &Reader,
    typed: &Typed,
    application: ApplicationId,
) -> Result<Sequence, Vec<Fault>> {
    let (who, id) = sent(reader, typed, &["note"])?;
    let text = note("note", typed.text("note").to_owned());
    let text = text.map_err(|cause| vec![at("note")(cause)])?;
    acts::done(rejecting::send(state, who, id, application, text).await)
}

pub(super) fn told(told: &'static str, application: ApplicationId, sequence: Sequence) -> Done {
    Done { told, number: application.0, sequence }
}

pub(super) fn address(application: ApplicationId) -> String {
    format!("/applications/{application}")
}

pub(super) async fn again(
    state: &WebState,
    reader: &Reader,
    application: ApplicationId,
    answer: Result<Response, Refused>,
) -> Result<Response, Problem> {
    match answer {
        Ok(response) => Ok(response),
        Err(refused) => draw(state, reader, application, Some(refused)).await,
    }
}
