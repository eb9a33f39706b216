//! From what was decided to an entry of the journal, and back.

use exchange::wire::{Decided, PartError, Parts};
use record::{Entry, Header, Part};

/// Salts for the four parts of an entry.
pub(crate) type Salts = [record::Salt; 4];

/// Makes an entry, each part with its salt.
pub(crate) fn write(header: Header, decided: &Decided, salts: Salts) -> Entry {
    let mut salts = salts.into_iter();
    let [actor, command, seed, outcome] =
        decided.write().map(|bytes| Part::Open { salt: salts.next().unwrap_or_default(), bytes });
    Entry { header, actor, command, seed, outcome }
}

/// Reads an entry whose parts are all there.
pub(crate) fn read(entry: &Entry) -> Result<Decided, PartError> {
    Decided::read(Parts {
        actor: bytes(&entry.actor),
        command: bytes(&entry.command),
        seed: bytes(&entry.seed),
        outcome: bytes(&entry.outcome),
    })
}

fn bytes(part: &Part) -> Option<&[u8]> {
    match part {
        Part::Open { bytes, .. } => Some(bytes),
        Part::Withheld(_) => None,
    }
}
