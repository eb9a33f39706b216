//! What a follower reads of the disk, in bytes.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::follower::{CHUNK_SIZE_MAX, CHUNK_SIZE_MIN};
use crate::{DiskFile, SimulatedFile};

/// A disk that counts the bytes that are read.
#[derive(Debug, Clone)]
struct Counting {
    disk: SimulatedDisk,
    count: Arc<AtomicU64>,
}

#[derive(Debug)]
struct CountingFile {
    file: SimulatedFile,
    count: Arc<AtomicU64>,
}

impl Counting {
    fn new(disk: SimulatedDisk) -> Self {
        Self { disk, count: Arc::default() }
    }

    fn take(&self) -> u64 {
        self.count.swap(0, Ordering::SeqCst)
    }
}

impl Disk for Counting {
    type File = CountingFile;

    fn list(&self) -> io::Result<Vec<String>> {
        self.disk.list()
    }

    fn open_to_read(&self, name: &str) -> io::Result<CountingFile> {
        Ok(CountingFile { file: self.disk.open_to_read(name)?, count: Arc::clone(&self.count) })
    }

    fn open_to_write(&self, _: &str) -> io::Result<CountingFile> {
        panic!("a follower writes nothing")
    }

    fn create(&self, _: &str) -> io::Result<CountingFile> {
        panic!("a follower makes nothing")
    }

    fn sync_dir(&self) -> io::Result<()> {
        panic!("a follower syncs nothing")
    }
}

impl DiskFile for CountingFile {
    fn size(&self) -> io::Result<u64> {
        self.file.size()
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        let size = self.file.read_at(bytes, offset)?;
        self.count.fetch_add(size as u64, Ordering::SeqCst);
        Ok(size)
    }

    fn write_at(&self, _: &[u8], _: u64) -> io::Result<usize> {
        panic!("a follower writes nothing")
    }

    fn sync_data(&self) -> io::Result<()> {
        panic!("a follower syncs nothing")
    }
}

#[test]
fn a_reading_costs_what_is_new_and_an_opening_little_of_what_is_old() {
    let chunk = CHUNK_SIZE_MIN as u64;
    let disk = SimulatedDisk::new(1);
    let options = Options::small(8 * 1024 * 1024);
    let (mut journal, ..) = open(&disk, options).unwrap();
    let counting = Counting::new(disk.clone());
    let mut follower = Follower::open(counting.clone(), Sequence::ZERO).unwrap();
    assert!(counting.take() < chunk, "the headers alone");

    let mut last = Sequence::ZERO;
    for round in 0..5_000 {
        last = keep(&mut journal, batch(last, 1, 300, 1)).last();
        assert_eq!(told(&mut follower, last).len(), 1);
        assert!(counting.take() <= 2 * chunk, "at round {round}");
    }
    let used = disk.content(&segment::name(1)).unwrap();
    let used = used.iter().rposition(|byte| *byte != 0).unwrap() as u64;
    assert!(used > 4 * CHUNK_SIZE_MAX as u64, "many chunks of entries");

    // Catching up reads hardly more than the bytes there are.
    let mut late = Follower::open(counting.clone(), Sequence::ZERO).unwrap();
    assert_eq!(told(&mut late, last).len(), 5_000);
    let read = counting.take();
    assert!(read < used + used / 8 + 2 * CHUNK_SIZE_MAX as u64, "{read} {used}");

    // A batch longer than a chunk is read once, or twice where its header came alone.
    let long = usize::try_from(CHUNK_SIZE_MAX as u64 * 3).unwrap();
    let entries = long / 30_000;
    let longest = keep(&mut journal, batch(last, entries as u64, 30_000, 2)).last();
    for through in last.0..longest.0 {
        assert_eq!(told(&mut follower, Sequence(through + 1)).len(), 1);
    }
    let read = counting.take();
    assert!(read <= long as u64 + 2 * chunk, "{read} of {long}: a batch is held till it is done");

    // Opening in a journal of many segments looks at few headers and reads within one of them.
    let (disk, sealed) = super::journal();
    let counting = Counting::new(disk);
    for after in 0..sealed.len() {
        drop(Follower::open(counting.clone(), Sequence(after as u64)).unwrap());
        let most = 8 * segment::HEADER_SIZE as u64 + 3 * SEGMENT_SIZE;
        let read = counting.take();
        assert!(read < most, "{read} to open behind {after}");
    }
}
