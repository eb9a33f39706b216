//! Forms that somebody has begun and not yet submitted.

use lexicon::{Moment, PartyId, Secret};

use super::{Desk, DraftKey};
use crate::StoreError;
use crate::column::{from_count, from_id, parsed, to_moment};

/// The most drafts of one party.
pub const DRAFTS_PER_PARTY_MAX: usize = 100;
/// The most bytes of one draft.
pub const DRAFT_SIZE_MAX: usize = 64 * 1024;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[COUNT_OTHER_DRAFTS, KEEP_DRAFT, FIND_DRAFT, LIST_DRAFTS, DELETE_DRAFT];

/// A form that somebody has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What the party calls it.
    pub key: DraftKey,
    /// What stands in the form, as JSON; it may name people.
    pub body: Secret<String>,
    /// When it was last kept.
    pub updated_at: Moment,
}

const COUNT_OTHER_DRAFTS: &str = "
    SELECT CAST(count(*) AS BIGINT) FROM draft WHERE party_id = $1 AND draft_key <> $2";
const KEEP_DRAFT: &str = "
    INSERT INTO draft (party_id, draft_key, body, updated_at_us) VALUES ($1, $2, $3, $4)
    ON CONFLICT (party_id, draft_key)
    DO UPDATE SET body = excluded.body, updated_at_us = excluded.updated_at_us";

impl Desk {
    /// Keeps a draft in place of what was there under its key.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] for more than [`DRAFT_SIZE_MAX`] bytes, [`StoreError::TooMany`] for
    /// more than [`DRAFTS_PER_PARTY_MAX`] of a party.
    pub async fn keep_draft(&self, party: PartyId, draft: &Draft) -> Result<(), StoreError> {
        if draft.body.reveal().len() > DRAFT_SIZE_MAX {
            return Err(StoreError::TooLarge { what: "draft", size_max: DRAFT_SIZE_MAX });
        }
        let failed = || StoreError::database("keep draft");
        let party = from_id(party.0)?;
        let mut transaction = self.kept.begin().await?;
        let others: i64 = on!(Transaction, &mut transaction, |db| {
            let count = sqlx::query_scalar(COUNT_OTHER_DRAFTS).bind(party).bind(draft.key.as_str());
            count.fetch_one(&mut **db).await
        })
        .map_err(failed())?;
        if others >= from_count(DRAFTS_PER_PARTY_MAX) {
            return Err(StoreError::TooMany { what: "drafts", count_max: DRAFTS_PER_PARTY_MAX });
        }
        let kept = on!(Transaction, &mut transaction, |db| {
            sqlx::query(KEEP_DRAFT)
                .bind(party)
                .bind(draft.key.as_str())
                .bind(draft.body.reveal())
                .bind(draft.updated_at.us())
                .execute(&mut **db)
                .await
                .map(drop)
        });
        kept.map_err(failed())?;
        transaction.commit().await
    }
}

const FIND_DRAFT: &str = "
    SELECT draft_key, body, updated_at_us FROM draft WHERE party_id = $1 AND draft_key = $2";

impl Desk {
    /// The draft of a party under a key.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn draft(&self, party: PartyId, key: &DraftKey) -> Result<Option<Draft>, StoreError> {
        let party = from_id(party.0)?;
        let row: Option<(String, String, i64)> = on!(Database, &self.kept, |db| {
            sqlx::query_as(FIND_DRAFT).bind(party).bind(key.as_str()).fetch_optional(db).await
        })
        .map_err(StoreError::database("find draft"))?;
        row.map(to_draft).transpose()
    }
}

const LIST_DRAFTS: &str = "
    SELECT draft_key, body, updated_at_us FROM draft WHERE party_id = $1
    ORDER BY updated_at_us DESC, draft_key LIMIT $2";

impl Desk {
    /// The drafts of a party, the one kept last before the others.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn drafts(&self, party: PartyId) -> Result<Vec<Draft>, StoreError> {
        let (party, count_max) = (from_id(party.0)?, from_count(DRAFTS_PER_PARTY_MAX));
        let rows: Vec<(String, String, i64)> = on!(Database, &self.kept, |db| {
            sqlx::query_as(LIST_DRAFTS).bind(party).bind(count_max).fetch_all(db).await
        })
        .map_err(StoreError::database("list drafts"))?;
        rows.into_iter().map(to_draft).collect()
    }
}

const DELETE_DRAFT: &str = "DELETE FROM draft WHERE party_id = $1 AND draft_key = $2";

impl Desk {
    /// Throws a draft away, and says whether there was one.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn discard_draft(&self, party: PartyId, key: &DraftKey) -> Result<bool, StoreError> {
        let party = from_id(party.0)?;
        let deleted = on!(Database, &self.kept, |db| {
            let delete = sqlx::query(DELETE_DRAFT).bind(party).bind(key.as_str());
            delete.execute(db).await.map(|done| done.rows_affected())
        });
        Ok(deleted.map_err(StoreError::database("discard draft"))? == 1)
    }
}

fn to_draft((key, body, updated_at): (String, String, i64)) -> Result<Draft, StoreError> {
    let key = parsed("key of a draft", &key)?;
    Ok(Draft { key, body: Secret::new(body), updated_at: to_moment(updated_at) })
}
