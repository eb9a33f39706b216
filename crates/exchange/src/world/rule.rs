//! Ruling: what follows from a command, changing nothing.

use auction::Auction;
use lexicon::{LotId, Moment, Paddle, PartyId, ProposalId, Secret, Span};

use super::{LOTS_MAX, World};
use crate::paddle;
use crate::{
    Act, Actor, At, Command, Event, Events, Lot, PROPOSAL_LIFE, PROPOSALS_MAX, Proposal, Refusal,
    Seed, Terms,
};

/// The longest planned pause.
const PAUSE_MAX: Span = Span::from_seconds(30 * 86_400);

pub(super) type Ruling = Result<(), Refusal>;

impl World {
    /// Rules on a command without changing anything; leaves `events` empty when it refuses.
    ///
    /// # Errors
    /// The first rule that says no.
    ///
    /// # Panics
    /// When the command asks for chance and `seed` is none.
    pub fn rule(
        &self,
        at: At,
        actor: &Actor,
        seed: Option<&Seed>,
        command: &Command,
        events: &mut Events,
    ) -> Ruling {
        self.check_permission(actor, command)?;
        match command {
            Command::BeginEpoch { clock } => say(events, Event::EpochBegan { clock: *clock }),
            Command::Heartbeat => Ok(()),
            Command::RecordTailCut { segment, offset, size } => {
                let (segment, offset, size) = (*segment, *offset, *size);
                say(events, Event::TailCut { segment, offset, size })
            }
            Command::PublishLot { title, category: _, terms } => {
                title.check()?;
                self.rule_on_publication(at, terms, events)
            }
            Command::AdmitBidder { lot, party, until, ceiling, rank } => {
                let paddle = self.paddle_for(*lot, *party, seed)?;
                let (until, ceiling, rank) = (*until, *ceiling, *rank);
                let admission = auction::Command::Admit { paddle, until, ceiling, rank };
                self.rule_on_sale(at, *lot, &admission, events)
            }
            Command::PlaceBid { lot, paddle, .. }
            | Command::PlaceProxyBid { lot, paddle, .. }
            | Command::AnswerJoinQuestion { lot, paddle, .. }
            | Command::AnswerPriority { lot, paddle, .. }
            | Command::PlaceSealedBid { lot, paddle, .. }
            | Command::PlaceQuantityBid { lot, paddle, .. }
            | Command::PlaceOrder { lot, paddle, .. }
            | Command::CancelOrder { lot, paddle, .. }
            | Command::PlacePieceBid { lot, paddle, .. } => {
                self.check_paddle(*lot, actor.party, *paddle)?;
                self.rule_on_lot(at, seed, *lot, command, events)
            }
            Command::StopBidder { lot, .. }
            | Command::OpenLot { lot }
            | Command::BeginPhase { lot }
            | Command::ReopenLot { lot }
            | Command::CloseLot { lot, .. }
            | Command::InterruptLot { lot, .. }
            | Command::SuspendForPause { lot }
            | Command::ResumeAfterPause { lot } => {
                self.rule_on_lot(at, seed, *lot, command, events)
            }
            Command::EndPause => match self.pause_until {
                Some(until) if at.moment() >= until => say(events, Event::ExchangeResumed),
                Some(_) | None => Err(Refusal::NotDue),
            },
            Command::Propose { act } => self.rule_on_proposal(at, act, events),
            Command::Approve { proposal } => self.rule_on_approval(at, actor, *proposal, events),
            Command::ExpireProposal { proposal } => self.rule_on_expiry(at, *proposal, events),
            Command::RegisterParty { .. }
            | Command::SubmitListing { .. }
            | Command::ResubmitListing { .. }
            | Command::AcceptListing { .. }
            | Command::ReturnListing { .. }
            | Command::Apply { .. }
            | Command::WithdrawApplication { .. }
            | Command::AdmitApplicant { .. }
            | Command::RejectApplicant { .. }
            | Command::RecordDeposit { .. }
            | Command::InstructRefund { .. }
            | Command::RecordRefund { .. }
            | Command::RecordRefundFailure { .. }
            | Command::PublishResult { .. }
            | Command::RecordContract { .. }
            | Command::RecordPayment { .. }
            | Command::IssueCertificate { .. } => {
                self.rule_on_trade(at, actor, seed, command, events)
            }
        }
    }

    fn rule_on_publication(&self, at: At, terms: &Terms, events: &mut Events) -> Ruling {
        if self.lot_count() >= LOTS_MAX {
            return Err(Refusal::TooManyLots { most: LOTS_MAX });
        }
        Auction::check(at, terms).map_err(Refusal::Sale)?;
        say(events, Event::LotPublished { lot: LotId(self.lot_count() + 1) })
    }

    fn rule_on_expiry(&self, at: At, proposal: ProposalId, events: &mut Events) -> Ruling {
        let waiting = self.proposal(proposal).ok_or(Refusal::UnknownProposal)?;
        if at.moment() <= waiting.expires_at {
            return Err(Refusal::NotDue);
        }
        say(events, Event::ProposalExpired { proposal })
    }

    pub(super) fn existing_lot(&self, lot: LotId) -> Result<&Lot, Refusal> {
        self.lot(lot).ok_or(Refusal::UnknownLot { lot })
    }

    /// The party's paddle, or one drawn for it.
    pub(super) fn paddle_for(
        &self,
        lot: LotId,
        party: PartyId,
        seed: Option<&Seed>,
    ) -> Result<Paddle, Refusal> {
        let found = self.existing_lot(lot)?;
        match (found.paddle(party), seed) {
            (Some(paddle), _) => Ok(paddle),
            (None, Some(seed)) => paddle::draw(lot, &found.paddles, seed),
            (None, None) => panic!("an admission comes with a seed"),
        }
    }

    /// The one check of a bid that needs the actor: the paddle is the sender's own.
    fn check_paddle(&self, lot: LotId, party: PartyId, paddle: Option<Paddle>) -> Ruling {
        let own = self.existing_lot(lot)?.paddle(party);
        if paddle.is_none() || paddle == own { Ok(()) } else { Err(Refusal::NotYourPaddle) }
    }

    /// Rules on what a lot's sale alone decides, and on what the pause says to it.
    fn rule_on_lot(
        &self,
        at: At,
        seed: Option<&Seed>,
        id: LotId,
        command: &Command,
        events: &mut Events,
    ) -> Ruling {
        let lot = self.existing_lot(id)?;
        match (command, self.pause_until) {
            (Command::OpenLot { .. } | Command::ReopenLot { .. }, Some(until)) => {
                return Err(Refusal::ExchangePaused { until });
            }
            (Command::SuspendForPause { .. }, None) => return Err(Refusal::NotDue),
            (Command::ResumeAfterPause { .. }, pause) if pause.is_some() || !lot.is_paused => {
                return Err(Refusal::NotDue);
            }
            _ => {}
        }
        let sale = sale_command(at, lot, seed, command);
        let sale = sale.unwrap_or_else(|| panic!("only what concerns a sale comes here"));
        self.rule_on_sale(at, id, &sale, events)
    }

    pub(super) fn rule_on_sale(
        &self,
        at: At,
        id: LotId,
        command: &auction::Command,
        events: &mut Events,
    ) -> Ruling {
        let mut happened = auction::Events::new();
        self.existing_lot(id)?.sale.rule(at, command, &mut happened).map_err(Refusal::Sale)?;
        let letter = happened.iter().find_map(|event| self.letter_for(id, event));
        events.extend(happened.into_iter().map(|event| Event::Sale { lot: id, event }));
        events.extend(letter);
        Ok(())
    }

    /// The act is ruled on at once, so that a proposal that must fail is refused to its maker, and
    /// ruled on again when it is approved.
    fn rule_on_proposal(&self, at: At, act: &Act, events: &mut Events) -> Ruling {
        self.rule_on_act(at, act, &mut Events::new())?;
        let waiting = u32::try_from(self.proposals.len()).unwrap_or(u32::MAX);
        if waiting >= PROPOSALS_MAX {
            return Err(Refusal::TooManyProposals { most: PROPOSALS_MAX });
        }
        let proposal = ProposalId(self.proposals_made + 1);
        let expires_at = at.moment() + PROPOSAL_LIFE;
        say(events, Event::ProposalMade { proposal, expires_at })
    }

    fn rule_on_approval(
        &self,
        at: At,
        actor: &Actor,
        proposal: ProposalId,
        events: &mut Events,
    ) -> Ruling {
        let Proposal { act, proposer, expires_at } =
            self.proposal(proposal).ok_or(Refusal::UnknownProposal)?;
        if at.moment() > *expires_at {
            return Err(Refusal::ProposalExpired { expired_at: *expires_at });
        }
        if *proposer == actor.party {
            return Err(Refusal::SamePerson);
        }
        if let Act::DiscloseListing { listing, .. } = act
            && let Some(listing) = self.listing(*listing)
        {
            listing.check_proposal(proposal)?;
        }
        // Ruled on into a list of its own, so that a refusal leaves no event behind.
        let mut happened = Events::new();
        self.rule_on_act(at, act, &mut happened)?;
        events.push(Event::ProposalApproved { proposal });
        events.extend(happened);
        Ok(())
    }

    fn rule_on_act(&self, at: At, act: &Act, events: &mut Events) -> Ruling {
        match act {
            Act::SuspendLot { lot, reason } | Act::TerminateLot { lot, reason } => {
                reason.check()?;
                self.rule_on_sale(at, *lot, &sale_act(act), events)
            }
            Act::ResumeLot { lot, .. }
            | Act::ResumeLotFromBreak { lot, .. }
            | Act::EnterReserve { lot, .. }
            | Act::EnterScores { lot, .. } => self.rule_on_sale(at, *lot, &sale_act(act), events),
            Act::RecordDefault { lot, reason } => {
                reason.check()?;
                self.check_not_settled(*lot)?;
                self.rule_on_sale(at, *lot, &sale_act(act), events)
            }
            Act::PauseExchange { reason, until } => {
                reason.check()?;
                self.rule_on_pause(at, *until, events)
            }
            Act::DiscloseListing { listing, applications_until, opens_at } => {
                self.rule_on_disclosure(at, *listing, (*applications_until, *opens_at), events)
            }
        }
    }

    fn rule_on_pause(&self, at: At, until: Moment, events: &mut Events) -> Ruling {
        if let Some(until) = self.pause_until {
            return Err(Refusal::AlreadyPaused { until });
        }
        let latest = at.moment() + PAUSE_MAX;
        if until <= at.moment() || until > latest {
            return Err(Refusal::PauseOutOfRange { latest });
        }
        say(events, Event::ExchangePaused { until })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a ruling ends in what it says")]
pub(super) fn say(events: &mut Events, event: Event) -> Ruling {
    events.push(event);
    Ok(())
}

/// What a command asks of the lot's sale; none for what asks nothing of a sale that is known from
/// the command alone.
pub(super) fn sale_command(
    at: At,
    lot: &Lot,
    seed: Option<&Seed>,
    command: &Command,
) -> Option<auction::Command> {
    use auction::Command as Sale;
    match *command {
        Command::StopBidder { paddle, .. } => Some(Sale::StopBidder { paddle }),
        Command::PlaceBid { paddle, amount, confirmed, .. } => {
            Some(Sale::PlaceBid { paddle, amount, confirmed })
        }
        Command::PlaceProxyBid { paddle, ceiling, .. } => {
            Some(Sale::PlaceProxyBid { paddle, ceiling })
        }
        Command::AnswerJoinQuestion { paddle, joins, .. } => {
            Some(Sale::AnswerJoinQuestion { paddle, joins })
        }
        Command::AnswerPriority { paddle, answer, .. } => {
            Some(Sale::AnswerPriority { paddle, answer })
        }
        Command::PlaceSealedBid { paddle, amount, .. } => {
            Some(Sale::PlaceSealedBid { paddle, amount })
        }
        Command::PlaceQuantityBid { paddle, bid, .. } => {
            Some(Sale::PlaceQuantityBid { paddle, bid })
        }
        Command::PlaceOrder { paddle, order, .. } => Some(Sale::PlaceOrder { paddle, order }),
        Command::CancelOrder { paddle, order, .. } => Some(Sale::CancelOrder { paddle, order }),
        Command::PlacePieceBid { paddle, part, amount, .. } => {
            Some(Sale::PlacePieceBid { paddle, part, amount })
        }
        Command::OpenLot { .. } => Some(Sale::Open { chance: seed.map(|seed| Secret::new(*seed)) }),
        Command::BeginPhase { .. } => Some(Sale::BeginPhase),
        Command::ReopenLot { .. } => Some(Sale::Reopen),
        Command::CloseLot { coverage, .. } => Some(Sale::CloseLot { coverage }),
        Command::InterruptLot { from, until, .. } => Some(Sale::Interrupt { from, until }),
        Command::SuspendForPause { .. } => Some(Sale::Suspend),
        Command::ResumeAfterPause { .. } => {
            Some(Sale::Resume { resumes_at: at.moment() + lot.sale.resume_notice() })
        }
        Command::AdmitBidder { .. }
        | Command::BeginEpoch { .. }
        | Command::Heartbeat
        | Command::RecordTailCut { .. }
        | Command::PublishLot { .. }
        | Command::EndPause
        | Command::Propose { .. }
        | Command::Approve { .. }
        | Command::ExpireProposal { .. }
        | Command::RegisterParty { .. }
        | Command::SubmitListing { .. }
        | Command::ResubmitListing { .. }
        | Command::AcceptListing { .. }
        | Command::ReturnListing { .. }
        | Command::Apply { .. }
        | Command::WithdrawApplication { .. }
        | Command::AdmitApplicant { .. }
        | Command::RejectApplicant { .. }
        | Command::RecordDeposit { .. }
        | Command::InstructRefund { .. }
        | Command::RecordRefund { .. }
        | Command::RecordRefundFailure { .. }
        | Command::PublishResult { .. }
        | Command::RecordContract { .. }
        | Command::RecordPayment { .. }
        | Command::IssueCertificate { .. } => None,
    }
}

/// What an approved act asks of the lot's sale.
pub(super) fn sale_act(act: &Act) -> auction::Command {
    use auction::Command as Sale;
    match act {
        Act::SuspendLot { .. } => Sale::Suspend,
        Act::ResumeLot { resumes_at, .. } => Sale::Resume { resumes_at: *resumes_at },
        Act::ResumeLotFromBreak { resumes_at, .. } => {
            Sale::ResumeFromBreak { resumes_at: *resumes_at }
        }
        Act::TerminateLot { .. } => Sale::Terminate,
        Act::EnterReserve { reserve, .. } => {
            Sale::EnterReserve { reserve: Secret::new(*reserve.reveal()) }
        }
        Act::EnterScores { paddle, points, .. } => {
            Sale::EnterScores { paddle: *paddle, points: points.clone() }
        }
        Act::RecordDefault { .. } => Sale::RecordDefault,
        Act::PauseExchange { .. } | Act::DiscloseListing { .. } => {
            panic!("neither a pause nor a disclosure asks anything of one lot")
        }
    }
}
