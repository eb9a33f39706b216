//! Who may sign in, for which party, in which capacities.

use exchange::Role;
use lexicon::{Moment, PartyId, Secret};
use sqlx::error::{DatabaseError, ErrorKind};

use super::{AccountName, Desk};
use crate::column::{from_count, from_id, parsed, to_id, to_moment};
use crate::{StoreError, Transaction};

/// The most accounts that are made at once.
pub const ACCOUNTS_AT_ONCE_MAX: usize = 10_000;
/// The most accounts of one page.
pub const ACCOUNTS_PER_PAGE_MAX: usize = 200;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT_ACCOUNT,
    INSERT_ROLE,
    FIND_ACCOUNT,
    PAGE_OF_ACCOUNTS,
    SET_PASSWORD,
    DELETE_ROLES,
    TOUCH_ACCOUNT,
    DISABLE,
    ENABLE,
    END_SESSIONS_OF_ACCOUNT,
];

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name he signs in by.
    pub name: AccountName,
    /// The party he acts for.
    pub party: PartyId,
    /// The hash of his password, as a PHC string.
    pub password_hash: Secret<String>,
    /// In which capacities he may act, in the order of [`Role`]; each once.
    pub roles: Vec<Role>,
    /// When the account was made.
    pub created_at: Moment,
    /// Since when nobody signs in by it.
    pub disabled_at: Option<Moment>,
}

/// name, party, password hash, created, disabled, role: one row a role, one where there is none.
type AccountRow = (String, i64, String, i64, Option<i64>, Option<String>);

const INSERT_ACCOUNT: &str = "
    INSERT INTO account (name, party_id, password_hash, created_at_us, disabled_at_us)
    VALUES ($1, $2, $3, $4, $5)";

impl Desk {
    /// Makes accounts: all of them, or none.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] when there is an account of a name, or two of them share one;
    /// [`StoreError::TooMany`] for more than [`ACCOUNTS_AT_ONCE_MAX`].
    pub async fn create_accounts(&self, accounts: &[Account]) -> Result<(), StoreError> {
        if accounts.len() > ACCOUNTS_AT_ONCE_MAX {
            return Err(StoreError::TooMany { what: "accounts", count_max: ACCOUNTS_AT_ONCE_MAX });
        }
        let mut transaction = self.kept.begin().await?;
        for account in accounts {
            let party = from_id(account.party.0)?;
            let inserted = on!(Transaction, &mut transaction, |db| {
                sqlx::query(INSERT_ACCOUNT)
                    .bind(account.name.as_str())
                    .bind(party)
                    .bind(account.password_hash.reveal())
                    .bind(account.created_at.us())
                    .bind(account.disabled_at.map(Moment::us))
                    .execute(&mut **db)
                    .await
                    .map(drop)
            });
            inserted.map_err(|error| not_made(error, &account.name))?;
            insert_roles(&mut transaction, &account.name, &account.roles).await?;
        }
        transaction.commit().await
    }
}

fn not_made(error: sqlx::Error, name: &AccountName) -> StoreError {
    let kind = error.as_database_error().map(DatabaseError::kind);
    let is_taken = matches!(kind, Some(ErrorKind::UniqueViolation));
    if is_taken {
        StoreError::NameTaken { name: name.to_string() }
    } else {
        StoreError::database("make account")(error)
    }
}

const INSERT_ROLE: &str = "
    INSERT INTO account_role (name, role) VALUES ($1, $2) ON CONFLICT (name, role) DO NOTHING";

async fn insert_roles(
    transaction: &mut Transaction,
    name: &AccountName,
    roles: &[Role],
) -> Result<(), StoreError> {
    for role in roles {
        assert!(*role != Role::Exchange, "nobody signs in as the exchange");
        let inserted = on!(Transaction, transaction, |db| {
            let insert = sqlx::query(INSERT_ROLE).bind(name.as_str()).bind(role.slug());
            insert.execute(&mut **db).await.map(drop)
        });
        inserted.map_err(StoreError::database("give a role"))?;
    }
    Ok(())
}

const FIND_ACCOUNT: &str = "
    SELECT account.name, account.party_id, account.password_hash, account.created_at_us,
        account.disabled_at_us, account_role.role
    FROM account LEFT JOIN account_role ON account_role.name = account.name
    WHERE account.name = $1";

impl Desk {
    /// The account of a name, disabled or not.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn account(&self, name: &AccountName) -> Result<Option<Account>, StoreError> {
        let rows: Vec<AccountRow> = on!(Database, &self.kept, |db| {
            sqlx::query_as(FIND_ACCOUNT).bind(name.as_str()).fetch_all(db).await
        })
        .map_err(StoreError::database("find account"))?;
        Ok(folded(rows)?.pop())
    }
}

const PAGE_OF_ACCOUNTS: &str = "
    SELECT page.name, page.party_id, page.password_hash, page.created_at_us, page.disabled_at_us,
        account_role.role
    FROM (
        SELECT name, party_id, password_hash, created_at_us, disabled_at_us
        FROM account WHERE name > $1 ORDER BY name LIMIT $2
    ) page LEFT JOIN account_role ON account_role.name = page.name
    ORDER BY page.name";

impl Desk {
    /// The accounts behind a name, in the order of their names, at most [`ACCOUNTS_PER_PAGE_MAX`].
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn accounts(
        &self,
        after: Option<&AccountName>,
        count_max: usize,
    ) -> Result<Vec<Account>, StoreError> {
        let after = after.map_or("", AccountName::as_str);
        let count_max = from_count(count_max.min(ACCOUNTS_PER_PAGE_MAX));
        let rows: Vec<AccountRow> = on!(Database, &self.kept, |db| {
            sqlx::query_as(PAGE_OF_ACCOUNTS).bind(after).bind(count_max).fetch_all(db).await
        })
        .map_err(StoreError::database("list accounts"))?;
        folded(rows)
    }
}

const SET_PASSWORD: &str = "UPDATE account SET password_hash = $2 WHERE name = $1";

impl Desk {
    /// Gives an account another password, and ends its sessions.
    ///
    /// # Errors
    /// [`StoreError::AccountAbsent`] when there is none of this name.
    pub async fn set_password(
        &self,
        name: &AccountName,
        password_hash: &Secret<String>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.kept.begin().await?;
        let changed = on!(Transaction, &mut transaction, |db| {
            let set = sqlx::query(SET_PASSWORD).bind(name.as_str()).bind(password_hash.reveal());
            set.execute(&mut **db).await.map(|done| done.rows_affected())
        });
        exactly_one(changed.map_err(StoreError::database("set password"))?)?;
        self.end_sessions_and_commit(transaction, name).await
    }
}

const TOUCH_ACCOUNT: &str = "UPDATE account SET name = name WHERE name = $1";
const DELETE_ROLES: &str = "DELETE FROM account_role WHERE name = $1";

impl Desk {
    /// Gives an account these roles and no others, also in the sessions that run.
    ///
    /// # Errors
    /// [`StoreError::AccountAbsent`] when there is none of this name.
    pub async fn set_roles(&self, name: &AccountName, roles: &[Role]) -> Result<(), StoreError> {
        let failed = || StoreError::database("set roles");
        let mut transaction = self.kept.begin().await?;
        let found = on!(Transaction, &mut transaction, |db| {
            let touch = sqlx::query(TOUCH_ACCOUNT).bind(name.as_str());
            touch.execute(&mut **db).await.map(|done| done.rows_affected())
        });
        exactly_one(found.map_err(failed())?)?;
        let deleted = on!(Transaction, &mut transaction, |db| {
            sqlx::query(DELETE_ROLES).bind(name.as_str()).execute(&mut **db).await.map(drop)
        });
        deleted.map_err(failed())?;
        insert_roles(&mut transaction, name, roles).await?;
        transaction.commit().await?;
        self.seen().forget();
        Ok(())
    }
}

const DISABLE: &str = "
    UPDATE account SET disabled_at_us = COALESCE(disabled_at_us, $2) WHERE name = $1";

impl Desk {
    /// Lets nobody sign in by an account any more, and ends its sessions.
    ///
    /// # Errors
    /// [`StoreError::AccountAbsent`] when there is none of this name.
    pub async fn disable(&self, name: &AccountName, at: Moment) -> Result<(), StoreError> {
        let mut transaction = self.kept.begin().await?;
        let changed = on!(Transaction, &mut transaction, |db| {
            let disable = sqlx::query(DISABLE).bind(name.as_str()).bind(at.us());
            disable.execute(&mut **db).await.map(|done| done.rows_affected())
        });
        exactly_one(changed.map_err(StoreError::database("disable account"))?)?;
        self.end_sessions_and_commit(transaction, name).await
    }
}

const ENABLE: &str = "UPDATE account SET disabled_at_us = NULL WHERE name = $1";

impl Desk {
    /// Lets somebody sign in again.
    ///
    /// # Errors
    /// [`StoreError::AccountAbsent`] when there is none of this name.
    pub async fn enable(&self, name: &AccountName) -> Result<(), StoreError> {
        let changed = on!(Database, &self.kept, |db| {
            let enable = sqlx::query(ENABLE).bind(name.as_str());
            enable.execute(db).await.map(|done| done.rows_affected())
        });
        exactly_one(changed.map_err(StoreError::database("enable account"))?)
    }
}

const END_SESSIONS_OF_ACCOUNT: &str = "DELETE FROM session WHERE name = $1";

impl Desk {
    async fn end_sessions_and_commit(
        &self,
        mut transaction: Transaction,
        name: &AccountName,
    ) -> Result<(), StoreError> {
        let ended = on!(Transaction, &mut transaction, |db| {
            let end = sqlx::query(END_SESSIONS_OF_ACCOUNT).bind(name.as_str());
            end.execute(&mut **db).await.map(drop)
        });
        ended.map_err(StoreError::database("end sessions of account"))?;
        transaction.commit().await?;
        self.seen().forget();
        Ok(())
    }
}

fn exactly_one(rows: u64) -> Result<(), StoreError> {
    assert!(rows <= 1, "a name belongs to one account");
    if rows == 1 { Ok(()) } else { Err(StoreError::AccountAbsent) }
}

/// Makes accounts of rows in which those of one account stand together.
fn folded(rows: Vec<AccountRow>) -> Result<Vec<Account>, StoreError> {
    let mut accounts: Vec<Account> = Vec::new();
    for (name, party, password_hash, created_at, disabled_at, role) in rows {
        let is_same = accounts.last().is_some_and(|last| last.name.as_str() == name);
        if !is_same {
            accounts.push(Account {
                name: parsed("account name", &name)?,
                party: PartyId(to_id("party of an account", party)?),
                password_hash: Secret::new(password_hash),
                roles: Vec::new(),
                created_at: to_moment(created_at),
                disabled_at: disabled_at.map(to_moment),
            });
        }
        if let (Some(account), Some(role)) = (accounts.last_mut(), role) {
            account.roles.push(to_role(&role)?);
        }
    }
    for account in &mut accounts {
        account.roles.sort();
    }
    Ok(accounts)
}

/// The role that a column holds.
pub(super) fn to_role(column: &str) -> Result<Role, StoreError> {
    Role::from_slug(column).ok_or(StoreError::Unreadable { what: "role of an account" })
}
