//! Draws the rows anew beside those in use, and puts them in their place.

use exchange::World;
use lexicon::Digest;
use record::Entry;

use super::{DrawError, Projector, Reached, Rows};
use crate::{Database, Place, Shelf};

/// Rows that are drawn anew from the first entry, beside those in use.
#[derive(Debug)]
pub struct Rebuild {
    place: Place,
    rows: Rows,
    projector: Projector,
}

impl Rebuild {
    /// Begins with empty rows, after what an earlier attempt has left is thrown away. Whoever
    /// calls this holds the lock of the data directory.
    ///
    /// # Errors
    /// When the database cannot be reached or written.
    pub async fn begin(place: &Place) -> Result<Self, DrawError> {
        Database::discard_new_rows(place).await?;
        let rows = Rows::on(place, Shelf::NewRows).await?;
        let nothing = Reached::NOTHING;
        let projector = Projector::open(rows.clone(), nothing, World::default()).await?;
        Ok(Self { place: place.clone(), rows, projector })
    }

    /// Draws the rows of the next entries, as [`Projector::take`].
    ///
    /// # Errors
    /// When an entry does not follow or cannot be read, or the database cannot be written.
    pub async fn take(&mut self, entries: &[(Entry, Digest)]) -> Result<(), DrawError> {
        self.projector.take(entries).await
    }

    /// The new rows, to look at before they take the place of the old.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Throws the new rows away: those in use stay.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub async fn discard(self) -> Result<(), DrawError> {
        self.rows.close().await;
        Ok(Database::discard_new_rows(&self.place).await?)
    }

    /// Puts the new rows where the rows are; after a crash there are either these or those. Says
    /// up to which entry they are drawn.
    ///
    /// # Errors
    /// When somebody has the rows open, or they cannot be moved.
    pub async fn finish(self) -> Result<Reached, DrawError> {
        let reached = self.rows.reached();
        self.rows.close().await;
        Database::swap_new_rows(&self.place).await?;
        Ok(reached)
    }
}
