//! An account and the party it acts for: `POST /accounts`.

use axum::extract::State;
use axum::response::Response;
use exchange::{Action, Command, Event, Party, PartyKind, Relation, Role, is_unprintable};
use floor::Unanswered;
use lexicon::{Digest, PartyId, RequestId, Secret};
use serde::{Deserialize, Serialize};
use store::{Account, AccountName, Identity, Profile, StoreError};
use utoipa::ToSchema;

use crate::body::Json;
use crate::passwords::{PASSWORD_LENGTH_MIN, PASSWORD_SIZE_MAX};
use crate::problem::{Cause, Problem, Wanted};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::{Accepted, RequestKey, submit};

/// The most characters of a name that stands in a contract.
const LEGAL_NAME_LENGTH_MAX: usize = 120;

/// A new account, and the party it acts for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountRequest {
    /// The name to sign in by: 1 to 64 characters of `a-z`, `0-9`, `.`, `_` and `-`.
    pub(crate) name: String,
    /// The password: at least 12 characters.
    pub(crate) password: String,
    /// In which capacities it acts: `seller`, `bidder`, `clerk`, `reviewer`, `supervisor`,
    /// `administrator`.
    pub(crate) roles: Vec<String>,
    /// What the party is: `person` or `organisation`.
    pub(crate) kind: String,
    /// The name that stands in a contract.
    pub(crate) legal_name: String,
    /// A person's identity number, or an organisation's unified social credit code.
    pub(crate) identity: String,
    /// Where to call.
    pub(crate) phone: Option<String>,
}

/// An account that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountReceipt {
    name: String,
    /// The number of the party it acts for.
    party: u64,
    /// The entry in which the party is registered.
    sequence: u64,
    /// When it was ruled on.
    at: String,
    /// The entry's hash.
    receipt: String,
}

/// Makes an account and registers the party that it acts for.
///
/// Who the party is stands in the vault; the journal holds its digest.
#[utoipa::path(
    post,
    path = "/accounts",
    tag = "accounts",
    params(RequestKey),
    request_body = AccountRequest,
    responses((status = 201, description = "The account is made.", body = AccountReceipt)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn create_account(
    State(state): State<WebState>,
    administrator: SignedIn,
    RequestKey(request_id): RequestKey,
    Json(request): Json<AccountRequest>,
) -> Result<Response, Problem> {
    administrator.allowed(Relation::None, Action::RegisterParty)?;
    let wanted = NewAccount::try_from(request)?;
    let name = wanted.name.to_string();
    let (accepted, party) = wanted.create(&state, &administrator, request_id).await?;
    Ok(accepted.respond(&AccountReceipt {
        name,
        party: party.0,
        sequence: accepted.sequence.0,
        at: accepted.moment.to_string(),
        receipt: accepted.hash.to_string(),
    }))
}

/// An account that is wanted, read.
pub(crate) struct NewAccount {
    pub(crate) name: AccountName,
    pub(crate) password: Secret<String>,
    pub(crate) roles: Vec<Role>,
    pub(crate) kind: PartyKind,
    pub(crate) profile: Profile,
}

impl TryFrom<AccountRequest> for NewAccount {
    type Error = Cause;

    fn try_from(request: AccountRequest) -> Result<Self, Cause> {
        let wrong = |field, wanted| Cause::UnacceptableField { field, wanted };
        let kind = PartyKind::from_slug(&request.kind);
        let kind = kind.ok_or_else(|| wrong("kind", Wanted::Choice))?;
        let roles: Option<Vec<Role>> = request.roles.iter().map(|it| Role::from_slug(it)).collect();
        let identity = identity(kind, &request.identity);
        Ok(Self {
            name: request.name.parse().map_err(|_| wrong("name", Wanted::Name))?,
            password: password(request.password)?,
            roles: roles.ok_or_else(|| wrong("roles", Wanted::Choice))?,
            kind,
            profile: Profile {
                legal_name: line("legal_name", request.legal_name)?,
                identity: identity.ok_or_else(|| wrong("identity", Wanted::Identity))?,
                phone: request.phone.map(|phone| line("phone", phone)).transpose()?,
            },
        })
    }
}

/// A number with its check digit, by what the party is.
pub(crate) fn identity(kind: PartyKind, text: &str) -> Option<Identity> {
    match kind {
        PartyKind::Person => text.parse().ok().map(Identity::Person),
        PartyKind::Organisation => text.parse().ok().map(Identity::Organisation),
    }
}

fn password(text: String) -> Result<Secret<String>, Cause> {
    let is_long = text.chars().count() >= PASSWORD_LENGTH_MIN;
    if is_long && text.len() <= PASSWORD_SIZE_MAX {
        Ok(Secret::new(text))
    } else {
        Err(Cause::UnacceptableField { field: "password", wanted: Wanted::Password })
    }
}

/// A short line about somebody.
fn line(field: &'static str, text: String) -> Result<Secret<String>, Cause> {
    let is_long = text.chars().nth(LEGAL_NAME_LENGTH_MAX).is_some();
    if text.trim().is_empty() || is_long || text.chars().any(is_unprintable) {
        return Err(Cause::UnacceptableField { field, wanted: Wanted::Text });
    }
    Ok(Secret::new(text))
}

impl NewAccount {
    /// Registers the party, then makes its account; sent again, it goes on where it stopped.
    pub(crate) async fn create(
        self,
        state: &WebState,
        administrator: &SignedIn,
        request_id: RequestId,
    ) -> Result<(Accepted, PartyId), Problem> {
        let actor = administrator.allowed(Relation::None, Action::RegisterParty)?;
        let profile = match self.known_profile(state, actor.party, request_id).await? {
            Some(profile) => profile,
            None => state.put_profile(actor.party, request_id, (&self.name, &self.profile)).await?,
        };
        let party = Party { kind: self.kind, roles: self.roles.clone(), profile };
        let command = Command::RegisterParty { party };
        let accepted = submit(state, actor, request_id, command).await?;
        let registered = accepted.events.iter().find_map(|event| match event {
            Event::PartyRegistered { party } => Some(*party),
            _ => None,
        });
        let party = registered.ok_or(Cause::Fault)?;
        self.make(state, party).await?;
        Ok((accepted, party))
    }

    /// Looks whether the name is free, so that no party is registered without an account. Where
    /// this request was made before it has taken the name itself, and its profile is in the vault.
    async fn known_profile(
        &self,
        state: &WebState,
        party: PartyId,
        request_id: RequestId,
    ) -> Result<Option<Digest>, Cause> {
        let Some(account) = state.accounts.desk().account(&self.name).await? else {
            return Ok(None);
        };
        state.rows_now().await;
        if state.reader.request(party, request_id).await?.is_none() {
            return Err(taken());
        }
        let Some(row) = state.reader.party(account.party).await? else { return Ok(None) };
        let known = state.vault.profile(row.profile).await?;
        Ok(known.filter(|known| *known == self.profile).map(|_| row.profile))
    }

    async fn make(self, state: &WebState, party: PartyId) -> Result<(), Cause> {
        let desk = state.accounts.desk();
        let turn = state.accounts.turn().await?;
        if let Some(account) = desk.account(&self.name).await? {
            if account.party != party {
                return Err(taken());
            }
            let is_same = turn.is_right(Some(account.password_hash), self.password).await?;
            let other = Cause::Unanswered(Unanswered::OtherBody);
            return if is_same { Ok(()) } else { Err(other) };
        }
        let account = Account {
            name: self.name,
            party,
            password_hash: turn.hash(self.password).await?,
            roles: self.roles,
            created_at: state.door.now(),
            disabled_at: None,
        };
        drop(turn);
        match desk.create_accounts(&[account]).await {
            Err(StoreError::NameTaken { .. }) => Err(taken()),
            made => Ok(made?),
        }
    }
}

const fn taken() -> Cause {
    Cause::UnacceptableField { field: "name", wanted: Wanted::FreeName }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(change: impl FnOnce(&mut AccountRequest)) -> Result<NewAccount, Cause> {
        let mut request = AccountRequest {
            name: "bidder7".to_owned(),
            password: "long enough now".to_owned(),
            roles: vec!["bidder".to_owned(), "seller".to_owned()],
            kind: "person".to_owned(),
            legal_name: "张三".to_owned(),
            identity: "11010519491231002X".to_owned(),
            phone: None,
        };
        change(&mut request);
        request.try_into()
    }

    #[test]
    fn an_account_is_read_with_the_number_of_its_party() {
        let read = request(|_| {}).unwrap();
        assert_eq!(read.roles, [Role::Bidder, Role::Seller]);
        assert!(matches!(read.profile.identity, Identity::Person(_)));
    }

    #[test]
    fn the_field_that_is_wrong_is_named() {
        let check = |wrong: &'static str, change: &dyn Fn(&mut AccountRequest)| {
            let refused = request(change).err();
            let named =
                matches!(&refused, Some(Cause::UnacceptableField { field, .. }) if *field == wrong);
            assert!(named, "{wrong}: {refused:?}");
        };
        check("name", &|it| it.name = "Bidder 7".to_owned());
        check("password", &|it| it.password = "1234567".to_owned());
        check("password", &|it| it.password = "x".repeat(PASSWORD_SIZE_MAX + 1));
        check("roles", &|it| it.roles.push("exchange".to_owned()));
        check("kind", &|it| it.kind = "robot".to_owned());
        check("legal_name", &|it| it.legal_name = " ".to_owned());
        check("legal_name", &|it| it.legal_name = "张\n三".to_owned());
        check("identity", &|it| it.identity = "110105194912310021".to_owned());
        check("identity", &|it| it.kind = "organisation".to_owned());
        check("phone", &|it| it.phone = Some(String::new()));
    }
}
