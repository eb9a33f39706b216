//! The registered parties.

use exchange::{PartyKind, Role};
use lexicon::{Digest, Moment, PartyId};

use super::Reader;
use crate::StoreError;
use crate::column::{from_id, parsed, to_moment};
use crate::rows::words::{party_kind, role};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND_PARTY];

/// A registered party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyRow {
    /// Its number.
    pub party: PartyId,
    /// What it is.
    pub kind: PartyKind,
    /// In which capacities it may act, in the order of [`Role`].
    pub roles: Vec<Role>,
    /// The digest of its profile in the vault.
    pub profile: Digest,
    /// When it was registered.
    pub registered_at: Moment,
}

/// Kind, profile, registered, role: one row a role.
type Line = (String, String, i64, String);

const FIND_PARTY: &str = "
    SELECT party.kind, party.profile, party.registered_at_us, party_role.role
    FROM party JOIN party_role ON party_role.party_id = party.party_id
    WHERE party.party_id = $1";

impl Reader {
    /// A registered party.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn party(&self, party: PartyId) -> Result<Option<PartyRow>, StoreError> {
        let id = from_id(party.0)?;
        let lines: Vec<Line> = on!(Database, &self.rows, |db| {
            sqlx::query_as(FIND_PARTY).bind(id).fetch_all(db).await
        })
        .map_err(StoreError::database("find a party"))?;
        let Some((kind, profile, registered_at, _)) = lines.first() else { return Ok(None) };
        let roles = lines.iter().map(|(.., column)| role(column));
        let mut roles = roles.collect::<Result<Vec<Role>, _>>()?;
        roles.sort();
        Ok(Some(PartyRow {
            party,
            kind: party_kind(kind)?,
            roles,
            profile: parsed("profile of a party", profile)?,
            registered_at: to_moment(*registered_at),
        }))
    }
}
