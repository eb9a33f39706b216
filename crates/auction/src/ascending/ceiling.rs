//! Rulings on a ceiling (代理出价), up to which the exchange bids for its holder.

use lexicon::{Money, Paddle};

use super::bid::{check_grid, check_least};
use super::{Ascending, Standing};
use crate::course::{Asked, Course, Rules as _};
use crate::{At, Command, Event, Events, Increment, ProxyBidding, Refusal};

impl Ascending {
    pub(super) fn rule_on_ceiling(
        &self,
        course: &Course,
        (at, paddle): (At, Option<Paddle>),
        ceiling: Money,
        events: &mut Events,
    ) -> Result<(), Refusal> {
        if self.terms.proxy_bidding == ProxyBidding::Refused {
            return Err(Refusal::ProxyNotAllowed);
        }
        let asked = Asked { at, paddle, amount: ceiling };
        self.check_entry(course, &asked)?;
        let paddle = paddle.ok_or(Refusal::NotAdmitted)?;
        match &self.leading {
            Some(leading) if leading.paddle == paddle => {
                self.rule_on_raised_ceiling(course, &asked, paddle, events)
            }
            Some(_) | None => self.rule_on_challenge(course, &asked, paddle, events),
        }
    }

    /// The leader's ceiling may rise, which moves no price and starts no countdown.
    fn rule_on_raised_ceiling(
        &self,
        course: &Course,
        asked: &Asked,
        paddle: Paddle,
        events: &mut Events,
    ) -> Result<(), Refusal> {
        if self.ceiling_to_beat(course, asked.at).is_some_and(|standing| asked.amount <= standing) {
            return Err(Refusal::CeilingNotRaised);
        }
        check_grid(self, course, asked)?;
        events.push(Event::CeilingStands { paddle });
        Ok(())
    }

    /// Another's ceiling is measured against the leader's: the higher leads, one step above the
    /// lower or at itself where that is less; of two equal ones the earlier leads.
    fn rule_on_challenge(
        &self,
        course: &Course,
        asked: &Asked,
        paddle: Paddle,
        events: &mut Events,
    ) -> Result<(), Refusal> {
        check_least(self, course, asked)?;
        check_grid(self, course, asked)?;
        let price = match self.ceiling_to_beat(course, asked.at) {
            None => self.least_bid(),
            Some(standing) if asked.amount > standing => {
                self.increment().above(standing).min(asked.amount)
            }
            Some(_) => asked.amount,
        };
        events.push(Event::BidAccepted { paddle, amount: price });
        let answer = self.answer_of_standing_ceiling(course, (asked.at, paddle), price);
        events.push(answer.unwrap_or(Event::CeilingStands { paddle }));
        self.extend_for(course, asked.at, events);
        Ok(())
    }

    /// Up to where the leader would go: his ceiling, or his price where none stands.
    fn ceiling_to_beat(&self, course: &Course, at: At) -> Option<Money> {
        let price = self.leading.map(|leading| leading.price);
        self.live_ceiling(course, at).max(price)
    }

    /// The standing ceiling, as far as its holder may still bid: it bids for nobody who could not
    /// bid himself, nor above what covers him.
    pub(super) fn live_ceiling(&self, course: &Course, at: At) -> Option<Money> {
        let standing = self.standing?;
        let holder = course.bidder(standing.paddle)?;
        let ceiling = *standing.ceiling.reveal();
        let live = self.at_most(holder.ceiling().map_or(ceiling, |covered| covered.min(ceiling)));
        let takes_part = holder.is_covered(at) && self.check_part(course, standing.paddle).is_ok();
        takes_part.then_some(live)
    }

    /// The highest amount up to this one that may be bid: with `Multiple` the grid's last below it,
    /// also where the timed phase has another grid than the ceiling was left on.
    fn at_most(&self, amount: Money) -> Money {
        let step = self.increment().step(amount);
        match self.increment() {
            Increment::AtLeast(_) => amount,
            Increment::Multiple(_) => {
                let over = (amount.fen() - self.grid_base().fen()).rem_euclid(step.fen());
                Money::from_fen(amount.fen() - over)
            }
        }
    }

    pub(super) fn stand_ceiling(&mut self, paddle: Paddle, command: &Command) {
        let Command::PlaceProxyBid { ceiling, .. } = *command else {
            panic!("only a proxy bid leaves a ceiling");
        };
        assert!(
            self.leading.is_some_and(|leading| leading.paddle == paddle),
            "a standing ceiling belongs to the leader"
        );
        self.standing = Some(Standing { paddle, ceiling });
    }
}
