//! So many files are taken in at a time: each is held in memory until it is whole.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::problem::Cause;

/// The most bodies with files that are read at a time; the largest has three files.
const UPLOADS_MAX: usize = 8;
/// How long one waits for its turn.
const TURN_TIME_MAX: Duration = Duration::from_secs(20);

/// The places of those who hand in files.
#[derive(Debug, Clone)]
pub(crate) struct Uploads {
    places: Arc<Semaphore>,
    turn_time_max: Duration,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(UPLOADS_MAX)), turn_time_max: TURN_TIME_MAX }
    }
}

impl Uploads {
    /// Waits for a place, which is free again when what this gives is dropped. Nothing of a body is
    /// read before.
    pub(crate) async fn take_place(&self) -> Result<OwnedSemaphorePermit, Cause> {
        let place = Arc::clone(&self.places).acquire_owned();
        let place = tokio::time::timeout(self.turn_time_max, place).await;
        place.map_err(|_| Cause::TooManyUploads)?.map_err(|_| Cause::Stopping)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_comes_when_all_places_are_taken_is_told_to_come_again() {
        let uploads = Uploads { turn_time_max: Duration::from_millis(1), ..Uploads::default() };
        let mut taken = Vec::new();
        for _ in 0..UPLOADS_MAX {
            taken.push(uploads.take_place().await.unwrap());
        }
        assert_eq!(uploads.take_place().await.unwrap_err(), Cause::TooManyUploads);
        taken.pop();
        taken.push(uploads.take_place().await.unwrap());
        assert_eq!(uploads.take_place().await.unwrap_err(), Cause::TooManyUploads);
    }
}
