//! All columns of all tables, to compare rows with rows.

use sqlx::Row as _;

use super::{Dump, Rows};
use crate::StoreError;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    ALL_PROJECTION,
    ALL_ENTRY,
    ALL_NAMED_DIGEST,
    ALL_PARTY,
    ALL_PARTY_ROLE,
    ALL_LISTING,
    ALL_LISTING_LOT,
    ALL_LISTING_DOCUMENT,
    ALL_LOT,
    ALL_LOT_GRAM,
    ALL_BID,
    ALL_APPLICATION,
    ALL_LEDGER_ACCOUNT,
    ALL_TRANSFER,
    ALL_SETTLEMENT,
    ALL_PAPER,
    ALL_PROPOSAL,
];

const ALL_PROJECTION: &str = "
    SELECT CAST(only_row AS TEXT), CAST(sequence AS TEXT), CAST(head AS TEXT),
        CAST(moment_us AS TEXT), CAST(pause_reason AS TEXT)
    FROM projection ORDER BY projection.only_row";
const ALL_ENTRY: &str = "
    SELECT CAST(sequence AS TEXT), CAST(epoch AS TEXT), CAST(moment_us AS TEXT),
        CAST(arrived_at_us AS TEXT), CAST(lot_id AS TEXT), CAST(party_id AS TEXT),
        CAST(role AS TEXT), CAST(command AS TEXT), CAST(outcome AS TEXT),
        CAST(request_id AS TEXT), CAST(hash AS TEXT)
    FROM entry ORDER BY entry.sequence";
const ALL_NAMED_DIGEST: &str = "
    SELECT CAST(digest AS TEXT), CAST(sequence AS TEXT)
    FROM named_digest ORDER BY named_digest.digest";
const ALL_PARTY: &str = "
    SELECT CAST(party_id AS TEXT), CAST(kind AS TEXT), CAST(profile AS TEXT),
        CAST(registered_at_us AS TEXT)
    FROM party ORDER BY party.party_id";
const ALL_PARTY_ROLE: &str = "
    SELECT CAST(party_id AS TEXT), CAST(role AS TEXT)
    FROM party_role ORDER BY party_role.party_id, party_role.role";
const ALL_LISTING: &str = "
    SELECT CAST(listing_id AS TEXT), CAST(seller_id AS TEXT), CAST(category AS TEXT),
        CAST(region AS TEXT), CAST(disclosure_us AS TEXT), CAST(result_notice_us AS TEXT),
        CAST(description AS TEXT), CAST(submitted_at_us AS TEXT), CAST(step AS TEXT),
        CAST(step_at_us AS TEXT), CAST(note AS TEXT), CAST(clerk_id AS TEXT),
        CAST(applications_until_us AS TEXT), CAST(first_lot_id AS TEXT)
    FROM listing ORDER BY listing.listing_id";
const ALL_LISTING_LOT: &str = "
    SELECT CAST(listing_id AS TEXT), CAST(ordinal AS TEXT), CAST(title_chinese AS TEXT),
        CAST(title_english AS TEXT), CAST(place AS TEXT), CAST(terms AS TEXT),
        CAST(deposit_fen AS TEXT)
    FROM listing_lot ORDER BY listing_lot.listing_id, listing_lot.ordinal";
const ALL_LISTING_DOCUMENT: &str = "
    SELECT CAST(listing_id AS TEXT), CAST(ordinal AS TEXT), CAST(digest AS TEXT),
        CAST(caption AS TEXT), CAST(media AS TEXT), CAST(visibility AS TEXT)
    FROM listing_document ORDER BY listing_document.listing_id, listing_document.ordinal";
const ALL_LOT: &str = "
    SELECT CAST(lot_id AS TEXT), CAST(listing_id AS TEXT), CAST(seller_id AS TEXT),
        CAST(title_chinese AS TEXT), CAST(title_english AS TEXT), CAST(category AS TEXT),
        CAST(region AS TEXT), CAST(place AS TEXT), CAST(terms AS TEXT),
        CAST(deposit_fen AS TEXT), CAST(applications_until_us AS TEXT),
        CAST(published_at_us AS TEXT), CAST(sought AS TEXT), CAST(state AS TEXT),
        CAST(opens_at_us AS TEXT), CAST(phase_ends_at_us AS TEXT), CAST(closes_at_us AS TEXT),
        CAST(resumes_at_us AS TEXT), CAST(leading_price_fen AS TEXT),
        CAST(leading_paddle AS TEXT), CAST(bid_count AS TEXT), CAST(reason AS TEXT),
        CAST(sequence AS TEXT)
    FROM lot ORDER BY lot.lot_id";
const ALL_LOT_GRAM: &str = "
    SELECT CAST(gram AS TEXT), CAST(lot_id AS TEXT)
    FROM lot_gram ORDER BY lot_gram.gram, lot_gram.lot_id";
const ALL_BID: &str = "
    SELECT CAST(lot_id AS TEXT), CAST(sequence AS TEXT), CAST(ordinal AS TEXT),
        CAST(moment_us AS TEXT), CAST(paddle AS TEXT), CAST(amount_fen AS TEXT)
    FROM bid ORDER BY bid.lot_id, bid.sequence, bid.ordinal";
const ALL_APPLICATION: &str = "
    SELECT CAST(application_id AS TEXT), CAST(lot_id AS TEXT), CAST(listing_id AS TEXT),
        CAST(applicant_id AS TEXT), CAST(received_at_us AS TEXT), CAST(step AS TEXT),
        CAST(step_at_us AS TEXT), CAST(paddle AS TEXT), CAST(note AS TEXT),
        CAST(required_fen AS TEXT), CAST(held_fen AS TEXT), CAST(refund_pending_fen AS TEXT)
    FROM application ORDER BY application.application_id";
const ALL_LEDGER_ACCOUNT: &str = "
    SELECT CAST(kind AS TEXT), CAST(number AS TEXT), CAST(debits_posted_fen AS TEXT),
        CAST(credits_posted_fen AS TEXT), CAST(debits_pending_fen AS TEXT),
        CAST(credits_pending_fen AS TEXT)
    FROM ledger_account ORDER BY ledger_account.kind, ledger_account.number";
const ALL_TRANSFER: &str = "
    SELECT CAST(transfer_id AS TEXT), CAST(debit_kind AS TEXT), CAST(debit_number AS TEXT),
        CAST(credit_kind AS TEXT), CAST(credit_number AS TEXT), CAST(amount_fen AS TEXT),
        CAST(purpose AS TEXT), CAST(state AS TEXT), CAST(sequence AS TEXT),
        CAST(moment_us AS TEXT), CAST(resolved_sequence AS TEXT), CAST(resolved_at_us AS TEXT),
        CAST(paid_at_us AS TEXT), CAST(reference AS TEXT)
    FROM transfer ORDER BY transfer.transfer_id";
const ALL_SETTLEMENT: &str = "
    SELECT CAST(lot_id AS TEXT), CAST(listing_id AS TEXT), CAST(seller_id AS TEXT),
        CAST(application_id AS TEXT), CAST(buyer_id AS TEXT), CAST(paddle AS TEXT),
        CAST(price_fen AS TEXT), CAST(awarded_at_us AS TEXT), CAST(letter_code AS TEXT),
        CAST(published_at_us AS TEXT), CAST(published_until_us AS TEXT), CAST(contract AS TEXT),
        CAST(contract_at_us AS TEXT), CAST(paid_fen AS TEXT), CAST(due_fen AS TEXT),
        CAST(paid_at_us AS TEXT), CAST(certified_at_us AS TEXT), CAST(certificate_code AS TEXT)
    FROM settlement ORDER BY settlement.lot_id";
const ALL_PAPER: &str = "
    SELECT CAST(code AS TEXT), CAST(kind AS TEXT), CAST(lot_id AS TEXT), CAST(sequence AS TEXT),
        CAST(hash AS TEXT), CAST(issued_at_us AS TEXT)
    FROM paper ORDER BY paper.code";
const ALL_PROPOSAL: &str = "
    SELECT CAST(proposal_id AS TEXT), CAST(act AS TEXT), CAST(lot_id AS TEXT),
        CAST(listing_id AS TEXT), CAST(reason AS TEXT), CAST(act_at_us AS TEXT),
        CAST(applications_until_us AS TEXT), CAST(proposer_id AS TEXT),
        CAST(proposed_at_us AS TEXT), CAST(expires_at_us AS TEXT), CAST(state AS TEXT),
        CAST(state_at_us AS TEXT), CAST(approver_id AS TEXT)
    FROM proposal ORDER BY proposal.proposal_id";

/// The tables of the rows, in the order in which they are made.
pub(super) const TABLES: [&str; 17] = [
    "projection",
    "entry",
    "named_digest",
    "party",
    "party_role",
    "listing",
    "listing_lot",
    "listing_document",
    "lot",
    "lot_gram",
    "bid",
    "application",
    "ledger_account",
    "transfer",
    "settlement",
    "paper",
    "proposal",
];

/// A row's columns as text.
macro_rules! texts {
    ($row:expr) => {
        (0..$row.len()).map(|place| $row.try_get::<Option<String>, _>(place)).collect()
    };
}

impl Rows {
    /// All columns of all tables in the order of their keys, to compare rows with rows. It holds
    /// everything in memory.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn dump(&self) -> Result<Dump, StoreError> {
        let mut dump = Dump::new();
        for table in TABLES {
            let rows: Result<Vec<Vec<Option<String>>>, sqlx::Error> =
                on!(Database, &self.database, |db| {
                    let query = match table {
                        "projection" => sqlx::query(ALL_PROJECTION),
                        "entry" => sqlx::query(ALL_ENTRY),
                        "named_digest" => sqlx::query(ALL_NAMED_DIGEST),
                        "party" => sqlx::query(ALL_PARTY),
                        "party_role" => sqlx::query(ALL_PARTY_ROLE),
                        "listing" => sqlx::query(ALL_LISTING),
                        "listing_lot" => sqlx::query(ALL_LISTING_LOT),
                        "listing_document" => sqlx::query(ALL_LISTING_DOCUMENT),
                        "lot" => sqlx::query(ALL_LOT),
                        "lot_gram" => sqlx::query(ALL_LOT_GRAM),
                        "bid" => sqlx::query(ALL_BID),
                        "application" => sqlx::query(ALL_APPLICATION),
                        "ledger_account" => sqlx::query(ALL_LEDGER_ACCOUNT),
                        "transfer" => sqlx::query(ALL_TRANSFER),
                        "settlement" => sqlx::query(ALL_SETTLEMENT),
                        "paper" => sqlx::query(ALL_PAPER),
                        _ => sqlx::query(ALL_PROPOSAL),
                    };
                    match query.fetch_all(db).await {
                        Ok(rows) => rows.iter().map(|row| texts!(row)).collect(),
                        Err(error) => Err(error),
                    }
                });
            dump.push((table, rows.map_err(StoreError::database("dump rows"))?));
        }
        Ok(dump)
    }
}
