//! Ruling on the way to a sale and from it.

use lexicon::{ApplicationId, ListingId, LotId, Moment, Money, PartyId, Rank};

use super::rule::{Ruling, say};
use super::{APPLICATIONS_EACH_MAX, APPLICATIONS_MAX, LISTINGS_MAX, LOTS_MAX, PARTIES_MAX, World};
use crate::{
    AccountId, Actor, Application, ApplicationStep, At, Command, Conclusion, Deposit, Event,
    Events, LedgerEvent, Listing, ListingStep, Party, Payment, Purpose, Refusal, SaleEvent,
    SaleRefusal, Seed, Settlement, Stage, Submission, TradingRefusal, check_roles,
};

impl World {
    /// Rules on what concerns listings, applications, money and what follows from an award.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the caller matches every command")]
    pub(super) fn rule_on_trade(
        &self,
        at: At,
        actor: &Actor,
        seed: Option<&Seed>,
        command: &Command,
        events: &mut Events,
    ) -> Ruling {
        match command {
            Command::RegisterParty { party } => self.rule_on_registration(party, events),
            Command::SubmitListing { submission } => {
                self.rule_on_submission(at, submission, events)
            }
            Command::ResubmitListing { listing, submission } => {
                self.rule_on_resubmission(at, actor, (*listing, submission), events)
            }
            Command::AcceptListing { listing } => self.rule_on_acceptance(*listing, events),
            Command::ReturnListing { listing, .. } => self.rule_on_return(*listing, events),
            Command::Apply { lot } => self.rule_on_application(at, actor, *lot, events),
            Command::WithdrawApplication { application } => {
                self.rule_on_withdrawal(actor, *application, events)
            }
            Command::AdmitApplicant { application, rank } => {
                self.rule_on_admission(at, actor, (*application, *rank, seed), events)
            }
            Command::RejectApplicant { application, .. } => {
                self.rule_on_rejection(actor, *application, events)
            }
            Command::RecordDeposit { application, payment } => {
                self.rule_on_deposit(at, (*application, payment), events)
            }
            Command::InstructRefund { application } => {
                self.rule_on_refund(actor, *application, events)
            }
            Command::RecordRefund { application, paid_at, reference } => {
                self.rule_on_refund_paid(at, *application, (*paid_at, *reference), events)
            }
            Command::RecordRefundFailure { application } => {
                self.rule_on_refund_failure(actor, *application, events)
            }
            Command::PublishResult { lot } => self.rule_on_result(at, *lot, events),
            Command::RecordContract { lot, .. } => self.rule_on_contract(*lot, events),
            Command::RecordPayment { lot, payment } => {
                self.rule_on_payment(at, *lot, payment, events)
            }
            Command::IssueCertificate { lot } => self.rule_on_certificate(at, *lot, events),
            _ => panic!("only what concerns the trade around a sale comes here"),
        }
    }

    pub(super) fn rule_on_registration(&self, party: &Party, events: &mut Events) -> Ruling {
        check_roles(&party.roles).map_err(|_| TradingRefusal::RolesInvalid)?;
        if self.parties_made >= PARTIES_MAX {
            return Err(TradingRefusal::TooMany { most: PARTIES_MAX }.into());
        }
        say(events, Event::PartyRegistered { party: PartyId(self.parties_made + 1) })
    }

    pub(super) fn rule_on_submission(
        &self,
        at: At,
        submission: &Submission,
        events: &mut Events,
    ) -> Ruling {
        submission.check(at)?;
        if self.listing_count() >= LISTINGS_MAX {
            return Err(TradingRefusal::TooMany { most: LISTINGS_MAX }.into());
        }
        say(events, Event::ListingSubmitted { listing: ListingId(self.listing_count() + 1) })
    }

    pub(super) fn rule_on_resubmission(
        &self,
        at: At,
        actor: &Actor,
        (id, submission): (ListingId, &Submission),
        events: &mut Events,
    ) -> Ruling {
        let listing = self.existing_listing(id)?;
        if listing.seller != actor.party {
            return Err(TradingRefusal::UnknownListing { listing: id }.into());
        }
        listing.check_step(ListingStep::Returned)?;
        submission.check(at)?;
        say(events, Event::ListingSubmitted { listing: id })
    }

    pub(super) fn rule_on_acceptance(&self, id: ListingId, events: &mut Events) -> Ruling {
        self.existing_listing(id)?.check_step(ListingStep::Submitted)?;
        say(events, Event::ListingAccepted { listing: id })
    }

    /// What was submitted can be returned, and so can what was accepted but not yet disclosed.
    pub(super) fn rule_on_return(&self, id: ListingId, events: &mut Events) -> Ruling {
        let listing = self.existing_listing(id)?;
        if listing.step() != ListingStep::Accepted {
            listing.check_step(ListingStep::Submitted)?;
        }
        say(events, Event::ListingReturned { listing: id })
    }

    pub(super) fn rule_on_disclosure(
        &self,
        at: At,
        id: ListingId,
        (applications_until, opens_at): (Moment, Moment),
        events: &mut Events,
    ) -> Ruling {
        let listing = self.existing_listing(id)?;
        listing.check_disclosure(at, applications_until, opens_at)?;
        let lots = u64::try_from(listing.submission.lots.len()).unwrap_or(u64::MAX);
        let before = self.lot_count();
        if LOTS_MAX - before < lots {
            return Err(Refusal::TooManyLots { most: LOTS_MAX });
        }
        events.push(Event::ListingDisclosed { listing: id, applications_until });
        for place in 1..=lots {
            events.push(Event::LotDisclosed { lot: LotId(before + place), listing: id, opens_at });
        }
        Ok(())
    }

    pub(super) fn rule_on_application(
        &self,
        at: At,
        actor: &Actor,
        lot: LotId,
        events: &mut Events,
    ) -> Ruling {
        let listing = self.listing_of(lot)?;
        if listing.seller == actor.party {
            return Err(TradingRefusal::OwnLot.into());
        }
        if listing.clerk() == Some(actor.party) {
            return Err(TradingRefusal::ListingsOwnClerk.into());
        }
        // Whoever withdrew or was rejected may apply again while applications are taken.
        let before = self.application_of(lot, actor.party);
        if let Some((id, before)) = before.and_then(|id| Some((id, self.application(id)?)))
            && matches!(before.step(), ApplicationStep::Received | ApplicationStep::Admitted)
        {
            return Err(TradingRefusal::AlreadyApplied { application: id }.into());
        }
        let until = listing.applications_until().unwrap_or(Moment::MIN);
        // On time is what arrived in time: the queue does not make an applicant late.
        if at.arrived_at() > until {
            return Err(TradingRefusal::ApplicationsClosed { closed_at: until }.into());
        }
        if let Stage::Closed { closed_at, .. } = self.existing_lot(lot)?.sale().stage() {
            return Err(TradingRefusal::ApplicationsClosed { closed_at: *closed_at }.into());
        }
        let count = self.applied.get(&(lot, actor.party)).map_or(0, |(_, count)| *count);
        if count >= APPLICATIONS_EACH_MAX {
            return Err(TradingRefusal::TooMany { most: u64::from(APPLICATIONS_EACH_MAX) }.into());
        }
        if self.application_count() >= APPLICATIONS_MAX {
            return Err(TradingRefusal::TooMany { most: APPLICATIONS_MAX }.into());
        }
        let application = ApplicationId(self.application_count() + 1);
        say(events, Event::ApplicationReceived { application, lot })
    }

    pub(super) fn rule_on_withdrawal(
        &self,
        actor: &Actor,
        id: ApplicationId,
        events: &mut Events,
    ) -> Ruling {
        let application = self.existing_application(id)?;
        if application.applicant != actor.party {
            return Err(TradingRefusal::UnknownApplication { application: id }.into());
        }
        application.check_step(ApplicationStep::Received)?;
        say(events, Event::ApplicationWithdrawn { application: id })
    }

    pub(super) fn rule_on_admission(
        &self,
        at: At,
        actor: &Actor,
        (id, rank, seed): (ApplicationId, Option<Rank>, Option<&Seed>),
        events: &mut Events,
    ) -> Ruling {
        let application = self.examined(actor, id)?;
        self.deposit(id).check_complete()?;
        let Application { lot, applicant, .. } = *application;
        let paddle = self.paddle_for(lot, applicant, seed)?;
        let admission = auction::Command::Admit { paddle, until: None, ceiling: None, rank };
        let mut admitted = Events::new();
        self.rule_on_sale(at, lot, &admission, &mut admitted)?;
        events.push(Event::ApplicantAdmitted { application: id });
        events.extend(admitted);
        Ok(())
    }

    pub(super) fn rule_on_rejection(
        &self,
        actor: &Actor,
        id: ApplicationId,
        events: &mut Events,
    ) -> Ruling {
        self.examined(actor, id)?;
        say(events, Event::ApplicantRejected { application: id })
    }

    /// An application that this person may examine: it waits, and its listing was accepted by
    /// somebody else.
    fn examined(&self, actor: &Actor, id: ApplicationId) -> Result<&Application, Refusal> {
        let application = self.existing_application(id)?;
        application.check_step(ApplicationStep::Received)?;
        if self.listing_of(application.lot)?.clerk() == Some(actor.party) {
            return Err(TradingRefusal::ListingsOwnClerk.into());
        }
        Ok(application)
    }

    pub(super) fn rule_on_deposit(
        &self,
        at: At,
        (id, payment): (ApplicationId, &Payment),
        events: &mut Events,
    ) -> Ruling {
        let application = self.existing_application(id)?;
        if application.step() != ApplicationStep::Admitted {
            application.check_step(ApplicationStep::Received)?;
        }
        self.check_not_over(application.lot)?;
        self.check_payment(at, payment)?;
        self.deposit(id).check_receipt(payment.amount)?;
        let accounts = (AccountId::Bank, AccountId::Deposit(id));
        let transfer = self.ledger.next(accounts, payment.amount, Purpose::DepositReceived);
        self.ledger.check(&transfer)?;
        say(events, Event::Ledger(LedgerEvent::Posted { transfer }))
    }

    /// A deposit serves a sale; once that is over, none is due any more.
    fn check_not_over(&self, lot: LotId) -> Ruling {
        match *self.existing_lot(lot)?.sale().stage() {
            Stage::Closed { conclusion: Conclusion::Terminated, .. } => {
                Err(Refusal::Sale(SaleRefusal::AuctionTerminated))
            }
            Stage::Closed { closed_at, .. } => {
                Err(Refusal::Sale(SaleRefusal::AuctionClosed { closed_at }))
            }
            Stage::Announced { .. }
            | Stage::Running { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. } => Ok(()),
        }
    }

    fn check_payment(&self, at: At, payment: &Payment) -> Ruling {
        self.ledger.check_reference(payment.reference)?;
        if payment.paid_at > at.moment() {
            return Err(TradingRefusal::PaidInFuture.into());
        }
        Ok(())
    }

    /// The deposit goes back in one piece; until then its pending transfer holds it, so that it
    /// can neither go back twice nor be used elsewhere. Whoever said that it had not moved does not
    /// have it paid out again.
    pub(super) fn rule_on_refund(
        &self,
        actor: &Actor,
        id: ApplicationId,
        events: &mut Events,
    ) -> Ruling {
        let application = self.existing_application(id)?;
        if self.refunds_failed.get(&id) == Some(&actor.party) {
            return Err(Refusal::SamePerson);
        }
        if let Some(pending) = self.ledger.pending_refund(id) {
            return Err(TradingRefusal::RefundPending { transfer: pending.id }.into());
        }
        let amount = self.ledger.balance(AccountId::Deposit(id)).available();
        if amount <= Money::ZERO {
            return Err(TradingRefusal::NothingToRefund.into());
        }
        if !self.is_deposit_free(id, application) {
            return Err(TradingRefusal::DepositNeeded.into());
        }
        let accounts = (AccountId::Deposit(id), AccountId::Bank);
        let transfer = self.ledger.next(accounts, amount, Purpose::DepositRefunded);
        self.ledger.check(&transfer)?;
        say(events, Event::Ledger(LedgerEvent::Pended { transfer }))
    }

    /// An award of which something is paid stands.
    pub(super) fn check_not_settled(&self, lot: LotId) -> Ruling {
        let is_paid = self.ledger.balance(AccountId::Settlement(lot)).available() > Money::ZERO;
        if is_paid { Err(TradingRefusal::PriceRecorded.into()) } else { Ok(()) }
    }

    /// A deposit is free once its holder can no longer become or remain the buyer.
    fn is_deposit_free(&self, id: ApplicationId, application: &Application) -> bool {
        match application.step() {
            ApplicationStep::Rejected | ApplicationStep::Withdrawn => true,
            ApplicationStep::Received | ApplicationStep::Admitted => {
                let is_over = self
                    .lot(application.lot)
                    .is_some_and(|lot| matches!(lot.sale().stage(), Stage::Closed { .. }));
                let is_kept = self.defaulted.contains(&(application.lot, id));
                let is_buyer = self.settlement(application.lot).is_some_and(|it| it.buyer == id);
                is_over && !is_buyer && !is_kept
            }
        }
    }

    pub(super) fn rule_on_refund_paid(
        &self,
        at: At,
        id: ApplicationId,
        payment: (Moment, lexicon::Digest),
        events: &mut Events,
    ) -> Ruling {
        self.existing_application(id)?;
        let pending = self.ledger.pending_refund(id).ok_or(TradingRefusal::NoRefundPending)?;
        let (paid_at, reference) = payment;
        self.check_payment(at, &Payment { amount: pending.amount, paid_at, reference })?;
        say(events, Event::Ledger(LedgerEvent::PendingPosted { pending: pending.id }))
    }

    /// Of two people one instructs and the other says that nothing has moved: the deposit may be
    /// paid out again after it.
    pub(super) fn rule_on_refund_failure(
        &self,
        actor: &Actor,
        id: ApplicationId,
        events: &mut Events,
    ) -> Ruling {
        self.existing_application(id)?;
        let pending = self.ledger.pending_refund(id).ok_or(TradingRefusal::NoRefundPending)?;
        if self.refunds_instructed.get(&pending.id) == Some(&actor.party) {
            return Err(Refusal::SamePerson);
        }
        say(events, Event::Ledger(LedgerEvent::PendingVoided { pending: pending.id }))
    }

    /// The letter that follows from an award by itself, where the lot belongs to a listing.
    pub(super) fn letter_for(&self, lot: LotId, happened: &SaleEvent) -> Option<Event> {
        let SaleEvent::LotAwarded { paddle, .. } = happened else { return None };
        let party = self.lot(lot)?.party(*paddle)?;
        let application = self.application_of(lot, party)?;
        Some(Event::ConfirmationLetterIssued { lot, application })
    }

    pub(super) fn rule_on_result(&self, at: At, lot: LotId, events: &mut Events) -> Ruling {
        self.existing_settlement(lot)?.check_result()?;
        let until = at.moment() + self.listing_of(lot)?.submission.result_notice;
        say(events, Event::ResultPublished { lot, until })
    }

    pub(super) fn rule_on_contract(&self, lot: LotId, events: &mut Events) -> Ruling {
        self.existing_settlement(lot)?.check_contract()?;
        say(events, Event::ContractRecorded { lot })
    }

    /// The buyer's deposit becomes part of the price with his first payment.
    pub(super) fn rule_on_payment(
        &self,
        at: At,
        lot: LotId,
        payment: &Payment,
        events: &mut Events,
    ) -> Ruling {
        let settlement = self.existing_settlement(lot)?;
        let due = self.price_due(lot);
        let deposit = AccountId::Deposit(settlement.buyer);
        let held = self.ledger.balance(deposit).available();
        settlement.check_payment(payment.amount, due, held)?;
        self.check_payment(at, payment)?;
        let paid = AccountId::Settlement(lot);
        let mut books = self.ledger.numbering();
        if held > Money::ZERO {
            let transfer = books.next((deposit, paid), held, Purpose::DepositApplied);
            self.ledger.check(&transfer)?;
            events.push(Event::Ledger(LedgerEvent::Posted { transfer }));
        }
        if payment.amount > Money::ZERO {
            let transfer =
                books.next((AccountId::Bank, paid), payment.amount, Purpose::PriceReceived);
            if let Err(refusal) = self.ledger.check(&transfer) {
                events.clear();
                return Err(refusal.into());
            }
            events.push(Event::Ledger(LedgerEvent::Posted { transfer }));
        }
        if payment.amount == due {
            events.push(Event::PricePaid { lot });
        }
        Ok(())
    }

    pub(super) fn rule_on_certificate(&self, at: At, lot: LotId, events: &mut Events) -> Ruling {
        let settlement = self.existing_settlement(lot)?;
        let held = self.ledger.balance(AccountId::Deposit(settlement.buyer)).available();
        // A deposit that is still held as such is not paid.
        let unpaid = self.price_due(lot).checked_add(held).unwrap_or(Money::MAX);
        settlement.check_certificate(at.moment(), unpaid)?;
        say(events, Event::CertificateIssued { lot })
    }

    /// What the buyer still has to pay, his deposit taken off.
    pub fn price_due(&self, lot: LotId) -> Money {
        let Some(settlement) = self.settlement(lot) else { return Money::ZERO };
        let paid = self.ledger.balance(AccountId::Settlement(lot)).available();
        let held = self.ledger.balance(AccountId::Deposit(settlement.buyer)).available();
        let due = settlement.price.checked_sub(paid).and_then(|rest| rest.checked_sub(held));
        due.filter(|due| *due > Money::ZERO).unwrap_or(Money::ZERO)
    }

    /// What is due of an application's deposit, and what is there.
    pub fn deposit(&self, application: ApplicationId) -> Deposit {
        let required = self
            .application(application)
            .and_then(|it| Some((self.listing_of(it.lot).ok()?, it.lot)))
            .and_then(|(listing, lot)| listing.listed_lot(lot))
            .map_or(Money::ZERO, |listed| listed.deposit);
        let held = self.ledger.balance(AccountId::Deposit(application)).available();
        Deposit { required, held }
    }

    /// How a lot's sale ended.
    pub fn conclusion(&self, lot: LotId) -> Option<Conclusion> {
        match self.lot(lot)?.sale().stage() {
            Stage::Closed { conclusion, .. } => Some(*conclusion),
            Stage::Announced { .. }
            | Stage::Running { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. } => None,
        }
    }

    fn existing_listing(&self, listing: ListingId) -> Result<&Listing, Refusal> {
        self.listing(listing).ok_or(TradingRefusal::UnknownListing { listing }.into())
    }

    fn existing_application(&self, id: ApplicationId) -> Result<&Application, Refusal> {
        self.application(id).ok_or(TradingRefusal::UnknownApplication { application: id }.into())
    }

    fn existing_settlement(&self, lot: LotId) -> Result<&Settlement, Refusal> {
        self.existing_lot(lot)?;
        self.settlement(lot).ok_or(TradingRefusal::NotAwarded.into())
    }

    fn listing_of(&self, lot: LotId) -> Result<&Listing, Refusal> {
        let listing = self.existing_lot(lot)?.listing();
        let listing = listing.and_then(|listing| self.listing(listing));
        listing.ok_or(TradingRefusal::NoListing.into())
    }
}
