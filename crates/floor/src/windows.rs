//! Which lots are in their last window, in which the exchange must be provably open.

use std::collections::BTreeSet;

use exchange::{Gap, Window, World};
use lexicon::{LotId, Moment};

use crate::agenda::Agenda;

/// The lots whose last window has begun, and when the others' will.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    ahead: Agenda<LotId>,
    open: BTreeSet<LotId>,
}

impl Windows {
    /// Looks at a lot that may have changed.
    pub(crate) fn look(&mut self, world: &World, lot: LotId, now: Moment) {
        match last_window(world, lot) {
            Some(window) if window.begins_at <= now => {
                self.open.insert(lot);
            }
            Some(window) => {
                self.open.remove(&lot);
                self.ahead.note(lot, window.begins_at);
            }
            None => {
                self.open.remove(&lot);
            }
        }
    }

    /// Takes up which windows have begun by now.
    pub(crate) fn advance(&mut self, world: &World, now: Moment) {
        while let Some(lot) = self.ahead.pop(now) {
            self.look(world, lot, now);
        }
    }

    /// Whether some lot is in its last window.
    pub(crate) fn is_any_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// The lots in their last window.
    pub(crate) fn open(&self) -> impl Iterator<Item = LotId> + '_ {
        self.open.iter().copied()
    }

    /// The lots that a gap interrupts.
    pub(crate) fn touched(&self, world: &World, gap: Gap) -> Vec<LotId> {
        let is_touched =
            |lot: &LotId| last_window(world, *lot).is_some_and(|window| gap.touches(window));
        self.open.iter().copied().filter(is_touched).collect()
    }

    /// The lots whose window ended before this moment and which have not closed, and when it did.
    pub(crate) fn overdue(&self, world: &World, moment: Moment) -> Vec<(LotId, Moment)> {
        let close = |lot: &LotId| Some((*lot, last_window(world, *lot)?.closes_at));
        self.open.iter().filter_map(close).filter(|(_, closes_at)| *closes_at < moment).collect()
    }

    /// When the next window begins, at the earliest.
    pub(crate) fn next(&self) -> Option<Moment> {
        self.ahead.next()
    }
}

fn last_window(world: &World, lot: LotId) -> Option<Window> {
    world.lot(lot)?.sale().last_window()
}
