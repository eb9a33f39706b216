//! An installation: its data directory, and its databases on either engine.

use std::path::Path;

use anyhow::Context;
use lexicon::{Moment, Secret};
use store::{Database, Desk, Files, Keys, Place, Shelf, Vault};
use tokio::runtime::Runtime;

use crate::directory::Directory;
use crate::exit::Exit;

/// The name of the key of the digests of devices, addresses and the bank's references.
const ACTOR_KEY: &str = "actor";

/// An installation in use by this program alone.
pub(crate) struct Installation {
    pub(crate) directory: Directory,
    pub(crate) place: Place,
    pub(crate) runtime: Runtime,
    pub(crate) desk: Desk,
    pub(crate) vault: Vault,
    pub(crate) files: Files,
    keys: Keys,
}

impl Installation {
    /// Locks the data directory and opens what is kept, on PostgreSQL where its address is given.
    ///
    /// # Errors
    /// When another program uses the directory, or a database cannot be reached.
    pub(crate) fn open(path: &Path, postgres: Option<&Secret<String>>) -> Result<Self, Exit> {
        let directory = Directory::lock(path)?;
        let place = match postgres {
            Some(url) => Place::Postgres(url.clone()),
            None => Place::Directory(path.to_owned()),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("start the runtime")?;
        let kept = runtime.block_on(Database::open(&place, Shelf::Kept));
        let kept = kept.context("open what is kept")?;
        let files = Files::open(kept.clone(), &directory.files()).context("open the files")?;
        let (desk, vault) = (Desk::new(kept.clone()), Vault::new(kept.clone()));
        let keys = Keys::new(kept);
        Ok(Self { directory, place, runtime, desk, vault, files, keys })
    }

    /// The key of the digests of devices, addresses and the bank's references, made once.
    pub(crate) fn actor_key(&self, now: Moment) -> Result<Secret<[u8; 32]>, Exit> {
        let key = self.runtime.block_on(self.keys.key(ACTOR_KEY, now));
        key.context("read the key of the actors").map_err(Exit::World)
    }
}
