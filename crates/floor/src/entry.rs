//! From what was decided to an entry of the journal, and back.

use exchange::wire::{Decided, PartError, Parts};
use lexicon::RequestId;
use record::{Entry, Header, Part};

/// How many bytes a request id takes at the beginning of the command part.
const REQUEST_ID_SIZE: usize = size_of::<RequestId>();

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

/// The bytes of the command alone: in its part they stand behind the request id.
pub(crate) fn body(entry: &Entry) -> &[u8] {
    bytes(&entry.command).and_then(|part| part.get(REQUEST_ID_SIZE..)).unwrap_or_default()
}

fn bytes(part: &Part) -> Option<&[u8]> {
    match part {
        Part::Open { bytes, .. } => Some(bytes),
        Part::Withheld(_) => None,
    }
}
