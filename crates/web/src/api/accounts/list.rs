//! The accounts: `GET /accounts?after=&limit=`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use exchange::{Action, Relation};
use serde::Serialize;
use store::{Account, AccountName};
use utoipa::ToSchema;

use crate::asked::{Paging, Parameters};
use crate::problem::Problem;
use crate::signed_in::SignedIn;
use crate::state::WebState;

/// A page of accounts.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountsPage {
    accounts: Vec<AccountDocument>,
    /// From where to go on (`after=`); none at the end.
    next: Option<String>,
}

/// An account.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountDocument {
    name: String,
    /// The number of the party it acts for.
    party: u64,
    roles: Vec<&'static str>,
    created_at: String,
    /// Since when nobody signs in by it.
    disabled_at: Option<String>,
}

/// Lists who has an account.
#[utoipa::path(
    get,
    path = "/accounts",
    tag = "accounts",
    params(
        ("after" = Option<String>, Query, description = "Behind this name."),
        ("limit" = Option<u64>, Query, minimum = 1, maximum = 200,
            description = "So many at most; 50 where nobody says."),
    ),
    responses((status = 200, description = "Accounts, by name.", body = AccountsPage)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn list_accounts(
    State(state): State<WebState>,
    reader: SignedIn,
    parameters: Parameters,
) -> Result<Response, Problem> {
    parameters.allow(&["after", "limit"])?;
    reader.allowed(Relation::None, Action::ViewAccounts)?;
    let paging = Paging::<AccountName>::read(&parameters, |text| text.parse().ok())?;
    let desk = state.accounts.desk();
    let mut accounts = desk.accounts(paging.after.as_ref(), paging.limit_and_one()).await?;
    let next = paging.cut(&mut accounts, |account| account.name.to_string());
    let accounts = accounts.iter().map(AccountDocument::from).collect();
    Ok(Json(AccountsPage { accounts, next }).into_response())
}

impl From<&Account> for AccountDocument {
    fn from(account: &Account) -> Self {
        Self {
            name: account.name.to_string(),
            party: account.party.0,
            roles: account.roles.iter().map(|role| role.slug()).collect(),
            created_at: account.created_at.to_string(),
            disabled_at: account.disabled_at.map(|at| at.to_string()),
        }
    }
}
