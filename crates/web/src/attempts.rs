//! Holds up whoever guesses passwords.

use std::collections::HashMap;
use std::net::IpAddr;

use lexicon::{Digest, HashAlg, Moment, Span};

/// How many failures within [`WINDOW`] block a name at one address: whoever guesses from elsewhere
/// does not keep its owner out.
const FAILURES_PER_NAME_AND_ADDRESS_MAX: u32 = 10;
/// How many failures within [`WINDOW`] block a name everywhere, against guessing from many
/// addresses.
const FAILURES_PER_NAME_MAX: u32 = 1_000;
/// How many failures within [`WINDOW`] block an address; many people may share one.
const FAILURES_PER_ADDRESS_MAX: u32 = 50;
/// How long failures count.
const WINDOW: Span = Span::MINUTE;
/// The most names, addresses and pairs that are watched; a full table forgets the failures of all
/// whose time is over, and if that is not enough, all of them.
const WATCHED_MAX: usize = 20_000;

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    began_at: Moment,
}

/// Failed log-ins, by name, by address, and by both together.
#[derive(Default)]
pub(crate) struct Attempts {
    failures: HashMap<Digest, Failures>,
}

impl Attempts {
    /// How long this name or address must wait before it may try again.
    pub(crate) fn is_blocked(
        &self,
        now: Moment,
        name: &str,
        address: Option<IpAddr>,
    ) -> Option<Span> {
        watched(name, address)
            .filter_map(|(key, most)| {
                let failures = self.failures.get(&key)?;
                let ends_at = failures.began_at + WINDOW;
                (failures.count >= most && now < ends_at).then(|| ends_at.since(now))
            })
            .max()
    }

    pub(crate) fn note_failure(&mut self, now: Moment, name: &str, address: Option<IpAddr>) {
        if self.failures.len() >= WATCHED_MAX {
            self.failures.retain(|_, failures| now < failures.began_at + WINDOW);
        }
        if self.failures.len() >= WATCHED_MAX {
            self.failures.clear();
        }
        for (key, _) in watched(name, address) {
            let failures = self.failures.entry(key).or_insert(Failures { count: 0, began_at: now });
            if now >= failures.began_at + WINDOW {
                *failures = Failures { count: 0, began_at: now };
            }
            failures.count = failures.count.saturating_add(1);
        }
    }

    /// Takes a noted failure back, which was none.
    pub(crate) fn forgive(&mut self, name: &str, address: Option<IpAddr>) {
        for (key, _) in watched(name, address) {
            if let Some(failures) = self.failures.get_mut(&key) {
                failures.count = failures.count.saturating_sub(1);
            }
        }
    }
}

/// Digests keep the table's entries at one size, however long a name somebody sends.
fn watched(name: &str, address: Option<IpAddr>) -> impl Iterator<Item = (Digest, u32)> {
    let from = address.map(|address| address.to_string());
    let place = from.as_deref().unwrap_or_default().as_bytes();
    let digest = |pieces: &[&[u8]]| HashAlg::Sha256.digest(pieces);
    let pair = digest(&[b"name and address:", place, b":", name.as_bytes()]);
    let by_name = digest(&[b"name:", name.as_bytes()]);
    let by_address = address.map(|_| (digest(&[b"address:", place]), FAILURES_PER_ADDRESS_MAX));
    [(pair, FAILURES_PER_NAME_AND_ADDRESS_MAX), (by_name, FAILURES_PER_NAME_MAX)]
        .into_iter()
        .chain(by_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_held_up_where_it_is_guessed_at_and_free_after_a_minute() {
        let mut attempts = Attempts::default();
        let [here, elsewhere] = [1, 2].map(|last| Some(IpAddr::from([192, 0, 2, last])));
        for _ in 0..FAILURES_PER_NAME_AND_ADDRESS_MAX {
            assert_eq!(attempts.is_blocked(Moment::UNIX, "bidder1", here), None);
            attempts.note_failure(Moment::UNIX, "bidder1", here);
        }
        assert_eq!(attempts.is_blocked(Moment::UNIX, "bidder1", here), Some(WINDOW));
        assert_eq!(attempts.is_blocked(Moment::UNIX, "bidder2", here), None);
        assert_eq!(attempts.is_blocked(Moment::UNIX, "bidder1", elsewhere), None);
        assert_eq!(attempts.is_blocked(Moment::UNIX + WINDOW, "bidder1", here), None);
    }

    #[test]
    fn a_name_is_held_up_everywhere_once_many_addresses_guess_at_it() {
        let mut attempts = Attempts::default();
        let address = |number: u32| Some(IpAddr::from(number.to_be_bytes()));
        for number in 0..FAILURES_PER_NAME_MAX {
            assert_eq!(attempts.is_blocked(Moment::UNIX, "bidder1", None), None);
            attempts.note_failure(Moment::UNIX, "bidder1", address(number));
        }
        assert!(attempts.is_blocked(Moment::UNIX, "bidder1", None).is_some());
        assert!(attempts.is_blocked(Moment::UNIX, "bidder2", None).is_none());
    }

    #[test]
    fn an_address_is_held_up_whatever_names_it_tries() {
        let mut attempts = Attempts::default();
        let address = Some(IpAddr::from([192, 0, 2, 1]));
        for number in 0..FAILURES_PER_ADDRESS_MAX {
            assert_eq!(attempts.is_blocked(Moment::UNIX, "other", address), None);
            attempts.note_failure(Moment::UNIX, &format!("name{number}"), address);
        }
        assert!(attempts.is_blocked(Moment::UNIX, "other", address).is_some());
        assert!(attempts.is_blocked(Moment::UNIX, "other", None).is_none());
    }

    #[test]
    fn the_table_stays_within_its_limit() {
        let mut attempts = Attempts::default();
        for number in 0..=WATCHED_MAX {
            attempts.note_failure(Moment::UNIX, &number.to_string(), None);
        }
        assert!(attempts.failures.len() <= WATCHED_MAX);
    }
}
