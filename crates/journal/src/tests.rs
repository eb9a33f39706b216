//! Tests of the journal as a whole, over the simulated disk unless they say otherwise.

mod crash;
mod damage;
mod directory;
mod failure;
mod follow;
mod keeping;
mod threads;
mod torn;

use lexicon::{Digest, Epoch, LotId, Moment, Sequence};
use record::{Edition, Entry, Header, Part, Subject};

use crate::{
    Flaw, InlineSegments, Journal, JournalError, Options, Progress, Receipts, Recovered,
    SimulatedDisk, scan,
};

const SEGMENT_SIZE: u64 = 4096;

/// Entries as they were sealed.
type Sealed = Vec<(Entry, Digest)>;

/// An entry whose parts are so many bytes, all of which follow from `salt`.
fn entry(sequence: u64, size: usize, salt: u8) -> Entry {
    let part = |number: u8, size: usize| {
        let first =
            salt.wrapping_add(number).wrapping_mul(31).wrapping_add(sequence.to_le_bytes()[0]);
        let bytes = (0..size).map(|place| first.wrapping_add(place.to_le_bytes()[0])).collect();
        Part::Open { salt: [first; 16], bytes }
    };
    let header = Header {
        sequence: Sequence(sequence),
        epoch: Epoch(1),
        moment: Moment::from_us(1_700_000_000_000_000),
        arrived_at: Moment::from_us(1_700_000_000_000_000),
        subject: Subject::Lot(LotId(7)),
        edition: Edition(1),
    };
    Entry {
        header,
        actor: part(1, 20),
        command: part(2, size),
        seed: part(3, 0),
        outcome: part(4, 9),
    }
}

/// A batch of so many entries behind `last`.
fn batch(last: Sequence, count: u64, size: usize, salt: u8) -> Vec<Entry> {
    (1..=count).map(|place| entry(last.0 + place, size, salt)).collect()
}

fn options() -> Options {
    Options::small(SEGMENT_SIZE)
}

/// Opens a journal and gives the entries it holds.
fn open(
    disk: &SimulatedDisk,
    options: Options,
) -> Result<(InlineSegments<SimulatedDisk>, Recovered, Sealed), JournalError> {
    let mut entries = Vec::new();
    let (journal, recovered) = InlineSegments::open(disk.clone(), options, &mut |entry, hash| {
        entries.push((entry, hash));
        Ok::<(), JournalError>(())
    })?;
    assert_eq!(recovered.entries, entries.len() as u64);
    Ok((journal, recovered, entries))
}

/// Scans a journal and gives the entries it holds.
fn scanned(disk: &SimulatedDisk) -> Result<(Recovered, Sealed), JournalError> {
    let mut entries = Vec::new();
    let recovered = scan(disk, &mut |entry, hash| {
        entries.push((entry, hash));
        Ok::<(), JournalError>(())
    })?;
    Ok((recovered, entries))
}

/// Writes a batch and makes it durable.
fn keep(journal: &mut dyn Journal, batch: Vec<Entry>) -> Receipts {
    journal.begin(batch);
    match journal.poll() {
        Progress::Durable(receipts) => receipts,
        other => panic!("not durable: {other:?}"),
    }
}

/// A new journal with batches of these counts and sizes, closed; and its entries.
fn written(batches: &[(u64, usize)]) -> (SimulatedDisk, Sealed) {
    let disk = SimulatedDisk::new(1);
    let (mut journal, ..) = open(&disk, options()).unwrap();
    let mut last = Sequence::ZERO;
    for (count, size) in batches {
        last = keep(&mut journal, batch(last, *count, *size, 0)).last();
    }
    drop(journal);
    let (_, entries) = scanned(&disk).unwrap();
    (disk, entries)
}

/// A disk of its own with the same files.
fn copied(disk: &SimulatedDisk) -> SimulatedDisk {
    let copy = SimulatedDisk::new(2);
    for name in crate::Disk::list(disk).unwrap() {
        copy.place(&name, &disk.content(&name).unwrap());
    }
    copy
}

/// Where the damage is.
fn damage_of<T>(outcome: Result<T, JournalError>) -> (u32, u64, Flaw) {
    match outcome {
        Err(JournalError::Damage { segment, offset, what }) => (segment, offset, what),
        Err(other) => panic!("no damage: {other:?}"),
        Ok(_) => panic!("no damage was seen"),
    }
}

/// Every byte of the journal, to see whether anything changed.
fn contents(disk: &SimulatedDisk) -> Vec<(String, Vec<u8>)> {
    let names = crate::Disk::list(disk).unwrap();
    names.into_iter().map(|name| (name.clone(), disk.content(&name).unwrap())).collect()
}

/// Chance from a seed, for tests.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn size(&mut self, limit: usize) -> usize {
        usize::try_from(self.below(limit as u64)).unwrap()
    }
}
