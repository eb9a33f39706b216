//! The staged sale (阶段竞价): in each stage somebody agrees to its price or increases it, until a
//! stage passes in silence.
//!
//! Whatever is bid ends the stage at once. After a pause the next one begins, an increment above
//! the last bid. Whoever was the last to bid when a whole stage passes in silence, or when the day
//! ends, has the lot at what he bid.

use lexicon::{Moment, Money, Paddle, Span};
use serde::{Deserialize, Serialize};

use crate::course::{Asked, Course, Rules, Ruling};
use crate::terms::{first_invalid, is_phase, is_price};
use crate::{At, Command, Event, Events, Frame, Leading, Method, Phase, Refusal, SaleTerms, Term};

/// What such a sale is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagedTerms {
    /// What the terms of every method hold.
    pub sale: SaleTerms,
    /// By how much the price of the next stage rises at least (加价幅度).
    pub increment: Money,
    /// How long a stage lasts at most.
    pub stage: Span,
    /// The pause between two stages.
    pub pause: Span,
    /// The end of the day, past which no stage goes on.
    pub hard_end: Moment,
}

/// One lot's sale by this method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Staged {
    terms: StagedTerms,
    /// Who bid last.
    last: Option<Leading>,
    /// How long the stage after the pause lasts: less than others before the end of the day, and
    /// no time at all where no other begins.
    next_stage: Span,
    bid_count: u32,
}

type Check = fn(&Staged, &Asked) -> Ruling;

/// What a bid must be besides. In this order; the first that fails answers.
const CHECKS: [Check; 2] = [check_least, check_steps];

impl Staged {
    pub(crate) fn check(at: At, terms: &StagedTerms) -> Ruling {
        terms.sale.check(at)?;
        terms.sale.check_rights()?;
        let first_stage_ends_at = terms.sale.opens_at + terms.stage;
        first_invalid(&[
            (is_price(terms.increment), Term::Increment),
            (is_phase(terms.stage), Term::StageLength),
            (is_phase(terms.pause), Term::PauseLength),
            (terms.hard_end >= first_stage_ends_at, Term::HardEnd),
        ])
    }

    pub(crate) fn publish(terms: StagedTerms) -> Self {
        Self { terms, last: None, next_stage: Span::ZERO, bid_count: 0 }
    }

    fn rule_on_bid(&self, course: &Course, asked: &Asked, events: &mut Events) -> Ruling {
        course.check_entry(asked)?;
        course.check_phase(Phase::BiddingStage)?;
        CHECKS.iter().try_for_each(|check| check(self, asked))?;
        let paddle = asked.paddle.ok_or(Refusal::NotAdmitted)?;
        events.push(Event::BidAccepted { paddle, amount: asked.amount });
        events.push(self.pause(course, asked.at));
        Ok(())
    }

    /// The pause runs from the ruling, so that nobody has less of it because a bid travelled long.
    /// Where it reaches the end of the day no other stage begins, and the lot closes there.
    fn pause(&self, course: &Course, at: At) -> Event {
        // Never before a close that was told: the course moves the end of the day behind it.
        let day_ends_at = course.hard_end().unwrap_or(self.terms.hard_end);
        let begins_at = at.moment() + self.terms.pause;
        let phase_ends_at = begins_at.min(day_ends_at);
        let closes_at = (begins_at + self.terms.stage).min(day_ends_at);
        Event::PhaseBegan { phase: Phase::BetweenStages, phase_ends_at, closes_at }
    }
}

fn check_least(sale: &Staged, asked: &Asked) -> Ruling {
    let least = sale.least_bid();
    if asked.amount < least { Err(Refusal::BelowLeastBid { least }) } else { Ok(()) }
}

/// Whoever increases does so by whole increments above the price of the stage.
fn check_steps(sale: &Staged, asked: &Asked) -> Ruling {
    let (least, step) = (sale.least_bid(), sale.terms.increment);
    let above = asked.amount.checked_sub(least);
    if above.is_some_and(|above| above.is_multiple_of(step)) {
        Ok(())
    } else {
        Err(Refusal::NotAMultiple { least, step })
    }
}

impl Rules for Staged {
    fn frame(&self) -> Frame {
        Frame { hard_end: Some(self.terms.hard_end), ..self.terms.sale.frame() }
    }

    fn opening(&self) -> (Phase, Span) {
        (Phase::BiddingStage, self.terms.stage)
    }

    /// A pause decides nothing, unless no other stage begins behind it.
    fn following(&self, phase: Phase) -> Option<(Phase, Span)> {
        let goes_on = phase == Phase::BetweenStages && !self.next_stage.is_zero();
        goes_on.then_some((Phase::BiddingStage, self.next_stage))
    }

    fn tail(&self, phase: Phase) -> Span {
        self.following(phase).map_or(Span::ZERO, |(_, length)| length)
    }

    fn cycle(&self, phase: Phase) -> Span {
        if phase == Phase::BetweenStages { self.terms.pause } else { self.terms.stage }
    }

    fn window(&self, _: Phase) -> Span {
        self.terms.stage
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few commands are the method's own")]
    fn rule_on(&self, course: &Course, at: At, command: &Command, events: &mut Events) -> Ruling {
        match *command {
            Command::PlaceBid { paddle, amount, .. } => {
                self.rule_on_bid(course, &Asked { at, paddle, amount }, events)
            }
            _ => Err(Refusal::WrongMethod { method: Method::Staged }),
        }
    }

    fn end(&self, course: &Course, _: Phase, events: &mut Events) {
        course.conclude(self, self.last, events);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only few events are the method's own")]
    fn take(&mut self, course: &mut Course, _: At, _: &Command, event: &Event) {
        match *event {
            Event::BidAccepted { paddle, amount } => {
                self.last = Some(Leading { paddle, price: amount });
                self.bid_count = self.bid_count.saturating_add(1);
                course.note_bid(paddle, amount);
            }
            Event::PhaseBegan { phase: Phase::BetweenStages, phase_ends_at, closes_at } => {
                self.next_stage = closes_at.since(phase_ends_at);
            }
            _ => {}
        }
    }

    fn next_candidate(&self, course: &Course, defaulted: &[Paddle]) -> Option<Leading> {
        course.next_by_best(&self.frame(), defaulted)
    }

    fn leading(&self) -> Option<&Leading> {
        self.last.as_ref()
    }

    /// The price of the stage that runs or comes next.
    fn least_bid(&self) -> Money {
        self.last.map_or(self.terms.sale.starting_price, |last| {
            let price = last.price.checked_add(self.terms.increment);
            price.unwrap_or(Money::from_fen(i64::MAX))
        })
    }

    fn bid_count(&self) -> u32 {
        self.bid_count
    }
}
