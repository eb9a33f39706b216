//! A data directory: its lock, and the journal in it.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use floor::{Bell, Past, PastError};
use journal::{JournalError, Options, RealDisk, Recovered, Segments};
use lexicon::Digest;
use record::Entry;

use crate::exit::Exit;

/// The journal's folder within a data directory.
const JOURNAL: &str = "journal";
/// The file whose lock the one program that uses the directory holds.
const LOCK: &str = "lock";

/// A data directory in use by this program alone.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    /// Held as long as the directory is used.
    _lock: File,
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
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                Err(Exit::Use(format!("{} is in use by another program", path.display())))
            }
            Err(TryLockError::Error(error)) => {
                Err(Exit::World(anyhow::Error::new(error).context(failed())))
            }
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
        let disk = RealDisk::create(self.path.join(JOURNAL)).context("use the journal")?;
        let bell = Arc::new(Bell::default());
        let ringer = Arc::clone(&bell);
        let mut past = Past::default();
        let mut visit = |entry: Entry, _: Digest| past.take(&entry).map_err(OpenError::from);
        let wake = Arc::new(move || ringer.ring());
        let opened = Segments::open(disk, options, wake, &mut visit);
        let (journal, recovered) = opened.map_err(|error| Exit::World(error.into()))?;
        Ok(Opened { past, journal, recovered, bell })
    }
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
