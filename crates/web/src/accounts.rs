//! Who may sign in, until accounts are kept in `store`.
//!
//! The names, their parties and roles are given as values by whoever starts the server: only the
//! demonstration does so yet, and its one password is printed on the log-in page. That is why no
//! password is hashed here for keeping: nothing is kept. Real accounts come with `store`.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use exchange::Role;
use lexicon::{Digest, HashAlg, Moment, PartyId, Secret};
use subtle::ConstantTimeEq;

use crate::attempts::Attempts;
use crate::problem::Cause;
use crate::sessions::{Issued, Session, Sessions};

/// Somebody who may sign in.
#[derive(Debug, Clone)]
pub struct Account {
    /// The name he signs in by.
    pub name: String,
    /// His password.
    pub password: Secret<String>,
    /// The party he acts for.
    pub party: PartyId,
    /// In which capacities he may act.
    pub roles: Vec<Role>,
}

/// Log-ins that the log-in page offers as a choice: a demonstration has no secrets.
#[derive(Debug, Clone)]
pub struct DemoHint {
    /// Names of accounts.
    pub names: Vec<String>,
    /// The password that they share.
    pub password: String,
}

/// Everyone who may sign in, and everyone who has.
pub struct Accounts {
    by_name: BTreeMap<String, Account>,
    hint: Option<DemoHint>,
    sessions: Mutex<Sessions>,
    attempts: Mutex<Attempts>,
}

impl Accounts {
    /// Takes the accounts; of two with one name the later counts.
    pub fn new(accounts: Vec<Account>, hint: Option<DemoHint>) -> Self {
        let by_name = accounts.into_iter().map(|account| (account.name.clone(), account)).collect();
        Self { by_name, hint, sessions: Mutex::default(), attempts: Mutex::default() }
    }

    pub(crate) fn hint(&self) -> Option<&DemoHint> {
        self.hint.as_ref()
    }

    /// The capacities in which a name may act, for the log-in page of a demonstration.
    pub(crate) fn roles(&self, name: &str) -> &[Role] {
        self.by_name.get(name).map_or(&[], |account| &account.roles)
    }

    /// Begins a session for whoever knows the password.
    pub(crate) fn sign_in(
        &self,
        now: Moment,
        address: Option<IpAddr>,
        name: &str,
        password: &str,
    ) -> Result<Issued, Cause> {
        // Held until the attempt is noted: of attempts at one time no more pass than one by one.
        let mut attempts = held(&self.attempts);
        if let Some(retry_after) = attempts.is_blocked(now, name, address) {
            return Err(Cause::TooManyAttempts { retry_after });
        }
        let account = self.by_name.get(name);
        let known = account.map_or("", |account| account.password.reveal());
        // An unknown name takes as long as a wrong password.
        let is_right = bool::from(digest(known).0.ct_eq(&digest(password).0));
        match account {
            Some(account) if is_right => {
                drop(attempts);
                let party = account.party;
                tracing::info!(party.id = %party, "party {party} signed in");
                Ok(held(&self.sessions).begin(now, account))
            }
            Some(_) | None => {
                attempts.note_failure(now, name, address);
                Err(Cause::WrongPassword)
            }
        }
    }

    /// The session of a token.
    pub(crate) fn session(&self, now: Moment, token: &str) -> Option<Arc<Session>> {
        held(&self.sessions).find(now, token)
    }

    /// Ends the session of a token; an ended one stays ended.
    pub(crate) fn sign_out(&self, token: &str) {
        held(&self.sessions).end(token);
    }

    /// Leaves a notice for the next page of a session.
    pub(crate) fn leave_notice(&self, token: &str, notice: crate::sessions::Notice) {
        held(&self.sessions).leave_notice(token, notice);
    }

    /// Takes the notice that was left.
    pub(crate) fn take_notice(&self, token: &str) -> Option<crate::sessions::Notice> {
        held(&self.sessions).take_notice(token)
    }

    /// How many sessions there are.
    pub(crate) fn session_count(&self) -> usize {
        held(&self.sessions).len()
    }
}

fn digest(text: &str) -> Digest {
    HashAlg::Sha256.digest(&[text.as_bytes()])
}

/// What the lock guards is whole even if somebody panicked while holding it.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
