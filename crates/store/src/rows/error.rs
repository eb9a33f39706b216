//! Why rows cannot be drawn.

use exchange::wire::PartError;
use journal::JournalError;
use lexicon::Sequence;

use crate::StoreError;

/// Why rows cannot be drawn from a journal.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The database refused, again and again.
    #[error("write rows")]
    Store(#[from] StoreError),
    /// The journal cannot be read.
    #[error("read the journal to draw rows")]
    Journal(#[from] JournalError),
    /// The rows are not of this journal, or it was put back from an older copy.
    #[error("go on drawing rows behind entry {sequence}: {what}; run gavel rebuild")]
    OtherJournal {
        /// The entry up to which the rows are drawn.
        sequence: Sequence,
        /// What does not fit.
        what: &'static str,
    },
    /// An entry does not follow the one before.
    #[error("draw rows of entry {found}: entry {expected} comes next")]
    Order {
        /// The one that comes next.
        expected: Sequence,
        /// The one that was given.
        found: Sequence,
    },
    /// A part of an entry cannot be read.
    #[error("draw rows of entry {sequence}")]
    Part {
        /// Which entry.
        sequence: Sequence,
        /// Why.
        #[source]
        source: PartError,
    },
    /// Rows could not be drawn from the state that an entry left, which has moved on meanwhile:
    /// only a projector that begins anew at what the rows have reached goes on.
    #[error("go on drawing rows behind an entry that could not be drawn")]
    Spoilt,
    /// An entry was made under rules that this program does not have.
    #[error("draw rows of entry {sequence}: edition {edition} of the rules is not known")]
    Edition {
        /// Which entry.
        sequence: Sequence,
        /// Under which rules.
        edition: u32,
    },
}
