//! `gavel rebuild`: fresh rows from the journal.

use std::path::Path;

use anyhow::Context;
use journal::{Follower, RealDisk};
use lexicon::{Digest, Sequence};
use record::Entry;
use serde_json::json;
use store::{DrawError, Rebuild};
use tokio::runtime::Handle;

use crate::exit::Exit;
use crate::installation::Installation;
use crate::print;
use crate::settings::Flags;

/// How many entries are drawn together.
const ENTRIES_AT_ONCE: usize = 4_096;

/// What to draw anew.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: Flags,
}

/// Draws the rows beside the old and swaps them.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let settings = arguments.settings.settings()?;
    let installation = Installation::open(&settings.dir, settings.database.as_ref())?;
    if !installation.directory.has_journal() {
        return Err(Exit::Use(format!("{} holds no journal", settings.dir.display())));
    }
    let journal = installation.directory.journal();
    let runtime = installation.runtime.handle().clone();
    let mut rebuild = runtime.block_on(Rebuild::begin(&installation.place)).context("rebuild")?;
    let drawn = draw(&journal, &runtime, &mut rebuild)?;
    let reached = runtime.block_on(rebuild.finish()).context("put the new rows in place")?;
    print::object(
        arguments.json,
        &json!({
            "entries": drawn,
            "sequence": reached.sequence.0,
            "head": reached.head.to_string(),
        }),
    )
}

/// Draws every entry, a number of them at a time.
fn draw(journal: &Path, runtime: &Handle, rebuild: &mut Rebuild) -> Result<u64, Exit> {
    let last = journal::scan(&RealDisk::new(journal.to_owned()), &mut |_, _| Ok(()));
    let last = last.map_err(|error: journal::JournalError| anyhow::Error::new(error))?.last;
    let follower = Follower::open(RealDisk::new(journal.to_owned()), Sequence::ZERO);
    let mut follower = follower.context("read the journal")?;
    let mut drawn = 0;
    let mut waiting: Vec<(Entry, Digest)> = Vec::with_capacity(ENTRIES_AT_ONCE);
    let mut visit = |entry: Entry, hash: Digest| -> Result<(), DrawError> {
        waiting.push((entry, hash));
        if waiting.len() == ENTRIES_AT_ONCE {
            runtime.block_on(rebuild.take(&waiting))?;
            waiting.clear();
        }
        Ok(())
    };
    drawn += follower.read(last, &mut visit).context("draw the rows")?;
    runtime.block_on(rebuild.take(&waiting)).context("draw the rows")?;
    Ok(drawn)
}
