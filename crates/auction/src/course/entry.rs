//! Who may bid at all, and when: the same checks before every kind of bid.

use lexicon::{Moment, Money, Paddle};

use super::{Bidder, Course, over};
use crate::{At, Phase, Refusal, Stage};

/// A bid on its way through the checks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) at: At,
    pub(crate) paddle: Option<Paddle>,
    pub(crate) amount: Money,
}

type Check = fn(&Course, &Asked) -> Result<(), Refusal>;

/// In this order; the first that fails answers.
const CHECKS: [Check; 6] = [
    Course::check_running,
    Course::check_on_time,
    Course::check_admitted,
    Course::check_after_break,
    check_range,
    Course::check_admitted_amount,
];

impl Course {
    /// Looks whether the sender may bid this amount at all, whatever the method asks besides.
    pub(crate) fn check_entry(&self, asked: &Asked) -> Result<(), Refusal> {
        CHECKS.iter().try_for_each(|check| check(self, asked))
    }

    /// Looks whether the sender takes part and the sale runs, for what names no amount.
    pub(crate) fn check_presence(
        &self,
        at: At,
        paddle: Option<Paddle>,
    ) -> Result<&Bidder, Refusal> {
        let asked = Asked { at, paddle, amount: Money::ZERO };
        CHECKS[..4].iter().try_for_each(|check| check(self, &asked))?;
        self.admitted(&asked)
    }

    /// The same for whoever is asked without having bid.
    pub(crate) fn check_holder(&self, at: At, paddle: Option<Paddle>) -> Result<(), Refusal> {
        let asked = Asked { at, paddle, amount: Money::ZERO };
        CHECKS[..3].iter().try_for_each(|check| check(self, &asked))
    }

    /// The refusal for what the phase that runs does not take.
    pub(crate) fn wrong_phase(&self) -> Refusal {
        match self.stage {
            Stage::Running { phase, phase_ends_at, .. } => {
                Refusal::WrongPhase { phase, until: phase_ends_at }
            }
            Stage::Announced { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. }
            | Stage::Closed { .. } => Refusal::NotRunning,
        }
    }

    /// Looks whether this phase runs.
    pub(crate) fn check_phase(&self, phase: Phase) -> Result<(), Refusal> {
        if self.phase() == Some(phase) { Ok(()) } else { Err(self.wrong_phase()) }
    }

    pub(crate) fn check_running(&self, _: &Asked) -> Result<(), Refusal> {
        match &self.stage {
            Stage::Announced { opens_at } => Err(Refusal::NotYetOpen { opens_at: *opens_at }),
            Stage::Running { .. } => Ok(()),
            Stage::Suspended(_) => Err(Refusal::AuctionSuspended { resumes_at: None }),
            Stage::Interrupted(_) => Err(Refusal::AuctionInterrupted { resumes_at: None }),
            Stage::Resuming { pause, resumes_at } if pause.interrupted => {
                Err(Refusal::AuctionInterrupted { resumes_at: Some(*resumes_at) })
            }
            Stage::Resuming { resumes_at, .. } => {
                Err(Refusal::AuctionSuspended { resumes_at: Some(*resumes_at) })
            }
            Stage::Closed { closed_at, conclusion } => Err(over(*closed_at, conclusion)),
        }
    }

    /// 法释〔2016〕18号第二十条: the time of receipt decides. A bid is on time when it arrived at or
    /// before the close, and before the end of a phase in which silence costs a right.
    fn check_on_time(&self, asked: &Asked) -> Result<(), Refusal> {
        let arrived_at = asked.at.arrived_at();
        match self.stage {
            Stage::Running { phase, closes_at, .. } if arrived_at > closes_at => {
                Err(too_late(phase, closes_at))
            }
            Stage::Running { .. } if arrived_at < self.running_since => {
                Err(Refusal::NotYetOpen { opens_at: self.running_since })
            }
            Stage::Running { .. }
            | Stage::Announced { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. }
            | Stage::Closed { .. } => Ok(()),
        }
    }

    fn check_admitted(&self, asked: &Asked) -> Result<(), Refusal> {
        let bidder = self.admitted(asked)?;
        match bidder.until {
            _ if bidder.is_stopped => Err(Refusal::BidderStopped),
            Some(ended_at) if asked.at.arrived_at() > ended_at => {
                Err(Refusal::AdmissionEnded { ended_at })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn check_after_break(&self, asked: &Asked) -> Result<(), Refusal> {
        let has_bid = self.admitted(asked)?.best.is_some();
        if self.is_after_break && !has_bid { Err(Refusal::NoBidBeforeBreak) } else { Ok(()) }
    }

    pub(crate) fn check_admitted_amount(&self, asked: &Asked) -> Result<(), Refusal> {
        match self.admitted(asked)?.ceiling {
            Some(ceiling) if asked.amount > ceiling => {
                Err(Refusal::AboveAdmittedAmount { ceiling })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn admitted(&self, asked: &Asked) -> Result<&Bidder, Refusal> {
        asked.paddle.and_then(|paddle| self.bidder(paddle)).ok_or(Refusal::NotAdmitted)
    }
}

/// Where other phases may follow, it is the phase that is over.
fn too_late(phase: Phase, ended_at: Moment) -> Refusal {
    match phase {
        Phase::FreeBidding | Phase::TimedBidding => Refusal::AuctionClosed { closed_at: ended_at },
        Phase::JoinQuestion
        | Phase::Stopped
        | Phase::Preparation
        | Phase::Agreement
        | Phase::PriorityMatch
        | Phase::FallingPrice
        | Phase::SealedBidding
        | Phase::SecondRound
        | Phase::HoldersBid
        | Phase::BiddingStage
        | Phase::BetweenStages
        | Phase::QuantityBidding
        | Phase::OrderEntry
        | Phase::ContinuousMatching => Refusal::PhaseOver { phase, ended_at },
    }
}

pub(crate) fn check_range(_: &Course, asked: &Asked) -> Result<(), Refusal> {
    let is_in_range = asked.amount > Money::ZERO && asked.amount <= Money::MAX;
    if is_in_range { Ok(()) } else { Err(Refusal::AmountOutOfRange { most: Money::MAX }) }
}
