//! The lots, and how they are searched.

use exchange::{Phase, Terms, Title};
use lexicon::{Category, ListingId, LotId, Moment, Money, Paddle, PartyId, Region, Sequence};

use super::bids::to_paddle;
use super::{Reader, page};
use crate::StoreError;
use crate::column::{from_id, to_id, to_moment};
use crate::rows::gram::{anywhere, first_gram, words};
use crate::rows::words::{category, from_json, id_where, moment_where, money_where, parsed_where};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[FIND_LOT, LOTS, LOTS_IN_STATE, LOTS_IN_CATEGORY, LOTS_WITH_GRAM];

/// The most words of one search; further ones are not looked at.
pub const SEARCH_WORDS_MAX: usize = 4;
/// How many digits the code of a division has.
const REGION_LENGTH: usize = 6;

/// What a lot's sale is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LotState {
    /// Not yet open.
    Announced,
    /// In this phase.
    Running(Phase),
    /// Stopped by two people (中止).
    Suspended,
    /// Stopped by an outage (中断).
    Interrupted,
    /// Sold (成交).
    Awarded,
    /// Sold to several buyers, each his part.
    Divided,
    /// Not sold (流标).
    Unsold,
    /// Ended without result (终结).
    Terminated,
}

/// A lot, as everyone may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotRow {
    /// Its number.
    pub lot: LotId,
    /// Its listing; none for a lot outside any.
    pub listing: Option<ListingId>,
    /// Who sells; none for a lot outside any listing.
    pub seller: Option<PartyId>,
    /// What it is called.
    pub title: Title,
    /// Its family.
    pub category: Category,
    /// In which division it lies.
    pub region: Option<Region>,
    /// Where it lies; may be empty.
    pub place: String,
    /// What its sale is held to.
    pub terms: Terms,
    /// What an applicant puts up; nothing for a lot outside any listing.
    pub deposit: Money,
    /// Until when applications are taken; none for a lot outside any listing.
    pub applications_until: Option<Moment>,
    /// When it was published.
    pub published_at: Moment,
    /// What its sale is doing.
    pub state: LotState,
    /// When bidding opens or was to open.
    pub opens_at: Moment,
    /// When the running phase ends.
    pub phase_ends_at: Option<Moment>,
    /// When it closes at the earliest while bidding runs, and when it has closed.
    pub closes_at: Option<Moment>,
    /// When a stopped sale goes on, where that is announced.
    pub resumes_at: Option<Moment>,
    /// The leading price; the price once it is sold.
    pub leading_price: Option<Money>,
    /// The paddle that leads.
    pub leading_paddle: Option<Paddle>,
    /// How many bids there have been.
    pub bid_count: u32,
    /// The published reason of the last suspension or termination.
    pub reason: Option<String>,
    /// The last entry that changed it.
    pub sequence: Sequence,
}

/// Which lots are wanted; what is none is not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotsWanted<'a> {
    /// Of this family.
    pub category: Option<Category>,
    /// In this state.
    pub state: Option<LotState>,
    /// In a division whose code begins so: `3501`.
    pub region: Option<&'a str>,
    /// Whose title or place holds each of these words.
    pub text: Option<&'a str>,
    /// Behind this one.
    pub after: Option<LotId>,
    /// So many at most.
    pub limit: usize,
}

columns! { Line {
    lot_id: i64,
    listing_id: Option<i64>,
    seller_id: Option<i64>,
    title_chinese: String,
    title_english: String,
    category: String,
    region: Option<String>,
    place: String,
    terms: String,
    deposit_fen: i64,
    applications_until_us: Option<i64>,
    published_at_us: i64,
    state: String,
    opens_at_us: i64,
    phase_ends_at_us: Option<i64>,
    closes_at_us: Option<i64>,
    resumes_at_us: Option<i64>,
    leading_price_fen: Option<i64>,
    leading_paddle: Option<i64>,
    bid_count: i64,
    reason: Option<String>,
    sequence: i64,
} }

/// A statement that reads lots; `$rest` begins with `FROM`.
macro_rules! lots {
    ($($rest:literal),+) => {
        concat!("
    SELECT lot.lot_id, listing_id, seller_id, title_chinese, title_english, category, region,
        place, terms, deposit_fen, applications_until_us, published_at_us, state, opens_at_us,
        phase_ends_at_us, closes_at_us, resumes_at_us, leading_price_fen, leading_paddle,
        bid_count, reason, sequence
    ", $($rest),+)
    };
}

/// A statement that reads wanted lots by one index and in its order; `$from` ends in its
/// conditions. Every such statement has the same parameters: after $1, limit $2, category $3, the
/// least and the greatest region $4 and $5, state $6, words $7 to $10.
macro_rules! wanted_lots {
    ($from:literal, $order:literal) => {
        lots!(
            $from,
            "
        AND (CAST($3 AS TEXT) IS NULL OR category = $3)
        AND (CAST($4 AS TEXT) IS NULL OR (region >= $4 AND region <= $5))
        AND (CAST($6 AS TEXT) IS NULL OR state = $6)
        AND (CAST($7 AS TEXT) IS NULL OR sought LIKE $7 ESCAPE '!')
        AND (CAST($8 AS TEXT) IS NULL OR sought LIKE $8 ESCAPE '!')
        AND (CAST($9 AS TEXT) IS NULL OR sought LIKE $9 ESCAPE '!')
        AND (CAST($10 AS TEXT) IS NULL OR sought LIKE $10 ESCAPE '!')
    ORDER BY ",
            $order,
            " LIMIT $2"
        )
    };
}

const FIND_LOT: &str = lots!("FROM lot WHERE lot_id = $1");

impl Reader {
    /// A lot.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn lot(&self, lot: LotId) -> Result<Option<LotRow>, StoreError> {
        let lot = from_id(lot.0)?;
        let line: Option<Line> = on!(Database, &self.rows, |db| {
            sqlx::query_as(FIND_LOT).bind(lot).fetch_optional(db).await
        })
        .map_err(StoreError::database("find a lot"))?;
        line.map(to_lot).transpose()
    }
}

const LOTS: &str = wanted_lots!("FROM lot WHERE lot.lot_id > $1", "lot.lot_id");
const LOTS_IN_STATE: &str =
    wanted_lots!("FROM lot WHERE state = $6 AND lot.lot_id > $1", "lot.lot_id");
const LOTS_IN_CATEGORY: &str =
    wanted_lots!("FROM lot WHERE category = $3 AND lot.lot_id > $1", "lot.lot_id");
const LOTS_WITH_GRAM: &str = wanted_lots!(
    "FROM lot_gram JOIN lot ON lot.lot_id = lot_gram.lot_id
    WHERE lot_gram.gram = $11 AND lot_gram.lot_id > $1",
    "lot_gram.lot_id"
);

/// A query with the parameters that all of them have.
macro_rules! bound {
    ($query:expr, $wanted:expr, $columns:expr) => {
        $query
            .bind($columns.after)
            .bind(page($wanted.limit))
            .bind($wanted.category.map(Category::slug))
            .bind(&$columns.region_least)
            .bind(&$columns.region_greatest)
            .bind($wanted.state.map(LotState::slug))
            .bind($columns.pattern(0))
            .bind($columns.pattern(1))
            .bind($columns.pattern(2))
            .bind($columns.pattern(3))
    };
}

/// What is wanted, as columns hold it.
struct Columns {
    after: i64,
    region_least: Option<String>,
    region_greatest: Option<String>,
    words: Vec<String>,
}

impl Columns {
    /// None where no lot can be in such a division.
    fn of(wanted: &LotsWanted<'_>) -> Result<Option<Self>, StoreError> {
        let region = wanted.region.filter(|region| !region.is_empty());
        let is_code = |region: &str| region.bytes().all(|digit| digit.is_ascii_digit());
        if region.is_some_and(|region| region.len() > REGION_LENGTH || !is_code(region)) {
            return Ok(None);
        }
        let mut words = wanted.text.map(words).unwrap_or_default();
        words.truncate(SEARCH_WORDS_MAX);
        Ok(Some(Self {
            after: from_id(wanted.after.map_or(0, |after| after.0))?,
            region_least: region.map(|region| format!("{region:0<REGION_LENGTH$}")),
            region_greatest: region.map(|region| format!("{region:9<REGION_LENGTH$}")),
            words,
        }))
    }

    fn pattern(&self, place: usize) -> Option<String> {
        self.words.get(place).map(|word| anywhere(word))
    }
}

impl Reader {
    /// Lots in the order of their numbers.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn lots(&self, wanted: &LotsWanted<'_>) -> Result<Vec<LotRow>, StoreError> {
        let Some(columns) = Columns::of(wanted)? else { return Ok(Vec::new()) };
        let longest = columns.words.iter().max_by_key(|word| word.len());
        let lines: Vec<Line> = match longest.map(|word| first_gram(word)) {
            Some(gram) => on!(Database, &self.rows, |db| {
                let query = bound!(sqlx::query_as(LOTS_WITH_GRAM), wanted, columns);
                query.bind(&gram).fetch_all(db).await
            }),
            None if wanted.state.is_some() => on!(Database, &self.rows, |db| {
                bound!(sqlx::query_as(LOTS_IN_STATE), wanted, columns).fetch_all(db).await
            }),
            None if wanted.category.is_some() => on!(Database, &self.rows, |db| {
                bound!(sqlx::query_as(LOTS_IN_CATEGORY), wanted, columns).fetch_all(db).await
            }),
            None => on!(Database, &self.rows, |db| {
                bound!(sqlx::query_as(LOTS), wanted, columns).fetch_all(db).await
            }),
        }
        .map_err(StoreError::database("list lots"))?;
        lines.into_iter().map(to_lot).collect()
    }
}

fn to_lot(line: Line) -> Result<LotRow, StoreError> {
    Ok(LotRow {
        lot: LotId(to_id("lot", line.lot_id)?),
        listing: id_where("listing of a lot", line.listing_id, ListingId)?,
        seller: id_where("seller of a lot", line.seller_id, PartyId)?,
        title: Title { chinese: line.title_chinese, english: line.title_english },
        category: category(&line.category)?,
        region: parsed_where("region of a lot", line.region.as_deref())?,
        place: line.place,
        terms: from_json("terms of a lot", &line.terms)?,
        deposit: Money::from_fen(line.deposit_fen),
        applications_until: moment_where(line.applications_until_us),
        published_at: to_moment(line.published_at_us),
        state: LotState::from_slug(&line.state)
            .ok_or(StoreError::Unreadable { what: "state of a lot" })?,
        opens_at: to_moment(line.opens_at_us),
        phase_ends_at: moment_where(line.phase_ends_at_us),
        closes_at: moment_where(line.closes_at_us),
        resumes_at: moment_where(line.resumes_at_us),
        leading_price: money_where(line.leading_price_fen),
        leading_paddle: line.leading_paddle.map(to_paddle).transpose()?,
        bid_count: u32::try_from(line.bid_count)
            .map_err(|_| StoreError::Unreadable { what: "count of bids" })?,
        reason: line.reason,
        sequence: Sequence(to_id("sequence of a lot", line.sequence)?),
    })
}

impl LotState {
    /// Those in which no phase runs, in the order of a sale.
    const IDLE: [Self; 7] = [
        Self::Announced,
        Self::Suspended,
        Self::Interrupted,
        Self::Awarded,
        Self::Divided,
        Self::Unsold,
        Self::Terminated,
    ];

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::IDLE.into_iter().chain(Phase::ALL.map(Self::Running))
    }

    /// The name in answers and rows: `free-bidding`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Running(phase) => phase.slug(),
            Self::Suspended => "suspended",
            Self::Interrupted => "interrupted",
            Self::Awarded => "awarded",
            Self::Divided => "divided",
            Self::Unsold => "unsold",
            Self::Terminated => "terminated",
        }
    }

    /// The state of this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::all().find(|state| state.slug() == slug)
    }
}
