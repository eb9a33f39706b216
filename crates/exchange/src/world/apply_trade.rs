//! Applying what happened on the way to a sale and from it.

use auction::Auction;
use lexicon::{ApplicationId, LotId, TransferId};

use super::World;
use crate::{
    AccountId, Actor, Application, ApplicationStage, ApplicationStep, At, Command, Conclusion,
    Contract, Event, LedgerEvent, Listing, ListingStage, ResultNotice, Settlement,
};

impl World {
    pub(super) fn apply_trade(&mut self, at: At, actor: &Actor, command: &Command, event: &Event) {
        match (event, command) {
            (Event::PartyRegistered { party }, Command::RegisterParty { party: registered }) => {
                assert!(party.0 == self.parties_made + 1, "parties are numbered by one");
                self.parties_made = party.0;
                self.parties.insert(*party, registered.clone());
            }
            (Event::ListingSubmitted { listing }, Command::SubmitListing { submission }) => {
                assert!(listing.0 == self.listing_count() + 1, "listings are numbered by one");
                self.listings.push(Listing::submitted(actor.party, submission.clone()));
            }
            (Event::ListingSubmitted { .. }, Command::ResubmitListing { listing, submission }) => {
                *self.known_listing(listing.0) =
                    Listing::submitted(actor.party, submission.clone());
            }
            (Event::ListingReturned { listing }, Command::ReturnListing { note, .. }) => {
                self.known_listing(listing.0).stage = ListingStage::Returned { note: *note };
            }
            (Event::ListingAccepted { listing }, _) => {
                let (clerk, proposals_before) = (actor.party, self.proposals_made);
                self.known_listing(listing.0).stage =
                    ListingStage::Accepted { clerk, proposals_before };
            }
            (&Event::ListingDisclosed { listing, applications_until }, _) => {
                let first_lot = LotId(self.lot_count() + 1);
                let listing = self.known_listing(listing.0);
                let clerk = listing.clerk();
                let clerk = clerk.unwrap_or_else(|| panic!("what is disclosed was accepted"));
                listing.stage = ListingStage::Disclosed { clerk, applications_until, first_lot };
            }
            (&Event::LotDisclosed { lot, listing, opens_at }, _) => {
                assert!(lot.0 == self.lot_count() + 1, "lots are numbered by one");
                let listed = self.known_listing(listing.0).listed_lot(lot);
                let listed = listed.unwrap_or_else(|| panic!("a disclosed lot was listed"));
                let sale = Auction::publish(listed.terms.opening_at(opens_at));
                self.push_lot(sale, Some(listing));
            }
            (&Event::ApplicationReceived { application, lot }, _) => {
                self.receive(application, lot, actor);
            }
            (Event::ApplicationWithdrawn { application }, _) => {
                self.known_application(*application).stage = ApplicationStage::Withdrawn;
            }
            (Event::ApplicantAdmitted { application }, _) => {
                self.known_application(*application).stage = ApplicationStage::Admitted;
            }
            (Event::ApplicantRejected { application }, Command::RejectApplicant { note, .. }) => {
                let note = *note;
                self.known_application(*application).stage = ApplicationStage::Rejected { note };
            }
            (Event::Ledger(event), _) => self.apply_books(actor, command, event),
            _ => self.apply_settlement(at, command, event),
        }
    }

    /// An award falls with its settlement; the deposit stays until it is decided on.
    pub(super) fn drop_award(&mut self, lot: LotId) {
        if let Some(dropped) = self.settlements.remove(&lot) {
            self.defaulted.insert((lot, dropped.buyer));
        }
    }

    fn receive(&mut self, application: ApplicationId, lot: LotId, actor: &Actor) {
        assert!(application.0 == self.application_count() + 1, "applications are numbered by one");
        let (applicant, stage) = (actor.party, ApplicationStage::Received);
        self.applications.push(Application { lot, applicant, stage });
        let before = self.applied.get(&(lot, applicant)).copied();
        let count = before.map_or(0, |(_, count)| count);
        self.applied.insert((lot, applicant), (application, count.saturating_add(1)));
        let before = before.and_then(|(before, _)| self.application(before));
        let is_over = before.is_none_or(|before| {
            matches!(before.step(), ApplicationStep::Rejected | ApplicationStep::Withdrawn)
        });
        assert!(is_over, "a party has one application for a lot at a time");
    }

    /// Takes up what happened in the books, and by which reference of the bank's.
    fn apply_books(&mut self, actor: &Actor, command: &Command, event: &LedgerEvent) {
        self.note_hands(actor, event);
        self.ledger.apply(event);
        let booked = match (command, event) {
            (
                Command::RecordDeposit { payment, .. } | Command::RecordPayment { payment, .. },
                LedgerEvent::Posted { transfer },
            ) => Some((payment.reference, transfer.id)),
            (Command::RecordRefund { reference, .. }, LedgerEvent::PendingPosted { pending }) => {
                Some((*reference, *pending))
            }
            _ => None,
        };
        // Of the two postings of a payment the first takes the reference.
        if let Some((reference, transfer)) = booked
            && self.ledger.check_reference(reference).is_ok()
        {
            self.ledger.note_reference(reference, transfer);
        }
    }

    /// Notes who has had a hand in a refund, before the books take it up.
    fn note_hands(&mut self, actor: &Actor, event: &LedgerEvent) {
        let refunded = |pending: &TransferId| match self.ledger.pending(*pending)?.debit {
            AccountId::Deposit(application) => Some(application),
            AccountId::Bank | AccountId::Settlement(_) => None,
        };
        match event {
            LedgerEvent::Pended { transfer } => {
                self.refunds_instructed.insert(transfer.id, actor.party);
            }
            LedgerEvent::PendingPosted { pending } => {
                if let Some(application) = refunded(pending) {
                    self.refunds_failed.remove(&application);
                }
                self.refunds_instructed.remove(pending);
            }
            LedgerEvent::PendingVoided { pending } => {
                if let Some(application) = refunded(pending) {
                    self.refunds_failed.insert(application, actor.party);
                }
                self.refunds_instructed.remove(pending);
            }
            LedgerEvent::Posted { .. } => {}
        }
    }

    fn apply_settlement(&mut self, at: At, command: &Command, event: &Event) {
        match (event, command) {
            (&Event::ConfirmationLetterIssued { lot, application }, _) => {
                let Some(Conclusion::Awarded { price, .. }) = self.conclusion(lot) else {
                    panic!("a letter follows from an award");
                };
                let settlement = Settlement::awarded(application, price, at.moment());
                let before = self.settlements.insert(lot, settlement);
                assert!(before.is_none(), "a lot is awarded once");
            }
            (&Event::ResultPublished { lot, until }, _) => {
                let published_at = at.moment();
                self.known_settlement(lot).result = Some(ResultNotice { published_at, until });
            }
            (&Event::ContractRecorded { lot }, Command::RecordContract { document, .. }) => {
                let contract = Contract { document: *document, recorded_at: at.moment() };
                self.known_settlement(lot).contract = Some(contract);
            }
            // The books hold what was paid.
            (Event::PricePaid { .. }, _) => {}
            (&Event::CertificateIssued { lot }, _) => {
                self.known_settlement(lot).certified_at = Some(at.moment());
            }
            _ => panic!("an event follows from its own command"),
        }
    }

    fn known_listing(&mut self, listing: u64) -> &mut Listing {
        let place = listing.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        let listing = place.and_then(|place| self.listings.get_mut(place));
        listing.unwrap_or_else(|| panic!("what happened to a listing happened to a known one"))
    }

    fn known_application(&mut self, application: ApplicationId) -> &mut Application {
        let place = application.0.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        let application = place.and_then(|place| self.applications.get_mut(place));
        application
            .unwrap_or_else(|| panic!("what happened to an application happened to a known one"))
    }

    fn known_settlement(&mut self, lot: LotId) -> &mut Settlement {
        let settlement = self.settlements.get_mut(&lot);
        settlement.unwrap_or_else(|| panic!("what follows from an award follows one"))
    }
}
