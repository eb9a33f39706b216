//! The books: transfers and balances.

use exchange::{AccountId, Balance, Transfer};
use lexicon::{Digest, Moment, Money, Sequence, TransferId};

use super::{Reader, page};
use crate::StoreError;
use crate::column::{from_id, to_id, to_moment};
use crate::rows::words::{account, id_where, moment_where, parsed_where, purpose, to_account};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[TRANSFERS, ACCOUNTS];

/// Whether a transfer's money has moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferState {
    /// It has.
    Posted,
    /// It is set aside until that is known.
    Pending,
    /// It has not and is free again.
    Voided,
}

/// A transfer of the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferRow {
    /// Its number, accounts, amount and purpose.
    pub transfer: Transfer,
    /// Whether its money has moved.
    pub state: TransferState,
    /// The entry that made it.
    pub sequence: Sequence,
    /// When.
    pub moment: Moment,
    /// The entry that resolved it, where it was set aside.
    pub resolved_sequence: Option<Sequence>,
    /// When.
    pub resolved_at: Option<Moment>,
    /// When the bank paid or was paid.
    pub paid_at: Option<Moment>,
    /// The digest of the bank's reference.
    pub reference: Option<Digest>,
}

/// An account of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BalanceRow {
    /// Which.
    pub account: AccountId,
    /// What it has been debited and credited.
    pub balance: Balance,
}

columns! { Line {
    transfer_id: i64,
    debit_kind: String,
    debit_number: i64,
    credit_kind: String,
    credit_number: i64,
    amount_fen: i64,
    purpose: String,
    state: String,
    sequence: i64,
    moment_us: i64,
    resolved_sequence: Option<i64>,
    resolved_at_us: Option<i64>,
    paid_at_us: Option<i64>,
    reference: Option<String>,
} }

/// Kind, number, and what was debited and credited: posted, then pending.
type AccountLine = (String, i64, i64, i64, i64, i64);

/// The transfers of one side of an account; each side has an index of its own.
macro_rules! transfers {
    ($side:literal) => {
        concat!("
    SELECT transfer_id, debit_kind, debit_number, credit_kind, credit_number, amount_fen, purpose,
        state, sequence, moment_us, resolved_sequence, resolved_at_us, paid_at_us, reference
    FROM transfer WHERE transfer_id > $1 AND ", $side)
    };
}

/// No transfer goes from an account to itself, so that none is found twice.
const TRANSFERS: &str = concat!(
    transfers!("debit_kind = $3 AND debit_number = $4"),
    " UNION ALL",
    transfers!("credit_kind = $3 AND credit_number = $4"),
    " ORDER BY transfer_id LIMIT $2"
);
const ACCOUNTS: &str = "
    SELECT kind, number, debits_posted_fen, credits_posted_fen, debits_pending_fen,
        credits_pending_fen
    FROM ledger_account WHERE (kind, number) > ($1, $2) ORDER BY kind, number LIMIT $3";

impl Reader {
    /// The transfers from or to an account, in the order of their numbers.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn transfers(
        &self,
        of: AccountId,
        after: Option<TransferId>,
        limit: usize,
    ) -> Result<Vec<TransferRow>, StoreError> {
        let (kind, number) = account(of)?;
        let after = from_id(after.map_or(0, |after| after.0))?;
        let lines: Vec<Line> = on!(Database, &self.rows, |db| {
            let query = sqlx::query_as(TRANSFERS).bind(after).bind(page(limit));
            query.bind(kind).bind(number).fetch_all(db).await
        })
        .map_err(StoreError::database("list transfers"))?;
        lines.iter().map(to_transfer).collect()
    }

    /// The accounts of the books that were ever used, in their order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn balances(
        &self,
        after: Option<AccountId>,
        limit: usize,
    ) -> Result<Vec<BalanceRow>, StoreError> {
        let (kind, number) = after.map_or(Ok(("", 0)), account)?;
        let lines: Vec<AccountLine> = on!(Database, &self.rows, |db| {
            let query = sqlx::query_as(ACCOUNTS).bind(kind).bind(number);
            query.bind(page(limit)).fetch_all(db).await
        })
        .map_err(StoreError::database("list accounts of the books"))?;
        lines.into_iter().map(to_balance).collect()
    }
}

fn to_transfer(line: &Line) -> Result<TransferRow, StoreError> {
    let all = [TransferState::Posted, TransferState::Pending, TransferState::Voided];
    let state = all.into_iter().find(|state| state.slug() == line.state);
    Ok(TransferRow {
        transfer: Transfer {
            id: TransferId(to_id("transfer", line.transfer_id)?),
            debit: to_account(&line.debit_kind, line.debit_number)?,
            credit: to_account(&line.credit_kind, line.credit_number)?,
            amount: Money::from_fen(line.amount_fen),
            purpose: purpose(&line.purpose)?,
        },
        state: state.ok_or(StoreError::Unreadable { what: "state of a transfer" })?,
        sequence: Sequence(to_id("sequence of a transfer", line.sequence)?),
        moment: to_moment(line.moment_us),
        resolved_sequence: id_where("end of a transfer", line.resolved_sequence, Sequence)?,
        resolved_at: moment_where(line.resolved_at_us),
        paid_at: moment_where(line.paid_at_us),
        reference: parsed_where("reference of a transfer", line.reference.as_deref())?,
    })
}

fn to_balance(
    (kind, number, debits, credits, debits_pending, credits_pending): AccountLine,
) -> Result<BalanceRow, StoreError> {
    Ok(BalanceRow {
        account: to_account(&kind, number)?,
        balance: Balance {
            debits_posted: Money::from_fen(debits),
            credits_posted: Money::from_fen(credits),
            debits_pending: Money::from_fen(debits_pending),
            credits_pending: Money::from_fen(credits_pending),
        },
    })
}

impl TransferState {
    /// The name in answers and rows: `posted`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Pending => "pending",
            Self::Voided => "voided",
        }
    }
}
