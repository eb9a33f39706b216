//! Passwords, of which only hashes are kept (Argon2id, in PHC strings).

use std::sync::Arc;

use argon2::password_hash::PasswordVerifier as _;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};
use lexicon::Secret;
use tokio::sync::Semaphore;

use crate::problem::Cause;
use crate::sessions::entropy;

/// The least characters of a password that is set.
pub const PASSWORD_LENGTH_MIN: usize = 12;
/// The most bytes of a password.
pub const PASSWORD_SIZE_MAX: usize = 256;
/// How many passwords are hashed at one time: each takes a core and the memory of its cost.
const HASHED_AT_ONCE_MAX: usize = 2;
/// How many wait to be hashed.
const WAITING_MAX: usize = 1_024;

/// What it costs to try one password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// How many could work on it at once.
    pub lanes: u32,
}

impl PasswordCost {
    /// What an installation uses: 19 MiB, two passes, one lane.
    pub const FULL: Self = Self { memory_kib: 19_456, passes: 2, lanes: 1 };
    /// For passwords that are no secret: those of a demonstration, and of tests.
    pub const LOW: Self = Self { memory_kib: 64, passes: 1, lanes: 1 };

    fn hasher(self) -> Option<Argon2<'static>> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, None).ok()?;
        Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// Why a password cannot be hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnhashablePassword;

/// The hash of a password that is to be kept, as a PHC string.
///
/// It takes its cost in time and memory: never call it where somebody else waits.
///
/// # Errors
/// When the password is longer than [`PASSWORD_SIZE_MAX`], or the cost is none that there can be.
pub fn hash_password(
    cost: PasswordCost,
    password: &Secret<String>,
) -> Result<Secret<String>, UnhashablePassword> {
    let password = password.reveal().as_bytes();
    if password.len() > PASSWORD_SIZE_MAX {
        return Err(UnhashablePassword);
    }
    let hasher = cost.hasher().ok_or(UnhashablePassword)?;
    let hash = hasher.hash_password_with_salt(password, &entropy::<16>());
    hash.map(|hash| Secret::new(hash.to_string())).map_err(|_| UnhashablePassword)
}

/// Hashes and compares passwords, a few at a time.
pub(crate) struct Passwords {
    cost: PasswordCost,
    /// What is compared where there is no account, so that it takes as long.
    nobody: Arc<Secret<String>>,
    hashing: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Passwords {
    pub(crate) fn new(cost: PasswordCost) -> Self {
        let nobody = hash_password(cost, &Secret::new(String::new()));
        let nobody = nobody.unwrap_or(Secret::new(String::new()));
        Self {
            cost,
            nobody: Arc::new(nobody),
            hashing: Arc::new(Semaphore::new(HASHED_AT_ONCE_MAX)),
            waiting: Arc::new(Semaphore::new(WAITING_MAX)),
        }
    }

    /// Waits for a turn; those who wait are not more than [`WAITING_MAX`].
    pub(crate) async fn turn(&self) -> Result<Turn<'_>, Cause> {
        let full = || Cause::TooManyAttempts { retry_after: lexicon::Span::from_seconds(5) };
        let _place = self.waiting.try_acquire().map_err(|_| full())?;
        let turn = self.hashing.acquire().await.map_err(|_| Cause::Stopping)?;
        Ok(Turn { passwords: self, _permit: turn })
    }
}

/// A turn at the hashing of passwords.
pub(crate) struct Turn<'a> {
    passwords: &'a Passwords,
    _permit: tokio::sync::SemaphorePermit<'a>,
}

impl Turn<'_> {
    /// Whether a password is the one of this hash. Where there is no hash it is not, but takes as
    /// long.
    pub(crate) async fn is_right(
        &self,
        hash: Option<Secret<String>>,
        password: Secret<String>,
    ) -> Result<bool, Cause> {
        let is_known = hash.is_some();
        let hash = hash.map_or_else(|| Arc::clone(&self.passwords.nobody), Arc::new);
        let compared = tokio::task::spawn_blocking(move || {
            let password = password.reveal().as_bytes();
            let is_short = password.len() <= PASSWORD_SIZE_MAX;
            let password = if is_short { password } else { b"" };
            let compared = Argon2::default().verify_password(password, hash.reveal().as_str());
            is_short && compared.is_ok()
        });
        Ok(compared.await.map_err(|_| Cause::Stopping)? && is_known)
    }

    /// The hash of a password that is to be kept.
    pub(crate) async fn hash(&self, password: Secret<String>) -> Result<Secret<String>, Cause> {
        let cost = self.passwords.cost;
        let hashed = tokio::task::spawn_blocking(move || hash_password(cost, &password));
        hashed.await.map_err(|_| Cause::Stopping)?.map_err(|_| Cause::Fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn only_its_own_password_fits_a_hash() {
        let passwords = Passwords::new(PasswordCost::LOW);
        let turn = passwords.turn().await.unwrap();
        let hash = turn.hash(secret("correct horse")).await.unwrap();
        assert!(hash.reveal().starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{}", hash.reveal());
        let again = hash_password(PasswordCost::LOW, &secret("correct horse")).unwrap();
        assert_ne!(again, hash, "each hash has a salt of its own");
        for (password, is_right) in [
            ("correct horse", true),
            ("correct horse ", false),
            ("", false),
            ("Correct horse", false),
        ] {
            let compared = turn.is_right(Some(hash.clone()), secret(password)).await;
            assert_eq!(compared, Ok(is_right), "{password}");
        }
        for password in ["", "correct horse"] {
            assert_eq!(turn.is_right(None, secret(password)).await, Ok(false), "nobody's");
        }
    }

    #[tokio::test]
    async fn an_endless_password_is_neither_hashed_nor_right() {
        let passwords = Passwords::new(PasswordCost::LOW);
        let turn = passwords.turn().await.unwrap();
        let empty = hash_password(PasswordCost::LOW, &secret("")).unwrap();
        let endless = secret(&"x".repeat(PASSWORD_SIZE_MAX + 1));
        assert_eq!(hash_password(PasswordCost::LOW, &endless), Err(UnhashablePassword));
        assert_eq!(turn.is_right(Some(empty), endless).await, Ok(false));
    }
}
