//! What a party asks for when it wants to bid on a lot (报名).

use lexicon::{Digest, LotId, Money, PartyId};
use serde::{Deserialize, Serialize};

use crate::{ApplicationStep, Refusal};

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApplicationStage {
    /// Waits to be examined.
    Received,
    /// Admitted: the applicant bids (竞买人).
    Admitted,
    /// Rejected, with a note in the vault.
    Rejected {
        /// The note's digest.
        note: Digest,
    },
    /// Withdrawn by the applicant.
    Withdrawn,
}

/// What a party asks for when it wants to bid on a lot (报名).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// The lot.
    pub lot: LotId,
    /// Who applies (意向受让方).
    pub applicant: PartyId,
    /// Where it stands.
    pub stage: ApplicationStage,
}

/// Money held so that a bidder bids in earnest (保证金): what is due and what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deposit {
    /// What the listing asks for.
    pub required: Money,
    /// What the applicant's account holds, refunds on their way taken off.
    pub held: Money,
}

impl Application {
    /// Where it stands, without what goes with it.
    pub const fn step(&self) -> ApplicationStep {
        match self.stage {
            ApplicationStage::Received => ApplicationStep::Received,
            ApplicationStage::Admitted => ApplicationStep::Admitted,
            ApplicationStage::Rejected { .. } => ApplicationStep::Rejected,
            ApplicationStage::Withdrawn => ApplicationStep::Withdrawn,
        }
    }

    /// Looks whether the application stands where a step begins.
    ///
    /// # Errors
    /// Where it stands instead.
    pub fn check_step(&self, step: ApplicationStep) -> Result<(), Refusal> {
        let is = self.step();
        if is == step { Ok(()) } else { Err(Refusal::ApplicationAt { step: is }) }
    }
}

impl Deposit {
    /// What is still due.
    pub fn due(self) -> Money {
        self.required.checked_sub(self.held).filter(|due| *due > Money::ZERO).unwrap_or(Money::ZERO)
    }

    /// Looks whether so much more can be taken.
    ///
    /// # Errors
    /// When it is nothing, or more than what is due.
    pub fn check_receipt(self, amount: Money) -> Result<(), Refusal> {
        if amount <= Money::ZERO {
            return Err(Refusal::AmountOutOfRange);
        }
        let due = self.due();
        if amount > due { Err(Refusal::DepositExceeded { due }) } else { Ok(()) }
    }

    /// Looks whether it is there in full.
    ///
    /// # Errors
    /// What is missing.
    pub fn check_complete(self) -> Result<(), Refusal> {
        let due = self.due();
        if due > Money::ZERO { Err(Refusal::DepositMissing { due }) } else { Ok(()) }
    }
}
