//! Where entries stand, for reading single ones again.

use lexicon::Sequence;

use crate::frame::Place;

/// Frames that stand nearer than this to one that is in the index are left out: they are found by
/// walking from it. So the index stays below half a per cent of the journal.
const STRIDE: usize = 4096;

/// Which frames hold which entries.
#[derive(Debug, Default)]
pub(crate) struct Index {
    items: Vec<Placed>,
}

#[derive(Debug, Clone, Copy)]
struct Placed {
    first: Sequence,
    place: Place,
}

impl Index {
    /// Takes up a frame behind all others.
    pub(crate) fn note(&mut self, first: Sequence, place: Place) {
        let is_near = self.items.last().is_some_and(|item| {
            item.place.segment == place.segment && place.offset - item.place.offset < STRIDE
        });
        if !is_near {
            self.items.push(Placed { first, place });
        }
    }

    /// The frame from which to walk to the entry at `sequence`.
    pub(crate) fn find(&self, sequence: Sequence) -> Option<Place> {
        let behind = self.items.partition_point(|item| item.first <= sequence);
        let item = self.items.get(behind.checked_sub(1)?)?;
        Some(item.place)
    }
}
