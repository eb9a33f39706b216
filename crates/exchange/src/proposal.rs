//! Acts of two people (双人控制).

use lexicon::{Moment, PartyId, Span};
use serde::Serialize;

use crate::Act;

/// How long a proposal waits for its second person.
pub const PROPOSAL_LIFE: Span = Span::DAY;
/// The most proposals that wait.
pub const PROPOSALS_MAX: u32 = 10_000;

/// An act that waits for its second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// What is proposed.
    pub act: Act,
    /// Who proposed it.
    pub proposer: PartyId,
    /// Until when it waits.
    pub expires_at: Moment,
}
