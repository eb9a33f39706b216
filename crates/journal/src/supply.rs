//! Segments made ahead of need.
//!
//! Filling a segment with zeros takes as long as a hundred batches, and a file that is full of
//! zeros syncs twice as fast as one that grows. So the next segment is made while the present one
//! is in use, by a thread that does nothing else.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::{self, JoinHandle};

use crate::JournalError;
use crate::disk::{Disk, Named};
use crate::segment;

const THREAD_NAME: &str = "journal-zero";

/// A segment ready for use, and its size.
pub(crate) type Made<D> = (Named<<D as Disk>::File>, u64);

/// Gives segments made ahead.
#[derive(Debug)]
pub(crate) struct Supply<D: Disk> {
    made: Option<Made<D>>,
    maker: Maker<D>,
}

/// Who makes them.
#[derive(Debug)]
enum Maker<D: Disk> {
    /// The caller, at its next look, so that a simulation has one order of calls.
    Caller { disk: Arc<D>, size: u64, wanted: Option<u32> },
    /// A thread of its own.
    Ahead(Ahead<D>),
}

#[derive(Debug)]
struct Ahead<D: Disk> {
    wanted: Option<SyncSender<u32>>,
    made: Receiver<Result<Made<D>, JournalError>>,
    thread: Option<JoinHandle<()>>,
}

impl<D: Disk> Supply<D> {
    /// A supply that makes segments when it is looked at.
    pub(crate) fn by_caller(disk: Arc<D>, size: u64) -> Self {
        Self { made: None, maker: Maker::Caller { disk, size, wanted: None } }
    }

    /// A supply that makes segments in a thread of its own.
    pub(crate) fn by_helper(disk: Arc<D>, size: u64) -> Result<Self, JournalError> {
        // One segment is wanted at a time, so neither channel is ever full.
        let (wanted, wants) = sync_channel::<u32>(1);
        let (makes, made) = sync_channel(1);
        let work = move || {
            for number in wants {
                if makes.send(segment::make(&*disk, number, size)).is_err() {
                    break;
                }
            }
        };
        let thread = thread::Builder::new().name(THREAD_NAME.to_owned()).spawn(work);
        let thread = thread.map_err(|error| JournalError::disk("start", THREAD_NAME, error))?;
        let helper = Ahead { wanted: Some(wanted), made, thread: Some(thread) };
        Ok(Self { made: None, maker: Maker::Ahead(helper) })
    }

    /// Asks for a segment; only when none was asked for since the last was taken.
    pub(crate) fn want(&mut self, number: u32) -> Result<(), JournalError> {
        match &mut self.maker {
            Maker::Caller { wanted, .. } => {
                *wanted = Some(number);
                Ok(())
            }
            Maker::Ahead(helper) => {
                let sent = helper.wanted.as_ref().map(|wanted| wanted.send(number));
                if matches!(sent, Some(Ok(()))) { Ok(()) } else { Err(JournalError::Ended) }
            }
        }
    }

    /// Looks whether the segment is made, so that a disk that fails is noticed when it does and
    /// not when the segment is needed.
    pub(crate) fn look(&mut self) -> Result<(), JournalError> {
        match &mut self.maker {
            Maker::Caller { disk, size, wanted } => {
                if let Some(number) = wanted.take() {
                    self.made = Some(segment::make(&**disk, number, *size)?);
                }
            }
            Maker::Ahead(helper) => match helper.made.try_recv() {
                Ok(made) => self.made = Some(made?),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => return Err(JournalError::Ended),
            },
        }
        Ok(())
    }

    /// Gives the segment that was asked for, waiting for it if need be.
    pub(crate) fn take(&mut self) -> Result<Made<D>, JournalError> {
        self.look()?;
        match (self.made.take(), &self.maker) {
            (Some(made), _) => Ok(made),
            (None, Maker::Ahead(helper)) => helper.made.recv().map_err(|_| JournalError::Ended)?,
            (None, Maker::Caller { .. }) => Err(JournalError::Ended),
        }
    }
}

impl<D: Disk> Drop for Ahead<D> {
    fn drop(&mut self) {
        // The thread ends when nobody can ask it for more.
        self.wanted = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been answered as `Ended` wherever it mattered.
            drop(thread.join());
        }
    }
}
