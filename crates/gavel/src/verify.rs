//! `gavel verify`: proves a journal without trusting whoever kept it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::anyhow;
use journal::JournalError;
use lexicon::{Digest, Sequence};
use serde::Serialize;
use witness::{Mismatch, Verified, Verifier};

use crate::directory::journal_of;
use crate::exit::Exit;
use crate::print;

/// What to verify.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A data directory or a journal.
    path: PathBuf,
    /// A receipt that must stand at its place; may be given many times.
    #[arg(long, value_name = "SEQUENCE:HASH", value_parser = parse_receipt)]
    receipt: Vec<(Sequence, Digest)>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// What was proved, or what was not.
#[derive(Debug, Serialize)]
struct Report {
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    mismatch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    epochs: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    virtual_epochs: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipts: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    faults: Option<Vec<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state_digest: Option<String>,
}

/// Why a journal does not verify.
#[derive(Debug, thiserror::Error)]
enum VerifyError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
}

/// Checks every byte, every hash and every outcome.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let disk = journal_of(&arguments.path)?;
    let mut receipts = BTreeMap::new();
    for (sequence, hash) in &arguments.receipt {
        if receipts.insert(*sequence, *hash).is_some_and(|before| before != *hash) {
            return Err(Exit::Use(format!("two receipts for sequence {sequence} differ")));
        }
    }
    let receipt_count = receipts.len();
    let found = prove(&disk, receipts);
    match found {
        Ok(verified) => print::object(arguments.json, &report(&verified, receipt_count)),
        Err(VerifyError::Journal(JournalError::Disk { act, name, source })) => {
            Err(Exit::World(anyhow!("{act} {name}: {source}")))
        }
        Err(error) => {
            let why = format!("{:#}", anyhow::Error::new(error));
            if arguments.json {
                print::object(true, &refusal(why.clone()))?;
            }
            Err(Exit::No(format!("not verified: {why}")))
        }
    }
}

fn prove(
    disk: &journal::RealDisk,
    receipts: BTreeMap<Sequence, Digest>,
) -> Result<Verified, VerifyError> {
    let mut verifier = Verifier::new(receipts);
    journal::scan(disk, &mut |entry, hash| verifier.take(&entry, hash).map_err(VerifyError::from))?;
    Ok(verifier.finish()?)
}

fn report(verified: &Verified, receipts: usize) -> Report {
    Report {
        verified: true,
        mismatch: None,
        entries: Some(verified.sequence.0),
        head: Some(format!("{}:{}", verified.sequence, verified.head)),
        epochs: Some(verified.epochs),
        virtual_epochs: Some(verified.virtual_epochs),
        receipts: Some(receipts),
        faults: Some(verified.faults.iter().map(|sequence| sequence.0).collect()),
        state_digest: Some(verified.state_digest.to_string()),
    }
}

fn refusal(why: String) -> Report {
    Report {
        verified: false,
        mismatch: Some(why),
        entries: None,
        head: None,
        epochs: None,
        virtual_epochs: None,
        receipts: None,
        faults: None,
        state_digest: None,
    }
}

fn parse_receipt(text: &str) -> Result<(Sequence, Digest), String> {
    let (sequence, hash) = text.split_once(':').ok_or("not SEQUENCE:HASH")?;
    let sequence = sequence.parse().map_err(|error| format!("{error}"))?;
    let hash = hash.parse().map_err(|error| format!("{error}"))?;
    Ok((sequence, hash))
}
