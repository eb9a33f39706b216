//! The supervisor's wall: every step as it is recorded, without any name: `/wall`.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use exchange::{Action, Relation};
use floor::{LotView, Standing};
use lexicon::{LotId, Moment, Sequence};
use store::{EntriesFrom, EntriesWanted, EntryRow};

use super::sections::{Chip, Row};
use super::{Frame, Reader, page, say_time, words};
use crate::api::entries::shown_lot;
use crate::asked::{Parameters, id};
use crate::language::Language;
use crate::problem::{Cause, Problem};
use crate::state::WebState;

/// How many entries a page has.
const PAGE_LENGTH: usize = 50;
/// How many of the newest entries are counted by kind.
const COUNTED_MAX: usize = 500;
/// The most lots that are looked at for their last windows.
const LOTS_LOOKED_AT_MAX: u64 = 20_000;
/// The most lots in their last windows that are listed.
const WINDOWS_MAX: usize = 50;

#[derive(Template)]
#[template(path = "wall.html")]
struct WallPage {
    f: Frame,
    lines: Vec<Line>,
    counts: Vec<Count>,
    windows: Vec<Row>,
    waiting: Vec<Row>,
    /// Whether this is the newest page, which keeps itself up to date.
    is_live: bool,
    older_href: Option<String>,
    reached: String,
}

struct Line {
    sequence: u64,
    date: String,
    time: String,
    lot: String,
    role: String,
    command: String,
    outcome: String,
    is_refused: bool,
}

/// How often something was asked lately, and how often it was refused.
struct Count {
    command: String,
    accepted: usize,
    refused: usize,
}

pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Reader,
    parameters: Parameters,
) -> Result<Response, Problem> {
    if reader.signed_in.is_none() {
        return Ok(reader.to_sign_in());
    }
    if !reader.may(Action::ViewWall, Relation::None) {
        return Err(Cause::NotPermitted.into());
    }
    parameters.allow(&["before"])?;
    let before: Option<Sequence> = parameters.read("before", id)?;
    let language = reader.language;
    let from = before.map_or(EntriesFrom::Newest, EntriesFrom::Before);
    let wanted =
        EntriesWanted { from, lot: None, without_applicants: false, limit: PAGE_LENGTH + 1 };
    let mut rows = state.reader.entries(&wanted).await?;
    let is_more = rows.len() > PAGE_LENGTH;
    rows.truncate(PAGE_LENGTH);
    let newest = EntriesWanted { from: EntriesFrom::Newest, limit: COUNTED_MAX, ..wanted };
    let counted = state.reader.entries(&newest).await?;
    let older = rows.last().filter(|_| is_more).map(|row| row.sequence);
    Ok(page(
        StatusCode::OK,
        &WallPage {
            f: Frame::new(&state, &reader, "wall"),
            lines: rows.iter().map(|row| Line::new(&state, row, language)).collect(),
            counts: counts(&counted, language),
            windows: windows(&state, language),
            waiting: waiting(&state, language),
            is_live: before.is_none(),
            older_href: older.map(|sequence| format!("/wall?before={sequence}")),
            reached: state.reader.reached().sequence.to_string(),
        },
    ))
}

impl Line {
    fn new(state: &WebState, row: &EntryRow, language: Language) -> Self {
        let is_refused = row.outcome != "accepted";
        let moment = say_time(row.moment);
        let (date, time) = moment.split_once(' ').unwrap_or(("", &moment));
        Self {
            sequence: row.sequence.0,
            date: date.to_owned(),
            time: time.to_owned(),
            lot: shown_lot(state, row).map(|lot| lot.to_string()).unwrap_or_default(),
            role: language.say(&format!("role-{}", row.role.slug())),
            command: say_command(&row.command, language),
            outcome: if is_refused {
                language.say(&format!("problem-{}", row.outcome))
            } else {
                language.say("outcome-accepted")
            },
            is_refused,
        }
    }
}

fn say_command(slug: &str, language: Language) -> String {
    language.say(&format!("command-{slug}"))
}

/// The newest entries counted by what was asked, the most frequent first.
fn counts(rows: &[EntryRow], language: Language) -> Vec<Count> {
    let mut by_command: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in rows {
        let (accepted, refused) = by_command.entry(&row.command).or_default();
        let side = if row.outcome == "accepted" { accepted } else { refused };
        *side += 1;
    }
    let mut counts: Vec<_> = by_command.into_iter().collect();
    counts.sort_by_key(|(_, (accepted, refused))| std::cmp::Reverse(accepted + refused));
    let count = |(command, (accepted, refused)): (&str, (usize, usize))| Count {
        command: say_command(command, language),
        accepted,
        refused,
    };
    counts.into_iter().map(count).collect()
}

/// Lots that may close soon: those in their last windows.
fn windows(state: &WebState, language: Language) -> Vec<Row> {
    let now = state.door.now();
    let last = state.board.lot_count().min(LOTS_LOOKED_AT_MAX);
    let views = (1..=last).filter_map(|lot| state.board.lot(LotId(lot)));
    let closing = views.filter_map(|view| {
        let closes_at = closes_at(&view, now)?;
        let paddle = view.leading_paddle.map_or("—".to_owned(), |paddle| paddle.to_string());
        let price = words::say_money(view.leading_price.unwrap_or(lexicon::Money::ZERO));
        let closes = say_time(closes_at);
        let line = language.say_with(
            "wall-window-line",
            &[("price", &price), ("paddle", &paddle), ("moment", &closes)],
        );
        let lot = view.card.lot;
        let title = words::say_title(&view.card.title, language);
        Some(Row {
            href: format!("/lots/{lot}"),
            title: format!("{lot} · {title}"),
            lines: vec![line],
            ..Row::default()
        })
    });
    closing.take(WINDOWS_MAX).collect()
}

/// When a lot in its last window closes.
fn closes_at(view: &LotView, now: Moment) -> Option<Moment> {
    let Standing::Running { closes_at, .. } = view.standing else { return None };
    view.window_begins_at.is_some_and(|begins_at| begins_at <= now).then_some(closes_at)
}

/// Acts that wait for their second person; who proposed them is not shown.
fn waiting(state: &WebState, language: Language) -> Vec<Row> {
    let proposals = state.board.proposals();
    let row = |view: &floor::ProposalView| Row {
        href: view.lot.map(|lot| format!("/lots/{lot}")).unwrap_or_default(),
        title: language.say(&format!("act-{}", view.act)),
        chip: Some(Chip {
            tone: "wait",
            text: language.say_with("page-proposal", &[("number", &view.proposal.to_string())]),
        }),
        lines: vec![format!(
            "{}{}{}",
            language.say("expires"),
            language.say("colon"),
            say_time(view.expires_at)
        )],
        ..Row::default()
    };
    proposals.iter().map(row).collect()
}
