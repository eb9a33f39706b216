//! The public check page of a paper: `/papers/{code}`. It names nobody.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use store::PaperKind;

use super::super::sections::{Chip, Fact, Link, Section, SectionsPage};
use super::super::{Frame, Reader, applications, page, say_time, words};
use crate::asked::PathText;
use crate::problem::{Cause, Problem};
use crate::state::WebState;

/// The characters of a code.
const CODE_LENGTH: usize = 25;

pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Reader,
    PathText(code): PathText,
) -> Result<Response, Problem> {
    let language = reader.language;
    let is_code = code.len() == CODE_LENGTH && code.bytes().all(|it| it.is_ascii_alphanumeric());
    let found = if is_code { state.reader.paper(&code).await? } else { None };
    let f = Frame::new(&state, &reader, "");
    let Some(paper) = found else {
        let mut drawn = SectionsPage::new(f, language.say("paper-unknown"));
        drawn.chip = Some(Chip { tone: "bad", text: language.say("paper-invalid") });
        drawn.lead = language.say("paper-unknown-lead");
        return Ok(page(StatusCode::NOT_FOUND, &drawn));
    };
    let settlement = state.reader.settlement(paper.lot).await?.ok_or(Cause::NotFound)?;
    let kind = match paper.kind {
        PaperKind::ConfirmationLetter => "letter",
        PaperKind::Certificate => "certificate",
    };
    let mut drawn = SectionsPage::new(f, language.say("paper-valid"));
    drawn.chip = Some(Chip { tone: "good", text: language.say("paper-valid-chip") });
    drawn.lead = language.say("paper-valid-lead");
    let mut section = Section::new("paper", language);
    let lot = paper.lot;
    let title = applications::lot_title(&state, lot, language);
    let mut fact = |key: &str, text: String| {
        section.facts.push(Fact::new(language.say(&format!("fact-{key}")), text));
    };
    fact("paper-kind", language.say(kind));
    fact("paper-code", paper.code);
    fact("price", words::say_yuan(settlement.price, language));
    fact("paddle", settlement.paddle.to_string());
    fact("paper-issued-at", say_time(paper.issued_at));
    fact("sequence", paper.sequence.to_string());
    fact("receipt", paper.hash.to_string());
    let lot_text = format!("{lot} · {title}");
    section.facts.insert(1, Fact::linked(language.say("lot"), lot_text, format!("/lots/{lot}")));
    section.links.push(Link::new(format!("/lots/{lot}"), language.say("paper-see-lot")));
    drawn.sections.push(section);
    Ok(page(StatusCode::OK, &drawn))
}
