//! The entries of the journal, as a supervisor watches them: without any party.

use exchange::Role;
use lexicon::{Digest, LotId, Moment, PartyId, RequestId, Sequence};

use super::{Reader, page};
use crate::StoreError;
use crate::column::{from_id, hex, parsed, text, to_id, to_moment};
use crate::rows::words::{HEARTBEAT, id_where, role};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND_ENTRY,
    ENTRIES_BEFORE,
    ENTRIES_AFTER,
    ENTRIES_OF_LOT_BEFORE,
    ENTRIES_OF_LOT_AFTER,
    FIND_REQUEST,
    FIND_NAMED,
];

/// An entry of the journal, without who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Its place.
    pub sequence: Sequence,
    /// When it was ruled on.
    pub moment: Moment,
    /// When its command came to the door.
    pub arrived_at: Moment,
    /// The lot it is about.
    pub lot: Option<LotId>,
    /// In which capacity it was asked.
    pub role: Role,
    /// What was asked: `place-bid`.
    pub command: String,
    /// What followed: `accepted`, or the refusal's slug.
    pub outcome: String,
    /// Its hash.
    pub hash: Digest,
}

/// From where entries are read, and in which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntriesFrom {
    /// The newest first.
    Newest,
    /// Those before this one, the newest first.
    Before(Sequence),
    /// Those behind this one, the oldest first.
    After(Sequence),
}

/// Which entries are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntriesWanted {
    /// From where.
    pub from: EntriesFrom,
    /// About this lot alone.
    pub lot: Option<LotId>,
    /// Whether those that tell of who applies are left out.
    pub without_applicants: bool,
    /// So many at most.
    pub limit: usize,
}

/// Sequence, moment, arrived, lot, role, command, outcome, hash.
type Line = (i64, i64, i64, Option<i64>, String, String, String, String);

impl EntryRow {
    /// Whether it tells of who applies: together with its lot it would help to find out which
    /// paddle is whose.
    pub fn is_about_applicant(&self) -> bool {
        ABOUT_APPLICANTS.contains(&self.command.as_str())
    }
}

/// A statement that reads entries; `$where` is its condition.
macro_rules! entries {
    ($($where:expr),+) => {
        concat!(
            "
    SELECT sequence, moment_us, arrived_at_us, lot_id, role, command, outcome, hash
    FROM entry WHERE ",
            $($where),+
        )
    };
}

/// What tells of who applies.
const ABOUT_APPLICANTS: [&str; 8] = [
    "apply",
    "withdraw-application",
    "admit-applicant",
    "reject-applicant",
    "record-deposit",
    "instruct-refund",
    "record-refund",
    "record-refund-failure",
];

/// The condition that leaves that out where parameter $5 says so.
macro_rules! about_applicants_or_not {
    () => {
        "
    AND (NOT CAST($5 AS BOOLEAN) OR command NOT IN ('apply', 'withdraw-application',
        'admit-applicant', 'reject-applicant', 'record-deposit', 'instruct-refund',
        'record-refund', 'record-refund-failure'))"
    };
}

const FIND_ENTRY: &str = entries!("sequence = $1");
const ENTRIES_BEFORE: &str = entries!(
    "sequence < $1 AND command <> $3 AND (CAST($4 AS BIGINT) IS NULL OR lot_id = $4)",
    about_applicants_or_not!(),
    "
    ORDER BY sequence DESC LIMIT $2"
);
const ENTRIES_AFTER: &str = entries!(
    "sequence > $1 AND command <> $3 AND (CAST($4 AS BIGINT) IS NULL OR lot_id = $4)",
    about_applicants_or_not!(),
    "
    ORDER BY sequence LIMIT $2"
);
const ENTRIES_OF_LOT_BEFORE: &str = entries!(
    "lot_id = $4 AND sequence < $1 AND command <> $3",
    about_applicants_or_not!(),
    "
    ORDER BY lot_id DESC, sequence DESC LIMIT $2"
);
const ENTRIES_OF_LOT_AFTER: &str = entries!(
    "lot_id = $4 AND sequence > $1 AND command <> $3",
    about_applicants_or_not!(),
    "
    ORDER BY lot_id, sequence LIMIT $2"
);

impl Reader {
    /// An entry.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn entry(&self, sequence: Sequence) -> Result<Option<EntryRow>, StoreError> {
        let sequence = from_id(sequence.0)?;
        let line: Option<Line> = on!(Database, &self.rows, |db| {
            sqlx::query_as(FIND_ENTRY).bind(sequence).fetch_optional(db).await
        })
        .map_err(StoreError::database("find an entry"))?;
        line.map(to_entry).transpose()
    }

    /// Entries, heartbeats left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn entries(&self, wanted: &EntriesWanted) -> Result<Vec<EntryRow>, StoreError> {
        let (from, is_rising) = match wanted.from {
            EntriesFrom::Newest => (i64::MAX, false),
            EntriesFrom::Before(sequence) => (from_id(sequence.0)?, false),
            EntriesFrom::After(sequence) => (from_id(sequence.0)?, true),
        };
        let lot = wanted.lot.map(|lot| from_id(lot.0)).transpose()?;
        let limit = page(wanted.limit);
        let lines: Vec<Line> = on!(Database, &self.rows, |db| {
            let query = match (lot, is_rising) {
                (None, false) => sqlx::query_as(ENTRIES_BEFORE),
                (None, true) => sqlx::query_as(ENTRIES_AFTER),
                (Some(_), false) => sqlx::query_as(ENTRIES_OF_LOT_BEFORE),
                (Some(_), true) => sqlx::query_as(ENTRIES_OF_LOT_AFTER),
            };
            let query = query.bind(from).bind(limit).bind(HEARTBEAT).bind(lot);
            query.bind(wanted.without_applicants).fetch_all(db).await
        })
        .map_err(StoreError::database("list entries"))?;
        lines.into_iter().map(to_entry).collect()
    }
}

fn to_entry(
    (sequence, moment, arrived_at, lot, capacity, command, outcome, hash): Line,
) -> Result<EntryRow, StoreError> {
    Ok(EntryRow {
        sequence: Sequence(to_id("sequence of an entry", sequence)?),
        moment: to_moment(moment),
        arrived_at: to_moment(arrived_at),
        lot: id_where("lot of an entry", lot, LotId)?,
        role: role(&capacity)?,
        command,
        outcome,
        hash: parsed("hash of an entry", &hash)?,
    })
}

const FIND_REQUEST: &str = "
    SELECT sequence FROM entry WHERE party_id = $1 AND request_id = $2
    ORDER BY sequence LIMIT 1";
const FIND_NAMED: &str = "SELECT sequence FROM named_digest WHERE digest = $1";

impl Reader {
    /// The first entry of a party under a request id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn request(
        &self,
        party: PartyId,
        request_id: RequestId,
    ) -> Result<Option<Sequence>, StoreError> {
        let (party, request_id) = (from_id(party.0)?, hex(&request_id.0));
        let found: Option<i64> = on!(Database, &self.rows, |db| {
            let query = sqlx::query_scalar(FIND_REQUEST).bind(party).bind(&request_id);
            query.fetch_optional(db).await
        })
        .map_err(StoreError::database("find a request"))?;
        id_where("sequence of a request", found, Sequence)
    }

    /// Whether an entry names this digest: of a file, a text, a note, a profile or a reference of
    /// the bank's.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_named(&self, digest: Digest) -> Result<bool, StoreError> {
        let found: Option<i64> = on!(Database, &self.rows, |db| {
            sqlx::query_scalar(FIND_NAMED).bind(text(digest)).fetch_optional(db).await
        })
        .map_err(StoreError::database("find what an entry names"))?;
        Ok(found.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_condition_names_what_tells_of_who_applies() {
        let words: Vec<_> = about_applicants_or_not!().split('\'').skip(1).step_by(2).collect();
        assert_eq!(words, ABOUT_APPLICANTS);
    }
}
