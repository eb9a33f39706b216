//! `gavel replay`: from a journal to the state it leaves.

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;

use floor::{Past, PastError};
use journal::JournalError;
use lexicon::Sequence;
use record::Entry;
use serde::Serialize;

use crate::directory::journal_of;
use crate::exit::Exit;
use crate::print;

/// What to replay.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A data directory or a journal.
    dir: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Replayed {
    entries: u64,
    lots: u64,
    sequence: u64,
    head: String,
    state_digest: String,
}

/// Why a journal cannot be replayed.
#[derive(Debug, thiserror::Error)]
enum ReplayError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Past(#[from] PastError),
    #[error("take up entry {sequence}: it tells what cannot have happened, as verify will say")]
    Impossible { sequence: Sequence },
}

/// Applies every entry and prints the state's digest.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let disk = journal_of(&arguments.dir)?;
    let mut past = Past::default();
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let scanned = journal::scan(&disk, &mut |entry, _| take_up(&mut past, &entry));
    panic::set_hook(hook);
    let recovered = match scanned {
        Ok(recovered) => recovered,
        Err(ReplayError::Journal(JournalError::Disk { act, name, source })) => {
            return Err(Exit::World(anyhow::anyhow!("{act} {name}: {source}")));
        }
        Err(error) => return Err(Exit::No(format!("failed to {:#}", anyhow::Error::new(error)))),
    };
    let replayed = Replayed {
        entries: recovered.entries,
        lots: past.world().lot_count(),
        sequence: recovered.last.0,
        head: recovered.head.to_string(),
        state_digest: past.world().state_digest().to_string(),
    };
    print::object(arguments.json, &replayed)
}

/// A server stops where an entry cannot be taken up; here it is the answer. Whoever made such an
/// entry made the hashes too, since the chain is whole.
fn take_up(past: &mut Past, entry: &Entry) -> Result<(), ReplayError> {
    let taken = panic::catch_unwind(AssertUnwindSafe(|| past.take(entry)));
    let sequence = entry.header.sequence;
    Ok(taken.map_err(|_| ReplayError::Impossible { sequence })??)
}
