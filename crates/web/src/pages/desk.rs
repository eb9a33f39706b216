//! The desk of those who work at the centre: what waits, and acts of two people (双人控制): `/desk`.

mod work;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use exchange::{Act, Action, Relation};
use floor::{LotView, ProposalView, Standing};
use lexicon::{LotId, Moment, ProposalId, Secret, Span};
use serde::Deserialize;

use super::sections::Section;
use super::{
    Choice, Frame, Reader, Told, listings, new_request_id, next_request_id, page, say_time,
    see_other, words,
};
use crate::api::{approve, propose as proposing};
use crate::asked::{Parameters, PathText, id};
use crate::body::{Form, amount, moment, reason};
use crate::language::Language;
use crate::problem::{Cause, Problem, Wanted};
use crate::sessions::Notice;
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::view::State as SaleState;
use work::Begin;

/// The most lots that a form offers as a choice; where there are more, it asks for the number.
const CHOICES_MAX: u64 = 500;

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage {
    f: Frame,
    work: Vec<Section>,
    is_reviewer: bool,
    may_propose: bool,
    is_open: bool,
    waiting: Vec<Waiting>,
    forms: Vec<ActForm>,
}

struct Waiting {
    number: String,
    act: String,
    /// What it is about, and where that is shown.
    href: String,
    title: String,
    reason: String,
    moment: String,
    applications_until: String,
    expires_at: String,
    is_yours: bool,
    request_id: String,
}

struct ActForm {
    act: &'static str,
    name: String,
    request_id: String,
    asks: Vec<Ask>,
}

/// What a form asks for.
enum Ask {
    /// A lot of these.
    Lot(Vec<Choice>),
    /// A lot, where there are too many for a choice.
    LotNumber(String),
    /// The reason that is published.
    Reason(String),
    /// A moment, with one to begin with.
    Moment(String),
    /// An amount that nobody else sees.
    Reserve(String),
}

/// What a form's answer leaves on the page.
enum Entered {
    Nothing,
    Proposal(ProposalForm),
    Approval { proposal: ProposalId, request_id: String },
}

impl ActForm {
    /// Fills in what was sent, so that it can be sent again.
    fn fill(&mut self, sent: &ProposalForm) {
        self.request_id.clone_from(&sent.request_id);
        for ask in &mut self.asks {
            match ask {
                Ask::Lot(choices) => {
                    for choice in choices {
                        choice.is_chosen = choice.value == sent.lot;
                    }
                }
                Ask::LotNumber(lot) => lot.clone_from(&sent.lot),
                Ask::Reason(reason) => reason.clone_from(&sent.reason),
                Ask::Moment(moment) => moment.clone_from(&sent.moment),
                Ask::Reserve(reserve) => reserve.clone_from(&sent.reserve),
            }
        }
    }

    /// Whether there is nothing to choose from.
    fn is_idle(&self) -> bool {
        self.asks.iter().any(|ask| matches!(ask, Ask::Lot(choices) if choices.is_empty()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProposalForm {
    request_id: String,
    act: String,
    #[serde(default)]
    lot: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    moment: String,
    #[serde(default)]
    reserve: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApprovalForm {
    request_id: String,
}

pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Reader,
    parameters: Parameters,
) -> Result<Response, Problem> {
    if reader.signed_in.is_none() {
        return Ok(reader.to_sign_in());
    }
    let clerk = staff(&reader)?;
    parameters.allow(&["list", "after"])?;
    let begin = Begin { list: parameters.given("list"), after: parameters.read("after", id)? };
    let mut drawn = draw(&state, &reader, clerk, None, &Entered::Nothing).await?;
    drawn.work = work::sections(&state, &reader, begin).await?;
    Ok(page(StatusCode::OK, &drawn))
}

/// Whoever reloads the address of a form by hand gets the desk.
pub(crate) async fn go_back() -> Response {
    see_other(&"/desk")
}

pub(crate) async fn propose(
    State(state): State<WebState>,
    reader: Reader,
    Form(form): Form<ProposalForm>,
) -> Result<Response, Problem> {
    let clerk = staff(&reader)?;
    let request_id = form.request_id.parse().map_err(|_| Cause::RequestIdMalformed)?;
    let act = match form.act() {
        Ok(act) => act,
        Err(cause) => {
            let entered = Entered::Proposal(form);
            return refuse(&state, &reader, clerk, &cause.into(), entered).await;
        }
    };
    match proposing::make(&state, clerk, request_id, act).await {
        Ok(proposed) => {
            let sequence = proposed.accepted.sequence;
            let notice = Notice::Proposed { proposal: proposed.proposal, sequence };
            state.accounts.leave_notice(&clerk.token, notice);
            Ok(see_other(&"/desk"))
        }
        Err(problem) => refuse(&state, &reader, clerk, &problem, Entered::Proposal(form)).await,
    }
}

pub(crate) async fn approve(
    State(state): State<WebState>,
    reader: Reader,
    PathText(proposal): PathText,
    Form(form): Form<ApprovalForm>,
) -> Result<Response, Problem> {
    let reviewer = staff(&reader)?;
    let request_id = form.request_id.parse().map_err(|_| Cause::RequestIdMalformed)?;
    let proposal = approve::named(&proposal)?;
    match approve::give(&state, reviewer, request_id, proposal).await {
        Ok(accepted) => {
            let notice = Notice::Approved { proposal, sequence: accepted.sequence };
            state.accounts.leave_notice(&reviewer.token, notice);
            Ok(see_other(&"/desk"))
        }
        Err(problem) => {
            let entered = Entered::Approval { proposal, request_id: form.request_id };
            refuse(&state, &reader, reviewer, &problem, entered).await
        }
    }
}

impl ProposalForm {
    fn act(&self) -> Result<Act, Cause> {
        let lot = || {
            let wanted = Cause::UnacceptableField { field: "lot", wanted: Wanted::Number };
            id::<LotId>(self.lot.trim()).ok_or(wanted)
        };
        let reason = || reason(self.reason.trim().to_owned());
        Ok(match self.act.as_str() {
            "suspend-lot" => Act::SuspendLot { lot: lot()?, reason: reason()? },
            "terminate-lot" => Act::TerminateLot { lot: lot()?, reason: reason()? },
            "resume-lot" => Act::ResumeLot { lot: lot()?, resumes_at: local(&self.moment)? },
            "resume-lot-from-break" => {
                Act::ResumeLotFromBreak { lot: lot()?, resumes_at: local(&self.moment)? }
            }
            "enter-reserve" => {
                let reserve = amount("reserve", &self.reserve.trim().replace(',', ""))?;
                Act::EnterReserve { lot: lot()?, reserve: Secret::new(reserve) }
            }
            "pause-exchange" => {
                Act::PauseExchange { reason: reason()?, until: local(&self.moment)? }
            }
            other => {
                let reason = format!("unknown act {other}");
                return Err(Cause::UnacceptableContent { reason });
            }
        })
    }
}

/// Reads what a form's field for China's time sends: with or without seconds, without offset.
fn local(text: &str) -> Result<Moment, Cause> {
    let seconds = if text.len() == "2026-07-01T09:30".len() { ":00" } else { "" };
    moment("moment", &format!("{text}{seconds}+08:00"))
}

fn staff(reader: &Reader) -> Result<&SignedIn, Problem> {
    let signed_in = reader.known()?;
    if signed_in.is_staff() { Ok(signed_in) } else { Err(Cause::NotPermitted.into()) }
}

async fn refuse(
    state: &WebState,
    reader: &Reader,
    clerk: &SignedIn,
    problem: &Problem,
    mut entered: Entered,
) -> Result<Response, Problem> {
    if let Entered::Proposal(ProposalForm { request_id, .. })
    | Entered::Approval { request_id, .. } = &mut entered
    {
        *request_id = next_request_id(problem, std::mem::take(request_id));
    }
    let told = Told::new(problem, reader.language);
    let mut drawn = draw(state, reader, clerk, Some(told), &entered).await?;
    drawn.work = work::sections(state, reader, Begin::default()).await?;
    Ok(page(problem.status(), &drawn))
}

/// The desk without its lists.
async fn draw(
    state: &WebState,
    reader: &Reader,
    clerk: &SignedIn,
    problem: Option<Told>,
    entered: &Entered,
) -> Result<DeskPage, Problem> {
    let language = reader.language;
    let mut waiting = Vec::new();
    for proposal in state.board.proposals().iter() {
        waiting.push(Waiting::new(state, proposal, clerk, language).await?);
    }
    let mut forms = forms(state, language);
    match entered {
        Entered::Nothing => {}
        Entered::Proposal(sent) => {
            let same = forms.iter_mut().filter(|form| form.act == sent.act);
            same.for_each(|form| form.fill(sent));
        }
        Entered::Approval { proposal, request_id } => {
            let number = proposal.to_string();
            let same = waiting.iter_mut().filter(|waiting| waiting.number == number);
            same.for_each(|waiting| waiting.request_id.clone_from(request_id));
        }
    }
    let mut f = Frame::at(state, reader, "desk", "/desk").told(state, reader).await;
    f.problem = problem;
    Ok(DeskPage {
        f,
        work: Vec::new(),
        is_reviewer: reader.may(Action::Approve, Relation::Others),
        may_propose: reader.may(Action::Propose, Relation::Others),
        is_open: matches!(entered, Entered::Proposal(_)),
        waiting,
        forms,
    })
}

impl Waiting {
    async fn new(
        state: &WebState,
        view: &ProposalView,
        clerk: &SignedIn,
        language: Language,
    ) -> Result<Self, Problem> {
        let (href, title) = about(state, view, language).await?;
        // A disclosure's other moment stands in the rows.
        let row = match view.listing {
            Some(_) => state.reader.proposal(view.proposal).await?,
            None => None,
        };
        let until = row.and_then(|row| row.applications_until);
        Ok(Self {
            number: view.proposal.to_string(),
            act: language.say(&format!("act-{}", view.act)),
            href,
            title,
            reason: view.reason.as_ref().map(|reason| reason.0.clone()).unwrap_or_default(),
            moment: view.moment.map(say_time).unwrap_or_default(),
            applications_until: until.map(say_time).unwrap_or_default(),
            expires_at: say_time(view.expires_at),
            is_yours: view.proposer == clerk.party(),
            request_id: new_request_id(),
        })
    }
}

/// The page of what a proposal is about, and what that is called.
async fn about(
    state: &WebState,
    view: &ProposalView,
    language: Language,
) -> Result<(String, String), Problem> {
    if let Some(listing) = view.listing {
        let row = state.reader.listing(listing).await?;
        let title = row.map(|row| listings::title(&row, language)).unwrap_or_default();
        return Ok((format!("/listings/{listing}"), format!("{listing} · {title}")));
    }
    let Some(lot) = view.lot else { return Ok((String::new(), String::new())) };
    let title = state.board.lot(lot).map(|lot| say_lot(&lot, language)).unwrap_or_default();
    Ok((format!("/lots/{lot}"), title))
}

fn forms(state: &WebState, language: Language) -> Vec<ActForm> {
    let is_choice = state.board.lot_count() <= CHOICES_MAX;
    let last = if is_choice { state.board.lot_count() } else { 0 };
    let views: Vec<_> = (1..=last).filter_map(|lot| state.board.lot(LotId(lot))).collect();
    let choice = |view: &LotView| Choice {
        value: view.card.lot.to_string(),
        text: say_lot(view, language),
        is_chosen: false,
    };
    let lot = |fits: fn(&LotView) -> bool| {
        let fitting = views.iter().filter(|view| fits(view)).map(|view| choice(view));
        if is_choice { Ask::Lot(fitting.collect()) } else { Ask::LotNumber(String::new()) }
    };
    // An hour ahead suits most: the notice that a resumption needs is shorter.
    let ahead = say_time(state.door.now() + Span::HOUR).replace(' ', "T");
    let moment = || Ask::Moment(ahead.clone());
    let (reason, reserve) = (|| Ask::Reason(String::new()), || Ask::Reserve(String::new()));
    let form = |act, asks| ActForm {
        act,
        name: language.say(&format!("act-{act}")),
        request_id: new_request_id(),
        asks,
    };
    let is_suspended = |view: &LotView| matches!(view.standing, Standing::Suspended { .. });
    let is_interrupted = |view: &LotView| matches!(view.standing, Standing::Interrupted { .. });
    let is_running = |view: &LotView| SaleState::of(&view.standing).is_running();
    vec![
        form("suspend-lot", vec![lot(is_running), reason()]),
        form("resume-lot", vec![lot(is_suspended), moment()]),
        form("resume-lot-from-break", vec![lot(is_interrupted), moment()]),
        form("terminate-lot", vec![lot(is_unfinished), reason()]),
        form("enter-reserve", vec![lot(has_secret_reserve), reserve()]),
        form("pause-exchange", vec![reason(), moment()]),
    ]
}

fn is_unfinished(view: &LotView) -> bool {
    match view.standing {
        Standing::Announced { .. }
        | Standing::Running { .. }
        | Standing::Suspended { .. }
        | Standing::Interrupted { .. } => true,
        Standing::Awarded { .. }
        | Standing::Divided { .. }
        | Standing::Unsold { .. }
        | Standing::Terminated { .. } => false,
    }
}

fn has_secret_reserve(view: &LotView) -> bool {
    let reserve = view.card.terms.reserve();
    is_unfinished(view) && matches!(reserve, exchange::Reserve::Secret { .. })
}

fn say_lot(view: &LotView, language: Language) -> String {
    format!("{} · {}", view.card.lot, words::say_title(&view.card.title, language))
}
