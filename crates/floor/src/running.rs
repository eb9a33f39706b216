//! A running floor: its thread, its door, its board, and how it stops.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use exchange::EpochClock;
use journal::{Journal, TailCut};
use lexicon::{LotId, Moment, Span};

use crate::again::Again;
use crate::shell::Shell;
use crate::{Batch, Bell, Board, Clock, Door, Fatal, Inbox, Past, Sequencer};

/// Figures of the sequencer, since start.
#[derive(Debug, Default)]
pub struct FloorCounts {
    /// Entries made durable.
    pub entries: AtomicU64,
    /// Batches made durable.
    pub batches: AtomicU64,
    /// Rulings that failed by a fault of ours.
    pub faults: AtomicU64,
    /// The newest entry whose request id has been forgotten, of this run or one before; 0 while
    /// none has. From then on somebody may ask again under an id that the sequencer takes for new,
    /// and whoever lets him in looks it up in the rows first, which must have reached this entry.
    pub forgotten_through: AtomicU64,
}

/// How a floor stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// The lots that the stop interrupted in their last window.
    pub interrupted: Vec<LotId>,
}

/// What a floor starts with.
pub struct Start {
    /// What the journal told.
    pub past: Past,
    /// Where it is kept; its wake-ups ring `bell`.
    pub journal: Box<dyn Journal>,
    /// What recovery cut off the journal, to be recorded.
    pub tail_cut: Option<TailCut>,
    /// Rung when a batch is durable.
    pub bell: Arc<Bell>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Whose time it is.
    pub epoch_clock: EpochClock,
    /// 32 bytes that nobody can guess.
    pub entropy: [u8; 32],
    /// The queues.
    pub inbox: Arc<Inbox>,
    /// Called when the exchange must stop at once, before anybody hears of it; does not return in
    /// a server.
    pub on_fatal: Box<dyn FnOnce(&Fatal) + Send>,
}

/// A running floor.
pub struct Floor {
    door: Door,
    board: Arc<Board>,
    bell: Arc<Bell>,
    control: Arc<Control>,
    thread: JoinHandle<Option<Stopped>>,
}

impl Floor {
    /// Starts the sequencer's thread.
    ///
    /// # Errors
    /// When the thread cannot be started.
    pub fn start(start: Start) -> std::io::Result<Self> {
        let Start {
            mut past,
            journal,
            tail_cut,
            bell,
            clock,
            epoch_clock,
            entropy,
            inbox,
            on_fatal,
        } = start;
        let board = Arc::new(Board::default());
        past.publish(&board);
        let control = Arc::new(Control::default());
        control.counts.forgotten_through.store(past.forgotten_through().0, Ordering::Relaxed);
        let door = Door::new(
            Arc::clone(&inbox),
            Arc::clone(&bell),
            Arc::clone(&clock),
            Arc::clone(&control),
            past.moment(),
        );
        let shell = Shell {
            sequencer: Sequencer::new(past, epoch_clock, entropy, tail_cut),
            journal,
            inbox,
            bell: Arc::clone(&bell),
            clock,
            board: Arc::clone(&board),
            control: Arc::clone(&control),
            filling: Batch::default(),
            in_flight: None,
            again: Again::default(),
            begun_at: Span::ZERO,
        };
        let kept = Arc::clone(&control);
        let thread = std::thread::Builder::new()
            .name("sequencer".to_owned())
            .spawn(move || run(shell, &kept, on_fatal))?;
        Ok(Self { door, board, bell, control, thread })
    }

    /// Where commands come in.
    pub fn door(&self) -> Door {
        self.door.clone()
    }

    /// What everyone may see.
    pub fn board(&self) -> Arc<Board> {
        Arc::clone(&self.board)
    }

    /// Figures since start.
    pub fn counts(&self) -> Arc<FloorCounts> {
        Arc::clone(&self.control.counts)
    }

    /// What stops the floor from elsewhere while somebody waits in [`Floor::join`].
    pub fn stopper(&self) -> Stopper {
        Stopper {
            door: self.door.clone(),
            bell: Arc::clone(&self.bell),
            control: Arc::clone(&self.control),
        }
    }

    /// Opens no lot any more, waits with the door open until no lot is in its last window, but at
    /// most so long, then stops. A second call shortens the wait.
    pub fn stop(&self, drain: Span) {
        self.stopper().stop(drain);
    }

    /// Waits until the floor has stopped; none when it had to stop at once.
    pub fn join(self) -> Option<Stopped> {
        self.thread.join().unwrap_or(None)
    }
}

/// Stops a floor from elsewhere.
pub struct Stopper {
    door: Door,
    bell: Arc<Bell>,
    control: Arc<Control>,
}

impl Stopper {
    /// See [`Floor::stop`].
    pub fn stop(&self, drain: Span) {
        self.control.stop_by(self.door.now() + drain);
        self.bell.ring();
    }
}

fn run(
    mut shell: Shell,
    control: &Control,
    on_fatal: Box<dyn FnOnce(&Fatal) + Send>,
) -> Option<Stopped> {
    let ended = catch_unwind(AssertUnwindSafe(|| shell.run()));
    let ended = ended.unwrap_or_else(|panic| Err(Fatal::Fault(text(&*panic))));
    if let Err(fatal) = &ended {
        control.close_door();
        on_fatal(fatal);
    }
    // What waits is dropped, and so answered as unknown, only now that the process knows.
    control.end();
    shell.inbox.forget();
    drop(shell);
    ended.ok()
}

fn text(panic: &(dyn std::any::Any + Send)) -> String {
    let literal = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    literal.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// What the door, the shell and the owner tell each other about stopping.
#[derive(Debug, Default)]
pub(crate) struct Control {
    is_closed: AtomicBool,
    is_over: AtomicBool,
    stop_by: Mutex<Option<Moment>>,
    pub(crate) counts: Arc<FloorCounts>,
}

impl Control {
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::SeqCst)
    }

    pub(crate) fn close_door(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
    }

    /// Whether nobody takes anything out of the queues any more.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }

    fn end(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.stop_moment().is_some()
    }

    /// Whether the wait before a stop is over.
    pub(crate) fn is_closing(&self, is_no_window_open: bool, clock: &dyn Clock) -> bool {
        self.stop_moment().is_some_and(|by| is_no_window_open || clock.now() >= by)
    }

    fn stop_by(&self, moment: Moment) {
        let mut stop_by = self.stop_by.lock().unwrap_or_else(PoisonError::into_inner);
        *stop_by = Some(stop_by.map_or(moment, |before| before.min(moment)));
    }

    fn stop_moment(&self) -> Option<Moment> {
        *self.stop_by.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
