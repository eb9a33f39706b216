//! The applications, with what is there of their deposits.

use std::collections::{BTreeMap, BTreeSet};

use exchange::{AccountId, Application, ApplicationStage, Event, LedgerEvent, World};
use lexicon::{ApplicationId, LotId, Moment};

use super::step::Step;
use crate::column::from_id;
use crate::rows::words::text_where;
use crate::{StoreError, Transaction};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[INSERT_APPLICATION, SET_APPLICATION_STEP, SET_APPLICATION_DEPOSIT];

/// Which applications entries have made or changed.
#[derive(Debug, Default)]
pub(super) struct Applications {
    received: Vec<(ApplicationId, Moment)>,
    /// Since when each stands where it stands.
    stepped: BTreeMap<ApplicationId, Moment>,
    /// Those whose account has moved.
    moved: BTreeSet<ApplicationId>,
}

impl Applications {
    pub(super) fn take(&mut self, step: &Step<'_>, event: &Event) {
        match event {
            Event::ApplicationReceived { application, .. } => {
                self.received.push((*application, step.moment()));
            }
            Event::ApplicationWithdrawn { application }
            | Event::ApplicantAdmitted { application }
            | Event::ApplicantRejected { application } => {
                self.stepped.insert(*application, step.moment());
            }
            Event::Ledger(event) => self.moved.extend(accounts(step, event).filter_map(deposit)),
            _ => {}
        }
    }

    pub(super) async fn write(
        &self,
        world: &World,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        for (id, received_at) in &self.received {
            insert(world, (*id, *received_at), transaction).await?;
        }
        for (id, step_at) in &self.stepped {
            set_step(world, (*id, *step_at), transaction).await?;
        }
        for id in &self.moved {
            set_deposit(world, *id, transaction).await?;
        }
        Ok(())
    }
}

/// The two accounts between which money has moved, or is to move, or will not move after all.
pub(super) fn accounts(
    step: &Step<'_>,
    event: &LedgerEvent,
) -> impl Iterator<Item = AccountId> + use<> {
    let transfer = match event {
        LedgerEvent::Posted { transfer } | LedgerEvent::Pended { transfer } => Some(*transfer),
        LedgerEvent::PendingPosted { .. } | LedgerEvent::PendingVoided { .. } => step.resolved,
    };
    let transfer = transfer.unwrap_or_else(|| panic!("only what is set aside is resolved"));
    [transfer.debit, transfer.credit].into_iter()
}

/// The application whose deposit an account holds.
pub(super) const fn deposit(account: AccountId) -> Option<ApplicationId> {
    match account {
        AccountId::Deposit(application) => Some(application),
        AccountId::Bank | AccountId::Settlement(_) => None,
    }
}

/// An application that an event has named.
pub(super) fn known(world: &World, id: ApplicationId) -> &Application {
    world.application(id).unwrap_or_else(|| panic!("what happened to an application left one"))
}

/// The number of a lot's listing, and of who sells it, as columns hold them.
pub(super) fn listing_of(world: &World, lot: LotId) -> Result<(i64, i64), StoreError> {
    let listing = world.lot(lot).and_then(exchange::Lot::listing);
    let found = listing.and_then(|id| Some((id, world.listing(id)?.seller)));
    let (listing, seller) = found.unwrap_or_else(|| panic!("who applies does so at a listing"));
    Ok((from_id(listing.0)?, from_id(seller.0)?))
}

const INSERT_APPLICATION: &str = "
    INSERT INTO application (
        application_id, lot_id, listing_id, applicant_id, received_at_us, step, step_at_us,
        required_fen, held_fen
    ) VALUES ($1, $2, $3, $4, $5, 'received', $5, $6, 0)";

async fn insert(
    world: &World,
    (id, received_at): (ApplicationId, Moment),
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let application = known(world, id);
    let (number, lot) = (from_id(id.0)?, from_id(application.lot.0)?);
    let applicant = from_id(application.applicant.0)?;
    let (listing, _) = listing_of(world, application.lot)?;
    let required = world.deposit(id).required;
    let inserted = on!(Transaction, transaction, |db| {
        sqlx::query(INSERT_APPLICATION)
            .bind(number)
            .bind(lot)
            .bind(listing)
            .bind(applicant)
            .bind(received_at.us())
            .bind(required.fen())
            .execute(&mut **db)
            .await
            .map(drop)
    });
    inserted.map_err(StoreError::database("draw an application"))
}

const SET_APPLICATION_STEP: &str = "
    UPDATE application SET step = $2, step_at_us = $3, paddle = $4, note = $5
    WHERE application_id = $1";

async fn set_step(
    world: &World,
    (id, step_at): (ApplicationId, Moment),
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let application = known(world, id);
    let number = from_id(id.0)?;
    let (paddle, note) = match application.stage {
        ApplicationStage::Received | ApplicationStage::Withdrawn => (None, None),
        ApplicationStage::Admitted => {
            let lot = world.lot(application.lot);
            (lot.and_then(|lot| lot.paddle(application.applicant)), None)
        }
        ApplicationStage::Rejected { note } => (None, Some(note)),
    };
    let set = on!(Transaction, transaction, |db| {
        sqlx::query(SET_APPLICATION_STEP)
            .bind(number)
            .bind(application.step().slug())
            .bind(step_at.us())
            .bind(paddle.map(|paddle| i64::from(paddle.0)))
            .bind(text_where(note))
            .execute(&mut **db)
            .await
            .map(|done| done.rows_affected())
    });
    let set = set.map_err(StoreError::database("draw where an application stands"))?;
    super::exactly_one(set, "row of an application")
}

const SET_APPLICATION_DEPOSIT: &str = "
    UPDATE application SET held_fen = $2, refund_pending_fen = $3 WHERE application_id = $1";

async fn set_deposit(
    world: &World,
    id: ApplicationId,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let number = from_id(id.0)?;
    let held = world.deposit(id).held;
    let pending = world.ledger().pending_refund(id).map(|transfer| transfer.amount.fen());
    let set = on!(Transaction, transaction, |db| {
        let set = sqlx::query(SET_APPLICATION_DEPOSIT).bind(number).bind(held.fen()).bind(pending);
        set.execute(&mut **db).await.map(|done| done.rows_affected())
    });
    let set = set.map_err(StoreError::database("draw a deposit"))?;
    super::exactly_one(set, "row of an application")
}
