//! So many files are taken in at a time: each is held in memory until it is whole.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lexicon::PartyId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::problem::Cause;

/// The most bodies with files that are read at a time; the largest has three files.
const UPLOADS_MAX: usize = 8;
/// The most of them of one party, so that nobody holds all places alone.
const UPLOADS_EACH_MAX: usize = 2;
/// How long one waits for its turn.
const TURN_TIME_MAX: Duration = Duration::from_secs(20);
/// How often a party looks whether one of its own uploads is over.
const GLANCE: Duration = Duration::from_millis(50);

type Held = Arc<Mutex<BTreeMap<PartyId, usize>>>;

/// The places of those who hand in files.
#[derive(Debug, Clone)]
pub(crate) struct Uploads {
    places: Arc<Semaphore>,
    held: Held,
    turn_time_max: Duration,
}

/// A place; free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Upload {
    _place: OwnedSemaphorePermit,
    _share: Share,
}

/// What a party has of the places, or waits for.
#[derive(Debug)]
struct Share {
    held: Held,
    party: PartyId,
}

impl Default for Uploads {
    fn default() -> Self {
        let places = Arc::new(Semaphore::new(UPLOADS_MAX));
        Self { places, held: Held::default(), turn_time_max: TURN_TIME_MAX }
    }
}

impl Uploads {
    /// Waits for a place, which is free again when what this gives is dropped. Nothing of a body is
    /// read before. Who has as many as one may have waits for them.
    pub(crate) async fn take_place(&self, party: PartyId) -> Result<Upload, Cause> {
        let upload = tokio::time::timeout(self.turn_time_max, self.wait(party)).await;
        upload.map_err(|_| Cause::TooManyUploads)?
    }

    async fn wait(&self, party: PartyId) -> Result<Upload, Cause> {
        let share = loop {
            if let Some(share) = Share::take(&self.held, party) {
                break share;
            }
            tokio::time::sleep(GLANCE).await;
        };
        let place = Arc::clone(&self.places).acquire_owned().await;
        Ok(Upload { _place: place.map_err(|_| Cause::Stopping)?, _share: share })
    }
}

impl Share {
    fn take(held: &Held, party: PartyId) -> Option<Self> {
        let mut all = held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(party).or_default();
        if *count >= UPLOADS_EACH_MAX {
            return None;
        }
        *count += 1;
        Some(Self { held: Arc::clone(held), party })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut all = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let left = all.get(&self.party).map_or(0, |count| count.saturating_sub(1));
        if left == 0 {
            all.remove(&self.party);
        } else {
            all.insert(self.party, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_comes_when_all_places_are_taken_is_told_to_come_again() {
        let uploads = Uploads { turn_time_max: Duration::from_millis(1), ..Uploads::default() };
        let mut taken = Vec::new();
        for party in 1..=8 {
            taken.push(uploads.take_place(PartyId(party)).await.unwrap());
        }
        let full = |taken: Result<Upload, Cause>| taken.err() == Some(Cause::TooManyUploads);
        assert!(full(uploads.take_place(PartyId(9)).await));
        taken.pop();
        taken.push(uploads.take_place(PartyId(9)).await.unwrap());
        assert!(full(uploads.take_place(PartyId(10)).await));
    }

    #[tokio::test]
    async fn nobody_holds_all_places_alone() {
        let uploads = Uploads { turn_time_max: Duration::from_millis(1), ..Uploads::default() };
        let one = uploads.take_place(PartyId(1)).await.unwrap();
        let two = uploads.take_place(PartyId(1)).await.unwrap();
        let third = uploads.take_place(PartyId(1)).await;
        assert_eq!(third.err(), Some(Cause::TooManyUploads));
        let others = uploads.take_place(PartyId(2)).await.unwrap();
        drop(one);
        drop(uploads.take_place(PartyId(1)).await.unwrap());
        drop(others);
        drop(two);
        assert!(uploads.held.lock().unwrap().is_empty());
    }
}
