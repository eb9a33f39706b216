//! Applying: taking up what happened. It cannot fail.

use std::collections::BTreeMap;

use auction::{Auction, EDITION};
use lexicon::{ListingId, LotId, ProposalId};

use super::World;
use super::rule::{sale_act, sale_command};
use crate::{Act, Actor, At, Command, Event, Lot, Proposal, SaleEvent, Seed};

/// What events follow from.
#[derive(Clone, Copy)]
struct Asked<'a> {
    command: &'a Command,
    seed: Option<&'a Seed>,
    /// The act that the command approves.
    approved: Option<&'a Act>,
}

impl World {
    /// Takes up everything that followed from a command.
    ///
    /// # Panics
    /// When the events do not follow from the command and its seed.
    pub fn apply_all(
        &mut self,
        at: At,
        actor: &Actor,
        seed: Option<&Seed>,
        command: &Command,
        events: &[Event],
    ) {
        // An approval drops its proposal by its first event, and the others still need its act.
        let approved = command.approves().and_then(|id| self.proposals.get(&id).cloned());
        for event in events {
            let asked = Asked { command, seed, approved: approved.as_ref().map(|it| &it.act) };
            self.apply(at, actor, asked, event);
        }
    }

    fn apply(&mut self, at: At, actor: &Actor, asked: Asked<'_>, event: &Event) {
        let command = asked.command;
        match event {
            Event::EpochBegan { .. } | Event::TailCut { .. } => {}
            Event::LotPublished { lot } => self.publish(*lot, command),
            Event::Sale { lot, event } => self.apply_sale(at, *lot, asked, event),
            Event::ProposalMade { proposal, expires_at } => {
                let Command::Propose { act } = command else {
                    panic!("only a proposal makes one");
                };
                assert!(proposal.0 == self.proposals_made + 1, "proposals are numbered by one");
                self.proposals_made = proposal.0;
                let (act, proposer, expires_at) = (act.clone(), actor.party, *expires_at);
                self.proposals.insert(*proposal, Proposal { act, proposer, expires_at });
            }
            Event::ProposalApproved { proposal } | Event::ProposalExpired { proposal } => {
                self.drop_proposal(*proposal);
            }
            Event::ExchangePaused { until } => self.pause_until = Some(*until),
            Event::ExchangeResumed => self.pause_until = None,
            Event::PartyRegistered { .. }
            | Event::ListingSubmitted { .. }
            | Event::ListingReturned { .. }
            | Event::ListingAccepted { .. }
            | Event::ListingDisclosed { .. }
            | Event::LotDisclosed { .. }
            | Event::ApplicationReceived { .. }
            | Event::ApplicationWithdrawn { .. }
            | Event::ApplicantAdmitted { .. }
            | Event::ApplicantRejected { .. }
            | Event::Ledger(_)
            | Event::ConfirmationLetterIssued { .. }
            | Event::ResultPublished { .. }
            | Event::ContractRecorded { .. }
            | Event::PricePaid { .. }
            | Event::CertificateIssued { .. } => self.apply_trade(at, actor, command, event),
        }
    }

    fn publish(&mut self, lot: LotId, command: &Command) {
        let Command::PublishLot { terms, .. } = command else {
            panic!("only a publication makes a lot");
        };
        assert!(lot.0 == self.lot_count() + 1, "lots are numbered by one");
        self.push_lot(Auction::publish(terms.clone()), None);
    }

    pub(super) fn push_lot(&mut self, sale: Auction, listing: Option<ListingId>) {
        let paddles = BTreeMap::new();
        self.lots.push(Lot { edition: EDITION, sale, paddles, listing, is_paused: false });
    }

    fn apply_sale(&mut self, at: At, id: LotId, asked: Asked<'_>, event: &SaleEvent) {
        let Asked { command, seed, approved } = asked;
        if let SaleEvent::WinnerDefaulted { .. } = event {
            self.drop_award(id);
        }
        let place = id.0.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        let lot = place.and_then(|place| self.lots.get_mut(place));
        let lot = lot.unwrap_or_else(|| panic!("what happened in a sale happened in a known lot"));
        let asked = match (command, event, approved) {
            (
                Command::AdmitBidder { party, .. },
                &SaleEvent::BidderAdmitted { paddle, until, ceiling, rank },
                _,
            ) => {
                lot.paddles.insert(*party, paddle);
                Some(auction::Command::Admit { paddle, until, ceiling, rank })
            }
            (
                Command::AdmitApplicant { application, .. },
                &SaleEvent::BidderAdmitted { paddle, until, ceiling, rank },
                _,
            ) => {
                let place = application.0.checked_sub(1).and_then(|it| usize::try_from(it).ok());
                let applied = place.and_then(|place| self.applications.get(place));
                let applied = applied.unwrap_or_else(|| panic!("who is admitted has applied"));
                lot.paddles.insert(applied.applicant, paddle);
                Some(auction::Command::Admit { paddle, until, ceiling, rank })
            }
            (Command::Approve { .. }, _, Some(act)) => Some(sale_act(act)),
            _ => sale_command(at, lot, seed, command),
        };
        if matches!(command, Command::SuspendForPause { .. }) {
            lot.is_paused = true;
        } else if ends_pause(event) {
            lot.is_paused = false;
        }
        let asked = asked.unwrap_or_else(|| panic!("a sale's event follows from a sale's command"));
        lot.sale.apply(at, &asked, event);
    }

    fn drop_proposal(&mut self, proposal: ProposalId) {
        let dropped = self.proposals.remove(&proposal);
        assert!(dropped.is_some(), "a proposal is approved or expires once");
    }
}

/// Whether the end of the exchange's pause has nothing more to resume.
fn ends_pause(event: &SaleEvent) -> bool {
    matches!(event, SaleEvent::ResumptionAnnounced { .. } | SaleEvent::LotTerminated)
}
