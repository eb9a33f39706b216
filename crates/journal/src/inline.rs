//! Segments written by the caller, without threads.

use std::sync::Arc;

use lexicon::{Digest, Sequence};
use record::Entry;

use crate::disk::Disk;
use crate::held::Held;
use crate::recovery::{self, Opened};
use crate::supply::Supply;
use crate::writer::{Writer, Written};
use crate::{Journal, JournalError, Options, Progress, Recovered, check_batch};

/// Segments written by the caller, for simulation: [`Journal::begin`] writes and
/// [`Journal::poll`] syncs, so that a crash may fall between the two, and every run has one order
/// of calls to the disk.
#[derive(Debug)]
pub struct InlineSegments<D: Disk> {
    options: Options,
    held: Held<D>,
    writer: Writer<D>,
    in_flight: Option<Result<Written, JournalError>>,
    /// Why nothing becomes durable any more.
    dead: Option<JournalError>,
}

impl<D: Disk> InlineSegments<D> {
    /// Recovers the journal on the disk, or makes a new one, and visits every entry in order.
    ///
    /// # Errors
    /// As [`crate::Segments::open`].
    pub fn open<E: From<JournalError>>(
        disk: D,
        options: Options,
        visit: &mut dyn FnMut(Entry, Digest) -> Result<(), E>,
    ) -> Result<(Self, Recovered), E> {
        let disk = Arc::new(disk);
        let supply = Supply::by_caller(Arc::clone(&disk), options.segment_size);
        let Opened { writer, held, recovered } = recovery::open(disk, options, supply, visit)?;
        Ok((Self { options, held, writer, in_flight: None, dead: None }, recovered))
    }
}

impl<D: Disk> Journal for InlineSegments<D> {
    fn begin(&mut self, batch: Vec<Entry>) {
        assert!(self.in_flight.is_none(), "a batch begins when none is in flight");
        if self.dead.is_none() {
            check_batch(&batch, self.held.last(), self.options);
            self.in_flight = Some(self.writer.write(&batch));
        }
    }

    fn poll(&mut self) -> Progress {
        if let Some(error) = &self.dead {
            return Progress::Failed(error.clone());
        }
        let Some(written) = self.in_flight.take() else { return Progress::Idle };
        match written.and_then(|written| self.writer.sync().map(|()| written)) {
            Ok(written) => Progress::Durable(self.held.extend(written)),
            Err(error) => Progress::Failed(self.dead.insert(error).clone()),
        }
    }

    fn read(&mut self, sequence: Sequence) -> Result<(Entry, Digest), JournalError> {
        self.held.read(sequence)
    }
}
