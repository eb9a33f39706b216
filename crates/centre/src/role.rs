//! In which capacity a party acts.

use serde::{Deserialize, Serialize};
use thiserror::Error;

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

/// Why a party cannot hold these roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RolesError {
    /// There are none.
    #[error("a party has one role at least")]
    None,
    /// Nobody acts as the exchange itself.
    #[error("nobody has the role of the exchange itself")]
    OfExchange,
    /// One stands there twice.
    #[error("the role {} stands there twice", .0.slug())]
    Twice(Role),
    /// Whoever works for the centre takes no part in what it decides on.
    #[error("whoever sells or bids has no role of the centre")]
    BothSides,
}

/// Looks whether a party can hold these roles: one at least, each once, and either those of the
/// market (seller, bidder) or those of the centre.
///
/// # Errors
/// The first thing that is wrong with them.
pub fn check_roles(roles: &[Role]) -> Result<(), RolesError> {
    if roles.is_empty() {
        return Err(RolesError::None);
    }
    if roles.contains(&Role::Exchange) {
        return Err(RolesError::OfExchange);
    }
    let is_before =
        |(place, role): &(usize, &Role)| roles.iter().take(*place).any(|it| it == *role);
    if let Some((_, role)) = roles.iter().enumerate().find(is_before) {
        return Err(RolesError::Twice(*role));
    }
    let is_of_market = |role: &Role| matches!(role, Role::Seller | Role::Bidder);
    if roles.iter().any(is_of_market) && !roles.iter().all(is_of_market) {
        return Err(RolesError::BothSides);
    }
    Ok(())
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

    #[test]
    fn a_party_stands_on_one_side_and_has_each_role_once() {
        use Role::{Administrator, Bidder, Clerk, Exchange, Reviewer, Seller, Supervisor};
        for (roles, expected) in [
            (&[Seller][..], Ok(())),
            (&[Bidder, Seller], Ok(())),
            (&[Clerk, Reviewer, Supervisor, Administrator], Ok(())),
            (&[], Err(RolesError::None)),
            (&[Exchange], Err(RolesError::OfExchange)),
            (&[Seller, Exchange], Err(RolesError::OfExchange)),
            (&[Bidder, Bidder], Err(RolesError::Twice(Bidder))),
            (&[Clerk, Reviewer, Clerk], Err(RolesError::Twice(Clerk))),
            (&[Seller, Clerk], Err(RolesError::BothSides)),
            (&[Administrator, Bidder], Err(RolesError::BothSides)),
        ] {
            assert_eq!(check_roles(roles), expected, "{roles:?}");
        }
    }
}
