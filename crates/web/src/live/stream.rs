//! One watcher's stream of one or many lots.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use futures_util::StreamExt as _;
use futures_util::stream::{SelectAll, select_all, unfold};
use lexicon::{LotId, Sequence};
use tokio::time::{Interval, MissedTickBehavior};
use tokio_stream::wrappers::WatchStream;

use super::hub::{Hub, Place};
use super::ring::{Event, Ring, Told};
use crate::problem::{Cause, Problem};

/// The most lots of one stream.
pub(crate) const LOTS_MAX: usize = 50;
/// How often a stream says that it lives, when nothing happens.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(10);
/// How long a browser waits before it comes again: at least this, and up to twice as long, so that
/// not everybody comes at once when a server has restarted.
const RETRY_MS: u64 = 1_000;

struct Watcher {
    hub: Arc<Hub>,
    rings: Vec<(LotId, Arc<Ring>)>,
    wakes: SelectAll<WatchStream<u64>>,
    /// The last round that has been told.
    round: u64,
    heartbeat: Interval,
    first: Option<Bytes>,
    _place: Place,
}

/// Opens a stream: whoever comes again is told what he has missed, everyone else how things stand.
pub(crate) fn open(
    hub: &Arc<Hub>,
    lots: &[LotId],
    address: Option<IpAddr>,
    last_event: Option<Sequence>,
) -> Result<Response, Problem> {
    if hub.stop().is_cancelled() {
        return Err(Cause::Stopping.into());
    }
    let place = hub.take_place(address).ok_or(Cause::TooManyWatchers)?;
    let mut rings = Vec::with_capacity(lots.len());
    for lot in lots {
        rings.push((*lot, hub.ring(*lot).ok_or(Cause::TooManyWatchers)?));
    }
    let wakes = select_all(rings.iter().map(|(_, ring)| WatchStream::from_changes(ring.watch())));
    let mut heartbeat = tokio::time::interval(HEARTBEAT_INTERVAL);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.reset();
    let mut watcher = Watcher {
        hub: Arc::clone(hub),
        rings,
        wakes,
        round: 0,
        heartbeat,
        first: None,
        _place: place,
    };
    watcher.first = Some(watcher.greet(last_event));
    let stream = unfold(watcher, |mut watcher| async move {
        let bytes = watcher.next().await?;
        Some((Ok::<_, Infallible>(bytes), watcher))
    });
    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that gather answers would hold events back.
    let buffering = HeaderName::from_static("x-accel-buffering");
    headers.insert(buffering, HeaderValue::from_static("no"));
    Ok(response)
}

impl Watcher {
    /// What a watcher is told first.
    fn greet(&mut self, last_event: Option<Sequence>) -> Bytes {
        let progress = self.hub.progress();
        // An id that the exchange has not reached is of another one.
        let last_event = last_event.filter(|id| *id <= progress.id);
        let jitter = u64::try_from(self.hub.watcher_count()).unwrap_or(0).wrapping_mul(397);
        let retry = format!("retry: {}\n\n", RETRY_MS + jitter % RETRY_MS);
        let mut pieces = vec![Bytes::from(retry)];
        let told = self.gather(progress.id, |ring, events| match last_event {
            Some(id) => ring.from(id, progress.round, events),
            None => Told::Lost,
        });
        pieces.extend(told);
        self.round = progress.round;
        joined(pieces)
    }

    async fn next(&mut self) -> Option<Bytes> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let stop = self.hub.stop().clone();
        loop {
            let progress = self.hub.progress();
            let round = self.round;
            let told =
                self.gather(progress.id, |ring, events| ring.behind(round, progress.round, events));
            self.round = progress.round;
            if !told.is_empty() {
                self.heartbeat.reset();
                return Some(joined(told));
            }
            tokio::select! {
                biased;
                () = stop.cancelled() => return None,
                woken = self.wakes.next() => woken.map(|_| ())?,
                _ = self.heartbeat.tick() => return Some(Bytes::from_static(b": alive\n\n")),
            }
        }
    }

    /// The events that the rings tell, in the order of their rounds, then a snapshot of each lot
    /// whose ring could not tell: so the last id is true for all of them.
    fn gather(&self, id: Sequence, tell: impl Fn(&Ring, &mut Vec<Event>) -> Told) -> Vec<Bytes> {
        let mut events = Vec::new();
        let mut lost = Vec::new();
        for (lot, ring) in &self.rings {
            if tell(ring, &mut events) == Told::Lost {
                lost.push(*lot);
            }
        }
        events.sort_by_key(|event| event.round);
        let snapshots = lost.into_iter().filter_map(|lot| self.hub.snapshot(lot, id));
        events.into_iter().map(|event| event.bytes).chain(snapshots).collect()
    }
}

/// One piece as it is, shared by all who watch; several in one.
fn joined(pieces: Vec<Bytes>) -> Bytes {
    match <[Bytes; 1]>::try_from(pieces) {
        Ok([piece]) => piece,
        Err(pieces) => pieces.concat().into(),
    }
}
