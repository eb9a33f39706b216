//! A disk in memory that forgets what was not synced, tears, fills up and fails by plan.
//!
//! It ships, because the simulation of the whole exchange is part of the program. It is crueller
//! than a real disk in what it may forget: a write is safe only after a sync of its file that did
//! not fail, and a file only after a sync of the directory. Like a real one it writes a sector
//! whole or not at all, except for a larger write that the crash caught on its way from memory,
//! which may end at any byte.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Disk, DiskFile, SECTOR_SIZE};

/// What goes wrong with a [`SimulatedDisk`], and when; by default nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Faults {
    /// The write, counted from 1, that finds the disk full (ENOSPC), as all after it do.
    pub full_at_write: Option<u64>,
    /// The sync, counted from 1, that fails (EIO). What it should have synced stays readable, and
    /// no later sync makes it durable.
    pub fail_at_sync: Option<u64>,
    /// The write or sync, counted together from 1, with which the power goes: it and everything
    /// after it fails, until [`SimulatedDisk::crash`] gives the disk of the next start.
    pub power_off_at_call: Option<u64>,
    /// Whether a write may take fewer bytes than it was given.
    pub short_writes: bool,
}

/// A disk in memory. Its clones are the same disk.
#[derive(Debug, Clone)]
pub struct SimulatedDisk {
    state: Arc<Mutex<State>>,
}

/// A file on a [`SimulatedDisk`].
#[derive(Debug)]
pub struct SimulatedFile {
    state: Arc<Mutex<State>>,
    name: String,
    /// Whether it was opened to be written.
    writable: bool,
}

#[derive(Debug, Default)]
struct State {
    chance: Chance,
    faults: Faults,
    files: BTreeMap<String, FileState>,
    write_count: u64,
    sync_count: u64,
    call_count: u64,
    last_write: Option<LastWrite>,
}

/// One file, as programs see it and as the disk holds it.
#[derive(Debug, Clone, Default)]
struct FileState {
    seen: Vec<u8>,
    held: Vec<u8>,
    /// The sectors that differ between the two and that the next sync makes durable.
    unsynced: BTreeSet<usize>,
    /// Whether the directory durably names the file.
    is_named: bool,
}

/// The last write that was not synced since.
#[derive(Debug, Clone)]
struct LastWrite {
    name: String,
    offset: usize,
    bytes: Vec<u8>,
}

/// What a crash leaves of the writes that were not synced.
#[derive(Debug, Clone, Copy)]
enum Leaves {
    /// None of them.
    Nothing,
    /// All of them.
    Everything,
    /// Any of their sectors.
    Sectors,
    /// All of them but the last, and of the last so many bytes.
    TornLast(usize),
}

impl SimulatedDisk {
    /// An empty disk whose chance is drawn from `seed`.
    pub fn new(seed: u64) -> Self {
        let state = State { chance: Chance(seed), ..State::default() };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Sets what goes wrong from now on; calls are counted anew.
    pub fn plan(&self, faults: Faults) {
        let mut state = self.state();
        state.faults = faults;
        state.write_count = 0;
        state.sync_count = 0;
        state.call_count = 0;
    }

    /// How many writes and syncs there were since the last plan.
    pub fn call_count(&self) -> u64 {
        self.state().call_count
    }

    /// Loses the power and gives the disk as the next start sees it: of what was not synced,
    /// nothing, everything, any sectors, or all but the end of the last write.
    #[must_use]
    pub fn crash(&self) -> Self {
        let mut state = self.state();
        let leaves = match (state.chance.below(4), &state.last_write) {
            (0, _) => Leaves::Nothing,
            (1, _) => Leaves::Everything,
            (2, Some(write)) if write.bytes.len() > SECTOR_SIZE => {
                let size = write.bytes.len();
                Leaves::TornLast(state.chance.below(size))
            }
            (_, _) => Leaves::Sectors,
        };
        state.restart(leaves)
    }

    /// Loses the power such that all that was not synced is left, but of the last unsynced write
    /// only so many bytes.
    #[must_use]
    pub fn crash_torn(&self, size: usize) -> Self {
        self.state().restart(Leaves::TornLast(size))
    }

    /// Loses the power such that nothing is left of what was not synced.
    #[must_use]
    pub fn crash_forgetful(&self) -> Self {
        self.state().restart(Leaves::Nothing)
    }

    /// Flips bits of one byte, durably; does nothing where there is no such byte.
    pub fn flip(&self, name: &str, offset: usize, bits: u8) {
        if let Some(file) = self.state().files.get_mut(name) {
            for content in [&mut file.seen, &mut file.held] {
                if let Some(byte) = content.get_mut(offset) {
                    *byte ^= bits;
                }
            }
        }
    }

    /// A file's bytes as programs see them.
    pub fn content(&self, name: &str) -> Option<Vec<u8>> {
        self.state().files.get(name).map(|file| file.seen.clone())
    }

    /// Puts a file on the disk, durably, in place of one that may have had its name.
    pub fn place(&self, name: &str, content: &[u8]) {
        let file = FileState {
            seen: content.to_vec(),
            held: content.to_vec(),
            unsynced: BTreeSet::new(),
            is_named: true,
        };
        self.state().files.insert(name.to_owned(), file);
    }

    /// Takes a file off the disk, durably.
    pub fn remove(&self, name: &str) {
        self.state().files.remove(name);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn file(&self, name: &str, writable: bool) -> io::Result<SimulatedFile> {
        let state = self.state();
        state.powered()?;
        if !state.files.contains_key(name) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(SimulatedFile { state: Arc::clone(&self.state), name: name.to_owned(), writable })
    }
}

impl Disk for SimulatedDisk {
    type File = SimulatedFile;

    fn list(&self) -> io::Result<Vec<String>> {
        let state = self.state();
        state.powered()?;
        Ok(state.files.keys().cloned().collect())
    }

    fn open_to_read(&self, name: &str) -> io::Result<SimulatedFile> {
        self.file(name, false)
    }

    fn open_to_write(&self, name: &str) -> io::Result<SimulatedFile> {
        self.file(name, true)
    }

    fn create(&self, name: &str) -> io::Result<SimulatedFile> {
        let mut state = self.state();
        state.powered()?;
        if state.files.contains_key(name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        state.files.insert(name.to_owned(), FileState::default());
        drop(state);
        self.file(name, true)
    }

    fn sync_dir(&self) -> io::Result<()> {
        let mut state = self.state();
        state.count_sync()?;
        for file in state.files.values_mut() {
            file.is_named = true;
        }
        Ok(())
    }
}

impl DiskFile for SimulatedFile {
    fn size(&self) -> io::Result<u64> {
        let state = lock(&self.state);
        state.powered()?;
        Ok(state.file(&self.name)?.seen.len() as u64)
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        let state = lock(&self.state);
        state.powered()?;
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let source = state.file(&self.name)?.seen.get(start..).unwrap_or_default();
        let size = bytes.len().min(source.len());
        bytes.split_at_mut(size).0.copy_from_slice(source.split_at(size).0);
        Ok(size)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize> {
        if !self.writable {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        lock(&self.state).write(&self.name, bytes, offset)
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = lock(&self.state);
        let outcome = state.count_sync();
        if state.powered().is_err() {
            return outcome;
        }
        if state.last_write.as_ref().is_some_and(|write| write.name == self.name) {
            state.last_write = None;
        }
        let Some(file) = state.files.get_mut(&self.name) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        // As in Linux, pages whose writing failed count as clean: nothing writes them again.
        let unsynced = std::mem::take(&mut file.unsynced);
        if outcome.is_ok() {
            file.hold(&unsynced);
        }
        outcome
    }
}

impl State {
    fn powered(&self) -> io::Result<()> {
        match self.faults.power_off_at_call {
            Some(call) if self.call_count >= call => Err(io::Error::other("the power is off")),
            Some(_) | None => Ok(()),
        }
    }

    fn count_sync(&mut self) -> io::Result<()> {
        self.call_count += 1;
        self.sync_count += 1;
        self.powered()?;
        if self.faults.fail_at_sync == Some(self.sync_count) {
            return Err(io::Error::other("input/output error"));
        }
        Ok(())
    }

    fn file(&self, name: &str) -> io::Result<&FileState> {
        self.files.get(name).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn write(&mut self, name: &str, bytes: &[u8], offset: u64) -> io::Result<usize> {
        self.powered()?;
        self.call_count += 1;
        self.write_count += 1;
        if self.faults.full_at_write.is_some_and(|write| self.write_count >= write) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let short = self.faults.short_writes && self.chance.below(2) == 0;
        let size = if short { 1 + self.chance.below(bytes.len()) } else { bytes.len() };
        let bytes = bytes.split_at(size.min(bytes.len())).0;
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);

        // The write that the power goes with is in the cache like any other: it may survive.
        let file = self.files.get_mut(name).ok_or(io::ErrorKind::NotFound)?;
        file.write(bytes, offset);
        let (name, written) = (name.to_owned(), bytes.to_vec());
        self.last_write = Some(LastWrite { name, offset, bytes: written });
        self.powered().map(|()| bytes.len())
    }

    /// The disk of the next start.
    fn restart(&mut self, leaves: Leaves) -> SimulatedDisk {
        let mut files = BTreeMap::new();
        for (name, file) in &self.files {
            let is_named = match leaves {
                Leaves::Nothing => file.is_named,
                Leaves::Everything | Leaves::TornLast(_) => true,
                Leaves::Sectors => file.is_named || self.chance.below(2) == 0,
            };
            if !is_named {
                continue;
            }
            let last = self.last_write.as_ref().filter(|write| write.name == *name);
            let content = file.after_crash(leaves, last, &mut self.chance);
            let held = content.clone();
            let file = FileState { seen: content, held, unsynced: BTreeSet::new(), is_named: true };
            files.insert(name.clone(), file);
        }
        let chance = Chance(self.chance.next());
        let state = State { chance, files, ..State::default() };
        SimulatedDisk { state: Arc::new(Mutex::new(state)) }
    }
}

impl FileState {
    fn write(&mut self, bytes: &[u8], offset: usize) {
        let end = offset.saturating_add(bytes.len());
        if self.seen.len() < end {
            self.seen.resize(end, 0);
        }
        if let Some(target) = self.seen.get_mut(offset..end) {
            target.copy_from_slice(bytes);
        }
        self.unsynced.extend(offset / SECTOR_SIZE..end.div_ceil(SECTOR_SIZE));
    }

    /// Makes sectors durable as programs see them.
    fn hold(&mut self, sectors: &BTreeSet<usize>) {
        for sector in sectors {
            put_sector(&mut self.held, &self.seen, *sector);
        }
    }

    fn after_crash(
        &self,
        leaves: Leaves,
        last: Option<&LastWrite>,
        chance: &mut Chance,
    ) -> Vec<u8> {
        let mut left = self.held.clone();
        match leaves {
            Leaves::Nothing => {}
            Leaves::Everything | Leaves::TornLast(_) => {
                for sector in &self.unsynced {
                    put_sector(&mut left, &self.seen, *sector);
                }
            }
            Leaves::Sectors => {
                for sector in &self.unsynced {
                    if chance.below(2) == 0 {
                        put_sector(&mut left, &self.seen, *sector);
                    }
                }
            }
        }
        if let (Leaves::TornLast(size), Some(last)) = (leaves, last) {
            // Behind the tear stands what the disk held before the write.
            let torn = last.offset.saturating_add(size);
            let end = last.offset.saturating_add(last.bytes.len());
            for offset in torn..end {
                if let Some(byte) = left.get_mut(offset) {
                    *byte = self.held.get(offset).copied().unwrap_or(0);
                }
            }
        }
        left
    }
}

/// Copies one sector, making the target longer where it must be.
fn put_sector(target: &mut Vec<u8>, source: &[u8], sector: usize) {
    let start = sector * SECTOR_SIZE;
    let end = source.len().min(start + SECTOR_SIZE);
    if target.len() < end {
        target.resize(end, 0);
    }
    if let (Some(target), Some(source)) = (target.get_mut(start..end), source.get(start..end)) {
        target.copy_from_slice(source);
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // A test that panicked while it held the disk has failed already; the disk is whole.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Chance drawn from a seed: `SplitMix64`, whose stream is the same on every machine.
#[derive(Debug, Default)]
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, zero where there is none.
    fn below(&mut self, limit: usize) -> usize {
        let drawn = usize::try_from(self.next() >> 32).unwrap_or(0);
        drawn.checked_rem(limit).unwrap_or(0)
    }
}
