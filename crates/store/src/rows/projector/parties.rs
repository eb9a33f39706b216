//! The registered parties.

use exchange::{Command, Event, Party};
use lexicon::{Moment, PartyId};

use super::step::Step;
use crate::column::{from_id, text};
use crate::{StoreError, Transaction};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT_PARTY, INSERT_ROLE];

/// What entries add to the tables of parties.
#[derive(Debug, Default)]
pub(super) struct Parties {
    registered: Vec<(PartyId, Party, Moment)>,
}

impl Parties {
    pub(super) fn take(&mut self, step: &Step<'_>, event: &Event) {
        if let (Event::PartyRegistered { party: id }, Command::RegisterParty { party }) =
            (event, step.command())
        {
            self.registered.push((*id, party.clone(), step.moment()));
        }
    }
}

const INSERT_PARTY: &str = "
    INSERT INTO party (party_id, kind, profile, registered_at_us) VALUES ($1, $2, $3, $4)";
const INSERT_ROLE: &str = "INSERT INTO party_role (party_id, role) VALUES ($1, $2)";

impl Parties {
    pub(super) async fn write(&self, transaction: &mut Transaction) -> Result<(), StoreError> {
        for (id, party, moment) in &self.registered {
            let id = from_id(id.0)?;
            let inserted = on!(Transaction, transaction, |db| {
                sqlx::query(INSERT_PARTY)
                    .bind(id)
                    .bind(party.kind.slug())
                    .bind(text(party.profile))
                    .bind(moment.us())
                    .execute(&mut **db)
                    .await
                    .map(drop)
            });
            inserted.map_err(StoreError::database("draw a party"))?;
            for role in &party.roles {
                let inserted = on!(Transaction, transaction, |db| {
                    let insert = sqlx::query(INSERT_ROLE).bind(id).bind(role.slug());
                    insert.execute(&mut **db).await.map(drop)
                });
                inserted.map_err(StoreError::database("draw a party's role"))?;
            }
        }
        Ok(())
    }
}
