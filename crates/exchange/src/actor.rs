//! Who submits a command.

use centre::Role;
use lexicon::{Digest, PartyId, SessionId};
use serde::{Deserialize, Serialize};

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
