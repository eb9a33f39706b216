//! Who may sign in, for whoever runs the installation: `/accounts`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use exchange::{Action, PartyKind, Relation, Role};
use store::{Account, AccountName};

use super::acts::{Done, conclude, sent, unplaced};
use super::form::{Fault, Field, Kind, PostForm, Refused, Style, Typed};
use super::sections::{Chip, Link, Row, Section, SectionsPage};
use super::{Choice, Frame, Reader, page, say_time};
use crate::api::accounts::create::{AccountRequest, NewAccount};
use crate::asked::Parameters;
use crate::body::Form;
use crate::language::Language;
use crate::problem::{Cause, Problem};
use crate::state::WebState;

/// How many accounts a page has.
const PAGE_LENGTH: usize = 100;

/// The marks of the form, one a role, in the order of the sale.
pub(super) const ROLE_FIELDS: [(&str, Role); 6] = [
    ("role_seller", Role::Seller),
    ("role_bidder", Role::Bidder),
    ("role_clerk", Role::Clerk),
    ("role_reviewer", Role::Reviewer),
    ("role_supervisor", Role::Supervisor),
    ("role_administrator", Role::Administrator),
];

/// The other fields of the form.
pub(super) const FIELDS: [&str; 6] =
    ["name", "password", "kind", "legal_name", "identity", "phone"];

pub(crate) async fn show(
    State(state): State<WebState>,
    reader: Reader,
    parameters: Parameters,
) -> Result<Response, Problem> {
    if reader.signed_in.is_none() {
        return Ok(reader.to_sign_in());
    }
    check(&reader)?;
    parameters.allow(&["after"])?;
    let after = parameters.read("after", |text| text.parse().ok())?;
    draw(&state, &reader, after, None).await
}

pub(crate) async fn add(
    State(state): State<WebState>,
    reader: Reader,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    check(&reader)?;
    let done = create(&state, &reader, &typed).await;
    match conclude(&state, &reader, ("account", typed), done, "/accounts").await? {
        Ok(response) => Ok(response),
        Err(refused) => draw(&state, &reader, None, Some(refused)).await,
    }
}

async fn create(state: &WebState, reader: &Reader, typed: &Typed) -> Result<Done, Vec<Fault>> {
    let fields: Vec<&str> = FIELDS.into_iter().chain(ROLE_FIELDS.map(|(name, _)| name)).collect();
    let (who, id) = sent(reader, typed, &fields)?;
    let roles = ROLE_FIELDS.into_iter().filter(|(name, _)| typed.given(name).is_some());
    let phone = typed.text("phone");
    let request = AccountRequest {
        name: typed.text("name").to_owned(),
        password: typed.given("password").unwrap_or_default().to_owned(),
        roles: roles.map(|(_, role)| role.slug().to_owned()).collect(),
        kind: typed.text("kind").to_owned(),
        legal_name: typed.text("legal_name").to_owned(),
        identity: typed.text("identity").to_owned(),
        phone: (!phone.is_empty()).then(|| phone.to_owned()),
    };
    let wanted = NewAccount::try_from(request).map_err(|cause| unplaced(cause.into()))?;
    let (accepted, party) = wanted.create(state, who, id).await.map_err(unplaced)?;
    Ok(Done { told: "account-added", number: party.0, sequence: accepted.sequence })
}

fn check(reader: &Reader) -> Result<(), Problem> {
    reader.known()?;
    let may = reader.may(Action::ViewAccounts, Relation::None);
    if may { Ok(()) } else { Err(Cause::NotPermitted.into()) }
}

async fn draw(
    state: &WebState,
    reader: &Reader,
    after: Option<AccountName>,
    refused: Option<Refused>,
) -> Result<Response, Problem> {
    let language = reader.language;
    let desk = state.accounts.desk();
    let mut accounts = desk.accounts(after.as_ref(), PAGE_LENGTH + 1).await?;
    let is_more = accounts.len() > PAGE_LENGTH;
    accounts.truncate(PAGE_LENGTH);
    let f = Frame::at(state, reader, "accounts", "/accounts").told(state, reader).await;
    let mut drawn = SectionsPage::new(f, language.say("accounts-title"));
    drawn.lead = language.say("accounts-lead");
    drawn.next = accounts
        .last()
        .filter(|_| is_more)
        .map(|last| Link::new(format!("/accounts?after={}", last.name), language.say("hall-next")));
    let mut add = Section::new("account-add", language);
    add.forms.push(form(language));
    drawn.sections.push(add);
    let mut list = Section::new("accounts", language);
    list.rows = accounts.iter().map(|account| row(account, language)).collect();
    drawn.sections.push(list);
    let status = refused.as_ref().map_or(StatusCode::OK, Refused::status);
    drawn.refuse(refused);
    Ok(page(status, &drawn))
}

fn row(account: &Account, language: Language) -> Row {
    let roles = account.roles.iter();
    let roles: Vec<String> =
        roles.map(|role| language.say(&format!("role-{}", role.slug()))).collect();
    let disabled = account.disabled_at.map(|at| Chip {
        tone: "bad",
        text: language.say_with("account-disabled", &[("moment", &say_time(at))]),
    });
    let (party, since) = (account.party.to_string(), say_time(account.created_at));
    Row {
        title: account.name.to_string(),
        chip: disabled,
        lines: vec![
            roles.join(" / "),
            language.say_with("account-line", &[("party", &party), ("moment", &since)]),
        ],
        ..Row::default()
    }
}

fn form(language: Language) -> PostForm {
    let hint = |key: &str| language.say(&format!("field-{key}-hint"));
    let kinds = [PartyKind::Person, PartyKind::Organisation].map(|kind| Choice {
        value: kind.slug().to_owned(),
        text: language.say(&format!("party-{}", kind.slug())),
        is_chosen: false,
    });
    let kinds = Kind::Choice(kinds.into());
    let form = PostForm::new("account", "/accounts".to_owned(), language)
        .style(Style::Primary)
        .bare()
        .with(
            Field::new("name", "account-name", Kind::Line(64), language)
                .hint(hint("account-name"))
                .half(),
        )
        .with(
            Field::new("password", "new-password", Kind::NewPassword, language)
                .hint(hint("new-password"))
                .half(),
        )
        .with(Field::new("kind", "party-kind", kinds, language).half())
        .with(Field::new("legal_name", "legal-name", Kind::Line(120), language).half())
        .with(
            Field::new("identity", "identity", Kind::Line(18), language)
                .hint(hint("identity"))
                .half(),
        )
        .with(Field::new("phone", "phone", Kind::Line(30), language).optional().half());
    let form = form.group(language.say("group-roles"));
    ROLE_FIELDS.into_iter().fold(form, |form, (name, role)| {
        let key = format!("role-{}", role.slug());
        form.with(Field::new(name, &key, Kind::Mark, language).optional().half())
    })
}
