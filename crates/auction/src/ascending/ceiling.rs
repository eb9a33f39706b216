//! Rulings on a ceiling (代理出价), up to which the exchange bids for its holder.

use lexicon::{Money, Paddle};

use super::bid::{Asked, ENTRY_CHECKS};
use super::{Ascending, Standing};
use crate::{At, Command, Event, Events, Increment, ProxyBidding, Refusal};

impl Ascending {
    pub(super) fn rule_on_ceiling(
        &self,
        at: At,
        paddle: Option<Paddle>,
        ceiling: Money,
        events: &mut Events,
    ) -> Result<(), Refusal> {
        if self.terms.proxy_bidding == ProxyBidding::Refused {
            return Err(Refusal::ProxyNotAllowed);
        }
        let asked = Asked { at, paddle, amount: ceiling };
        ENTRY_CHECKS.iter().try_for_each(|check| check(self, &asked))?;
        let paddle = paddle.ok_or(Refusal::NotAdmitted)?;
        match &self.leading {
            Some(leading) if leading.paddle == paddle => {
                self.rule_on_raised_ceiling(&asked, paddle, events)
            }
            Some(_) | None => self.rule_on_challenge(&asked, paddle, events),
        }
    }

    /// The leader's ceiling may rise, which moves no price and starts no countdown.
    fn rule_on_raised_ceiling(
        &self,
        asked: &Asked,
        paddle: Paddle,
        events: &mut Events,
    ) -> Result<(), Refusal> {
        if self.ceiling_to_beat(asked.at).is_some_and(|standing| asked.amount <= standing) {
            return Err(Refusal::CeilingNotRaised);
        }
        self.check_grid(asked)?;
        events.push(Event::CeilingStands { paddle });
        Ok(())
    }

    /// Another's ceiling is measured against the leader's: the higher leads, one step above the
    /// lower or at itself where that is less; of two equal ones the earlier leads.
    fn rule_on_challenge(
        &self,
        asked: &Asked,
        paddle: Paddle,
        events: &mut Events,
    ) -> Result<(), Refusal> {
        self.check_least(asked)?;
        self.check_grid(asked)?;
        let price = match self.ceiling_to_beat(asked.at) {
            None => self.least_bid(),
            Some(standing) if asked.amount > standing => {
                self.terms.increment.above(standing).min(asked.amount)
            }
            Some(_) => asked.amount,
        };
        events.push(Event::BidAccepted { paddle, amount: price });
        let answer = self.answer_of_standing_ceiling(asked.at, paddle, price);
        events.push(answer.unwrap_or(Event::CeilingStands { paddle }));
        self.extend_for(asked.at, events);
        Ok(())
    }

    /// Up to where the leader would go: his ceiling, or his price where none stands.
    fn ceiling_to_beat(&self, at: At) -> Option<Money> {
        let price = self.leading.map(|leading| leading.price);
        self.live_ceiling(at).max(price)
    }

    /// The standing ceiling, as far as its holder may still bid: it bids for nobody who could not
    /// bid himself, nor above what covers him.
    pub(super) fn live_ceiling(&self, at: At) -> Option<Money> {
        let standing = self.standing?;
        let holder = self.bidder(standing.paddle).filter(|holder| !holder.is_stopped)?;
        let is_covered = holder.until.is_none_or(|until| at.arrived_at() <= until);
        let ceiling = *standing.ceiling.reveal();
        let covered = holder.ceiling.filter(|covered| *covered < ceiling);
        let live = covered.map_or(ceiling, |covered| self.at_most(covered));
        is_covered.then_some(live)
    }

    /// The highest amount up to this one that may be bid: with `Multiple` the grid's last below it.
    fn at_most(&self, amount: Money) -> Money {
        let step = self.terms.increment.step(amount);
        match self.terms.increment {
            Increment::AtLeast(_) => amount,
            Increment::Multiple(_) => {
                let over = (amount.fen() - self.terms.starting_price.fen()).rem_euclid(step.fen());
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
