//! The form by which a bidder applies for a lot (报名).

use axum::extract::State;
use axum::response::Response;
use lexicon::LotId;

use super::super::acts::{Done, conclude, sent, unplaced};
use super::super::form::{Fault, Typed};
use super::super::{Reader, page};
use super::{Entered, draw};
use crate::api::applications::apply as applying;
use crate::body::Form;
use crate::problem::Problem;
use crate::state::WebState;
use crate::submit::LotPath;

pub(crate) async fn apply(
    State(state): State<WebState>,
    reader: Reader,
    LotPath(lot): LotPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let done = send(&state, &reader, &typed, lot).await;
    let next = format!("/lots/{lot}");
    match conclude(&state, &reader, ("apply", typed), done, &next).await? {
        Ok(response) => Ok(response),
        Err(refused) => {
            let status = refused.status();
            let entered = Entered { apply: Some(refused), ..Entered::default() };
            Ok(page(status, &draw(&state, &reader, lot, entered).await?))
        }
    }
}

async fn send(
    state: &WebState,
    reader: &Reader,
    typed: &Typed,
    lot: LotId,
) -> Result<Done, Vec<Fault>> {
    let (bidder, id) = sent(reader, typed, &[])?;
    let (accepted, application) = applying::send(state, bidder, id, lot).await.map_err(unplaced)?;
    let (number, sequence) = (application.0, accepted.sequence);
    Ok(Done { told: "application-received", number, sequence })
}
