//! One bucket for each party, before the queue: who sends too fast is told so.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use lexicon::{Moment, PartyId, Span};

/// How many commands a second a party may send for long.
pub const BIDS_PER_SECOND: u32 = 20;
/// How many commands a party may send at once.
pub const BIDS_BURST: u32 = 40;
/// How many parties are remembered; above that, those whose buckets are full again are forgotten.
const PARTIES_MAX: usize = 100_000;

/// What one command costs, and what a bucket holds, in microseconds of its filling.
const COST: Span = Span::from_us(1_000_000_u64.div_ceil(BIDS_PER_SECOND as u64));
const CAPACITY: Span = Span::from_us(COST.us() * BIDS_BURST as u64);

/// The parties' buckets. Each is one moment: that at which it will be full again.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    full_again_at: Mutex<HashMap<PartyId, Moment>>,
}

impl Buckets {
    /// Takes the cost of one command out of a party's bucket, or says when to try again.
    pub(crate) fn take(&self, party: PartyId, now: Moment) -> Result<(), Span> {
        let mut full_again_at = self.full_again_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_again_at.len() >= PARTIES_MAX && !full_again_at.contains_key(&party) {
            full_again_at.retain(|_, full| *full > now);
            if full_again_at.len() >= PARTIES_MAX {
                return Err(Span::SECOND);
            }
        }
        let full = full_again_at.entry(party).or_insert(now);
        // A clock that was set back must not shut anyone out for long.
        *full = (*full).max(now).min(now + CAPACITY);
        let taken = *full + COST;
        if taken > now + CAPACITY {
            return Err(taken.since(now + CAPACITY));
        }
        *full = taken;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_may_send_forty_at_once_and_twenty_a_second() {
        let buckets = Buckets::default();
        let (party, other) = (PartyId(1), PartyId(2));
        let start = Moment::UNIX;
        for _ in 0..BIDS_BURST {
            assert_eq!(buckets.take(party, start), Ok(()));
        }
        assert_eq!(buckets.take(party, start), Err(Span::from_ms(50)));
        assert_eq!(buckets.take(other, start), Ok(()), "each has a bucket of its own");
        let later = start + Span::SECOND;
        for _ in 0..BIDS_PER_SECOND {
            assert_eq!(buckets.take(party, later), Ok(()));
        }
        assert!(buckets.take(party, later).is_err());
        assert!(buckets.take(party, start - Span::HOUR).is_err());
        assert_eq!(buckets.take(party, start - Span::HOUR + Span::SECOND), Ok(()));
    }
}
