//! Sessions that were looked up a moment ago, so that a bid does not wait for the database.

use std::collections::HashMap;
use std::sync::Arc;

use lexicon::{Digest, Moment, Span};

use super::Session;

/// How long a session is believed without asking again. What this node ends, it forgets at once;
/// this is how long another node may go on with it.
const BELIEVED_FOR: Span = Span::SECOND;
/// The most sessions that are remembered; all are forgotten when there would be more.
const SEEN_MAX: usize = 16_384;

/// Sessions by the digests of their tokens.
#[derive(Debug, Default)]
pub(super) struct Seen {
    by_token: HashMap<Digest, (Moment, Arc<Session>)>,
    endings: u64,
}

impl Seen {
    /// The session, if it was looked up a moment ago and runs.
    pub(super) fn find(&self, now: Moment, token: Digest) -> Option<Arc<Session>> {
        let (seen_at, session) = self.by_token.get(&token)?;
        let is_fresh = *seen_at <= now && now.since(*seen_at) < BELIEVED_FOR;
        (is_fresh && now < session.expires_at).then(|| Arc::clone(session))
    }

    /// How many times something has ended; taken before the database is asked.
    pub(super) fn endings(&self) -> u64 {
        self.endings
    }

    /// Remembers a session that was looked up, unless something has ended since `endings`: it may
    /// have been this one.
    pub(super) fn note(
        &mut self,
        now: Moment,
        token: Digest,
        session: &Arc<Session>,
        endings: u64,
    ) {
        if self.endings != endings {
            return;
        }
        if self.by_token.len() >= SEEN_MAX {
            self.by_token.clear();
        }
        self.by_token.insert(token, (now, Arc::clone(session)));
    }

    /// Forgets everything, since one or many sessions have ended or changed.
    pub(super) fn forget(&mut self) {
        self.endings = self.endings.wrapping_add(1);
        self.by_token.clear();
    }
}

#[cfg(test)]
mod tests {
    use lexicon::{PartyId, SessionId};

    use super::*;

    fn session() -> Arc<Session> {
        Arc::new(Session {
            id: SessionId([1; 16]),
            name: "bidder1".parse().unwrap(),
            party: PartyId(1),
            roles: Vec::new(),
            begun_at: Moment::UNIX,
            expires_at: Moment::UNIX + Span::HOUR,
        })
    }

    #[test]
    fn a_session_is_believed_for_a_second_and_never_beyond_its_end() {
        let (mut seen, token) = (Seen::default(), Digest::ZERO);
        let at = Moment::UNIX + Span::MINUTE;
        seen.note(at, token, &session(), 0);
        let last = at + BELIEVED_FOR;
        assert!(seen.find(at, token).is_some());
        assert!(seen.find(last - Span::from_us(1), token).is_some());
        assert!(seen.find(last, token).is_none(), "too long ago");
        assert!(seen.find(at - Span::from_us(1), token).is_none(), "the clock went back");
        let end = session().expires_at;
        seen.note(end - Span::from_us(1), token, &session(), 0);
        assert!(seen.find(end - Span::from_us(1), token).is_some());
        assert!(seen.find(end, token).is_none(), "it has expired");
    }

    #[test]
    fn what_ended_while_it_was_looked_up_is_not_remembered() {
        let (mut seen, token) = (Seen::default(), Digest::ZERO);
        let endings = seen.endings();
        seen.forget();
        seen.note(Moment::UNIX, token, &session(), endings);
        assert!(seen.find(Moment::UNIX, token).is_none());
        seen.note(Moment::UNIX, token, &session(), seen.endings());
        assert!(seen.find(Moment::UNIX, token).is_some());
        seen.forget();
        assert!(seen.find(Moment::UNIX, token).is_none());
    }

    #[test]
    fn no_more_sessions_are_remembered_than_there_is_room_for() {
        let mut seen = Seen::default();
        for number in 0..=u32::try_from(SEEN_MAX).unwrap() {
            let mut token = Digest::ZERO;
            token.0[..4].copy_from_slice(&number.to_le_bytes());
            seen.note(Moment::UNIX, token, &session(), 0);
            assert!(seen.by_token.len() <= SEEN_MAX);
        }
        assert_eq!(seen.by_token.len(), 1);
    }
}
