//! What can happen on the exchange.

use arrayvec::ArrayVec;
use lexicon::{ApplicationId, ListingId, LotId, Moment, PartyId, ProposalId};
use serde::{Deserialize, Serialize};

use crate::{EpochClock, LedgerEvent, Refusal, SaleEvent};

/// The most events of one command; it never shrinks, for a shorter list could not read the old.
pub const EVENTS_MAX: usize = 8;

/// The events of one command, without allocation.
pub type Events = ArrayVec<Event, EVENTS_MAX>;

/// What can happen on the exchange.
///
/// Kept for ever, like [`crate::Command`]. An event names no secret and no party: `apply` reads
/// them from the command, whose part of the entry can be withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A run over the journal has begun.
    EpochBegan {
        /// Whose time it runs in.
        clock: EpochClock,
    },
    /// An incomplete last batch was cut off the journal.
    TailCut {
        /// The segment's number.
        segment: u64,
        /// Where in it.
        offset: u64,
        /// How many bytes.
        size: u64,
    },
    /// A lot is published; the command holds its terms.
    LotPublished {
        /// Its number.
        lot: LotId,
    },
    /// Something happened in a lot's sale.
    Sale {
        /// The lot.
        lot: LotId,
        /// What.
        event: SaleEvent,
    },
    /// A proposal waits for its second person; the command holds the act.
    ProposalMade {
        /// Its number.
        proposal: ProposalId,
        /// Until when it waits.
        expires_at: Moment,
    },
    /// The second person has approved.
    ProposalApproved {
        /// Its number.
        proposal: ProposalId,
    },
    /// Nobody approved in time.
    ProposalExpired {
        /// Its number.
        proposal: ProposalId,
    },
    /// All bidding stops for a planned time.
    ExchangePaused {
        /// Until when.
        until: Moment,
    },
    /// The planned time is over.
    ExchangeResumed,
    /// A party is registered; the command holds what it is.
    PartyRegistered {
        /// Its number.
        party: PartyId,
    },
    /// A listing has come in, for the first time or again; the command holds it.
    ListingSubmitted {
        /// Its number.
        listing: ListingId,
    },
    /// A listing went back to its seller.
    ListingReturned {
        /// Its number.
        listing: ListingId,
    },
    /// A listing is accepted (受理).
    ListingAccepted {
        /// Its number.
        listing: ListingId,
    },
    /// A listing is disclosed (信息披露); its lots follow as events of the same command.
    ListingDisclosed {
        /// Its number.
        listing: ListingId,
        /// Until when applications are taken.
        applications_until: Moment,
    },
    /// A listing's lot is published; bidding opens at this moment.
    LotDisclosed {
        /// Its number.
        lot: LotId,
        /// Its listing.
        listing: ListingId,
        /// When bidding opens.
        opens_at: Moment,
    },
    /// An application has come in; the actor is the applicant.
    ApplicationReceived {
        /// Its number.
        application: ApplicationId,
        /// For which lot.
        lot: LotId,
    },
    /// An applicant has withdrawn.
    ApplicationWithdrawn {
        /// Which application.
        application: ApplicationId,
    },
    /// An applicant is admitted; the sale's own event gives the paddle.
    ApplicantAdmitted {
        /// Which application.
        application: ApplicationId,
    },
    /// An applicant is rejected.
    ApplicantRejected {
        /// Which application.
        application: ApplicationId,
    },
    /// Something happened in the books.
    Ledger(LedgerEvent),
    /// The lot is sold and the confirmation letter issued (成交确认书).
    ConfirmationLetterIssued {
        /// The lot.
        lot: LotId,
        /// The buyer's application.
        application: ApplicationId,
    },
    /// The result is published (成交公示).
    ResultPublished {
        /// The lot.
        lot: LotId,
        /// Until when its notice runs.
        until: Moment,
    },
    /// The contract is recorded.
    ContractRecorded {
        /// The lot.
        lot: LotId,
    },
    /// The price is paid in full.
    PricePaid {
        /// The lot.
        lot: LotId,
    },
    /// The certificate is issued (交易凭证).
    CertificateIssued {
        /// The lot.
        lot: LotId,
    },
}

/// What followed from a command.
#[expect(
    clippy::large_enum_variant,
    reason = "events stay where they are made, without allocation"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// These events, possibly none.
    Accepted(Events),
    /// A refusal, which changed nothing.
    Refused(Refusal),
}

impl Event {
    /// The lot that has come into being.
    pub(crate) const fn made_lot(&self) -> Option<LotId> {
        if let Self::LotPublished { lot } = self { Some(*lot) } else { None }
    }
}
