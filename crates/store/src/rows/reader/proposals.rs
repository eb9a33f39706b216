//! The acts of two people: those that wait, and those that have been decided.

use lexicon::{ListingId, LotId, Moment, PartyId, ProposalId};

use super::{Reader, page};
use crate::StoreError;
use crate::column::{from_id, to_id, to_moment};
use crate::rows::words::{id_where, moment_where};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND_PROPOSAL, PROPOSALS, PROPOSALS_IN_STATE];

/// What has become of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalState {
    /// It waits for its second person.
    Waiting,
    /// The second person has approved.
    Approved,
    /// Nobody approved in time.
    Expired,
}

/// An act of two people; a secret is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalRow {
    /// Its number.
    pub proposal: ProposalId,
    /// What kind of act: `suspend-lot`.
    pub act: String,
    /// The lot it is about.
    pub lot: Option<LotId>,
    /// The listing it is about.
    pub listing: Option<ListingId>,
    /// Its published reason.
    pub reason: Option<String>,
    /// When the act lets bidding open or go on, or until when it pauses.
    pub moment: Option<Moment>,
    /// Until when a disclosure takes applications.
    pub applications_until: Option<Moment>,
    /// Who proposed it.
    pub proposer: PartyId,
    /// When.
    pub proposed_at: Moment,
    /// Until when it waits.
    pub expires_at: Moment,
    /// What has become of it.
    pub state: ProposalState,
    /// Since when.
    pub state_at: Moment,
    /// Who approved it.
    pub approver: Option<PartyId>,
}

/// Which proposals are wanted; what is none is not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProposalsWanted {
    /// Of which this has become.
    pub state: Option<ProposalState>,
    /// Behind this one.
    pub after: Option<ProposalId>,
    /// So many at most.
    pub limit: usize,
}

columns! { Line {
    proposal_id: i64,
    act: String,
    lot_id: Option<i64>,
    listing_id: Option<i64>,
    reason: Option<String>,
    act_at_us: Option<i64>,
    applications_until_us: Option<i64>,
    proposer_id: i64,
    proposed_at_us: i64,
    expires_at_us: i64,
    state: String,
    state_at_us: i64,
    approver_id: Option<i64>,
} }

/// A statement that reads proposals; `$where` is its condition.
macro_rules! proposals {
    ($where:literal) => {
        concat!(
            "
    SELECT proposal_id, act, lot_id, listing_id, reason, act_at_us, applications_until_us,
        proposer_id, proposed_at_us, expires_at_us, state, state_at_us, approver_id
    FROM proposal WHERE ",
            $where
        )
    };
}

const FIND_PROPOSAL: &str = proposals!("proposal_id = $1");
const PROPOSALS: &str = proposals!("proposal_id > $1 ORDER BY proposal_id LIMIT $2");
const PROPOSALS_IN_STATE: &str =
    proposals!("state = $3 AND proposal_id > $1 ORDER BY proposal_id LIMIT $2");

impl Reader {
    /// A proposal.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn proposal(&self, proposal: ProposalId) -> Result<Option<ProposalRow>, StoreError> {
        let proposal = from_id(proposal.0)?;
        let line: Option<Line> = on!(Database, &self.rows, |db| {
            sqlx::query_as(FIND_PROPOSAL).bind(proposal).fetch_optional(db).await
        })
        .map_err(StoreError::database("find a proposal"))?;
        line.map(to_proposal).transpose()
    }

    /// Proposals in the order of their numbers.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn proposals(
        &self,
        wanted: &ProposalsWanted,
    ) -> Result<Vec<ProposalRow>, StoreError> {
        let after = from_id(wanted.after.map_or(0, |after| after.0))?;
        let limit = page(wanted.limit);
        let lines: Vec<Line> = match wanted.state {
            Some(state) => on!(Database, &self.rows, |db| {
                let query = sqlx::query_as(PROPOSALS_IN_STATE).bind(after).bind(limit);
                query.bind(state.slug()).fetch_all(db).await
            }),
            None => on!(Database, &self.rows, |db| {
                sqlx::query_as(PROPOSALS).bind(after).bind(limit).fetch_all(db).await
            }),
        }
        .map_err(StoreError::database("list proposals"))?;
        lines.into_iter().map(to_proposal).collect()
    }
}

fn to_proposal(line: Line) -> Result<ProposalRow, StoreError> {
    let all = [ProposalState::Waiting, ProposalState::Approved, ProposalState::Expired];
    let state = all.into_iter().find(|state| state.slug() == line.state);
    Ok(ProposalRow {
        proposal: ProposalId(to_id("proposal", line.proposal_id)?),
        act: line.act,
        lot: id_where("lot of a proposal", line.lot_id, LotId)?,
        listing: id_where("listing of a proposal", line.listing_id, ListingId)?,
        reason: line.reason,
        moment: moment_where(line.act_at_us),
        applications_until: moment_where(line.applications_until_us),
        proposer: PartyId(to_id("proposer", line.proposer_id)?),
        proposed_at: to_moment(line.proposed_at_us),
        expires_at: to_moment(line.expires_at_us),
        state: state.ok_or(StoreError::Unreadable { what: "state of a proposal" })?,
        state_at: to_moment(line.state_at_us),
        approver: id_where("approver", line.approver_id, PartyId)?,
    })
}

impl ProposalState {
    /// The name in answers and rows: `waiting`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Expired => "expired",
        }
    }
}
