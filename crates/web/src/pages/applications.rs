//! What a bidder has applied for: `/applications`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use exchange::{Action, ApplicationStep, Relation};
use floor::Standing;
use lexicon::{LotId, Money};
use store::{ApplicationRow, ApplicationsWanted};

use super::sections::{Chip, Link, Row, Section, SectionsPage};
use super::{Frame, Reader, page, say_time, words};
use crate::asked::{Parameters, id};
use crate::language::Language;
use crate::problem::{Cause, Problem};
use crate::state::WebState;

/// How many applications a page has.
const PAGE_LENGTH: usize = 50;

pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Reader,
    parameters: Parameters,
) -> Result<Response, Problem> {
    if reader.signed_in.is_none() {
        return Ok(reader.to_sign_in());
    }
    if !reader.may(Action::ViewApplication, Relation::Own) {
        return Err(Cause::NotPermitted.into());
    }
    parameters.allow(&["after"])?;
    let language = reader.language;
    let party = reader.known()?.party();
    let wanted = ApplicationsWanted {
        lot: None,
        applicant: Some(party),
        step: None,
        after: parameters.read("after", id)?,
        limit: PAGE_LENGTH + 1,
    };
    let mut rows = state.reader.applications(&wanted).await?;
    let is_more = rows.len() > PAGE_LENGTH;
    rows.truncate(PAGE_LENGTH);
    let f = Frame::new(&state, &reader, "applications").told(&state, &reader).await;
    let mut drawn = SectionsPage::new(f, language.say("applications-title"));
    drawn.lead = language.say("applications-lead");
    drawn.next = rows.last().filter(|_| is_more).map(|last| {
        let href = format!("/applications?after={}", last.application);
        Link::new(href, language.say("hall-next"))
    });
    let mut section = Section::new("applications", language);
    for row in &rows {
        section.rows.push(own_row(&state, row, language).await?);
    }
    section.empty = language.say("applications-none");
    drawn.sections.push(section);
    Ok(page(StatusCode::OK, &drawn))
}

/// How a sale ended for whoever applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Bought,
    NotBought,
    Unsold,
}

/// How a sale ended, by what the board shows: the rows may still be behind it.
fn ended(state: &WebState, row: &ApplicationRow) -> Option<Ended> {
    let view = state.board.lot(row.lot)?;
    let has_part = view.awards.iter().any(|award| Some(award.paddle) == row.paddle);
    match view.standing {
        Standing::Divided { .. } if has_part => Some(Ended::Bought),
        Standing::Awarded { paddle, .. } if Some(paddle) == row.paddle => Some(Ended::Bought),
        Standing::Awarded { .. } | Standing::Divided { .. } => Some(Ended::NotBought),
        Standing::Unsold { .. } | Standing::Terminated { .. } => Some(Ended::Unsold),
        Standing::Announced { .. }
        | Standing::Running { .. }
        | Standing::Suspended { .. }
        | Standing::Interrupted { .. } => None,
    }
}

async fn own_row(
    state: &WebState,
    row: &ApplicationRow,
    language: Language,
) -> Result<Row, Problem> {
    let mut drawn = row_of(state, row, language);
    if let Some(paddle) = row.paddle {
        let paddle = paddle.to_string();
        drawn.lines.push(language.say_with("application-paddle", &[("paddle", &paddle)]));
    }
    drawn.note = note(state, row, language).await?;
    let lot = row.lot;
    let lot_text = language.say_with("lot-number", &[("lot", &lot.to_string())]);
    drawn.links.push(Link::new(format!("/lots/{lot}"), lot_text));
    let settlement = state.reader.settlement(lot).await?;
    let own = settlement.filter(|it| it.application == row.application);
    let takes_part =
        matches!(row.step, ApplicationStep::Received | ApplicationStep::Admitted) && own.is_none();
    if takes_part && let Some(ended) = ended(state, row) {
        let (tone, key) = if ended == Ended::Bought { ("good", "won") } else { ("plain", "over") };
        drawn.chip = Some(Chip { tone, text: language.say(&format!("application-{key}")) });
        let is_to_go_back = row.held > Money::ZERO || row.refund_pending.is_some();
        match ended {
            Ended::Bought => {}
            Ended::NotBought => drawn.lines.push(language.say("application-not-bought")),
            Ended::Unsold => drawn.lines.push(language.say("application-unsold")),
        }
        if ended != Ended::Bought && is_to_go_back {
            drawn.lines.push(language.say("application-deposit-back"));
        }
    }
    if let Some(settlement) = own {
        drawn.chip = Some(Chip { tone: "good", text: language.say("application-won") });
        drawn.lines.push(
            language
                .say_with("application-bought", &[("price", &super::say_money(settlement.price))]),
        );
        let settlement_text = language.say("nav-settlement");
        drawn.links.push(Link::new(format!("/lots/{lot}/settlement"), settlement_text));
        drawn.links.push(Link::new(format!("/lots/{lot}/letter"), language.say("letter")));
        if settlement.certified_at.is_some() {
            let text = language.say("certificate");
            drawn.links.push(Link::new(format!("/lots/{lot}/certificate"), text));
        }
    }
    Ok(drawn)
}

/// An application as one of a list, without who applies and without his paddle.
pub(super) fn row_of(state: &WebState, row: &ApplicationRow, language: Language) -> Row {
    let number = row.application.to_string();
    let mut lines = vec![language.say_with(
        "application-line",
        &[("number", &number), ("moment", &say_time(row.received_at))],
    )];
    lines.push(say_deposit(row, language));
    Row {
        href: format!("/applications/{}", row.application),
        title: lot_title(state, row.lot, language),
        chip: Some(chip(row, language)),
        lines,
        ..Row::default()
    }
}

/// Why an application was rejected.
pub(super) async fn note(
    state: &WebState,
    row: &ApplicationRow,
    language: Language,
) -> Result<String, Problem> {
    let Some(digest) = row.note else { return Ok(String::new()) };
    let note = state.vault.note(digest).await?;
    Ok(note.map_or_else(|| language.say("note-erased"), |note| note.text.reveal().clone()))
}

pub(super) fn lot_title(state: &WebState, lot: LotId, language: Language) -> String {
    let view = state.board.lot(lot);
    view.map_or_else(
        || language.say_with("lot-number", &[("lot", &lot.to_string())]),
        |view| words::say_title(&view.card.title, language),
    )
}

/// Where an application stands, and whether its deposit is there while it waits.
pub(super) fn chip(row: &ApplicationRow, language: Language) -> Chip {
    let (tone, key) = match row.step {
        ApplicationStep::Received if due(row) > Money::ZERO => ("warn", "deposit-due"),
        ApplicationStep::Received => ("wait", "received"),
        ApplicationStep::Admitted => ("good", "admitted"),
        ApplicationStep::Rejected => ("bad", "rejected"),
        ApplicationStep::Withdrawn => ("plain", "withdrawn"),
    };
    Chip { tone, text: language.say(&format!("application-{key}")) }
}

/// What is still due of the deposit.
pub(super) fn due(row: &ApplicationRow) -> Money {
    exchange::Deposit { required: row.required, held: row.held }.due()
}

/// The deposit in a sentence: what is asked for, what is there, what goes back.
pub(super) fn say_deposit(row: &ApplicationRow, language: Language) -> String {
    let yuan = super::say_money;
    let required = yuan(row.required);
    if let Some(pending) = row.refund_pending {
        return language.say_with("deposit-returning", &[("amount", &yuan(pending))]);
    }
    // Whoever is admitted had paid: nothing held means that it went back or into the price.
    let has_paid = row.step != ApplicationStep::Received && row.required > Money::ZERO;
    if row.held == Money::ZERO && has_paid {
        return language.say("deposit-none-held");
    }
    let due = due(row);
    if due == Money::ZERO {
        return language.say_with("deposit-complete", &[("held", &yuan(row.held))]);
    }
    language.say_with(
        "deposit-stands",
        &[("required", &required), ("held", &yuan(row.held)), ("due", &yuan(due))],
    )
}
