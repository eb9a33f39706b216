//! A directory of the operating system.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::{Disk, DiskFile};

/// A directory of the operating system.
#[derive(Debug, Clone)]
pub struct RealDisk {
    dir: PathBuf,
}

/// A file in a [`RealDisk`].
#[derive(Debug)]
pub struct RealFile {
    file: File,
}

impl RealDisk {
    /// The directory at this path, which is not looked at before it is used.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// Makes the directory where it does not exist, durably within the one above it.
    ///
    /// # Errors
    /// When it can neither be made nor is there.
    pub fn create(dir: impl Into<PathBuf>) -> io::Result<Self> {
        let disk = Self::new(dir);
        fs::create_dir_all(&disk.dir)?;
        let above = disk.dir.parent().filter(|above| !above.as_os_str().is_empty());
        File::open(above.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(disk)
    }
}

impl Disk for RealDisk {
    type File = RealFile;

    fn list(&self) -> io::Result<Vec<String>> {
        fs::read_dir(&self.dir)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect()
    }

    fn open_to_read(&self, name: &str) -> io::Result<RealFile> {
        Ok(RealFile { file: File::open(self.dir.join(name))? })
    }

    fn open_to_write(&self, name: &str) -> io::Result<RealFile> {
        let file = OpenOptions::new().read(true).write(true).open(self.dir.join(name))?;
        Ok(RealFile { file })
    }

    fn create(&self, name: &str) -> io::Result<RealFile> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create_new(true).open(self.dir.join(name))?;
        Ok(RealFile { file })
    }

    fn sync_dir(&self) -> io::Result<()> {
        File::open(&self.dir)?.sync_all()
    }
}

impl DiskFile for RealFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(bytes, offset)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize> {
        self.file.write_at(bytes, offset)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}
