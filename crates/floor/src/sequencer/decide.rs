//! Deciding on one command: ruling, applying, encoding.

use std::panic::{AssertUnwindSafe, catch_unwind};

use exchange::wire::{self, Decided, Request};
use exchange::{Actor, At, Command, EDITION, Event, Events, Outcome, Refusal, SaleEvent, Seed};
use lexicon::{HashAlg, LotId, Moment, PartyId, RequestId};
use record::{Edition, Header, Subject};

use super::{BATCH_COMMANDS_MAX, STEP_SIZE_MAX, Sequencer};
use crate::answered::{Lookup, digest};
use crate::batch::Waiting;
use crate::{Batch, Inbox, Submission, entry, view};

/// A request that has not been decided on yet.
struct Asked {
    request: Request,
    /// The digest of its command's bytes.
    body: u64,
    arrived_at: Moment,
}

impl Sequencer {
    pub(super) fn drain_urgent(&mut self, batch: &mut Batch, inbox: &Inbox) {
        while has_room(batch) {
            let Some(submission) = inbox.pop_urgent() else { return };
            self.decide(batch, submission);
        }
    }

    pub(super) fn drain_ordinary(&mut self, batch: &mut Batch, inbox: &Inbox) {
        while has_room(batch) {
            let Some(submission) = inbox.pop_ordinary() else { return };
            self.taken += 1;
            self.decide(batch, submission);
        }
    }

    /// Decides on what somebody submitted, unless it was decided before.
    fn decide(&mut self, batch: &mut Batch, submission: Submission) {
        let Submission { actor, request_id, command, arrived_at, reply } = submission;
        let body = digest(&wire::encode(&command));
        let waiting = match self.past.answered.lookup(actor.party, request_id, body) {
            Lookup::New => {
                let request = Request { request_id, command };
                let (sequence, outcome) =
                    self.rule(batch, actor, Asked { request, body, arrived_at });
                let moment = self.past.moment;
                reply.map(|reply| Waiting::Decided { sequence, moment, outcome, reply })
            }
            Lookup::Same(sequence) => reply.map(|reply| Waiting::Again { sequence, reply }),
            Lookup::OtherBody => reply.map(|reply| Waiting::OtherBody { reply }),
        };
        batch.waiting.extend(waiting);
    }

    /// Decides on a command of the exchange itself, whose id follows from its cause, so that a
    /// restart does not repeat it.
    pub(super) fn decide_for_cause(&mut self, batch: &mut Batch, command: Command, cause: Moment) {
        let encoded = wire::encode(&command);
        let request_id = short(&[b"duty", &encoded, &cause.us().to_le_bytes()]);
        let body = digest(&encoded);
        match self.past.answered.lookup(Actor::EXCHANGE.party, request_id, body) {
            Lookup::New => {
                let request = Request { request_id, command };
                let arrived_at = self.past.moment;
                let asked = Asked { request, body, arrived_at };
                let (sequence, outcome) = self.rule(batch, Actor::EXCHANGE, asked);
                if let Outcome::Refused(refusal) = outcome {
                    let slug = refusal.slug();
                    tracing::error!(%sequence, slug, "a duty of the exchange was refused");
                }
            }
            Lookup::Same(_) | Lookup::OtherBody => {}
        }
    }

    /// Decides on a command of the exchange that has no cause but the present moment.
    pub(super) fn decide_own(&mut self, batch: &mut Batch, command: Command) {
        let encoded = wire::encode(&command);
        // The sequence makes the id new even when two follow within one microsecond.
        let request_id = short(&[b"own", &self.past.sequence.0.to_le_bytes(), &encoded]);
        let (body, arrived_at) = (digest(&encoded), self.past.moment);
        let request = Request { request_id, command };
        self.rule(batch, Actor::EXCHANGE, Asked { request, body, arrived_at });
    }

    fn rule(
        &mut self,
        batch: &mut Batch,
        actor: Actor,
        asked: Asked,
    ) -> (lexicon::Sequence, Outcome) {
        let Asked { request, body, arrived_at } = asked;
        let at = At::new(self.past.moment, arrived_at);
        let seed = request.command.needs_seed().then(|| self.chance.seed());
        let outcome = self.outcome(at, &actor, seed.as_ref(), &request.command);
        let lot = self.world().subject(&request.command, &outcome);
        let header = Header {
            sequence: self.past.sequence.next(),
            epoch: self.past.epoch,
            moment: at.moment(),
            arrived_at: at.arrived_at(),
            subject: lot.map_or(Subject::Other, Subject::Lot),
            edition: Edition(EDITION),
        };
        let decided = Decided { actor, request, seed, outcome };
        self.past.take_up(&header, &decided, body);
        let salts = self.chance.salts(&decided);
        batch.push(entry::write(header, &decided, salts));
        batch.changes.bids.extend(view::bid_lines(
            header.sequence,
            header.moment,
            &decided.outcome,
        ));
        self.note_changes(batch, &decided);
        (header.sequence, decided.outcome)
    }

    /// A fault in ruling stops one command, not the exchange: `rule` changes nothing.
    fn outcome(
        &mut self,
        at: At,
        actor: &Actor,
        seed: Option<&Seed>,
        command: &Command,
    ) -> Outcome {
        let mut events = Events::new();
        let world = &self.past.world;
        let ruled =
            catch_unwind(AssertUnwindSafe(|| world.rule(at, actor, seed, command, &mut events)));
        match ruled {
            Ok(Ok(())) => Outcome::Accepted(events),
            Ok(Err(refusal)) => Outcome::Refused(refusal),
            Err(_) => {
                self.fault_count += 1;
                tracing::error!(faults = self.fault_count, "a ruling failed by a fault of ours");
                Outcome::Refused(Refusal::Fault)
            }
        }
    }

    fn note_changes(&mut self, batch: &mut Batch, decided: &Decided) {
        let Outcome::Accepted(events) = &decided.outcome else { return };
        for event in events {
            match event {
                Event::LotPublished { lot } | Event::LotDisclosed { lot, .. } => {
                    self.changed.lots.push(*lot);
                    self.note_lot(*lot);
                }
                Event::Sale { lot, event } => {
                    self.note_lot(*lot);
                    if is_shown(event) && self.changed.lots.last() != Some(lot) {
                        self.changed.lots.push(*lot);
                    }
                    if let SaleEvent::BidderAdmitted { paddle, .. } = event
                        && let Some(party) = self.admitted(&decided.request.command)
                    {
                        batch.changes.paddles.push((*lot, party, *paddle));
                    }
                }
                Event::ProposalMade { proposal, .. } => {
                    self.changed.proposals = true;
                    self.look_at(exchange::Duty::Proposal(*proposal));
                }
                Event::ProposalApproved { .. } | Event::ProposalExpired { .. } => {
                    self.changed.proposals = true;
                }
                Event::ExchangePaused { .. } | Event::ExchangeResumed => {
                    self.changed.pause = true;
                    let duties: Vec<_> = self.world().duties().collect();
                    for duty in duties {
                        self.look_at(duty);
                    }
                }
                // What no board shows is drawn into rows.
                Event::EpochBegan { .. }
                | Event::TailCut { .. }
                | Event::PartyRegistered { .. }
                | Event::ListingSubmitted { .. }
                | Event::ListingReturned { .. }
                | Event::ListingAccepted { .. }
                | Event::ListingDisclosed { .. }
                | Event::ApplicationReceived { .. }
                | Event::ApplicationWithdrawn { .. }
                | Event::ApplicantAdmitted { .. }
                | Event::ApplicantRejected { .. }
                | Event::Ledger(_)
                | Event::ConfirmationLetterIssued { .. }
                | Event::ResultPublished { .. }
                | Event::ContractRecorded { .. }
                | Event::PricePaid { .. }
                | Event::CertificateIssued { .. } => {}
            }
        }
    }

    /// The party that a command admits.
    fn admitted(&self, command: &Command) -> Option<PartyId> {
        match command {
            Command::AdmitBidder { party, .. } => Some(*party),
            Command::AdmitApplicant { application, .. } => {
                self.world().application(*application).map(|it| it.applicant)
            }
            _ => None,
        }
    }

    fn note_lot(&mut self, lot: LotId) {
        self.look_at(exchange::Duty::Lot(lot));
        self.windows.look(&self.past.world, lot, self.past.moment);
    }
}

/// Whether everyone may see that it happened. A view that moved without showing anything new would
/// tell when a ceiling was raised or a reserve entered, and how many are admitted.
fn is_shown(event: &SaleEvent) -> bool {
    match event {
        SaleEvent::BidderAdmitted { .. }
        | SaleEvent::BidderStopped { .. }
        | SaleEvent::CeilingStands { .. }
        | SaleEvent::ReserveEntered
        | SaleEvent::JoinAnswered { .. }
        | SaleEvent::PriorityAnswered { .. }
        | SaleEvent::SealedBidReceived { .. }
        | SaleEvent::ScoresEntered { .. }
        | SaleEvent::QuantityBidReceived { .. } => false,
        SaleEvent::LotOpened { .. }
        | SaleEvent::PhaseBegan { .. }
        | SaleEvent::BidAccepted { .. }
        | SaleEvent::ProxyAnswered { .. }
        | SaleEvent::LotExtended { .. }
        | SaleEvent::LotSuspended
        | SaleEvent::ResumptionAnnounced { .. }
        | SaleEvent::LotReopened { .. }
        | SaleEvent::LotInterrupted { .. }
        | SaleEvent::LotAwarded { .. }
        | SaleEvent::LotDivided
        | SaleEvent::LotUnsold { .. }
        | SaleEvent::LotTerminated
        | SaleEvent::ChanceCommitted { .. }
        | SaleEvent::LotteryDrawn { .. }
        | SaleEvent::Agreed { .. }
        | SaleEvent::PriorityAsked { .. }
        | SaleEvent::WinnerDefaulted { .. }
        | SaleEvent::PriceStepped { .. }
        | SaleEvent::BidsOpened { .. }
        | SaleEvent::BidsScored { .. }
        | SaleEvent::QuantityAllocated { .. }
        | SaleEvent::OrderAccepted { .. }
        | SaleEvent::OrdersMatched { .. }
        | SaleEvent::OrderCancelled { .. }
        | SaleEvent::CallPriced { .. }
        | SaleEvent::PieceBidAccepted { .. }
        | SaleEvent::PartsCompared { .. } => true,
    }
}

/// Whether a step may take a further command.
pub(super) fn has_room(batch: &Batch) -> bool {
    let count = batch.entries().len().max(batch.waiting.len());
    count < BATCH_COMMANDS_MAX && batch.size() < STEP_SIZE_MAX
}

/// An id made of what it is to stand for.
fn short(pieces: &[&[u8]]) -> RequestId {
    let digest = HashAlg::Sha256.digest(pieces).0;
    RequestId(std::array::from_fn(|place| digest[place]))
}
