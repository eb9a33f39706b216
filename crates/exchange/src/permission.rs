//! Which role may submit which command.

use crate::{Act, Actor, Command, Refusal, Role};

/// Answers by role alone; who owns what is the ruling's own question.
pub(crate) fn check(actor: &Actor, command: &Command) -> Result<(), Refusal> {
    let is_permitted = match command {
        Command::BeginEpoch { .. }
        | Command::Heartbeat
        | Command::RecordTailCut { .. }
        | Command::StopBidder { .. }
        | Command::OpenLot { .. }
        | Command::BeginTimedBidding { .. }
        | Command::ReopenLot { .. }
        | Command::CloseLot { .. }
        | Command::InterruptLot { .. }
        | Command::SuspendForPause { .. }
        | Command::ResumeAfterPause { .. }
        | Command::EndPause
        | Command::ExpireProposal { .. } => actor.role == Role::Exchange,
        Command::PlaceBid { .. } | Command::PlaceProxyBid { .. } => actor.role == Role::Bidder,
        Command::PublishLot { .. }
        | Command::AdmitBidder { .. }
        | Command::Propose {
            act:
                Act::SuspendLot { .. }
                | Act::ResumeLot { .. }
                | Act::ResumeLotFromBreak { .. }
                | Act::TerminateLot { .. }
                | Act::EnterReserve { .. }
                | Act::PauseExchange { .. },
        } => matches!(actor.role, Role::Clerk | Role::Reviewer),
        Command::Approve { .. } => actor.role == Role::Reviewer,
    };
    if is_permitted { Ok(()) } else { Err(Refusal::NotPermitted) }
}
