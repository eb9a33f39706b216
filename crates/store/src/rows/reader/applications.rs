//! The applications, with their deposits.

use exchange::ApplicationStep;
use lexicon::{ApplicationId, Digest, ListingId, LotId, Moment, Money, Paddle, PartyId};

use super::bids::to_paddle;
use super::{Reader, page};
use crate::StoreError;
use crate::column::{from_id, to_id, to_moment};
use crate::rows::words::{application_step, id_where, money_where, parsed_where};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND_APPLICATION,
    FIND_APPLICATION_OF,
    APPLICATIONS,
    APPLICATIONS_FOR_LOT,
    APPLICATIONS_OF_PARTY,
    APPLICATIONS_AT_STEP,
    DEPOSITS_TO_RETURN,
];

/// An application, with what is due of its deposit and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationRow {
    /// Its number.
    pub application: ApplicationId,
    /// For which lot.
    pub lot: LotId,
    /// The lot's listing.
    pub listing: ListingId,
    /// Who sells the lot.
    pub seller: PartyId,
    /// Who accepted the listing, and therefore does not examine who applies.
    pub clerk: Option<PartyId>,
    /// Who applies.
    pub applicant: PartyId,
    /// When it came in.
    pub received_at: Moment,
    /// Where it stands.
    pub step: ApplicationStep,
    /// Since when.
    pub step_at: Moment,
    /// The paddle, once admitted.
    pub paddle: Option<Paddle>,
    /// The digest of the note that says why it was rejected.
    pub note: Option<Digest>,
    /// What the listing asks for.
    pub required: Money,
    /// What is there of it, refunds on their way taken off.
    pub held: Money,
    /// The refund that is on its way.
    pub refund_pending: Option<Money>,
}

/// Which applications are wanted; what is none is not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationsWanted {
    /// For this lot.
    pub lot: Option<LotId>,
    /// Of this party.
    pub applicant: Option<PartyId>,
    /// Standing here.
    pub step: Option<ApplicationStep>,
    /// Behind this one.
    pub after: Option<ApplicationId>,
    /// So many at most.
    pub limit: usize,
}

columns! { Line {
    application_id: i64,
    lot_id: i64,
    listing_id: i64,
    seller_id: i64,
    clerk_id: Option<i64>,
    applicant_id: i64,
    received_at_us: i64,
    step: String,
    step_at_us: i64,
    paddle: Option<i64>,
    note: Option<String>,
    required_fen: i64,
    held_fen: i64,
    refund_pending_fen: Option<i64>,
} }

/// A statement that reads applications; `$where` is its condition.
macro_rules! applications {
    ($($where:literal),+) => {
        concat!("
    SELECT application.application_id, application.lot_id, application.listing_id,
        listing.seller_id, listing.clerk_id, application.applicant_id,
        application.received_at_us, application.step, application.step_at_us,
        application.paddle, application.note, application.required_fen, application.held_fen,
        application.refund_pending_fen
    FROM application JOIN listing ON listing.listing_id = application.listing_id
    WHERE ", $($where),+)
    };
}

/// A statement that reads wanted applications by one index. Every such statement has the same
/// parameters: after $1, limit $2, lot $3, applicant $4, step $5.
macro_rules! wanted_applications {
    ($by:literal) => {
        applications!(
            $by,
            "
        AND application.application_id > $1
        AND (CAST($3 AS BIGINT) IS NULL OR application.lot_id = $3)
        AND (CAST($4 AS BIGINT) IS NULL OR application.applicant_id = $4)
        AND (CAST($5 AS TEXT) IS NULL OR application.step = $5)
    ORDER BY application.application_id LIMIT $2"
        )
    };
}

const FIND_APPLICATION: &str = applications!("application.application_id = $1");
/// The last one: whoever withdrew or was rejected may have applied again.
const FIND_APPLICATION_OF: &str = applications!(
    "application.lot_id = $1 AND application.applicant_id = $2
    ORDER BY application.application_id DESC LIMIT 1"
);

impl Reader {
    /// An application.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn application(
        &self,
        application: ApplicationId,
    ) -> Result<Option<ApplicationRow>, StoreError> {
        let application = from_id(application.0)?;
        let line: Option<Line> = on!(Database, &self.rows, |db| {
            sqlx::query_as(FIND_APPLICATION).bind(application).fetch_optional(db).await
        })
        .map_err(StoreError::database("find an application"))?;
        line.as_ref().map(to_application).transpose()
    }

    /// A party's last application for a lot.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn application_of(
        &self,
        lot: LotId,
        party: PartyId,
    ) -> Result<Option<ApplicationRow>, StoreError> {
        let (lot, party) = (from_id(lot.0)?, from_id(party.0)?);
        let line: Option<Line> = on!(Database, &self.rows, |db| {
            sqlx::query_as(FIND_APPLICATION_OF).bind(lot).bind(party).fetch_optional(db).await
        })
        .map_err(StoreError::database("find a party's application"))?;
        line.as_ref().map(to_application).transpose()
    }
}

const APPLICATIONS: &str = wanted_applications!("application.application_id > 0");
const APPLICATIONS_FOR_LOT: &str = wanted_applications!("application.lot_id = $3");
const APPLICATIONS_OF_PARTY: &str = wanted_applications!("application.applicant_id = $4");
const APPLICATIONS_AT_STEP: &str = wanted_applications!("application.step = $5");

impl Reader {
    /// Applications in the order of their numbers.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn applications(
        &self,
        wanted: &ApplicationsWanted,
    ) -> Result<Vec<ApplicationRow>, StoreError> {
        let after = from_id(wanted.after.map_or(0, |after| after.0))?;
        let lot = wanted.lot.map(|lot| from_id(lot.0)).transpose()?;
        let applicant = wanted.applicant.map(|party| from_id(party.0)).transpose()?;
        let (limit, step) = (page(wanted.limit), wanted.step.map(ApplicationStep::slug));
        let lines: Vec<Line> = on!(Database, &self.rows, |db| {
            let query = match (applicant, lot, step) {
                (Some(_), _, _) => sqlx::query_as(APPLICATIONS_OF_PARTY),
                (None, Some(_), _) => sqlx::query_as(APPLICATIONS_FOR_LOT),
                (None, None, Some(_)) => sqlx::query_as(APPLICATIONS_AT_STEP),
                (None, None, None) => sqlx::query_as(APPLICATIONS),
            };
            let query = query.bind(after).bind(limit).bind(lot).bind(applicant).bind(step);
            query.fetch_all(db).await
        })
        .map_err(StoreError::database("list applications"))?;
        lines.iter().map(to_application).collect()
    }
}

/// Deposits on their way back, and those whose holder can no longer become or remain the buyer.
pub(crate) const DEPOSITS_TO_RETURN: &str = applications!(
    "(application.held_fen > 0 OR application.refund_pending_fen IS NOT NULL)
        AND application.application_id > $1
        AND (application.refund_pending_fen IS NOT NULL
            OR application.step IN ('rejected', 'withdrawn')
            OR (EXISTS (SELECT 1 FROM lot WHERE lot.lot_id = application.lot_id
                    AND lot.state IN ('awarded', 'unsold', 'terminated'))
                AND NOT EXISTS (SELECT 1 FROM settlement
                    WHERE settlement.lot_id = application.lot_id
                    AND settlement.application_id = application.application_id)))
    ORDER BY application.application_id LIMIT $2"
);

impl Reader {
    /// The applications whose deposit is to go back or is on its way, in the order of their
    /// numbers.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn deposits_to_return(
        &self,
        after: Option<ApplicationId>,
        limit: usize,
    ) -> Result<Vec<ApplicationRow>, StoreError> {
        let after = from_id(after.map_or(0, |after| after.0))?;
        let lines: Vec<Line> = on!(Database, &self.rows, |db| {
            let query = sqlx::query_as(DEPOSITS_TO_RETURN).bind(after).bind(page(limit));
            query.fetch_all(db).await
        })
        .map_err(StoreError::database("list deposits to return"))?;
        lines.iter().map(to_application).collect()
    }
}

fn to_application(line: &Line) -> Result<ApplicationRow, StoreError> {
    Ok(ApplicationRow {
        application: ApplicationId(to_id("application", line.application_id)?),
        lot: LotId(to_id("lot of an application", line.lot_id)?),
        listing: ListingId(to_id("listing of an application", line.listing_id)?),
        seller: PartyId(to_id("seller of an application's lot", line.seller_id)?),
        clerk: id_where("clerk of an application's listing", line.clerk_id, PartyId)?,
        applicant: PartyId(to_id("applicant", line.applicant_id)?),
        received_at: to_moment(line.received_at_us),
        step: application_step(&line.step)?,
        step_at: to_moment(line.step_at_us),
        paddle: line.paddle.map(to_paddle).transpose()?,
        note: parsed_where("note of an application", line.note.as_deref())?,
        required: Money::from_fen(line.required_fen),
        held: Money::from_fen(line.held_fen),
        refund_pending: money_where(line.refund_pending_fen),
    })
}
