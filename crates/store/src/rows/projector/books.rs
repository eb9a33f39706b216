//! The books: transfers and balances.

use std::collections::BTreeSet;

use exchange::{AccountId, Command, Event, LedgerEvent, Purpose, Transfer, World};
use lexicon::{Digest, Moment, Sequence, TransferId};

use super::applications::accounts;
use super::step::Step;
use crate::column::from_id;
use crate::rows::reader::TransferState;
use crate::rows::words::{account, text_where};
use crate::{StoreError, Transaction};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT_TRANSFER, RESOLVE_TRANSFER, PUT_ACCOUNT];

/// What the bank said of a transfer: when, and by which reference.
type Banked = Option<(Moment, Digest)>;

#[derive(Debug)]
struct Made {
    transfer: Transfer,
    state: TransferState,
    sequence: Sequence,
    moment: Moment,
    banked: Banked,
}

#[derive(Debug)]
struct Resolved {
    transfer: TransferId,
    state: TransferState,
    sequence: Sequence,
    moment: Moment,
    banked: Banked,
}

/// What entries add to the books, and which accounts they have changed.
#[derive(Debug, Default)]
pub(super) struct Books {
    made: Vec<Made>,
    resolved: Vec<Resolved>,
    changed: BTreeSet<AccountId>,
}

impl Books {
    pub(super) fn take(&mut self, step: &Step<'_>, event: &Event) {
        let Event::Ledger(event) = event else { return };
        self.changed.extend(accounts(step, event));
        let (sequence, moment) = (step.sequence(), step.moment());
        match event {
            LedgerEvent::Posted { transfer } => {
                let banked = banked(step.command(), transfer.purpose);
                let (transfer, state) = (*transfer, TransferState::Posted);
                self.made.push(Made { transfer, state, sequence, moment, banked });
            }
            LedgerEvent::Pended { transfer } => {
                let (transfer, state, banked) = (*transfer, TransferState::Pending, None);
                self.made.push(Made { transfer, state, sequence, moment, banked });
            }
            LedgerEvent::PendingPosted { pending } => {
                let banked = banked(step.command(), Purpose::DepositRefunded);
                let (transfer, state) = (*pending, TransferState::Posted);
                self.resolved.push(Resolved { transfer, state, sequence, moment, banked });
            }
            LedgerEvent::PendingVoided { pending } => {
                let (transfer, state, banked) = (*pending, TransferState::Voided, None);
                self.resolved.push(Resolved { transfer, state, sequence, moment, banked });
            }
        }
    }

    pub(super) async fn write(
        &self,
        world: &World,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        for made in &self.made {
            insert(made, transaction).await?;
        }
        for resolved in &self.resolved {
            resolve(resolved, transaction).await?;
        }
        for account in &self.changed {
            put_account(world, *account, transaction).await?;
        }
        Ok(())
    }
}

/// What the command tells of the bank; a deposit that becomes part of the price passes no bank.
const fn banked(command: &Command, purpose: Purpose) -> Banked {
    match (command, purpose) {
        (_, Purpose::DepositApplied) => None,
        (Command::RecordDeposit { payment, .. } | Command::RecordPayment { payment, .. }, _) => {
            Some((payment.paid_at, payment.reference))
        }
        (Command::RecordRefund { paid_at, reference, .. }, _) => Some((*paid_at, *reference)),
        _ => None,
    }
}

const INSERT_TRANSFER: &str = "
    INSERT INTO transfer (
        transfer_id, debit_kind, debit_number, credit_kind, credit_number, amount_fen, purpose,
        state, sequence, moment_us, paid_at_us, reference
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

async fn insert(made: &Made, transaction: &mut Transaction) -> Result<(), StoreError> {
    let transfer = made.transfer;
    let (id, sequence) = (from_id(transfer.id.0)?, from_id(made.sequence.0)?);
    let (debit_kind, debit_number) = account(transfer.debit)?;
    let (credit_kind, credit_number) = account(transfer.credit)?;
    let inserted = on!(Transaction, transaction, |db| {
        sqlx::query(INSERT_TRANSFER)
            .bind(id)
            .bind(debit_kind)
            .bind(debit_number)
            .bind(credit_kind)
            .bind(credit_number)
            .bind(transfer.amount.fen())
            .bind(transfer.purpose.slug())
            .bind(made.state.slug())
            .bind(sequence)
            .bind(made.moment.us())
            .bind(made.banked.map(|(paid_at, _)| paid_at.us()))
            .bind(text_where(made.banked.map(|(_, reference)| reference)))
            .execute(&mut **db)
            .await
            .map(drop)
    });
    inserted.map_err(StoreError::database("draw a transfer"))
}

const RESOLVE_TRANSFER: &str = "
    UPDATE transfer SET state = $2, resolved_sequence = $3, resolved_at_us = $4, paid_at_us = $5,
        reference = $6
    WHERE transfer_id = $1 AND state = 'pending'";

async fn resolve(resolved: &Resolved, transaction: &mut Transaction) -> Result<(), StoreError> {
    let (id, sequence) = (from_id(resolved.transfer.0)?, from_id(resolved.sequence.0)?);
    let set = on!(Transaction, transaction, |db| {
        sqlx::query(RESOLVE_TRANSFER)
            .bind(id)
            .bind(resolved.state.slug())
            .bind(sequence)
            .bind(resolved.moment.us())
            .bind(resolved.banked.map(|(paid_at, _)| paid_at.us()))
            .bind(text_where(resolved.banked.map(|(_, reference)| reference)))
            .execute(&mut **db)
            .await
            .map(|done| done.rows_affected())
    });
    let set = set.map_err(StoreError::database("draw what became of a transfer"))?;
    super::exactly_one(set, "row of a transfer that is set aside")
}

const PUT_ACCOUNT: &str = "
    INSERT INTO ledger_account (
        kind, number, debits_posted_fen, credits_posted_fen, debits_pending_fen,
        credits_pending_fen
    ) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (kind, number) DO UPDATE SET
        debits_posted_fen = excluded.debits_posted_fen,
        credits_posted_fen = excluded.credits_posted_fen,
        debits_pending_fen = excluded.debits_pending_fen,
        credits_pending_fen = excluded.credits_pending_fen";

async fn put_account(
    world: &World,
    id: AccountId,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let (kind, number) = account(id)?;
    let balance = world.ledger().balance(id);
    let put = on!(Transaction, transaction, |db| {
        sqlx::query(PUT_ACCOUNT)
            .bind(kind)
            .bind(number)
            .bind(balance.debits_posted.fen())
            .bind(balance.credits_posted.fen())
            .bind(balance.debits_pending.fen())
            .bind(balance.credits_pending.fen())
            .execute(&mut **db)
            .await
            .map(drop)
    });
    put.map_err(StoreError::database("draw an account"))
}
