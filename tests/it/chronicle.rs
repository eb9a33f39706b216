//! A journal as a list of entries: read from a directory, changed, sealed anew, written again.

use std::path::{Path, PathBuf};

use exchange::wire::{Decided, Parts};
use exchange::{Command, Outcome};
use journal::{
    Disk, InlineSegments, Journal, JournalError, Options, Progress, RealDisk, SimulatedDisk, scan,
};
use lexicon::{Digest, HashAlg, Sequence};
use record::{Chain, Entry, Header, Part};

/// Entries with the hashes that were given to them.
pub(crate) type Sealed = Vec<(Entry, Digest)>;

/// How many entries are written at once.
const BATCH_LENGTH: usize = 5;

/// Where the journal of a data directory lies.
pub(crate) fn folder(dir: &Path) -> PathBuf {
    dir.join("journal")
}

/// Every entry of a data directory's journal.
pub(crate) fn read(dir: &Path) -> Sealed {
    scanned(&RealDisk::new(folder(dir))).unwrap()
}

pub(crate) fn scanned<D: Disk>(disk: &D) -> Result<Sealed, JournalError> {
    let mut sealed = Vec::new();
    scan(disk, &mut |entry, hash| {
        sealed.push((entry, hash));
        Ok::<(), JournalError>(())
    })?;
    Ok(sealed)
}

/// Writes entries as a journal in a directory that is not there yet.
pub(crate) fn write(dir: &Path, alg: HashAlg, entries: &[Entry]) {
    let options = Options { hash: alg, ..Options::small(64 * 1024) };
    written(RealDisk::create(folder(dir)).unwrap(), options, entries);
}

/// Writes entries into small segments of a simulated disk.
pub(crate) fn simulated(entries: &[Entry], segment_size: u64) -> SimulatedDisk {
    let disk = SimulatedDisk::new(1);
    written(disk.clone(), Options::small(segment_size), entries);
    disk
}

fn written<D: Disk>(disk: D, options: Options, entries: &[Entry]) {
    let opened = InlineSegments::open(disk, options, &mut |_, _| Ok::<(), JournalError>(()));
    let (mut journal, _) = opened.unwrap();
    for batch in entries.chunks(BATCH_LENGTH) {
        journal.begin(batch.to_vec());
        let progress = journal.poll();
        assert!(matches!(progress, Progress::Durable(_)), "{progress:?}");
    }
}

/// Seals entries anew, as if they had always been so.
pub(crate) fn resealed(alg: HashAlg, entries: Vec<Entry>) -> Sealed {
    let mut chain = Chain::new(alg);
    let seal = |entry: Entry| {
        let hash = chain.seal(&entry);
        (entry, hash)
    };
    entries.into_iter().map(seal).collect()
}

pub(crate) fn entries(sealed: &Sealed) -> Vec<Entry> {
    sealed.iter().map(|(entry, _)| entry.clone()).collect()
}

/// What was decided by an entry whose parts are all there.
pub(crate) fn decided(entry: &Entry) -> Decided {
    let [actor, command, seed, outcome] = entry.parts().map(bytes);
    Decided::read(Parts { actor, command, seed, outcome }).unwrap()
}

fn bytes(part: &Part) -> Option<&[u8]> {
    match part {
        Part::Open { bytes, .. } => Some(bytes),
        Part::Withheld(_) => None,
    }
}

/// Changes what an entry decided, and leaves its salts.
pub(crate) fn change(entry: &mut Entry, change: impl FnOnce(&mut Header, &mut Decided)) {
    let mut decided = decided(entry);
    change(&mut entry.header, &mut decided);
    let parts = [&mut entry.actor, &mut entry.command, &mut entry.seed, &mut entry.outcome];
    for (part, written) in parts.into_iter().zip(decided.write()) {
        let Part::Open { bytes, .. } = part else { panic!("an open part") };
        *bytes = written;
    }
}

/// The bids of a journal, with what was ruled.
pub(crate) fn bids(sealed: &Sealed) -> Vec<(Sequence, Outcome)> {
    let read = sealed.iter().map(|(entry, _)| (entry.header.sequence, decided(entry)));
    let bids = read.filter(|(_, decided)| {
        let command = &decided.request.command;
        matches!(command, Command::PlaceBid { .. } | Command::PlaceProxyBid { .. })
    });
    bids.map(|(sequence, decided)| (sequence, decided.outcome)).collect()
}

pub(crate) fn index(sequence: Sequence) -> usize {
    usize::try_from(sequence.0 - 1).unwrap()
}
