//! The one task that turns changes of the board into events.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use exchange::Phase;
use floor::{BidLine, Board, Door, LotView, Standing};
use lexicon::{LotId, Moment, Sequence};
use serde::Serialize;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::ring::{Event, Ring};
use crate::view::{BidDocument, LotDocument};

/// The most that watch at one time.
pub const WATCHERS_MAX: usize = 20_000;
/// The most that watch at one time from one address, so that one machine does not take all places;
/// the people of a whole firm or centre may share an address.
pub(crate) const WATCHERS_PER_ADDRESS_MAX: usize = 1_000;
/// The most lots that are watched at one time; each costs a ring.
const WATCHED_LOTS_MAX: usize = 20_000;
/// How long price changes of a lot are gathered: at most ten a second go out.
const PRICE_INTERVAL: Duration = Duration::from_millis(100);
/// How long any changes are gathered: the hub leaves the processor to the bids.
const ROUND_INTERVAL: Duration = Duration::from_millis(5);
/// How long the ring of a lot is kept that nobody watches, for those who come again.
const RING_KEPT: Duration = Duration::from_mins(1);
/// The most bids of one event, the newest; a reader who needs more asks for the history.
const BIDS_MAX: usize = 50;

/// A watched lot.
struct Watched {
    ring: Arc<Ring>,
    view: Arc<LotView>,
    /// The last bid that an event told of.
    told_through: Sequence,
    /// When the last event went out.
    told_at: Instant,
    /// Whether a change waits to go out.
    is_waiting: bool,
    /// The last time that somebody watched.
    seen_at: Instant,
}

/// Feeds every live stream.
pub struct Hub {
    board: Arc<Board>,
    door: Door,
    stop: CancellationToken,
    watched: Mutex<BTreeMap<LotId, Watched>>,
    progress: Mutex<Progress>,
    watchers: AtomicUsize,
    by_address: Mutex<HashMap<IpAddr, usize>>,
}

/// How far the hub has come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    /// The last round that is written as a whole.
    pub(crate) round: u64,
    /// The sequence that the board showed when it was written.
    pub(crate) id: Sequence,
}

/// A place among those that watch; given back when dropped.
pub(crate) struct Place {
    hub: Arc<Hub>,
    address: Option<IpAddr>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.hub.watchers.fetch_sub(1, Ordering::Relaxed);
        let Some(address) = self.address else { return };
        let mut by_address = held(&self.hub.by_address);
        if let Entry::Occupied(mut count) = by_address.entry(address) {
            *count.get_mut() = count.get().saturating_sub(1);
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

impl Hub {
    pub(crate) fn new(board: Arc<Board>, door: Door, stop: CancellationToken) -> Self {
        let progress = Progress { round: 1, id: board.sequence() };
        Self {
            board,
            door,
            stop,
            watched: Mutex::default(),
            progress: Mutex::new(progress),
            watchers: AtomicUsize::new(0),
            by_address: Mutex::default(),
        }
    }

    /// Writes rounds until the server stops.
    pub(crate) async fn run(self: Arc<Self>) {
        let mut moves = self.board.watch();
        loop {
            let due = self.write_round();
            let pause = tokio::time::sleep(ROUND_INTERVAL);
            tokio::select! {
                () = self.stop.cancelled() => break,
                () = pause => {}
            }
            let wait = async {
                match due {
                    Some(due) => tokio::time::sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.stop.cancelled() => break,
                () = wait => {}
                change = moves.changed() => if change.is_err() { break },
            }
        }
        tracing::debug!("live streams have ended");
    }

    pub(crate) fn progress(&self) -> Progress {
        *held(&self.progress)
    }

    pub(crate) fn watcher_count(&self) -> usize {
        self.watchers.load(Ordering::Relaxed)
    }

    pub(crate) fn watched_lot_count(&self) -> usize {
        held(&self.watched).len()
    }

    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// A place for one more to watch from an address, while there is one. This machine itself has
    /// no limit of its own: what asks from here is a proxy or a measurement.
    pub(crate) fn take_place(self: &Arc<Self>, address: Option<IpAddr>) -> Option<Place> {
        let address = address.filter(|address| !address.to_canonical().is_loopback());
        let before = self.watchers.fetch_add(1, Ordering::Relaxed);
        let mut before_here = 0;
        if let Some(address) = address {
            let mut by_address = held(&self.by_address);
            let count = by_address.entry(address).or_default();
            before_here = *count;
            *count = count.saturating_add(1);
        }
        // Whoever gets no place gives back by this what has been counted for him.
        let place = Place { hub: Arc::clone(self), address };
        (before < WATCHERS_MAX && before_here < WATCHERS_PER_ADDRESS_MAX).then_some(place)
    }

    /// The ring of a lot, begun where nobody watched it; none where there is no such lot or no
    /// further one can be watched.
    pub(crate) fn ring(&self, lot: LotId) -> Option<Arc<Ring>> {
        let mut watched = held(&self.watched);
        let now = Instant::now();
        if let Some(known) = watched.get_mut(&lot) {
            known.seen_at = now;
            return Some(Arc::clone(&known.ring));
        }
        if watched.len() >= WATCHED_LOTS_MAX {
            return None;
        }
        let told_through = self.last_bid(lot)?;
        let view = self.board.lot(lot)?;
        // Read last: what lies before these readings the ring cannot tell.
        let ring = Ring::new(self.board.sequence().next(), self.progress().round);
        let begun = Watched {
            ring: Arc::clone(&ring),
            view,
            told_through,
            told_at: now,
            // What came between these readings and the reader's own goes out as a change.
            is_waiting: true,
            seen_at: now,
        };
        watched.insert(lot, begun);
        Some(ring)
    }

    /// A whole account of a lot, for somebody who has no place in its ring.
    ///
    /// Its id is that of the round behind which he goes on, though it may tell of more: what is
    /// told twice changes nothing.
    pub(crate) fn snapshot(&self, lot: LotId, id: Sequence) -> Option<Bytes> {
        let view = self.board.lot(lot)?;
        let (lines, has_more) = self.newest_after(lot, Sequence::ZERO)?;
        Some(frame("snapshot", id, &view, &lines, has_more, self.door.now()))
    }

    /// Writes what has changed, and answers when the next change is due.
    fn write_round(&self) -> Option<Instant> {
        let id = self.board.sequence();
        let now = Instant::now();
        let mut watched = held(&self.watched);
        let before = self.progress();
        let round = before.round + 1;
        let mut written = Vec::new();
        let mut due: Option<Instant> = None;
        for (lot, lot_watched) in watched.iter_mut() {
            let Some(view) = self.board.lot(*lot) else { continue };
            match lot_watched.look(view, now) {
                Due::Never => {}
                Due::At(moment) => due = Some(due.map_or(moment, |earlier| earlier.min(moment))),
                Due::Now => {
                    let bytes = self.change(*lot, lot_watched, id);
                    lot_watched.ring.push(Event { round, id, bytes });
                    written.push(Arc::clone(&lot_watched.ring));
                }
            }
        }
        watched.retain(|_, lot_watched| lot_watched.is_kept(now));
        // Only a round that is written as a whole is read: then the events of all lots come to a
        // watcher in one order, and one id tells his place in all of them.
        *held(&self.progress) = Progress { round, id };
        drop(watched);
        for ring in written {
            ring.announce(round);
        }
        due
    }

    fn change(&self, lot: LotId, watched: &mut Watched, id: Sequence) -> Bytes {
        let lines = self.newest_after(lot, watched.told_through);
        let (lines, has_more) = lines.unwrap_or_default();
        if let Some(last) = lines.last() {
            watched.told_through = last.sequence;
        }
        frame("lot", id, &watched.view, &lines, has_more, self.door.now())
    }

    /// The newest bids behind a place, oldest first, and whether there are more in front of them.
    fn newest_after(&self, lot: LotId, after: Sequence) -> Option<(Vec<BidLine>, bool)> {
        let mut lines = self.board.newest_bids(lot, BIDS_MAX + 1)?;
        lines.retain(|line| line.sequence > after);
        let has_more = lines.len() > BIDS_MAX;
        if has_more {
            lines.remove(0);
        }
        Some((lines, has_more))
    }

    fn last_bid(&self, lot: LotId) -> Option<Sequence> {
        let newest = self.board.newest_bids(lot, 1)?;
        Some(newest.last().map_or(Sequence::ZERO, |line| line.sequence))
    }
}

/// What the lock guards is whole even if somebody panicked while holding it.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

enum Due {
    Never,
    At(Instant),
    Now,
}

impl Watched {
    /// Takes up what the board shows, and says when it goes out: a price waits for its turn, an
    /// extension or a change of the standing does not.
    fn look(&mut self, view: Arc<LotView>, now: Instant) -> Due {
        let is_urgent = !is_same_stand(&self.view.standing, &view.standing);
        self.is_waiting |= view.sequence != self.view.sequence;
        self.view = view;
        let turn = self.told_at + PRICE_INTERVAL;
        if is_urgent || (self.is_waiting && now >= turn) {
            self.told_at = now;
            self.is_waiting = false;
            Due::Now
        } else if self.is_waiting {
            Due::At(turn)
        } else {
            Due::Never
        }
    }

    fn is_kept(&mut self, now: Instant) -> bool {
        if self.ring.watcher_count() > 0 {
            self.seen_at = now;
        }
        now.duration_since(self.seen_at) < RING_KEPT
    }
}

/// Whether two standings differ in nothing that cannot wait. In the timed phase every bid moves the
/// close, so that there its move waits with the price.
fn is_same_stand(before: &Standing, now: &Standing) -> bool {
    let is_timed = |standing: &Standing| {
        matches!(standing, Standing::Running { phase: Phase::TimedBidding, .. })
    };
    before == now || (is_timed(before) && is_timed(now))
}

#[derive(Serialize)]
struct Change<'a> {
    #[serde(flatten)]
    lot: LotDocument<'a>,
    /// The newest bids since the last event, oldest first.
    bids: Vec<BidDocument>,
    /// Whether there are more, older than these, to be asked for as history.
    more: bool,
}

fn frame(
    kind: &str,
    id: Sequence,
    view: &LotView,
    lines: &[BidLine],
    has_more: bool,
    now: Moment,
) -> Bytes {
    let bids = lines.iter().map(BidDocument::from).collect();
    let change = Change { lot: LotDocument::new(view, now, None), bids, more: has_more };
    // A document of strings and numbers can always be written; JSON holds no line break.
    let json = serde_json::to_string(&change).unwrap_or_default();
    let mut text = String::with_capacity(json.len() + 64);
    let _ = write!(text, "event: {kind}\nid: {id}\ndata: {json}\n\n");
    text.into()
}
