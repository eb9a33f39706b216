//! The books (账簿): accounts, and transfers of one debit and one credit.

use std::collections::BTreeMap;

use lexicon::{ApplicationId, Digest, LotId, Money, TransferId};
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// An account of the books.
///
/// Kept for ever; new kinds come at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AccountId {
    /// The centre's account at its bank; what is on it belongs to others.
    Bank,
    /// What is held for an applicant (保证金专户).
    Deposit(ApplicationId),
    /// What is held for a lot's seller until it is paid out (结算专户).
    Settlement(LotId),
}

/// Why money moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// A deposit came in.
    DepositReceived,
    /// A deposit goes back (退付).
    DepositRefunded,
    /// A deposit becomes part of the price.
    DepositApplied,
    /// The price, or the rest of it, came in.
    PriceReceived,
}

/// Money that moves from one account to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Its number.
    pub id: TransferId,
    /// The account it is debited to.
    pub debit: AccountId,
    /// The account it is credited to.
    pub credit: AccountId,
    /// How much.
    pub amount: Money,
    /// Why.
    pub purpose: Purpose,
}

/// What can happen in the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LedgerEvent {
    /// Money has moved.
    Posted {
        /// How.
        transfer: Transfer,
    },
    /// Money is set aside until it is known whether it has moved.
    Pended {
        /// How it will move.
        transfer: Transfer,
    },
    /// What was set aside has moved.
    PendingPosted {
        /// By which transfer.
        pending: TransferId,
    },
    /// What was set aside has not moved and is free again.
    PendingVoided {
        /// By which transfer.
        pending: TransferId,
    },
}

/// What an account has been debited and credited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Debits that have moved.
    pub debits_posted: Money,
    /// Credits that have moved.
    pub credits_posted: Money,
    /// Debits that are set aside.
    pub debits_pending: Money,
    /// Credits that are set aside.
    pub credits_pending: Money,
}

/// Numbers for the transfers of one command.
#[derive(Debug)]
pub struct Numbering(u64);

/// The books (账簿).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    balances: BTreeMap<AccountId, Balance>,
    pending: BTreeMap<TransferId, Transfer>,
    /// The bank's references, by digest, each booked once.
    references: BTreeMap<Digest, TransferId>,
    transfers_made: u64,
}

impl AccountId {
    /// The name in answers and rows: `deposit:7`.
    pub fn name(self) -> String {
        match self {
            Self::Bank => "bank".into(),
            Self::Deposit(application) => format!("deposit:{application}"),
            Self::Settlement(lot) => format!("settlement:{lot}"),
        }
    }
}

impl Purpose {
    /// The name in answers and rows: `deposit-received`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::DepositReceived => "deposit-received",
            Self::DepositRefunded => "deposit-refunded",
            Self::DepositApplied => "deposit-applied",
            Self::PriceReceived => "price-received",
        }
    }
}

impl Balance {
    /// What the account of somebody else's money holds, less what is set aside.
    pub fn available(&self) -> Money {
        let spent = sum(self.debits_posted, self.debits_pending);
        difference(self.credits_posted, spent)
    }
}

impl Numbering {
    /// The transfer of the next number.
    pub const fn next(
        &mut self,
        (debit, credit): (AccountId, AccountId),
        amount: Money,
        purpose: Purpose,
    ) -> Transfer {
        self.0 += 1;
        Transfer { id: TransferId(self.0), debit, credit, amount, purpose }
    }
}

impl Ledger {
    /// What an account has been debited and credited.
    pub fn balance(&self, account: AccountId) -> Balance {
        self.balances.get(&account).copied().unwrap_or_default()
    }

    /// Every account that was ever used, with its balance.
    pub fn balances(&self) -> impl Iterator<Item = (AccountId, &Balance)> + '_ {
        self.balances.iter().map(|(account, balance)| (*account, balance))
    }

    /// Numbers for the transfers of one command.
    pub const fn numbering(&self) -> Numbering {
        Numbering(self.transfers_made)
    }

    /// The transfer of the next number.
    pub fn next(
        &self,
        (debit, credit): (AccountId, AccountId),
        amount: Money,
        purpose: Purpose,
    ) -> Transfer {
        self.numbering().next((debit, credit), amount, purpose)
    }

    /// A transfer that is set aside.
    pub fn pending(&self, transfer: TransferId) -> Option<&Transfer> {
        self.pending.get(&transfer)
    }

    /// The refund that is on its way from an applicant's account.
    pub fn pending_refund(&self, application: ApplicationId) -> Option<&Transfer> {
        let account = AccountId::Deposit(application);
        self.pending.values().find(|transfer| transfer.debit == account)
    }

    /// Looks whether a reference of the bank's is new to the books.
    ///
    /// # Errors
    /// The transfer by which it is booked.
    pub fn check_reference(&self, reference: Digest) -> Result<(), Refusal> {
        match self.references.get(&reference) {
            Some(transfer) => Err(Refusal::AlreadyBooked { transfer: *transfer }),
            None => Ok(()),
        }
    }

    /// Looks whether money can move so.
    ///
    /// # Errors
    /// When it is nothing, does not fit the books, or the debited account does not hold it.
    pub fn check(&self, transfer: &Transfer) -> Result<(), Refusal> {
        assert!(transfer.debit != transfer.credit, "money moves between two accounts");
        if transfer.amount <= Money::ZERO {
            return Err(Refusal::AmountOutOfRange);
        }
        let debit = self.balance(transfer.debit);
        // Money that has come in is debited to the bank, whose account may grow without limit.
        if transfer.debit != AccountId::Bank {
            let balance = debit.available();
            if balance < transfer.amount {
                return Err(Refusal::BalanceTooSmall { balance });
            }
        }
        let credit = self.balance(transfer.credit);
        let fits = [
            debit.debits_posted,
            debit.debits_pending,
            credit.credits_posted,
            credit.credits_pending,
        ]
        .into_iter()
        .all(|side| half_fits(side, transfer.amount));
        if fits { Ok(()) } else { Err(Refusal::AmountOutOfRange) }
    }

    /// Takes up what happened in the books.
    pub fn apply(&mut self, event: &LedgerEvent) {
        match event {
            LedgerEvent::Posted { transfer } => {
                self.number(transfer);
                self.post(transfer);
            }
            LedgerEvent::Pended { transfer } => {
                self.number(transfer);
                let debit = self.balances.entry(transfer.debit).or_default();
                debit.debits_pending = sum(debit.debits_pending, transfer.amount);
                let credit = self.balances.entry(transfer.credit).or_default();
                credit.credits_pending = sum(credit.credits_pending, transfer.amount);
                self.pending.insert(transfer.id, *transfer);
            }
            LedgerEvent::PendingPosted { pending } => {
                let transfer = self.resolve(*pending);
                self.post(&transfer);
            }
            LedgerEvent::PendingVoided { pending } => {
                self.resolve(*pending);
            }
        }
    }

    /// Notes the bank's reference of a transfer.
    pub fn note_reference(&mut self, reference: Digest, transfer: TransferId) {
        let before = self.references.insert(reference, transfer);
        assert!(before.is_none(), "a reference of the bank's is booked once");
    }

    fn number(&mut self, transfer: &Transfer) {
        assert!(transfer.id.0 == self.transfers_made + 1, "transfers are numbered by one");
        self.transfers_made = transfer.id.0;
    }

    fn post(&mut self, transfer: &Transfer) {
        let debit = self.balances.entry(transfer.debit).or_default();
        debit.debits_posted = sum(debit.debits_posted, transfer.amount);
        let is_covered = transfer.debit == AccountId::Bank || debit.available() >= Money::ZERO;
        assert!(is_covered, "no account of somebody else's money is overdrawn");
        let credit = self.balances.entry(transfer.credit).or_default();
        credit.credits_posted = sum(credit.credits_posted, transfer.amount);
    }

    fn resolve(&mut self, pending: TransferId) -> Transfer {
        let transfer = self.pending.remove(&pending);
        let transfer =
            transfer.unwrap_or_else(|| panic!("a pending transfer is resolved exactly once"));
        let debit = self.balances.entry(transfer.debit).or_default();
        debit.debits_pending = difference(debit.debits_pending, transfer.amount);
        let credit = self.balances.entry(transfer.credit).or_default();
        credit.credits_pending = difference(credit.credits_pending, transfer.amount);
        transfer
    }
}

/// Whether the sides of an account stay so small that two of them still add up.
fn half_fits(side: Money, amount: Money) -> bool {
    const SIDE_MAX: i64 = 1 << 61;
    side.checked_add(amount).is_some_and(|total| total.fen() <= SIDE_MAX)
}

fn sum(one: Money, other: Money) -> Money {
    one.checked_add(other).unwrap_or_else(|| panic!("a side of an account fits"))
}

fn difference(one: Money, other: Money) -> Money {
    one.checked_sub(other).unwrap_or_else(|| panic!("a side of an account fits"))
}
