//! One application, for whoever applied and for those who examine it:
//! `/applications/{application}`.

pub(super) mod examine;
pub(super) mod money;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use exchange::{AccountId, Action, ApplicationStep, Purpose, Relation, Transfer};
use lexicon::{ApplicationId, Money};
use store::{ApplicationRow, TransferRow};

use super::form::{Field, Kind, PostForm, Refused, Style, moment_value};
use super::sections::{Chip, Fact, Link, Row, Section, SectionsPage};
use super::{Frame, Reader, applications, names, page, say_time, see_other, words};
use crate::api::applications::document::Sight;
use crate::language::Language;
use crate::problem::{Cause, Object, Problem};
use crate::state::WebState;
use crate::submit::ApplicationPath;
use crate::view::has_closed;

/// The most characters of a note.
pub(super) const NOTE_LENGTH_MAX: usize = 2_000;
/// The most characters of a bank's reference.
pub(super) const REFERENCE_LENGTH_MAX: usize = 64;
/// The most characters of a payer's name.
pub(super) const PAYER_LENGTH_MAX: usize = 120;
/// The most postings that the page shows.
const TRANSFERS_MAX: usize = 50;

pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Reader,
    ApplicationPath(application): ApplicationPath,
) -> Result<Response, Problem> {
    if reader.signed_in.is_none() {
        return Ok(reader.to_sign_in());
    }
    draw(&state, &reader, application, None).await
}

/// Whoever reloads the address of a form by hand gets the application.
pub(crate) async fn go_back(ApplicationPath(application): ApplicationPath) -> Response {
    see_other(&format!("/applications/{application}"))
}

/// An application that the reader may see; to everyone else there is none.
async fn found(
    state: &WebState,
    reader: &Reader,
    application: ApplicationId,
) -> Result<ApplicationRow, Problem> {
    reader.known()?;
    let row = state.reader.application(application).await?;
    let row = row.filter(|row| reader.may(Action::ViewApplication, reader.relation(row.applicant)));
    row.ok_or_else(|| Cause::Unknown(Object::Application).into())
}

async fn draw(
    state: &WebState,
    reader: &Reader,
    application: ApplicationId,
    refused: Option<Refused>,
) -> Result<Response, Problem> {
    let row = found(state, reader, application).await?;
    let language = reader.language;
    let is_own = reader.relation(row.applicant) == Relation::Own;
    let (here, above) = if is_own { ("applications", "/applications") } else { ("desk", "/desk") };
    let path = format!("/applications/{application}");
    let f = Frame::at(state, reader, here, &path).told(state, reader).await;
    let number = application.to_string();
    let title = language.say_with("application-title", &[("number", &number)]);
    let mut drawn = SectionsPage::new(f, title);
    drawn.crumbs = vec![Link::new(above, language.say(&format!("nav-{here}")))];
    drawn.chip = Some(applications::chip(&row, language));
    drawn.sections.push(state_section(state, reader, &row).await?);
    let forms = forms(state, reader, &row).await?;
    let mut act = Section::new("application-act", language);
    act.lead = hindrance(state, reader, &row);
    act.forms = forms;
    if !act.forms.is_empty() || !act.lead.is_empty() {
        drawn.sections.push(act);
    }
    drawn.sections.push(money_section(state, &row, language).await?);
    let status = refused.as_ref().map_or(StatusCode::OK, Refused::status);
    drawn.refuse(refused);
    Ok(page(status, &drawn))
}

async fn state_section(
    state: &WebState,
    reader: &Reader,
    row: &ApplicationRow,
) -> Result<Section, Problem> {
    let language = reader.language;
    let sight = Sight::of(state, reader.known()?, row);
    let mut section = Section::new("application-state", language);
    let title = applications::lot_title(state, row.lot, language);
    let lot = format!("{} · {title}", row.lot);
    let lot = Fact::linked(language.say("lot"), lot, format!("/lots/{}", row.lot));
    section.facts.push(lot);
    let mut fact = |key: &str, text: String| {
        section.facts.push(Fact::new(language.say(&format!("fact-{key}")), text));
    };
    fact("received-at", say_time(row.received_at));
    if sight.person {
        fact("applicant", names::of(state, row.applicant, language).await?);
    }
    fact("step-at", say_time(row.step_at));
    if let Some(paddle) = row.paddle.filter(|_| sight.paddle) {
        fact("paddle", paddle.to_string());
    }
    if row.step == ApplicationStep::Rejected {
        section.lead = language.say("application-rejected-lead");
        if sight.person {
            section.text = applications::note(state, row, language).await?;
        }
    }
    Ok(section)
}

fn is_listings_clerk(reader: &Reader, row: &ApplicationRow) -> bool {
    row.clerk.is_some_and(|clerk| reader.relation(clerk) == Relation::Own)
}

/// Why somebody who examines applications does not examine this one now.
fn hindrance(state: &WebState, reader: &Reader, row: &ApplicationRow) -> String {
    let language = reader.language;
    let examines = reader.may(Action::ExamineApplication, reader.relation(row.applicant));
    if !examines || row.step != ApplicationStep::Received {
        return String::new();
    }
    if is_listings_clerk(reader, row) {
        return language.say("application-other-person");
    }
    if has_closed(&state.board, row.lot) {
        return language.say("application-too-late");
    }
    let due = applications::due(row);
    if due > Money::ZERO {
        return language.say_with("application-deposit-first", &[("due", &super::say_money(due))]);
    }
    String::new()
}

async fn forms(
    state: &WebState,
    reader: &Reader,
    row: &ApplicationRow,
) -> Result<Vec<PostForm>, Problem> {
    let (language, application) = (reader.language, row.application);
    let relation = reader.relation(row.applicant);
    let address = |act: &str| format!("/applications/{application}/{act}");
    let is_received = row.step == ApplicationStep::Received;
    let due = applications::due(row);
    let mut forms = Vec::new();
    if is_received && reader.may(Action::WithdrawApplication, relation) {
        let withdraw = PostForm::new("withdraw", address("withdrawal"), language)
            .lead(language.say("form-withdraw-lead"))
            .style(Style::Quiet);
        forms.push(withdraw);
    }
    let takes_deposit = takes_deposit(state, row);
    let records = reader.may(Action::RecordMoney, relation);
    if records && takes_deposit && due > Money::ZERO {
        let sight = Sight::of(state, reader.known()?, row);
        forms.push(deposit_form(state, row, sight, language));
    }
    let examines = reader.may(Action::ExamineApplication, relation);
    if examines && is_received && !is_listings_clerk(reader, row) {
        if due == Money::ZERO && !has_closed(&state.board, row.lot) {
            let admit = PostForm::new("admit", address("admission"), language)
                .lead(language.say("form-admit-lead"))
                .style(Style::Primary);
            forms.push(admit);
        }
        let note = Kind::Lines(NOTE_LENGTH_MAX);
        let note = Field::new("note", "reject-note", note, language)
            .hint(language.say("field-reject-note-hint"));
        let reject =
            PostForm::new("reject", address("rejection"), language).with(note).style(Style::Quiet);
        forms.push(reject);
    }
    if records {
        forms.extend(refund_forms(state, row, language).await?);
    }
    if row.refund_pending.is_some() && reader.may(Action::RecordRefundFailure, relation) {
        let failed = PostForm::new("refund-failed", address("refund/failed"), language)
            .lead(language.say("form-refund-failed-lead"))
            .style(Style::Quiet);
        forms.push(failed);
    }
    Ok(forms)
}

/// Whoever may not know who applies is asked for no payer: by comparing one with the applicant he
/// could find out.
fn deposit_form(
    state: &WebState,
    row: &ApplicationRow,
    sight: Sight,
    language: Language,
) -> PostForm {
    let now = moment_value(state.door.now());
    let hint = |key: &str| language.say(&format!("field-{key}-hint"));
    let address = format!("/applications/{}/deposits", row.application);
    let form = PostForm::new("deposit", address, language)
        .with(Field::amount("amount", "amount", language).value(applications::due(row).to_string()))
        .with(
            Field::new("paid_at", "paid-at", Kind::Moment, language)
                .value(now)
                .hint(language.say("china-time")),
        )
        .with(
            Field::new("reference", "reference", Kind::Line(REFERENCE_LENGTH_MAX), language)
                .hint(hint("reference")),
        )
        .style(Style::Primary);
    if !sight.person {
        return form.lead(language.say("form-deposit-unnamed"));
    }
    let payer = Field::new("payer", "payer", Kind::Line(PAYER_LENGTH_MAX), language);
    form.with(payer.hint(hint("payer")).optional())
}

async fn refund_forms(
    state: &WebState,
    row: &ApplicationRow,
    language: Language,
) -> Result<Vec<PostForm>, Problem> {
    let address = |act: &str| format!("/applications/{}/{act}", row.application);
    if row.refund_pending.is_some() {
        let paid = PostForm::new("refund-paid", address("refund/paid"), language)
            .with(
                Field::new("paid_at", "paid-at", Kind::Moment, language)
                    .value(moment_value(state.door.now()))
                    .hint(language.say("china-time")),
            )
            .with(
                Field::new("reference", "reference", Kind::Line(REFERENCE_LENGTH_MAX), language)
                    .hint(language.say("field-reference-hint")),
            )
            .style(Style::Primary);
        return Ok(vec![paid]);
    }
    if !is_refundable(state, row).await? {
        return Ok(Vec::new());
    }
    let amount = words::say_yuan(row.held, language);
    let instruct = PostForm::new("refund", address("refund"), language)
        .lead(language.say_with("form-refund-lead", &[("amount", &amount)]))
        .style(Style::Primary);
    Ok(vec![instruct])
}

/// Whether a deposit can go back: it is there, and its holder can no longer become the buyer.
pub(super) async fn is_refundable(state: &WebState, row: &ApplicationRow) -> Result<bool, Problem> {
    if row.held <= Money::ZERO || row.refund_pending.is_some() {
        return Ok(false);
    }
    if matches!(row.step, ApplicationStep::Rejected | ApplicationStep::Withdrawn) {
        return Ok(true);
    }
    if !has_closed(&state.board, row.lot) {
        return Ok(false);
    }
    let settlement = state.reader.settlement(row.lot).await?;
    Ok(settlement.is_none_or(|settlement| settlement.application != row.application))
}

/// Whether a deposit is still waited for: not once the sale is over.
fn takes_deposit(state: &WebState, row: &ApplicationRow) -> bool {
    let takes_part = matches!(row.step, ApplicationStep::Received | ApplicationStep::Admitted);
    takes_part && !has_closed(&state.board, row.lot)
}

async fn money_section(
    state: &WebState,
    row: &ApplicationRow,
    language: Language,
) -> Result<Section, Problem> {
    let mut section = Section::new("application-money", language);
    let mut fact = |key: &str, amount: Money| {
        let name = language.say(&format!("fact-{key}"));
        section.facts.push(Fact::new(name, words::say_yuan(amount, language)));
    };
    fact("deposit", row.required);
    fact("held", row.held);
    if takes_deposit(state, row) {
        fact("due", applications::due(row));
    }
    if let Some(pending) = row.refund_pending {
        fact("refund-pending", pending);
    }
    let account = AccountId::Deposit(row.application);
    for transfer in state.reader.transfers(account, None, TRANSFERS_MAX).await? {
        section.rows.push(transfer_row(&transfer, language));
    }
    Ok(section)
}

/// A posting of the books as a line of a list.
pub(super) fn transfer_row(row: &TransferRow, language: Language) -> Row {
    let Transfer { id, amount, purpose, .. } = row.transfer;
    let tone = match row.state {
        store::TransferState::Posted => "good",
        store::TransferState::Pending => "wait",
        store::TransferState::Voided => "plain",
    };
    let text = language.say(&format!("transfer-{}", row.state.slug()));
    let mut line = language.say_with(
        "transfer-line",
        &[("number", &id.to_string()), ("moment", &say_time(row.moment))],
    );
    if let Some(paid_at) = row.paid_at {
        let paid = language.say_with("transfer-paid", &[("moment", &say_time(paid_at))]);
        line = format!("{line}{paid}");
    }
    Row {
        title: format!(
            "{} · {}",
            say_purpose(purpose, language),
            words::say_yuan(amount, language)
        ),
        chip: Some(Chip { tone, text }),
        lines: vec![line],
        ..Row::default()
    }
}

fn say_purpose(purpose: Purpose, language: Language) -> String {
    language.say(&format!("purpose-{}", purpose.slug()))
}
