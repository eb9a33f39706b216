//! What follows from awards, and the papers that are issued.

use std::collections::{BTreeMap, BTreeSet};

use exchange::{AccountId, Event, SaleEvent, Settlement, World};
use lexicon::{ApplicationId, Digest, LotId, Moment, Sequence};

use super::applications::{accounts, deposit, known as known_application, listing_of};
use super::step::Step;
use crate::column::{from_id, text};
use crate::rows::reader::PaperKind;
use crate::rows::words::text_where;
use crate::{StoreError, Transaction};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[DROP_SETTLEMENT, INSERT_SETTLEMENT, SET_SETTLEMENT, SET_PAID, SET_CERTIFICATE, INSERT_PAPER];

/// How many hexadecimal digits of its entry's hash a paper's code has.
const CODE_LENGTH: usize = 24;

#[derive(Debug)]
struct Paper {
    code: String,
    kind: PaperKind,
    lot: LotId,
    sequence: Sequence,
    hash: Digest,
    issued_at: Moment,
}

/// What entries add to the tables of settlements and papers, and which they have changed.
#[derive(Debug, Default)]
pub(super) struct Settlements {
    /// The lots whose award is new, with the code of the last letter; none where it fell.
    awarded: BTreeMap<LotId, Option<String>>,
    changed: BTreeSet<LotId>,
    paid: Vec<(LotId, Moment)>,
    /// The certified lots, with the code of the certificate.
    certified: Vec<(LotId, String)>,
    papers: Vec<Paper>,
}

impl Settlements {
    pub(super) fn take(&mut self, step: &Step<'_>, event: &Event) {
        match event {
            Event::ConfirmationLetterIssued { lot, .. } => {
                let code = self.issue(step, PaperKind::ConfirmationLetter, *lot);
                self.awarded.insert(*lot, Some(code));
                self.changed.insert(*lot);
            }
            // Whoever does not keep his word buys nothing; the next one's letter may follow.
            Event::Sale { lot, event: SaleEvent::WinnerDefaulted { .. } } => {
                self.awarded.insert(*lot, None);
            }
            Event::ResultPublished { lot, .. } | Event::ContractRecorded { lot } => {
                self.changed.insert(*lot);
            }
            Event::PricePaid { lot } => self.paid.push((*lot, step.moment())),
            Event::CertificateIssued { lot } => {
                let code = self.issue(step, PaperKind::Certificate, *lot);
                self.certified.push((*lot, code));
                self.changed.insert(*lot);
            }
            Event::Ledger(event) => {
                self.changed.extend(accounts(step, event).filter_map(|it| lot(step.world, it)));
            }
            _ => {}
        }
    }

    fn issue(&mut self, step: &Step<'_>, kind: PaperKind, lot: LotId) -> String {
        let (sequence, hash, issued_at) = (step.sequence(), step.hash, step.moment());
        let mut code: String = text(hash).chars().take(CODE_LENGTH).collect();
        code.push(kind.letter());
        self.papers.push(Paper { code: code.clone(), kind, lot, sequence, hash, issued_at });
        code
    }

    pub(super) async fn write(
        &self,
        world: &World,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        for (lot, code) in &self.awarded {
            drop_fallen(from_id(lot.0)?, transaction).await?;
            if let Some(code) = code {
                insert(world, (*lot, code), transaction).await?;
            }
        }
        for lot in &self.changed {
            // An account of a lot that is not awarded yet is a deposit's.
            if let Some(settlement) = world.settlement(*lot) {
                set(world, (*lot, settlement), transaction).await?;
            }
        }
        for (lot, paid_at) in &self.paid {
            set_paid(from_id(lot.0)?, *paid_at, transaction).await?;
        }
        for (lot, code) in &self.certified {
            set_certificate(from_id(lot.0)?, code, transaction).await?;
        }
        for paper in &self.papers {
            insert_paper(paper, transaction).await?;
        }
        Ok(())
    }
}

/// The lot for which an account holds money.
fn lot(world: &World, account: AccountId) -> Option<LotId> {
    match account {
        AccountId::Bank => None,
        AccountId::Deposit(_) => Some(known_application(world, deposit(account)?).lot),
        AccountId::Settlement(lot) => Some(lot),
    }
}

const DROP_SETTLEMENT: &str = "DELETE FROM settlement WHERE lot_id = $1";

/// Takes away what followed from an award that has fallen, where there was one.
async fn drop_fallen(lot: i64, transaction: &mut Transaction) -> Result<(), StoreError> {
    let dropped = on!(Transaction, transaction, |db| {
        sqlx::query(DROP_SETTLEMENT).bind(lot).execute(&mut **db).await.map(drop)
    });
    dropped.map_err(StoreError::database("draw that an award has fallen"))
}

const INSERT_SETTLEMENT: &str = "
    INSERT INTO settlement (
        lot_id, listing_id, seller_id, application_id, buyer_id, paddle, price_fen, awarded_at_us,
        letter_code, paid_fen, due_fen
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)";

async fn insert(
    world: &World,
    (lot, letter_code): (LotId, &str),
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let settlement = world.settlement(lot);
    let settlement = settlement.unwrap_or_else(|| panic!("an award is followed by a settlement"));
    let ApplicationId(application) = settlement.buyer;
    let buyer = known_application(world, settlement.buyer).applicant;
    let paddle = world.lot(lot).and_then(|lot| lot.paddle(buyer));
    let paddle = paddle.unwrap_or_else(|| panic!("a buyer has bid under a paddle"));
    let (listing, seller) = listing_of(world, lot)?;
    let (number, application, buyer) = (from_id(lot.0)?, from_id(application)?, from_id(buyer.0)?);
    let inserted = on!(Transaction, transaction, |db| {
        sqlx::query(INSERT_SETTLEMENT)
            .bind(number)
            .bind(listing)
            .bind(seller)
            .bind(application)
            .bind(buyer)
            .bind(i64::from(paddle.0))
            .bind(settlement.price.fen())
            .bind(settlement.awarded_at.us())
            .bind(letter_code)
            .execute(&mut **db)
            .await
            .map(drop)
    });
    inserted.map_err(StoreError::database("draw a settlement"))
}

const SET_SETTLEMENT: &str = "
    UPDATE settlement SET published_at_us = $2, published_until_us = $3, contract = $4,
        contract_at_us = $5, paid_fen = $6, due_fen = $7, certified_at_us = $8
    WHERE lot_id = $1";

async fn set(
    world: &World,
    (lot, settlement): (LotId, &Settlement),
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let number = from_id(lot.0)?;
    let paid = world.ledger().balance(AccountId::Settlement(lot)).available();
    let due = world.price_due(lot);
    let set = on!(Transaction, transaction, |db| {
        sqlx::query(SET_SETTLEMENT)
            .bind(number)
            .bind(settlement.result.map(|result| result.published_at.us()))
            .bind(settlement.result.map(|result| result.until.us()))
            .bind(text_where(settlement.contract.map(|contract| contract.document)))
            .bind(settlement.contract.map(|contract| contract.recorded_at.us()))
            .bind(paid.fen())
            .bind(due.fen())
            .bind(settlement.certified_at.map(Moment::us))
            .execute(&mut **db)
            .await
            .map(|done| done.rows_affected())
    });
    let set = set.map_err(StoreError::database("draw what followed from an award"))?;
    super::exactly_one(set, "row of a settlement")
}

const SET_PAID: &str = "UPDATE settlement SET paid_at_us = $2 WHERE lot_id = $1";

async fn set_paid(
    lot: i64,
    paid_at: Moment,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let set = on!(Transaction, transaction, |db| {
        let set = sqlx::query(SET_PAID).bind(lot).bind(paid_at.us());
        set.execute(&mut **db).await.map(|done| done.rows_affected())
    });
    let set = set.map_err(StoreError::database("draw that a price is paid"))?;
    super::exactly_one(set, "row of a settlement")
}

const SET_CERTIFICATE: &str = "UPDATE settlement SET certificate_code = $2 WHERE lot_id = $1";

async fn set_certificate(
    lot: i64,
    code: &str,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let set = on!(Transaction, transaction, |db| {
        let set = sqlx::query(SET_CERTIFICATE).bind(lot).bind(code);
        set.execute(&mut **db).await.map(|done| done.rows_affected())
    });
    let set = set.map_err(StoreError::database("draw a certificate's code"))?;
    super::exactly_one(set, "row of a settlement")
}

const INSERT_PAPER: &str = "
    INSERT INTO paper (code, kind, lot_id, sequence, hash, issued_at_us)
    VALUES ($1, $2, $3, $4, $5, $6)";

async fn insert_paper(paper: &Paper, transaction: &mut Transaction) -> Result<(), StoreError> {
    let (lot, sequence) = (from_id(paper.lot.0)?, from_id(paper.sequence.0)?);
    let inserted = on!(Transaction, transaction, |db| {
        sqlx::query(INSERT_PAPER)
            .bind(&paper.code)
            .bind(paper.kind.slug())
            .bind(lot)
            .bind(sequence)
            .bind(text(paper.hash))
            .bind(paper.issued_at.us())
            .execute(&mut **db)
            .await
            .map(drop)
    });
    inserted.map_err(StoreError::database("draw a paper"))
}
