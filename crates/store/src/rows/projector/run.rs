//! Drawing rows for as long as the journal grows.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use journal::{Disk, Follower, JournalError};
use lexicon::{Digest, Sequence};
use record::Entry;
use tokio::sync::watch;
use tokio::time::sleep;

use super::{DrawError, ENTRIES_PER_TRANSACTION_MAX, Projector, check_same};
use crate::StoreError;

/// How often a database that refuses is asked again, before it is given up.
const ATTEMPTS_MAX: u32 = 8;
/// How long to wait before the first further attempt; each wait doubles the one before.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// The longest wait between two attempts.
const WAIT_MAX: Duration = Duration::from_secs(10);

type Sealed = Vec<(Entry, Digest)>;

impl Projector {
    /// Draws the rows of whatever is published, until told to stop or nobody publishes any more;
    /// what was published by then is drawn first. A database that refuses is asked again, a
    /// limited number of times, with growing pauses.
    ///
    /// `follower` reads the journal behind the entry that the rows have reached.
    ///
    /// # Errors
    /// When the journal cannot be read or is another one, or the database does not recover.
    pub async fn run<D: Disk>(
        mut self,
        mut follower: Follower<D>,
        mut published: watch::Receiver<Sequence>,
        stop: impl Future<Output = ()> + Send,
    ) -> Result<(), DrawError> {
        check_same(self.taken, follower.last(), follower.head())?;
        let mut stop = pin!(stop);
        let mut is_stopping = false;
        loop {
            let through = *published.borrow_and_update();
            while follower.last() < through {
                let (read, entries) = read(follower, through).await?;
                follower = read;
                self.take_again_and_again(&entries).await?;
            }
            if is_stopping {
                return Ok(());
            }
            // Once more round after the end, for what was published just before it.
            is_stopping = tokio::select! {
                changed = published.changed() => changed.is_err(),
                () = &mut stop => true,
            };
        }
    }

    /// Takes entries, and again while the database refuses, a limited number of times.
    async fn take_again_and_again(&mut self, entries: &Sealed) -> Result<(), DrawError> {
        let mut wait = FIRST_WAIT;
        for attempt in 1.. {
            match self.take(entries).await {
                Err(DrawError::Store(error @ StoreError::Database { .. }))
                    if attempt < ATTEMPTS_MAX =>
                {
                    let reached = self.reached().sequence;
                    tracing::warn!(
                        rows.sequence = reached.0,
                        attempt,
                        "the rows stay at entry {reached}: {error}"
                    );
                    sleep(wait).await;
                    wait = (wait * 2).min(WAIT_MAX);
                }
                done => return done,
            }
        }
        Ok(())
    }
}

/// Reads the next entries, as many as are written at once, on a thread that may wait for the disk.
async fn read<D: Disk>(
    mut follower: Follower<D>,
    through: Sequence,
) -> Result<(Follower<D>, Sealed), DrawError> {
    let reading = tokio::task::spawn_blocking(move || {
        let most = u64::try_from(ENTRIES_PER_TRANSACTION_MAX).unwrap_or(u64::MAX);
        let through = through.min(Sequence(follower.last().0.saturating_add(most)));
        let mut entries = Sealed::new();
        follower.read::<JournalError>(through, &mut |entry, hash| {
            entries.push((entry, hash));
            Ok(())
        })?;
        Ok((follower, entries))
    });
    reading.await.map_err(|_| StoreError::Stopping)?
}
