//! What stands above an entry's parts, open to everyone.

use lexicon::{Epoch, LotId, Moment, Sequence};

use crate::reader::{DecodeError, Reader};

/// How many bytes a header takes.
pub const HEADER_SIZE: usize = 8 + 4 + 8 + 8 + 8 + 4;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// One lot's sale: the entry is one of the lot's own stream.
    Lot(LotId),
    /// Anything else.
    Other,
}

/// The edition of the rules in code under which an entry was ruled on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edition(pub u32);

/// What stands above an entry's parts; never withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// The entry's place in the journal.
    pub sequence: Sequence,
    /// The run of the exchange that wrote it.
    pub epoch: Epoch,
    /// When it was ruled on; never before the moment of the entry before.
    pub moment: Moment,
    /// When its command came to the door.
    pub arrived_at: Moment,
    /// What it is about.
    pub subject: Subject,
    /// The rules that applied.
    pub edition: Edition,
}

impl Header {
    /// Gives the header's bytes: the fields in their order, little-endian, no lot being lot 0.
    pub fn to_bytes(&self) -> [u8; HEADER_SIZE] {
        let lot = match self.subject {
            Subject::Lot(lot) => {
                assert!(lot.0 != 0, "lots are numbered from 1");
                lot.0
            }
            Subject::Other => 0,
        };
        let sequence = self.sequence.0.to_le_bytes();
        let epoch = self.epoch.0.to_le_bytes();
        let moment = self.moment.us().to_le_bytes();
        let arrived_at = self.arrived_at.us().to_le_bytes();
        let lot = lot.to_le_bytes();
        let edition = self.edition.0.to_le_bytes();
        let fields: [&[u8]; 6] = [&sequence, &epoch, &moment, &arrived_at, &lot, &edition];

        let mut bytes = [0; HEADER_SIZE];
        for (target, source) in bytes.iter_mut().zip(fields.into_iter().flatten()) {
            *target = *source;
        }
        bytes
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            sequence: Sequence(u64::from_le_bytes(reader.array()?)),
            epoch: Epoch(u32::from_le_bytes(reader.array()?)),
            moment: read_moment(reader)?,
            arrived_at: read_moment(reader)?,
            subject: match u64::from_le_bytes(reader.array()?) {
                0 => Subject::Other,
                lot => Subject::Lot(LotId(lot)),
            },
            edition: Edition(u32::from_le_bytes(reader.array()?)),
        })
    }
}

fn read_moment(reader: &mut Reader<'_>) -> Result<Moment, DecodeError> {
    let us = i64::from_le_bytes(reader.array()?);
    // `from_us` cuts to the moments there are, and what was cut would be written differently.
    let moment = Moment::from_us(us);
    if moment.us() == us { Ok(moment) } else { Err(DecodeError::Moment) }
}
