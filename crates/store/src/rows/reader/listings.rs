//! The listings, with their lots and documents.

use exchange::{Document, ListedLot, ListingStep, Title};
use lexicon::{Category, Digest, ListingId, LotId, Moment, Money, PartyId, Region, Span};

use super::{Reader, page};
use crate::StoreError;
use crate::column::{from_id, parsed, to_id, to_moment};
use crate::rows::words::{
    category, from_json, id_where, listing_step, media, moment_where, parsed_where, visibility,
};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND_LISTING,
    LISTINGS,
    LISTINGS_OF_SELLER,
    LISTINGS_AT_STEP,
    LOTS_OF_LISTING,
    DOCUMENTS_OF_LISTING,
];

/// One lot of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingLotRow {
    /// Its number, once the listing is disclosed.
    pub lot: Option<LotId>,
    /// What its seller lists.
    pub listed: ListedLot,
}

/// A listing as it was submitted last, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingRow {
    /// Its number.
    pub listing: ListingId,
    /// Who sells.
    pub seller: PartyId,
    /// The family of its lots.
    pub category: Category,
    /// In which division they lie.
    pub region: Option<Region>,
    /// How long it is disclosed at the least before bidding opens.
    pub disclosure: Span,
    /// How long a result is published at the least.
    pub result_notice: Span,
    /// The digest of the description, a text.
    pub description: Option<Digest>,
    /// When it was submitted last.
    pub submitted_at: Moment,
    /// Where it stands.
    pub step: ListingStep,
    /// Since when.
    pub step_at: Moment,
    /// The digest of the note that says what is missing, where it went back.
    pub note: Option<Digest>,
    /// Who accepted it.
    pub clerk: Option<PartyId>,
    /// Until when applications are taken, once it is disclosed.
    pub applications_until: Option<Moment>,
    /// Its lots.
    pub lots: Vec<ListingLotRow>,
    /// The files it names.
    pub documents: Vec<Document>,
}

/// Which listings are wanted; what is none is not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingsWanted {
    /// Of this seller.
    pub seller: Option<PartyId>,
    /// Standing here.
    pub step: Option<ListingStep>,
    /// Behind this one.
    pub after: Option<ListingId>,
    /// So many at most.
    pub limit: usize,
}

columns! { Line {
    listing_id: i64,
    seller_id: i64,
    category: String,
    region: Option<String>,
    disclosure_us: i64,
    result_notice_us: i64,
    description: Option<String>,
    submitted_at_us: i64,
    step: String,
    step_at_us: i64,
    note: Option<String>,
    clerk_id: Option<i64>,
    applications_until_us: Option<i64>,
    first_lot_id: Option<i64>,
} }

/// A statement that reads listings; `$where` is its condition.
macro_rules! listings {
    ($where:literal) => {
        concat!("
    SELECT listing_id, seller_id, category, region, disclosure_us, result_notice_us, description,
        submitted_at_us, step, step_at_us, note, clerk_id, applications_until_us, first_lot_id
    FROM listing WHERE ", $where)
    };
}

const FIND_LISTING: &str = listings!("listing_id = $1");
const LISTINGS: &str = listings!("listing_id > $1 ORDER BY listing_id LIMIT $2");
const LISTINGS_OF_SELLER: &str = listings!(
    "seller_id = $3 AND listing_id > $1 AND (CAST($4 AS TEXT) IS NULL OR step = $4)
    ORDER BY listing_id LIMIT $2"
);
const LISTINGS_AT_STEP: &str =
    listings!("step = $3 AND listing_id > $1 ORDER BY listing_id LIMIT $2");

impl Reader {
    /// A listing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn listing(&self, listing: ListingId) -> Result<Option<ListingRow>, StoreError> {
        let listing = from_id(listing.0)?;
        let line: Option<Line> = on!(Database, &self.rows, |db| {
            sqlx::query_as(FIND_LISTING).bind(listing).fetch_optional(db).await
        })
        .map_err(StoreError::database("find a listing"))?;
        match line {
            Some(line) => self.whole(line).await.map(Some),
            None => Ok(None),
        }
    }

    /// Listings in the order of their numbers.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn listings(&self, wanted: &ListingsWanted) -> Result<Vec<ListingRow>, StoreError> {
        let after = from_id(wanted.after.map_or(0, |after| after.0))?;
        let (limit, step) = (page(wanted.limit), wanted.step.map(ListingStep::slug));
        let lines: Vec<Line> = match (wanted.seller, step) {
            (Some(seller), step) => {
                let seller = from_id(seller.0)?;
                on!(Database, &self.rows, |db| {
                    let query = sqlx::query_as(LISTINGS_OF_SELLER).bind(after).bind(limit);
                    query.bind(seller).bind(step).fetch_all(db).await
                })
            }
            (None, Some(step)) => on!(Database, &self.rows, |db| {
                let query = sqlx::query_as(LISTINGS_AT_STEP).bind(after).bind(limit);
                query.bind(step).fetch_all(db).await
            }),
            (None, None) => on!(Database, &self.rows, |db| {
                sqlx::query_as(LISTINGS).bind(after).bind(limit).fetch_all(db).await
            }),
        }
        .map_err(StoreError::database("list listings"))?;
        let mut rows = Vec::with_capacity(lines.len());
        for line in lines {
            rows.push(self.whole(line).await?);
        }
        Ok(rows)
    }
}

/// Ordinal, Chinese title, English title, place, terms, deposit.
type LotLine = (i64, String, String, String, String, i64);
/// Digest, caption, media, visibility.
type DocumentLine = (String, String, String, String);

const LOTS_OF_LISTING: &str = "
    SELECT ordinal, title_chinese, title_english, place, terms, deposit_fen FROM listing_lot
    WHERE listing_id = $1 ORDER BY ordinal";
const DOCUMENTS_OF_LISTING: &str = "
    SELECT digest, caption, media, visibility FROM listing_document
    WHERE listing_id = $1 ORDER BY ordinal";

impl Reader {
    /// A listing with its lots and documents.
    async fn whole(&self, line: Line) -> Result<ListingRow, StoreError> {
        let id = line.listing_id;
        let lots: Vec<LotLine> = on!(Database, &self.rows, |db| {
            sqlx::query_as(LOTS_OF_LISTING).bind(id).fetch_all(db).await
        })
        .map_err(StoreError::database("list the lots of a listing"))?;
        let documents: Vec<DocumentLine> = on!(Database, &self.rows, |db| {
            sqlx::query_as(DOCUMENTS_OF_LISTING).bind(id).fetch_all(db).await
        })
        .map_err(StoreError::database("list the documents of a listing"))?;
        let to_lot = |lot: LotLine| to_listing_lot(line.first_lot_id, lot);
        Ok(ListingRow {
            listing: ListingId(to_id("listing", id)?),
            seller: PartyId(to_id("seller of a listing", line.seller_id)?),
            category: category(&line.category)?,
            region: parsed_where("region of a listing", line.region.as_deref())?,
            disclosure: Span::from_us(to_id("disclosure of a listing", line.disclosure_us)?),
            result_notice: Span::from_us(to_id("notice of a result", line.result_notice_us)?),
            description: parsed_where("description of a listing", line.description.as_deref())?,
            submitted_at: to_moment(line.submitted_at_us),
            step: listing_step(&line.step)?,
            step_at: to_moment(line.step_at_us),
            note: parsed_where("note of a listing", line.note.as_deref())?,
            clerk: id_where("clerk of a listing", line.clerk_id, PartyId)?,
            applications_until: moment_where(line.applications_until_us),
            lots: lots.into_iter().map(to_lot).collect::<Result<_, _>>()?,
            documents: documents.into_iter().map(to_document).collect::<Result<_, _>>()?,
        })
    }
}

fn to_listing_lot(
    first_lot: Option<i64>,
    (ordinal, chinese, english, place, terms, deposit): LotLine,
) -> Result<ListingLotRow, StoreError> {
    let lot = first_lot.map(|first| first.saturating_add(ordinal));
    Ok(ListingLotRow {
        lot: id_where("lot of a listing", lot, LotId)?,
        listed: ListedLot {
            title: Title { chinese, english },
            place,
            terms: from_json("terms of a listing's lot", &terms)?,
            deposit: Money::from_fen(deposit),
        },
    })
}

fn to_document((digest, caption, kind, whose): DocumentLine) -> Result<Document, StoreError> {
    Ok(Document {
        digest: parsed("digest of a document", &digest)?,
        caption,
        media: media(&kind)?,
        visibility: visibility(&whose)?,
    })
}
