//! Keys that an installation makes once and keeps for ever.

use lexicon::{Digest, Moment, Secret};

use crate::column::{hex, parsed};
use crate::{Database, StoreError};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT_KEY, FIND_KEY];

/// The keys of an installation, by name. A clone is the same keys.
#[derive(Debug, Clone)]
pub struct Keys {
    kept: Database,
}

const INSERT_KEY: &str = "
    INSERT INTO named_key (name, key_hex, made_at_us) VALUES ($1, $2, $3)
    ON CONFLICT (name) DO NOTHING";
const FIND_KEY: &str = "SELECT key_hex FROM named_key WHERE name = $1";

impl Keys {
    /// The keys of a database opened as [`crate::Shelf::Kept`].
    pub fn new(kept: Database) -> Self {
        Self { kept }
    }

    /// The key of a name, made by chance when it is first asked for.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn key(&self, name: &str, at: Moment) -> Result<Secret<[u8; 32]>, StoreError> {
        if let Some(key) = self.find(name).await? {
            return Ok(key);
        }
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key).map_err(|source| StoreError::Entropy { source })?;
        self.keep(name, &Secret::new(key), at).await
    }

    /// Keeps this key under a name unless there is one, and gives the one that is kept: of several
    /// who ask at once, all get the same.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn keep(
        &self,
        name: &str,
        key: &Secret<[u8; 32]>,
        at: Moment,
    ) -> Result<Secret<[u8; 32]>, StoreError> {
        let key = hex(key.reveal());
        let inserted = on!(Database, &self.kept, |db| {
            let insert = sqlx::query(INSERT_KEY).bind(name).bind(key).bind(at.us());
            insert.execute(db).await.map(drop)
        });
        inserted.map_err(StoreError::database("keep key"))?;
        self.find(name).await?.ok_or(StoreError::Unreadable { what: "key" })
    }

    async fn find(&self, name: &str) -> Result<Option<Secret<[u8; 32]>>, StoreError> {
        let found: Option<String> = on!(Database, &self.kept, |db| {
            sqlx::query_scalar(FIND_KEY).bind(name).fetch_optional(db).await
        })
        .map_err(StoreError::database("find key"))?;
        // A digest is 32 bytes in hexadecimal, as a key is.
        found.map(|key| parsed::<Digest>("key", &key).map(|key| Secret::new(key.0))).transpose()
    }
}
