//! Rulings on a plain bid, and what every bid must be.

use lexicon::{Money, Paddle};

use super::{Ascending, Bidder, over};
use crate::{At, Event, Events, Increment, Leading, OwnOverbid, Phase, Refusal, Stage};

/// A bid or a ceiling on its way through the checks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) at: At,
    pub(super) paddle: Option<Paddle>,
    pub(super) amount: Money,
}

type Check = fn(&Ascending, &Asked) -> Result<(), Refusal>;

/// Who may bid at all, and when. In this order; the first that fails answers.
pub(super) const ENTRY_CHECKS: [Check; 6] = [
    Ascending::check_running,
    Ascending::check_on_time,
    Ascending::check_admitted,
    Ascending::check_after_break,
    check_range,
    Ascending::check_admitted_amount,
];

/// What a plain bid must be besides. In this order; the first that fails answers.
const CHECKS: [Check; 3] =
    [Ascending::check_own_overbid, Ascending::check_least, Ascending::check_grid];

impl Ascending {
    pub(super) fn rule_on_bid(
        &self,
        at: At,
        paddle: Option<Paddle>,
        amount: Money,
        events: &mut Events,
    ) -> Result<(), Refusal> {
        let asked = Asked { at, paddle, amount };
        ENTRY_CHECKS.iter().chain(&CHECKS).try_for_each(|check| check(self, &asked))?;
        #[cfg(feature = "planted-fault")]
        assert!(amount != Money::from_fen(6_666_666), "a planted fault");
        let paddle = paddle.ok_or(Refusal::NotAdmitted)?;
        events.push(Event::BidAccepted { paddle, amount });
        if let Some(answer) = self.answer_of_standing_ceiling(at, paddle, amount) {
            events.push(answer);
        }
        self.extend_for(at, events);
        Ok(())
    }

    /// A standing ceiling answers another's bid with the least bid above it, at most the ceiling.
    /// A bid that equals the ceiling is answered at that amount: the ceiling, being earlier, leads.
    pub(super) fn answer_of_standing_ceiling(
        &self,
        at: At,
        paddle: Paddle,
        amount: Money,
    ) -> Option<Event> {
        let standing = self.standing.as_ref().filter(|standing| standing.paddle != paddle)?;
        let ceiling = self.live_ceiling(at)?;
        let answer = self.terms.increment.above(amount).min(ceiling);
        (amount <= ceiling)
            .then_some(Event::ProxyAnswered { paddle: standing.paddle, amount: answer })
    }

    fn check_running(&self, _: &Asked) -> Result<(), Refusal> {
        match &self.stage {
            Stage::Announced { opens_at } => Err(Refusal::NotYetOpen { opens_at: *opens_at }),
            Stage::Running { phase: Phase::FreeBidding | Phase::TimedBidding, .. } => Ok(()),
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
    /// before the close.
    fn check_on_time(&self, asked: &Asked) -> Result<(), Refusal> {
        let arrived_at = asked.at.arrived_at();
        match self.stage {
            Stage::Running { closes_at, .. } if arrived_at > closes_at => {
                Err(Refusal::AuctionClosed { closed_at: closes_at })
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
        let bidder = self.admitted(asked)?;
        if self.is_after_break && !bidder.has_bid { Err(Refusal::NoBidBeforeBreak) } else { Ok(()) }
    }

    fn check_admitted_amount(&self, asked: &Asked) -> Result<(), Refusal> {
        match self.admitted(asked)?.ceiling {
            Some(ceiling) if asked.amount > ceiling => {
                Err(Refusal::AboveAdmittedAmount { ceiling })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn check_own_overbid(&self, asked: &Asked) -> Result<(), Refusal> {
        let leads = self.leading.as_ref().is_some_and(|it| Some(it.paddle) == asked.paddle);
        match self.terms.own_overbid {
            OwnOverbid::Refused if leads => Err(Refusal::AlreadyLeading),
            OwnOverbid::Refused | OwnOverbid::Allowed => Ok(()),
        }
    }

    pub(super) fn check_least(&self, asked: &Asked) -> Result<(), Refusal> {
        let least = self.least_bid();
        #[cfg(feature = "planted-rule")]
        let least = least.checked_add(Money::from_fen(1)).unwrap_or(least);
        if asked.amount < least { Err(Refusal::BelowLeastBid { least }) } else { Ok(()) }
    }

    /// With `Multiple` every amount lies a whole number of steps above the starting price.
    pub(super) fn check_grid(&self, asked: &Asked) -> Result<(), Refusal> {
        let least = self.least_bid();
        let step = self.terms.increment.step(least);
        let above_start = asked.amount.checked_sub(self.terms.starting_price);
        let is_on_grid = above_start.is_some_and(|above| above.is_multiple_of(step));
        match self.terms.increment {
            Increment::Multiple(_) if !is_on_grid => Err(Refusal::NotAMultiple { least, step }),
            Increment::Multiple(_) | Increment::AtLeast(_) => Ok(()),
        }
    }

    fn admitted(&self, asked: &Asked) -> Result<&Bidder, Refusal> {
        asked.paddle.and_then(|paddle| self.bidder(paddle)).ok_or(Refusal::NotAdmitted)
    }

    /// Takes up a new price and its holder.
    pub(super) fn lead(&mut self, at: At, paddle: Paddle, price: Money) {
        let before = self.leading.map(|leading| leading.price);
        // An answer at the bid's own amount is the tie that the earlier ceiling wins.
        assert!(before.is_none_or(|before| before <= price), "the price never falls");
        // Another's ceiling stays only where it answers this bid; one's own, while not yet passed.
        let live = self.live_ceiling(at);
        self.standing = self.standing.filter(|standing| {
            let own = *standing.ceiling.reveal();
            let reach = if standing.paddle == paddle { Some(own) } else { live };
            reach.is_some_and(|reach| reach >= price)
        });
        self.leading = Some(Leading { paddle, price });
        self.bid_count = self.bid_count.saturating_add(1);
        let place = self.bidders.binary_search_by_key(&paddle, |bidder| bidder.paddle);
        let place = place.unwrap_or_else(|_| panic!("only an admitted bidder leads"));
        self.bidders[place].has_bid = true;
    }
}

fn check_range(_: &Ascending, asked: &Asked) -> Result<(), Refusal> {
    let is_in_range = asked.amount > Money::ZERO && asked.amount <= Money::MAX;
    if is_in_range { Ok(()) } else { Err(Refusal::AmountOutOfRange { most: Money::MAX }) }
}
