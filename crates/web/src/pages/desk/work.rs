//! What waits at the centre: the lists at the top of the desk, each page by page from what has
//! waited longest.

use exchange::{Action, ApplicationStep, ListingStep, Relation};
use lexicon::{ApplicationId, ListingId, LotId};
use store::{ApplicationRow, ApplicationsWanted, ListingsWanted, SettlementsWanted};

use super::super::sections::{Chip, Link, Row, Section};
use super::super::{Reader, applications, listings, say_money, settlement};
use crate::language::Language;
use crate::problem::Problem;
use crate::state::WebState;

/// The most things of one list on a page.
const LIST_LENGTH: usize = 50;

/// Where the lists of a desk begin: all but one of them at what has waited longest.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Begin<'a> {
    /// Which list begins elsewhere.
    pub(super) list: Option<&'a str>,
    /// Behind which number.
    pub(super) after: Option<u64>,
}

impl Begin<'_> {
    fn of(&self, list: &str) -> Option<u64> {
        self.after.filter(|_| self.list == Some(list))
    }
}

/// The lists of whoever works at the centre.
pub(super) async fn sections(
    state: &WebState,
    reader: &Reader,
    begin: Begin<'_>,
) -> Result<Vec<Section>, Problem> {
    let mut sections = Vec::new();
    if reader.may(Action::ExamineListing, Relation::Others) {
        let list = (ListingStep::Submitted, "desk-submitted");
        sections.push(listings_at(state, reader, list, begin).await?);
    }
    if reader.may(Action::Propose, Relation::Others) {
        let list = (ListingStep::Accepted, "desk-accepted");
        sections.push(listings_at(state, reader, list, begin).await?);
    }
    if reader.may(Action::ViewApplication, Relation::Others) {
        sections.push(received(state, reader, begin).await?);
    }
    if reader.may(Action::Settle, Relation::Others) {
        sections.push(settlements(state, reader.language, begin).await?);
    }
    // Who instructs a refund, and who tells that one has failed.
    if [Action::RecordMoney, Action::RecordRefundFailure]
        .into_iter()
        .any(|action| reader.may(action, Relation::Others))
    {
        sections.push(refunds(state, reader, begin).await?);
    }
    Ok(sections)
}

/// A list that begins empty.
fn list(id: &'static str, language: Language) -> Section {
    let mut section = Section::new(id, language);
    section.empty = language.say("desk-nothing");
    section
}

/// Cuts what was read to one page, and says in the section where it goes on.
fn cut<T>(section: &mut Section, rows: &mut Vec<T>, id: impl Fn(&T) -> u64, language: Language) {
    if rows.len() <= LIST_LENGTH {
        return;
    }
    rows.truncate(LIST_LENGTH);
    if let Some(last) = rows.last().map(id) {
        let list = section.id;
        let href = format!("/desk?list={list}&after={last}#{list}");
        section.links.push(Link::new(href, language.say("hall-next")));
    }
}

async fn listings_at(
    state: &WebState,
    reader: &Reader,
    (step, id): (ListingStep, &'static str),
    begin: Begin<'_>,
) -> Result<Section, Problem> {
    let language = reader.language;
    let mut section = list(id, language);
    let after = begin.of(id).map(ListingId);
    let wanted = ListingsWanted { seller: None, step: Some(step), after, limit: LIST_LENGTH + 1 };
    let mut rows = state.reader.listings(&wanted).await?;
    cut(&mut section, &mut rows, |row| row.listing.0, language);
    for row in &rows {
        section.rows.push(listings::row_of(state, row, false, language).await?);
    }
    if step == ListingStep::Submitted {
        section.links.push(Link::new("/listings", language.say("desk-all-listings")));
    }
    Ok(section)
}

async fn received(state: &WebState, reader: &Reader, begin: Begin<'_>) -> Result<Section, Problem> {
    let language = reader.language;
    let mut section = list("desk-applications", language);
    let wanted = ApplicationsWanted {
        lot: None,
        applicant: None,
        step: Some(ApplicationStep::Received),
        after: begin.of(section.id).map(ApplicationId),
        limit: LIST_LENGTH + 1,
    };
    let mut rows = state.reader.applications(&wanted).await?;
    cut(&mut section, &mut rows, |row| row.application.0, language);
    for row in &rows {
        let mut drawn = applications::row_of(state, row, language);
        let is_own = row.clerk.is_some_and(|clerk| reader.relation(clerk) == Relation::Own);
        if is_own {
            drawn.lines.push(language.say("application-other-person"));
        }
        section.rows.push(drawn);
    }
    Ok(section)
}

/// Sold lots on which something is still to be done.
async fn settlements(
    state: &WebState,
    language: Language,
    begin: Begin<'_>,
) -> Result<Section, Problem> {
    let mut section = list("desk-settlements", language);
    let after = begin.of(section.id).map(LotId);
    let (seller, buyer, limit) = (None, None, LIST_LENGTH + 1);
    let wanted = SettlementsWanted { seller, buyer, is_open: true, after, limit };
    let mut rows = state.reader.settlements(&wanted).await?;
    cut(&mut section, &mut rows, |row| row.lot.0, language);
    for row in &rows {
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
    Ok(section)
}

/// Deposits that are to go back, and those on their way.
async fn refunds(state: &WebState, reader: &Reader, begin: Begin<'_>) -> Result<Section, Problem> {
    let language = reader.language;
    let mut section = list("desk-refunds", language);
    let after = begin.of(section.id).map(ApplicationId);
    let mut rows = state.reader.deposits_to_return(after, LIST_LENGTH + 1).await?;
    cut(&mut section, &mut rows, |row| row.application.0, language);
    section.rows.extend(rows.iter().map(|row| refund_row(state, row, language)));
    Ok(section)
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
