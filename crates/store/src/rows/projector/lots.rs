//! The lots, what is sought in them, and their bids.

use std::collections::BTreeMap;

use exchange::{
    Act, Command, Conclusion, Event, Lot, Reason, SaleEvent, Stage, Terms, Title, World,
};
use lexicon::{Category, ListingId, LotId, Moment, Money, PartyId, Region, Sequence};

use super::step::Step;
use crate::column::{from_count, from_id};
use crate::rows::gram::{grams, sought};
use crate::rows::many::MANY;
use crate::rows::reader::LotState;
use crate::rows::words::{json, text_where};
use crate::{StoreError, Transaction};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT_LOT,
    INSERT_GRAM,
    INSERT_GRAMS,
    SET_LOT,
    SET_REASON,
    SET_OPENING,
    INSERT_BID,
    INSERT_BIDS,
];

/// What about a lot never changes.
#[derive(Debug)]
struct Card {
    lot: LotId,
    title: Title,
    category: Category,
    terms: Terms,
    published_at: Moment,
    listed: Option<Listed>,
}

/// What about a lot comes from its listing.
#[derive(Debug)]
struct Listed {
    listing: ListingId,
    seller: PartyId,
    region: Option<Region>,
    place: String,
    deposit: Money,
    applications_until: Option<Moment>,
}

/// A row of `bid`.
#[derive(Debug)]
struct Bid {
    lot: i64,
    sequence: i64,
    ordinal: i64,
    moment_us: i64,
    paddle: i64,
    amount_fen: i64,
}

/// What entries add to the tables of lots, and which lots they have changed.
#[derive(Debug, Default)]
pub(super) struct Lots {
    published: Vec<Card>,
    /// The last entry that changed each.
    changed: BTreeMap<LotId, Sequence>,
    /// The published reason of each that got one, or lost it.
    reasons: BTreeMap<LotId, Option<String>>,
    /// The new opening of each that was stopped before it had opened.
    openings: BTreeMap<LotId, Moment>,
    bids: Vec<Bid>,
}

impl Lots {
    /// Takes up the published reasons, which the state does not keep because no rule reads them.
    ///
    /// `pause` is why the exchange was last paused.
    pub(super) fn take_reasons(&mut self, step: &Step<'_>, pause: &mut Option<String>) {
        if let Some(Act::PauseExchange { reason, .. }) = step.approved {
            *pause = Some(reason.0.clone());
        }
        let stopped = step.approved.and_then(|act| Some((act.lot()?, reason(act)?)));
        if let Some((lot, reason)) = stopped {
            self.reasons.insert(lot, Some(reason.0.clone()));
        }
        if let Command::SuspendForPause { lot } = step.command() {
            self.reasons.insert(*lot, pause.clone());
        }
    }

    pub(super) fn take(
        &mut self,
        step: &Step<'_>,
        (ordinal, event): (usize, &Event),
    ) -> Result<(), StoreError> {
        match (event, step.command()) {
            (Event::LotPublished { lot }, Command::PublishLot { title, category, terms }) => {
                self.changed.insert(*lot, step.sequence());
                self.published.push(Card {
                    lot: *lot,
                    title: title.clone(),
                    category: *category,
                    terms: terms.clone(),
                    published_at: step.moment(),
                    listed: None,
                });
            }
            (&Event::LotDisclosed { lot, listing, opens_at }, _) => {
                self.changed.insert(lot, step.sequence());
                self.published.push(disclosed(step, lot, listing, opens_at));
            }
            (Event::Sale { lot, event }, _) => {
                self.changed.insert(*lot, step.sequence());
                self.take_sale(step, *lot, (ordinal, event))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn take_sale(
        &mut self,
        step: &Step<'_>,
        lot: LotId,
        (ordinal, event): (usize, &SaleEvent),
    ) -> Result<(), StoreError> {
        match *event {
            SaleEvent::BidAccepted { paddle, amount }
            | SaleEvent::ProxyAnswered { paddle, amount } => {
                self.bids.push(Bid {
                    lot: from_id(lot.0)?,
                    sequence: from_id(step.sequence().0)?,
                    ordinal: from_count(ordinal),
                    moment_us: step.moment().us(),
                    paddle: i64::from(paddle.0),
                    amount_fen: amount.fen(),
                });
            }
            // A resumption has no reason of its own and leaves that of the stop in place.
            SaleEvent::LotReopened { .. } => {
                self.reasons.insert(lot, None);
            }
            SaleEvent::ResumptionAnnounced { .. } => {
                let stage = step.world.lot(lot).map(|lot| lot.sale().stage());
                if let Some(Stage::Announced { opens_at }) = stage {
                    self.openings.insert(lot, *opens_at);
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) async fn write(
        &self,
        world: &World,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        for card in &self.published {
            insert(card, world, transaction).await?;
        }
        for (id, sequence) in &self.changed {
            set(known(world, *id), from_id(id.0)?, *sequence, transaction).await?;
        }
        for (id, reason) in &self.reasons {
            set_reason(from_id(id.0)?, reason.as_deref(), transaction).await?;
        }
        for (id, opens_at) in &self.openings {
            set_opening(from_id(id.0)?, *opens_at, transaction).await?;
        }
        insert_bids(&self.bids, transaction).await
    }
}

const fn reason(act: &Act) -> Option<&Reason> {
    match act {
        Act::SuspendLot { reason, .. }
        | Act::TerminateLot { reason, .. }
        | Act::RecordDefault { reason, .. } => Some(reason),
        Act::ResumeLot { .. }
        | Act::ResumeLotFromBreak { .. }
        | Act::EnterReserve { .. }
        | Act::PauseExchange { .. }
        | Act::DiscloseListing { .. }
        | Act::EnterScores { .. } => None,
    }
}

fn disclosed(step: &Step<'_>, lot: LotId, id: ListingId, opens_at: Moment) -> Card {
    let listing = step.world.listing(id);
    let listing = listing.unwrap_or_else(|| panic!("a disclosed lot has a listing"));
    let listed = listing.listed_lot(lot);
    let listed = listed.unwrap_or_else(|| panic!("a disclosed lot was listed"));
    Card {
        lot,
        title: listed.title.clone(),
        category: listing.submission.category,
        terms: listed.terms.opening_at(opens_at),
        published_at: step.moment(),
        listed: Some(Listed {
            listing: id,
            seller: listing.seller,
            region: listing.submission.region,
            place: listed.place.clone(),
            deposit: listed.deposit,
            applications_until: listing.applications_until(),
        }),
    }
}

fn known(world: &World, id: LotId) -> &Lot {
    world.lot(id).unwrap_or_else(|| panic!("what happened to a lot left one"))
}

const INSERT_LOT: &str = "
    INSERT INTO lot (
        lot_id, listing_id, seller_id, title_chinese, title_english, category, region, place,
        terms, deposit_fen, applications_until_us, published_at_us, sought, state, opens_at_us,
        bid_count, sequence
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0)";
const INSERT_GRAM: &str = "INSERT INTO lot_gram (gram, lot_id) VALUES ($1, $2)";
const INSERT_GRAMS: &str = many!("INSERT INTO lot_gram (gram, lot_id) VALUES", 2);

/// Writes what never changes; what its sale is doing is written behind it.
async fn insert(
    card: &Card,
    world: &World,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let lot = from_id(card.lot.0)?;
    let listed = card.listed.as_ref();
    let listing = listed.map(|it| from_id(it.listing.0)).transpose()?;
    let seller = listed.map(|it| from_id(it.seller.0)).transpose()?;
    let place = listed.map_or("", |it| it.place.as_str());
    let applications_until = listed.and_then(|it| it.applications_until);
    let sought = sought(&card.title, place);
    let state = state(known(world, card.lot).sale().stage());
    let inserted = on!(Transaction, &mut *transaction, |db| {
        sqlx::query(INSERT_LOT)
            .bind(lot)
            .bind(listing)
            .bind(seller)
            .bind(&card.title.chinese)
            .bind(&card.title.english)
            .bind(card.category.slug())
            .bind(text_where(listed.and_then(|it| it.region)))
            .bind(place)
            .bind(json(&card.terms))
            .bind(listed.map_or(0, |it| it.deposit.fen()))
            .bind(applications_until.map(Moment::us))
            .bind(card.published_at.us())
            .bind(&sought)
            .bind(state.slug())
            .bind(card.terms.opens_at().us())
            .execute(&mut **db)
            .await
            .map(drop)
    });
    inserted.map_err(StoreError::database("draw a lot"))?;
    insert_grams(lot, &sought, transaction).await
}

async fn insert_grams(
    lot: i64,
    sought: &str,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let grams: Vec<String> = grams(sought).into_iter().collect();
    let (many, rest) = grams.as_chunks::<MANY>();
    for grams in many {
        let inserted = on!(Transaction, transaction, |db| {
            let query = sqlx::query(INSERT_GRAMS);
            let query = grams.iter().fold(query, |query, gram| query.bind(gram).bind(lot));
            query.execute(&mut **db).await.map(drop)
        });
        inserted.map_err(StoreError::database("draw what is sought in a lot"))?;
    }
    for gram in rest {
        let inserted = on!(Transaction, transaction, |db| {
            sqlx::query(INSERT_GRAM).bind(gram).bind(lot).execute(&mut **db).await.map(drop)
        });
        inserted.map_err(StoreError::database("draw what is sought in a lot"))?;
    }
    Ok(())
}

/// What a sale is doing, as the columns tell it.
struct Doing {
    state: LotState,
    phase_ends_at: Option<Moment>,
    closes_at: Option<Moment>,
    resumes_at: Option<Moment>,
}

impl Doing {
    const fn of(stage: &Stage) -> Self {
        let idle =
            Self { state: state(stage), phase_ends_at: None, closes_at: None, resumes_at: None };
        match *stage {
            Stage::Announced { .. } | Stage::Suspended(_) | Stage::Interrupted(_) => idle,
            Stage::Running { phase_ends_at, closes_at, .. } => {
                Self { phase_ends_at: Some(phase_ends_at), closes_at: Some(closes_at), ..idle }
            }
            Stage::Resuming { resumes_at, .. } => Self { resumes_at: Some(resumes_at), ..idle },
            Stage::Closed { closed_at, .. } => Self { closes_at: Some(closed_at), ..idle },
        }
    }
}

const fn state(stage: &Stage) -> LotState {
    match stage {
        Stage::Announced { .. } => LotState::Announced,
        Stage::Running { phase, .. } => LotState::Running(*phase),
        Stage::Interrupted(_) => LotState::Interrupted,
        Stage::Resuming { pause, .. } if pause.interrupted => LotState::Interrupted,
        Stage::Suspended(_) | Stage::Resuming { .. } => LotState::Suspended,
        Stage::Closed { conclusion, .. } => match conclusion {
            Conclusion::Awarded { .. } => LotState::Awarded,
            Conclusion::Divided => LotState::Divided,
            Conclusion::Unsold { .. } => LotState::Unsold,
            Conclusion::Terminated => LotState::Terminated,
        },
    }
}

const SET_LOT: &str = "
    UPDATE lot SET state = $2, phase_ends_at_us = $3, closes_at_us = $4, resumes_at_us = $5,
        leading_price_fen = $6, leading_paddle = $7, bid_count = $8, sequence = $9
    WHERE lot_id = $1";

async fn set(
    lot: &Lot,
    id: i64,
    sequence: Sequence,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let sale = lot.sale();
    let doing = Doing::of(sale.stage());
    let sequence = from_id(sequence.0)?;
    let written = on!(Transaction, transaction, |db| {
        sqlx::query(SET_LOT)
            .bind(id)
            .bind(doing.state.slug())
            .bind(doing.phase_ends_at.map(Moment::us))
            .bind(doing.closes_at.map(Moment::us))
            .bind(doing.resumes_at.map(Moment::us))
            .bind(sale.leading().map(|leading| leading.price.fen()))
            .bind(sale.leading().map(|leading| i64::from(leading.paddle.0)))
            .bind(i64::from(sale.bid_count()))
            .bind(sequence)
            .execute(&mut **db)
            .await
            .map(|done| done.rows_affected())
    });
    let written = written.map_err(StoreError::database("draw what a sale is doing"))?;
    super::exactly_one(written, "row of a lot")
}

const SET_REASON: &str = "UPDATE lot SET reason = $2 WHERE lot_id = $1";

async fn set_reason(
    id: i64,
    reason: Option<&str>,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let written = on!(Transaction, transaction, |db| {
        let set = sqlx::query(SET_REASON).bind(id).bind(reason);
        set.execute(&mut **db).await.map(|done| done.rows_affected())
    });
    let written = written.map_err(StoreError::database("draw the reason of a stop"))?;
    super::exactly_one(written, "row of a lot")
}

const SET_OPENING: &str = "UPDATE lot SET opens_at_us = $2 WHERE lot_id = $1";

async fn set_opening(
    id: i64,
    opens_at: Moment,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let written = on!(Transaction, transaction, |db| {
        let set = sqlx::query(SET_OPENING).bind(id).bind(opens_at.us());
        set.execute(&mut **db).await.map(|done| done.rows_affected())
    });
    let written = written.map_err(StoreError::database("draw when a lot opens"))?;
    super::exactly_one(written, "row of a lot")
}

macro_rules! insert_bid {
    () => {
        "INSERT INTO bid (lot_id, sequence, ordinal, moment_us, paddle, amount_fen) VALUES"
    };
}

const INSERT_BID: &str = concat!(insert_bid!(), " ($1, $2, $3, $4, $5, $6)");
const INSERT_BIDS: &str = many!(insert_bid!(), 6);

/// A query with the columns of one more bid.
macro_rules! bound {
    ($query:expr, $bid:expr) => {
        $query
            .bind($bid.lot)
            .bind($bid.sequence)
            .bind($bid.ordinal)
            .bind($bid.moment_us)
            .bind($bid.paddle)
            .bind($bid.amount_fen)
    };
}

async fn insert_bids(bids: &[Bid], transaction: &mut Transaction) -> Result<(), StoreError> {
    let (many, rest) = bids.as_chunks::<MANY>();
    for bids in many {
        let inserted = on!(Transaction, transaction, |db| {
            let query = sqlx::query(INSERT_BIDS);
            let query = bids.iter().fold(query, |query, bid| bound!(query, bid));
            query.execute(&mut **db).await.map(drop)
        });
        inserted.map_err(StoreError::database("draw bids"))?;
    }
    for bid in rest {
        let inserted = on!(Transaction, transaction, |db| {
            bound!(sqlx::query(INSERT_BID), bid).execute(&mut **db).await.map(drop)
        });
        inserted.map_err(StoreError::database("draw a bid"))?;
    }
    Ok(())
}
