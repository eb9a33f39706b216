//! Tokens of log-in sessions, and what the next page of a session tells.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use lexicon::{Digest, HashAlg, LotId, Money, ProposalId, Sequence, Span};
pub(crate) use store::Session;

/// How long a session lasts.
pub const SESSION_LIFE: Span = Span::from_seconds(12 * 3_600);
/// The most notices that wait to be told; the oldest is dropped when there would be more.
const NOTICES_MAX: usize = 16_384;

/// A session that has just begun, with the one showing of its token.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) token: String,
    pub(crate) session: Arc<Session>,
}

/// What the next page tells of the last act, so that a form can redirect and still be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    BidStands { lot: LotId, sequence: Sequence, amount: Money },
    CeilingStands { lot: LotId, sequence: Sequence },
    Proposed { proposal: ProposalId, sequence: Sequence },
    Approved { proposal: ProposalId, sequence: Sequence },
}

/// The notices that wait, one a session; a restart loses them, and nothing depends on them.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    by_token: HashMap<Digest, Notice>,
    oldest_first: VecDeque<Digest>,
}

impl Notices {
    pub(crate) fn leave(&mut self, token: &str, notice: Notice) {
        let key = token_digest(token);
        if self.by_token.insert(key, notice).is_none() {
            self.oldest_first.push_back(key);
        }
        // A notice that was taken leaves its key behind; here it comes to the front.
        while self.oldest_first.len() > NOTICES_MAX {
            if let Some(oldest) = self.oldest_first.pop_front() {
                self.by_token.remove(&oldest);
            }
        }
    }

    pub(crate) fn take(&mut self, token: &str) -> Option<Notice> {
        let key = token_digest(token);
        let notice = self.by_token.remove(&key)?;
        self.oldest_first.retain(|other| *other != key);
        Some(notice)
    }
}

/// A token that nobody guesses.
pub(crate) fn new_token() -> String {
    hex(&entropy::<32>())
}

/// What is kept of a token: nobody acts by it, and looking it up tells nothing of the others.
pub(crate) fn token_digest(token: &str) -> Digest {
    HashAlg::Sha256.digest(&[token.as_bytes()])
}

/// Chance from the operating system.
///
/// # Panics
/// When it has none to give: a guessable token would be worse than a failed request.
pub(crate) fn entropy<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = getrandom::fill(&mut bytes);
    assert!(filled.is_ok(), "the operating system gives entropy");
    bytes
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTICE: Notice = Notice::CeilingStands { lot: LotId(1), sequence: Sequence(7) };

    #[test]
    fn a_token_is_long_and_never_twice_the_same() {
        let (one, other) = (new_token(), new_token());
        assert_ne!(one, other);
        assert_eq!((one.len(), token_digest(&one) == token_digest(&other)), (64, false));
    }

    #[test]
    fn a_notice_is_told_once_and_to_its_own_session() {
        let mut notices = Notices::default();
        notices.leave("a", NOTICE);
        assert_eq!(notices.take("b"), None);
        assert_eq!(notices.take("a"), Some(NOTICE));
        assert_eq!(notices.take("a"), None);
        assert!(notices.oldest_first.is_empty());
    }

    #[test]
    fn no_more_notices_wait_than_there_is_room_for() {
        let mut notices = Notices::default();
        for number in 0..=NOTICES_MAX {
            notices.leave(&number.to_string(), NOTICE);
            notices.leave(&number.to_string(), NOTICE);
        }
        assert_eq!(notices.by_token.len(), NOTICES_MAX);
        assert_eq!(notices.oldest_first.len(), NOTICES_MAX);
        assert_eq!(notices.take("0"), None, "the oldest is dropped");
        assert_eq!(notices.take("1"), Some(NOTICE));
    }
}
