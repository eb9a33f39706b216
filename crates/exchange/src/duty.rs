//! What the exchange has to do by itself, drawn from its state.

use lexicon::{LotId, Moment, ProposalId};

use crate::{Command, Coverage, World};

/// What the exchange has to do by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// Something about a lot.
    Lot(LotId),
    /// Drop a proposal.
    Proposal(ProposalId),
    /// End the pause.
    Pause,
}

impl World {
    /// What this duty asks for next, and when; none when there is nothing to do.
    ///
    /// A command that closes a lot comes with [`Coverage::Covered`]; who submits it puts in what
    /// he measured.
    pub fn due(&self, duty: Duty) -> Option<(Moment, Command)> {
        match duty {
            Duty::Lot(lot) => self.lot_due(lot),
            Duty::Proposal(proposal) => {
                let waiting = self.proposal(proposal)?;
                // It may still be approved at its last moment.
                let due_at = waiting.expires_at + lexicon::Span::from_us(1);
                Some((due_at, Command::ExpireProposal { proposal }))
            }
            Duty::Pause => self.pause_until().map(|until| (until, Command::EndPause)),
        }
    }

    fn lot_due(&self, id: LotId) -> Option<(Moment, Command)> {
        let lot = self.lot(id)?;
        let due = lot.sale().due();
        let pause = self.pause_until();
        let is_running = matches!(lot.sale().stage(), crate::Stage::Running { .. });
        match (due, pause) {
            (Some(_), Some(_)) if is_running => {
                Some((Moment::MIN, Command::SuspendForPause { lot: id }))
            }
            (None, None) if lot.is_paused => {
                Some((Moment::MIN, Command::ResumeAfterPause { lot: id }))
            }
            (Some((due_at, duty)), None) => Some((due_at, lot_command(id, duty))),
            // What would open in a pause opens once that has ended; until then it would be refused.
            (Some(_), Some(_)) | (None, _) => None,
        }
    }

    /// Every duty there can be, to begin watching them.
    pub fn duties(&self) -> impl Iterator<Item = Duty> + '_ {
        let lots = self.lot_ids().map(Duty::Lot);
        let proposals = self.proposals().map(|(proposal, _)| Duty::Proposal(proposal));
        lots.chain(proposals).chain(std::iter::once(Duty::Pause))
    }
}

fn lot_command(lot: LotId, duty: auction::Duty) -> Command {
    match duty {
        auction::Duty::Open => Command::OpenLot { lot },
        auction::Duty::BeginPhase => Command::BeginPhase { lot },
        auction::Duty::Reopen => Command::ReopenLot { lot },
        auction::Duty::Close => Command::CloseLot { lot, coverage: Coverage::Covered },
    }
}
