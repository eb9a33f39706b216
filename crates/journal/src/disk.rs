//! The port through which segments reach a disk.
//!
//! It is as narrow as what a journal may rely on: bytes at places, a sync of a file's content and
//! one of the directory. A write may take fewer bytes than it was given, as `pwrite` may.

mod real;
mod simulated;

use std::{fmt, io};

pub use real::{RealDisk, RealFile};
pub use simulated::{Faults, SimulatedDisk, SimulatedFile};

use crate::error::JournalError;

/// What a disk writes whole or not at all.
pub(crate) const SECTOR_SIZE: usize = 512;

/// One directory of files.
pub trait Disk: fmt::Debug + Send + Sync + 'static {
    /// An open file.
    type File: DiskFile;

    /// Names everything in the directory, in any order.
    ///
    /// # Errors
    /// When the directory cannot be read.
    fn list(&self) -> io::Result<Vec<String>>;

    /// Opens a file that exists, only to read it.
    ///
    /// # Errors
    /// When it does not exist or cannot be opened.
    fn open_to_read(&self, name: &str) -> io::Result<Self::File>;

    /// Opens a file that exists, to read and write it.
    ///
    /// # Errors
    /// When it does not exist or cannot be opened.
    fn open_to_write(&self, name: &str) -> io::Result<Self::File>;

    /// Makes an empty file that did not exist, to read and write it.
    ///
    /// # Errors
    /// With [`io::ErrorKind::AlreadyExists`] when it does; otherwise when it cannot be made.
    fn create(&self, name: &str) -> io::Result<Self::File>;

    /// Makes durable which files exist.
    ///
    /// # Errors
    /// When it cannot be made sure.
    fn sync_dir(&self) -> io::Result<()>;
}

/// An open file of a [`Disk`].
pub trait DiskFile: fmt::Debug + Send + Sync + 'static {
    /// How many bytes the file has.
    ///
    /// # Errors
    /// When the disk does not say.
    fn size(&self) -> io::Result<u64>;

    /// Reads at a place and says how many bytes; none at the end of the file.
    ///
    /// # Errors
    /// When the bytes cannot be read.
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Writes at a place and says how many bytes, which may be fewer than given.
    ///
    /// # Errors
    /// When no byte was written.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize>;

    /// Makes the file's content durable, and as much of its size as is needed to read it.
    ///
    /// # Errors
    /// When it cannot be made sure; then nobody knows what the disk holds, and asking again would
    /// answer for what the cache has already given up.
    fn sync_data(&self) -> io::Result<()>;
}

/// An open file with its name, so that an error can say where it happened.
#[derive(Debug)]
pub(crate) struct Named<File> {
    name: String,
    file: File,
}

impl<File: DiskFile> Named<File> {
    pub(crate) fn open_to_read<D: Disk<File = File>>(
        disk: &D,
        name: String,
    ) -> Result<Self, JournalError> {
        match disk.open_to_read(&name) {
            Ok(file) => Ok(Self { name, file }),
            Err(error) => Err(JournalError::disk("open", &name, error)),
        }
    }

    pub(crate) fn open_to_write<D: Disk<File = File>>(
        disk: &D,
        name: String,
    ) -> Result<Self, JournalError> {
        match disk.open_to_write(&name) {
            Ok(file) => Ok(Self { name, file }),
            Err(error) => Err(JournalError::disk("open", &name, error)),
        }
    }

    /// Makes a new file, or says `None` when the name is taken.
    pub(crate) fn create<D: Disk<File = File>>(
        disk: &D,
        name: String,
    ) -> Result<Option<Self>, JournalError> {
        match disk.create(&name) {
            Ok(file) => Ok(Some(Self { name, file })),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(JournalError::disk("create", &name, error)),
        }
    }

    pub(crate) fn size(&self) -> Result<u64, JournalError> {
        self.file.size().map_err(|error| JournalError::disk("measure", &self.name, error))
    }

    /// Fills `bytes` from a place.
    pub(crate) fn read_exact_at(
        &self,
        mut bytes: &mut [u8],
        mut offset: u64,
    ) -> Result<(), JournalError> {
        while !bytes.is_empty() {
            match self.file.read_at(bytes, offset) {
                Ok(0) => {
                    let error = io::ErrorKind::UnexpectedEof.into();
                    return Err(JournalError::disk("read", &self.name, error));
                }
                Ok(size) => {
                    bytes = bytes.split_at_mut(size).1;
                    offset += size as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(JournalError::disk("read", &self.name, error)),
            }
        }
        Ok(())
    }

    /// Writes all of `bytes` at a place: with one write, unless the disk takes fewer at once.
    pub(crate) fn write_all_at(
        &self,
        mut bytes: &[u8],
        mut offset: u64,
    ) -> Result<(), JournalError> {
        while !bytes.is_empty() {
            match self.file.write_at(bytes, offset) {
                Ok(0) => {
                    let error = io::ErrorKind::WriteZero.into();
                    return Err(JournalError::disk("write", &self.name, error));
                }
                Ok(size) => {
                    bytes = bytes.split_at(size).1;
                    offset += size as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(JournalError::disk("write", &self.name, error)),
            }
        }
        Ok(())
    }

    pub(crate) fn sync_data(&self) -> Result<(), JournalError> {
        self.file.sync_data().map_err(|error| JournalError::disk("sync", &self.name, error))
    }
}

/// Makes durable which files exist.
pub(crate) fn sync_dir<D: Disk>(disk: &D) -> Result<(), JournalError> {
    disk.sync_dir().map_err(|error| JournalError::disk("sync", "the directory", error))
}
