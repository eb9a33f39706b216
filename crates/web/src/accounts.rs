//! Who may sign in, and who has: accounts and sessions on the desk, with what keeps guessers out.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use exchange::Role;
use lexicon::{Moment, Secret, SessionId};
use store::{AccountName, Desk, NewSession, StoreError};

use crate::attempts::Attempts;
use crate::passwords::{PasswordCost, Passwords, Turn};
use crate::problem::Cause;
use crate::sessions::{
    Issued, Notice, Notices, SESSION_LIFE, Session, entropy, new_token, token_digest,
};

/// Log-ins that the log-in page offers as a choice: a demonstration has no secrets.
#[derive(Debug, Clone)]
pub struct DemoHint {
    /// Who is offered.
    pub names: Vec<DemoName>,
    /// The password that they share.
    pub password: String,
}

/// A log-in that the log-in page of a demonstration offers.
#[derive(Debug, Clone)]
pub struct DemoName {
    /// The name of the account.
    pub name: String,
    /// In which capacities it acts.
    pub roles: Vec<Role>,
}

/// Everyone who may sign in, and everyone who has.
pub struct Accounts {
    desk: Desk,
    passwords: Passwords,
    hint: Option<DemoHint>,
    attempts: Mutex<Attempts>,
    notices: Mutex<Notices>,
}

impl Accounts {
    /// The accounts of a desk; unknown names take as long as passwords of this cost.
    pub fn new(desk: Desk, cost: PasswordCost, hint: Option<DemoHint>) -> Self {
        let (attempts, notices) = (Mutex::default(), Mutex::default());
        Self { desk, passwords: Passwords::new(cost), hint, attempts, notices }
    }

    pub(crate) fn hint(&self) -> Option<&DemoHint> {
        self.hint.as_ref()
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Waits for a turn at the hashing of passwords.
    pub(crate) async fn turn(&self) -> Result<Turn<'_>, Cause> {
        self.passwords.turn().await
    }

    /// Begins a session for whoever knows the password.
    pub(crate) async fn sign_in(
        &self,
        now: Moment,
        address: Option<IpAddr>,
        name: &str,
        password: &str,
    ) -> Result<Issued, Cause> {
        self.check_attempts(now, address, name)?;
        let turn = self.passwords.turn().await?;
        // An attempt counts as failed until it is known not to be: of attempts at one time no more
        // pass than one by one.
        self.check_attempts(now, address, name)?;
        held(&self.attempts).note_failure(now, name, address);
        let account_name: Option<AccountName> = name.parse().ok();
        let account = match &account_name {
            Some(name) => self.desk.account(name).await?,
            None => None,
        };
        let account = account.filter(|account| account.disabled_at.is_none());
        let hash = account.as_ref().map(|account| account.password_hash.clone());
        let is_right = turn.is_right(hash, Secret::new(password.to_owned())).await?;
        drop(turn);
        let account = account.filter(|_| is_right).ok_or(Cause::WrongPassword)?;
        held(&self.attempts).forgive(name, address);
        let token = new_token();
        let session = Session {
            id: SessionId(entropy::<16>()),
            name: account.name,
            party: account.party,
            roles: account.roles,
            begun_at: now,
            expires_at: now + SESSION_LIFE,
        };
        self.begin(&token, &session).await?;
        let party = session.party;
        tracing::info!(party.id = %party, "party {party} signed in");
        Ok(Issued { token, session: Arc::new(session) })
    }

    async fn begin(&self, token: &str, session: &Session) -> Result<(), Cause> {
        let new = NewSession {
            token: token_digest(token),
            id: session.id,
            name: session.name.clone(),
            begun_at: session.begun_at,
            expires_at: session.expires_at,
        };
        match self.desk.begin_session(&new).await {
            // Disabled since it was looked up.
            Err(StoreError::AccountAbsent) => Err(Cause::WrongPassword),
            begun => Ok(begun?),
        }
    }

    fn check_attempts(
        &self,
        now: Moment,
        address: Option<IpAddr>,
        name: &str,
    ) -> Result<(), Cause> {
        match held(&self.attempts).is_blocked(now, name, address) {
            Some(retry_after) => Err(Cause::TooManyAttempts { retry_after }),
            None => Ok(()),
        }
    }

    /// The session of a token; the desk remembers for a moment whom it has looked up.
    pub(crate) async fn session(
        &self,
        now: Moment,
        token: &str,
    ) -> Result<Option<Arc<Session>>, Cause> {
        Ok(self.desk.session(now, token_digest(token)).await?)
    }

    /// Ends the session of a token; an ended one stays ended.
    pub(crate) async fn sign_out(&self, token: &str) -> Result<(), Cause> {
        held(&self.notices).take(token);
        Ok(self.desk.end_session(token_digest(token)).await?)
    }

    /// Leaves a notice for the next page of a session.
    pub(crate) fn leave_notice(&self, token: &str, notice: Notice) {
        held(&self.notices).leave(token, notice);
    }

    /// Takes the notice that was left.
    pub(crate) fn take_notice(&self, token: &str) -> Option<Notice> {
        held(&self.notices).take(token)
    }

    /// How many sessions there are.
    pub(crate) async fn session_count(&self) -> Result<u64, Cause> {
        Ok(self.desk.session_count().await?)
    }
}

/// What the lock guards is whole even if somebody panicked while holding it.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use lexicon::{PartyId, Span};
    use store::{Account, Database, Place, Shelf};
    use tempfile::TempDir;

    use super::*;
    use crate::passwords::hash_password;

    struct House {
        directory: TempDir,
        accounts: Accounts,
    }

    impl House {
        async fn new() -> Self {
            let directory = tempfile::tempdir().unwrap();
            let accounts = open(&directory).await;
            let hash = hash_password(PasswordCost::LOW, &Secret::new("right".to_owned())).unwrap();
            let account = Account {
                name: "bidder1".parse().unwrap(),
                party: PartyId(7),
                password_hash: hash,
                roles: vec![Role::Bidder],
                created_at: Moment::UNIX,
                disabled_at: None,
            };
            accounts.desk.create_accounts(&[account]).await.unwrap();
            Self { directory, accounts }
        }

        async fn sign_in(&self, name: &str, password: &str) -> Result<Issued, Cause> {
            self.accounts.sign_in(Moment::UNIX, None, name, password).await
        }
    }

    async fn open(directory: &TempDir) -> Accounts {
        let place = Place::Directory(directory.path().to_owned());
        let desk = Desk::new(Database::open(&place, Shelf::Kept).await.unwrap());
        Accounts::new(desk, PasswordCost::LOW, None)
    }

    #[tokio::test]
    async fn a_session_outlives_a_restart_and_ends_when_its_owner_signs_out() {
        let house = House::new().await;
        let issued = house.sign_in("bidder1", "right").await.unwrap();
        assert_eq!(issued.session.party, PartyId(7));
        let again = open(&house.directory).await;
        let last = Moment::UNIX + SESSION_LIFE;
        let found = again.session(last - Span::from_us(1), &issued.token).await.unwrap();
        assert_eq!(found.as_deref(), Some(&*issued.session));
        assert_eq!(again.session(last, &issued.token).await, Ok(None), "expired");
        again.sign_out(&issued.token).await.unwrap();
        assert_eq!(again.session(Moment::UNIX, &issued.token).await, Ok(None));
    }

    #[tokio::test]
    async fn nobody_signs_in_by_a_wrong_password_or_an_unknown_or_disabled_name() {
        let house = House::new().await;
        for (name, password) in
            [("bidder1", "wrong"), ("bidder1", ""), ("bidder2", "right"), ("Bidder1", "right")]
        {
            let refused = house.sign_in(name, password).await.unwrap_err();
            assert_eq!(refused, Cause::WrongPassword, "{name} {password}");
        }
        let issued = house.sign_in("bidder1", "right").await.unwrap();
        let name = "bidder1".parse().unwrap();
        house.accounts.desk.disable(&name, Moment::UNIX).await.unwrap();
        assert_eq!(house.accounts.session(Moment::UNIX, &issued.token).await, Ok(None));
        let refused = house.sign_in("bidder1", "right").await.unwrap_err();
        assert_eq!(refused, Cause::WrongPassword);
    }

    #[tokio::test]
    async fn whoever_guesses_is_held_up_and_whoever_knows_is_not_counted() {
        let house = House::new().await;
        for _ in 0..50 {
            house.sign_in("bidder1", "right").await.unwrap();
        }
        let mut refusals = Vec::new();
        for _ in 0..11 {
            refusals.push(house.sign_in("bidder1", "wrong").await.unwrap_err());
        }
        let last = refusals.pop();
        assert!(refusals.iter().all(|cause| *cause == Cause::WrongPassword), "{refusals:?}");
        assert!(matches!(last, Some(Cause::TooManyAttempts { .. })), "{last:?}");
    }
}
