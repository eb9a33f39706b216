//! What waits at the centre: the lists at the top of the desk.

use exchange::{Action, ApplicationStep, ListingStep, Relation};
use store::{ApplicationRow, ApplicationsWanted, ListingsWanted, SettlementsWanted};

use super::super::application::is_refundable;
use super::super::sections::{Chip, Link, Row, Section};
use super::super::{Reader, applications, listings, say_money, settlement};
use crate::language::Language;
use crate::problem::Problem;
use crate::state::WebState;

/// The most things of one list; where there are more, the first must be dealt with first.
const LIST_MAX: usize = 50;
/// How many rows are looked at together, and how often, for a list that is a part of them.
const LOOKED_AT: usize = 500;
const LOOKS_MAX: usize = 10;

/// The lists of whoever works at the centre.
pub(super) async fn sections(state: &WebState, reader: &Reader) -> Result<Vec<Section>, Problem> {
    let mut sections = Vec::new();
    if reader.may(Action::ExamineListing, Relation::Others) {
        sections.push(listings_at(state, reader, ListingStep::Submitted, "desk-submitted").await?);
    }
    if reader.may(Action::Propose, Relation::Others) {
        sections.push(listings_at(state, reader, ListingStep::Accepted, "desk-accepted").await?);
    }
    if reader.may(Action::ViewApplication, Relation::Others) {
        sections.push(received(state, reader).await?);
    }
    if reader.may(Action::Settle, Relation::Others) {
        sections.push(settlements(state, reader.language).await?);
        sections.push(refunds(state, reader).await?);
    }
    Ok(sections)
}

async fn listings_at(
    state: &WebState,
    reader: &Reader,
    step: ListingStep,
    id: &'static str,
) -> Result<Section, Problem> {
    let language = reader.language;
    let mut section = Section::new(id, language);
    section.empty = language.say("desk-nothing");
    let wanted = ListingsWanted { seller: None, step: Some(step), after: None, limit: LIST_MAX };
    for row in state.reader.listings(&wanted).await? {
        section.rows.push(listings::row_of(state, &row, false, language).await?);
    }
    if step == ListingStep::Submitted {
        section.links.push(Link::new("/listings", language.say("desk-all-listings")));
    }
    Ok(section)
}

async fn received(state: &WebState, reader: &Reader) -> Result<Section, Problem> {
    let language = reader.language;
    let mut section = Section::new("desk-applications", language);
    section.empty = language.say("desk-nothing");
    let wanted = wanted(ApplicationStep::Received, None, LIST_MAX);
    for row in state.reader.applications(&wanted).await? {
        let mut drawn = applications::row_of(state, &row, language);
        let is_own = row.clerk.is_some_and(|clerk| reader.relation(clerk) == Relation::Own);
        if is_own {
            drawn.lines.push(language.say("application-other-person"));
        }
        section.rows.push(drawn);
    }
    Ok(section)
}

const fn wanted(
    step: ApplicationStep,
    after: Option<lexicon::ApplicationId>,
    limit: usize,
) -> ApplicationsWanted {
    ApplicationsWanted { lot: None, applicant: None, step: Some(step), after, limit }
}

/// Sold lots on which something is still to be done.
async fn settlements(state: &WebState, language: Language) -> Result<Section, Problem> {
    let mut section = Section::new("desk-settlements", language);
    section.empty = language.say("desk-nothing");
    let mut after = None;
    for _ in 0..LOOKS_MAX {
        let wanted = SettlementsWanted { seller: None, buyer: None, after, limit: LOOKED_AT };
        let rows = state.reader.settlements(&wanted).await?;
        after = rows.last().map(|row| row.lot);
        for row in rows.iter().filter(|row| row.certified_at.is_none()) {
            let (lot, price) = (row.lot.to_string(), say_money(row.price));
            let (due, paddle) = (say_money(row.due), row.paddle.to_string());
            section.rows.push(Row {
                href: format!("/lots/{lot}/settlement"),
                title: applications::lot_title(state, row.lot, language),
                chip: Some(settlement::chip(row, language)),
                lines: vec![language.say_with(
                    "settlement-line",
                    &[("lot", &lot), ("price", &price), ("paddle", &paddle), ("due", &due)],
                )],
                ..Row::default()
            });
        }
        if rows.len() < LOOKED_AT || section.rows.len() >= LIST_MAX {
            break;
        }
    }
    section.rows.truncate(LIST_MAX);
    Ok(section)
}

/// Deposits that are to go back, and those on their way.
async fn refunds(state: &WebState, reader: &Reader) -> Result<Section, Problem> {
    let language = reader.language;
    let mut section = Section::new("desk-refunds", language);
    section.empty = language.say("desk-nothing");
    let steps = [ApplicationStep::Admitted, ApplicationStep::Rejected, ApplicationStep::Withdrawn];
    for step in steps {
        let mut after = None;
        for _ in 0..LOOKS_MAX {
            let rows = state.reader.applications(&wanted(step, after, LOOKED_AT)).await?;
            after = rows.last().map(|row| row.application);
            for row in &rows {
                if section.rows.len() < LIST_MAX && goes_back(state, row).await? {
                    section.rows.push(refund_row(state, row, language));
                }
            }
            if rows.len() < LOOKED_AT || section.rows.len() >= LIST_MAX {
                break;
            }
        }
    }
    Ok(section)
}

async fn goes_back(state: &WebState, row: &ApplicationRow) -> Result<bool, Problem> {
    Ok(row.refund_pending.is_some() || is_refundable(state, row).await?)
}

fn refund_row(state: &WebState, row: &ApplicationRow, language: Language) -> Row {
    let number = row.application.to_string();
    let (amount, tone, key) = match row.refund_pending {
        Some(pending) => (pending, "wait", "refund-on-its-way"),
        None => (row.held, "warn", "refund-to-instruct"),
    };
    let amount = say_money(amount);
    let text = language.say(&format!("{key}-chip"));
    Row {
        href: format!("/applications/{number}"),
        title: applications::lot_title(state, row.lot, language),
        chip: Some(Chip { tone, text }),
        lines: vec![language.say_with(key, &[("number", &number), ("amount", &amount)])],
        ..Row::default()
    }
}
