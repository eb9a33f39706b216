//! What the centre does with a listing: accept it, give it back, propose its disclosure.

use axum::extract::State;
use axum::response::Response;
use exchange::Act;
use lexicon::{ListingId, Sequence};

use super::super::Reader;
use super::super::acts::{self, Done, alone, conclude, sent, unplaced};
use super::super::form::{Fault, Refused, Typed, at};
use super::{draw, found};
use crate::api::listings::{accept as accepting, return_to_seller as returning};
use crate::api::propose as proposing;
use crate::body::{Form, note};
use crate::problem::Problem;
use crate::state::WebState;
use crate::submit::ListingPath;

pub(crate) async fn accept(
    State(state): State<WebState>,
    reader: Reader,
    ListingPath(listing): ListingPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    found(&state, &reader, listing).await?;
    let done = match sent(&reader, &typed, &[]) {
        Ok((who, id)) => acts::done(accepting::send(&state, who, id, listing).await),
        Err(faults) => Err(faults),
    };
    let done = done.map(|sequence| Done { told: "listing-accepted", number: listing.0, sequence });
    let answer = conclude(&state, &reader, ("accept", typed), done, &address(listing)).await?;
    again(&state, &reader, listing, answer).await
}

pub(crate) async fn give_back(
    State(state): State<WebState>,
    reader: Reader,
    ListingPath(listing): ListingPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    found(&state, &reader, listing).await?;
    let done = send_return(&state, &reader, &typed, listing).await;
    let done = done.map(|sequence| Done { told: "listing-returned", number: listing.0, sequence });
    let answer = conclude(&state, &reader, ("return", typed), done, &address(listing)).await?;
    again(&state, &reader, listing, answer).await
}

async fn send_return(
    state: &WebState,
    reader: &Reader,
    typed: &Typed,
    listing: ListingId,
) -> Result<Sequence, Vec<Fault>> {
    let (who, id) = sent(reader, typed, &["note"])?;
    let text = note("note", typed.text("note").to_owned());
    let text = text.map_err(|cause| vec![at("note")(cause)])?;
    acts::done(returning::send(state, who, id, listing, text).await)
}

pub(crate) async fn propose_disclosure(
    State(state): State<WebState>,
    reader: Reader,
    ListingPath(listing): ListingPath,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    found(&state, &reader, listing).await?;
    let done = disclose(&state, &reader, &typed, listing).await;
    let answer = conclude(&state, &reader, ("disclose", typed), done, &address(listing)).await?;
    again(&state, &reader, listing, answer).await
}

async fn disclose(
    state: &WebState,
    reader: &Reader,
    typed: &Typed,
    listing: ListingId,
) -> Result<Done, Vec<Fault>> {
    let (clerk, request_id) = sent(reader, typed, &["applications_until", "opens_at"])?;
    let applications_until = typed.moment("applications_until").map_err(alone)?;
    let opens_at = typed.moment("opens_at").map_err(alone)?;
    let act = Act::DiscloseListing { listing, applications_until, opens_at };
    let proposed = proposing::make(state, clerk, request_id, act).await;
    let proposed = proposed.map_err(unplaced)?;
    let (number, sequence) = (proposed.proposal.0, proposed.accepted.sequence);
    Ok(Done { told: "disclosure-proposed", number, sequence })
}

fn address(listing: ListingId) -> String {
    format!("/listings/{listing}")
}

async fn again(
    state: &WebState,
    reader: &Reader,
    listing: ListingId,
    answer: Result<Response, Refused>,
) -> Result<Response, Problem> {
    match answer {
        Ok(response) => Ok(response),
        Err(refused) => draw(state, reader, listing, Some(refused)).await,
    }
}
