//! What the exchange does by itself: interrupting, opening, closing, beating.

use exchange::{Command, Coverage, Duty, EpochClock};
use lexicon::{LotId, Moment};

use super::decide::has_room;
use super::{HEARTBEAT_INTERVAL, Sequencer};
use crate::{Batch, Inbox};

impl Sequencer {
    /// Interrupts the lots that a gap has touched.
    pub(super) fn interrupt(&mut self, batch: &mut Batch) {
        while has_room(batch) {
            let Some((lot, gap)) = self.interrupting.pop_front() else { return };
            // A restart may have found the lot twice, once for the silence and once for the break.
            let window = self.world().lot(lot).and_then(|lot| lot.sale().last_window());
            if window.is_some_and(|window| gap.touches(window)) {
                let (from, until) = (gap.from, gap.until);
                self.decide_own(batch, Command::InterruptLot { lot, from, until });
            }
        }
    }

    /// Does everything that is due but closing lots, which wait for the queue.
    pub(super) fn do_duties(&mut self, batch: &mut Batch, inbox: &Inbox) {
        while self.interrupting.is_empty() && has_room(batch) {
            let Some(duty) = self.agenda.pop(self.now) else { return };
            match self.world().due(duty) {
                Some((due_at, _)) if due_at > self.now => self.agenda.note(duty, due_at),
                Some((_, Command::CloseLot { lot, .. })) => {
                    let waiting = u64::try_from(inbox.ordinary_length()).unwrap_or(u64::MAX);
                    self.closing.push_back((self.taken.saturating_add(waiting), lot));
                }
                Some((_, Command::OpenLot { .. } | Command::ReopenLot { .. }))
                    if !self.is_opening => {}
                Some((due_at, command)) => {
                    let cause = if due_at == Moment::MIN { self.past.moment } else { due_at };
                    self.decide_for_cause(batch, command, cause);
                }
                None => {}
            }
        }
    }

    /// Closes the lots whose moment has come, once everything that was in the queue when they fell
    /// due has been ruled on.
    pub(super) fn close_lots(&mut self, batch: &mut Batch) {
        while let Some(&(barrier, lot)) = self.closing.front() {
            if barrier > self.taken || !has_room(batch) {
                return;
            }
            self.closing.pop_front();
            self.close_lot(batch, lot);
        }
    }

    fn close_lot(&mut self, batch: &mut Batch, id: LotId) {
        // A bid in the queue may have extended the lot meanwhile.
        let Some((due_at, command)) = self.world().due(Duty::Lot(id)) else { return };
        let window = self.world().lot(id).and_then(|lot| lot.sale().last_window());
        match (command, window) {
            (Command::CloseLot { lot, .. }, Some(window)) if due_at <= self.now => {
                let coverage = self.past.presence.coverage(window);
                if let Coverage::Uncovered { from, until } = coverage {
                    tracing::warn!(lot.id = %lot, %from, %until, "lot {lot} closes uncovered");
                }
                self.decide_for_cause(batch, Command::CloseLot { lot, coverage }, due_at);
            }
            _ => self.look_at(Duty::Lot(id)),
        }
    }

    /// Shows that the exchange is open while some lot is in its last window.
    pub(super) fn beat(&mut self, batch: &mut Batch) {
        let is_beating = self.clock == EpochClock::Wall && self.windows.is_any_open();
        let last = self.past.presence.last();
        let is_silent = last.is_none_or(|last| self.past.moment.since(last) >= HEARTBEAT_INTERVAL);
        if is_beating && is_silent && batch.entries().is_empty() {
            self.decide_own(batch, Command::Heartbeat);
        }
    }

    /// Notes when a duty comes up next.
    pub(super) fn look_at(&mut self, duty: Duty) {
        if let Some((due_at, _)) = self.world().due(duty) {
            self.agenda.note(duty, due_at);
        }
    }
}
