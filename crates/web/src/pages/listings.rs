//! The listings of a seller, and all of them for staff: `/listings`.

use std::cmp::Reverse;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use exchange::{Action, ListingStep, Relation};
use lexicon::ListingId;
use store::{ListingRow, ListingsWanted};

use super::sections::{Chip, Link, Row, Section, SectionsPage};
use super::{Frame, Reader, page, say_time, words};
use crate::asked::{Parameters, id};
use crate::language::Language;
use crate::problem::{Cause, Problem};
use crate::state::WebState;
use crate::view;

/// How many listings a page has.
const PAGE_LENGTH: usize = 50;

pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Reader,
    parameters: Parameters,
) -> Result<Response, Problem> {
    if reader.signed_in.is_none() {
        return Ok(reader.to_sign_in());
    }
    parameters.allow(&["after", "step"])?;
    let sees_all = reader.may(Action::ViewListing, Relation::Others);
    if !sees_all && !reader.may(Action::ViewListing, Relation::Own) {
        return Err(Cause::NotPermitted.into());
    }
    let language = reader.language;
    let wanted = ListingsWanted {
        seller: if sees_all { None } else { Some(reader.known()?.party()) },
        step: parameters.read("step", step_of)?,
        after: parameters.read("after", id)?,
        limit: PAGE_LENGTH + 1,
    };
    let mut rows = state.reader.listings(&wanted).await?;
    let is_more = rows.len() > PAGE_LENGTH;
    rows.truncate(PAGE_LENGTH);
    let f = Frame::new(&state, &reader, "listings").told(&state, &reader).await;
    let mut page_of = SectionsPage::new(f, language.say("listings-title"));
    page_of.lead = language.say(if sees_all { "listings-lead-all" } else { "listings-lead" });
    if reader.may(Action::SubmitListing, Relation::Own) {
        page_of.links.push(Link::new("/listings/new", language.say("listings-new")));
    }
    page_of.next =
        rows.last().filter(|_| is_more).map(|last| next(&parameters, last.listing, language));
    // What came back stands first, then the newest: that is what its seller looks for.
    rows.sort_by_key(|row| (row.step != ListingStep::Returned, Reverse(row.listing)));
    let mut section = Section::new("listings", language);
    for row in &rows {
        section.rows.push(row_of(&state, row, !sees_all, language).await?);
    }
    section.empty = language.say("listings-none");
    page_of.sections.push(section);
    Ok(page(StatusCode::OK, &page_of))
}

fn next(parameters: &Parameters, last: ListingId, language: Language) -> Link {
    let step = parameters.given("step").map(|step| format!("&step={step}")).unwrap_or_default();
    Link::new(format!("/listings?after={last}{step}"), language.say("hall-next"))
}

fn step_of(slug: &str) -> Option<ListingStep> {
    let steps = [
        ListingStep::Submitted,
        ListingStep::Returned,
        ListingStep::Accepted,
        ListingStep::Disclosed,
    ];
    steps.into_iter().find(|step| step.slug() == slug)
}

/// A listing as one of a list; its seller also reads why it came back.
pub(super) async fn row_of(
    state: &WebState,
    row: &ListingRow,
    is_sellers: bool,
    language: Language,
) -> Result<Row, Problem> {
    let listing = row.listing;
    let mut links = Vec::new();
    for lot in row.lots.iter().filter_map(|lot| lot.lot) {
        let text = language.say_with("lot-number", &[("lot", &lot.to_string())]);
        let view = state.board.lot(lot);
        let is = view.map(|it| words::say_state(view::State::of(&it.standing), language));
        let text = is.map_or(text.clone(), |is| format!("{text} · {is}"));
        links.push(Link::new(format!("/lots/{lot}"), text));
    }
    let is_returned = row.step == ListingStep::Returned;
    if is_sellers && is_returned {
        links.push(Link::new(format!("/listings/{listing}/edit"), language.say("listing-edit")));
    }
    let note = if is_returned { note(state, row, language).await? } else { String::new() };
    Ok(Row {
        href: format!("/listings/{listing}"),
        title: title(row, language),
        chip: Some(chip(row.step, language)),
        lines: vec![language.say_with(
            "listing-line",
            &[
                ("number", &listing.to_string()),
                ("category", &words::say_category(row.category, language)),
                ("moment", &say_time(row.submitted_at)),
            ],
        )],
        note,
        links,
    })
}

/// Why a listing came back.
pub(super) async fn note(
    state: &WebState,
    row: &ListingRow,
    language: Language,
) -> Result<String, Problem> {
    let Some(digest) = row.note else { return Ok(String::new()) };
    let note = state.vault.note(digest).await?;
    Ok(note.map_or_else(|| language.say("note-erased"), |note| note.text.reveal().clone()))
}

/// What a listing is called: its first lot, and how many more there are.
pub(super) fn title(row: &ListingRow, language: Language) -> String {
    let first = row.lots.first().map(|lot| words::say_title(&lot.listed.title, language));
    let first = first.unwrap_or_default();
    match row.lots.len() {
        0 | 1 => first,
        count => {
            let more = (count - 1).to_string();
            language.say_with("listing-and-more", &[("title", &first), ("count", &more)])
        }
    }
}

pub(super) fn chip(step: ListingStep, language: Language) -> Chip {
    let tone = match step {
        ListingStep::Submitted => "wait",
        ListingStep::Returned => "warn",
        ListingStep::Accepted | ListingStep::Disclosed => "good",
    };
    Chip { tone, text: language.say(&format!("listing-{}", step.slug())) }
}
