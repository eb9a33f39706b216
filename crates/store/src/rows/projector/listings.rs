//! The listings, with their lots and documents.

use std::collections::BTreeMap;

use exchange::{Event, Listing, ListingStage, World};
use lexicon::{ListingId, Moment};

use super::step::Step;
use crate::column::{from_count, from_id, text};
use crate::rows::words::{json, text_where};
use crate::{StoreError, Transaction};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    PUT_LISTING,
    DELETE_LOTS,
    DELETE_DOCUMENTS,
    INSERT_LISTING_LOT,
    INSERT_DOCUMENT,
    SET_LISTING_STEP,
];

/// Which listings entries have changed.
#[derive(Debug, Default)]
pub(super) struct Listings {
    /// When each was submitted last.
    submitted: BTreeMap<ListingId, Moment>,
    /// Since when each stands where it stands.
    stepped: BTreeMap<ListingId, Moment>,
}

impl Listings {
    pub(super) fn take(&mut self, step: &Step<'_>, event: &Event) {
        match event {
            Event::ListingSubmitted { listing } => {
                self.submitted.insert(*listing, step.moment());
                self.stepped.insert(*listing, step.moment());
            }
            Event::ListingReturned { listing }
            | Event::ListingAccepted { listing }
            | Event::ListingDisclosed { listing, .. } => {
                self.stepped.insert(*listing, step.moment());
            }
            _ => {}
        }
    }

    pub(super) async fn write(
        &self,
        world: &World,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        for (id, submitted_at) in &self.submitted {
            put(known(world, *id), from_id(id.0)?, *submitted_at, transaction).await?;
        }
        for (id, step_at) in &self.stepped {
            set_step(known(world, *id), from_id(id.0)?, *step_at, transaction).await?;
        }
        Ok(())
    }
}

fn known(world: &World, id: ListingId) -> &Listing {
    world.listing(id).unwrap_or_else(|| panic!("what happened to a listing left one"))
}

const PUT_LISTING: &str = "
    INSERT INTO listing (
        listing_id, seller_id, category, region, disclosure_us, result_notice_us, description,
        submitted_at_us, step, step_at_us
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)
    ON CONFLICT (listing_id) DO UPDATE SET
        category = excluded.category, region = excluded.region,
        disclosure_us = excluded.disclosure_us, result_notice_us = excluded.result_notice_us,
        description = excluded.description, submitted_at_us = excluded.submitted_at_us";
const DELETE_LOTS: &str = "DELETE FROM listing_lot WHERE listing_id = $1";
const DELETE_DOCUMENTS: &str = "DELETE FROM listing_document WHERE listing_id = $1";

/// Writes what was submitted last in place of what was there.
async fn put(
    listing: &Listing,
    id: i64,
    submitted_at: Moment,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let submission = &listing.submission;
    let seller = from_id(listing.seller.0)?;
    let (disclosure, result_notice) =
        (from_id(submission.disclosure.us())?, from_id(submission.result_notice.us())?);
    let written = on!(Transaction, &mut *transaction, |db| {
        sqlx::query(PUT_LISTING)
            .bind(id)
            .bind(seller)
            .bind(submission.category.slug())
            .bind(text_where(submission.region))
            .bind(disclosure)
            .bind(result_notice)
            .bind(text_where(submission.description))
            .bind(submitted_at.us())
            .bind(listing.step().slug())
            .execute(&mut **db)
            .await
            .map(drop)
    });
    written.map_err(StoreError::database("draw a listing"))?;
    let emptied = on!(Transaction, &mut *transaction, |db| {
        match sqlx::query(DELETE_LOTS).bind(id).execute(&mut **db).await {
            Ok(_) => sqlx::query(DELETE_DOCUMENTS).bind(id).execute(&mut **db).await.map(drop),
            Err(error) => Err(error),
        }
    });
    emptied.map_err(StoreError::database("draw a listing anew"))?;
    put_lots(listing, id, transaction).await?;
    put_documents(listing, id, transaction).await
}

const INSERT_LISTING_LOT: &str = "
    INSERT INTO listing_lot (
        listing_id, ordinal, title_chinese, title_english, place, terms, deposit_fen
    ) VALUES ($1, $2, $3, $4, $5, $6, $7)";

async fn put_lots(
    listing: &Listing,
    id: i64,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    for (place, lot) in listing.submission.lots.iter().enumerate() {
        let inserted = on!(Transaction, &mut *transaction, |db| {
            sqlx::query(INSERT_LISTING_LOT)
                .bind(id)
                .bind(from_count(place))
                .bind(&lot.title.chinese)
                .bind(&lot.title.english)
                .bind(&lot.place)
                .bind(json(&lot.terms))
                .bind(lot.deposit.fen())
                .execute(&mut **db)
                .await
                .map(drop)
        });
        inserted.map_err(StoreError::database("draw a listing's lot"))?;
    }
    Ok(())
}

const INSERT_DOCUMENT: &str = "
    INSERT INTO listing_document (listing_id, ordinal, digest, caption, media, visibility)
    VALUES ($1, $2, $3, $4, $5, $6)";

async fn put_documents(
    listing: &Listing,
    id: i64,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    for (place, document) in listing.submission.documents.iter().enumerate() {
        let inserted = on!(Transaction, &mut *transaction, |db| {
            sqlx::query(INSERT_DOCUMENT)
                .bind(id)
                .bind(from_count(place))
                .bind(text(document.digest))
                .bind(&document.caption)
                .bind(document.media.mime())
                .bind(document.visibility.slug())
                .execute(&mut **db)
                .await
                .map(drop)
        });
        inserted.map_err(StoreError::database("draw a listing's document"))?;
    }
    Ok(())
}

const SET_LISTING_STEP: &str = "
    UPDATE listing SET step = $2, step_at_us = $3, note = $4, clerk_id = $5,
        applications_until_us = $6, first_lot_id = $7
    WHERE listing_id = $1";

async fn set_step(
    listing: &Listing,
    id: i64,
    step_at: Moment,
    transaction: &mut Transaction,
) -> Result<(), StoreError> {
    let (note, first_lot) = match listing.stage {
        ListingStage::Submitted | ListingStage::Accepted { .. } => (None, None),
        ListingStage::Returned { note } => (Some(note), None),
        ListingStage::Disclosed { first_lot, .. } => (None, Some(from_id(first_lot.0)?)),
    };
    let clerk = listing.clerk().map(|clerk| from_id(clerk.0)).transpose()?;
    let set = on!(Transaction, transaction, |db| {
        sqlx::query(SET_LISTING_STEP)
            .bind(id)
            .bind(listing.step().slug())
            .bind(step_at.us())
            .bind(text_where(note))
            .bind(clerk)
            .bind(listing.applications_until().map(Moment::us))
            .bind(first_lot)
            .execute(&mut **db)
            .await
            .map(|done| done.rows_affected())
    });
    let set = set.map_err(StoreError::database("draw where a listing stands"))?;
    super::exactly_one(set, "row of a listing")
}
