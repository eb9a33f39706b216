//! One listing with everything that was submitted, for its seller and for staff:
//! `/listings/{listing}`.

pub(super) mod examine;
pub(super) mod submit;
mod wish;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use exchange::{Action, ListingStep};
use lexicon::{ListingId, Moment, Span};
use store::ListingRow;

use super::application::NOTE_LENGTH_MAX;
use super::form::{Field, Kind, PostForm, Refused, Style, moment_value};
use super::sections::{Fact, Link, Section, SectionsPage};
use super::{Frame, Reader, listings, names, page, say_span, say_time, see_other, words};
use crate::language::Language;
use crate::problem::{Cause, Object, Problem};
use crate::state::WebState;
use crate::submit::ListingPath;

pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Reader,
    ListingPath(listing): ListingPath,
) -> Result<Response, Problem> {
    if reader.signed_in.is_none() {
        return Ok(reader.to_sign_in());
    }
    draw(&state, &reader, listing, None).await
}

/// Whoever reloads the address of a form by hand gets the listing.
pub(crate) async fn go_back(ListingPath(listing): ListingPath) -> Response {
    see_other(&format!("/listings/{listing}"))
}

/// A listing that the reader may see; to everyone else there is none.
async fn found(
    state: &WebState,
    reader: &Reader,
    listing: ListingId,
) -> Result<ListingRow, Problem> {
    reader.known()?;
    let row = state.reader.listing(listing).await?;
    let row = row.filter(|row| reader.may(Action::ViewListing, reader.relation(row.seller)));
    row.ok_or_else(|| Cause::Unknown(Object::Listing).into())
}

async fn draw(
    state: &WebState,
    reader: &Reader,
    listing: ListingId,
    refused: Option<Refused>,
) -> Result<Response, Problem> {
    let row = found(state, reader, listing).await?;
    let language = reader.language;
    let path = format!("/listings/{listing}");
    let f = Frame::at(state, reader, "listings", &path).told(state, reader).await;
    let mut drawn = SectionsPage::new(f, listings::title(&row, language));
    drawn.crumbs = vec![Link::new("/listings", language.say("nav-listings"))];
    drawn.chip = Some(listings::chip(row.step, language));
    drawn.sections.push(state_section(state, reader, &row).await?);
    let forms = forms(state, reader, &row);
    if !forms.is_empty() {
        let mut act = Section::new("listing-act", language);
        act.forms = forms;
        drawn.sections.push(act);
    }
    for lot in &row.lots {
        drawn.sections.push(lot_section(lot, language));
    }
    drawn.sections.push(description_section(state, &row, language).await?);
    let status = refused.as_ref().map_or(StatusCode::OK, Refused::status);
    drawn.refuse(refused);
    Ok(page(status, &drawn))
}

async fn state_section(
    state: &WebState,
    reader: &Reader,
    row: &ListingRow,
) -> Result<Section, Problem> {
    let language = reader.language;
    let mut section = Section::new("listing-state", language);
    let mut fact = |key: &str, text: String| {
        section.facts.push(Fact::new(language.say(&format!("fact-{key}")), text));
    };
    fact("number", row.listing.to_string());
    fact("category", words::say_category(row.category, language));
    fact("seller", names::of(state, row.seller, language).await?);
    fact("submitted-at", say_time(row.submitted_at));
    fact("disclosure", say_span(row.disclosure, language));
    fact("result-notice", say_span(row.result_notice, language));
    if let Some(region) = row.region {
        fact("region", region.to_string());
    }
    if let Some(until) = row.applications_until {
        fact("applications-until", say_time(until));
    }
    if row.step == ListingStep::Returned {
        section.lead = language.say("listing-returned-lead");
        section.text = listings::note(state, row, language).await?;
        let is_own = reader.may(Action::ResubmitListing, reader.relation(row.seller));
        if is_own {
            let href = format!("/listings/{}/edit", row.listing);
            section.links.push(Link::new(href, language.say("listing-edit")));
        }
    }
    Ok(section)
}

fn lot_section(lot: &store::ListingLotRow, language: Language) -> Section {
    let mut section = Section::new("listing-lot", language);
    section.heading = words::say_title(&lot.listed.title, language);
    if let Some(lot) = lot.lot {
        let text = language.say_with("lot-number", &[("lot", &lot.to_string())]);
        section.links.push(Link::new(format!("/lots/{lot}"), text));
    }
    let title = &lot.listed.title;
    let beside = match language {
        Language::Chinese => &title.english,
        Language::English => &title.chinese,
    };
    section.lead.clone_from(beside);
    let place = if lot.listed.place.is_empty() { "—" } else { &lot.listed.place };
    section.facts.push(Fact::new(language.say("fact-place"), place));
    let deposit = words::say_yuan(lot.listed.deposit, language);
    section.facts.push(Fact::new(language.say("fact-deposit"), deposit));
    let terms = &lot.listed.terms;
    for rule in words::say_terms(terms, terms.starting_price(), None, language) {
        section.facts.push(Fact::new(rule.name, rule.text));
    }
    section
}

async fn description_section(
    state: &WebState,
    row: &ListingRow,
    language: Language,
) -> Result<Section, Problem> {
    let mut section = Section::new("listing-description", language);
    section.text = super::acts::description(state, row.description).await?;
    for document in &row.documents {
        let seen = language.say(&format!("visibility-{}", document.visibility.slug()));
        let text = format!("{} · {seen}", document.caption);
        let href = super::acts::document_href(row.listing, document.digest);
        section.links.push(Link::new(href, text));
    }
    section.empty = language.say("listing-no-description");
    Ok(section)
}

fn forms(state: &WebState, reader: &Reader, row: &ListingRow) -> Vec<PostForm> {
    let (language, listing) = (reader.language, row.listing);
    let relation = reader.relation(row.seller);
    let mut forms = Vec::new();
    let is_open = matches!(row.step, ListingStep::Submitted | ListingStep::Accepted);
    let examines = is_open && reader.may(Action::ExamineListing, relation);
    if examines && row.step == ListingStep::Submitted {
        let accept = PostForm::new("accept", format!("/listings/{listing}/acceptance"), language)
            .lead(language.say("form-accept-lead"))
            .style(Style::Primary);
        forms.push(accept);
    }
    if row.step == ListingStep::Accepted && reader.may(Action::Propose, relation) {
        forms.push(disclosure_form(row, state.door.now(), language));
    }
    if examines {
        let note = Field::new("note", "return-note", Kind::Lines(NOTE_LENGTH_MAX), language)
            .hint(language.say("field-return-note-hint"));
        let give_back = PostForm::new("return", format!("/listings/{listing}/return"), language)
            .with(note)
            .style(Style::Quiet);
        forms.push(give_back);
    }
    forms
}

fn disclosure_form(row: &ListingRow, now: Moment, language: Language) -> PostForm {
    let (until, opens_at) = usual_moments(now, row.disclosure);
    let earliest = now + row.disclosure;
    let lead = language.say_with("form-disclose-lead", &[("earliest", &say_time(earliest))]);
    PostForm::new("disclose", format!("/listings/{}/disclosure", row.listing), language)
        .lead(lead)
        .with(
            Field::new("applications_until", "applications-until", Kind::Moment, language)
                .value(moment_value(until))
                .hint(language.say("china-time")),
        )
        .with(
            Field::new("opens_at", "opens-at", Kind::Moment, language)
                .value(moment_value(opens_at))
                .hint(language.say("china-time")),
        )
        .style(Style::Primary)
}

/// When applications end and bidding opens where nobody says otherwise.
///
/// The second person approves later than the first proposes, and the disclosure runs from then on:
/// long ones get until the morning of the next day, with applications until the evening before;
/// short ones, as a demonstration has them, get a few minutes.
fn usual_moments(now: Moment, disclosure: Span) -> (Moment, Moment) {
    const DAY: i64 = 86_400_000_000;
    // Midnight in China, counted in microseconds since 1970.
    const ZONE: i64 = 8 * 3_600_000_000;
    let earliest = now + disclosure;
    if disclosure < Span::DAY {
        let opens_at = earliest + Span::from_seconds(10 * 60);
        let until = opens_at - Span::from_seconds(2 * 60);
        return (until, opens_at);
    }
    let local = earliest.us().saturating_add(ZONE);
    let midnight = local.saturating_sub(local.rem_euclid(DAY)).saturating_sub(ZONE);
    let next_midnight = Moment::from_us(midnight.saturating_add(DAY));
    let opens_at = next_midnight + Span::from_seconds(10 * 3_600);
    (next_midnight - Span::from_seconds(7 * 3_600), opens_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bidding_opens_in_the_morning_behind_the_disclosure() {
        let now: Moment = "2026-07-01T15:20:30+08:00".parse().unwrap();
        let day = |days: u64| Span::from_seconds(days * 86_400);
        let (until, opens_at) = usual_moments(now, day(10));
        assert_eq!(say_time(until), "2026-07-11 17:00:00");
        assert_eq!(say_time(opens_at), "2026-07-12 10:00:00");
        let night: Moment = "2026-07-01T01:00:00+08:00".parse().unwrap();
        let (until, opens_at) = usual_moments(night, day(1));
        assert_eq!(say_time(until), "2026-07-02 17:00:00");
        assert_eq!(say_time(opens_at), "2026-07-03 10:00:00");
        let (until, opens_at) = usual_moments(now, Span::from_seconds(60));
        assert!(now < until && until < opens_at && opens_at < now + Span::from_seconds(1_000));
    }
}
