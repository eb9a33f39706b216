//! Log-in sessions in memory; they are not journaled, and a restart ends them.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use exchange::Role;
use lexicon::{
    Digest, HashAlg, LotId, Moment, Money, PartyId, ProposalId, Sequence, SessionId, Span,
};

use crate::accounts::Account;

/// How long a session lasts.
pub const SESSION_LIFE: Span = Span::from_seconds(12 * 3_600);
/// The most sessions there are; the oldest ends when there would be more.
pub const SESSIONS_MAX: usize = 100_000;
/// The most sessions of one account, so that nobody drives out the others'.
const SESSIONS_PER_ACCOUNT_MAX: usize = 64;
/// The most keys of ended sessions that wait to be dropped, beside twice those that run.
const ENDED_KEPT_MAX: usize = 64;

/// A session as handlers see it; holds no token.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) name: String,
    pub(crate) party: PartyId,
    pub(crate) roles: Vec<Role>,
    pub(crate) expires_at: Moment,
}

/// A session that has just begun, with the one showing of its token.
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

struct Kept {
    session: Arc<Session>,
    notice: Option<Notice>,
}

/// The sessions that run, found by their token's digest: the table holds nothing by which somebody
/// could act, and looking a token up tells nothing of the others by its time.
#[derive(Default)]
pub(crate) struct Sessions {
    kept: HashMap<Digest, Kept>,
    oldest_first: VecDeque<Digest>,
    by_party: BTreeMap<PartyId, VecDeque<Digest>>,
}

impl Sessions {
    pub(crate) fn begin(&mut self, now: Moment, account: &Account) -> Issued {
        self.drop_expired(now);
        let token = hex(&entropy::<32>());
        let session = Arc::new(Session {
            id: SessionId(entropy::<16>()),
            name: account.name.clone(),
            party: account.party,
            roles: account.roles.clone(),
            expires_at: now + SESSION_LIFE,
        });
        let key = key(&token);
        let own = self.by_party.entry(account.party).or_default();
        own.push_back(key);
        let outdated =
            if own.len() > SESSIONS_PER_ACCOUNT_MAX { own.front().copied() } else { None };
        if let Some(outdated) = outdated {
            self.drop(outdated);
        }
        self.oldest_first.push_back(key);
        self.kept.insert(key, Kept { session: Arc::clone(&session), notice: None });
        while self.kept.len() > SESSIONS_MAX {
            self.drop_oldest();
        }
        if self.oldest_first.len() > 2 * self.kept.len() + ENDED_KEPT_MAX {
            self.oldest_first.retain(|key| self.kept.contains_key(key));
        }
        Issued { token, session }
    }

    pub(crate) fn find(&self, now: Moment, token: &str) -> Option<Arc<Session>> {
        let kept = self.kept.get(&key(token))?;
        (now < kept.session.expires_at).then(|| Arc::clone(&kept.session))
    }

    pub(crate) fn end(&mut self, token: &str) {
        self.drop(key(token));
    }

    pub(crate) fn leave_notice(&mut self, token: &str, notice: Notice) {
        if let Some(kept) = self.kept.get_mut(&key(token)) {
            kept.notice = Some(notice);
        }
    }

    pub(crate) fn take_notice(&mut self, token: &str) -> Option<Notice> {
        self.kept.get_mut(&key(token))?.notice.take()
    }

    pub(crate) fn len(&self) -> usize {
        self.kept.len()
    }

    fn drop_expired(&mut self, now: Moment) {
        while let Some(oldest) = self.oldest_first.front() {
            let runs = self.kept.get(oldest).is_some_and(|kept| now < kept.session.expires_at);
            if runs {
                break;
            }
            self.drop_oldest();
        }
    }

    /// Ends the session that began first; a key whose session has ended before is only dropped.
    fn drop_oldest(&mut self) {
        if let Some(oldest) = self.oldest_first.pop_front() {
            self.drop(oldest);
        }
    }

    /// Ends a session; its key stays in `oldest_first` until it comes to the front or too many such
    /// keys have gathered.
    fn drop(&mut self, key: Digest) {
        let Some(kept) = self.kept.remove(&key) else { return };
        let party = kept.session.party;
        let Some(own) = self.by_party.get_mut(&party) else { return };
        own.retain(|other| *other != key);
        if own.is_empty() {
            self.by_party.remove(&party);
        }
    }
}

fn key(token: &str) -> Digest {
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
    use lexicon::Secret;

    use super::*;

    fn account(party: u64) -> Account {
        Account {
            name: format!("bidder{party}"),
            password: Secret::new("demo-only".to_owned()),
            party: PartyId(party),
            roles: vec![Role::Bidder],
        }
    }

    #[test]
    fn a_session_lasts_until_it_ends_or_expires() {
        let mut sessions = Sessions::default();
        let now = Moment::UNIX;
        let first = sessions.begin(now, &account(1));
        let second = sessions.begin(now, &account(1));
        assert_ne!(first.token, second.token);
        assert_eq!(first.token.len(), 64);
        let last = now + SESSION_LIFE;
        assert!(sessions.find(last - Span::from_us(1), &first.token).is_some());
        assert!(sessions.find(last, &first.token).is_none(), "expired");
        assert!(sessions.find(now, "").is_none());
        sessions.end(&first.token);
        assert!(sessions.find(now, &first.token).is_none());
        assert!(sessions.find(now, &second.token).is_some());
        sessions.begin(last, &account(2));
        assert_eq!(sessions.len(), 1, "what has expired leaves");
    }

    #[test]
    fn an_account_drives_out_its_own_sessions_only() {
        let mut sessions = Sessions::default();
        let other = sessions.begin(Moment::UNIX, &account(2));
        let first = sessions.begin(Moment::UNIX, &account(1));
        for _ in 0..SESSIONS_PER_ACCOUNT_MAX {
            sessions.begin(Moment::UNIX, &account(1));
        }
        assert!(sessions.find(Moment::UNIX, &first.token).is_none());
        assert!(sessions.find(Moment::UNIX, &other.token).is_some());
        assert_eq!(sessions.len(), SESSIONS_PER_ACCOUNT_MAX + 1);
    }

    #[test]
    fn no_number_of_log_ins_of_one_account_ends_another_ones_session() {
        let mut sessions = Sessions::default();
        let other = sessions.begin(Moment::UNIX, &account(2));
        for _ in 0..=SESSIONS_MAX {
            sessions.begin(Moment::UNIX, &account(1));
        }
        assert!(sessions.find(Moment::UNIX, &other.token).is_some());
        assert_eq!(sessions.len(), SESSIONS_PER_ACCOUNT_MAX + 1);
        let held = sessions.oldest_first.len();
        assert!(held <= 2 * sessions.len() + ENDED_KEPT_MAX, "{held} keys are held");
    }

    #[test]
    fn whoever_signs_out_leaves_nothing_behind() {
        let mut sessions = Sessions::default();
        for _ in 0..10 * ENDED_KEPT_MAX {
            let issued = sessions.begin(Moment::UNIX, &account(1));
            sessions.end(&issued.token);
        }
        assert_eq!((sessions.len(), sessions.by_party.len()), (0, 0));
        assert!(sessions.oldest_first.len() <= ENDED_KEPT_MAX + 2);
    }

    #[test]
    fn a_notice_is_told_once() {
        let mut sessions = Sessions::default();
        let issued = sessions.begin(Moment::UNIX, &account(1));
        let notice = Notice::CeilingStands { lot: LotId(1), sequence: Sequence(7) };
        sessions.leave_notice(&issued.token, notice);
        assert_eq!(sessions.take_notice(&issued.token), Some(notice));
        assert_eq!(sessions.take_notice(&issued.token), None);
    }
}
