//! Drawing rows for as long as the journal grows.

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use futures_util::FutureExt as _;

use journal::{Disk, Follower, JournalError};
use lexicon::{Digest, Sequence};
use record::Entry;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::{DrawError, ENTRIES_PER_TRANSACTION_MAX, Projector, check_same};
use crate::StoreError;

/// How long to wait before the first further attempt; each wait doubles the one before.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// The longest wait between two attempts.
const WAIT_MAX: Duration = Duration::from_secs(10);
/// How long what is left is drawn for once told to stop; the next start draws the rest.
const CATCH_UP_MAX: Duration = Duration::from_secs(5);

type Sealed = Vec<(Entry, Digest)>;

impl Projector {
    /// Draws the rows of whatever is published, until told to stop or nobody publishes any more;
    /// what was published by then is drawn first, for a few seconds at most. A database that
    /// refuses is asked again until it recovers, with growing pauses: rows that stand still for
    /// good would be a harm of their own.
    ///
    /// `follower` reads the journal behind the entry that the rows have reached.
    ///
    /// # Errors
    /// When the journal cannot be read or is another one, or the database does not recover before
    /// it is told to stop.
    pub async fn run<D: Disk>(
        mut self,
        mut follower: Follower<D>,
        mut published: watch::Receiver<Sequence>,
        stop: impl Future<Output = ()> + Send,
    ) -> Result<(), DrawError> {
        check_same(self.taken, follower.last(), follower.head())?;
        let mut stop = Stop { stop: pin!(stop), since: None };
        loop {
            // Asked before: what is published behind the answer is for another round.
            let is_last = stop.is_told().is_some();
            let through = *published.borrow_and_update();
            while follower.last() < through {
                if stop.is_told().is_some_and(|since| since.elapsed() > CATCH_UP_MAX) {
                    return Ok(());
                }
                let (read, entries) = read(follower, through).await?;
                follower = read;
                self.take_again_and_again(&entries, &mut stop).await?;
            }
            if is_last {
                return Ok(());
            }
            // Once more round after the end, for what was published just before it.
            tokio::select! {
                changed = published.changed() => {
                    if changed.is_err() {
                        stop.since = Some(Instant::now());
                    }
                }
                () = stop.told() => {}
            }
        }
    }

    /// Takes entries, and again while the database refuses, until told to stop.
    async fn take_again_and_again<S: Future<Output = ()>>(
        &mut self,
        entries: &Sealed,
        stop: &mut Stop<'_, S>,
    ) -> Result<(), DrawError> {
        let mut wait = FIRST_WAIT;
        for attempt in 1.. {
            match self.take(entries).await {
                Err(DrawError::Store(error @ StoreError::Database { .. }))
                    if stop.is_told().is_none() =>
                {
                    let reached = self.reached().sequence;
                    tracing::warn!(
                        rows.sequence = reached.0,
                        attempt,
                        "the rows stay at entry {reached}: {error}"
                    );
                    tokio::select! {
                        () = sleep(wait) => {}
                        () = stop.told() => {}
                    }
                    wait = (wait * 2).min(WAIT_MAX);
                }
                done => return done,
            }
        }
        Ok(())
    }
}

/// When to stop.
struct Stop<'stop, S> {
    stop: Pin<&'stop mut S>,
    /// Since when it is known.
    since: Option<Instant>,
}

impl<S: Future<Output = ()>> Stop<'_, S> {
    /// Since when it is told.
    fn is_told(&mut self) -> Option<Instant> {
        if self.since.is_none() && self.stop.as_mut().now_or_never().is_some() {
            self.since = Some(Instant::now());
        }
        self.since
    }

    /// Waits until it is told.
    async fn told(&mut self) {
        if self.since.is_none() {
            self.stop.as_mut().await;
            self.since = Some(Instant::now());
        }
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
