//! What stops a sale and lets it go on, and the secret reserve.

use lexicon::{Moment, Money, Secret};

use super::{Course, Rules, Ruling, over};
use crate::{At, Command, Event, Events, Pause, Phase, Refusal, Reserve, Stage};

impl Course {
    pub(super) fn rule_on_suspension(&self, events: &mut Events) -> Ruling {
        match &self.stage {
            Stage::Announced { .. } | Stage::Running { .. } | Stage::Resuming { .. } => {
                events.push(Event::LotSuspended);
                Ok(())
            }
            Stage::Suspended(_) | Stage::Interrupted(_) => Err(Refusal::NotRunning),
            Stage::Closed { closed_at, conclusion } => Err(over(*closed_at, conclusion)),
        }
    }

    pub(super) fn rule_on_resumption(
        &self,
        rules: &dyn Rules,
        at: At,
        resumes_at: Moment,
        events: &mut Events,
    ) -> Ruling {
        match &self.stage {
            Stage::Suspended(_) => rule_on_notice(rules, at, resumes_at, events),
            Stage::Closed { closed_at, conclusion } => Err(over(*closed_at, conclusion)),
            Stage::Announced { .. }
            | Stage::Running { .. }
            | Stage::Interrupted(_)
            | Stage::Resuming { .. } => Err(Refusal::NotSuspended),
        }
    }

    pub(super) fn rule_on_resumption_from_break(
        &self,
        rules: &dyn Rules,
        at: At,
        resumes_at: Moment,
        events: &mut Events,
    ) -> Ruling {
        match &self.stage {
            Stage::Interrupted(_) => rule_on_notice(rules, at, resumes_at, events),
            Stage::Closed { closed_at, conclusion } => Err(over(*closed_at, conclusion)),
            Stage::Announced { .. }
            | Stage::Running { .. }
            | Stage::Suspended(_)
            | Stage::Resuming { .. } => Err(Refusal::NotInterrupted),
        }
    }

    pub(super) fn rule_on_interruption(
        &self,
        rules: &dyn Rules,
        from: Moment,
        until: Moment,
        events: &mut Events,
    ) -> Ruling {
        if let Stage::Closed { closed_at, conclusion } = &self.stage {
            return Err(over(*closed_at, conclusion));
        }
        let window = self.last_window(rules).ok_or(Refusal::NotRunning)?;
        if until < window.begins_at || from > window.closes_at {
            return Err(Refusal::OutsideLastWindow { begins_at: window.begins_at });
        }
        events.push(Event::LotInterrupted { from, until });
        Ok(())
    }

    pub(super) fn rule_on_termination(&self, events: &mut Events) -> Ruling {
        if let Stage::Closed { closed_at, conclusion } = &self.stage {
            return Err(over(*closed_at, conclusion));
        }
        events.push(Event::LotTerminated);
        Ok(())
    }

    pub(super) fn rule_on_reserve(
        &self,
        rules: &dyn Rules,
        at: At,
        reserve: Money,
        events: &mut Events,
    ) -> Ruling {
        if let Stage::Closed { closed_at, conclusion } = &self.stage {
            return Err(over(*closed_at, conclusion));
        }
        let Reserve::Secret { entered_from, entered_until } = rules.frame().reserve else {
            return Err(Refusal::NoSecretReserve);
        };
        if self.reserve.is_some() {
            return Err(Refusal::ReserveAlreadyEntered);
        }
        if reserve <= Money::ZERO || reserve > Money::MAX {
            return Err(Refusal::AmountOutOfRange { most: Money::MAX });
        }
        // Whoever knows the bids that were sealed, or the winner, sets no reserve any more.
        if let Some(Phase::SecondRound | Phase::HoldersBid | Phase::PriorityMatch) = self.phase() {
            return Err(self.wrong_phase());
        }
        let Some(close) = self.expected_close(rules) else { return Err(Refusal::NotRunning) };
        match entered_from.map(|span| close - span) {
            Some(from) if at.moment() < from => return Err(Refusal::ReserveTooEarly { from }),
            Some(_) | None => {}
        }
        let until = close - entered_until;
        if at.moment() > until {
            return Err(Refusal::ReserveTooLate { until });
        }
        events.push(Event::ReserveEntered);
        Ok(())
    }

    /// The close as it stands; none while the sale is stopped.
    fn expected_close(&self, rules: &dyn Rules) -> Option<Moment> {
        let (phase, length) = rules.opening();
        match self.stage {
            Stage::Announced { opens_at } => Some(opens_at + length + rules.tail(phase)),
            Stage::Running { closes_at, .. } => Some(closes_at),
            Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. }
            | Stage::Closed { .. } => None,
        }
    }

    pub(super) fn keep_reserve(&mut self, command: &Command) {
        let Command::EnterReserve { reserve } = *command else {
            panic!("only the entry of a reserve sets it");
        };
        self.reserve = Some(Secret::new(*reserve.reveal()));
    }

    pub(super) fn suspend(&mut self, at: At) {
        self.stage = match self.stage {
            // What an outage broke off stays broken off.
            Stage::Resuming { pause, .. } if pause.interrupted => Stage::Interrupted(pause),
            Stage::Resuming { pause, .. } => Stage::Suspended(pause),
            Stage::Announced { opens_at } => Stage::Suspended(Pause {
                phase: None,
                remaining: opens_at.since(at.moment()),
                paused_at: at.moment(),
                closes_at: None,
                interrupted: false,
            }),
            Stage::Running { phase, phase_ends_at, closes_at } => {
                Stage::Suspended(running_pause(at, phase, phase_ends_at, closes_at))
            }
            Stage::Suspended(_) | Stage::Interrupted(_) | Stage::Closed { .. } => {
                panic!("only a sale that goes on is suspended")
            }
        };
    }

    pub(super) fn interrupt(&mut self, at: At) {
        let Stage::Running { phase, phase_ends_at, closes_at } = self.stage else {
            panic!("only a running sale is interrupted");
        };
        let pause = running_pause(at, phase, phase_ends_at, closes_at);
        self.stage = Stage::Interrupted(Pause { interrupted: true, ..pause });
    }

    pub(super) fn announce_resumption(&mut self, resumes_at: Moment) {
        self.stage = match self.stage {
            // What had not opened opens when it would have, but not before the resumption.
            Stage::Suspended(pause) if pause.phase.is_none() => {
                Stage::Announced { opens_at: resumes_at.max(pause.paused_at + pause.remaining) }
            }
            Stage::Suspended(pause) | Stage::Interrupted(pause) => {
                Stage::Resuming { pause, resumes_at }
            }
            Stage::Announced { .. }
            | Stage::Running { .. }
            | Stage::Resuming { .. }
            | Stage::Closed { .. } => panic!("only a stopped sale goes on"),
        };
    }
}

fn running_pause(at: At, phase: Phase, phase_ends_at: Moment, closes_at: Moment) -> Pause {
    Pause {
        phase: Some(phase),
        remaining: phase_ends_at.since(at.moment()),
        paused_at: at.moment(),
        closes_at: Some(closes_at),
        interrupted: false,
    }
}

/// Everyone hears of a resumption so long before it as the terms say.
fn rule_on_notice(rules: &dyn Rules, at: At, resumes_at: Moment, events: &mut Events) -> Ruling {
    let earliest = at.moment() + rules.frame().resume_notice;
    if resumes_at < earliest {
        return Err(Refusal::NoticeTooShort { earliest });
    }
    events.push(Event::ResumptionAnnounced { resumes_at });
    Ok(())
}
