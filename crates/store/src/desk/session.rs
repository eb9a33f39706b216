//! Log-in sessions: they survive a restart, end, expire, and carry what the next page tells.

use std::sync::Arc;

use exchange::Role;
use lexicon::{Digest, Moment, PartyId, SessionId};

use super::account::to_role;
use super::{AccountName, Desk};
use crate::column::{from_count, hex, parsed, text, to_id, to_moment};
use crate::{StoreError, Transaction};

/// The most sessions there are; the oldest ends when there would be more.
pub const SESSIONS_MAX: usize = 100_000;
/// The most sessions of one account, so that nobody drives out the others'.
pub const SESSIONS_PER_ACCOUNT_MAX: usize = 64;
/// The most bytes of a notice.
pub const NOTICE_SIZE_MAX: usize = 4 * 1024;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    DELETE_EXPIRED,
    INSERT_SESSION,
    DELETE_OUTDATED_OF_ACCOUNT,
    COUNT_SESSIONS,
    DELETE_OLDEST,
    FIND_SESSION,
    DELETE_SESSION,
    LEAVE_NOTICE,
    FIND_NOTICE,
    TAKE_NOTICE,
];

/// How many sessions are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Of one account.
    pub per_account: usize,
    /// Of all accounts together.
    pub in_total: usize,
}

impl SessionLimits {
    /// [`SESSIONS_PER_ACCOUNT_MAX`] and [`SESSIONS_MAX`].
    pub const DEFAULT: Self =
        Self { per_account: SESSIONS_PER_ACCOUNT_MAX, in_total: SESSIONS_MAX };
}

/// A session that somebody begins, who has shown that the account is his.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The digest of the token, which itself is kept nowhere.
    pub token: Digest,
    /// The public id.
    pub id: SessionId,
    /// The account.
    pub name: AccountName,
    /// When it begins.
    pub begun_at: Moment,
    /// When it ends at the latest.
    pub expires_at: Moment,
}

/// A session that runs; holds no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The public id.
    pub id: SessionId,
    /// The account.
    pub name: AccountName,
    /// The party it acts for.
    pub party: PartyId,
    /// In which capacities it may act, in the order of [`Role`].
    pub roles: Vec<Role>,
    /// When it began.
    pub begun_at: Moment,
    /// When it ends at the latest.
    pub expires_at: Moment,
}

/// id, name, party, begun, expires, role: one row a role, one row where there is none.
type SessionRow = (String, String, i64, i64, i64, Option<String>);

const DELETE_EXPIRED: &str = "DELETE FROM session WHERE expires_at_us <= $1";
const INSERT_SESSION: &str = "
    INSERT INTO session (token_digest, session_id, name, begun_at_us, expires_at_us)
    SELECT $1, $2, name, $4, $5 FROM account WHERE name = $3 AND disabled_at_us IS NULL";
const DELETE_OUTDATED_OF_ACCOUNT: &str = "
    DELETE FROM session WHERE name = $1 AND token_digest <> $2 AND token_digest NOT IN (
        SELECT token_digest FROM session WHERE name = $1 AND token_digest <> $2
        ORDER BY begun_at_us DESC, token_digest DESC LIMIT $3
    )";

impl Desk {
    /// Begins a session. What has expired leaves; where there would be too many, the account's
    /// oldest ends, or else the oldest of all.
    ///
    /// # Errors
    /// [`StoreError::AccountAbsent`] when there is no such account, or it is disabled.
    pub async fn begin_session(&self, new: &NewSession) -> Result<(), StoreError> {
        let failed = || StoreError::database("begin session");
        let (token, name) = (text(new.token), new.name.as_str());
        let others_max = from_count(self.limits.per_account.saturating_sub(1));
        let mut transaction = self.kept.begin().await?;
        let expired = delete_expired(&mut transaction, new.begun_at).await?;
        let begun = on!(Transaction, &mut transaction, |db| {
            sqlx::query(INSERT_SESSION)
                .bind(&token)
                .bind(hex(&new.id.0))
                .bind(name)
                .bind(new.begun_at.us())
                .bind(new.expires_at.us())
                .execute(&mut **db)
                .await
                .map(|done| done.rows_affected())
        });
        if begun.map_err(failed())? == 0 {
            return Err(StoreError::AccountAbsent);
        }
        let outdated = on!(Transaction, &mut transaction, |db| {
            sqlx::query(DELETE_OUTDATED_OF_ACCOUNT)
                .bind(name)
                .bind(&token)
                .bind(others_max)
                .execute(&mut **db)
                .await
                .map(|done| done.rows_affected())
        })
        .map_err(failed())?;
        let oldest = self.delete_oldest(&mut transaction, &token).await?;
        transaction.commit().await?;
        if expired + outdated + oldest > 0 {
            self.seen().forget();
        }
        Ok(())
    }

    /// Ends the sessions that have expired, and says how many these were.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_expired_sessions(&self, now: Moment) -> Result<u64, StoreError> {
        let mut transaction = self.kept.begin().await?;
        let ended = delete_expired(&mut transaction, now).await?;
        transaction.commit().await?;
        Ok(ended)
    }
}

async fn delete_expired(transaction: &mut Transaction, now: Moment) -> Result<u64, StoreError> {
    on!(Transaction, transaction, |db| {
        let delete = sqlx::query(DELETE_EXPIRED).bind(now.us());
        delete.execute(&mut **db).await.map(|done| done.rows_affected())
    })
    .map_err(StoreError::database("end expired sessions"))
}

const COUNT_SESSIONS: &str = "SELECT CAST(count(*) AS BIGINT) FROM session";
const DELETE_OLDEST: &str = "
    DELETE FROM session WHERE token_digest IN (
        SELECT token_digest FROM session WHERE token_digest <> $1
        ORDER BY begun_at_us, token_digest LIMIT $2
    )";

impl Desk {
    /// Ends the oldest sessions beyond the limit, never the one that has just begun.
    async fn delete_oldest(
        &self,
        transaction: &mut Transaction,
        begun: &str,
    ) -> Result<u64, StoreError> {
        let failed = || StoreError::database("end the oldest sessions");
        let count: i64 = on!(Transaction, &mut *transaction, |db| {
            sqlx::query_scalar(COUNT_SESSIONS).fetch_one(&mut **db).await
        })
        .map_err(failed())?;
        let excess = count.saturating_sub(from_count(self.limits.in_total));
        if excess <= 0 {
            return Ok(0);
        }
        on!(Transaction, transaction, |db| {
            let delete = sqlx::query(DELETE_OLDEST).bind(begun).bind(excess);
            delete.execute(&mut **db).await.map(|done| done.rows_affected())
        })
        .map_err(failed())
    }

    /// How many sessions there are, those included that have expired and not yet left.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn session_count(&self) -> Result<u64, StoreError> {
        let count: i64 = on!(Database, &self.kept, |db| {
            sqlx::query_scalar(COUNT_SESSIONS).fetch_one(db).await
        })
        .map_err(StoreError::database("count sessions"))?;
        to_id("count of sessions", count)
    }
}

const FIND_SESSION: &str = "
    SELECT session.session_id, session.name, account.party_id, session.begun_at_us,
        session.expires_at_us, account_role.role
    FROM session
    JOIN account ON account.name = session.name
    LEFT JOIN account_role ON account_role.name = session.name
    WHERE session.token_digest = $1 AND account.disabled_at_us IS NULL";

impl Desk {
    /// The session of a token, as long as it runs. One that another node ended may be found for one
    /// second more.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn session(
        &self,
        now: Moment,
        token: Digest,
    ) -> Result<Option<Arc<Session>>, StoreError> {
        let endings = {
            let seen = self.seen();
            if let Some(session) = seen.find(now, token) {
                return Ok(Some(session));
            }
            seen.endings()
        };
        let rows: Vec<SessionRow> = on!(Database, &self.kept, |db| {
            sqlx::query_as(FIND_SESSION).bind(text(token)).fetch_all(db).await
        })
        .map_err(StoreError::database("find session"))?;
        let found = folded(rows)?.filter(|session| now < session.expires_at).map(Arc::new);
        if let Some(session) = &found {
            self.seen().note(now, token, session, endings);
        }
        Ok(found)
    }
}

/// Makes a session of its rows.
fn folded(rows: Vec<SessionRow>) -> Result<Option<Session>, StoreError> {
    let mut found: Option<Session> = None;
    for (id, name, party, begun_at, expires_at, role) in rows {
        let session = match &mut found {
            Some(session) => session,
            none => none.insert(Session {
                id: parsed("session id", &id)?,
                name: parsed("account name", &name)?,
                party: PartyId(to_id("party of an account", party)?),
                roles: Vec::new(),
                begun_at: to_moment(begun_at),
                expires_at: to_moment(expires_at),
            }),
        };
        if let Some(role) = role {
            session.roles.push(to_role(&role)?);
        }
    }
    if let Some(session) = &mut found {
        session.roles.sort();
    }
    Ok(found)
}

const DELETE_SESSION: &str = "DELETE FROM session WHERE token_digest = $1";

impl Desk {
    /// Ends a session; an ended one stays ended.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_session(&self, token: Digest) -> Result<(), StoreError> {
        let ended = on!(Database, &self.kept, |db| {
            sqlx::query(DELETE_SESSION).bind(text(token)).execute(db).await.map(drop)
        });
        self.seen().forget();
        ended.map_err(StoreError::database("end session"))
    }
}

const LEAVE_NOTICE: &str = "
    INSERT INTO session_notice (token_digest, body)
    SELECT token_digest, $2 FROM session WHERE token_digest = $1
    ON CONFLICT (token_digest) DO UPDATE SET body = excluded.body";

impl Desk {
    /// Leaves a notice, as JSON, for the next page of a session, in place of one that was not
    /// taken. Nothing is left where the session has ended.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] for more than [`NOTICE_SIZE_MAX`] bytes.
    pub async fn leave_notice(&self, token: Digest, body: &str) -> Result<(), StoreError> {
        if body.len() > NOTICE_SIZE_MAX {
            return Err(StoreError::TooLarge { what: "notice", size_max: NOTICE_SIZE_MAX });
        }
        let left = on!(Database, &self.kept, |db| {
            sqlx::query(LEAVE_NOTICE).bind(text(token)).bind(body).execute(db).await.map(drop)
        });
        left.map_err(StoreError::database("leave notice"))
    }
}

const FIND_NOTICE: &str = "SELECT body FROM session_notice WHERE token_digest = $1";
const TAKE_NOTICE: &str = "DELETE FROM session_notice WHERE token_digest = $1 RETURNING body";

impl Desk {
    /// Takes the notice that was left; of several who ask at once, one gets it.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn take_notice(&self, token: Digest) -> Result<Option<String>, StoreError> {
        let token = text(token);
        // Most pages find none, and need not wait for whoever writes.
        let found: Option<String> = on!(Database, &self.kept, |db| {
            sqlx::query_scalar(FIND_NOTICE).bind(&token).fetch_optional(db).await
        })
        .map_err(StoreError::database("find notice"))?;
        if found.is_none() {
            return Ok(None);
        }
        on!(Database, &self.kept, |db| {
            sqlx::query_scalar(TAKE_NOTICE).bind(&token).fetch_optional(db).await
        })
        .map_err(StoreError::database("take notice"))
    }
}
