//! Which action of the centre's authority each command is.

use centre::{Action, Answer, Facts, Relation, Role, may};
use lexicon::ListingId;

use crate::{Act, Actor, Command, Refusal, World};

impl World {
    /// Asks the authority, with facts from the state.
    ///
    /// What is another's and what there is not are answered by the ruling, alike; here only the
    /// role counts, and whether staff would act on what is their own.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only few actions ask whose it is")]
    pub(crate) fn check_permission(&self, actor: &Actor, command: &Command) -> Result<(), Refusal> {
        let action = action(command);
        let relation = match action {
            Action::ResubmitListing | Action::WithdrawApplication => Relation::Own,
            Action::ExamineListing
            | Action::ExamineApplication
            | Action::RecordMoney
            | Action::RecordRefundFailure
            | Action::Settle
            | Action::Propose
            | Action::Approve
                if self.is_own(actor, command) =>
            {
                Relation::Own
            }
            _ => Relation::None,
        };
        let facts = Facts { role: Some(actor.role), relation };
        if may(facts, action) == Answer::Denied {
            return Err(Refusal::NotPermitted);
        }
        // A bid is its paddle's; everything else is asked of the register too.
        let is_bid = matches!(action, Action::Bid | Action::RunExchange);
        // Before anybody is registered, in rehearsals, the role alone counts.
        if is_bid || self.parties_made == 0 || actor.role == Role::Exchange {
            return Ok(());
        }
        if !self.party(actor.party).is_some_and(|party| party.holds(actor.role)) {
            return Err(Refusal::NotPermitted);
        }
        Ok(())
    }

    /// Whether what staff would act on concerns themselves as seller or applicant.
    fn is_own(&self, actor: &Actor, command: &Command) -> bool {
        let approved = command.approves().and_then(|proposal| self.proposal(proposal));
        let act = approved.map(|proposal| &proposal.act).or(proposed(command));
        let application = command.application().and_then(|id| self.application(id));
        let lot = application.map(|application| application.lot).or(command.lot());
        let lot = lot.or(act.and_then(Act::lot));
        let listing = listing(command, act).or(lot.and_then(|lot| self.lot(lot)?.listing()));
        let seller = listing.and_then(|listing| self.listing(listing)).map(|it| it.seller);
        let has_applied = lot.is_some_and(|lot| self.application_of(lot, actor.party).is_some());
        seller == Some(actor.party) || has_applied
    }
}

const fn proposed(command: &Command) -> Option<&Act> {
    if let Command::Propose { act } = command { Some(act) } else { None }
}

/// The listing that staff would act on as a whole.
const fn listing(command: &Command, act: Option<&Act>) -> Option<ListingId> {
    match (command, act) {
        (Command::AcceptListing { listing } | Command::ReturnListing { listing, .. }, _)
        | (_, Some(Act::DiscloseListing { listing, .. })) => Some(*listing),
        _ => None,
    }
}

/// Which action a command is.
pub(crate) const fn action(command: &Command) -> Action {
    match command {
        Command::BeginEpoch { .. }
        | Command::Heartbeat
        | Command::RecordTailCut { .. }
        | Command::PublishLot { .. }
        | Command::AdmitBidder { .. }
        | Command::StopBidder { .. }
        | Command::OpenLot { .. }
        | Command::BeginPhase { .. }
        | Command::ReopenLot { .. }
        | Command::CloseLot { .. }
        | Command::InterruptLot { .. }
        | Command::SuspendForPause { .. }
        | Command::ResumeAfterPause { .. }
        | Command::EndPause
        | Command::ExpireProposal { .. } => Action::RunExchange,
        Command::PlaceBid { .. }
        | Command::PlaceProxyBid { .. }
        | Command::AnswerJoinQuestion { .. }
        | Command::AnswerPriority { .. }
        | Command::PlaceSealedBid { .. }
        | Command::PlaceQuantityBid { .. }
        | Command::PlaceOrder { .. }
        | Command::CancelOrder { .. }
        | Command::PlacePieceBid { .. } => Action::Bid,
        Command::Propose { .. } => Action::Propose,
        Command::Approve { .. } => Action::Approve,
        Command::RegisterParty { .. } => Action::RegisterParty,
        Command::SubmitListing { .. } => Action::SubmitListing,
        Command::ResubmitListing { .. } => Action::ResubmitListing,
        Command::AcceptListing { .. } | Command::ReturnListing { .. } => Action::ExamineListing,
        Command::Apply { .. } => Action::Apply,
        Command::WithdrawApplication { .. } => Action::WithdrawApplication,
        Command::AdmitApplicant { .. } | Command::RejectApplicant { .. } => {
            Action::ExamineApplication
        }
        Command::RecordDeposit { .. }
        | Command::InstructRefund { .. }
        | Command::RecordRefund { .. }
        | Command::RecordPayment { .. } => Action::RecordMoney,
        Command::RecordRefundFailure { .. } => Action::RecordRefundFailure,
        Command::PublishResult { .. }
        | Command::RecordContract { .. }
        | Command::IssueCertificate { .. } => Action::Settle,
    }
}
