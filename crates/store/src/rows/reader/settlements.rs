//! What follows from an award.

use exchange::{Contract, ResultNotice};
use lexicon::{ApplicationId, ListingId, LotId, Moment, Money, Paddle, PartyId};

use super::bids::to_paddle;
use super::{Reader, page};
use crate::StoreError;
use crate::column::{from_id, parsed, to_id, to_moment};
use crate::rows::words::moment_where;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[FIND_SETTLEMENT, SETTLEMENTS, SETTLEMENTS_OF_SELLER, SETTLEMENTS_OF_BUYER, OPEN_SETTLEMENTS];

/// What has followed from a lot's award so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettlementRow {
    /// The lot.
    pub lot: LotId,
    /// The lot's listing.
    pub listing: ListingId,
    /// Who sells.
    pub seller: PartyId,
    /// The buyer's application.
    pub application: ApplicationId,
    /// Who buys.
    pub buyer: PartyId,
    /// Under which paddle the buyer bid.
    pub paddle: Paddle,
    /// The price.
    pub price: Money,
    /// When the lot was awarded and the confirmation letter issued.
    pub awarded_at: Moment,
    /// The published result.
    pub result: Option<ResultNotice>,
    /// The contract.
    pub contract: Option<Contract>,
    /// What has been paid of the price, without a deposit that is still held as such.
    pub paid: Money,
    /// What the buyer still has to pay, his deposit taken off.
    pub due: Money,
    /// When the price was paid in full.
    pub paid_at: Option<Moment>,
    /// When the certificate was issued.
    pub certified_at: Option<Moment>,
    /// The code by which anyone checks the confirmation letter.
    pub letter_code: String,
    /// The code by which anyone checks the certificate.
    pub certificate_code: Option<String>,
}

/// Which settlements are wanted; what is none is not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettlementsWanted {
    /// Of this seller.
    pub seller: Option<PartyId>,
    /// Of this buyer.
    pub buyer: Option<PartyId>,
    /// Those alone on which something is still to be done: without a certificate.
    pub is_open: bool,
    /// Behind this lot's.
    pub after: Option<LotId>,
    /// So many at most.
    pub limit: usize,
}

columns! { Line {
    lot_id: i64,
    listing_id: i64,
    seller_id: i64,
    application_id: i64,
    buyer_id: i64,
    paddle: i64,
    price_fen: i64,
    awarded_at_us: i64,
    letter_code: String,
    published_at_us: Option<i64>,
    published_until_us: Option<i64>,
    contract: Option<String>,
    contract_at_us: Option<i64>,
    paid_fen: i64,
    due_fen: i64,
    paid_at_us: Option<i64>,
    certified_at_us: Option<i64>,
    certificate_code: Option<String>,
} }

/// A statement that reads settlements; `$where` is its condition.
macro_rules! settlements {
    ($($where:literal),+) => {
        concat!("
    SELECT lot_id, listing_id, seller_id, application_id, buyer_id, paddle, price_fen,
        awarded_at_us, letter_code, published_at_us, published_until_us, contract,
        contract_at_us, paid_fen, due_fen, paid_at_us, certified_at_us, certificate_code
    FROM settlement WHERE ", $($where),+)
    };
}

/// A statement that reads wanted settlements by one index. Every such statement has the same
/// parameters: after $1, limit $2, seller $3, buyer $4, open ones alone $5.
macro_rules! wanted_settlements {
    ($by:literal) => {
        settlements!(
            $by,
            "
        AND lot_id > $1
        AND (CAST($3 AS BIGINT) IS NULL OR seller_id = $3)
        AND (CAST($4 AS BIGINT) IS NULL OR buyer_id = $4)
        AND (NOT CAST($5 AS BOOLEAN) OR certified_at_us IS NULL)
    ORDER BY lot_id LIMIT $2"
        )
    };
}

const FIND_SETTLEMENT: &str = settlements!("lot_id = $1");
const SETTLEMENTS: &str = wanted_settlements!("lot_id > 0");
const SETTLEMENTS_OF_SELLER: &str = wanted_settlements!("seller_id = $3");
const SETTLEMENTS_OF_BUYER: &str = wanted_settlements!("buyer_id = $4");
pub(crate) const OPEN_SETTLEMENTS: &str = wanted_settlements!("certified_at_us IS NULL");

impl Reader {
    /// What followed from a lot's award.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn settlement(&self, lot: LotId) -> Result<Option<SettlementRow>, StoreError> {
        let lot = from_id(lot.0)?;
        let line: Option<Line> = on!(Database, &self.rows, |db| {
            sqlx::query_as(FIND_SETTLEMENT).bind(lot).fetch_optional(db).await
        })
        .map_err(StoreError::database("find a settlement"))?;
        line.map(to_settlement).transpose()
    }

    /// Settlements in the order of their lots.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn settlements(
        &self,
        wanted: &SettlementsWanted,
    ) -> Result<Vec<SettlementRow>, StoreError> {
        let after = from_id(wanted.after.map_or(0, |after| after.0))?;
        let seller = wanted.seller.map(|party| from_id(party.0)).transpose()?;
        let buyer = wanted.buyer.map(|party| from_id(party.0)).transpose()?;
        let limit = page(wanted.limit);
        let lines: Vec<Line> = on!(Database, &self.rows, |db| {
            let query = match (buyer, seller, wanted.is_open) {
                (Some(_), _, _) => sqlx::query_as(SETTLEMENTS_OF_BUYER),
                (None, Some(_), _) => sqlx::query_as(SETTLEMENTS_OF_SELLER),
                (None, None, true) => sqlx::query_as(OPEN_SETTLEMENTS),
                (None, None, false) => sqlx::query_as(SETTLEMENTS),
            };
            let query = query.bind(after).bind(limit).bind(seller).bind(buyer);
            query.bind(wanted.is_open).fetch_all(db).await
        })
        .map_err(StoreError::database("list settlements"))?;
        lines.into_iter().map(to_settlement).collect()
    }
}

fn to_settlement(line: Line) -> Result<SettlementRow, StoreError> {
    let published = line.published_at_us.zip(line.published_until_us);
    let contract = line.contract.as_deref().zip(line.contract_at_us);
    let contract = contract.map(|(digest, recorded_at)| {
        let document = parsed("digest of a contract", digest)?;
        Ok(Contract { document, recorded_at: to_moment(recorded_at) })
    });
    Ok(SettlementRow {
        lot: LotId(to_id("lot of a settlement", line.lot_id)?),
        listing: ListingId(to_id("listing of a settlement", line.listing_id)?),
        seller: PartyId(to_id("seller of a settlement", line.seller_id)?),
        application: ApplicationId(to_id("application of a buyer", line.application_id)?),
        buyer: PartyId(to_id("buyer", line.buyer_id)?),
        paddle: to_paddle(line.paddle)?,
        price: Money::from_fen(line.price_fen),
        awarded_at: to_moment(line.awarded_at_us),
        result: published.map(|(at, until)| ResultNotice {
            published_at: to_moment(at),
            until: to_moment(until),
        }),
        contract: contract.transpose()?,
        paid: Money::from_fen(line.paid_fen),
        due: Money::from_fen(line.due_fen),
        paid_at: moment_where(line.paid_at_us),
        certified_at: moment_where(line.certified_at_us),
        letter_code: line.letter_code,
        certificate_code: line.certificate_code,
    })
}
