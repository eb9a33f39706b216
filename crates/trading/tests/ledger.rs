//! What holds for the books, whatever moves in them.
//!
//! Beside the books a naive copy is kept, a list of amounts, and both must agree after every step.

use std::collections::BTreeMap;

use lexicon::{ApplicationId, Digest, LotId, Money, TransferId};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use trading::{AccountId, Ledger, LedgerEvent, Purpose, Refusal, Transfer};

/// The same cases in every run; `PROPTEST_CASES` draws more of them.
fn config() -> Config {
    Config { failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..Config::default() }
}

/// What somebody wants to book.
#[derive(Debug, Clone)]
enum Wish {
    Post {
        debit: AccountId,
        credit: AccountId,
        amount: Money,
    },
    Pend {
        debit: AccountId,
        credit: AccountId,
        amount: Money,
    },
    /// The pending transfer of this place among those that wait, and whether it has moved.
    Resolve {
        place: usize,
        has_moved: bool,
    },
}

fn account() -> impl Strategy<Value = AccountId> {
    prop_oneof![
        3 => Just(AccountId::Bank),
        4 => (1..4_u64).prop_map(|id| AccountId::Deposit(ApplicationId(id))),
        2 => (1..3_u64).prop_map(|id| AccountId::Settlement(LotId(id))),
    ]
}

/// Between two accounts; mostly what deposits are made of, now and then what no bank ever saw.
fn wish() -> impl Strategy<Value = Wish> {
    let amount = prop_oneof![
        20 => 1..10_000_i64,
        2 => -1..1_i64,
        1 => Just(i64::MIN),
        1 => Just(i64::MAX),
        1 => Just((1 << 61) - 5_000),
    ];
    let between = (account(), account()).prop_filter("two accounts", |(one, other)| one != other);
    prop_oneof![
        9 => (between, amount, prop::bool::weighted(0.35)).prop_map(
            |((debit, credit), fen, is_pending)| {
                let amount = Money::from_fen(fen);
                if is_pending {
                    Wish::Pend { debit, credit, amount }
                } else {
                    Wish::Post { debit, credit, amount }
                }
            }
        ),
        3 => (0..5_usize, any::<bool>())
            .prop_map(|(place, has_moved)| Wish::Resolve { place, has_moved }),
    ]
}

/// The books, and the same as a list.
#[derive(Debug, Default)]
struct Books {
    ledger: Ledger,
    happened: Vec<LedgerEvent>,
    moved: Vec<Transfer>,
    waiting: Vec<Transfer>,
}

impl Books {
    fn take(&mut self, wish: &Wish) {
        match *wish {
            Wish::Post { debit, credit, amount } => {
                let transfer = self.ledger.next((debit, credit), amount, Purpose::PriceReceived);
                if self.is_allowed(&transfer) {
                    self.moved.push(transfer);
                    self.apply(LedgerEvent::Posted { transfer });
                }
            }
            Wish::Pend { debit, credit, amount } => {
                let transfer = self.ledger.next((debit, credit), amount, Purpose::DepositRefunded);
                if self.is_allowed(&transfer) {
                    self.waiting.push(transfer);
                    self.apply(LedgerEvent::Pended { transfer });
                }
            }
            Wish::Resolve { place, has_moved } => {
                if self.waiting.is_empty() {
                    return;
                }
                let transfer = self.waiting.remove(place % self.waiting.len());
                let pending = transfer.id;
                if has_moved {
                    self.moved.push(transfer);
                    self.apply(LedgerEvent::PendingPosted { pending });
                } else {
                    self.apply(LedgerEvent::PendingVoided { pending });
                }
                assert_eq!(self.ledger.pending(pending), None, "it is resolved once");
            }
        }
    }

    fn apply(&mut self, event: LedgerEvent) {
        self.ledger.apply(&event);
        self.happened.push(event);
    }

    /// Whether the books let it move; compared with what the list says, and nothing changes.
    fn is_allowed(&self, transfer: &Transfer) -> bool {
        let before = self.ledger.clone();
        let ruling = self.ledger.check(transfer);
        assert_eq!(ruling, self.ledger.check(transfer), "the same question, the same answer");
        assert_eq!(self.ledger, before);
        let available = self.available(transfer.debit);
        let is_bank = transfer.debit == AccountId::Bank;
        match ruling {
            Ok(()) => {
                assert!(transfer.amount > Money::ZERO);
                assert!(is_bank || available >= fen(transfer.amount), "{transfer:?}");
            }
            Err(Refusal::BalanceTooSmall { balance }) => {
                assert!(!is_bank && fen(balance) == available && available < fen(transfer.amount));
            }
            Err(Refusal::AmountOutOfRange) => {
                let most = [transfer.debit, transfer.credit].map(|account| self.touched(account));
                let is_large = most.into_iter().any(|most| most + fen(transfer.amount) > 1 << 61);
                assert!(transfer.amount <= Money::ZERO || is_large, "{transfer:?}");
            }
            Err(other) => panic!("the books do not know of {other:?}"),
        }
        ruling.is_ok()
    }

    /// What an account holds, less what is set aside.
    fn available(&self, account: AccountId) -> i128 {
        let side = |transfers: &[Transfer], side: fn(&Transfer) -> AccountId| {
            let own = transfers.iter().filter(|transfer| side(transfer) == account);
            own.map(|transfer| fen(transfer.amount)).sum::<i128>()
        };
        let spent = side(&self.moved, |it| it.debit) + side(&self.waiting, |it| it.debit);
        side(&self.moved, |it| it.credit) - spent
    }

    /// All that ever went through an account.
    fn touched(&self, account: AccountId) -> i128 {
        let all = self.moved.iter().chain(&self.waiting);
        let own = all.filter(|it| it.debit == account || it.credit == account);
        own.map(|transfer| fen(transfer.amount)).sum()
    }

    fn check(&self) {
        let mut sums = [0_i128; 4];
        for (account, balance) in self.ledger.balances() {
            let sides = [
                balance.debits_posted,
                balance.credits_posted,
                balance.debits_pending,
                balance.credits_pending,
            ];
            assert!(sides.iter().all(|side| *side >= Money::ZERO), "{account:?} {balance:?}");
            for (sum, side) in sums.iter_mut().zip(sides) {
                *sum += fen(side);
            }
            assert_eq!(fen(balance.available()), self.available(account), "{account:?}");
            let is_covered = account == AccountId::Bank || balance.available() >= Money::ZERO;
            assert!(is_covered, "{account:?} is overdrawn");
        }
        let [debits, credits, debits_pending, credits_pending] = sums;
        assert_eq!((debits, debits_pending), (credits, credits_pending), "debits equal credits");
        for transfer in &self.waiting {
            assert_eq!(self.ledger.pending(transfer.id), Some(transfer));
        }
        let made = self.happened.iter().filter(|event| {
            matches!(event, LedgerEvent::Posted { .. } | LedgerEvent::Pended { .. })
        });
        let next = self.ledger.next((AccountId::Bank, AccountId::Bank), Money::ZERO, PURPOSE);
        let number = u64::try_from(made.count()).unwrap_or(u64::MAX) + 1;
        assert_eq!(next.id, TransferId(number), "numbered by one");
    }
}

const PURPOSE: Purpose = Purpose::DepositApplied;

fn fen(amount: Money) -> i128 {
    i128::from(amount.fen())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn debits_equal_credits_and_no_account_is_overdrawn(
        wishes in prop::collection::vec(wish(), 1..120),
    ) {
        let mut books = Books::default();
        for wish in &wishes {
            books.take(wish);
            books.check();
        }
        let mut replayed = Ledger::default();
        for event in &books.happened {
            replayed.apply(event);
        }
        assert_eq!(replayed, books.ledger, "the same happened, the same books");
    }
}

const DEPOSIT: AccountId = AccountId::Deposit(ApplicationId(1));

/// Books with so much on one deposit.
fn holding(amount: i64) -> Ledger {
    let mut ledger = Ledger::default();
    let purpose = Purpose::DepositReceived;
    let transfer = ledger.next((AccountId::Bank, DEPOSIT), Money::from_fen(amount), purpose);
    assert_eq!(ledger.check(&transfer), Ok(()));
    ledger.apply(&LedgerEvent::Posted { transfer });
    ledger
}

#[test]
fn an_account_gives_what_it_holds_and_not_a_fen_more() {
    let ledger = holding(500);
    let balance = Money::from_fen(500);
    for (amount, ruling) in [
        (0, Err(Refusal::AmountOutOfRange)),
        (-1, Err(Refusal::AmountOutOfRange)),
        (1, Ok(())),
        (500, Ok(())),
        (501, Err(Refusal::BalanceTooSmall { balance })),
    ] {
        let transfer = ledger.next((DEPOSIT, AccountId::Bank), Money::from_fen(amount), PURPOSE);
        assert_eq!(ledger.check(&transfer), ruling, "{amount}");
    }
}

/// What is set aside is neither there twice nor gone: it comes back when it has not moved.
#[test]
fn what_is_set_aside_is_free_again_when_it_has_not_moved() {
    for has_moved in [false, true] {
        let mut ledger = holding(500);
        let accounts = (DEPOSIT, AccountId::Bank);
        let transfer = ledger.next(accounts, Money::from_fen(400), Purpose::DepositRefunded);
        ledger.apply(&LedgerEvent::Pended { transfer });
        assert_eq!(ledger.pending_refund(ApplicationId(1)), Some(&transfer));
        assert_eq!(ledger.pending_refund(ApplicationId(2)), None);
        let again = ledger.next(accounts, Money::from_fen(101), PURPOSE);
        let balance = Money::from_fen(100);
        assert_eq!(ledger.check(&again), Err(Refusal::BalanceTooSmall { balance }));
        let pending = transfer.id;
        if has_moved {
            ledger.apply(&LedgerEvent::PendingPosted { pending });
        } else {
            ledger.apply(&LedgerEvent::PendingVoided { pending });
        }
        assert_eq!(ledger.pending_refund(ApplicationId(1)), None);
        let left = if has_moved { 100 } else { 500 };
        assert_eq!(ledger.balance(DEPOSIT).available(), Money::from_fen(left));
    }
}

#[test]
fn several_transfers_of_one_command_are_numbered_one_behind_the_other() {
    let ledger = holding(500);
    let mut numbering = ledger.numbering();
    let accounts = (DEPOSIT, AccountId::Settlement(LotId(1)));
    let numbers: Vec<u64> =
        (0..3).map(|_| numbering.next(accounts, Money::from_fen(1), PURPOSE).id.0).collect();
    assert_eq!(numbers, [2, 3, 4]);
    assert_eq!(ledger.next(accounts, Money::from_fen(1), PURPOSE).id, TransferId(2));
}

#[test]
fn a_reference_of_the_banks_is_booked_once() {
    let mut ledger = holding(500);
    let (reference, other) = (Digest([1; 32]), Digest([2; 32]));
    assert_eq!(ledger.check_reference(reference), Ok(()));
    ledger.note_reference(reference, TransferId(1));
    let booked = Refusal::AlreadyBooked { transfer: TransferId(1) };
    assert_eq!(ledger.check_reference(reference), Err(booked));
    assert_eq!(ledger.check_reference(other), Ok(()));
}

#[test]
fn accounts_have_names_of_their_own() {
    let accounts = [
        AccountId::Bank,
        DEPOSIT,
        AccountId::Deposit(ApplicationId(2)),
        AccountId::Settlement(LotId(1)),
    ];
    let names: BTreeMap<String, AccountId> =
        accounts.into_iter().map(|account| (account.name(), account)).collect();
    let names: Vec<&str> = names.keys().map(String::as_str).collect();
    assert_eq!(names, ["bank", "deposit:1", "deposit:2", "settlement:1"]);
}
