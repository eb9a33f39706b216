//! Draws the rows, entry by entry, behind whoever writes the journal.
//!
//! It has a state of the exchange of its own, which it takes from entry to entry as the exchange
//! itself does: what an entry changes is read from that state, and from the entry where no rule
//! reads it. Several entries share a transaction, and a row that many of them change is written
//! once.

pub(crate) mod applications;
pub(crate) mod books;
pub(crate) mod drawn;
pub(crate) mod entries;
pub(crate) mod listings;
pub(crate) mod lots;
pub(crate) mod parties;
pub(crate) mod proposals;
mod run;
pub(crate) mod settlements;
mod step;

use exchange::{EDITION, World};
use lexicon::{Digest, Sequence};
use record::Entry;

use self::drawn::Drawn;
use super::{DrawError, Reached, Rows};
use crate::{Database, StoreError};

/// The most entries whose rows are written in one transaction.
pub const ENTRIES_PER_TRANSACTION_MAX: usize = 512;

/// Draws the rows, with a state of its own of the exchange at the entry it has taken last.
#[derive(Debug)]
pub struct Projector {
    rows: Rows,
    world: World,
    /// Why the exchange was last paused, which the state does not keep.
    pause: Option<String>,
    /// The last entry taken; the rows have reached it unless `unwritten` waits.
    taken: Reached,
    /// What could not be written yet, with the place it ends at.
    unwritten: Option<Drawn>,
    /// Whether the state has taken an entry of which no rows could be drawn.
    is_spoilt: bool,
}

impl Projector {
    /// Goes on drawing rows. `journal` is what the journal says of the entry that they have
    /// reached, and `world` is the state of the exchange behind it.
    ///
    /// # Errors
    /// [`DrawError::OtherJournal`] when the rows are not of this journal.
    pub async fn open(rows: Rows, journal: Reached, world: World) -> Result<Self, DrawError> {
        let (reached, pause) = drawn::find(&rows.database).await?;
        check_same(reached, journal.sequence, journal.head)?;
        rows.reached.send_replace(reached);
        Ok(Self { rows, world, pause, taken: reached, unwritten: None, is_spoilt: false })
    }

    /// Up to which entry the rows are drawn.
    pub fn reached(&self) -> Reached {
        self.rows.reached()
    }

    /// Draws the rows of the next entries, which are given with their hashes; those that are drawn
    /// already are passed over. After an error the same entries can be given again: the rows are
    /// drawn up to some entry before the one that it is about.
    ///
    /// # Errors
    /// When an entry does not follow or cannot be read, or the database cannot be written.
    pub async fn take(&mut self, entries: &[(Entry, Digest)]) -> Result<(), DrawError> {
        if self.is_spoilt {
            return Err(DrawError::Spoilt);
        }
        self.write().await?;
        let is_new = |(entry, _): &(Entry, Digest)| entry.header.sequence > self.taken.sequence;
        let first_new = entries.iter().position(is_new).unwrap_or(entries.len());
        self.check_known(entries.get(..first_new).unwrap_or_default())?;
        let new = entries.get(first_new..).unwrap_or_default();
        for some in new.chunks(ENTRIES_PER_TRANSACTION_MAX) {
            let drawn = self.draw(some);
            self.write().await?;
            drawn?;
        }
        Ok(())
    }

    /// Looks whether the last of the entries that are drawn already is the one that was drawn.
    fn check_known(&self, known: &[(Entry, Digest)]) -> Result<(), DrawError> {
        match known.last() {
            Some((entry, hash)) if entry.header.sequence == self.taken.sequence => {
                check_same(self.taken, entry.header.sequence, *hash)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Draws entries that are not drawn yet, up to the first that cannot be.
    fn draw(&mut self, entries: &[(Entry, Digest)]) -> Result<(), DrawError> {
        assert!(self.unwritten.is_none(), "what was drawn is written before more is");
        let mut drawn = Drawn::default();
        let before = self.taken;
        let done = entries.iter().try_for_each(|(entry, hash)| {
            let decided = self.read(entry)?;
            let (world, pause) = (&mut self.world, &mut self.pause);
            let mut taken = Ok(());
            step::take_up(world, (&entry.header, *hash), &decided, |step| {
                taken = drawn.take(step, pause);
            });
            if let Err(error) = taken {
                self.is_spoilt = true;
                return Err(DrawError::from(error));
            }
            let (sequence, moment) = (entry.header.sequence, entry.header.moment);
            self.taken = Reached { sequence, moment, head: *hash };
            Ok(())
        });
        if self.is_spoilt {
            // What was drawn of the others would be written from a state that is ahead of them.
            self.taken = before;
        } else if self.taken != before {
            self.unwritten = Some(drawn);
        }
        done
    }

    fn read(&self, entry: &Entry) -> Result<exchange::wire::Decided, DrawError> {
        let found = entry.header.sequence;
        let expected = self.taken.sequence.next();
        if found != expected || entry.header.moment < self.taken.moment {
            return Err(DrawError::Order { expected, found });
        }
        let edition = entry.header.edition.0;
        if edition == 0 || edition > EDITION {
            return Err(DrawError::Edition { sequence: found, edition });
        }
        step::read(entry)
    }

    /// Writes what is drawn and not yet written. Where nobody knows whether an earlier attempt was
    /// committed, the end of the rows tells.
    async fn write(&mut self) -> Result<(), DrawError> {
        let Some(unwritten) = &self.unwritten else { return Ok(()) };
        let (before, behind) = (self.rows.reached(), self.taken);
        let mut transaction = self.rows.database.begin().await?;
        let pause = self.pause.as_deref();
        if drawn::move_end((before, behind), pause, &mut transaction).await? {
            unwritten.write(&self.world, &mut transaction).await?;
            transaction.commit().await?;
        } else {
            drop(transaction);
            let (reached, _) = drawn::find(&self.rows.database).await?;
            check_same(reached, behind.sequence, behind.head)?;
        }
        self.unwritten = None;
        self.rows.reached.send_replace(behind);
        Ok(())
    }
}

/// Looks whether the rows end with this entry.
fn check_same(reached: Reached, sequence: Sequence, head: Digest) -> Result<(), DrawError> {
    let what = if sequence != reached.sequence {
        "somebody else has drawn them, or the journal is shorter"
    } else if head != reached.head {
        "the journal has another entry there"
    } else {
        return Ok(());
    };
    Err(DrawError::OtherJournal { sequence: reached.sequence, what })
}

/// Up to which entry the rows of a database are drawn.
pub(super) async fn reached(database: &Database) -> Result<Reached, StoreError> {
    drawn::find(database).await.map(|(reached, _)| reached)
}

/// Looks whether a statement has touched the one row that it is about.
fn exactly_one(touched: u64, what: &'static str) -> Result<(), StoreError> {
    if touched == 1 { Ok(()) } else { Err(StoreError::Unreadable { what }) }
}
