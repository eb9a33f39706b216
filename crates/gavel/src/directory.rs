//! A data directory: its lock, and the journal in it.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use floor::{Bell, Past, PastError};
use journal::{JournalError, Options, RealDisk, Recovered, Segments};
use lexicon::{Digest, Secret};
use record::Entry;

use crate::exit::Exit;

/// The journal's folder within a data directory.
const JOURNAL: &str = "journal";
/// Where a journal is made before it is moved to its place.
const STAGED: &str = "journal.staged";
/// The key of the digests of devices and addresses.
const ACTOR_KEY: &str = "actor.key";
/// How long the lock of a program that has just been killed is waited for.
const LOCK_WAIT: Duration = Duration::from_secs(5);
const LOCK_GLANCE: Duration = Duration::from_millis(20);
/// The file whose lock the one program that uses the directory holds.
const LOCK: &str = "lock";

/// A data directory in use by this program alone.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    /// Held as long as the directory is used.
    _lock: File,
}

/// A journal that is being made beside its place.
#[derive(Debug)]
pub(crate) struct Staged {
    path: PathBuf,
    place: PathBuf,
    directory: PathBuf,
}

/// A journal that has told its past and takes new entries.
pub(crate) struct Opened {
    pub(crate) past: Past,
    pub(crate) journal: Segments<RealDisk>,
    pub(crate) recovered: Recovered,
    pub(crate) bell: Arc<Bell>,
}

/// Why a journal cannot be opened.
#[derive(Debug, thiserror::Error)]
enum OpenError {
    #[error("read the journal")]
    Journal(#[from] JournalError),
    #[error("take up the journal")]
    Past(#[from] PastError),
}

impl Directory {
    /// Creates the directory if it is not there, and locks it.
    ///
    /// # Errors
    /// When it cannot be used, or another program uses it.
    pub(crate) fn lock(path: &Path) -> Result<Self, Exit> {
        let failed = || format!("use {}", path.display());
        fs::create_dir_all(path).with_context(failed)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join(LOCK))
            .with_context(failed)?;
        // A program that was killed holds its lock until the system has ended its last write.
        let give_up_at = Instant::now() + LOCK_WAIT;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { path: path.to_owned(), _lock: lock }),
                Err(TryLockError::WouldBlock) if Instant::now() < give_up_at => {
                    thread::sleep(LOCK_GLANCE);
                }
                Err(TryLockError::WouldBlock) => {
                    let path = path.display();
                    return Err(Exit::Use(format!("{path} is in use by another program")));
                }
                Err(TryLockError::Error(error)) => {
                    return Err(Exit::World(anyhow::Error::new(error).context(failed())));
                }
            }
        }
    }

    /// Whether it holds a journal.
    pub(crate) fn has_journal(&self) -> bool {
        self.path.join(JOURNAL).is_dir()
    }

    /// A place beside the journal's own, empty, to make one in.
    pub(crate) fn stage(&self) -> Result<Staged, Exit> {
        let path = self.path.join(STAGED);
        if path.exists() {
            fs::remove_dir_all(&path).with_context(|| format!("clear {}", path.display()))?;
        }
        Ok(Staged { path, place: self.path.join(JOURNAL), directory: self.path.clone() })
    }

    /// The key of the digests of devices and addresses, made once.
    pub(crate) fn actor_key(&self) -> Result<Secret<[u8; 32]>, Exit> {
        let path = self.path.join(ACTOR_KEY);
        let failed = || format!("keep {}", path.display());
        match fs::read(&path) {
            Ok(bytes) => {
                let key = <[u8; 32]>::try_from(bytes)
                    .map_err(|_| Exit::Use(format!("{} does not hold 32 bytes", path.display())))?;
                Ok(Secret::new(key))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut key = [0; 32];
                getrandom::fill(&mut key).map_err(|error| anyhow!("draw a key: {error}"))?;
                let mut options = File::options();
                options.create_new(true).write(true).mode(0o600);
                let mut file = options.open(&path).with_context(failed)?;
                file.write_all(&key).and_then(|()| file.sync_all()).with_context(failed)?;
                sync(&self.path)?;
                Ok(Secret::new(key))
            }
            Err(error) => Err(Exit::World(anyhow::Error::new(error).context(failed()))),
        }
    }

    /// Whether anything but the lock is in it.
    pub(crate) fn is_used(&self) -> Result<bool, Exit> {
        let failed = || format!("list {}", self.path.display());
        for found in fs::read_dir(&self.path).with_context(failed)? {
            if found.with_context(failed)?.file_name() != LOCK {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Opens the journal, recovers it, and takes up what it tells.
    pub(crate) fn open(&self, options: Options) -> Result<Opened, Exit> {
        open(&self.path.join(JOURNAL), options)
    }
}

impl Staged {
    /// Opens the journal that is being made.
    pub(crate) fn open(&self, options: Options) -> Result<Opened, Exit> {
        open(&self.path, options)
    }

    /// Moves it whole to where it belongs.
    pub(crate) fn put_in_place(self) -> Result<(), Exit> {
        let failed = || format!("put {} in place", self.place.display());
        fs::rename(&self.path, &self.place).with_context(failed)?;
        sync(&self.directory)
    }
}

fn sync(directory: &Path) -> Result<(), Exit> {
    let synced = File::open(directory).and_then(|opened| opened.sync_all());
    synced.with_context(|| format!("sync {}", directory.display())).map_err(Exit::World)
}

fn open(path: &Path, options: Options) -> Result<Opened, Exit> {
    let disk = RealDisk::create(path).context("use the journal")?;
    let bell = Arc::new(Bell::default());
    let ringer = Arc::clone(&bell);
    let mut past = Past::default();
    let mut visit = |entry: Entry, _: Digest| past.take(&entry).map_err(OpenError::from);
    let wake = Arc::new(move || ringer.ring());
    let opened = Segments::open(disk, options, wake, &mut visit);
    let (journal, recovered) = opened.map_err(|error| Exit::World(error.into()))?;
    Ok(Opened { past, journal, recovered, bell })
}

/// The journal's folder of a data directory, or the folder itself where it is a journal.
pub(crate) fn journal_of(path: &Path) -> Result<RealDisk, Exit> {
    let inner = path.join(JOURNAL);
    let folder = if inner.is_dir() { inner } else { path.to_owned() };
    if !folder.is_dir() {
        return Err(Exit::Use(format!("{} is no directory", path.display())));
    }
    Ok(RealDisk::new(folder))
}
