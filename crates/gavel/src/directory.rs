//! A data directory: its lock, and the journal in it.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use exchange::World;
use floor::{Bell, Past, PastError};
use journal::{JournalError, Options, RealDisk, Recovered, Segments};
use lexicon::{Digest, Moment, Sequence};
use record::Entry;

use crate::exit::Exit;

/// The journal's folder within a data directory.
const JOURNAL: &str = "journal";
/// The folder of files within a data directory.
const FILES: &str = "files";
/// Where a journal is made before it is moved to its place.
const STAGED: &str = "journal.staged";
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
    /// The state at the entry that was asked for, with that entry's hash; none where the journal
    /// does not reach so far.
    pub(crate) marked: Option<Marked>,
}

/// The state as one entry left it.
pub(crate) struct Marked {
    pub(crate) world: World,
    pub(crate) moment: Moment,
    pub(crate) hash: Digest,
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

    /// Opens the journal, recovers it, takes up what it tells, and marks the state that this entry
    /// left.
    pub(crate) fn open(&self, options: Options, mark: Sequence) -> Result<Opened, Exit> {
        open(&self.path.join(JOURNAL), options, mark)
    }

    /// The journal's folder.
    pub(crate) fn journal(&self) -> PathBuf {
        self.path.join(JOURNAL)
    }

    /// The folder of files that are found by their digests.
    pub(crate) fn files(&self) -> PathBuf {
        self.path.join(FILES)
    }
}

impl Staged {
    /// Opens the journal that is being made.
    pub(crate) fn open(&self, options: Options) -> Result<Opened, Exit> {
        open(&self.path, options, Sequence::ZERO)
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

fn open(path: &Path, options: Options, mark: Sequence) -> Result<Opened, Exit> {
    let disk = RealDisk::create(path).context("use the journal")?;
    let bell = Arc::new(Bell::default());
    let ringer = Arc::clone(&bell);
    let mut past = Past::default();
    let begin = Marked { world: World::default(), moment: Moment::MIN, hash: Digest::ZERO };
    let mut marked = (mark == Sequence::ZERO).then_some(begin);
    let mut visit = |entry: Entry, hash: Digest| {
        past.take(&entry)?;
        if past.sequence() == mark {
            marked = Some(Marked { world: past.world().clone(), moment: past.moment(), hash });
        }
        Ok::<_, OpenError>(())
    };
    let wake = Arc::new(move || ringer.ring());
    let opened = Segments::open(disk, options, wake, &mut visit);
    let (journal, recovered) = opened.map_err(|error| Exit::World(error.into()))?;
    Ok(Opened { past, journal, recovered, bell, marked })
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
