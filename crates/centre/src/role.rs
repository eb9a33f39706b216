//! In which capacity a party acts.

use serde::{Deserialize, Serialize};

/// In which capacity a party acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

impl Role {
    /// The roles that a party can hold, in the order of the sale.
    pub const HELD: [Self; 6] = [
        Self::Seller,
        Self::Bidder,
        Self::Clerk,
        Self::Reviewer,
        Self::Supervisor,
        Self::Administrator,
    ];

    /// The name in answers, rows and account files: `clerk`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Exchange => "exchange",
            Self::Seller => "seller",
            Self::Bidder => "bidder",
            Self::Clerk => "clerk",
            Self::Reviewer => "reviewer",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        }
    }

    /// The role that a party can hold of this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::HELD.into_iter().find(|role| role.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_that_can_be_held_is_found_by_its_slug() {
        for role in Role::HELD {
            assert_eq!(Role::from_slug(role.slug()), Some(role));
        }
        assert_eq!(Role::from_slug("exchange"), None, "nobody signs in as the exchange");
        assert_eq!(Role::from_slug("Clerk"), None);
    }
}
