//! The acts of two people, without what is secret in them.

use exchange::{Act, Command, Event};
use lexicon::{ListingId, LotId, Moment, PartyId, ProposalId};

use super::step::Step;
use crate::column::from_id;
use crate::rows::reader::ProposalState;
use crate::rows::words;
use crate::{StoreError, Transaction};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT_PROPOSAL, DECIDE_PROPOSAL];

#[derive(Debug)]
struct Made {
    proposal: ProposalId,
    act: &'static str,
    lot: Option<LotId>,
    listing: Option<ListingId>,
    reason: Option<String>,
    act_at: Option<Moment>,
    applications_until: Option<Moment>,
    proposer: PartyId,
    proposed_at: Moment,
    expires_at: Moment,
}

#[derive(Debug)]
struct Decided {
    proposal: ProposalId,
    state: ProposalState,
    moment: Moment,
    approver: Option<PartyId>,
}

/// What entries add to the table of proposals, and which they have decided.
#[derive(Debug, Default)]
pub(super) struct Proposals {
    made: Vec<Made>,
    decided: Vec<Decided>,
}

impl Proposals {
    pub(super) fn take(&mut self, step: &Step<'_>, event: &Event) {
        let moment = step.moment();
        match (event, step.command()) {
            (Event::ProposalMade { proposal, expires_at }, Command::Propose { act }) => {
                self.made.push(Made {
                    proposal: *proposal,
                    proposer: step.party(),
                    proposed_at: moment,
                    expires_at: *expires_at,
                    ..public(act)
                });
            }
            (Event::ProposalApproved { proposal }, _) => {
                let (proposal, approver) = (*proposal, Some(step.party()));
                let state = ProposalState::Approved;
                self.decided.push(Decided { proposal, state, moment, approver });
            }
            (Event::ProposalExpired { proposal }, _) => {
                let (proposal, state) = (*proposal, ProposalState::Expired);
                self.decided.push(Decided { proposal, state, moment, approver: None });
            }
            _ => {}
        }
    }

    pub(super) async fn write(&self, transaction: &mut Transaction) -> Result<(), StoreError> {
        for made in &self.made {
            insert(made, transaction).await?;
        }
        for decided in &self.decided {
            decide(decided, transaction).await?;
        }
        Ok(())
    }
}

/// What staff may see of an act: neither a reserve nor points are in it.
fn public(act: &Act) -> Made {
    let (listing, reason, act_at, applications_until) = match act {
        Act::SuspendLot { reason, .. }
        | Act::TerminateLot { reason, .. }
        | Act::RecordDefault { reason, .. } => (None, Some(reason), None, None),
        Act::ResumeLot { resumes_at, .. } | Act::ResumeLotFromBreak { resumes_at, .. } => {
            (None, None, Some(*resumes_at), None)
        }
        Act::EnterReserve { .. } | Act::EnterScores { .. } => (None, None, None, None),
        Act::PauseExchange { reason, until } => (None, Some(reason), Some(*until), None),
        Act::DiscloseListing { listing, applications_until, opens_at } => {
            (Some(*listing), None, Some(*opens_at), Some(*applications_until))
        }
    };
    Made {
        proposal: ProposalId(0),
        act: words::act(act),
        lot: act.lot(),
        listing,
        reason: reason.map(|reason| reason.0.clone()),
        act_at,
        applications_until,
        proposer: PartyId(0),
        proposed_at: Moment::MIN,
        expires_at: Moment::MIN,
    }
}

const INSERT_PROPOSAL: &str = "
    INSERT INTO proposal (
        proposal_id, act, lot_id, listing_id, reason, act_at_us, applications_until_us,
        proposer_id, proposed_at_us, expires_at_us, state, state_at_us
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $9)";

async fn insert(made: &Made, transaction: &mut Transaction) -> Result<(), StoreError> {
    let (id, proposer) = (from_id(made.proposal.0)?, from_id(made.proposer.0)?);
    let lot = made.lot.map(|lot| from_id(lot.0)).transpose()?;
    let listing = made.listing.map(|listing| from_id(listing.0)).transpose()?;
    let inserted = on!(Transaction, transaction, |db| {
        sqlx::query(INSERT_PROPOSAL)
            .bind(id)
            .bind(made.act)
            .bind(lot)
            .bind(listing)
            .bind(made.reason.as_deref())
            .bind(made.act_at.map(Moment::us))
            .bind(made.applications_until.map(Moment::us))
            .bind(proposer)
            .bind(made.proposed_at.us())
            .bind(made.expires_at.us())
            .execute(&mut **db)
            .await
            .map(drop)
    });
    inserted.map_err(StoreError::database("draw a proposal"))
}

const DECIDE_PROPOSAL: &str = "
    UPDATE proposal SET state = $2, state_at_us = $3, approver_id = $4
    WHERE proposal_id = $1 AND state = 'waiting'";

async fn decide(decided: &Decided, transaction: &mut Transaction) -> Result<(), StoreError> {
    let id = from_id(decided.proposal.0)?;
    let approver = decided.approver.map(|party| from_id(party.0)).transpose()?;
    let set = on!(Transaction, transaction, |db| {
        sqlx::query(DECIDE_PROPOSAL)
            .bind(id)
            .bind(decided.state.slug())
            .bind(decided.moment.us())
            .bind(approver)
            .execute(&mut **db)
            .await
            .map(|done| done.rows_affected())
    });
    let set = set.map_err(StoreError::database("draw what became of a proposal"))?;
    super::exactly_one(set, "row of a proposal that waits")
}
