//! Parties: persons and organisations that act on the exchange.

use lexicon::Digest;
use serde::{Deserialize, Serialize};

use crate::Role;

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartyKind {
    /// A natural person (自然人).
    Person,
    /// A legal person or another organisation (法人或其他组织).
    Organisation,
}

/// A person or organisation that acts on the exchange (主体); its name is in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// What it is.
    pub kind: PartyKind,
    /// In which capacities it may act.
    pub roles: Vec<Role>,
    /// The digest of its profile in the vault.
    pub profile: Digest,
}

impl PartyKind {
    /// The name in answers, rows and account files: `person`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
        }
    }

    /// The kind of this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Person, Self::Organisation].into_iter().find(|kind| kind.slug() == slug)
    }
}

impl Party {
    /// Whether it may act in this capacity.
    pub fn holds(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
