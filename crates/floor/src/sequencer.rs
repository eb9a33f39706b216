//! The sequencer: one step drains, rules, numbers and encodes.
//!
//! It has no thread, clock, channel or disk. Whoever calls [`Sequencer::step`] lends it the time
//! and the queues, and must make the batch durable before anybody hears of it.

mod decide;
mod duties;

use std::collections::{BTreeSet, VecDeque};

use exchange::{Command, Duty, EpochClock, Gap, Stage, World};
use lexicon::{LotId, Moment, Sequence, Span};

use crate::agenda::Agenda;
use crate::chance::Chance;
use crate::windows::Windows;
use crate::{Batch, Inbox, Past, view};

/// The most commands one step decides.
pub const BATCH_COMMANDS_MAX: usize = 1_024;
/// No further command is taken into a step whose entries are this large together.
const STEP_SIZE_MAX: usize = 256 * 1024;
/// How old the last entry may grow while some lot is in its last window, before a heartbeat.
pub const HEARTBEAT_INTERVAL: Span = Span::from_ms(900);

const _: () = assert!(HEARTBEAT_INTERVAL.us() < Span::SECOND.us());
const _: () = assert!(BATCH_COMMANDS_MAX < journal::BATCH_LENGTH_MAX);

/// Rules on commands one by one and numbers them.
#[derive(Debug)]
pub struct Sequencer {
    past: Past,
    clock: EpochClock,
    /// The time of this step; the moment is never before it, and does not follow it back.
    now: Moment,
    chance: Chance,
    agenda: Agenda<Duty>,
    windows: Windows,
    /// Lots that are due to close, each once so many ordinary commands have been taken.
    closing: VecDeque<(u64, LotId)>,
    /// Lots that a gap interrupts, before anything else.
    interrupting: VecDeque<(LotId, Gap)>,
    /// Lots that were in their last window when the exchange closed down.
    stopped: BTreeSet<LotId>,
    /// How many ordinary commands have been taken.
    taken: u64,
    has_begun: bool,
    tail_cut: Option<journal::TailCut>,
    is_opening: bool,
    fault_count: u64,
    changed: Changed,
}

/// What a step has changed on the board.
#[derive(Debug, Default)]
struct Changed {
    lots: Vec<LotId>,
    proposals: bool,
    pause: bool,
}

impl Sequencer {
    /// Takes over from what the journal told. `entropy` is 32 bytes that nobody can guess, or a
    /// script's own where the run must be repeatable.
    pub fn new(
        past: Past,
        clock: EpochClock,
        entropy: [u8; 32],
        tail_cut: Option<journal::TailCut>,
    ) -> Self {
        let chance = Chance::new(entropy, past.chance_used);
        let mut sequencer = Self {
            past,
            clock,
            now: Moment::MIN,
            chance,
            agenda: Agenda::default(),
            windows: Windows::default(),
            closing: VecDeque::new(),
            interrupting: VecDeque::new(),
            stopped: BTreeSet::new(),
            taken: 0,
            has_begun: false,
            tail_cut,
            is_opening: true,
            fault_count: 0,
            changed: Changed::default(),
        };
        let duties: Vec<Duty> = sequencer.world().duties().collect();
        for duty in duties {
            sequencer.look_at(duty);
        }
        sequencer
    }

    /// Decides on what waits and on what is due at this moment.
    pub fn step(&mut self, now: Moment, inbox: &Inbox) -> Batch {
        self.now = now;
        self.past.moment = self.past.moment.max(now);
        let mut batch = Batch::default();
        self.begin_epoch(&mut batch);
        self.notice_gaps(inbox);
        self.interrupt(&mut batch);
        self.drain_urgent(&mut batch, inbox);
        self.do_duties(&mut batch, inbox);
        // Before more is taken as well, so that bids which keep coming do not put off a close.
        self.close_lots(&mut batch);
        self.drain_ordinary(&mut batch, inbox);
        self.close_lots(&mut batch);
        self.beat(&mut batch);
        self.draw_changes(&mut batch);
        batch
    }

    /// Decides on everything that waits, then interrupts the lots in their last window: the last
    /// step before a stop.
    pub fn close_down(&mut self, now: Moment, inbox: &Inbox) -> Batch {
        self.stopped.extend(self.windows.open());
        let mut batch = self.step(now, inbox);
        let (moment, world) = (self.past.moment, &self.past.world);
        self.windows.advance(world, moment);
        let stop = Gap { from: moment, until: moment, is_break: true };
        // What came through the door in time is ruled on first.
        let touched = if inbox.is_empty() { self.windows.touched(world, stop) } else { Vec::new() };
        self.stopped.extend(&touched);
        self.interrupting.extend(touched.into_iter().map(|lot| (lot, stop)));
        self.interrupt(&mut batch);
        self.draw_changes(&mut batch);
        batch
    }

    /// Opens no lot any more, since the exchange is about to stop.
    pub fn stop_opening(&mut self) {
        self.is_opening = false;
    }

    /// The lots in their last window.
    pub fn last_windows(&self) -> Vec<LotId> {
        self.windows.open().collect()
    }

    pub(crate) fn is_any_window_open(&self) -> bool {
        self.windows.is_any_open()
    }

    /// Whether something is left to do at the same moment.
    pub fn is_busy(&self) -> bool {
        !self.interrupting.is_empty() || !self.closing.is_empty()
    }

    /// When the next step is due, even if nothing arrives.
    pub fn wakes_at(&self) -> Option<Moment> {
        let is_beating = self.clock == EpochClock::Wall && self.windows.is_any_open();
        let last = self.past.presence.last().filter(|_| is_beating);
        let beat = last.map(|last| last + HEARTBEAT_INTERVAL);
        let window = self.windows.next().filter(|_| self.clock == EpochClock::Wall);
        [self.agenda.next(), window, beat].into_iter().flatten().min()
    }

    /// The state, which may be a batch ahead of the disk: nothing of it leaves the floor before.
    pub fn world(&self) -> &World {
        &self.past.world
    }

    /// The moment of the last entry or step.
    pub fn moment(&self) -> Moment {
        self.past.moment
    }

    /// How many rulings failed by a fault of ours since the start.
    pub fn fault_count(&self) -> u64 {
        self.fault_count
    }

    /// The newest entry whose request id is not kept any more; zero when all are.
    pub(crate) fn forgotten_through(&self) -> Sequence {
        self.past.forgotten_through()
    }

    pub(crate) fn sequence(&self) -> Sequence {
        self.past.sequence
    }

    /// The lots that [`Sequencer::close_down`] has interrupted.
    pub fn stopped(&self) -> Vec<LotId> {
        let is_interrupted = |lot: &LotId| {
            let stage = self.world().lot(*lot).map(|lot| lot.sale().stage());
            matches!(stage, Some(Stage::Interrupted(_)))
        };
        self.stopped.iter().copied().filter(is_interrupted).collect()
    }

    fn begin_epoch(&mut self, batch: &mut Batch) {
        if std::mem::replace(&mut self.has_begun, true) {
            return;
        }
        self.past.epoch.0 += 1;
        self.decide_own(batch, Command::BeginEpoch { clock: self.clock });
        if let Some(cut) = self.tail_cut.take() {
            let journal::TailCut { segment, offset, size } = cut;
            let segment = u64::from(segment);
            self.decide_own(batch, Command::RecordTailCut { segment, offset, size });
        }
        let (world, moment) = (&self.past.world, self.past.moment);
        for lot in world.lot_ids() {
            self.windows.look(world, lot, moment);
        }
        if let Some(gap) = self.past.presence.gap_at(moment) {
            let touched = self.windows.touched(world, gap);
            self.interrupting.extend(touched.into_iter().map(|lot| (lot, gap)));
            // What was due and not closed waited for bids that were on time; those are lost.
            for (lot, closes_at) in self.windows.overdue(world, gap.from) {
                self.interrupting.push_back((lot, Gap { from: closes_at, ..gap }));
            }
        }
    }

    /// Finds the lots that were in their last window while the exchange was silent or its clock
    /// was set.
    fn notice_gaps(&mut self, inbox: &Inbox) {
        let moment = self.past.moment;
        self.windows.advance(&self.past.world, moment);
        let silence = self.past.presence.silence(moment);
        let jump = inbox.take_jump().filter(|_| self.clock == EpochClock::Wall);
        let jump = jump.map(|jump| self.past.presence.jump(jump.from, jump.until.max(moment)));
        for gap in silence.into_iter().chain(jump) {
            let touched = self.windows.touched(&self.past.world, gap);
            self.interrupting.extend(touched.into_iter().map(|lot| (lot, gap)));
        }
    }

    fn draw_changes(&mut self, batch: &mut Batch) {
        let Past { world, cards, sequence, .. } = &self.past;
        let mut changed = std::mem::take(&mut self.changed);
        changed.lots.sort_unstable();
        changed.lots.dedup();
        for id in changed.lots {
            let Some(lot) = world.lot(id) else { continue };
            batch.changes.views.extend(cards.view(id, lot, *sequence));
        }
        if changed.proposals {
            batch.changes.proposals = Some(view::proposals(world));
        }
        if changed.pause {
            batch.changes.pause = Some(world.pause_until().into());
        }
        if !batch.entries().is_empty() {
            batch.changes.through = Some(*sequence);
        }
    }
}
