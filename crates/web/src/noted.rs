//! Texts about people, put into the vault before the command that names them.
//!
//! The vault gives each text a digest of its own, even the same text twice. Whoever asks again
//! under the same request id must name the same digest, or his command would be another: what was
//! put away lately is therefore remembered here.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use lexicon::{Digest, PartyId, RequestId, Secret};
use store::{AccountName, Note, Profile};

use crate::problem::Cause;
use crate::state::WebState;

/// The most texts that are remembered; the oldest is forgotten when there would be more.
const REMEMBERED_MAX: usize = 20_000;

type Asked = (PartyId, RequestId);

/// What was put away, by whom and under which request id; holds digests only.
#[derive(Debug, Default)]
pub(crate) struct Noted(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    /// What was asked to be put away, keyed, and where it is.
    by_request: HashMap<Asked, (Digest, Digest)>,
    oldest_first: VecDeque<Asked>,
}

impl Remembered {
    fn find(&self, asked: Asked, text: Digest) -> Option<Digest> {
        self.by_request.get(&asked).filter(|(known, _)| *known == text).map(|(_, place)| *place)
    }

    /// Forgets where a text was; its place among the oldest stays.
    fn forget(&mut self, asked: Asked) {
        if let Some((text, _)) = self.by_request.get_mut(&asked) {
            // No text has this digest: the next one takes the entry over.
            *text = Digest::ZERO;
        }
    }

    /// Remembers where a text is; of two at one time the first counts for both.
    fn note(&mut self, asked: Asked, text: Digest, place: Digest) -> Digest {
        if let Some(first) = self.find(asked, text) {
            return first;
        }
        if self.by_request.insert(asked, (text, place)).is_none() {
            self.oldest_first.push_back(asked);
        }
        if self.oldest_first.len() > REMEMBERED_MAX
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.by_request.remove(&oldest);
        }
        place
    }
}

impl Noted {
    /// What the lock guards is whole even if somebody panicked while holding it.
    fn held(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WebState {
    /// Puts a note into the vault, once for each request, and gives the digest for the command.
    pub(crate) async fn put_note(
        &self,
        party: PartyId,
        request_id: RequestId,
        text: Secret<String>,
    ) -> Result<Digest, Cause> {
        let asked = (party, request_id);
        let key = self.keyed_digest("note", text.reveal());
        let known = self.noted.held().find(asked, key);
        if let Some(known) = known {
            if self.vault.note(known).await?.is_some() {
                return Ok(known);
            }
            // No command came that named it, and it was swept.
            self.noted.held().forget(asked);
        }
        let place = self.vault.put_note(self.door.now(), &Note { text }).await?;
        Ok(self.noted.held().note(asked, key, place))
    }

    /// The digest that was named before for this text, where an entry names it already: what is
    /// remembered here does not outlive a restart, what the rows know does.
    pub(crate) async fn same_note(
        &self,
        named: Option<Digest>,
        text: &Secret<String>,
    ) -> Result<Option<Digest>, Cause> {
        let Some(digest) = named else { return Ok(None) };
        let note = self.vault.note(digest).await?;
        Ok(note.filter(|note| note.text == *text).map(|_| digest))
    }

    /// Puts the profile of an account's party into the vault, once for each request, and gives the
    /// digest for the command.
    pub(crate) async fn put_profile(
        &self,
        party: PartyId,
        request_id: RequestId,
        (name, profile): (&AccountName, &Profile),
    ) -> Result<Digest, Cause> {
        let asked = (party, request_id);
        // No entry holds the account's name: with another one it is another request all the same.
        let text = serde_json::to_string(profile).map_err(|_| Cause::Fault)?;
        let key = self.keyed_digest("profile", &format!("{name}:{text}"));
        let known = self.noted.held().find(asked, key);
        if let Some(known) = known {
            if self.vault.profile(known).await?.is_some() {
                return Ok(known);
            }
            self.noted.held().forget(asked);
        }
        let place = self.vault.put_profile(self.door.now(), profile).await?;
        Ok(self.noted.held().note(asked, key, place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(number: u8) -> Digest {
        Digest([number; 32])
    }

    #[test]
    fn who_asks_again_with_the_same_text_names_the_same_digest() {
        let mut remembered = Remembered::default();
        let asked = (PartyId(1), RequestId([1; 16]));
        assert_eq!(remembered.find(asked, digest(1)), None);
        assert_eq!(remembered.note(asked, digest(1), digest(7)), digest(7));
        assert_eq!(remembered.find(asked, digest(1)), Some(digest(7)));
        assert_eq!(remembered.note(asked, digest(1), digest(8)), digest(7), "at the same time");
        assert_eq!(remembered.find(asked, digest(2)), None, "another text");
        remembered.forget(asked);
        assert_eq!(remembered.find(asked, digest(1)), None, "swept");
        assert_eq!(remembered.note(asked, digest(1), digest(9)), digest(9));
        let other = (PartyId(2), RequestId([1; 16]));
        assert_eq!(remembered.find(other, digest(1)), None, "another's id");
    }

    #[test]
    fn the_oldest_is_forgotten_when_there_would_be_too_many() {
        let mut remembered = Remembered::default();
        let asked = |number: usize| (PartyId(number as u64), RequestId([0; 16]));
        for number in 0..=REMEMBERED_MAX {
            remembered.note(asked(number), digest(1), digest(2));
        }
        assert_eq!(remembered.by_request.len(), REMEMBERED_MAX);
        assert_eq!(remembered.find(asked(0), digest(1)), None);
        assert_eq!(remembered.find(asked(1), digest(1)), Some(digest(2)));
    }
}
