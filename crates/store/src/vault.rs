//! Personal data and what a person wrote about a person, which can be erased.
//!
//! The journal holds only the digest of such a text. The digest is made over a random salt before
//! the text, so that nobody who has the digest can guess what it stands for, and equal texts have
//! unequal digests. With the text its salt is erased: then the digest stands for nothing any more,
//! and the chain of the journal is whole all the same.

mod note;
mod profile;

pub use note::Note;
pub use profile::{Identity, Profile};

use lexicon::{Digest, HashAlg, Moment, Secret};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::column::{parsed, text, to_moment};
use crate::{Database, StoreError};

/// The most bytes of one text.
pub const BODY_SIZE_MAX: usize = 64 * 1024;
/// How many rows a sweep looks at together.
const SWEEP_LENGTH: i64 = 500;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[INSERT_TEXT, FIND_TEXT, ERASE_TEXT, LIST_OLD_TEXTS, DELETE_OLD_TEXT];

/// What kind of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultKind {
    /// A [`Profile`].
    Profile,
    /// A [`Note`].
    Note,
}

/// What the vault has under a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Vaulted {
    /// It is there.
    Kept {
        /// Of which kind it is.
        kind: VaultKind,
        /// The text, as JSON.
        body: Secret<Vec<u8>>,
    },
    /// It was there.
    Erased {
        /// Of which kind it was.
        kind: VaultKind,
        /// When it was erased.
        at: Moment,
    },
}

/// Personal data and texts about people. A clone is the same vault.
#[derive(Debug, Clone)]
pub struct Vault {
    kept: Database,
}

impl VaultKind {
    const fn slug(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Note => "note",
        }
    }

    fn from_slug(slug: &str) -> Result<Self, StoreError> {
        let known = [Self::Profile, Self::Note].into_iter().find(|kind| kind.slug() == slug);
        known.ok_or(StoreError::Unreadable { what: "kind of a text" })
    }
}

impl Vault {
    /// The vault of a database opened as [`crate::Shelf::Kept`].
    pub fn new(kept: Database) -> Self {
        Self { kept }
    }

    /// Keeps a profile durably, and gives the digest that stands for it.
    ///
    /// # Errors
    /// See [`Vault::put`].
    pub async fn put_profile(&self, at: Moment, profile: &Profile) -> Result<Digest, StoreError> {
        self.put(at, VaultKind::Profile, &to_body(profile)?).await
    }

    /// The profile that a digest stands for; none when it was erased or never kept.
    ///
    /// # Errors
    /// See [`Vault::read`].
    pub async fn profile(&self, digest: Digest) -> Result<Option<Profile>, StoreError> {
        self.written(VaultKind::Profile, digest).await
    }

    /// Keeps a note durably, and gives the digest that stands for it.
    ///
    /// # Errors
    /// See [`Vault::put`].
    pub async fn put_note(&self, at: Moment, note: &Note) -> Result<Digest, StoreError> {
        self.put(at, VaultKind::Note, &to_body(note)?).await
    }

    /// The note that a digest stands for; none when it was erased or never kept.
    ///
    /// # Errors
    /// See [`Vault::read`].
    pub async fn note(&self, digest: Digest) -> Result<Option<Note>, StoreError> {
        self.written(VaultKind::Note, digest).await
    }

    async fn written<T: DeserializeOwned>(
        &self,
        wanted: VaultKind,
        digest: Digest,
    ) -> Result<Option<T>, StoreError> {
        match self.read(digest).await? {
            Some(Vaulted::Kept { kind, body }) if kind == wanted => {
                let read = serde_json::from_slice(body.reveal());
                // What the parser says may repeat the text.
                read.map(Some).map_err(|_| StoreError::Unreadable { what: wanted.slug() })
            }
            Some(Vaulted::Kept { .. }) => Err(StoreError::Unreadable { what: wanted.slug() }),
            Some(Vaulted::Erased { .. }) | None => Ok(None),
        }
    }
}

fn to_body(value: &impl Serialize) -> Result<Secret<Vec<u8>>, StoreError> {
    let written = serde_json::to_vec(value);
    written.map(Secret::new).map_err(|_| StoreError::Unreadable { what: "text to be kept" })
}

const INSERT_TEXT: &str = "
    INSERT INTO vault (digest, kind, salt, body, kept_at_us, erased_at_us)
    VALUES ($1, $2, $3, $4, $5, NULL)";

impl Vault {
    /// Keeps a text, as JSON, durably, and gives the digest that stands for it. The same text kept
    /// twice has two digests.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] for more than [`BODY_SIZE_MAX`] bytes.
    pub async fn put(
        &self,
        at: Moment,
        kind: VaultKind,
        body: &Secret<Vec<u8>>,
    ) -> Result<Digest, StoreError> {
        let body = body.reveal().as_slice();
        if body.len() > BODY_SIZE_MAX {
            return Err(StoreError::TooLarge { what: kind.slug(), size_max: BODY_SIZE_MAX });
        }
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt).map_err(|source| StoreError::Entropy { source })?;
        let digest = salted(&salt, body);
        let inserted = on!(Database, &self.kept, |db| {
            sqlx::query(INSERT_TEXT)
                .bind(text(digest))
                .bind(kind.slug())
                .bind(salt.as_slice())
                .bind(body)
                .bind(at.us())
                .execute(db)
                .await
                .map(drop)
        });
        inserted.map_err(StoreError::database("keep a text in the vault"))?;
        Ok(digest)
    }
}

fn salted(salt: &[u8; 16], body: &[u8]) -> Digest {
    HashAlg::Sha256.digest(&[salt, body])
}

/// kind, salt, body, erased.
type VaultRow = (String, Option<Vec<u8>>, Option<Vec<u8>>, Option<i64>);

const FIND_TEXT: &str = "SELECT kind, salt, body, erased_at_us FROM vault WHERE digest = $1";

impl Vault {
    /// What the vault has under a digest, if it ever had anything.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when the digest does not fit the text any more.
    pub async fn read(&self, digest: Digest) -> Result<Option<Vaulted>, StoreError> {
        let row: Option<VaultRow> = on!(Database, &self.kept, |db| {
            sqlx::query_as(FIND_TEXT).bind(text(digest)).fetch_optional(db).await
        })
        .map_err(StoreError::database("find a text in the vault"))?;
        let Some((kind, salt, body, erased_at)) = row else { return Ok(None) };
        let kind = VaultKind::from_slug(&kind)?;
        if let Some(at) = erased_at.map(to_moment) {
            return Ok(Some(Vaulted::Erased { kind, at }));
        }
        let damaged = || StoreError::Unreadable { what: "text in the vault" };
        let body = body.ok_or_else(damaged)?;
        let salt = salt.and_then(|salt| <[u8; 16]>::try_from(salt).ok()).ok_or_else(damaged)?;
        if salted(&salt, &body) != digest {
            return Err(damaged());
        }
        Ok(Some(Vaulted::Kept { kind, body: Secret::new(body) }))
    }
}

const ERASE_TEXT: &str = "
    UPDATE vault SET salt = NULL, body = NULL, erased_at_us = $2
    WHERE digest = $1 AND erased_at_us IS NULL";

impl Vault {
    /// Erases a text with its salt, and says whether it was there; the digest stays known as
    /// erased.
    ///
    /// In SQLite's file nothing is left of it. What PostgreSQL's dead rows, log and backups still
    /// hold ends with their retention.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn erase(&self, at: Moment, digest: Digest) -> Result<bool, StoreError> {
        let erased = on!(Database, &self.kept, |db| {
            let erase = sqlx::query(ERASE_TEXT).bind(text(digest)).bind(at.us());
            erase.execute(db).await.map(|done| done.rows_affected())
        });
        let was_there = erased.map_err(StoreError::database("erase a text in the vault"))? == 1;
        if was_there {
            self.kept.scrub().await?;
        }
        Ok(was_there)
    }
}

const LIST_OLD_TEXTS: &str = "
    SELECT kept_at_us, digest FROM vault
    WHERE erased_at_us IS NULL AND kept_at_us < $1 AND (kept_at_us, digest) > ($2, $3)
    ORDER BY kept_at_us, digest LIMIT $4";
const DELETE_OLD_TEXT: &str = "DELETE FROM vault WHERE digest = $1";

impl Vault {
    /// Removes what was kept before a moment and no entry of the journal names: the command that
    /// was to name it never came. Says how many texts these were.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn sweep<F: Future<Output = Result<bool, StoreError>> + Send>(
        &self,
        is_named: impl Fn(Digest) -> F + Send,
        kept_before: Moment,
    ) -> Result<u64, StoreError> {
        let failed = || StoreError::database("sweep the vault");
        let mut after = (i64::MIN, String::new());
        let mut swept = 0;
        loop {
            let rows: Vec<(i64, String)> = on!(Database, &self.kept, |db| {
                sqlx::query_as(LIST_OLD_TEXTS)
                    .bind(kept_before.us())
                    .bind(after.0)
                    .bind(&after.1)
                    .bind(SWEEP_LENGTH)
                    .fetch_all(db)
                    .await
            })
            .map_err(failed())?;
            let Some(last) = rows.last() else { break };
            after = last.clone();
            for (_, digest) in rows {
                if is_named(parsed("digest of a text", &digest)?).await? {
                    continue;
                }
                let deleted = on!(Database, &self.kept, |db| {
                    let delete = sqlx::query(DELETE_OLD_TEXT).bind(&digest);
                    delete.execute(db).await.map(|done| done.rows_affected())
                });
                swept += deleted.map_err(failed())?;
            }
        }
        if swept > 0 {
            self.kept.scrub().await?;
        }
        Ok(swept)
    }
}
