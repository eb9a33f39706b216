//! Every entry, and every digest that it names.

use std::collections::BTreeMap;

use exchange::Command;
use lexicon::{Digest, Sequence};
use record::Subject;

use super::step::Step;
use crate::column::{from_id, hex, text};
use crate::rows::many::MANY;
use crate::rows::words;
use crate::{StoreError, Transaction};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT_ENTRY, INSERT_ENTRIES, INSERT_NAMED];

/// A row of `entry`.
#[derive(Debug)]
struct Line {
    sequence: i64,
    epoch: i64,
    moment_us: i64,
    arrived_at_us: i64,
    lot: Option<i64>,
    party: i64,
    role: &'static str,
    command: &'static str,
    outcome: &'static str,
    request_id: String,
    hash: String,
}

/// What entries add to the tables of entries.
#[derive(Debug, Default)]
pub(super) struct Entries {
    lines: Vec<Line>,
    named: BTreeMap<Digest, Sequence>,
}

impl Entries {
    pub(super) fn take(&mut self, step: &Step<'_>) -> Result<(), StoreError> {
        for digest in named(step.command()) {
            self.named.entry(digest).or_insert(step.sequence());
        }
        let lot = match step.header.subject {
            // A refused request may name a number that no lot has: the row is then about none.
            Subject::Lot(lot) => from_id(lot.0).ok(),
            Subject::Other => None,
        };
        self.lines.push(Line {
            sequence: from_id(step.sequence().0)?,
            epoch: i64::from(step.header.epoch.0),
            moment_us: step.moment().us(),
            arrived_at_us: step.header.arrived_at.us(),
            lot,
            party: from_id(step.party().0)?,
            role: step.decided.actor.role.slug(),
            command: words::command(step.command()),
            outcome: words::outcome(&step.decided.outcome),
            request_id: hex(&step.decided.request.request_id.0),
            hash: text(step.hash),
        });
        Ok(())
    }
}

/// The digests that a command names, whatever followed: the entry is evidence of them.
fn named(command: &Command) -> Vec<Digest> {
    match command {
        Command::RegisterParty { party } => vec![party.profile],
        Command::SubmitListing { submission } | Command::ResubmitListing { submission, .. } => {
            let documents = submission.documents.iter().map(|document| document.digest);
            submission.description.into_iter().chain(documents).collect()
        }
        Command::ReturnListing { note, .. } | Command::RejectApplicant { note, .. } => vec![*note],
        Command::RecordContract { document, .. } => vec![*document],
        Command::RecordDeposit { payment, .. } | Command::RecordPayment { payment, .. } => {
            vec![payment.reference]
        }
        Command::RecordRefund { reference, .. } => vec![*reference],
        _ => Vec::new(),
    }
}

macro_rules! insert_entry {
    () => {
        "
    INSERT INTO entry (
        sequence, epoch, moment_us, arrived_at_us, lot_id, party_id, role, command, outcome,
        request_id, hash
    ) VALUES"
    };
}

const INSERT_ENTRY: &str =
    concat!(insert_entry!(), " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
const INSERT_ENTRIES: &str = many!(insert_entry!(), 11);
const INSERT_NAMED: &str = "
    INSERT INTO named_digest (digest, sequence) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";

/// A query with the columns of one more line.
macro_rules! bound {
    ($query:expr, $line:expr) => {
        $query
            .bind($line.sequence)
            .bind($line.epoch)
            .bind($line.moment_us)
            .bind($line.arrived_at_us)
            .bind($line.lot)
            .bind($line.party)
            .bind($line.role)
            .bind($line.command)
            .bind($line.outcome)
            .bind(&$line.request_id)
            .bind(&$line.hash)
    };
}

impl Entries {
    pub(super) async fn write(&self, transaction: &mut Transaction) -> Result<(), StoreError> {
        let (many, rest) = self.lines.as_chunks::<MANY>();
        for lines in many {
            let inserted = on!(Transaction, transaction, |db| {
                let query = sqlx::query(INSERT_ENTRIES);
                let query = lines.iter().fold(query, |query, line| bound!(query, line));
                query.execute(&mut **db).await.map(drop)
            });
            inserted.map_err(StoreError::database("draw entries"))?;
        }
        for line in rest {
            let inserted = on!(Transaction, transaction, |db| {
                bound!(sqlx::query(INSERT_ENTRY), line).execute(&mut **db).await.map(drop)
            });
            inserted.map_err(StoreError::database("draw an entry"))?;
        }
        for (digest, sequence) in &self.named {
            let sequence = from_id(sequence.0)?;
            let inserted = on!(Transaction, transaction, |db| {
                let insert = sqlx::query(INSERT_NAMED).bind(text(digest)).bind(sequence);
                insert.execute(&mut **db).await.map(drop)
            });
            inserted.map_err(StoreError::database("draw what an entry names"))?;
        }
        Ok(())
    }
}
