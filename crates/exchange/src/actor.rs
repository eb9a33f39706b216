//! Who submits a command.

use lexicon::{Digest, PartyId, SessionId};
use serde::{Deserialize, Serialize};

/// In which capacity a party acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// The exchange by itself: timers, heartbeats, interruptions.
    Exchange,
    /// Whoever sells (转让方).
    Seller,
    /// Whoever bids (竞买人).
    Bidder,
    /// Whoever prepares at the centre (经办).
    Clerk,
    /// Whoever approves at the centre (复核).
    Reviewer,
    /// Whoever watches (监管).
    Supervisor,
    /// Whoever runs the installation.
    Administrator,
}

/// Who submits a command, from where.
///
/// Kept in a part of the entry of its own, which the public bundle withholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The party.
    pub party: PartyId,
    /// In which capacity.
    pub role: Role,
    /// The public id of the log-in session.
    pub session: SessionId,
    /// Keyed digest of the device.
    pub device: Digest,
    /// Keyed digest of the network address.
    pub address: Digest,
}

impl Actor {
    /// The exchange by itself. Its party number is none that a party has.
    pub const EXCHANGE: Self = Self {
        party: PartyId(0),
        role: Role::Exchange,
        session: SessionId::NONE,
        device: Digest::ZERO,
        address: Digest::ZERO,
    };
}
