//! The process around one or more lots (挂牌项目), until it is disclosed.

use auction::{At, Auction, Terms};
use lexicon::{Category, Digest, LotId, Moment, Money, PartyId, ProposalId, Region, Span};
use serde::{Deserialize, Serialize};

use crate::text::{check_caption, check_place};
use crate::{Document, ListingStep, Refusal, Title};

/// The most lots of a listing.
pub const LISTING_LOTS_MAX: usize = 6;
/// The most documents of a listing.
pub const DOCUMENTS_MAX: usize = 20;
/// The longest disclosure that a seller asks for.
pub const DISCLOSURE_MAX: Span = Span::from_seconds(366 * 86_400);
/// The longest notice of a result.
pub const RESULT_NOTICE_MAX: Span = Span::from_seconds(90 * 86_400);

/// One lot as its seller lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedLot {
    /// What it is called.
    pub title: Title,
    /// Where it lies (坐落); may be empty.
    pub place: String,
    /// What its sale is held to; the opening moment is set anew when the listing is disclosed.
    pub terms: Terms,
    /// What an applicant puts up (保证金).
    pub deposit: Money,
}

/// What a seller submits (挂牌申请).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The family of its lots.
    pub category: Category,
    /// Where they lie.
    pub region: Option<Region>,
    /// The lots, one at least.
    pub lots: Vec<ListedLot>,
    /// How long it is disclosed at the least before bidding opens (信息披露期).
    pub disclosure: Span,
    /// How long a result is published at the least (成交公示).
    pub result_notice: Span,
    /// The digest of the description, a text.
    pub description: Option<Digest>,
    /// The files it names.
    pub documents: Vec<Document>,
}

/// Where a listing stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListingStage {
    /// Waits to be examined.
    Submitted,
    /// Went back to its seller, with a note in the vault.
    Returned {
        /// The note's digest.
        note: Digest,
    },
    /// Accepted by a clerk; waits to be disclosed (受理).
    Accepted {
        /// Who accepted it.
        clerk: PartyId,
        /// How many proposals had been made by then: a later one is about what was accepted.
        proposals_before: u64,
    },
    /// Disclosed (信息披露).
    Disclosed {
        /// Who accepted it.
        clerk: PartyId,
        /// Until when applications are taken.
        applications_until: Moment,
        /// The number of its first lot; the others follow.
        first_lot: LotId,
    },
}

/// The process around one or more lots (挂牌项目).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Who sells.
    pub seller: PartyId,
    /// What was submitted last.
    pub submission: Submission,
    /// Where it stands.
    pub stage: ListingStage,
}

impl Submission {
    /// Looks whether it can be taken in.
    ///
    /// The terms are checked as they would be if bidding opened at the end of the disclosure.
    ///
    /// # Errors
    /// The first thing that is wrong with it; `Err(Ok(_))` says which term of a sale.
    pub fn check(&self, at: At) -> Result<(), Result<auction::Refusal, Refusal>> {
        self.check_form().map_err(Err)?;
        let opens_at = self.earliest_opening(at.moment());
        for lot in &self.lots {
            Auction::check(at, &lot.terms.opening_at(opens_at)).map_err(Ok)?;
        }
        Ok(())
    }

    fn check_form(&self) -> Result<(), Refusal> {
        if self.lots.is_empty() || self.lots.len() > LISTING_LOTS_MAX {
            return Err(Refusal::ListedLots { most: most(LISTING_LOTS_MAX) });
        }
        for lot in &self.lots {
            lot.title.check()?;
            check_place(&lot.place)?;
            let start = lot.terms.starting_price();
            if lot.deposit < Money::ZERO || lot.deposit > start {
                return Err(Refusal::DepositOutOfRange { most: start });
            }
        }
        if self.disclosure > DISCLOSURE_MAX {
            return Err(Refusal::DisclosureOutOfRange { most: DISCLOSURE_MAX });
        }
        if self.result_notice > RESULT_NOTICE_MAX {
            return Err(Refusal::ResultNoticeOutOfRange { most: RESULT_NOTICE_MAX });
        }
        if self.documents.len() > DOCUMENTS_MAX {
            return Err(Refusal::TooManyDocuments { most: most(DOCUMENTS_MAX) });
        }
        for (place, document) in self.documents.iter().enumerate() {
            check_caption(&document.caption)?;
            let before = self.documents.iter().take(place);
            if before.into_iter().any(|other| other.digest == document.digest) {
                return Err(Refusal::DocumentTwice);
            }
        }
        Ok(())
    }

    /// The earliest moment at which bidding may open if the listing is disclosed now.
    pub fn earliest_opening(&self, now: Moment) -> Moment {
        now + self.disclosure
    }
}

impl Listing {
    /// A listing as it comes in.
    pub const fn submitted(seller: PartyId, submission: Submission) -> Self {
        Self { seller, submission, stage: ListingStage::Submitted }
    }

    /// Where it stands, without what goes with it.
    pub const fn step(&self) -> ListingStep {
        match self.stage {
            ListingStage::Submitted => ListingStep::Submitted,
            ListingStage::Returned { .. } => ListingStep::Returned,
            ListingStage::Accepted { .. } => ListingStep::Accepted,
            ListingStage::Disclosed { .. } => ListingStep::Disclosed,
        }
    }

    /// Looks whether the listing stands where a step begins.
    ///
    /// # Errors
    /// Where it stands instead.
    pub fn check_step(&self, step: ListingStep) -> Result<(), Refusal> {
        let is = self.step();
        if is == step { Ok(()) } else { Err(Refusal::ListingAt { step: is }) }
    }

    /// Looks whether it can be disclosed now, with these moments.
    ///
    /// # Errors
    /// What is wrong with its stage or the moments; `Err(Ok(_))` says which term of a sale.
    pub fn check_disclosure(
        &self,
        at: At,
        applications_until: Moment,
        opens_at: Moment,
    ) -> Result<(), Result<auction::Refusal, Refusal>> {
        self.check_step(ListingStep::Accepted).map_err(Err)?;
        if applications_until <= at.moment() {
            let earliest = at.moment() + Span::from_us(1);
            return Err(Err(Refusal::ApplicationsEndTooEarly { earliest }));
        }
        let earliest = self.submission.earliest_opening(at.moment());
        if opens_at < earliest {
            return Err(Err(Refusal::OpensTooEarly { earliest }));
        }
        for lot in &self.submission.lots {
            Auction::check(at, &lot.terms.opening_at(opens_at)).map_err(Ok)?;
        }
        Ok(())
    }

    /// Who accepted it.
    pub const fn clerk(&self) -> Option<PartyId> {
        match self.stage {
            ListingStage::Submitted | ListingStage::Returned { .. } => None,
            ListingStage::Accepted { clerk, .. } | ListingStage::Disclosed { clerk, .. } => {
                Some(clerk)
            }
        }
    }

    /// Looks whether a proposal to disclose it is about what was accepted last, and not about what
    /// was submitted before that.
    ///
    /// # Errors
    /// When it was made before.
    pub const fn check_proposal(&self, proposal: ProposalId) -> Result<(), Refusal> {
        match self.stage {
            ListingStage::Accepted { proposals_before, .. } if proposal.0 <= proposals_before => {
                Err(Refusal::SubmissionChanged)
            }
            ListingStage::Accepted { .. }
            | ListingStage::Submitted
            | ListingStage::Returned { .. }
            | ListingStage::Disclosed { .. } => Ok(()),
        }
    }

    /// The lot of this number, where it is one of this listing's.
    pub fn listed_lot(&self, lot: LotId) -> Option<&ListedLot> {
        let ListingStage::Disclosed { first_lot, .. } = self.stage else { return None };
        let place = usize::try_from(lot.0.checked_sub(first_lot.0)?).ok()?;
        self.submission.lots.get(place)
    }

    /// Until when applications are taken, once it is disclosed.
    pub const fn applications_until(&self) -> Option<Moment> {
        match self.stage {
            ListingStage::Disclosed { applications_until, .. } => Some(applications_until),
            ListingStage::Submitted
            | ListingStage::Returned { .. }
            | ListingStage::Accepted { .. } => None,
        }
    }
}

fn most(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
